"""Shows, while a panel is carried, where it would stand if the hand let go. Hears nothing itself."""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from wallctl.controller.theme import BASE_PX, ROUND_PX, Tone, colour, px, type_face

_LINE_PX = 34


class DropMark(QWidget):
    """Lies over the zones: the place in the accent's colour, and what it means in words."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._place, self.words, self._dashed = QRect(), "", False
        self.hide()

    def show_place(self, place: QRect, words: str, *, dashed: bool) -> None:
        """Mark that place of the parent; dashed is what would float over it."""
        self._place, self.words, self._dashed = place, words, dashed
        parent = self.parentWidget()
        if parent is not None:
            self.setGeometry(parent.rect())
        self.show()
        self.raise_()
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        style = Qt.PenStyle.DashLine if self._dashed else Qt.PenStyle.SolidLine
        painter.setPen(QPen(colour(Tone.ACCENT), 2, style))
        painter.setBrush(colour(Tone.ACCENT, 0.18))
        place = QRectF(self._place).adjusted(1, 1, -1, -1)
        painter.drawRoundedRect(place, ROUND_PX, ROUND_PX)
        font = type_face(BASE_PX, strong=True)
        painter.setFont(font)
        wide = QFontMetrics(font).horizontalAdvance(self.words) + 24
        plate = QRectF(0, 0, wide, px(_LINE_PX))
        plate.moveCenter(place.center())
        # The words stay on the desk also where the place is narrow, or at its edge.
        plate.moveLeft(max(4.0, min(plate.left(), self.width() - wide - 4.0)))
        painter.setPen(QPen(colour(Tone.EDGE), 1))
        painter.setBrush(colour(Tone.RAISED))
        painter.drawRoundedRect(plate, ROUND_PX, ROUND_PX)
        painter.setPen(colour(Tone.TEXT))
        painter.drawText(plate, Qt.AlignmentFlag.AlignCenter, self.words)
        painter.end()
