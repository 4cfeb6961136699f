"""The cells' pictures put together to one of the wall. Must not know where they come from."""

from __future__ import annotations

from collections.abc import Mapping

import cv2
import numpy as np

from wallctl.model.wall import Wall

LARGEST_SIDE_PX = 8192


def assemble(wall: Wall, pictures: Mapping[str, bytes]) -> bytes:
    """Return a PNG of the whole wall from PNGs of its cells; missing cells stay dark red.

    Walls wider or higher than `LARGEST_SIDE_PX` are scaled down.
    """
    width, height = wall.cell_px.w, wall.cell_px.h
    scale = min(1.0, LARGEST_SIDE_PX / (wall.cols * width), LARGEST_SIDE_PX / (wall.rows * height))
    width, height = int(width * scale), int(height * scale)
    canvas = np.full((wall.rows * height, wall.cols * width, 3), (0, 0, 64), np.uint8)
    for surface in wall.surfaces:
        data = pictures.get(surface.id)
        if data is None or surface.area is None or surface.id not in wall.cell_ids:
            continue
        picture = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_COLOR)
        if picture is None:
            continue
        if picture.shape[:2] != (height, width):
            picture = cv2.resize(picture, (width, height), interpolation=cv2.INTER_AREA)
        top, left = round(surface.area.y) * height, round(surface.area.x) * width
        canvas[top : top + height, left : left + width] = picture
    _, png = cv2.imencode(".png", canvas, [cv2.IMWRITE_PNG_COMPRESSION, 1])
    return png.tobytes()


def png_of(jpeg: bytes) -> bytes:
    """Return a JPEG of ours as PNG; raise `ValueError` when it is none."""
    picture = cv2.imdecode(np.frombuffer(jpeg, np.uint8), cv2.IMREAD_COLOR)
    if picture is None:
        raise ValueError("not a picture")
    _, png = cv2.imencode(".png", picture)
    return png.tobytes()
