"""All of it on one screen: real mouse and keys on the desk, server, 24 renderers, replayed cameras."""

from __future__ import annotations

import os
import signal
from functools import partial
from pathlib import Path

import pytest

from tests.kit.city_wall import CityWall
from tests.kit.small_wall import until

pytestmark = [pytest.mark.xcb, pytest.mark.city, pytest.mark.timeout(180)]

CAMERA, INITIALS = 26, "gxghdk"
"""mar-02 甘溪港航道口: its number in the picture, and what an officer types to find it."""
FOREST_MAIN = 13
"""saf-05, in the 3x3 main window of the preset on F10."""
TAKEN_S = 20.0
NOTICED_S = 2.0


def await_both(wall: CityWall, camera: int, place: tuple[int, int, int, int]) -> None:
    """That camera, whole, in these cells: on the glass, then in the echo on the desk."""
    on_glass(wall, camera, place)
    until(lambda: wall.camera_at(wall.board, place) == camera, TAKEN_S, f"camera {camera} in the echo")


def on_glass(wall: CityWall, camera: int, place: tuple[int, int, int, int]) -> None:
    """That camera, whole, in these cells."""
    until(lambda: wall.camera_at(wall.glass, place) == camera, TAKEN_S, f"camera {camera} on the glass")


def goes_down(wall: CityWall) -> bool:
    """Press Down; tell whether a hit has the focus then."""
    wall.do("key", "Down", "sleep", 0.5)
    return wall.chosen_row() is not None


def test_an_officer_finds_drops_resizes_takes_and_undoes_and_sees_the_server_go_and_come(
    short_path: Path,
) -> None:
    with CityWall(short_path) as wall:
        run = wall.run_ready()

        # Search by initials; the arrow goes to the first hit.
        wall.do("mousemove", *wall.on_board(5.5, 3.5), "click", 1, "sleep", 0.2, "key", "slash")
        wall.do("type", "--delay", 40, INITIALS)
        # Down finds nothing as long as the index of names is not ready.
        until(partial(goes_down, wall), 60.0, "a row has the focus")
        row = wall.chosen_row()
        assert row is not None

        # A single cell is too small on this screen to read the strips off; as 2x2 it is not.
        wall.drag(row, wall.on_board(1.5, 1.5))
        until(lambda: wall.shows("mar-02", "r1c1"), TAKEN_S, "the dropped camera is live on its cell")
        corner = wall.on_board(2, 2)
        wall.drag((corner[0] - 7, corner[1] - 7), wall.on_board(3, 3))
        await_both(wall, CAMERA, (1, 1, 2, 2))

        wall.do("key", "F10")
        await_both(wall, FOREST_MAIN, (0, 0, 3, 3))
        wall.do("key", "ctrl+z")
        await_both(wall, CAMERA, (1, 1, 2, 2))

        # While `run` is held nothing restarts the server: the desk has to notice by itself.
        assert not wall.lost()
        os.kill(run.pid, signal.SIGSTOP)
        os.kill(wall.pid_of("server"), signal.SIGKILL)
        until(wall.lost, NOTICED_S, "the desk says that the server is gone")
        assert wall.camera_at(wall.glass, (1, 1, 2, 2)) == CAMERA, "the wall goes on without the server"
        os.kill(run.pid, signal.SIGCONT)
        until(lambda: not wall.lost(), 20.0, "the warning goes when the server is back")
        await_both(wall, CAMERA, (1, 1, 2, 2))

        run.terminate()
        assert run.wait(30) == 0
        assert wall.processes() == []


def test_a_draft_is_prepared_unseen_and_taken_with_ctrl_enter_and_taken_back(short_path: Path) -> None:
    with CityWall(short_path) as wall:
        run = wall.run_ready()
        wall.do("mousemove", *wall.on_board(5.5, 3.5), "click", 1)
        wall.ask("show", "mar-02", "--at", "1,1,2,2")
        await_both(wall, CAMERA, (1, 1, 2, 2))
        before = wall.ask("status")["revision"]

        # The preset fills the draft; the wall does not move.
        wall.do("key", "ctrl+d", "sleep", 1.0, "key", "F10", "sleep", 1.0)
        assert wall.camera_at(wall.glass, (1, 1, 2, 2)) == CAMERA
        assert wall.ask("status")["revision"] == before

        wall.do("key", "ctrl+Return")
        on_glass(wall, FOREST_MAIN, (0, 0, 3, 3))
        assert wall.ask("status")["revision"] == before + 1, "all of it is one change"

        wall.do("key", "ctrl+z")
        on_glass(wall, CAMERA, (1, 1, 2, 2))
        run.terminate()
        assert run.wait(30) == 0
        assert wall.processes() == []
