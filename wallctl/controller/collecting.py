"""Python's cycles are collected in the GUI thread only: a widget that is freed on a bus thread ends the desk.

The bus's threads decode messages, and that is when the collector usually runs: seen, a segmentation fault
after a dialog was dropped. Must not know any widget.
"""

from __future__ import annotations

import gc

from PySide6.QtCore import QObject, QTimer, Slot

LOOK_MS = 250


class GuiCollector(QObject):
    """Made, and stopped, in the GUI thread; one for the process."""

    def __init__(self) -> None:
        super().__init__()
        self._limits = gc.get_threshold()
        self._was_on = gc.isenabled()
        gc.disable()
        self._timer = QTimer(self)
        self._timer.setInterval(LOOK_MS)
        self._timer.timeout.connect(self.look)
        self._timer.start()

    @Slot()
    def look(self) -> None:
        """Collect what the usual limits would have collected by now."""
        for generation in (2, 1, 0):
            if gc.get_count()[generation] > self._limits[generation]:
                gc.collect(generation)
                return

    def stop(self) -> None:
        """Leave collecting to whom it was left before: to Python, or to another one of these."""
        self._timer.stop()
        if self._was_on:
            gc.enable()
