"""Rules: a picture that nobody placed takes a free place, else the least important; never what matters."""

from __future__ import annotations

from wallctl.model.content import ClockContent
from wallctl.model.geometry import Rect
from wallctl.model.ids import SourceId, WindowId
from wallctl.model.layout import Layout, Role, Tour, Window
from wallctl.model.wall import Wall
from wallctl.rules.fill_in import fill_in, least_important

WALL = Wall(id="w", rows=2, cols=2)


def window(name: str, x: float, y: float, w: float = 1, h: float = 1, **more: object) -> Window:
    rect = Rect(x=x, y=y, w=w, h=h)
    fields = {"source": SourceId(name)} | more
    return Window.model_validate({"id": name, "rect": rect, **fields})


def filled(layout: Layout, *sources: str) -> tuple[dict[str, str], int]:
    found = fill_in(WALL, layout, [SourceId(source) for source in sources])
    return {w.id: str(w.source) for w in found.layout.windows}, found.left


def test_free_places_come_first_and_nothing_that_is_there_goes() -> None:
    layout = Layout(windows=(window("a", 0, 0), window("b", 1, 1)))
    found = fill_in(WALL, layout, [SourceId("x"), SourceId("y")])
    assert [(w.source, w.rect.x, w.rect.y) for w in found.layout.windows] == [
        ("a", 0, 0),
        ("b", 1, 1),
        ("x", 1, 0),
        ("y", 0, 1),
    ]
    assert found.placed == tuple(w.id for w in found.layout.windows[2:]) and found.left == 0


def test_on_a_full_wall_the_smallest_goes_and_of_equals_the_last_one_read() -> None:
    layout = Layout(windows=(window("a", 0, 0, 2, 1), window("b", 0, 1), window("c", 1, 1)))
    assert filled(layout, "x") == ({"a": "a", "b": "b", "c": "x"}, 0)
    assert filled(layout, "x", "y") == ({"a": "a", "b": "y", "c": "x"}, 0)
    assert filled(layout, "x", "y", "z") == ({"a": "z", "b": "y", "c": "x"}, 0)


def test_what_was_filled_in_is_not_replaced_again_and_what_finds_no_place_is_counted() -> None:
    layout = Layout(windows=(window("a", 0, 0, 2, 2),))
    assert filled(layout, "x", "y", "z") == ({"a": "x"}, 2)


def test_what_matters_gives_no_place() -> None:
    spared = (
        window("main", 0, 0, role=Role.MAIN),
        window("important", 1, 0, important=True),
        window("locked", 0, 1, locked=True),
        window("clock", 1, 1, source=None, content=ClockContent()),
    )
    layout = Layout(windows=spared)
    assert least_important(layout) is None
    assert fill_in(WALL, layout, [SourceId("x")]) == (layout, (), 1)


def test_one_picture_goes_before_a_tour_and_nothing_goes_that_is_covered() -> None:
    tour = Tour(sources=(SourceId("t"), SourceId("u")), dwell_s=10)
    covered = window("covered", 0, 0)
    over = window("over", 0, 0, 2, 1, z=1)
    layout = Layout(windows=(covered, over, window("t", 0, 1, tour=tour), window("big", 1, 1)))
    assert least_important(layout) == layout.windows[3]
    assert least_important(layout, [WindowId("big")]) == over
    assert least_important(layout, [WindowId("big"), WindowId("over")]) == layout.windows[2]
