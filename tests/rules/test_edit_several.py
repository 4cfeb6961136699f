"""Rules: what a hand does to several windows keeps them on the wall and moves nothing that is locked."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.rules.test_enlarge import LAYOUT, WALL, A, B, rect_of, window
from wallctl.model.geometry import Rect
from wallctl.model.ids import SourceId, WindowId
from wallctl.model.layout import Crop, Fit, Layout
from wallctl.rules.edit_layout import Side as Handle
from wallctl.rules.edit_layout import drop, in_order, put, resize, snapped, swap_places, window_at
from wallctl.rules.edit_several import (
    Edge,
    Snap,
    aligned,
    changed_places,
    important,
    lock,
    lowered,
    move_together,
    next_fit,
    panned,
    pasted,
    split,
    whole_picture,
    zoomed,
)

PAIR = Layout(windows=(window("a", 0, 0), window("b", 1, 1)))


def test_several_move_as_one_piece_and_stay_on_the_wall() -> None:
    moved = move_together(WALL, PAIR, [A, B], 20, -5, 1.0)
    assert rect_of(moved, "a") == Rect(x=6, y=0, w=1, h=1)
    assert rect_of(moved, "b") == Rect(x=7, y=1, w=1, h=1)


def test_several_that_move_lie_over_what_is_there_and_over_each_other_as_before() -> None:
    pair = (window("a", 0, 0, 2, 2).with_(z=1), window("b", 0, 0))
    before = Layout(windows=(*pair, window("c", 4, 0, 2, 2).with_(z=3)))
    moved = move_together(WALL, before, [A, B], 4, 0, 1.0)
    assert [w.id for w in in_order(moved)] == ["c", "b", "a"]
    aside = Layout(windows=(window("a", 0, 0), window("b", 3, 1), window("c", 0, 1).with_(z=3)))
    top = window_at(aligned(aside, [A, B], Edge.LEFT), 0.5, 1.5)
    assert top is not None and top.id == "b", "what comes in line is seen there"


def test_what_is_important_is_said_of_all_chosen_and_taken_back_of_all() -> None:
    marked = important(PAIR, [A])
    assert [window.important for window in marked.windows] == [True, False]
    assert all(window.important for window in important(marked, [A, B]).windows), "a mixed choice is marked"
    assert important(important(marked, [A, B]), [A, B]) == PAIR


@given(st.floats(-30, 30), st.floats(-30, 30), st.sampled_from(list(Snap)))
def test_wherever_several_are_carried_none_leaves_the_wall(dx: float, dy: float, snap: Snap) -> None:
    moved = move_together(WALL, PAIR, [A, B], dx, dy, snap.value)
    assert all(WALL.bounds.covers(w.rect) for w in moved.windows)
    assert rect_of(moved, "b").x - rect_of(moved, "a").x == pytest.approx(1)


def test_a_locked_one_stays_while_the_others_go() -> None:
    locked = lock(PAIR, [A])
    assert rect_of(move_together(WALL, locked, [A, B], 2, 0, 1.0), "a") == rect_of(PAIR, "a")
    assert lock(locked, [A, B]).windows[1].locked, "a mixed choice is locked first"
    assert lock(lock(locked, [A, B]), [A, B]) == PAIR


@pytest.mark.parametrize(
    ("edge", "x", "y"), [(Edge.LEFT, 0, 1), (Edge.RIGHT, 1, 1), (Edge.TOP, 1, 0), (Edge.BOTTOM, 1, 1)]
)
def test_windows_come_in_line_with_the_outermost_edge(edge: Edge, x: float, y: float) -> None:
    assert rect_of(aligned(PAIR, [A, B], edge), "b") == Rect(x=x, y=y, w=1, h=1)


def test_a_direction_in_which_windows_do_not_move_is_not_snapped() -> None:
    odd = Layout(windows=(PAIR.windows[0].with_(rect=Rect(x=1 / 3, y=1 / 3, w=1 / 3, h=1 / 3)),))
    moved = move_together(WALL, odd, [odd.windows[0].id], 1.0, 0.0, 1.0).windows[0].rect
    assert (moved.x, moved.y) == (1.0, 1 / 3)


def test_nothing_dropped_replaces_or_hides_away_a_locked_picture() -> None:
    locked = lock(PAIR, [A])
    dropped = drop(WALL, locked, [SourceId("new")], 0.5, 0.5)
    assert dropped.window(A) is not None and "a" in dropped.sources
    assert [w.rect for w in dropped.windows if w.source == "new"] == [Rect(x=1, y=0, w=1, h=1)]
    assert put(WALL, locked, SourceId("over"), Rect(x=0, y=0, w=2, h=2)).window(A) is not None
    assert swap_places(locked, A, B) == locked
    assert resize(WALL, locked, A, Handle.RIGHT, 3, 0) == locked


@pytest.mark.parametrize("across", [2, 3])
def test_a_split_window_keeps_the_first_place_and_the_others_are_free(across: int) -> None:
    parts = split(LAYOUT, WindowId("m"), across)
    new = [w for w in parts.windows if w.id not in (A, B)]
    assert len(new) == across * across and [w.id for w in new if w.source is not None] == ["m"]
    assert sum(w.rect.w * w.rect.h for w in new) == pytest.approx(9)
    assert not any(one.rect.meets(two.rect) for one in new for two in new if one is not two)


def test_what_would_be_too_small_to_see_is_not_split() -> None:
    small = Layout(windows=(window("a", 0, 0, 0.1, 0.1),))
    assert split(small, A, 3) == small


def test_the_lowest_lies_below_all_it_meets() -> None:
    pile = Layout(windows=(window("a", 0, 0, z=3), window("b", 0, 0, z=1)))
    low = lowered(pile, A)
    assert low.windows[0].z < 1 and lowered(low, A) == low


def test_copies_keep_their_arrangement_and_get_ids_of_their_own() -> None:
    layout, names = pasted(WALL, PAIR, PAIR.windows, Rect(x=4, y=1, w=1, h=1))
    assert len(layout.windows) == 4 and len(set(names)) == 2
    assert rect_of(layout, names[0]) == Rect(x=4, y=1, w=1, h=1)
    assert rect_of(layout, names[1]) == Rect(x=5, y=2, w=1, h=1)
    again, (free,) = pasted(WALL, PAIR, PAIR.windows[:1], None)
    assert rect_of(again, free) == Rect(x=1, y=0, w=1, h=1)


def test_fits_follow_each_other_and_come_round() -> None:
    seen = [PAIR]
    for _ in Fit:
        seen.append(next_fit(seen[-1], [A, B]))
    assert {one.windows[1].fit for one in seen} == set(Fit) and seen[-1] == PAIR


def test_zooming_keeps_the_point_under_the_hand() -> None:
    near = zoomed(PAIR, A, 2.0, 0.25, 0.75)
    assert near.windows[0].crop == Crop(x=0.125, y=0.375, w=0.5, h=0.5)
    assert panned(near, A, -1, 1).windows[0].crop == Crop(x=0, y=0.5, w=0.5, h=0.5)
    assert whole_picture(near, [A]) == PAIR


@given(st.lists(st.tuples(st.floats(0.3, 3), st.floats(0, 1), st.floats(0, 1), st.floats(-2, 2)), max_size=8))
def test_however_it_is_zoomed_the_part_lies_in_the_picture(steps: list[tuple[float, ...]]) -> None:
    layout = PAIR
    for factor, x, y, way in steps:
        layout = panned(zoomed(layout, A, factor, x, y), A, way, -way)
    assert 1 / 8 <= layout.windows[0].crop.w <= 1


def test_thirds_add_up_to_cells() -> None:
    assert snapped(2.02, Snap.THIRDS.value) == pytest.approx(2.0)
    assert snapped(0.7, Snap.THIRDS.value) == pytest.approx(2 / 3)
    assert Snap.THIRDS.next is Snap.CELLS


def test_what_a_drop_of_several_is_going_to_touch_is_known_before() -> None:
    after = drop(WALL, PAIR, [SourceId("x"), SourceId("y"), SourceId("z")], 0.5, 0.5)
    assert changed_places(PAIR, after) == (
        Rect(x=0, y=0, w=1, h=1),
        Rect(x=1, y=0, w=1, h=1),
        Rect(x=2, y=0, w=1, h=1),
    )
