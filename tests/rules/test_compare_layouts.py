"""Rules: what a take would change is told before it, source by source."""

from __future__ import annotations

from wallctl.model.geometry import Rect
from wallctl.model.ids import SourceId, WindowId
from wallctl.model.layout import Layout, Role, Window
from wallctl.rules.compare_layouts import TOLD_CHANGES, Change, compare, told_changes


def window(name: str, source: str | None, x: float, role: Role | None = None) -> Window:
    rect = Rect(x=x, y=0, w=1, h=1)
    return Window(id=WindowId(name), rect=rect, source=SourceId(source) if source else None, role=role)


def changes(live: list[Window], draft: list[Window]) -> tuple[dict[str, Change], set[str]]:
    found = compare(Layout(windows=tuple(live)), Layout(windows=tuple(draft)))
    return {str(name): change for name, change in found.changes.items()}, {str(n) for n in found.gone}


def test_the_same_layout_changes_nothing() -> None:
    same = Layout(windows=(window("a", "p", 0), window("m", None, 1, Role.MAP)))
    assert not compare(same, same).any


def test_a_picture_is_followed_by_its_source_not_by_its_window() -> None:
    found, gone = changes([window("a", "p", 0)], [window("other", "p", 0)])
    assert found == {"other": Change.SAME} and not gone


def test_new_moved_and_gone_are_told_apart() -> None:
    found, gone = changes(
        [window("a", "p", 0), window("b", "q", 1), window("c", "r", 2)],
        [window("1", "p", 0), window("2", "q", 5), window("3", "s", 2)],
    )
    assert found == {"1": Change.SAME, "2": Change.MOVED, "3": Change.REPLACED} and not gone
    found, gone = changes([window("c", "r", 2)], [window("3", "s", 4)])
    assert found == {"3": Change.NEW} and gone == {"c"}


def test_every_window_of_the_wall_is_told_what_becomes_of_it() -> None:
    live = [window("a", "p", 0), window("b", "q", 1), window("c", "r", 2), window("d", "t", 3)]
    draft = [window("1", "p", 0), window("2", "q", 5), window("3", "s", 2)]
    found = compare(Layout(windows=tuple(live)), Layout(windows=tuple(draft)))
    told = {"a": Change.SAME, "b": Change.MOVED, "c": Change.REPLACED, "d": Change.GONE}
    assert found.live == told
    assert found.count(Change.GONE) == 1 and found.count(Change.NEW) == 0


def test_a_refusal_names_what_changed_and_not_all_of_a_new_wall() -> None:
    before = Layout(windows=(window("a", "p", 0), window("b", "q", 1)))
    after = Layout(windows=(window("a", "p", 3), window("x", "s", 5)))
    assert told_changes(before, after) == (("moved", "p"), ("new", "s"), ("gone", "q"))
    many = Layout(windows=tuple(window(f"w{n}", f"s{n}", n) for n in range(20)))
    assert len(told_changes(Layout(), many)) == TOLD_CHANGES


def test_a_picture_that_gets_another_role_moves() -> None:
    found, gone = changes([window("a", "p", 0, Role.SINGLE)], [window("b", "p", 2, Role.MAIN)])
    assert found == {"b": Change.MOVED} and not gone


def test_a_source_shown_twice_counts_once_for_each() -> None:
    found, gone = changes([window("a", "p", 0)], [window("1", "p", 3), window("2", "p", 0)])
    assert found == {"1": Change.NEW, "2": Change.SAME} and not gone


def test_an_empty_place_elsewhere_is_new() -> None:
    found, gone = changes([window("a", None, 0, Role.MAP)], [window("b", None, 1, Role.MAP)])
    assert found == {"b": Change.NEW} and gone == {"a"}
