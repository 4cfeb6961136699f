"""Small recorded clips for tests, as Motion-JPEG in an AVI: frames of one grey, with strips, or any arrays.

Owns nothing after it returns. Knows nothing of wallctl.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from streams.strips import DARK, LIGHT, Tag, modules_of, tag_places

Pixels = NDArray[np.uint8]


def write_clip(path: Path, frames: Iterable[Pixels], fps: float = 25.0) -> Path:
    """Write uint8 (h, w, 3) BGR frames, all of one size; return the path."""
    writer: cv2.VideoWriter | None = None
    for frame in frames:
        if writer is None:
            size = (frame.shape[1], frame.shape[0])
            fourcc = cv2.VideoWriter.fourcc(*"MJPG")
            writer = cv2.VideoWriter(str(path), cv2.CAP_OPENCV_MJPEG, fourcc, fps, size)
            assert writer.isOpened(), path
        writer.write(frame)
    assert writer is not None, "a clip has at least one frame"
    writer.release()
    return path


def solid(level: int, width: int = 64, height: int = 48) -> Pixels:
    """A frame of one grey."""
    return np.full((height, width, 3), level, np.uint8)


def solid_clip(
    path: Path, levels: Sequence[int], fps: float = 25.0, width: int = 64, height: int = 48
) -> Path:
    """A clip whose frame n is of the one grey `levels[n]` (within 2: the codec rounds)."""
    return write_clip(path, (solid(level, width, height) for level in levels), fps)


def tagged(camera: int, frame: int, width: int = 640, height: int = 360) -> Pixels:
    """A grey frame with the strips of that camera and frame, as `tests.kit.tags` reads them."""
    picture = np.full((height, width, 3), 120, np.uint8)
    levels = np.where(np.array(modules_of(Tag(camera, frame))) == 1, LIGHT, DARK).astype(np.uint8)
    for place in tag_places(width, height):
        tag = np.kron(levels, np.ones((place.module_px, place.module_px), np.uint8))
        high, wide = tag.shape
        picture[place.y_px : place.y_px + high, place.x_px : place.x_px + wide] = tag[:, :, None]
    return picture


def tagged_clip(path: Path, camera: int, frames: int, fps: float) -> Path:
    """A clip of that camera, its frames numbered from 0."""
    return write_clip(path, (tagged(camera, number) for number in range(frames)), fps)
