"""The top line: site, truth, what happened last, seat, clock. When the server is gone, all of it says so."""

from __future__ import annotations

import time

from PySide6.QtCore import QEvent, QRectF, Qt, Signal, Slot
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QToolButton, QWidget

from wallctl.controller.desk_menu import DeskMenu
from wallctl.controller.elided import ElidedLabel
from wallctl.controller.glyphs import draw_hatch
from wallctl.controller.keymap import Act, beside, with_key
from wallctl.controller.theme import BAR_PX, Tone, colour, letters_px, px
from wallctl.controller.truth_pill import TruthPill

_LOSS_PX = 18


class TopBar(QWidget):
    """The line itself."""

    asked = Signal(object)
    """An act of the desk: from its menu or a button."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("topBar")
        self._title = QLabel(self)
        self._title.setProperty("tone", "strong")
        self._site = QLabel(self)
        self._site.setProperty("tone", "chip")
        self.pill = TruthPill(self)
        self._last = ElidedLabel(self, grows=True)
        self._seat = ElidedLabel(self)
        self._seat.setProperty("tone", "muted")
        self._clock = QLabel(self)
        self._clock.setProperty("tone", "clock")
        self.language = QToolButton(self)
        self.language.clicked.connect(self._ask_language)
        self.help = QToolButton(self)
        self.help.clicked.connect(self._ask_help)
        self.menu = DeskMenu(self)
        self.menu.asked.connect(self.asked)
        self._usual = QWidget(self)
        usual = QHBoxLayout(self._usual)
        usual.setContentsMargins(0, 0, 0, 0)
        usual.setSpacing(12)
        usual.addWidget(self._title)
        usual.addWidget(self._site, 0, Qt.AlignmentFlag.AlignVCenter)
        usual.addWidget(self.pill)
        usual.addWidget(self._last, 1)
        self._loss = ElidedLabel(self, grows=True)
        self._loss.hide()
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 0, 16, 0)
        row.setSpacing(12)
        row.addWidget(self._usual, 1)
        row.addWidget(self._loss, 1)
        row.addWidget(self._seat)
        row.addWidget(self.language)
        row.addWidget(self.help)
        row.addWidget(self.menu)
        row.addWidget(self._clock)
        self.rescale()
        self.retranslate()
        self.show_time(time.time())

    def rescale(self) -> None:
        """Take the officer's size of type."""
        self.setFixedHeight(px(BAR_PX))
        loss = f"color: {Tone.INK}; font-size: {letters_px(_LOSS_PX)}px; font-weight: 600;"
        self._loss.setStyleSheet(loss)

    def show_site(self, name: str, shape: str, seat: str) -> None:
        """Show where this desk is."""
        self._site.setText(f"{name} {shape}".strip())
        self._site.setVisible(bool(name or shape))
        self._seat.setText(seat)

    def show_last(self, when: str, text: str) -> None:
        """Show what happened last; without room for it, when that was: the right column says it whole."""
        short = self.tr("最近发生 {when}").format(when=when)
        self._last.say(f"{when}  {text}".strip(), short if text else "")

    def show_time(self, now_utc_s: float) -> None:
        """Show the time of day; the desk's own clock."""
        self._clock.setText(time.strftime("%H:%M:%S", time.localtime(now_utc_s)))

    def show_loss(self, words: str) -> None:
        """Turn the whole line into that sentence; empty turns it back."""
        if words == self.loss:
            return
        self._loss.setText(words)
        self._loss.setContentsMargins(44, 0, 0, 0)
        self._usual.setVisible(not words)
        self._loss.setVisible(bool(words))
        ink = f"color: {Tone.INK};" if words else ""
        self._clock.setStyleSheet(ink)
        self._seat.setStyleSheet(ink)
        self.setAccessibleDescription(words)
        self.update()

    @property
    def loss(self) -> str:
        """What the line says instead of all else; empty when all is well."""
        return self._loss.text()

    def retranslate(self) -> None:
        """Show all words in the language that is set."""
        self._title.setText(self.tr("应急指挥大屏"))
        self.language.setText(beside(self.tr("English"), Act.LANGUAGE))
        self.language.setToolTip(with_key(self.tr("切换为英文"), Act.LANGUAGE))
        self.language.setAccessibleName(self.language.toolTip())
        self.help.setText(self.tr("帮助 F1"))
        self.help.setToolTip(with_key(self.tr("所有快捷键"), Act.HELP))
        self.help.setAccessibleName(self.help.toolTip())
        self._clock.setAccessibleName(self.tr("时间"))
        self._last.setAccessibleName(self.tr("最近发生"))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() is QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)

    @Slot()
    def _ask_language(self) -> None:
        self.asked.emit(Act.LANGUAGE)

    @Slot()
    def _ask_help(self) -> None:
        self.asked.emit(Act.HELP)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), colour(Tone.SCREEN_DOWN if self.loss else Tone.PANEL))
        if self.loss:
            draw_hatch(painter, QRectF(0, 0, 44, self.height()), colour(Tone.INK))
        painter.fillRect(0, self.height() - 1, self.width(), 1, colour(Tone.LINE))
        painter.end()
