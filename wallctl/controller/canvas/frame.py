"""A board in its frame: word, name, facts, canvas. Live and draft never look alike: word, colour, place."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from wallctl.controller.canvas.scene import Board
from wallctl.controller.canvas.snap_button import SnapButton
from wallctl.controller.canvas.view import WallCanvas
from wallctl.controller.echo import EchoBook
from wallctl.controller.elided import ElidedLabel
from wallctl.controller.keymap import Act, with_key
from wallctl.controller.theme import BASE_PX, ROUND_PX, STRONG_PX, Tone, colour, letters_px

HEAD_PX, EDGE_PX = 36, 8
_HEAD_GAP_PX = 10


class WallFrame(QWidget):
    """The frame of one board."""

    def __init__(self, board: Board, book: EchoBook, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.board = board
        self.canvas = WallCanvas(book, self)
        self._word = QLabel(self)
        self._word.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._tone = Tone.LIVE if board is Board.LIVE else Tone.DRAFT
        self._direct = QLabel(self)
        self._direct.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._direct.hide()
        self._at_once = False
        self._name = ElidedLabel(self)
        self._name.setProperty("tone", "strong")
        self._facts = ElidedLabel(self, grows=True)
        self._facts.setProperty("tone", "muted")
        self.snap = SnapButton(self)
        self.snap.chosen.connect(self.canvas.set_snap)
        self.canvas.snap_changed.connect(self.snap.show_snap)
        self._right = QLabel(self)
        self._right.setProperty("tone", "muted")
        head = QHBoxLayout()
        head.setContentsMargins(0, 0, 4, 0)
        head.setSpacing(_HEAD_GAP_PX)
        head.addWidget(self._word)
        head.addWidget(self._direct)
        head.addWidget(self._name)
        head.addWidget(self._facts, 1)
        head.addWidget(self.snap)
        head.addWidget(self._right)
        column = QVBoxLayout(self)
        column.setContentsMargins(EDGE_PX, 4, EDGE_PX, EDGE_PX)
        column.setSpacing(4)
        column.addLayout(head)
        column.addWidget(self.canvas, 1)
        self.rescale()
        self.retranslate()

    def rescale(self) -> None:
        """Take the officer's size of type."""
        self._word.setStyleSheet(
            f"background: {self._tone}; color: {Tone.INK}; border-radius: 4px; padding: 2px 10px;"
            f"font-size: {letters_px(BASE_PX)}px; font-weight: 600;"
        )
        self._direct.setStyleSheet(
            f"color: {self._tone}; border: 1px solid {self._tone}; border-radius: 4px; padding: 1px 7px;"
            f"font-size: {letters_px(BASE_PX)}px;"
        )
        self._name.setStyleSheet(f"font-size: {letters_px(STRONG_PX)}px; font-weight: 600;")

    def show_direct(self, direct: bool) -> None:
        """Say beside the board's word that what is dropped here is up at once, also while no bar is seen."""
        self._at_once = direct
        self._fit_direct()

    def _fit_direct(self) -> None:
        """On a board that is very narrow what it is and how it snaps come first."""
        parts = (self._word, self._direct, self.snap, self._right)
        taken_px = sum(part.sizeHint().width() + _HEAD_GAP_PX for part in parts)
        self._direct.setVisible(self._at_once and taken_px + 2 * EDGE_PX + _HEAD_GAP_PX <= self.width())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_direct()

    def show_facts(self, name: str, facts: Sequence[str], right: str) -> None:
        """Show what stands beside the word; `facts`: in all forms, the fullest first."""
        self._name.setText(name)
        self._facts.say(*facts)
        self._right.setText(right)
        self._fit_direct()

    def retranslate(self) -> None:
        """Show the board's word in the language that is set."""
        live = self.board is Board.LIVE
        self._word.setText(self.tr("当前大屏 LIVE") if live else self.tr("待上墙 DRAFT"))
        tip = self.tr("现在大屏上的画面") if live else self.tr("正在准备，尚未上墙")
        self._word.setToolTip(tip)
        self._direct.setText(self.tr("直接上墙"))
        self._direct.setToolTip(with_key(self.tr("拖放和场景立即上墙"), Act.DIRECT))
        self.setAccessibleName(f"{self._word.text()}: {tip}")

    def changeEvent(self, event: QEvent) -> None:
        if event.type() is QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(colour(self._tone), 2))
        painter.setBrush(colour(Tone.BG))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), ROUND_PX, ROUND_PX)
        painter.end()

    def minimumSizeHint(self) -> QSize:
        return QSize(240, 120)
