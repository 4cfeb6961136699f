"""The rule that maps frames to pixels."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wallctl.model.geometry import PxRect
from wallctl.model.layout import Crop, Fit
from wallctl.rules.fitting import content_rect, fit_frame

CELL = PxRect(x=0, y=0, w=1024, h=768)


def test_a_wide_picture_in_a_4_to_3_cell_gets_bars_above_and_below() -> None:
    blit = fit_frame(CELL, CELL, 640, 360, Fit.CONTAIN, Crop())
    assert blit is not None
    assert blit.dst == PxRect(x=0, y=96, w=1024, h=576)
    assert blit.src == (0, 0, 640, 360)


def test_cover_crops_both_sides_alike() -> None:
    blit = fit_frame(CELL, CELL, 640, 360, Fit.COVER, Crop())
    assert blit is not None
    assert blit.dst == CELL
    assert blit.src[0] == pytest.approx(640 - blit.src[2], abs=0.5)
    assert blit.src[2] - blit.src[0] == pytest.approx(480, abs=0.5)


def test_stretch_uses_the_whole_window() -> None:
    blit = fit_frame(CELL, CELL, 640, 360, Fit.STRETCH, Crop())
    assert blit is not None and (blit.dst, blit.src) == (CELL, (0, 0, 640, 360))


def test_crop_shows_only_its_part() -> None:
    blit = fit_frame(CELL, CELL, 640, 480, Fit.CONTAIN, Crop(x=0.5, y=0.5, w=0.5, h=0.5))
    assert blit is not None and blit.src == (320, 240, 640, 480)


def test_a_part_with_nothing_but_bar_gets_nothing() -> None:
    assert fit_frame(CELL, PxRect(x=0, y=0, w=1024, h=90), 640, 360, Fit.CONTAIN, Crop()) is None


sizes = st.integers(16, 2000)


@given(sizes, sizes, sizes, sizes, st.sampled_from(Fit), st.integers(1, 4), st.integers(1, 4))
def test_cells_of_a_spanning_window_show_adjoining_parts(
    frame_w: int, frame_h: int, cell_w: int, cell_h: int, fit: Fit, cols: int, rows: int
) -> None:
    win = PxRect(x=0, y=0, w=cols * cell_w, h=rows * cell_h)
    area = 0
    for row in range(rows):
        edge: float | None = None
        for col in range(cols):
            dst = PxRect(x=col * cell_w, y=row * cell_h, w=cell_w, h=cell_h)
            blit = fit_frame(win, dst, frame_w, frame_h, fit, Crop())
            if blit is None:
                continue
            assert dst.meet(blit.dst) == blit.dst
            assert -1e-6 <= blit.src[0] < blit.src[2] <= frame_w + 1e-6
            assert -1e-6 <= blit.src[1] < blit.src[3] <= frame_h + 1e-6
            if edge is not None:
                assert blit.src[0] == pytest.approx(edge)
            edge = blit.src[2]
            area += blit.dst.w * blit.dst.h
    content = content_rect(win, frame_w, frame_h, fit, Crop()).meet(win)
    assert area == content.w * content.h
