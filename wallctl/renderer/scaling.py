"""Frame -> the pixels of a pane, with OpenCV. Must not know where frames come from or go to."""

from __future__ import annotations

import math
from typing import NamedTuple

import cv2
import numpy as np

from wallctl.model.geometry import PxRect
from wallctl.model.layout import Crop, Fit
from wallctl.rules.fitting import Blit, fit_frame

LARGEST_STEP = 1 / 16
"""Beyond sixteen times as large, the neighbours' pixels would take more room than the picture."""

WHOLE_PX = 1e-3
"""An edge so near to a whole pixel is one."""

EXACT_BELOW_PX = 256 * 256
"""Pieces this small are cut exactly: it costs little there, and half a pixel more shows more."""

CHEAPER_UP_TO = 2
"""So many pixels of the frame for one on the glass, and OpenCV's "not exact" way is still the cheaper one.
Measured (record 74): 640x360 to 1024x576 takes 0.35 ms, not 0.69, 1280x720 to the same 0.90, not 1.60; but
1080p to the same, 3.5 pixels for one, 1.80, not 1.26."""


class Target(NamedTuple):
    """Where a pane wants a source's frames: the whole window, and the part on this surface."""

    win: PxRect
    dst: PxRect
    fit: Fit
    crop: Crop


class Patch:
    """A frame and where it goes on the surface; scaled when it is drawn, straight into the canvas.

    The frame, uint8 (height, width, 3 or 4) BGR or BGRA, must not be written to any more.
    """

    __slots__ = ("_blit", "_frame", "_pixels", "_src", "dst")

    def __init__(self, frame: np.ndarray, blit: Blit) -> None:
        self._frame = frame
        self._blit = blit
        self._src = _whole_pixels(blit)
        self._pixels: np.ndarray | None = None
        self.dst = blit.dst

    @classmethod
    def at(cls, pixels: np.ndarray, dst: PxRect) -> Patch:
        """Return finished pixels as a patch, one to one."""
        return cls(pixels, Blit((0, 0, dst.w, dst.h), dst))

    @property
    def pixels(self) -> np.ndarray:
        """The scaled picture, uint8 (dst.h, dst.w, 4) BGRA."""
        if self._pixels is None:
            self._pixels = self.drawn_anew()
        return self._pixels

    def drawn_anew(self) -> np.ndarray:
        """Return the same, scaled for this call alone."""
        out = np.empty((self.dst.h, self.dst.w, 4), np.uint8)
        self._scale(out)
        return out

    def draw(self, canvas: np.ndarray, part: PxRect) -> None:
        """Write the piece that lies in `part` into a BGRA canvas."""
        if self._pixels is None and (part is self.dst or part == self.dst):
            self._scale(canvas[part.y : part.bottom, part.x : part.right])
            return
        top, left = part.y - self.dst.y, part.x - self.dst.x
        canvas[part.y : part.bottom, part.x : part.right] = self.pixels[
            top : top + part.h, left : left + part.w
        ]

    def _scale(self, out: np.ndarray) -> None:
        if self._src is None:
            _resample(self._frame, self._blit, out)
            return
        left, top, right, bottom = self._src
        part = self._frame[top:bottom, left:right]
        if part.shape[2] == 4:
            if part.shape == out.shape:
                np.copyto(out, part)
            else:
                resized(part, (out.shape[1], out.shape[0]), out)
            return
        if part.shape[:2] != out.shape[:2]:
            part = resized(part, (out.shape[1], out.shape[0]))
        cv2.cvtColor(part, cv2.COLOR_BGR2BGRA, dst=out)


def resized(part: np.ndarray, size: tuple[int, int], out: np.ndarray | None = None) -> np.ndarray:
    """Return a part of a frame scaled to `size` (width, height), bilinearly: `out` itself where it is given.

    The way that OpenCV calls not exact differs by one level at most, costs half where a picture is made
    larger, and more where it is made much smaller. Its switch is the calling thread's own; it is off again
    afterwards.
    """
    cheaper = part.shape[0] * part.shape[1] <= CHEAPER_UP_TO * size[0] * size[1]
    cv2.ipp.setUseIPP_NotExact(cheaper)
    try:
        return np.asarray(cv2.resize(part, size, dst=out, interpolation=cv2.INTER_LINEAR))
    finally:
        cv2.ipp.setUseIPP_NotExact(False)


def reduced(frame: np.ndarray, blit: Blit) -> Patch | None:
    """Return a BGR frame as a patch of its final size, if that is smaller; None: it is scaled when drawn.

    Nothing of the frame is needed any more. Where a large frame would be copied, this is the copy.
    """
    if enlarges(blit) or frame.shape[2] != 3:
        return None
    src = _whole_pixels(blit)
    if src is None:
        return None
    left, top, right, bottom = src
    part, size = frame[top:bottom, left:right], (blit.dst.w, blit.dst.h)
    if (right - left, bottom - top) == size:
        return Patch.at(part.copy(), blit.dst)
    return Patch.at(resized(part, size), blit.dst)


class Planner:
    """Where a target's frames go, worked out once for each size of frame. One thread."""

    def __init__(self, target: Target) -> None:
        self._target = target
        self._frame_size = (0, 0)
        self._blit: Blit | None = None

    def plan(self, width: int, height: int) -> Blit | None:
        """Return how a frame of that size is drawn, or None when no part of it lies there."""
        if (width, height) != self._frame_size:
            target = self._target
            self._frame_size = (width, height)
            self._blit = fit_frame(target.win, target.dst, width, height, target.fit, target.crop)
        return self._blit

    def bars(self) -> Patch:
        """Return what stands for a frame of which no part lies there: one black pixel of its bars."""
        dst = self._target.dst
        return Patch.at(np.zeros((1, 1, 4), np.uint8), PxRect(x=dst.x, y=dst.y, w=1, h=1))


