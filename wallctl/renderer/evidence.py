"""What was really painted: whose picture, where, and whether the canvas still holds it.

Must not know what was ordered beyond a rectangle, nor whether the display shows the canvas.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

import numpy as np

from wallctl.model.geometry import PxRect
from wallctl.model.ids import SourceId
from wallctl.renderer.scaling import Patch, Target
from wallctl.renderer.stamping import pieces
from wallctl.rules.fitting import fit_frame
from wallctl.rules.scale import Scale

ROUNDING = 2
"""Levels by which one and the same scaling may differ between a piece and the whole."""


class Drawn(NamedTuple):
    """A picture that was drawn: when it was taken, whose it is, and its frame's size (0, 0: not known)."""

    at_s: float | None = None
    source: SourceId | None = None
    patch: Patch | None = None
    frame: tuple[int, int] = (0, 0)


def painted_dst(drawn: Drawn, target: Target, wanted: PxRect, scale: Scale | None) -> PxRect:
    """Return where it was painted, in the surface's own pixels: `wanted` only if that is so."""
    painted = target.dst
    if drawn.patch is not None and drawn.frame != (0, 0):
        plan = fit_frame(target.win, target.dst, *drawn.frame, target.fit, target.crop)
        if plan is not None and drawn.patch.dst != plan.dst:
            painted = drawn.patch.dst
    if scale is None:
        return painted
    return wanted if painted == scale.there(wanted) else scale.back(painted)


def row_differs(
    canvas: np.ndarray, row: int, picture: Patch, visible: Iterable[PxRect], over: Iterable[PxRect]
) -> bool:
    """Draw a row of the picture anew, and tell whether the canvas has another one there.

    Only where the picture is seen and nothing lies over it.
    """
    at = picture.dst
    bare = np.zeros(canvas.shape[1], bool)
    for part in pieces(visible, at):
        if part.y <= row < part.bottom:
            bare[part.x : part.right] = True
    for cover in over:
        if cover.y <= row < cover.bottom:
            bare[max(0, cover.x) : max(0, cover.right)] = False
    if not bare.any():
        return False
    bare = bare[at.x : at.right]
    drawn = picture.drawn_anew()[row - at.y, bare, :3].astype(np.int16)
    return bool((np.abs(canvas[row, at.x : at.right, :3][bare] - drawn) > ROUNDING).any())
