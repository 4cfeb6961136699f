"""The take bar: draft, arm, take, call off, undo, clear, how takes are done, and one line of how it goes.

Asks only. Take is red, and on Ctrl+Enter only. What drops do (straight to the wall, or into the draft) and
what a take does about pictures that are not ready are words on switches that are always seen.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QGridLayout, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from wallctl.controller.canvas.labels import fitting
from wallctl.controller.glyphs import draw_glyph
from wallctl.controller.keymap import Act, beside, with_key
from wallctl.controller.standing import Grade
from wallctl.controller.take_line import TakeLine
from wallctl.controller.theme import BASE_PX, SMALL_PX, Tone, colour, px, type_face
from wallctl.protocol.desk import Readiness

_LINE_PX, _BAR_PX, _BUTTON_PX, _BUTTON_LEAST_PX = 26, 3, 124, 38


class ProgressLine(QWidget):
    """Shape and words, and under them how far the take is."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.line = TakeLine("", Grade.UNKNOWN)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def show_line(self, line: TakeLine) -> None:
        """Say this."""
        if line != self.line:
            self.line = line
            self.setAccessibleName(line.more or line.text)
            self.setToolTip(line.more or line.text)
            self.update()

    def sizeHint(self) -> QSize:
        return QSize(10, px(_LINE_PX))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        line, middle = self.line, (self.height() - _BAR_PX) / 2
        draw_glyph(painter, line.grade, QPointF(8, middle), px(10))
        font = type_face(SMALL_PX if line.done is None else BASE_PX, strong=line.done is not None)
        painter.setFont(font)
        painter.setPen(colour(Tone.TEXT))
        room = QRectF(8 + px(12), 0, self.width() - 8 - px(12), self.height() - _BAR_PX)
        forms = [line.text, *line.shorter]
        text = fitting(forms, room.width(), QFontMetricsF(font).horizontalAdvance)
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, text)
        if line.done is not None:
            foot = QRectF(0, self.height() - _BAR_PX, self.width(), _BAR_PX)
            painter.fillRect(foot, colour(Tone.LINE))
            foot.setWidth(foot.width() * line.done)
            painter.fillRect(foot, colour(Tone.ACCENT))
        painter.end()