def enlarges(blit: Blit) -> bool:
    """Tell whether drawing makes the picture larger: then four channels are cheaper than three."""
    left, top, right, bottom = blit.src
    return blit.dst.w * blit.dst.h > (right - left) * (bottom - top)


def with_alpha(frame: np.ndarray) -> np.ndarray:
    """Return a BGR frame as BGRA. Measured: 640x360 to 1024x576 takes 0.35 ms so, 0.49 ms from BGR."""
    if frame.shape[2] == 4:
        return frame
    return np.asarray(cv2.cvtColor(frame, cv2.COLOR_BGR2BGRA))


def _whole_pixels(blit: Blit) -> tuple[int, int, int, int] | None:
    # Asked for each frame: written out, for speed.
    x0, y0, x1, y1 = blit.src
    left, top, right, bottom = round(x0), round(y0), round(x1), round(y1)
    near = abs(x0 - left) < WHOLE_PX and abs(y0 - top) < WHOLE_PX
    near = near and abs(x1 - right) < WHOLE_PX and abs(y1 - bottom) < WHOLE_PX
    return (left, top, right, bottom) if near and left < right and top < bottom else None


def _resample(frame: np.ndarray, blit: Blit, out: np.ndarray) -> None:
    """A cut between two source pixels: lines run straight over a seam, to half a pixel of the glass."""
    left, top, right, bottom = blit.src
    width, height = out.shape[1], out.shape[0]
    per_x, per_y = (right - left) / width, (bottom - top) / height
    worth_it = width * height >= EXACT_BELOW_PX
    if worth_it and LARGEST_STEP <= per_x < 1 and LARGEST_STEP <= per_y < 1:
        scaled = _enlarged(frame, blit.src, per_x, per_y, width, height)
    else:
        move = np.array([[per_x, 0, left + per_x / 2 - 0.5], [0, per_y, top + per_y / 2 - 0.5]], np.float32)
        flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
        scaled = cv2.warpAffine(frame, move, (width, height), flags=flags, borderMode=cv2.BORDER_REPLICATE)
    if scaled.shape[2] == 4:
        np.copyto(out, scaled)
    else:
        cv2.cvtColor(scaled, cv2.COLOR_BGR2BGRA, dst=out)


def _enlarged(
    frame: np.ndarray,
    src: tuple[float, float, float, float],
    per_x: float,
    per_y: float,
    width: int,
    height: int,
) -> np.ndarray:
    """Scale the whole source pixels around the cut, with a neighbour more on each side, and take the cut.

    Measured for 1024x768 from a ninth of 1080p: 0.8 ms, against 1.5 ms by `warpAffine`.
    """
    x0, y0 = max(0, math.floor(src[0]) - 1), max(0, math.floor(src[1]) - 1)
    x1, y1 = min(frame.shape[1], math.ceil(src[2]) + 1), min(frame.shape[0], math.ceil(src[3]) + 1)
    size = max(width, round((x1 - x0) / per_x)), max(height, round((y1 - y0) / per_y))
    whole = resized(frame[y0:y1, x0:x1], size)
    left = min(size[0] - width, max(0, round((src[0] - x0) / per_x)))
    top = min(size[1] - height, max(0, round((src[1] - y0) / per_y)))
    return whole[top : top + height, left : left + width]


def small_grey(patch: Patch, width: int) -> np.ndarray:
    """Return a small, grey, dim copy for a covering card, uint8 (h, width, 4) BGRA."""
    height = max(1, round(patch.pixels.shape[0] * width / patch.pixels.shape[1]))
    small = cv2.resize(patch.pixels, (width, height), interpolation=cv2.INTER_AREA)
    grey = cv2.cvtColor(small, cv2.COLOR_BGRA2GRAY)
    return np.asarray(cv2.cvtColor(cv2.convertScaleAbs(grey, alpha=0.5), cv2.COLOR_GRAY2BGRA))


def dimmed(patch: Patch) -> Patch:
    """Return the picture at a third of its brightness: it must not look live."""
    return Patch.at(np.asarray(cv2.convertScaleAbs(patch.pixels, alpha=0.33)), patch.dst)


def shrunk_jpeg(canvas: np.ndarray, width: int, quality: int) -> tuple[bytes, int, int]:
    """Return a BGRA canvas as a small JPEG, with its width and height."""
    height = max(1, round(canvas.shape[0] * width / canvas.shape[1]))
    small = cv2.resize(canvas, (width, height), interpolation=cv2.INTER_LINEAR)
    # A view of three of four channels would be copied pixel by pixel: 0.60 ms in all at 240 px, this 0.3.
    small = cv2.cvtColor(small, cv2.COLOR_BGRA2BGR)
    _, data = cv2.imencode(".jpg", small, [cv2.IMWRITE_JPEG_QUALITY, quality])
    return data.tobytes(), width, height


def png(canvas: np.ndarray) -> bytes:
    """Return a BGRA canvas as PNG, without its alpha."""
    _, data = cv2.imencode(".png", canvas[:, :, :3], [cv2.IMWRITE_PNG_COMPRESSION, 1])
    return data.tobytes()
