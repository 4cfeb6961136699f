"""Whether a process that gives no frames is stopped or stuck, or only has none to give.

Reads `/proc`; must not know streams. A process that waits for a core is neither.
"""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

BEAT_LATE_S = 0.5
"""Beats come ten times a second."""
STUCK_AFTER_S = 0.5
"""A late beat is believed after so long, without the time in which the process waited for a core."""
_STOPPED = frozenset("Tt")


class _Since(NamedTuple):
    """When a process began to be suspected, and how long it had waited for a core by then."""

    pid: int
    at_s: float
    waited_s: float


class Suspicion:
    """One follower's view of its leader. One thread; asked while frames are overdue."""

    def __init__(self, proc: Path = Path("/proc")) -> None:
        self._proc = proc
        self._since: _Since | None = None

    def is_stuck(self, pid: int, beat_s: float, now_s: float) -> bool:
        """Tell whether another should take over. Times are CLOCK_BOOTTIME; `beat_s` 0: it never beat."""
        if self._state(pid) in _STOPPED:
            return True
        if beat_s <= 0 or now_s - beat_s < BEAT_LATE_S:
            self._since = None
            return False
        waited_s = self._waited_s(pid)
        if self._since is None or self._since.pid != pid:
            self._since = _Since(pid, now_s, waited_s)
            return False
        return (now_s - self._since.at_s) - (waited_s - self._since.waited_s) > STUCK_AFTER_S

    def _state(self, pid: int) -> str:
        try:
            text = (self._proc / str(pid) / "stat").read_text("utf-8", "replace")
        except OSError:
            return ""
        # The name before it, in brackets, may hold anything.
        return text.rpartition(")")[2].strip()[:1]

    def _waited_s(self, pid: int) -> float:
        try:
            return int((self._proc / str(pid) / "schedstat").read_text("ascii").split()[1]) / 1e9
        except (OSError, ValueError, IndexError):
            return 0.0
