"""Reads the frame strips off a picture: of a stream, of a window's grab or of an X screen.

Owns sampling and thresholds; `streams.strips` owns the code. Knows nothing of wallctl: it must be free
to contradict it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from streams.strips import COLUMNS, FINDER, ROWS, Tag, tag_of, tag_places

Pixels = NDArray[np.uint8]
MIN_CONTRAST = 24.0
_LIGHT = np.array(FINDER, bool)


@dataclass(frozen=True, slots=True)
class Rect:
    """Where the whole source picture lies on the canvas, in its pixels; it may reach beyond the canvas."""

    x: float
    y: float
    w: float
    h: float


@dataclass(frozen=True, slots=True)
class Reading:
    """One tag as read: camera number, frame number, and its top left corner on the canvas."""

    camera: int
    frame: int
    x: float
    y: float


class TagReader:
    """Reads the tags of one picture that stays at one place; make it once, use it for every frame.

    `native` is the size of the stream's own pictures, `canvas` (height, width) that of the arrays read. Tags
    that are not wholly inside `visible` (by default the canvas) are left out.
    """

    def __init__(
        self,
        rect: Rect,
        native: tuple[int, int],
        canvas: tuple[int, int],
        visible: Rect | None = None,
    ) -> None:
        sx, sy = rect.w / native[0], rect.h / native[1]
        seen = visible or Rect(0, 0, canvas[1], canvas[0])
        right, below = min(seen.x + seen.w, canvas[1]), min(seen.y + seen.h, canvas[0])
        found = []
        for place in tag_places(*native):
            m = place.module_px
            x, y = rect.x + place.x_px * sx, rect.y + place.y_px * sy
            if x < max(seen.x, 0) or y < max(seen.y, 0):
                continue
            if x + COLUMNS * m * sx > right or y + ROWS * m * sy > below:
                continue
            found.append(_Probe(x, y, m * sx, m * sy, canvas))
        self._probes = tuple(found)
        # Labels and badges keep to a picture's edge, so its middle is read first.
        middle = rect.y + rect.h / 2
        self._by_middle = sorted(found, key=lambda probe: abs(probe.y - middle))

    @property
    def corners(self) -> tuple[tuple[float, float], ...]:
        """Where the visible tags are."""
        return tuple((probe.x, probe.y) for probe in self._probes)

    def read(self, picture: Pixels) -> list[Reading | None]:
        """All visible tags in order of place; None where one cannot be read."""
        return [probe.read(picture) for probe in self._probes]

    def first(self, picture: Pixels) -> Reading | None:
        """One tag that can be read, from the middle outwards: some 50 microseconds, for counting frames."""
        readings = (probe.read(picture) for probe in self._by_middle)
        return next((reading for reading in readings if reading is not None), None)


class _Probe:
    """Where to sample for one tag: pixels and their weights, worked out once."""

    def __init__(self, x: float, y: float, wide: float, tall: float, canvas: tuple[int, int]) -> None:
        self.x, self.y = x, y
        h, w = canvas
        # A module's middle and four points around it: a scaler's ringing and a codec's noise average out.
        offsets = ((0.0, 0.0), (-0.25, -0.25), (0.25, -0.25), (-0.25, 0.25), (0.25, 0.25))
        columns, rows = np.arange(COLUMNS)[None, :, None], np.arange(ROWS)[:, None, None]
        dx, dy = np.array([o[0] for o in offsets]), np.array([o[1] for o in offsets])
        px = np.clip(x + (columns + 0.5 + dx) * wide - 0.5, 0, w - 1.001) + 0.0 * rows
        py = np.clip(y + (rows + 0.5 + dy) * tall - 0.5, 0, h - 1.001) + 0.0 * columns
        x0, y0 = px.astype(np.intp), py.astype(np.intp)
        fx, fy = px - x0, py - y0
        self._xs = np.stack([x0, x0 + 1, x0, x0 + 1], -1)
        self._ys = np.stack([y0, y0, y0 + 1, y0 + 1], -1)
        weights = np.stack([(1 - fx) * (1 - fy), fx * (1 - fy), (1 - fx) * fy, fx * fy], -1)
        self._weights = (weights / len(offsets)).astype(np.float32)

    def read(self, picture: Pixels) -> Reading | None:
        # Green alone: most of luma, and the strips are grey.
        levels = (picture[self._ys, self._xs, 1] * self._weights).sum((-1, -2))
        tag = _decode(levels)
        return None if tag is None else Reading(tag.camera, tag.frame, self.x, self.y)


def read_tags(picture: Pixels, rect: Rect, native: tuple[int, int]) -> list[Reading | None]:
    """All tags of a picture of size `native` drawn at `rect` of a BGR(A) canvas; None for damaged ones."""
    return TagReader(rect, native, (picture.shape[0], picture.shape[1])).read(picture)


def _decode(levels: NDArray[np.float32]) -> Tag | None:
    finder = levels[:, :3]
    light, dark = float(finder[_LIGHT].mean()), float(finder[~_LIGHT].mean())
    if light - dark < MIN_CONTRAST:
        return None
    # The middle comes from the tag itself, so that a dimmed picture is still read.
    bits = levels > (light + dark) / 2
    return tag_of([[int(bit) for bit in row] for row in bits])
