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
        self._width_px = 0
        self._turn = QTimer(self)
        self._turn.timeout.connect(self._turned)
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.timeout.connect(self._turned)

    def want(self, width_px: int, fps: float) -> None:
        """Send so many a second at that width from now on; 0 ends it."""
        self._width_px = width_px
        if fps > 0 and width_px > 0:
            self._turn.start(round(1000 / fps))
        else:
            self._turn.stop()
            self._soon.stop()

    def taken(self) -> None:
        """Something else is on the glass: desks see it soon, however few pictures they get."""
        if self._turn.isActive():
            # Nothing secret is drawn here.
            self._soon.start(AFTER_TAKE_MS + random.randrange(SPREAD_MS))  # noqa: S311

    def _turned(self) -> None:
        if not self._rests():
            self._send(self._width_px)
