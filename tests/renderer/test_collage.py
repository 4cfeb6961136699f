"""Rule: the picture of the wall is its cells' pictures, each at its place, and a missing one is seen."""

from __future__ import annotations

import cv2
import numpy as np

from wallctl.model.geometry import Rect
from wallctl.model.wall import Monitor, Size, Wall
from wallctl.renderer.collage import LARGEST_SIDE_PX, assemble
from wallctl.renderer.scaling import png

WALL = Wall(id="small", rows=2, cols=3, cell_px=Size(w=40, h=30))


def _plain(level: int, width: int = 40, height: int = 30) -> bytes:
    return png(np.full((height, width, 4), level, np.uint8))


def _opened(data: bytes) -> np.ndarray:
    picture = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_COLOR)
    assert picture is not None
    return picture


def test_each_cell_lies_at_its_row_and_column() -> None:
    pictures: dict[str, bytes] = {cell: _plain(20 * number + 10) for number, cell in enumerate(WALL.cell_ids)}
    wall = _opened(assemble(WALL, pictures))
    assert wall.shape == (60, 120, 3)
    for number in range(6):
        row, col = divmod(number, 3)
        part = wall[row * 30 : row * 30 + 30, col * 40 : col * 40 + 40]
        assert (part == 20 * number + 10).all()


def test_a_cell_without_a_picture_is_dark_red_and_the_others_stay() -> None:
    wall = _opened(assemble(WALL, {"r0c0": _plain(200), "r1c1": b"no picture at all"}))
    assert (wall[:30, :40] == 200).all()
    assert (wall[30:, :] == (0, 0, 64)).all()
    assert (wall[:30, 40:] == (0, 0, 64)).all()


def test_a_cell_that_was_painted_small_is_brought_to_its_size() -> None:
    wall = _opened(assemble(WALL, {"r0c2": _plain(77, 20, 15)}))
    assert (wall[:30, 80:] == 77).all()


def test_a_monitor_is_no_part_of_the_wall() -> None:
    monitor = Monitor(id="desk", px=Size(w=64, h=48), area=Rect(x=0, y=0, w=1, h=1))
    wall = WALL.with_(monitors=(monitor,))
    assert (_opened(assemble(wall, {"desk": _plain(200, 64, 48)})) == (0, 0, 64)).all()


def test_a_huge_wall_is_made_smaller_and_keeps_its_shape() -> None:
    wall = Wall(id="huge", rows=2, cols=20, cell_px=Size(w=1000, h=500))
    picture = _opened(assemble(wall, {"r1c19": _plain(99, 1000, 500)}))
    height, width = picture.shape[:2]
    assert max(width, height) <= LARGEST_SIDE_PX
    assert width / height == 20.0 or abs(width / height - 20) < 0.2
    assert (picture[-5:, -5:] == 99).all()
