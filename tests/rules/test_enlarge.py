"""Rules: one picture goes into the main area, and everything comes back exactly."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wallctl.model.geometry import Rect
from wallctl.model.ids import SourceId, WindowId
from wallctl.model.layout import Layout, Role, Window
from wallctl.model.wall import Wall
from wallctl.rules.edit_layout import move, put_back, remove, swap_source
from wallctl.rules.enlarge import central_area, enlarge

WALL = Wall(id="w", rows=3, cols=8)


def window(name: str, x: float, y: float, w: float = 1, h: float = 1, z: int = 0, **more: object) -> Window:
    rect = Rect(x=x, y=y, w=w, h=h)
    return Window(id=WindowId(name), rect=rect, source=SourceId(name), z=z, **more)  # type: ignore[arg-type]


def rect_of(layout: Layout, name: str) -> Rect:
    found = layout.window(WindowId(name))
    assert found is not None
    return found.rect


A, B, M = WindowId("a"), WindowId("b"), WindowId("m")
BIG = Rect(x=2, y=0, w=3, h=3)
LAYOUT = Layout(windows=(window("a", 0, 0), window("m", 2, 0, 3, 3, role=Role.MAIN), window("b", 7, 2, z=4)))


def test_the_chosen_picture_and_the_main_window_change_places() -> None:
    large = enlarge(WALL, LAYOUT, A)
    assert rect_of(large, "a") == BIG
    assert rect_of(large, "m") == Rect(x=0, y=0, w=1, h=1)


@pytest.mark.parametrize("back", [A, M])
def test_the_key_on_either_of_them_puts_both_back_exactly(back: WindowId) -> None:
    assert enlarge(WALL, enlarge(WALL, LAYOUT, A), back) == LAYOUT


def test_another_one_takes_the_place_of_the_first() -> None:
    both = enlarge(WALL, enlarge(WALL, LAYOUT, A), B)
    assert rect_of(both, "b") == BIG and rect_of(both, "a") == rect_of(LAYOUT, "a")
    assert enlarge(WALL, both, B) == LAYOUT


def test_without_a_main_window_it_lies_over_the_centre() -> None:
    bare = Layout(windows=(window("a", 0, 0), window("b", 3, 1, z=4)))
    large = enlarge(WALL, bare, A)
    lies = large.window(A)
    assert lies is not None and lies.rect == central_area(WALL) and lies.z > 4
    assert enlarge(WALL, large, A) == bare


@pytest.mark.parametrize(
    ("rows", "cols", "area"),
    [
        (3, 8, (2, 0, 4, 3)),
        (4, 6, (1, 0, 4, 3)),
        (2, 2, (0, 0, 2, 2)),
        (1, 1, (0, 0, 1, 1)),
        (3, 3, (0, 0, 3, 2)),
    ],
)
def test_the_central_area_is_where_a_picture_is_largest(rows: int, cols: int, area: tuple[int, ...]) -> None:
    x, y, w, h = map(float, area)
    assert central_area(Wall(id="w", rows=rows, cols=cols)) == Rect(x=x, y=y, w=w, h=h)


def test_a_locked_window_is_not_enlarged_and_a_locked_main_one_not_moved() -> None:
    locked = LAYOUT.with_(windows=(LAYOUT.windows[0].with_(locked=True), *LAYOUT.windows[1:]))
    assert enlarge(WALL, locked, A) == locked
    main = LAYOUT.with_(windows=(LAYOUT.windows[0], LAYOUT.windows[1].with_(locked=True), LAYOUT.windows[2]))
    large = enlarge(WALL, main, A)
    assert rect_of(large, "a") == BIG == rect_of(large, "m")
    assert enlarge(WALL, large, A) == main


def test_a_window_that_a_hand_moved_meanwhile_stays_there() -> None:
    moved = move(WALL, enlarge(WALL, LAYOUT, A), A, 4, 0)
    back = put_back(moved)
    assert rect_of(back, "a").x == 4
    assert rect_of(back, "m") == BIG


def test_taking_the_large_one_off_gives_the_main_window_its_place_back() -> None:
    assert rect_of(remove(enlarge(WALL, LAYOUT, A), [A]), "m") == BIG


def test_another_source_in_the_large_window_goes_back_with_it() -> None:
    changed = swap_source(enlarge(WALL, LAYOUT, A), A, SourceId("z"))
    assert rect_of(enlarge(WALL, changed, A), "a") == rect_of(LAYOUT, "a")


@given(st.lists(st.sampled_from([A, B, M]), max_size=6))
def test_however_often_it_is_pressed_all_can_be_put_back(presses: list[WindowId]) -> None:
    layout = LAYOUT
    for name in presses:
        layout = enlarge(WALL, layout, name)
        assert {w.id for w in layout.windows} == {A, B, M}
        assert all(WALL.bounds.covers(w.rect) for w in layout.windows)
    assert put_back(layout) == LAYOUT
