"""The one clock of the bus. Must not know the time of day."""

from __future__ import annotations

import time
from pathlib import Path


def now_s() -> float:
    """Return seconds since the machine started; counts suspend, never steps (CLOCK_BOOTTIME)."""
    return time.clock_gettime(time.CLOCK_BOOTTIME)


def clock_id() -> str:
    """Return a name of this clock that changes with every start of the machine."""
    return Path("/proc/sys/kernel/random/boot_id").read_text("ascii").strip()
