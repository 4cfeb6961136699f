"""Whether this machine's cores were free or wanted by more than they can serve, told by the kernel."""

from __future__ import annotations

import contextlib
import os
import time
from pathlib import Path

import psutil

PRESSURE = Path("/proc/pressure/cpu")
BUSY_SHARE = 0.5
RUN_MARK = "WALLCTL_TEST_RUN"
"""What all processes of a test run carry in their environment."""


class Cores:
    """`cores = Cores(); ...; cores.busy()`: from when it was made until it is asked."""

    def __init__(self) -> None:
        self._waited_us = _waited_us()
        self._began_s = time.monotonic()

    def busy(self) -> bool:
        """Whether for half of the time or more somebody waited for a core (Documentation/accounting/psi)."""
        took_s = time.monotonic() - self._began_s
        return (_waited_us() - self._waited_us) / 1e6 > BUSY_SHARE * took_s


def _waited_us() -> int:
    """How long somebody had to wait in all; a kernel that does not tell has free cores."""
    try:
        some = PRESSURE.read_text("ascii").splitlines()[0]
    except OSError:
        return 0
    return int(some.rpartition("total=")[2])


class Others:
    """How much of all cores' time went to whom this run did not start, from when it was made until it is
    asked: what a test does to the cores by itself is not held against the machine."""

    def __init__(self) -> None:
        self._whole_s, self._used_s = _machine_s()
        self._ours_s = _ours_s()

    def share(self) -> float:
        """Return it, 0..1; what those of ours used that ended meanwhile is counted with the others."""
        whole_s, used_s = _machine_s()
        ours_s = sum(max(0.0, now_s - self._ours_s.get(pid, 0.0)) for pid, now_s in _ours_s().items())
        others_s = used_s - self._used_s - ours_s
        return max(0.0, others_s / (whole_s - self._whole_s)) if whole_s > self._whole_s else 0.0


def _machine_s() -> tuple[float, float]:
    """All cores' time since the machine's start, and what of it was used."""
    times = psutil.cpu_times()
    # What the host of a virtual machine took away (steal) nobody here could have.
    used_s = times.user + times.nice + times.system + times.irq + times.softirq + times.steal
    return float(used_s + times.idle + times.iowait), float(used_s)


def _ours_s() -> dict[int, float]:
    mark = f"{RUN_MARK}={os.environ.get(RUN_MARK, '')}".encode()
    found = {}
    for process in psutil.process_iter():
        with contextlib.suppress(psutil.Error, OSError):
            marked = mark in Path(f"/proc/{process.pid}/environ").read_bytes().split(b"\0")
            if marked or process.pid == os.getpid():
                times = process.cpu_times()
                found[process.pid] = float(times.user + times.system)
    return found
