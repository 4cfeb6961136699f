"""Waiting for a core is no hang; being stopped is none of waiting."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.kit.small_wall import until
from wallctl.node.display_server import DisplayServer
from wallctl.node.starving import SUSPECT_AFTER_S, Starving
from wallctl.rules.starvation import LONGEST_S, Turns

SPIN = "while True: pass"
ONLY_ITS_THREADS_WORK = """
import hashlib, threading, time
def work():
    while True:
        hashlib.pbkdf2_hmac("sha256", b"", b"", 100_000)
for _ in range(4):
    threading.Thread(target=work, daemon=True).start()
time.sleep(600)
"""
"""Hashing gives up the interpreter's lock, as decoding does."""


@contextmanager
def busy(count: int, program: str = SPIN) -> Iterator[list[subprocess.Popen[bytes]]]:
    argv = ["taskset", "-c", "0", sys.executable, "-c", program]
    running = [subprocess.Popen(argv) for _ in range(count)]
    try:
        yield running
    finally:
        for process in running:
            process.kill()
            process.wait()


def test_a_process_that_waits_for_a_core_is_forgiven() -> None:
    with busy(4) as running:
        starving = Starving()
        forgiven = 0.0

        def waits() -> bool:
            nonlocal forgiven
            forgiven += starving.forgive_s("cell", running[0].pid, 2.0, 1.0)
            return forgiven > 0.3

        until(waits, 30.0, "waiting for a core is seen")


def test_one_long_wait_is_forgiven_while_it_lasts_and_not_again_when_it_is_over(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    seen = iter([Turns("R", 7, 1.0)] * 11 + [Turns("R", 8, 2.1), Turns("S", 9, 2.1)])
    monkeypatch.setattr("wallctl.node.starving.turns_of", lambda _: next(seen))
    starving = Starving()
    said_s = [starving.forgive_s("cell", 1, 2.0, 0.1) for _ in range(13)]
    assert said_s == pytest.approx([0.0, *[0.1] * 10, 0.1, 0.0])


def test_a_wait_that_was_not_seen_while_it_lasted_is_forgiven_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    """Between two looks it may have had a core for a moment, and slept when it was looked at."""
    seen = iter([Turns("S", 7, 1.0), Turns("S", 7, 1.0), Turns("S", 7, 1.0), Turns("S", 8, 1.25)])
    monkeypatch.setattr("wallctl.node.starving.turns_of", lambda _: next(seen))
    starving = Starving()
    assert [starving.forgive_s("cell", 1, 2.0, 0.1) for _ in range(4)] == pytest.approx([0.0, 0.0, 0.0, 0.25])


def test_who_is_run_only_when_nobody_else_wants_the_core_is_forgiven_most_of_the_time() -> None:
    with busy(2) as (hog, waits):
        os.sched_setscheduler(waits.pid, os.SCHED_IDLE, os.sched_param(0))
        starving = Starving()
        began_s = last_s = time.monotonic()
        forgiven_s = starving.forgive_s("cell", waits.pid, 2.0, 0.0)

        def two_seconds() -> bool:
            nonlocal last_s, forgiven_s
            now_s = time.monotonic()
            if now_s - last_s >= 0.1:
                forgiven_s += starving.forgive_s("cell", waits.pid, 2.0, now_s - last_s)
                last_s = now_s
            return now_s - began_s > 2.0

        until(two_seconds, 30.0, "two seconds went by")
        assert hog.poll() is None
        assert forgiven_s > 0.7 * (last_s - began_s)


def test_a_stopped_process_is_not_forgiven() -> None:
    with busy(1) as running:
        running[0].send_signal(signal.SIGSTOP)
        # Where the core is full it is stopped when its turn comes, and waits for that.
        until(lambda: _state(running[0].pid) == "T", 20.0, "it is stopped")
        starving = Starving()
        starving.forgive_s("cell", running[0].pid, 2.0, 1.0)
        with busy(2):
            assert sum(starving.forgive_s("cell", running[0].pid, 2.0, 1.0) for _ in range(50)) < 0.05
        running[0].send_signal(signal.SIGCONT)


def test_a_sleeping_main_thread_is_not_forgiven_what_its_other_threads_wait() -> None:
    with busy(2), busy(1, ONLY_ITS_THREADS_WORK) as running:
        pid = running[0].pid
        until(lambda: _others_waited_s(pid) > 0.3, 20.0, "its threads wait for the core")
        starving = Starving()
        starving.forgive_s("cell", pid, 2.0, 1.0)
        before_s = _others_waited_s(pid)
        until(lambda: _others_waited_s(pid) > before_s + 1.0, 20.0, "its threads wait on")
        assert starving.forgive_s("cell", pid, 2.0, 1.0) < 0.05


def _state(pid: int) -> str:
    return Path(f"/proc/{pid}/stat").read_text("ascii").rpartition(") ")[2][0]


def _others_waited_s(pid: int) -> float:
    """How long threads beside the main one have waited for a core."""
    others = (task for task in Path(f"/proc/{pid}/task").iterdir() if task.name != str(pid))
    return sum(int((task / "schedstat").read_text("ascii").split()[1]) for task in others) / 1e9


class StoodStill(DisplayServer):
    """An X server that gets no core, ever."""

    def __init__(self) -> None:
        super().__init__("")

    def stood_still(self) -> bool:
        return True


def test_who_waits_for_a_display_that_gets_no_core_is_forgiven_all_of_it_and_who_is_stopped_nothing() -> None:
    asleep = [sys.executable, "-c", "import time; time.sleep(600)"]
    with subprocess.Popen(asleep) as waits, subprocess.Popen(asleep) as stopped:
        stopped.send_signal(signal.SIGSTOP)
        until(lambda: _state(stopped.pid) == "T", 20.0, "it is stopped")
        starving = Starving(StoodStill())
        forgiven = {waits.pid: 0.0, stopped.pid: 0.0}
        for _ in range(2):
            starving.look()
            for pid in forgiven:
                forgiven[pid] += starving.forgive_s(pid, pid, 2.0, 0.1)
        assert forgiven[waits.pid] == pytest.approx(0.1)
        assert forgiven[stopped.pid] < 0.05
        for process in (waits, stopped):
            process.kill()


def test_young_silence_is_not_looked_at() -> None:
    assert Starving().forgive_s("cell", os.getpid(), SUSPECT_AFTER_S / 2, 1.0) == 0.0


def test_nobody_is_forgiven_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    starving = Starving()
    times = iter(range(0, 10_000, 5))

    def waits(_: int) -> Turns:
        waited_s = next(times)
        return Turns("S", waited_s, float(waited_s))

    monkeypatch.setattr("wallctl.node.starving.turns_of", waits)
    total = sum(starving.forgive_s("cell", 1, 2.0, 1.0) for _ in range(100))
    assert total == LONGEST_S
