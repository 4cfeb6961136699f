"""`wallctl stop` ends a site, whoever started its parts."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.kit.small_wall import CELLS, SmallWall

pytestmark = [pytest.mark.xcb, pytest.mark.timeout(240)]


def sockets(wall: SmallWall) -> list[Path]:
    run = wall.site / "run"
    return [*run.glob("*.sock"), *run.glob("*.ipc")]


def test_stop_ends_parts_that_were_started_apart(short_path: Path) -> None:
    with SmallWall(short_path) as wall:
        server, node, desk = wall.start("server"), wall.start("node"), wall.start("controller")
        wall.show_all()
        for part in (server, node, desk):
            marked = f"WALLCTL_SITE={wall.site}".encode()
            assert marked not in Path(f"/proc/{part.pid}/environ").read_bytes(), "as a user starts it"
        renderers = wall.pids()
        assert len(renderers) == len(CELLS)
        wall.wallctl("stop", str(wall.site))
        assert [part.poll() is None for part in (server, node, desk)] == [False, False, False]
        assert wall.processes() == []
        assert not any(Path(f"/proc/{pid}").exists() for pid in renderers.values())
        assert sockets(wall) == []


def test_stop_finds_a_part_by_a_relative_path(short_path: Path) -> None:
    with SmallWall(short_path) as wall:
        # As the script in `.venv/bin` starts it.
        argv = [sys.executable, "-P", "-m", "wallctl", "controller", wall.site.name]
        desk = subprocess.Popen(argv, cwd=wall.site.parent)
        try:
            wall.wallctl("stop", str(wall.site))
            assert desk.wait(30) is not None
        finally:
            desk.kill()
            desk.wait(30)