class TakeBar(QWidget):
    """Eight buttons under one line."""

    asked = Signal(object)
    """An `Act` that one of its switches stands for."""
    undo_requested = Signal()
    clear_requested = Signal()
    draft_requested = Signal()
    take_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._direct, self._readiness, self._kept = True, Readiness.HOLD, False
        self._armed = False
        self.line = ProgressLine(self)
        self.draft, self.take, self.undo = QPushButton(self), QPushButton(self), QPushButton(self)
        self.clear, self.readiness, self.direct = QPushButton(self), QPushButton(self), QPushButton(self)
        self.arm, self.call_off = QPushButton(self), QPushButton(self)
        self.take.setObjectName("take")
        self.draft.setCheckable(True)
        self.draft.clicked.connect(self.draft_requested)
        self.take.clicked.connect(self.take_requested)
        self.undo.clicked.connect(self.undo_requested)
        self.clear.clicked.connect(self.clear_requested)
        self.arm.clicked.connect(self._ask_arm)
        self.call_off.clicked.connect(self._ask_call_off)
        self.readiness.clicked.connect(self._ask_readiness)
        self.direct.clicked.connect(self._ask_direct)
        self._rows = (
            (self.readiness, self.draft, self.arm, self.take),
            (self.direct, self.undo, self.clear, self.call_off),
        )
        self._buttons = tuple(button for row in self._rows for button in row)
        grid = QGridLayout()
        grid.setSpacing(6)
        for number, row in enumerate(self._rows):
            for place, button in enumerate(row):
                grid.addWidget(button, number, place)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 6)
        column.setSpacing(4)
        column.addWidget(self.line)
        column.addLayout(grid, 1)
        self.rescale()
        self.retranslate()

    def rescale(self) -> None:
        """Take the officer's size of type."""
        for button in self._buttons:
            button.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Expanding)
            button.setMinimumHeight(px(_BUTTON_LEAST_PX))
        self._widen()

    def show_mode(self, *, drafting: bool, can_take: bool, linked: bool) -> None:
        """Show which buttons do something now."""
        self.draft.setChecked(drafting)
        self.take.setEnabled(drafting and can_take and linked)
        self.arm.setEnabled(drafting and linked)
        self.undo.setEnabled(linked or drafting)
        self.clear.setEnabled(linked or drafting)

    def show_how(self, *, direct: bool, readiness: Readiness, kept: bool) -> None:
        """Show what drops and takes do, and whether closed work on a draft is there."""
        if (direct, readiness, kept) != (self._direct, self._readiness, self._kept):
            self._direct, self._readiness, self._kept = direct, readiness, kept
            self.retranslate()

    def show_armed(self, *, taking: bool, armed: bool) -> None:
        """Show what there is to call off: a take of this seat that waits, or what it has armed."""
        self.call_off.setEnabled(taking or armed)
        if armed is not self._armed:
            self._armed = armed
            self.retranslate()

    def show_line(self, line: TakeLine) -> None:
        """Say how the take goes."""
        self.line.show_line(line)

    def retranslate(self) -> None:
        """Show all words in the language that is set."""
        whole = self._readiness is Readiness.ALL_OR_NOTHING
        draft = self.tr("继续准备 Ctrl+D") if self._kept else self.tr("准备 Ctrl+D")
        missing = self._readiness_words()[whole]
        direct = self._direct_words()[self._direct]
        for button, text, tip in (
            (self.draft, draft, self.tr("打开或关闭待上墙：先准备，再一次上墙 (Ctrl+D)")),
            (
                self.take,
                self.tr("上墙 Ctrl+Enter"),
                self.tr("把准备好的画面一次放上大屏 (Ctrl+Enter)；先按 Ctrl+D 准备"),
            ),
            (
                self.arm,
                beside(self.tr("预加载"), Act.ARM),
                with_key(self.tr("先在大屏背后打开要用的画面，大屏不变；之后上墙不用等"), Act.ARM),
            ),
            (
                self.call_off,
                self._call_off_words()[self._armed],
                with_key(self.tr("不上墙了：大屏不变，等待中的画面不再打开"), Act.CALL_OFF),
            ),
            (self.undo, self.tr("撤销 Ctrl+Z"), self.tr("恢复上一步的画面 (Ctrl+Z)")),
            (
                self.clear,
                beside(self.tr("清屏"), Act.CLEAR),
                with_key(self.tr("撤下所有画面，锁定的也撤下，可以撤销"), Act.CLEAR),
            ),
            (
                self.readiness,
                missing,
                with_key(self.tr("上墙时有画面未就绪：照上并显示原因，或全部不上墙"), Act.READINESS),
            ),
            (
                self.direct,
                direct,
                with_key(self.tr("开：拖放、场景、清屏立即上墙；关：都先进入待上墙"), Act.DIRECT),
            ),
        ):
            button.setText(text)
            button.setToolTip(tip)
            button.setAccessibleName(f"{text}: {tip}")
        edge = Tone.LIVE if self._direct else Tone.DRAFT
        self.direct.setStyleSheet(f"QPushButton {{ color: {edge.value}; border-color: {edge.value}; }}")
        self._widen()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() is QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)

    def _readiness_words(self) -> tuple[str, str]:
        return (
            beside(self.tr("有未就绪：照上"), Act.READINESS),
            beside(self.tr("有未就绪：不上"), Act.READINESS),
        )

    def _direct_words(self) -> tuple[str, str]:
        return (
            beside(self.tr("直接上墙：关"), Act.DIRECT),
            beside(self.tr("直接上墙：开"), Act.DIRECT),
        )

    def _call_off_words(self) -> tuple[str, str]:
        return (
            beside(self.tr("取消上墙"), Act.DISMISS),
            beside(self.tr("取消预加载"), Act.CALL_OFF),
        )

    def _widen(self) -> None:
        """Each column as wide as the longest words that may come, so that nothing jumps."""
        metrics = QFontMetrics(type_face(BASE_PX))
        for column, words in (
            ((self.readiness, self.direct), (*self._readiness_words(), *self._direct_words())),
            ((self.draft, self.undo), (self.tr("继续准备 Ctrl+D"), self.undo.text())),
            ((self.arm, self.clear), (self.arm.text(), self.clear.text())),
            ((self.take, self.call_off), (self.take.text(), *self._call_off_words())),
        ):
            wide = max(px(_BUTTON_PX), *(metrics.horizontalAdvance(text) + 26 for text in words))
            for button in column:
                button.setMinimumWidth(wide)

    def _ask_readiness(self) -> None:
        self.asked.emit(Act.READINESS)

    def _ask_arm(self) -> None:
        self.asked.emit(Act.ARM)

    def _ask_call_off(self) -> None:
        self.asked.emit(Act.CALL_OFF)

    def _ask_direct(self) -> None:
        self.asked.emit(Act.DIRECT)
