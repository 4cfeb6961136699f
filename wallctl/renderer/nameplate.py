"""Which cell this is, large over everything for some seconds: whoever mends or cables a wall looks for it.

GUI thread only. Must not know who asked.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from PySide6.QtCore import QObject, QRect, Qt, QTimer, Slot
from PySide6.QtGui import QColor, QFontMetrics

from wallctl.model.geometry import PxRect
from wallctl.model.ids import CellId, cell_label
from wallctl.renderer.glass import Glass
from wallctl.renderer.typesetting import BG, TEXT, as_array, font_of, new_image, new_painter

NUMBER_SHARE = 0.3
"""Of the cell's height: read from the other end of the room."""
WIDTH_SHARE = 0.9


class Nameplate(QObject):
    """Puts the plate on the glass and takes it off again."""

    def __init__(self, glass: Glass, cell: CellId, repaint: Callable[[], None]) -> None:
        super().__init__()
        self._glass, self._cell, self._repaint = glass, cell, repaint
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._over)

    def show(self, for_s: float) -> None:
        """Be there for so long from now on; 0 takes it off."""
        if for_s <= 0:
            self._over()
            return
        place = self._glass.place
        self._glass.stamp = plate(cell_label(self._cell), self._cell, place)
        self._repaint()
        self._timer.start(round(for_s * 1000))

    @Slot()
    def _over(self) -> None:
        self._timer.stop()
        self._glass.stamp = None
        self._repaint()


def plate(name: str, code: str, cell: PxRect) -> np.ndarray:
    """Return the plate of a cell of that size, uint8 (h, w, 4) BGRA: its place, and its name for programs."""
    most = int(cell.w * WIDTH_SHARE)
    px = max(12, int(cell.h * NUMBER_SHARE))
    while px > 12 and QFontMetrics(font_of(px, bold=True)).horizontalAdvance(name) + px > most:
        px -= max(1, px // 10)
    large, small = font_of(px, bold=True), font_of(max(12, px // 3), bold=False)
    wide = min(most, QFontMetrics(large).horizontalAdvance(name) + px)
    high = min(cell.h, px * 2)
    image = new_image(wide, high, TEXT)
    painter = new_painter(image)
    edge = max(2, px // 24)
    inner = QRect(edge, edge, image.width() - 2 * edge, image.height() - 2 * edge)
    painter.fillRect(inner, QColor(BG))
    painter.setPen(QColor(TEXT))
    middle = int(Qt.AlignmentFlag.AlignCenter)
    painter.setFont(large)
    painter.drawText(QRect(inner.left(), inner.top(), inner.width(), inner.height() * 7 // 10), middle, name)
    painter.setFont(small)
    top = inner.top() + inner.height() * 13 // 20
    painter.drawText(QRect(inner.left(), top, inner.width(), inner.height() * 3 // 10), middle, code)
    painter.end()
    return as_array(image)
