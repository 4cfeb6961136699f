"""How much of its cores' time a machine uses: all of it, whoever uses it. Linux only.

Must not know what is done about it. One thread; a value of the last couple of seconds.
"""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

STAT = Path("/proc/stat")
OVER_S = 2.0


class _Ticks(NamedTuple):
    """Clock ticks of all cores together since the machine's start."""

    at_s: float
    used: int
    whole: int


class CoreGauge:
    """Follows the kernel's count."""

    def __init__(self, stat: Path = STAT) -> None:
        self._stat = stat
        self._seen: list[_Ticks] = []

    def cpu_percent(self, now_s: float) -> float | None:
        """Return what was used of all cores' time over the last seconds; None: not known (yet)."""
        now = self._ticks(now_s)
        if now is None:
            return None
        self._seen.append(now)
        while len(self._seen) > 2 and now_s - self._seen[1].at_s >= OVER_S:
            del self._seen[0]
        before = self._seen[0]
        whole = now.whole - before.whole
        return round(min(100.0, max(0.0, 100 * (now.used - before.used) / whole)), 1) if whole > 0 else None

    def _ticks(self, now_s: float) -> _Ticks | None:
        try:
            first, *numbers = self._stat.read_text("ascii").split("\n", 1)[0].split()
            # What the host of a virtual machine took away (steal) counts as used: nobody here can have it.
            user, nice, system, idle, waiting, *served = map(int, numbers[:8])
        except (OSError, ValueError):
            return None
        used = user + nice + system + sum(served)
        return _Ticks(now_s, used, used + idle + waiting) if first == "cpu" else None
