"""The sheet of all keys, opened with F1: never larger than the desk, the rest is scrolled to."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QDialog,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from wallctl.controller.keymap import KeyLine, key_sheet
from wallctl.controller.theme import Tone, px

_SHARE_W, _SHARE_H = 0.94, 0.9
_COLUMNS = ((1100, 1), (1750, 2), (99_999, 3))
_COLUMN_PX = 600
"""Wide enough that hardly a line is broken; what the desk has less is taken from it."""


class HelpSheet(QDialog):
    """Headings in columns; closed by Esc, or by F1, which the desk hears here too."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._desk = parent
        self.setModal(False)
        self._scroll = QScrollArea(self)
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._close = QPushButton(self)
        self._close.clicked.connect(self.close)
        column = QVBoxLayout(self)
        column.setContentsMargins(28, 24, 16, 16)
        column.setSpacing(16)
        column.addWidget(self._scroll, 1)
        column.addWidget(self._close, 0, Qt.AlignmentFlag.AlignRight)
        self.retranslate()

    def retranslate(self) -> None:
        """Write the sheet in the language that is set."""
        self.setWindowTitle(self.tr("所有快捷键"))
        self._close.setText(self.tr("关闭 Esc"))
        self._close.setAccessibleName(self.tr("关闭 Esc"))
        self._close.setToolTip(self.tr("关闭 Esc"))
        self._write()

    def rescale(self) -> None:
        """Take the officer's size of type."""
        self._write()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() is QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)

    def showEvent(self, event: QShowEvent) -> None:
        self._write()
        super().showEvent(event)  # it puts the sheet over the middle of the desk
        self._scroll.setFocus(Qt.FocusReason.OtherFocusReason)

    def _write(self) -> None:
        """Blocks go to the column that is shortest so far, in their order."""
        room = self._desk.size()
        count = next(columns for limit, columns in _COLUMNS if room.width() < limit)
        sheet = QWidget()
        row = QHBoxLayout(sheet)
        row.setContentsMargins(0, 0, 12, 0)
        row.setSpacing(36)
        columns = [QVBoxLayout() for _ in range(count)]
        lengths = [0] * count
        for column in columns:
            column.setSpacing(20)
            row.addLayout(column, 1)
        for heading, lines in key_sheet():
            shortest = lengths.index(min(lengths))
            columns[shortest].addWidget(_block(heading, lines, sheet))
            lengths[shortest] += len(lines) + 2
        for column in columns:
            column.addStretch(1)
        self._scroll.setWidget(sheet)
        self._fit(sheet, px(_COLUMN_PX) * count, room)

    def _fit(self, sheet: QWidget, wide: int, room: QSize) -> None:
        margins = QSize(28 + 16 + 24, 24 + 16 + 16 + self._close.sizeHint().height() + 8)
        most = QSize(int(room.width() * _SHARE_W), int(room.height() * _SHARE_H))
        wide = min(wide, most.width() - margins.width())
        row = sheet.layout()
        tall = row.totalHeightForWidth(wide) if row is not None else 0
        self.resize((QSize(wide, tall) + margins).boundedTo(most))


def _block(heading: str, lines: list[KeyLine], parent: QWidget) -> QWidget:
    block = QWidget(parent)
    grid = QGridLayout(block)
    grid.setContentsMargins(0, 0, 0, 0)
    grid.setHorizontalSpacing(16)
    grid.setVerticalSpacing(6)
    title = QLabel(heading, block)
    title.setProperty("tone", "zone")
    grid.addWidget(title, 0, 0, 1, 2)
    for row, line in enumerate(lines, start=1):
        keys = QLabel(line.keys, block)
        keys.setStyleSheet(f"color: {Tone.TEXT}; background: {Tone.RAISED}; padding: 2px 8px;")
        what = QLabel(line.what, block)
        what.setProperty("tone", "muted")
        what.setWordWrap(True)
        grid.addWidget(keys, row, 0, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        grid.addWidget(what, row, 1)
    grid.setColumnStretch(1, 1)
    return block
