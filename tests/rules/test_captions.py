"""Rule: label, badge and mark lie in free corners, not over each other nor over the camera's own text."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from wallctl.model.geometry import PxRect
from wallctl.model.layout import Crop, Fit
from wallctl.model.source import Corner
from wallctl.rules.captions import (
    BADGE_ORDER,
    LABEL_ORDER,
    MARK_ORDER,
    burnt_in,
    find_place,
    in_corner,
    label_place,
    lean,
)

CELL = PxRect(x=0, y=0, w=1024, h=768)
BADGE, MARK = (300, 50), (100, 20)
corners = st.sets(st.sampled_from(list(Corner)))


def _boxes(osd: set[Corner], win: PxRect = CELL, fit: Fit = Fit.STRETCH) -> tuple[PxRect, ...]:
    return burnt_in(win, (1920, 1080), fit, Crop(), sorted(osd))


def test_in_bars_above_and_below_a_picture_no_corner_is_taken() -> None:
    burnt = _boxes(set(Corner), fit=Fit.CONTAIN)
    assert all(not box.meet(PxRect(x=0, y=96, w=1024, h=576)).empty for box in burnt)
    assert label_place(CELL, 500, 50, burnt) == (Corner.BOTTOM_LEFT, 1024)
    assert find_place(CELL, [CELL], MARK, MARK_ORDER, [], burnt) == in_corner(CELL, Corner.TOP_LEFT, *MARK)


def test_the_cameras_text_lies_at_the_corners_of_the_whole_window_not_of_each_cube() -> None:
    """A window of 2 x 2 cubes, seen from its lower left one: only the text at that corner is there."""
    win = PxRect(x=0, y=-768, w=2048, h=1536)
    seen = {
        corner: [box.meet(CELL) for box in _boxes({corner}, win) if not box.meet(CELL).empty]
        for corner in Corner
    }
    assert [corner for corner, boxes in seen.items() if boxes] == [Corner.BOTTOM_LEFT]


def test_text_that_a_crop_leaves_out_takes_no_place() -> None:
    middle = Crop(x=0.25, y=0.25, w=0.5, h=0.5)
    for box in burnt_in(CELL, (1920, 1080), Fit.STRETCH, middle, list(Corner)):
        assert box.meet(CELL).empty


@pytest.mark.parametrize(
    ("osd", "corner"),
    [
        (set(), Corner.BOTTOM_LEFT),
        ({Corner.BOTTOM_LEFT}, Corner.BOTTOM_RIGHT),
        ({Corner.BOTTOM_RIGHT, Corner.TOP_LEFT}, Corner.BOTTOM_LEFT),
        ({Corner.TOP_RIGHT, Corner.BOTTOM_LEFT}, Corner.BOTTOM_RIGHT),
        ({Corner.BOTTOM_RIGHT, Corner.BOTTOM_LEFT}, Corner.TOP_LEFT),
    ],
)
def test_a_label_takes_the_first_free_corner(osd: set[Corner], corner: Corner) -> None:
    found, room = label_place(CELL, 400, 50, _boxes(osd))
    assert found is corner and room >= 400


def test_a_long_label_is_narrowed_beside_text_rather_than_moved_over_it() -> None:
    corner, room = label_place(CELL, 900, 50, _boxes({Corner.BOTTOM_RIGHT}))
    assert corner is Corner.BOTTOM_LEFT and room == 1024 - 410


@given(osd=corners, label_w=st.integers(60, 1000), badge_w=st.integers(60, 400))
@example(osd={Corner.TOP_LEFT, Corner.TOP_RIGHT}, label_w=925, badge_w=60)
def test_nothing_lies_over_anything_while_there_is_a_free_corner(
    osd: set[Corner], label_w: int, badge_w: int
) -> None:
    burnt = _boxes(osd)
    corner, room = label_place(CELL, label_w, 50, burnt, MARK[0])
    label = in_corner(CELL, corner, min(label_w, room), 50)
    mark = find_place(CELL, [CELL], MARK, MARK_ORDER, [label], burnt)
    badge = find_place(CELL, [CELL], (badge_w, 50), BADGE_ORDER, [label, mark], burnt)
    for one, other in itertools.combinations((label, mark, badge), 2):
        assert one.meet(other).empty
    assert all(one.meet(CELL) == one for one in (label, mark, badge))
    if len(osd) <= 2:
        assert all(label.meet(box).empty and mark.meet(box).empty for box in burnt)
    if not osd:
        assert badge == in_corner(CELL, Corner.TOP_RIGHT, badge_w, 50)


def test_what_must_be_seen_is_not_put_under_another_window() -> None:
    cover = PxRect(x=512, y=0, w=512, h=768)
    badge = find_place(CELL, CELL.minus(cover), BADGE, BADGE_ORDER, [], [])
    assert badge == in_corner(CELL, Corner.TOP_LEFT, *BADGE)


def test_rather_over_burnt_in_text_than_out_of_sight() -> None:
    strip = PxRect(x=0, y=0, w=1024, h=60)
    badge = find_place(CELL, [strip], BADGE, BADGE_ORDER, [], _boxes(set(Corner)))
    assert badge.meet(strip) == badge


@given(w=st.integers(1, 400), h=st.integers(1, 300), osd=corners)
def test_even_where_nothing_fits_there_is_a_place(w: int, h: int, osd: set[Corner]) -> None:
    dst = PxRect(x=7, y=9, w=w, h=h)
    assert find_place(dst, [dst], (50, 14), BADGE_ORDER, [dst], _boxes(osd, dst)).w == 50
    assert label_place(dst, 50, 14, _boxes(osd, dst))[0] in LABEL_ORDER


@given(
    x=st.integers(-3000, 0),
    w=st.integers(1, 6000),
    block=st.integers(1, 2000),
    pad=st.integers(0, 60),
)
def test_words_lean_towards_the_middle_of_their_window_and_stay_in_their_cell(
    x: int, w: int, block: int, pad: int
) -> None:
    win = PxRect(x=x, y=0, w=w, h=768)
    aside, down = lean(win, CELL, block, 100, pad)
    assert down == 0
    if block + 2 * pad <= CELL.w:
        left = (CELL.w - block) // 2 + aside
        assert left >= pad - 1 and left + block <= CELL.w - pad + 1
    else:
        assert aside == 0
    off = x + w / 2 - CELL.w / 2
    assert aside == 0 or aside * off > 0
