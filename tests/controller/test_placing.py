"""Rules: the desk never lies over the wall, whatever screens there are."""

from __future__ import annotations

from PySide6.QtCore import QRect

from wallctl.controller.placing import SMALL_WALL_SHARE, Screen, desk_place
from wallctl.model.ids import CellId, NodeId
from wallctl.model.wall import Cube, Size, Wall
from wallctl.renderer.outputs import WALL_SHARE

WALL = Wall(id="w", rows=4, cols=6)


def screen(name: str, x: int, y: int, w: int, h: int) -> Screen:
    return Screen(name, QRect(x, y, w, h), QRect(x, y, w, h))


def test_a_desk_without_a_wall_beside_it_takes_its_screen() -> None:
    assert desk_place([screen("a", 0, 0, 1920, 1080)], None) == QRect(0, 0, 1920, 1080)


def test_on_one_small_screen_the_desk_lies_below_the_small_wall() -> None:
    assert desk_place([screen("a", 0, 0, 1920, 1080)], WALL) == QRect(0, 360, 1920, 720)


def test_renderers_and_desk_agree_on_the_small_walls_share() -> None:
    assert SMALL_WALL_SHARE == WALL_SHARE


def test_a_second_screen_is_the_desks() -> None:
    found = desk_place([screen("a", 0, 0, 1920, 1080), screen("b", 1920, 0, 2560, 1440)], WALL)
    assert found == QRect(1920, 0, 2560, 1440)


def test_a_wall_at_its_own_size_leaves_the_desk_the_larger_rest() -> None:
    found = desk_place([screen("a", 0, 0, 8192, 3072)], WALL)
    assert found == QRect(6144, 0, 2048, 3072)


def test_screens_of_cells_are_left_to_them() -> None:
    small = Wall(
        id="w",
        rows=1,
        cols=2,
        cell_px=Size(w=1024, h=768),
        cubes=(Cube(cell=CellId("r0c0"), output="DP-1"), Cube(cell=CellId("r0c1"), output="DP-2")),
    )
    outputs = [
        screen("DP-1", 0, 0, 1024, 768),
        screen("DP-2", 1024, 0, 1024, 768),
        screen("HDMI-1", 2048, 0, 1920, 1080),
    ]
    assert desk_place(outputs, small) == QRect(2048, 0, 1920, 1080)


def test_cells_that_another_machine_drives_take_no_room() -> None:
    away = Wall(id="w", rows=1, cols=1, cubes=(Cube(cell=CellId("r0c0"), node=NodeId("b")),))
    assert desk_place([screen("a", 0, 0, 1920, 1080)], away) == QRect(0, 0, 1920, 1080)
