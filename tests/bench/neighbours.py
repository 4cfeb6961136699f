"""Whose work disturbs a measurement: processor time on this machine that is not the benchmark's own.

Own processes carry a mark in their environment, which children inherit whatever becomes of their parents.
Commands that live for less than a look are counted as somebody else's, so a little is always told.
"""

from __future__ import annotations

import os
import secrets
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Self

from tests.bench.gauges import cpu_s, machine_s
from tests.bench.rows import QUIET_CORES

MARK = "WALLCTL_BENCH"
LOOK_EVERY_S = 0.25


def mark_own_processes() -> None:
    """All processes that are started from now on carry the mark; this one is known by its number."""
    os.environ[MARK] = secrets.token_hex(8)


class Neighbours:
    """Looks four times a second while the context lasts."""

    def __init__(self) -> None:
        self._mark = f"{MARK}={os.environ.get(MARK, 'none')}".encode()
        self._own: dict[int, bool] = {os.getpid(): True}
        self._used_s: dict[int, tuple[float, float]] = {}
        self._end = threading.Event()
        self._thread = threading.Thread(target=self._run, name="neighbours", daemon=True)

    def __enter__(self) -> Self:
        self._began_s, self._machine_s = time.monotonic(), machine_s()
        self._look()
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._end.set()
        self._thread.join()
        self._look()

    @property
    def cores(self) -> float:
        """Cores that others used, on average, up to the last look."""
        own_s = sum(last - first for first, last in self._used_s.values())
        used_s = machine_s() - self._machine_s
        return max(0.0, used_s - own_s) / max(0.001, time.monotonic() - self._began_s)

    def _run(self) -> None:
        while not self._end.wait(LOOK_EVERY_S):
            self._look()

    def _look(self) -> None:
        for entry in os.listdir("/proc"):  # noqa: PTH208 - a thousand Path objects a second are not for nothing
            if not entry.isdigit():
                continue
            pid = int(entry)
            if pid not in self._own:
                self._own[pid] = self._is_own(pid)
            if self._own[pid] and (used_s := cpu_s([pid])) > 0:
                # What a process used before it was seen first counts, unless it is this one.
                first = self._used_s[pid][0] if pid in self._used_s else self._first(pid, used_s)
                self._used_s[pid] = (first, used_s)

    def _first(self, pid: int, used_s: float) -> float:
        started_now = not self._thread.is_alive()
        return used_s if started_now or pid == os.getpid() else 0.0

    def _is_own(self, pid: int) -> bool:
        with suppress(OSError):
            return self._mark in Path(f"/proc/{pid}/environ").read_bytes().split(b"\0")
        return False


def await_quiet(within_s: float, tell: Callable[[str], None]) -> None:
    """Wait until others leave the machine alone for a second; go on all the same when they do not."""
    until = time.monotonic() + within_s
    told = False
    while True:
        with Neighbours() as neighbours:
            time.sleep(1.0)
        if neighbours.cores < QUIET_CORES or time.monotonic() > until:
            return
        if not told:
            tell(f"others use {neighbours.cores:.1f} cores; waiting up to {within_s:.0f} s for them")
            told = True
