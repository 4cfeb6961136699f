"""What sounds, in words, until somebody says that they know; no height while nothing does."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, Signal, Slot
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QWidget

from wallctl.controller.glyphs import draw_glyph, draw_hatch
from wallctl.controller.keymap import Act, with_key
from wallctl.controller.standing import Grade
from wallctl.controller.theme import Tone, colour, px

_LEFT_PX = 44


class AlarmBar(QWidget):
    """One line over the zones: a hatched edge, the shape of what is wrong, the words, the button."""

    acknowledged = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("alarmBar")
        self.grade = Grade.LOST
        """How the picture is that sounds; its shape stands before the words."""
        self._text = QLabel(self)
        self._text.setWordWrap(True)
        self._text.setTextFormat(Qt.TextFormat.PlainText)
        self._text.setProperty("tone", "strong")
        self._button = QPushButton(self)
        self._button.setObjectName("silence")
        self._button.clicked.connect(self._pass_on)
        self._row = QHBoxLayout(self)
        self._row.setSpacing(12)
        self._row.addWidget(self._text, 1)
        self._row.addWidget(self._button)
        self.rescale()
        self.retranslate()
        self.hide()

    @property
    def text(self) -> str:
        """What sounds; empty while nothing does."""
        return "" if self.isHidden() else self._text.text()

    def show_words(self, words: str, grade: Grade) -> None:
        """Show what sounds, and the shape of its state; nothing hides the line."""
        self.grade = grade
        self.update()
        self._text.setText(words)
        self.setAccessibleName(words)
        self.setVisible(bool(words))

    def retranslate(self) -> None:
        """Show all words in the language that is set."""
        self._button.setText(self.tr("知道了，消音 Ctrl+K"))
        tip = with_key(self.tr("确认告警：各席位都停止发声"), Act.SILENCE)
        self._button.setToolTip(tip)
        self._button.setAccessibleName(tip)

    def rescale(self) -> None:
        """Take the officer's size of type."""
        self._row.setContentsMargins(px(_LEFT_PX) + 24, 6, 16, 6)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() is QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), colour(Tone.RAISED))
        edge = self.rect()
        edge.setWidth(px(_LEFT_PX) - 8)
        draw_hatch(painter, QRectF(edge), colour(Tone.STALE))
        draw_glyph(painter, self.grade, QPointF(px(_LEFT_PX) + 8, self.height() / 2), px(14))
        painter.fillRect(0, self.height() - 2, self.width(), 2, colour(Tone.STALE))
        painter.end()

    @Slot()
    def _pass_on(self) -> None:
        self.acknowledged.emit()
