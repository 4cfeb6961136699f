"""Rule: asking a machine never hangs."""

from __future__ import annotations

import sys

from wallctl.cli.checks import machine
from wallctl.cli.checks.machine import Machine


def test_child_that_hangs_is_ended() -> None:
    ran = Machine().run([sys.executable, "-c", "import time; time.sleep(60)"], timeout_s=0.2)
    assert ran.code == machine.TIMED_OUT


def test_program_that_is_not_there_is_told() -> None:
    assert Machine().run(["/nowhere/at/all"]).code == machine.NOT_FOUND
