"""Rule: a stopped leader is known at once, a stuck one soon; one that only waits is neither."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.leftovers import marked_environment
from tests.renderer.scripted import wait_for
from wallctl.renderer.suspicion import BEAT_LATE_S, STUCK_AFTER_S, Suspicion

PID = 4711


@pytest.fixture
def proc(tmp_path: Path) -> Path:
    (tmp_path / str(PID)).mkdir()
    tell(tmp_path)
    return tmp_path


def tell(proc: Path, state: str = "S", waited_s: float = 0.0) -> None:
    """What the system says of the process."""
    (proc / str(PID) / "stat").write_text(f"{PID} (wallctl-r0c0) T) {state} 1 2 3")
    (proc / str(PID) / "schedstat").write_text(f"1000 {round(waited_s * 1e9)} 7\n")


def test_a_stopped_process_is_known_at_once(proc: Path) -> None:
    tell(proc, "T")
    assert Suspicion(proc).is_stuck(PID, 0.0, 100.0)
    assert Suspicion(proc).is_stuck(PID, 99.99, 100.0)


@pytest.mark.parametrize("state", ["S", "R", "D"])
def test_a_process_that_beats_is_well_whatever_it_waits_for(proc: Path, state: str) -> None:
    tell(proc, state)
    suspicion = Suspicion(proc)
    assert not any(suspicion.is_stuck(PID, now_s - 0.1, now_s) for now_s in range(100, 160))


def test_one_that_never_beat_is_not_judged(proc: Path) -> None:
    suspicion = Suspicion(proc)
    assert not any(suspicion.is_stuck(PID, 0.0, float(now_s)) for now_s in range(100, 160))


def test_one_whose_beat_stays_away_is_stuck_soon(proc: Path) -> None:
    suspicion, beat_s = Suspicion(proc), 100.0
    steps = [beat_s + step * 0.25 for step in range(20)]
    first = next(now_s for now_s in steps if suspicion.is_stuck(PID, beat_s, now_s))
    assert BEAT_LATE_S + STUCK_AFTER_S <= first - beat_s <= BEAT_LATE_S + STUCK_AFTER_S + 0.5


def test_waiting_for_a_core_is_not_being_stuck(proc: Path) -> None:
    suspicion, beat_s = Suspicion(proc), 100.0
    for step in range(20):
        tell(proc, "R", waited_s=step * 0.25)
        assert not suspicion.is_stuck(PID, beat_s, beat_s + step * 0.25)


def test_a_beat_clears_it(proc: Path) -> None:
    suspicion = Suspicion(proc)
    assert not suspicion.is_stuck(PID, 100.0, 100.8)
    assert not suspicion.is_stuck(PID, 100.9, 101.0)
    assert not suspicion.is_stuck(PID, 100.9, 101.6)


def test_a_process_that_is_gone_is_not_stuck(tmp_path: Path) -> None:
    assert not Suspicion(tmp_path).is_stuck(PID, 0.0, 100.0)


def test_a_real_stopped_process_is_seen() -> None:
    child = subprocess.Popen(
        [sys.executable, "-c", "input()"], stdin=subprocess.PIPE, env=marked_environment()
    )
    try:
        assert not Suspicion().is_stuck(child.pid, 0.0, 1.0)
        os.kill(child.pid, signal.SIGSTOP)
        wait_for(lambda: Suspicion().is_stuck(child.pid, 0.0, 1.0), 20.0, "stopped")
    finally:
        child.kill()
        assert child.stdin is not None
        child.stdin.close()
        child.wait(30)
