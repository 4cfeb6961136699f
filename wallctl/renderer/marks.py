"""The live mark: four small squares, one of them lit, which painted frames move on. Must not know panes."""

from __future__ import annotations

import numpy as np

MARK_SHARE = 1 / 40


def mark_px(surface_h: int, pane_h: int) -> int:
    """Return the height of the live mark."""
    return max(4, min(round(surface_h * MARK_SHARE), round(pane_h / 10)))


def live_marks(px: int) -> tuple[np.ndarray, ...]:
    """Return the four positions of the live mark, uint8 (px, 5 px, 4) BGRA: a lit square that walks."""
    marks = []
    gap = max(1, px // 4)
    for lit in range(4):
        mark = np.zeros((px, 4 * px + 5 * gap, 4), np.uint8)
        mark[..., 3] = 255
        for index in range(4):
            left = gap + index * (px + gap)
            mark[gap : -gap or None, left : left + px, :3] = (107, 196, 63) if index == lit else (52, 48, 36)
        marks.append(mark)
    return tuple(marks)
