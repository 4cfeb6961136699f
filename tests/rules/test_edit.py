"""Commands change a layout as they say, or refuse it by name."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.rules.wall_state import SOURCES, wall, window
from wallctl.errors import BadInput, Conflict, NotFound
from wallctl.model.desired import Maker, Past
from wallctl.model.geometry import Rect
from wallctl.model.ids import ActorId, SeatId, SourceId
from wallctl.model.layout import Fit, Home, Layout
from wallctl.rules.edit import MAX_WINDOWS, accepted, clear, locked_off, met_by_undo, show
from wallctl.rules.edit_layout import in_order

A, B = SourceId("a"), SourceId("b")
ME, OTHER = ActorId("me"), ActorId("other")
SEAT, ELSEWHERE = SeatId("desk-1"), SeatId("desk-2")
MINE, THEIRS = (ME, SEAT), (OTHER, SEAT)


def at(x: float, y: float, w: float = 1, h: float = 1) -> Rect:
    return Rect(x=x, y=y, w=w, h=h)


def shown(layout: Layout, source: SourceId, rect: Rect) -> Layout:
    return show(wall(), layout, source, rect, Fit.CONTAIN, SOURCES)


def test_new_window_lies_over_all_it_meets() -> None:
    layout = Layout(windows=(window("b", 0, 0, 2, 2, z=3), window("c", 2, 0, z=9)))
    new = shown(layout, A, at(1, 1)).windows[-1]
    assert (new.source, new.rect, new.z) == (A, at(1, 1), 4)


def test_windows_wholly_hidden_go_and_others_stay() -> None:
    layout = Layout(windows=(window("b", 0, 0), window("c", 0.5, 0), window("d", 2, 1)))
    names = [one.source for one in shown(layout, A, at(0, 0)).windows]
    assert names == ["c", "d", "a"]


def test_same_source_twice_is_two_windows() -> None:
    once = shown(Layout(), A, at(0, 0))
    twice = shown(once, A, at(1, 0))
    assert [one.id for one in twice.windows] == ["a", "a~2"]


def test_fit_is_kept() -> None:
    assert show(wall(), Layout(), A, at(0, 0), Fit.COVER, SOURCES).windows[0].fit is Fit.COVER


def test_unknown_source_is_named_with_the_remedy() -> None:
    with pytest.raises(NotFound, match=r"source nobody.*wallctl sources"):
        shown(Layout(), SourceId("nobody"), at(0, 0))


@pytest.mark.parametrize("rect", [at(2.5, 0), at(-0.1, 0), at(0, 1.5), at(0, 0, 3.1, 1), at(100, 100)])
def test_rectangle_outside_the_wall_is_refused(rect: Rect) -> None:
    with pytest.raises(BadInput, match="outside the wall of 2 rows and 3 columns"):
        shown(Layout(), A, rect)


def test_speck_is_refused() -> None:
    with pytest.raises(BadInput, match="too small"):
        shown(Layout(), A, at(0, 0, 0.01, 0.01))


def test_clear_keeps_the_background() -> None:
    assert clear(Layout(windows=(window("a", 0, 0),), background="#102030")) == Layout(background="#102030")


def test_a_locked_window_stays_and_stays_seen_with_what_lies_over_it() -> None:
    locked = window("b", 0, 0, 2, 2).with_(locked=True)
    over = window("c", 0.5, 0.5).with_(z=1)
    after = shown(Layout(windows=(locked, over, window("d", 2, 0))), A, at(0, 0, 3, 2))
    assert [one.source for one in in_order(after)] == ["a", "b"], "what it hides wholly goes unless locked"
    half = shown(Layout(windows=(locked, over)), A, at(0, 0, 1, 2))
    assert [one.source for one in in_order(half)] == ["a", "b", "c"]


def test_what_replaces_the_whole_wall_names_the_locked_windows_that_go() -> None:
    locked = window("a", 0, 0).with_(locked=True)
    before = Layout(windows=(locked, window("b", 1, 0)))
    assert locked_off(before, clear(before)) == (locked,)
    for moved in (locked.with_(rect=at(2, 0)), locked.with_(source=SourceId("b"))):
        assert locked_off(before, Layout(windows=(moved,))) == (locked,)
    kept = locked.with_(locked=False, z=7, important=True)
    assert locked_off(before, Layout(windows=(kept,))) == ()


def test_whole_layout_is_checked_window_by_window() -> None:
    good = Layout(windows=(window("a", 0, 0), window("map", 1, 0)))
    assert accepted(wall(), good, SOURCES) is good
    with pytest.raises(BadInput, match="window b"):
        accepted(wall(), Layout(windows=(window("b", 3, 0),)), SOURCES)
    with pytest.raises(NotFound, match="source a"):
        accepted(wall(), Layout(windows=(window("a", 0, 0),)), {})
    away = window("a", 0, 0).with_(home=Home(rect=at(40, 0), z=0))
    with pytest.raises(BadInput, match="home of window a"):
        accepted(wall(), Layout(windows=(away,)), SOURCES)
    many = tuple(window(f"w{n}", 0, 0) for n in range(MAX_WINDOWS + 1))
    with pytest.raises(BadInput, match=str(MAX_WINDOWS)):
        accepted(wall(), Layout(windows=many), SOURCES)


@given(
    st.lists(
        st.tuples(st.integers(0, 8), st.integers(0, 4), st.integers(1, 4), st.integers(1, 4)), max_size=12
    )
)
def test_what_was_shown_last_is_never_covered(places: list[tuple[int, int, int, int]]) -> None:
    layout = Layout()
    for x, y, w, h in places:
        rect = at(min(x / 4, 2.5), min(y / 4, 1.5), min(w / 4, 0.5), min(h / 4, 0.5))
        layout = shown(layout, A, rect)
        new = layout.windows[-1]
        assert new.rect == rect
        assert all(one.z < new.z for one in layout.windows[:-1] if one.rect.meets(rect))
        assert not any(rect.covers(one.rect) for one in layout.windows[:-1])


def past(revision: int, maker: Maker = MINE, undoes: int | None = None) -> Past:
    return Past(revision, *maker, undoes)


def test_undo_takes_back_the_newest_change() -> None:
    assert met_by_undo([past(2), past(1)], MINE) == past(2)


def test_second_undo_steps_further_back() -> None:
    assert met_by_undo([past(3, undoes=2), past(2), past(1)], MINE) == past(1)


def test_change_after_an_undo_is_taken_back_first() -> None:
    history = [past(4), past(3, undoes=2), past(2), past(1)]
    assert met_by_undo(history, MINE) == past(4)
    assert met_by_undo([past(5, undoes=4), *history], MINE) == past(1)


@pytest.mark.parametrize("other", [(OTHER, SEAT), (ME, ELSEWHERE)], ids=["actor", "seat"])
def test_a_change_of_another_actor_or_seat_is_met_and_not_passed_over(other: Maker) -> None:
    met = met_by_undo([past(2, other), past(1)], MINE)
    assert met == past(2, other) and met.maker != MINE


def test_somebody_elses_change_that_they_took_back_is_not_in_the_way() -> None:
    history = [past(3, THEIRS, 2), past(2, THEIRS), past(1)]
    assert met_by_undo(history, MINE) == past(1)


def test_whatever_another_seat_did_since_the_officer_looked_is_in_the_way() -> None:
    history = [past(3, THEIRS, 2), past(2, THEIRS), past(1)]
    assert met_by_undo(history, MINE, over=2) == history[0], "who undoes sees what the wall became meanwhile"
    assert met_by_undo(history, MINE, over=3) == past(1)


def test_what_the_seat_itself_did_since_it_looked_is_not_in_the_way() -> None:
    assert met_by_undo([past(3), past(2), past(1)], MINE, over=1) == past(3)
    assert met_by_undo([past(4, undoes=3), past(3), past(2), past(1)], MINE, over=1) == past(2)


def test_nothing_to_take_back_is_said() -> None:
    with pytest.raises(Conflict, match="nothing"):
        met_by_undo([], MINE)
    with pytest.raises(Conflict, match="nothing"):
        met_by_undo([past(2, undoes=1), past(1)], MINE)


@given(st.lists(st.booleans(), max_size=30))
def test_undoing_is_a_stack(script: list[bool]) -> None:
    """True is a change, False an undo: the wall's content is that of an ordinary undo stack."""
    history: list[Past] = []
    contents = {0: 0}
    stack: list[int] = []
    for is_change in script:
        revision = len(history) + 1
        if is_change:
            history.insert(0, past(revision))
            contents[revision] = revision
            stack.append(contents[revision - 1])
            continue
        try:
            undone = met_by_undo(history, MINE).revision
        except Conflict:
            assert not stack
            continue
        history.insert(0, past(revision, undoes=undone))
        contents[revision] = contents[undone - 1]
        assert contents[revision] == stack.pop()
