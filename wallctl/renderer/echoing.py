"""Pictures of the glass for desks, in turn. Around a take there are none: its pictures need the cores.

Must not know the bus. GUI thread only. Measured: 24 cells that sent five a second while a take was prepared
made it take three to four times as long on two full cores (ARCHITECTURE, record 77).
"""

from __future__ import annotations

import random
from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer

AFTER_TAKE_MS = 100
SPREAD_MS = 300
"""Cells that switched at once do not send at once."""


class Echoing(QObject):
    """Calls `send` at the rate that is wanted, once soon after each take, and not while `rests` says so."""

    def __init__(self, send: Callable[[int], None], rests: Callable[[], bool], parent: QObject) -> None:
        """`send` gets the width in pixels."""
        super().__init__(parent)
        self._send, self._rests = send, rests
        self._width_px = self._every_ms = 0
        self._turn = QTimer(self)
        self._turn.timeout.connect(self._turned)
        self._first = QTimer(self)
        self._first.setSingleShot(True)
        self._first.timeout.connect(self._begin)

    def want(self, width_px: int, fps: float) -> None:
        """Send so many a second at that width from now on; 0 ends it."""
        self._width_px, self._every_ms = width_px, round(1000 / fps) if fps > 0 and width_px > 0 else 0
        self._turn.stop()
        self._first.stop()
        if self._every_ms:
            # All cells are told at once, and are not to send at once.
            self._first.start(_drawn(self._every_ms))

    def taken(self) -> None:
        """Something else is on the glass: desks see it soon, however few pictures they get."""
        soon_ms = AFTER_TAKE_MS + _drawn(SPREAD_MS)
        # Takes that follow each other do not put it off again and again.
        if self._every_ms and not 0 <= self._first.remainingTime() < soon_ms:
            self._turn.stop()
            self._first.start(soon_ms)

    def _begin(self) -> None:
        self._turn.start(self._every_ms)
        self._turned()

    def _turned(self) -> None:
        if not self._rests():
            self._send(self._width_px)


def _drawn(below_ms: int) -> int:
    """Return a time by chance; nothing secret is drawn here."""
    return random.randrange(below_ms)  # noqa: S311
