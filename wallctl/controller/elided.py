"""A label whose text gives way when there is no room: a name is cut at its end, a sentence has shorter forms.

The whole text is its tooltip.
"""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from wallctl.controller.canvas.labels import fitting

LEAST_LETTERS = 8


class ElidedLabel(QLabel):
    """One line of text; `grows` takes the room that is left over."""

    def __init__(self, parent: QWidget | None = None, *, grows: bool = False) -> None:
        super().__init__(parent)
        wide = QSizePolicy.Policy.Expanding if grows else QSizePolicy.Policy.Maximum
        self.setSizePolicy(wide, QSizePolicy.Policy.Preferred)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self._shorter: tuple[str, ...] = ()

    def say(self, text: str, *shorter: str) -> None:
        """Show words of the desk's own: whole, else in the first shorter form that fits, and never a part."""
        self.setText(text)
        if shorter != self._shorter:
            self._shorter = shorter
            self.update()

    def setText(self, text: str) -> None:
        if text != self.text():
            super().setText(text)
            self.setToolTip(text)
            self.updateGeometry()

    def sizeHint(self) -> QSize:
        margins = self.contentsMargins()
        wide = self.fontMetrics().horizontalAdvance(self.text()) + 2 + margins.left() + margins.right()
        return QSize(wide, super().sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        return QSize(0, super().minimumSizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setPen(self.palette().color(self.foregroundRole()))
        room = self.contentsRect()
        forms = [self.text(), *self._shorter, ""] if self._shorter else [self.text()]
        text = fitting(forms, room.width(), self.fontMetrics().horizontalAdvance)
        if text not in forms and len(text) < LEAST_LETTERS:
            text = ""  # a shard says nothing; the tooltip has it all
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, text)
        painter.end()
