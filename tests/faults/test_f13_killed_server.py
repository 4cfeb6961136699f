"""F13: kill -9 the server, stay down, restart: no cell changes, the layout is the same, in sync in 2 s."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

import pytest

from tests.faults.test_f01_killed_renderer import gone
from tests.kit.small_wall import CELLS, SmallWall, until
from tests.kit.steady import no_flicker
from wallctl.cli.client import SiteClient
from wallctl.store.site import Site

pytestmark = [pytest.mark.xcb, pytest.mark.timeout(240)]

RESYNC_S = 2.0


def layout_of(status: dict[str, Any]) -> str:
    """What the order and the glass hold, without what changes from moment to moment."""
    cells = [
        (cell["cell"], cell["pid"], cell["restarts"], [window["source"] for window in cell["windows"]])
        for cell in status["cells"]
    ]
    return json.dumps([status["revision"], sorted(cells)])


def readies(wall: SmallWall) -> int:
    """How often a server of this site said that it serves."""
    return (wall.site.parent / "server.out").read_text().splitlines().count("ready")


def resync_s(wall: SmallWall) -> float:
    """Start the server; return how long after its `ready` it knows all cells to be true."""
    before = readies(wall)
    wall.start("server")
    until(lambda: readies(wall) > before, 30.0, "the server serves")
    ready_s = time.monotonic()
    with SiteClient(Site.open(wall.site)) as client:
        until(lambda: client.status()["truth"]["true"] == len(CELLS), 10.0, "it finds the wall as it was")
    return time.monotonic() - ready_s


@pytest.mark.parametrize(
    "down_s", [2.0, pytest.param(600.0, marks=[pytest.mark.slow, pytest.mark.timeout(900)])]
)
def test_the_wall_does_not_notice_that_its_server_died(short_path: Path, down_s: float) -> None:
    with SmallWall(short_path) as wall:
        server = wall.start("server")
        wall.start("node")
        wall.show_all()
        until(wall.live, 10.0, "all are live")
        before, pids = layout_of(wall.ask("status")), wall.pids()
        with no_flicker(wall):
            server.kill()
            server.wait(5)
            wall.watch(down_s)
            took_s = resync_s(wall)
            wall.watch(2.0)
        assert took_s <= RESYNC_S
        assert layout_of(wall.ask("status")) == before
        assert wall.pids() == pids


def test_a_cell_heals_without_a_server(short_path: Path) -> None:
    with SmallWall(short_path) as wall:
        server = wall.start("server")
        wall.start("node")
        wall.show_all()
        server.kill()
        server.wait(5)
        wall.watch(1.0)
        old = wall.pids()["r0c0"]
        wall.kill([old])
        until(lambda: gone(wall, "r0c0", old), 10.0, "its window goes")
        until(lambda: wall.right(["r0c0"]), 20.0, "it paints its own picture again")
        # What it painted first was left by the one before.
        until(lambda: wall.live(["r0c0"], 0.7), 20.0, "and live")


def test_a_cold_start_without_a_server_shows_the_last_wall(short_path: Path) -> None:
    with SmallWall(short_path) as wall:
        run = wall.run()
        wall.show_all()
        run.terminate()
        run.wait(30)
        assert wall.processes() == []
        wall.start("node")
        until(wall.right, 20.0, "the last wall, without a server")
        until(wall.live, 20.0, "and live")
