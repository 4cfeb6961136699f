"""A demo that is told to end takes its whole site with it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import psutil
import pytest

from tests.kit.small_wall import until

pytestmark = [pytest.mark.city, pytest.mark.timeout(120)]


def test_sigterm_ends_the_demo_and_everything_it_started(tmp_path: Path) -> None:
    argv = [sys.executable, "-m", "wallctl", "demo", "--headless", "--seconds", "60", "--out", str(tmp_path)]
    with subprocess.Popen(argv, stdout=subprocess.PIPE, text=True, env=os.environ.copy()) as demo:
        said = demo.stdout
        assert said is not None
        until(lambda: "ready" in said.readline(), 60.0, "the demo is ready")
        family = psutil.Process(demo.pid).children(recursive=True)
        assert len(family) > 3
        demo.terminate()
        assert demo.wait(40) == 0
    until(lambda: not any(_runs(process) for process in family), 30.0, "all of it has ended")


def _runs(process: psutil.Process) -> bool:
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False
