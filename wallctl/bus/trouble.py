"""Counts what is wrong, and turns a flood of complaints into one line a second for each kind and party.

Must not know sockets.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any, assert_never

from wallctl.bus.lane import Counts, Trouble, TroubleReport

TELL_EVERY_S = 1.0
FORGET_AFTER_S = 60.0
MAX_PARTIES = 256

_log = logging.getLogger(__name__)


def log_trouble(report: TroubleReport) -> None:
    """Write the report to the log: what an end does that was given no `on_trouble`."""
    _log.warning("%s: %s (%s, %d times)", report.who, report.kind.value, report.detail, report.count)


class Complaints:
    """Collects complaints; used by one thread. `tell` may raise: that is logged and goes no further."""

    def __init__(self, tell: Callable[[TroubleReport], None], counts: Counts) -> None:
        self._tell = tell
        self._counts = counts
        self._told_s: dict[tuple[Trouble, str], float] = {}
        self._pending: dict[tuple[Trouble, str], tuple[str, int]] = {}

    def note(self, kind: Trouble, who: str, detail: str, now_s: float) -> None:
        """Count it; tell now, or together with its like when the second is over."""
        self._count(kind)
        if (kind, who) not in self._told_s and len(self._told_s) >= MAX_PARTIES:
            who = "others"
        _, count = self._pending.get((kind, who), ("", 0))
        self._pending[kind, who] = (detail, count + 1)
        told_s = self._told_s.get((kind, who))
        if told_s is None or now_s - told_s >= TELL_EVERY_S:
            self._say(kind, who, now_s)

    def tick(self, now_s: float) -> None:
        """Tell what has waited for a second; forget parties that were quiet for a minute."""
        for kind, who in list(self._pending):
            if now_s - self._told_s[kind, who] >= TELL_EVERY_S:
                self._say(kind, who, now_s)
        quiet = [party for party, told_s in self._told_s.items() if now_s - told_s > FORGET_AFTER_S]
        for party in quiet:
            del self._told_s[party]

    def call(self, whose: str, now_s: float, callback: Callable[..., None], *args: Any) -> None:
        """Call the application back. Nothing that it does may end the I/O thread."""
        try:
            callback(*args)
        except Exception as wrong:  # noqa: BLE001
            _log.exception("a bus callback of %s failed", whose)
            self.note(Trouble.CALLBACK, whose, type(wrong).__name__, now_s)

    def _say(self, kind: Trouble, who: str, now_s: float) -> None:
        detail, count = self._pending.pop((kind, who))
        self._told_s[kind, who] = now_s
        try:
            self._tell(TroubleReport(kind, who, detail, count))
        except Exception:  # noqa: BLE001
            _log.exception("telling %s of %s failed", kind.value, who)

    def _count(self, kind: Trouble) -> None:
        counts = self._counts
        match kind:
            case Trouble.BAD_FRAME | Trouble.TOO_MANY_PARTS | Trouble.OVERSIZE:
                counts.bad_frames += 1
            case Trouble.FLOOD:
                counts.flooded += 1
            case Trouble.STRANGER:
                counts.strangers += 1
            case Trouble.HANDSHAKE:
                counts.failed_handshakes += 1
            case Trouble.FALSE_IDENTITY:
                counts.false_identities += 1
            case Trouble.CALLBACK:
                counts.failed_callbacks += 1
            case Trouble.ENDED:
                pass
            case _:
                assert_never(kind)
