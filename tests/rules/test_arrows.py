"""Rules: an arrow leads to the nearest that way; arrows alone lead from every spot to every other one."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tests.rules.wall_state import window
from wallctl.model.geometry import Rect
from wallctl.model.ids import SourceId, WindowId
from wallctl.model.layout import Layout, Window
from wallctl.model.wall import Wall
from wallctl.rules.arrows import Paths, Spot, Way
from wallctl.rules.edit_layout import window_at
from wallctl.rules.edit_several import overlaid, split

WALL = Wall(id="main", rows=3, cols=4)
LEFT, RIGHT, UP, DOWN = Way.LEFT, Way.RIGHT, Way.UP, Way.DOWN


def spot(layout: Layout, name: str) -> Spot:
    found = layout.window(WindowId(name))
    assert found is not None
    return Spot(found.rect, found.id)


def walk(layout: Layout, start: str, *ways: Way) -> list[str]:
    """The windows that arrows lead to, one after the other; a cell is written as its column and row."""
    paths, at, found = Paths(WALL, layout), spot(layout, start), []
    for way in ways:
        at = paths.beyond(at, way)
        found.append(at.window or f"{at.rect.x:g},{at.rect.y:g}")
    return found


def test_cells_without_a_window_are_walked_over_like_windows() -> None:
    layout = Layout(windows=(window("a", 0, 0), window("b", 1, 0)))
    assert walk(layout, "a", RIGHT, RIGHT, DOWN, LEFT, LEFT) == ["b", "2,0", "2,1", "1,1", "0,1"]
    assert walk(layout, "a", LEFT, UP) == ["a", "a"], "at the wall's edge it stays"


def test_every_part_of_a_split_cell_is_reached() -> None:
    layout = split(Layout(windows=(window("a", 0, 0), window("b", 1, 0))), WindowId("a"), 2)
    assert walk(layout, "a", RIGHT, DOWN, LEFT, UP) == ["a.2", "a.4", "a.3", "a"]
    assert walk(layout, "a.4", RIGHT, LEFT) == ["b", "a.2"], "of equals the upper one"


def test_a_large_window_leads_to_those_at_its_edges_and_they_lead_back() -> None:
    below, beside = (window(f"s{n}", n, 2) for n in range(3)), (window(f"r{n}", 3, n) for n in range(3))
    layout = Layout(windows=(window("m", 0, 0, 3, 2), *beside, *below))
    assert walk(layout, "m", RIGHT, LEFT, DOWN, UP) == ["r0", "m", "s1", "m"]
    assert [walk(layout, f"s{n}", UP) for n in range(3)] == [["m"]] * 3
    assert walk(layout, "r1", LEFT) == ["m"] and walk(layout, "r0", DOWN, DOWN, LEFT) == ["r1", "r2", "s2"]


def test_a_small_window_over_a_large_one_is_entered_and_left() -> None:
    base = Layout(windows=(window("m", 0, 0, 2, 2), window("b", 2, 0), window("c", 2, 1)))
    over = overlaid(WALL, base, SourceId("o"), 1.0, 1.0)
    assert walk(over, "m", RIGHT, RIGHT, LEFT) == ["o", "c", "m"]
    assert walk(over, "o", LEFT) == ["m"]


def test_a_row_of_small_windows_over_a_map_is_walked_along() -> None:
    row = tuple(window(f"o{n}", n + 0.25, 2.25, 0.5, 0.5).with_(z=1) for n in range(4))
    layout = Layout(windows=(window("map", 0, 0, 4, 3), *row))
    assert walk(layout, "o0", RIGHT, RIGHT, RIGHT) == ["o1", "o2", "o3"]
    assert walk(layout, "o3", LEFT, LEFT, LEFT, UP) == ["o2", "o1", "o0", "map"]
    assert walk(layout, "map", DOWN)[0] in ("o1", "o2")


def test_from_a_covered_window_it_goes_on_from_what_covers_it() -> None:
    layout = Layout(windows=(window("a", 0, 0), window("b", 0, 0, 2, 1).with_(z=1)))
    assert walk(layout, "a", RIGHT, LEFT) == ["2,0", "b"]


def test_the_first_is_the_upper_left_one() -> None:
    paths = Paths(WALL, split(Layout(windows=(window("a", 0, 0),)), WindowId("a"), 3))
    assert paths.first.window == "a"
    assert Paths(WALL, Layout()).first == Spot(Rect(x=0, y=0, w=1, h=1))


@pytest.mark.parametrize("way", list(Way))
def test_a_wall_that_one_window_fills_has_nowhere_to_go(way: Way) -> None:
    assert walk(Layout(windows=(window("a", 0, 0, 4, 3),)), "a", way) == ["a"]


TWELFTHS = st.tuples(
    st.integers(0, 45), st.integers(0, 33), st.integers(1, 48), st.integers(1, 36), st.integers(0, 3)
)
"""Left, top, width and height in twelfths of a cell, and the order."""
CELLS = TWELFTHS.map(lambda f: (f[0] // 12 * 12, f[1] // 12 * 12, f[2] // 12 * 12 + 12, 12, 0))


def layout_of(found: list[tuple[int, int, int, int, int]]) -> Layout:
    return Layout(
        windows=tuple(
            Window(
                id=WindowId(f"w{n}"),
                rect=Rect(x=x / 12, y=y / 12, w=min(w, 48 - x) / 12, h=min(h, 36 - y) / 12),
                z=z,
            )
            for n, (x, y, w, h, z) in enumerate(found)
        )
    )


@given(st.lists(st.one_of(TWELFTHS, CELLS), max_size=14))
@example([(0, 0, 48, 36, 0), (18, 12, 12, 12, 1), (21, 15, 6, 6, 2), (21, 15, 6, 6, 3)])
def test_arrows_lead_from_every_spot_to_every_other_one(found: list[tuple[int, int, int, int, int]]) -> None:
    layout = layout_of(found)
    paths = Paths(WALL, layout)
    seen = {window_at(layout, x / 12 + 1 / 24, y / 12 + 1 / 24) for x in range(48) for y in range(36)}
    assert {one.window for one in paths.spots} >= {one.id for one in seen if one is not None}
    for start in paths.spots:
        reached, fresh = {start}, [start]
        while fresh:
            here = fresh.pop()
            for to in (paths.beyond(here, way) for way in Way):
                if to not in reached:
                    reached.add(to)
                    fresh.append(to)
        assert reached == {*paths.spots}, f"from {start}"


@given(st.lists(TWELFTHS, max_size=10), st.sampled_from(list(Way)))
def test_an_arrow_held_comes_to_an_end(found: list[tuple[int, int, int, int, int]], way: Way) -> None:
    paths = Paths(WALL, layout_of(found))
    for start in paths.spots:
        at = start
        for _ in paths.spots:
            at = paths.beyond(at, way)
        assert paths.beyond(at, way) == at
