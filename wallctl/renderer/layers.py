"""What lies over the picture of one pane, and how a new frame or a new age is written without the rest.

Must not know what a picture is worth, nor which words say it. All calls are about the same canvas, in turn.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from PySide6.QtGui import QRegion

from wallctl.model.geometry import PxRect
from wallctl.renderer.ageing import Ages
from wallctl.renderer.glass import region_of
from wallctl.renderer.overlays import Overlay
from wallctl.renderer.scaling import Patch
from wallctl.renderer.stamping import Stamp, pieces, put, stamps_of

FRAMES_A_STEP = 2
"""The live mark walks one place every so many painted frames."""


class Layers:
    """The overlays of a pane and its live mark. Of the canvas, only `visible` is ever written."""

    def __init__(self, visible: Sequence[PxRect]) -> None:
        self._visible = visible
        self._overlays: tuple[Overlay, ...] = ()
        self._marks: Sequence[Overlay] = ()
        self._ages = Ages()
        self._fresh: QRegion | None = None
        self._picture_parts: list[PxRect] = []
        self._stamps: list[Stamp] = []
        self._mark_stamps: list[list[Stamp]] = []

    @property
    def places(self) -> list[PxRect]:
        """Where the overlays lie that were written last."""
        return [overlay.at for overlay in self._overlays]

    def picture_moved(self) -> None:
        """The next frame goes elsewhere: how it is painted has to be worked out anew."""
        self._fresh = None

    def put(
        self, canvas: np.ndarray, overlays: tuple[Overlay, ...], marks: Sequence[Overlay], frames: int
    ) -> None:
        """Write all of them over the picture, which is there; `marks`: the places of the live mark.

        `frames`: how many were painted so far; the mark walks with them.
        """
        self._overlays, self._marks, self._fresh = overlays, marks, None
        self._ages.begin(canvas, self._visible, overlays, marks)
        for overlay in overlays:
            put(canvas, self._visible, overlay)
        if marks:
            put(canvas, self._visible, marks[_step(frames, marks)])

    def plan_older(self, overlays: tuple[Overlay, ...]) -> QRegion | None:
        """Return what of the canvas changes when only ages are others; None: more than ages would change."""
        parts = self._ages.plan(self._visible, self._overlays, overlays, self._marks)
        if parts is None:
            return None
        self._overlays, self._fresh = overlays, None
        return region_of(parts)

    def paint_older(self, canvas: np.ndarray) -> None:
        """Write the ages that were planned; the picture under them stays as it is."""
        self._ages.paint(canvas)

    def plan_fresh(self, picture: PxRect, marks: Sequence[Overlay]) -> QRegion:
        """Return the region that a new frame there changes; work out once how that is painted."""
        if self._fresh is None:
            self._picture_parts = pieces(self._visible, picture)
            over = [overlay for overlay in self._overlays if not overlay.at.meet(picture).empty]
            self._stamps = [stamp for overlay in over for stamp in stamps_of(self._visible, overlay)]
            self._mark_stamps = [stamps_of(self._visible, mark) for mark in marks] or [[]]
            # Ages beside the picture are taken off and put on, too: the display must not read them meanwhile.
            others = [*marks[:1], *(overlay for overlay in self._overlays if overlay.aged)]
            beside = [part for other in others for part in pieces(self._visible, other.at)]
            self._fresh = region_of([*self._picture_parts, *beside])
        return self._fresh

    def paint_fresh(self, canvas: np.ndarray, patch: Patch, frames: int) -> None:
        """Write the frame that was planned for, and what lies over it."""
        self._ages.lift(canvas)
        for part in self._picture_parts:
            patch.draw(canvas, part)
        self._ages.lay(canvas)
        for stamp in (*self._stamps, *self._mark_stamps[_step(frames, self._mark_stamps)]):
            canvas[stamp.rows, stamp.cols] = stamp.pixels


def _step(frames: int, places: Sequence[object]) -> int:
    return frames // FRAMES_A_STEP % len(places)
