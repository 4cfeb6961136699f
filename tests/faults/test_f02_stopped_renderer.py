"""F2: SIGSTOP a renderer: not called live any more, replaced within 5 s; its token opens nothing any more."""

from __future__ import annotations

import json
import signal
import threading
import time
from pathlib import Path

import psutil
import pytest

from tests.kit.driver import Driver
from tests.kit.small_wall import SmallWall, until
from wallctl.bus.client_end import ClientEnd
from wallctl.bus.lane import CELL_LANE

pytestmark = [pytest.mark.xcb, pytest.mark.timeout(180)]
CELL = "r1c1"
NO_HANG_S, TRIES = 2.3, 3
"""Surely less than what is a hang: 3 s from a beat that may be half a second old."""


def token_of(wall: SmallWall, pid: int) -> str:
    known = json.loads((wall.site / "run" / "renderers.json").read_text())
    (token,) = [str(entry["token"]) for entry in known if entry["pid"] == pid]
    return token


def test_a_stopped_renderer_is_replaced_and_its_token_refused(short_path: Path) -> None:
    with SmallWall(short_path) as wall:
        wall.run()
        wall.show_all()
        wall.watch(1.0)
        pid = wall.pids()[CELL]
        token = token_of(wall, pid)
        wall.kill([pid], signal.SIGSTOP)

        def replaced() -> bool:
            # The screen may keep the window of a dead process for a moment: it is the new one that counts.
            return (
                not psutil.pid_exists(pid) and wall.told_pid(CELL) not in (None, pid) and wall.right([CELL])
            )

        took_s = until(replaced, 15.0, "the stopped renderer is replaced")
        assert took_s <= 5.0, f"{took_s:.2f} s"
        print(f"hung: {took_s:.2f} s")
        wall.kill([pid], signal.SIGCONT)
        assert len(wall.renderers()[CELL]) == 1
        refused = threading.Event()
        zombie = ClientEnd(
            f"ipc://{wall.site}/run/node.ipc",
            token=token,
            hello=bytes,
            on_message=lambda data, more: None,
            on_up=lambda welcome: None,
            on_down=lambda lost: None,
            on_refused=lambda refusal: refused.set(),
            limits=CELL_LANE,
        )
        with zombie:
            assert refused.wait(30.0), "an old token was let in"
        until(wall.live, 30.0, "all are live")


def test_what_a_stopped_renderer_shows_is_soon_called_live_no_longer(short_path: Path) -> None:
    with SmallWall(short_path) as wall, Driver(wall.site) as drive:
        wall.run()
        wall.show_all()
        until(lambda: [one["state"] for one in drive.cell(CELL)["windows"]] == ["live"], 30.0, "it is live")
        wall.kill([wall.pids()[CELL]], signal.SIGSTOP)
        said: list[str] = []

        def told() -> bool:
            cell = drive.cell(CELL)
            said.append(cell["windows"][0]["state"] if cell["phase"] == "up" else cell["phase"])
            return said[-1] != "live"

        took_s = until(told, 15.0, "it is not called live")
        assert said[-1] in ("late", "stale"), said[-1]
        print(f"{said[-1]} after {took_s:.2f} s")
        until(wall.live, 30.0, "all are live")


def test_a_short_stop_is_no_hang(short_path: Path) -> None:
    with SmallWall(short_path) as wall:
        wall.run()
        wall.show_all()
        wall.watch(1.0)
        before = wall.pids()
        for _ in range(TRIES):
            began_s = time.monotonic()
            wall.kill([before[CELL]], signal.SIGSTOP)
            wall.watch(1.5)
            wall.kill([before[CELL]], signal.SIGCONT)
            if time.monotonic() - began_s < NO_HANG_S:
                break
        else:
            pytest.fail(f"never let go on within {NO_HANG_S} s: nothing to be judged on this machine")
        until(wall.live, 30.0, "it goes on")
        assert wall.pids() == before
