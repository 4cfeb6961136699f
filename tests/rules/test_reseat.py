"""Re-seating: nothing that matters stays on a lost cell, and as little as possible is changed."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tests.rules.wall_state import wall
from wallctl.model.geometry import Rect
from wallctl.model.ids import CellId, WindowId
from wallctl.model.layout import Layout, Role, Window
from wallctl.rules.compose import compose
from wallctl.rules.edit import accepted
from wallctl.rules.reseat import BACK_AFTER_S, LOST_AFTER_S, Losses, matters, reseat

WALL = wall(3, 4)
CELLS = WALL.cell_ids


def at(
    name: str, x: float, y: float, w: float = 1, h: float = 1, *, important: bool = False, z: int = 0
) -> Window:
    return Window(id=WindowId(name), rect=Rect(x=x, y=y, w=w, h=h), important=important, z=z)


def lost(*cells: str) -> frozenset[CellId]:
    return frozenset(map(CellId, cells))


@st.composite
def layouts(draw: st.DrawFn) -> Layout:
    """Windows side by side or one over the other; some important, some off the grid."""
    windows = []
    for number in range(draw(st.integers(1, 8))):
        quarter = draw(st.booleans())
        step = 4 if quarter else 1
        w, h = draw(st.integers(1, 3 * step)) / step, draw(st.integers(1, 3 * step)) / step
        x = draw(st.integers(0, int((4 - w) * step))) / step
        y = draw(st.integers(0, int((3 - h) * step))) / step
        important = draw(st.integers(0, 3)) == 0
        windows.append(at(f"w{number}", x, y, w, h, important=important, z=draw(st.integers(0, 2))))
    return Layout(windows=tuple(windows))


some_cells = st.sets(st.sampled_from(CELLS), max_size=11).map(frozenset)


@given(layouts(), some_cells)
def test_nothing_that_matters_stays_on_a_lost_cell_unless_it_is_named(
    layout: Layout, dead: frozenset[CellId]
) -> None:
    after = reseat(WALL, layout, dead)
    for window in matters(layout):
        if window.id in after.unseated:
            continue
        now = after.layout.window(window.id)
        assert now is not None
        on = {
            cell for cell, picture in compose(WALL, Layout(windows=(now,)), {}, {}).items() if picture.panes
        }
        assert not on & dead, f"{window.id} lies on {on & dead}"


@given(layouts(), some_cells)
def test_nothing_important_goes_while_a_living_cell_shows_nothing_important(
    layout: Layout, dead: frozenset[CellId]
) -> None:
    after = reseat(WALL, layout, dead)
    if after.unseated:
        held = [
            now.rect
            for w in matters(layout)
            if w.id not in after.unseated
            if (now := after.layout.window(w.id))
        ]
        for row in range(WALL.rows):
            for col in range(WALL.cols):
                if CELLS[row * WALL.cols + col] not in dead:
                    cell = Rect(x=col, y=row, w=1, h=1)
                    assert any(cell.meets(rect) for rect in held), (
                        f"{cell} is free, {after.unseated} unseated"
                    )


@given(layouts(), some_cells)
def test_what_is_not_hit_stays_and_the_wall_can_show_it(layout: Layout, dead: frozenset[CellId]) -> None:
    after = reseat(WALL, layout, dead)
    moved = {seat.window for seat in after.moves}
    for window in layout.windows:
        now = after.layout.window(window.id)
        assert now == window or window.id in moved or window.id in after.off
    assert moved <= {window.id for window in matters(layout)}
    assert not set(after.off) & {window.id for window in matters(layout)}
    accepted(WALL, after.layout, ())
    for seat in after.moves:
        shape = seat.before.w / seat.before.h, seat.after.w / seat.after.h
        assert abs(shape[0] - shape[1]) < 1e-6 * shape[0], "the shape is kept"


@given(layouts(), some_cells)
def test_the_same_loss_gives_the_same_seats(layout: Layout, dead: frozenset[CellId]) -> None:
    assert reseat(WALL, layout, dead) == reseat(WALL, layout, frozenset(sorted(dead, reverse=True)))


@given(layouts())
def test_without_a_loss_nothing_changes(layout: Layout) -> None:
    assert reseat(WALL, layout, ()).layout == layout


def test_main_window_keeps_its_size_where_it_finds_room_for_it() -> None:
    layout = Layout(windows=(at("main", 0, 0, 2, 2), at("b", 2, 0), at("c", 3, 0)))
    after = reseat(WALL, layout, lost("r0c0"))
    assert [seat.after for seat in after.moves] == [Rect(x=0, y=1, w=2, h=2)]


def test_main_window_shrinks_in_its_shape_where_it_must() -> None:
    small = wall(2, 2)
    after = reseat(small, Layout(windows=(at("main", 0, 0, 2, 2),)), lost("r0c0"))
    assert [seat.after for seat in after.moves] == [Rect(x=1, y=0, w=1, h=1)]


def test_a_large_window_leaves_room_for_the_important_ones_after_it() -> None:
    small = wall(2, 3)
    layout = Layout(
        windows=(at("main", 0, 0, 2, 2), at("b", 2, 0, important=True), at("c", 2, 1, important=True))
    )
    after = reseat(small, layout, lost("r0c2", "r1c0"))
    assert after.unseated == ()
    assert len(after.moves) == 2


def test_what_hides_least_is_preferred_and_what_is_hidden_wholly_goes() -> None:
    layout = Layout(windows=(at("a", 0, 0, important=True), *(at(f"b{n}", n, 0) for n in (1, 2, 3))))
    free = reseat(wall(1, 4), layout.with_(windows=layout.windows[:3]), lost("r0c0"))
    assert free.moves[0].after.x == 3
    assert free.off == ()
    full = reseat(wall(1, 4), layout, lost("r0c0"))
    assert full.off == ("b1",)


def test_main_window_is_the_one_of_that_part_else_the_largest() -> None:
    large, small = at("large", 0, 0, 2, 2), at("small", 2, 0)
    assert [w.id for w in matters(Layout(windows=(large, small)))] == ["large"]
    main = small.with_(role=Role.MAIN)
    assert [w.id for w in matters(Layout(windows=(large, main)))] == ["small"]
    assert matters(Layout(windows=(small, at("other", 3, 0)))) == ()


def test_a_cell_is_lost_only_after_a_while_and_back_only_after_a_while() -> None:
    losses, cell = Losses(), CellId("r0c0")
    assert losses.look({cell: True}, 0.0) == frozenset()
    assert losses.look({cell: False}, 10.0) == frozenset()
    assert losses.look({cell: False}, 10.0 + LOST_AFTER_S) == {cell}
    assert losses.look({cell: True}, 20.0) == {cell}
    assert losses.look({cell: True}, 20.0 + BACK_AFTER_S) == frozenset()


def test_a_cell_that_was_away_for_a_moment_is_not_lost() -> None:
    losses, cell = Losses(), CellId("r0c0")
    for second in range(20):
        assert losses.look({cell: second % 8 != 0}, float(second)) == frozenset()


def test_a_cell_that_is_well_only_now_and_then_stays_lost() -> None:
    losses, cell = Losses(), CellId("r0c0")
    for second in range(30):
        found = losses.look({cell: second % 3 != 0}, float(second))
        assert second <= LOST_AFTER_S or found == {cell}


def test_a_locked_window_on_living_cells_is_not_covered() -> None:
    main = at("main", 0, 0, important=True)
    others = [at(f"w{n}", n % 4, n // 4) for n in range(1, 12)]
    locked = [window.with_(locked=window.id != "w11") for window in others]
    after = reseat(WALL, Layout(windows=(main, *locked)), lost("r0c0"))
    assert [seat.after for seat in after.moves] == [Rect(x=3, y=2, w=1, h=1)] and after.off == ("w11",)
