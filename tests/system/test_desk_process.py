"""The desk as a process: starts without a server, ends at SIGTERM, says what is wrong with a site."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.fakes.server_process import ServerProcess
from tests.leftovers import marked_environment
from wallctl.store.site import Site


def desk(site: Path) -> subprocess.Popen[str]:
    argv = [sys.executable, "-m", "wallctl", "controller", str(site)]
    return subprocess.Popen(argv, env=marked_environment(), stderr=subprocess.PIPE, text=True)


def hears(pid: int, number: signal.Signals) -> bool:
    """Whether the process has something to do at that signal, instead of being ended by it."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    caught = next(line.split()[1] for line in lines if line.startswith("SigCgt:"))
    return bool(int(caught, 16) >> (number - 1) & 1)


def await_listening(process: subprocess.Popen[str]) -> None:
    """From here on the desk ends as told, however far its start is. Python itself does not hear SIGTERM."""
    deadline = time.monotonic() + 30
    while not hears(process.pid, signal.SIGTERM):
        assert process.poll() is None, process.stderr.read() if process.stderr else ""
        assert time.monotonic() < deadline
        time.sleep(0.01)


def threads_of(pid: int) -> int:
    return sum(1 for _ in Path(f"/proc/{pid}/task").iterdir())


def await_running(process: subprocess.Popen[str]) -> None:
    """It hears, and both bus threads run: the desk is in its event loop, or next to it."""
    await_listening(process)
    deadline = time.monotonic() + 30
    while threads_of(process.pid) < 3:
        assert process.poll() is None, process.stderr.read() if process.stderr else ""
        assert time.monotonic() < deadline
        time.sleep(0.05)


def assert_quiet_end(process: subprocess.Popen[str]) -> None:
    code = process.wait(timeout=30)
    said = process.stderr.read() if process.stderr is not None else ""
    assert (code, "Traceback" in said) == (0, False), said


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_desk_that_starts_ends_when_told_as_quietly_as_one_that_runs(
    site: Site, number: signal.Signals
) -> None:
    with desk(site.path) as process:
        await_listening(process)
        process.send_signal(number)
        assert_quiet_end(process)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_desk_without_a_server_waits_for_it_and_ends_when_told(site: Site, number: signal.Signals) -> None:
    with desk(site.path) as process:
        await_running(process)
        process.send_signal(number)
        assert_quiet_end(process)


def test_a_desk_before_a_running_server_ends_quietly(server: ServerProcess) -> None:
    with desk(server.site.path) as process:
        await_running(process)
        process.terminate()
        assert_quiet_end(process)


def test_no_site_is_said_by_name(tmp_path: Path) -> None:
    with desk(tmp_path) as process:
        assert process.wait(timeout=30) == 1
        assert process.stderr is not None and str(tmp_path) in process.stderr.read()
