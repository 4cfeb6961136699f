"""Asks the disk whether renderers run on this machine, beside the GUI thread: a site's folder may lie on a
share that hangs.
"""

from __future__ import annotations

import threading
from pathlib import Path

from PySide6.QtCore import QObject, Qt, Signal, Slot

_STOP_S = 0.5
START_S = 0.5
"""So long the start waits for the disk at most: a desk that opens over its wall and moves away is ugly."""


class NurseryLook(QObject):
    """`answered` tells in the GUI thread what was found; while the disk does not answer, nothing is told."""

    answered = Signal(bool)
    """Whether the nursery is here."""
    _done = Signal(bool)

    def __init__(self, nursery: Path) -> None:
        super().__init__()
        self._nursery = nursery
        self._thread: threading.Thread | None = None
        self._found = False
        self._done.connect(self._tell, Qt.ConnectionType.QueuedConnection)

    def first(self) -> bool:
        """Ask before there is a window; return whether it is here, as far as the disk tells in half a second.

        `answered` follows in any case.
        """
        self.ask()
        if self._thread is not None:
            self._thread.join(START_S)
        return self._found

    def ask(self) -> None:
        """Begin to look; where a look is under way, its answer is the answer."""
        if self._thread is None:
            self._thread = threading.Thread(target=self._work, name="nursery look", daemon=True)
            self._thread.start()

    def stop(self) -> None:
        """Tell nothing any more."""
        self._done.disconnect(self._tell)
        if self._thread is not None:
            self._thread.join(_STOP_S)

    def _work(self) -> None:
        try:
            self._found = self._nursery.exists()
        except OSError:
            self._found = False
        self._done.emit(self._found)

    @Slot(bool)
    def _tell(self, here: bool) -> None:
        self._thread = None
        self.answered.emit(here)
