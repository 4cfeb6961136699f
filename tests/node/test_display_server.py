"""The X server is told apart: one that wants a core and has none, one that sleeps, one that is not there."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.kit.small_wall import until
from wallctl.node.display_server import ASK_AGAIN_TICKS, DisplayServer
from wallctl.node.supervisor import TICK_S

NUMBER = 20_000 + os.getpid() % 20_000
"""Of no real display; the address is an abstract one, which leaves no file."""
SERVES = f"""
import socket, sys, time
sock = socket.socket(socket.AF_UNIX)
sock.bind("\\0/tmp/.X11-unix/X{NUMBER}")
sock.listen(8)
print("listens", flush=True)
"""
SLEEPS, SPINS = SERVES + "time.sleep(600)", SERVES + "while True: pass"
HOGS = 4


@contextmanager
def serving(program: str) -> Iterator[subprocess.Popen[str]]:
    argv = ["taskset", "-c", "0", "nice", "-n", "19", sys.executable, "-c", program]
    with subprocess.Popen(argv, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None and process.stdout.readline() == "listens\n"
            yield process
        finally:
            process.kill()


@contextmanager
def hogs() -> Iterator[None]:
    """One core is full of what goes before it."""
    argv = ["taskset", "-c", "0", sys.executable, "-c", "while True: pass"]
    running = [subprocess.Popen(argv) for _ in range(HOGS)]
    try:
        yield
    finally:
        for process in running:
            process.kill()
            process.wait()


def test_a_display_that_wants_a_core_and_gets_none_stands_still() -> None:
    with serving(SPINS):
        display = DisplayServer(f":{NUMBER}.0")
        with hogs():
            until(lambda: _still(display), 30.0, "it stands still")
        until(lambda: not _still(display), 30.0, "it runs again")


def test_a_display_that_sleeps_or_is_stopped_does_not_wait_for_a_core() -> None:
    with serving(SLEEPS) as process:
        display = DisplayServer(f":{NUMBER}")
        until(lambda: _state(process.pid) == "S", 20.0, "it sleeps")
        assert not any(display.stood_still() for _ in range(50))
    with serving(SPINS) as process:
        display = DisplayServer(f":{NUMBER}")
        process.send_signal(signal.SIGSTOP)
        until(lambda: _state(process.pid) == "T", 20.0, "it is stopped")
        assert not any(display.stood_still() for _ in range(50))


def test_a_display_that_comes_later_is_found() -> None:
    display = DisplayServer(f":{NUMBER}")
    assert not display.stood_still()
    with serving(SPINS):
        for _ in range(ASK_AGAIN_TICKS):
            display.stood_still()
        with hogs():
            until(lambda: _still(display), 30.0, "it is found, and stands still")


def test_of_a_display_that_is_not_here_nothing_is_told() -> None:
    for display in ("", "desk:0", f":{NUMBER}"):
        assert not any(DisplayServer(display).stood_still() for _ in range(3))


def _still(display: DisplayServer) -> bool:
    """Whether it had no core in the time of one look of the supervisor's."""
    still = False
    for _ in range(2):
        still = display.stood_still()
        time.sleep(TICK_S)
    return still


def _state(pid: int) -> str:
    return Path(f"/proc/{pid}/stat").read_text("ascii").rpartition(") ")[2][0]
