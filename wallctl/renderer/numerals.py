"""Numbers over windows: drawn large enough to be read from the last row of desks, and gone after a while.

GUI thread only. Must not know where numbers come from.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QColor, QFontMetrics

from wallctl.model.geometry import PxRect
from wallctl.model.ids import WindowId
from wallctl.protocol.cell import NumbersShown
from wallctl.renderer.typesetting import BG, TEXT, as_array, font_of, new_image, new_painter

if TYPE_CHECKING:
    from wallctl.renderer.pane_view import PaneView

TIMES_A_NAME = 4
"""A number is so much higher than the letters of names, which are readable at the wall's distance."""
MOST_SHARE = 0.6
"""Of the window's height and of what the surface has of it."""


class WindowNumbers:
    """Which windows have which number, and until when."""

    def __init__(self) -> None:
        self._numbers: Mapping[WindowId, int] = {}
        self._until_s = 0.0

    def show(self, message: NumbersShown, now_s: float) -> None:
        """Take in what is wanted from `now_s` on."""
        self._numbers, self._until_s = message.numbers, now_s + message.for_s

    def tell(self, panes: Iterable[PaneView], now_s: float) -> None:
        """Give each pane its number, or none."""
        if now_s >= self._until_s:
            self._numbers = {}
        for pane in panes:
            pane.number = self._numbers.get(pane.pane.window)


def numeral_px(name_px: int, win: PxRect, dst: PxRect) -> int:
    """Return how high a number is: several times a name, less only where the window is too small."""
    return max(name_px, min(TIMES_A_NAME * name_px, int(min(win.h, dst.h) * MOST_SHARE), dst.w // 2))


@lru_cache(maxsize=64)
def numeral(number: int, px: int, most_w: int) -> np.ndarray:
    """Return the number on a dark plate with a white edge, uint8 (h, w, 4) BGRA."""
    text, font = str(number), font_of(px, bold=True)
    edge = max(2, px // 24)
    wide = min(most_w, QFontMetrics(font).horizontalAdvance(text) + px // 2 + 2 * edge)
    image = new_image(wide, px * 5 // 4, TEXT)
    painter = new_painter(image)
    inner = QRect(edge, edge, image.width() - 2 * edge, image.height() - 2 * edge)
    painter.fillRect(inner, QColor(BG))
    painter.setFont(font)
    painter.setPen(QColor(TEXT))
    painter.drawText(inner, int(Qt.AlignmentFlag.AlignCenter), text)
    painter.end()
    return as_array(image)
