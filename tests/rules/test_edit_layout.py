"""Rules: what a hand does to a layout keeps it on the wall, and loses no window that it did not mean to."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wallctl.errors import NotFound
from wallctl.model.content import ClockContent
from wallctl.model.geometry import Rect
from wallctl.model.ids import SourceId, WindowId
from wallctl.model.layout import Fit, Layout, Role, Window
from wallctl.model.wall import Wall
from wallctl.rules.edit_layout import (
    FREE_STEP,
    Side,
    drop,
    free_cells,
    free_places,
    grow,
    inside,
    left_out,
    move,
    put,
    raised,
    remove,
    resize,
    set_fit,
    snapped,
    swap_places,
    swap_source,
    window_at,
)

WALL = Wall(id="w", rows=3, cols=8)


def window(name: str, x: float, y: float, w: float = 1, h: float = 1, z: int = 0) -> Window:
    return Window(id=WindowId(name), rect=Rect(x=x, y=y, w=w, h=h), source=SourceId(name), z=z)


def layout(*windows: Window) -> Layout:
    return Layout(windows=windows)


def rect_of(found: Layout, name: str) -> Rect:
    got = found.window(WindowId(name))
    assert got is not None
    return got.rect


names = st.sampled_from(["a", "b", "c", "d"])
places = st.floats(min_value=-20, max_value=30, allow_nan=False)
layouts = st.lists(
    st.tuples(st.integers(0, 7), st.integers(0, 2), st.integers(1, 8), st.integers(1, 3)), max_size=4
).map(
    lambda rows: Layout(
        windows=tuple(
            window("abcd"[n], float(min(x, 8 - w)), float(min(y, 3 - h)), float(w), float(h), z=n)
            for n, (x, y, w, h) in enumerate(rows)
        )
    )
)


@given(layouts, names, places, places, st.sampled_from([1.0, 0.5, FREE_STEP]), st.sampled_from(list(Side)))
def test_nothing_that_a_hand_does_leaves_the_wall(
    found: Layout, name: str, x: float, y: float, step: float, side: Side
) -> None:
    results = [drop(WALL, found, [SourceId("new")], x, y)]
    if found.window(WindowId(name)) is not None:
        results.append(move(WALL, found, WindowId(name), x, y, step))
        results.append(resize(WALL, found, WindowId(name), side, x, y, step))
        results.append(grow(WALL, found, WindowId(name), round(x), round(y)))
    for result in results:
        assert all(WALL.bounds.covers(w.rect) for w in result.windows)


@given(layouts, names, places, places)
def test_moving_keeps_the_size_and_all_windows(found: Layout, name: str, x: float, y: float) -> None:
    before = found.window(WindowId(name))
    if before is None:
        return
    after = move(WALL, found, before.id, x, y)
    assert {w.id for w in after.windows} == {w.id for w in found.windows}
    assert (rect_of(after, name).w, rect_of(after, name).h) == (before.rect.w, before.rect.h)


@given(layouts, names, st.sampled_from(list(Side)), places, places)
def test_resizing_moves_only_the_edges_that_are_dragged(
    found: Layout, name: str, side: Side, x: float, y: float
) -> None:
    before = found.window(WindowId(name))
    if before is None:
        return
    after = rect_of(resize(WALL, found, before.id, side, x, y), name)
    left, top, right, bottom = side.value
    assert left or after.x == before.rect.x
    assert top or after.y == before.rect.y
    assert right or after.right == before.rect.right
    assert bottom or after.bottom == before.rect.bottom
    assert after.w >= 1 and after.h >= 1


@given(layouts, st.integers(1, 30))
def test_many_dropped_sources_never_cover_each_other(found: Layout, count: int) -> None:
    sources = [SourceId(f"s{n}") for n in range(count)]
    after = drop(WALL, found, sources, 0.5, 0.5)
    fresh = [w for w in after.windows if w.source in sources]
    assert all(
        not one.rect.meets(two.rect) for one in fresh for two in fresh if one.id < two.id and one.z == two.z
    )
    assert len({w.id for w in after.windows}) == len(after.windows)


def test_a_source_dropped_on_a_window_takes_its_place() -> None:
    before = layout(window("a", 0, 0, 2, 2))
    after = drop(WALL, before, [SourceId("new")], 1.5, 1.5)
    assert rect_of(after, "a") == rect_of(before, "a")
    assert after.windows[0].source == "new"


def test_a_source_dropped_on_a_free_cell_gets_that_cell() -> None:
    after = drop(WALL, layout(window("a", 0, 0)), [SourceId("new")], 5.4, 2.1)
    assert [w.rect for w in after.windows if w.source == "new"] == [Rect(x=5, y=2, w=1, h=1)]


def test_several_sources_fill_free_cells_in_reading_order_from_there_on() -> None:
    after = drop(WALL, layout(window("a", 7, 0)), [SourceId(s) for s in ("p", "q", "r")], 6.5, 0.5)
    cells = {str(w.source): (w.rect.x, w.rect.y) for w in after.windows}
    assert (cells["p"], cells["q"], cells["r"]) == ((6, 0), (0, 1), (1, 1))


def test_what_finds_no_room_is_left_out_and_counted() -> None:
    full = Layout(windows=tuple(window(f"{r}-{c}", c, r) for r in range(3) for c in range(8)))
    dropped = [SourceId("p"), SourceId("q")]
    after = drop(WALL, full, dropped, 0.5, 0.5)
    assert len(after.windows) == 24
    assert after.sources >= {"p"} and "q" not in after.sources
    assert left_out(full, after, dropped, 0.5, 0.5) == 1
    again = [SourceId("0-0")]
    assert left_out(full, drop(WALL, full, again, 0.5, 0.5), again, 0.5, 0.5) == 0, "it is there"
    locked = full.with_(windows=tuple(w.with_(locked=True) for w in full.windows))
    assert left_out(locked, drop(WALL, locked, again, 0.5, 0.5), again, 0.5, 0.5) == 1


@pytest.mark.parametrize(
    ("x", "y", "places"),
    [
        (0.1, 0.1, [(0, 0), (0.5, 0), (0, 0.5), (0.5, 0.5), (1, 0)]),
        (0.6, 0.6, [(0.5, 0.5), (0, 0.5), (0.5, 0), (0, 0), (1, 0)]),
    ],
)
def test_several_sources_fill_windows_that_have_none(
    x: float, y: float, places: list[tuple[float, float]]
) -> None:
    split = layout(
        *(
            window(f"part{n}", n % 2 / 2, n // 2 / 2, 0.5, 0.5).with_(source=None, role=Role.SINGLE)
            for n in range(4)
        ),
        *(window(f"{r}-{c}", c, r) for r in range(3) for c in range(8) if (r, c) not in ((0, 0), (0, 1))),
    )
    dropped = [SourceId(f"s{n}") for n in range(6)]
    after = drop(WALL, split, dropped, x, y)
    at = {w.source: (w.rect.x, w.rect.y) for w in after.windows if w.source in dropped}
    assert sorted(at.values()) == sorted(places) and at[dropped[0]] == places[0]
    assert free_places(WALL, after) == [] and left_out(split, after, dropped, x, y) == 1


def test_what_no_camera_fills_or_nobody_sees_is_no_free_place() -> None:
    empty = window("a", 0, 0).with_(source=None)
    for kept in (
        empty.with_(role=Role.MAP),
        empty.with_(locked=True),
        empty.with_(content=ClockContent()),
    ):
        assert empty.rect not in free_places(WALL, layout(kept))
    assert empty.rect in free_places(WALL, layout(empty))
    assert empty.rect not in free_places(WALL, layout(empty, window("b", 0, 0, z=1)))


def test_the_same_source_can_be_put_twice() -> None:
    after = put(WALL, Layout(), SourceId("a"), Rect(x=0, y=0, w=1, h=1))
    after = put(WALL, after, SourceId("a"), Rect(x=1, y=0, w=1, h=1))
    assert len(after.windows) == 2


def test_putting_over_others_hides_some_and_removes_those_wholly_hidden() -> None:
    before = layout(window("a", 0, 0), window("b", 1, 0, 2, 1))
    after = put(WALL, before, SourceId("new"), Rect(x=0, y=0, w=2, h=1))
    assert after.window(WindowId("a")) is None
    top = window_at(after, 1.5, 0.5)
    assert top is not None and top.source == "new"
    assert after.window(WindowId("b")) is not None


def test_a_moved_window_lies_on_top() -> None:
    before = layout(window("a", 0, 0), window("b", 1, 0, z=5))
    after = move(WALL, before, WindowId("a"), 1, 0)
    top = window_at(after, 1.5, 0.5)
    assert top is not None and top.id == "a"


def test_windows_change_places() -> None:
    before = layout(window("a", 0, 0), window("b", 4, 2))
    after = swap_places(before, WindowId("a"), WindowId("b"))
    assert (rect_of(after, "a"), rect_of(after, "b")) == (rect_of(before, "b"), rect_of(before, "a"))


def test_growing_at_the_edge_grows_inwards() -> None:
    after = grow(WALL, layout(window("a", 7, 2)), WindowId("a"), 1, 1)
    assert rect_of(after, "a") == Rect(x=6, y=1, w=2, h=2)


def test_another_picture_forgets_the_crop_but_keeps_the_fit() -> None:
    before = set_fit(layout(window("a", 0, 0)), WindowId("a"), Fit.COVER)
    after = swap_source(before, WindowId("a"), SourceId("b"))
    assert (after.windows[0].source, after.windows[0].fit) == ("b", Fit.COVER)


def test_what_is_not_there_cannot_be_moved_but_may_be_removed() -> None:
    with pytest.raises(NotFound):
        raised(Layout(), WindowId("a"))
    assert remove(layout(window("a", 0, 0)), [WindowId("b")]) == layout(window("a", 0, 0))


def test_free_cells_are_those_that_nothing_touches() -> None:
    free = free_cells(WALL, layout(window("a", 0.5, 0, 1, 1)))
    assert len(free) == 22 and free[0] == Rect(x=2, y=0, w=1, h=1)


@given(st.floats(-5, 5), st.sampled_from([1.0, 0.5, FREE_STEP]))
def test_snapping_moves_by_at_most_half_a_step(value: float, step: float) -> None:
    assert abs(snapped(value, step) - value) <= step / 2 + 1e-6


@given(places, places, st.floats(0.5, 20), st.floats(0.5, 20))
def test_inside_is_inside(x: float, y: float, w: float, h: float) -> None:
    assert WALL.bounds.covers(inside(WALL, Rect(x=x, y=y, w=w, h=h)))
