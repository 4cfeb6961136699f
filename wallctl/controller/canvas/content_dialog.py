"""Asks what a window without a source shows: a picture file, a clock, a ticker. Decides nothing."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from pydantic import ValidationError
from PySide6.QtCore import QEvent, Qt, Signal, Slot
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QButtonGroup,
    QCheckBox,
    QComboBox,
    QDialog,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from wallctl.controller.canvas.scene import Board
from wallctl.controller.theme import Tone
from wallctl.controller.words import translate
from wallctl.model.content import MAX_TEXT, ClockContent, Content, ImageContent, TickerContent

_SPEEDS = (0.08, 0.15, 0.3)
_WIDE_PX = 460


class OneOf(QWidget):
    """A few choices, all of them seen; one of them holds."""

    chosen = Signal(int)

    def __init__(self, count: int, parent: QWidget) -> None:
        super().__init__(parent)
        self._group = QButtonGroup(self)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        for number in range(count):
            button = QPushButton(self)
            button.setCheckable(True)
            button.setAutoDefault(False)
            self._group.addButton(button, number)
            row.addWidget(button)
        row.addStretch(1)
        self._group.idToggled.connect(self._toggled)
        self.choose(0)

    def name(self, words: Sequence[str], name: str) -> None:
        """Show these words on the choices, `name` for all of them together."""
        self.setAccessibleName(name)
        for number, word in enumerate(words):
            self._group.button(number).setText(word)
            self._group.button(number).setAccessibleName(f"{name}: {word}")

    @property
    def index(self) -> int:
        """Which one holds, from 0."""
        return self._group.checkedId()

    def choose(self, index: int) -> None:
        """Let that one hold."""
        self._group.button(index).setChecked(True)

    def button(self, index: int) -> QAbstractButton:
        return self._group.button(index)

    @Slot(int, bool)
    def _toggled(self, index: int, checked: bool) -> None:
        if checked:
            self.chosen.emit(index)


class Goes(NamedTuple):
    """Where content goes: to which board, and into which window of it (empty: a new one)."""

    board: Board
    window: str


class ContentDialog(QDialog):
    """Not modal: the wall goes on, and so does the officer. `chosen` carries the content."""

    chosen = Signal(object)

    def __init__(self, parent: QWidget, goes: Callable[[], Goes], content: Content | None = None) -> None:
        """`goes` is asked again whenever the officer comes back to the dialog."""
        super().__init__(parent)
        self._goes = goes
        self.where = QLabel(self)
        self.where.setWordWrap(True)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setMinimumWidth(_WIDE_PX)
        self.kind = OneOf(3, self)
        self.pages = QStackedWidget(self)
        self.file = QComboBox(self)
        self.file.setEditable(True)
        self.seconds = QCheckBox(self)
        self.date = QCheckBox(self)
        self.text = QLineEdit(self)
        self.text.setMaxLength(MAX_TEXT)
        self.whole = QLabel(self)
        self.whole.setWordWrap(True)
        self.whole.setTextFormat(Qt.TextFormat.PlainText)
        self.whole.setProperty("tone", "muted")
        self.text.textChanged.connect(self._show_whole)
        self.speed = OneOf(3, self)
        self._words: dict[QWidget, QLabel] = {}
        self._incomplete = False
        for page in (self._image_page(), self._clock_page(), self._ticker_page()):
            self.pages.addWidget(page)
        self.problem = QLabel(self)
        self.problem.setWordWrap(True)
        self.problem.setProperty("tone", "late")
        self.put = QPushButton(self)
        self.put.setObjectName("primary")
        self.put.setDefault(True)
        self.put.clicked.connect(self._done)
        self.cancel = QPushButton(self)
        self.cancel.clicked.connect(self.close)
        self._arrange()
        self.retranslate()
        self.kind.chosen.connect(self.pages.setCurrentIndex)
        self._show(content)

    def _image_page(self) -> QWidget:
        page = QWidget(self)
        form = _form(page)
        self._add_row(form, self.file)
        self._hint = QLabel(page)
        self._hint.setProperty("tone", "muted")
        self._hint.setWordWrap(True)
        form.addRow(self._hint)
        return page

    def _clock_page(self) -> QWidget:
        page = QWidget(self)
        form = _form(page)
        form.addRow(self.seconds)
        form.addRow(self.date)
        return page

    def _ticker_page(self) -> QWidget:
        page = QWidget(self)
        form = _form(page)
        self._add_row(form, self.text)
        form.addRow(self.whole)
        self._add_row(form, self.speed)
        return page

    def showEvent(self, event: QShowEvent) -> None:
        """What is to be written comes first, whatever is shown."""
        super().showEvent(event)
        self._show_whole()
        (self.file, self.seconds, self.text)[self.kind.index].setFocus(Qt.FocusReason.OtherFocusReason)

    def _add_row(self, form: QFormLayout, field: QWidget) -> None:
        self._words[field] = QLabel(self)
        form.addRow(self._words[field], field)

    def retranslate(self) -> None:
        """Show all words in the language that is set; what was entered stays."""
        self.setWindowTitle(self.tr("图片、时钟、滚动字幕"))
        self.kind.name((self.tr("图片"), self.tr("时钟"), self.tr("滚动字幕")), self.tr("显示什么"))
        self.speed.name((self.tr("慢"), self.tr("中"), self.tr("快")), self.tr("速度"))
        for field, text in (
            (self.file, self.tr("文件")),
            (self.text, self.tr("文字")),
            (self.speed, self.tr("速度")),
        ):
            self._words[field].setText(text)
        self._hint.setText(self.tr("站点媒体文件夹里的文件；先把图片复制到那里"))
        self.seconds.setText(self.tr("显示秒"))
        self.date.setText(self.tr("显示日期"))
        self._show_where()
        self.cancel.setText(self.tr("取消 Esc"))
        self._show_problem()

    @Slot()
    def _show_whole(self) -> None:
        """All that the ticker will say, in as many lines as it takes: its field shows only a part."""
        self.whole.setText(self.text.text())
        self.whole.setMinimumHeight(self.whole.heightForWidth(self.whole.width()))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._show_whole()

    def _show_where(self) -> None:
        """An officer who types an order to the public knows which board it goes to."""
        board, window = self._goes()
        live = board is Board.LIVE
        board_word = self.tr("当前大屏 LIVE") if live else self.tr("待上墙 DRAFT")
        name = self.tr("放进：{window}").format(window=window) if window else self.tr("放进一个新窗口")
        self.where.setText(f"{board_word} · {name}")
        tone = Tone.LIVE if live else Tone.DRAFT
        self.where.setStyleSheet(f"color: {tone}; font-weight: 600;")
        self.put.setText(self.tr("立即上墙 Enter") if live else self.tr("放入待上墙 Enter"))
        name = "take" if live else "primary"
        if self.put.objectName() != name:
            self.put.setObjectName(name)
            self.put.style().polish(self.put)

    def _show_problem(self) -> None:
        missing = translate("Canvas", "选一个媒体文件夹里的文件")
        if self.kind.index:
            missing = translate("Canvas", "写上要滚动的文字")
        self.problem.setText(missing if self._incomplete else "")

    def changeEvent(self, event: QEvent) -> None:
        if event.type() is QEvent.Type.LanguageChange:
            self.retranslate()
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._show_whole()
        if event.type() is QEvent.Type.ActivationChange and self.isActiveWindow():
            self._show_where()
        super().changeEvent(event)

    def _arrange(self) -> None:
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(self.cancel)
        buttons.addWidget(self.put)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 18, 20, 16)
        column.setSpacing(12)
        column.addWidget(self.where)
        column.addWidget(self.kind)
        column.addWidget(self.pages)
        column.addWidget(self.problem)
        column.addLayout(buttons)

    def _show(self, content: Content | None) -> None:
        clock = content if isinstance(content, ClockContent) else ClockContent()
        self.seconds.setChecked(clock.seconds)
        self.date.setChecked(clock.date)
        self.speed.choose(1)
        match content:
            case ImageContent(file=file):
                self.file.setEditText(file)
            case ClockContent():
                self.kind.choose(1)
            case TickerContent(text=text, cells_s=speed):
                self.kind.choose(2)
                self.text.setText(text)
                self.text.setCursorPosition(0)
                nearest = min(range(len(_SPEEDS)), key=lambda index: abs(_SPEEDS[index] - speed))
                self.speed.choose(nearest)
            case None:
                pass

    def show_files(self, files: Sequence[str]) -> None:
        """Offer these files of the media folder; what was written already stays."""
        written = self.file.currentText()
        self.file.clear()
        self.file.addItems(files)
        if written:
            self.file.setEditText(written)

    def content(self) -> Content:
        """Return what was chosen; raise `ValidationError` where that cannot be shown."""
        match self.kind.index:
            case 0:
                return ImageContent(file=self.file.currentText().strip())
            case 1:
                return ClockContent(seconds=self.seconds.isChecked(), date=self.date.isChecked())
            case _:
                return TickerContent(text=self.text.text(), cells_s=_SPEEDS[self.speed.index])

    @Slot()
    def _done(self) -> None:
        try:
            content = self.content()
        except ValidationError:
            self._incomplete = True
            self._show_problem()
            return
        self.chosen.emit(content)
        self.close()


def _form(page: QWidget) -> QFormLayout:
    form = QFormLayout(page)
    form.setContentsMargins(0, 0, 0, 0)
    form.setSpacing(12)
    return form
