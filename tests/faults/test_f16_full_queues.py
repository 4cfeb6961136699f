"""F16: the queue to a peer that stands still runs full, then the peer goes on: the state is equal within 2 s.

Once between node and renderer and once between server and node; shorter than the link lives without a word,
so that what waits is delivered, and longer, so that a new link has to begin with the whole state.
"""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.bus.ends import wait_until
from tests.faults.test_bus import stopped_client
from tests.faults.test_f15_late_renderers import Storm, exact
from tests.kit.driver import Driver, Orders
from tests.kit.small_wall import CELLS, SmallWall, until
from tests.leftovers import marked_environment

pytestmark = [pytest.mark.xcb, pytest.mark.timeout(240)]

EQUAL_S = 2.0
LINK_LIVES_S, LINK_IS_LOST_S = 1.2, 2.0
"""A silent peer is given up after 1 to 1.6 s; a stopped renderer is replaced after 2.5 s at the earliest."""
MOST_STOPPED_S, TRIES = 2.4, 3
STOP_FOR = """import os, signal, sys, time
os.kill(int(sys.argv[1]), signal.SIGSTOP); began_s = time.monotonic()
time.sleep(float(sys.argv[2]))
os.kill(int(sys.argv[1]), signal.SIGCONT); print(began_s, time.monotonic())"""
"""A process of its own, because this one is busy with its storm."""


def test_what_waited_in_a_full_queue_gives_way_to_the_newest_state() -> None:
    with stopped_client() as (server, link, peer):
        state = bytes(1 << 16)
        before = server.end.counts().sent
        for _ in range(400):
            server.end.send(link, state, replace_key="state")
        server.end.send(link, b"newest", replace_key="state")
        wait_until(lambda: server.end.counts().replaced > 200, 20, "the queue is full")
        peer.signal(signal.SIGCONT)
        began_s = time.monotonic()
        passed = 0
        wait_until(lambda: server.end.counts().sent > before, 20, "what waits is sent")
        while peer.line() != "message newest":
            passed += 1
        assert time.monotonic() - began_s < EQUAL_S
        assert passed < 200, "older states went first"


@pytest.mark.parametrize("stopped_s", [LINK_IS_LOST_S, pytest.param(LINK_LIVES_S, marks=pytest.mark.slow)])
def test_the_wall_is_as_ordered_after_its_peers_stood_still(short_path: Path, stopped_s: float) -> None:
    with SmallWall(short_path) as wall, Driver(wall.site) as drive:
        wall.run()
        until(drive.answers, 60, "the server answers")
        for cell in CELLS:
            drive.add_file(cell, f"{cell}.avi")
        drive.show({(x, y, 1, 1): cell for cell, (x, y) in CELLS.items()})
        until(wall.right, 20, "every cell shows its source")
        before = wall.pids()
        for name, pid in (("renderer", before["r1c0"]), ("node", wall.processes("node")[0].pid)):
            took_s = next(
                (took for _ in range(TRIES) if (took := stopped(wall, pid, stopped_s)) is not None), 0
            )
            assert took_s, f"never let go on within {MOST_STOPPED_S} s: nothing to be judged on this machine"
            print(f"{name} stopped for {stopped_s} s: equal {took_s:.2f} s")
            assert took_s <= EQUAL_S, f"{name}: equal after {took_s:.2f} s"
            until(lambda: drive.status()["truth"]["true"] == len(CELLS), 20, "the wall is true")
        assert wall.pids() == before, "nothing was replaced"


def stopped(wall: SmallWall, pid: int, stopped_s: float) -> float | None:
    """Stop it in a storm; return when the glass was as ordered after it went on. None: it stood too long."""
    with Orders(wall.site) as orders:
        with Storm(orders) as storm:
            wall.watch(0.3)
            argv = [sys.executable, "-c", STOP_FOR, str(pid), str(stopped_s)]
            with subprocess.Popen(argv, stdout=subprocess.PIPE, text=True, env=marked_environment()) as child:
                wall.watch(stopped_s)
                storm.end()
                stopped_at_s, went_on_s = map(float, child.communicate(timeout=30)[0].split())
        until(lambda: exact(wall, storm.shown_last), 20, "the glass is as ordered")
        took_s = time.monotonic() - went_on_s
        until(lambda: orders.waiting == 0, 30, "every change has its answer")
    return took_s if went_on_s - stopped_at_s <= MOST_STOPPED_S else None
