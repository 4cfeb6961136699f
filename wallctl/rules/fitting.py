"""Which part of a frame goes to which pixels: fit, crop and spanning windows. Must not know pixels' values.

All cells of a spanning window use the same mapping of the whole window, so that lines run on over a seam.
"""

from __future__ import annotations

import math
from typing import NamedTuple

from wallctl.model.geometry import PxRect
from wallctl.model.layout import Crop, Fit


class Blit(NamedTuple):
    """Scale `src` (left, top, right, bottom in frame pixels, fractions allowed) into `dst` on the surface."""

    src: tuple[float, float, float, float]
    dst: PxRect


def content_rect(win: PxRect, frame_w: int, frame_h: int, fit: Fit, crop: Crop) -> PxRect:
    """Return where the (cropped) picture lies in the window; for COVER it reaches outside of it."""
    wide, high = frame_w * crop.w, frame_h * crop.h
    match fit:
        case Fit.STRETCH:
            return win
        case Fit.CONTAIN:
            scale = min(win.w / wide, win.h / high)
        case Fit.COVER:
            scale = max(win.w / wide, win.h / high)
    width, height = max(1, _round(wide * scale)), max(1, _round(high * scale))
    return PxRect(
        x=win.x + math.floor((win.w - width) / 2),
        y=win.y + math.floor((win.h - height) / 2),
        w=width,
        h=height,
    )


def fit_frame(win: PxRect, dst: PxRect, frame_w: int, frame_h: int, fit: Fit, crop: Crop) -> Blit | None:
    """Return how to paint a frame of that size into the part `dst` of the window `win`.

    None when no part of the picture lies there (only bars). The blit's `dst` lies inside the given `dst`.
    """
    content = content_rect(win, frame_w, frame_h, fit, crop)
    part = content.meet(dst)
    if part.empty:
        return None
    per_x, per_y = frame_w * crop.w / content.w, frame_h * crop.h / content.h
    left, top = frame_w * crop.x, frame_h * crop.y
    return Blit(
        src=(
            left + (part.x - content.x) * per_x,
            top + (part.y - content.y) * per_y,
            left + (part.right - content.x) * per_x,
            top + (part.bottom - content.y) * per_y,
        ),
        dst=part,
    )


def _round(value: float) -> int:
    return math.floor(value + 0.5)
