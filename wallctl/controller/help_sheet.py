"""The sheet of all keys, opened with F1: never larger than the desk, the rest is scrolled to."""

from __future__ import annotations

from itertools import islice

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

from wallctl.controller.help_columns import Block, Piece, balanced
from wallctl.controller.keymap import KeyLine, key_sheet
from wallctl.controller.theme import Tone, px

_SHARE_W, _TITLE_PX = 0.98, 68
"""Above it its own title and the desk's edge have to be seen."""
_MOST_COLUMNS = 4
_COLUMN_PX, _LEAST_PX = 600, 400
"""Wide enough that hardly a line is broken; what the desk has less is taken from it, down to the least."""
_BETWEEN_PX, _BESIDE_PX, _BAR_PX = 22, 10, 12
_OVER_PX, _UNDER_PX, _KEYS_PX = 14, 2, 175


class HelpSheet(QDialog):
    """Headings in columns of one length; closed by Esc, or by F1, which the desk hears here too."""

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
        column.setContentsMargins(24, 14, 16, 12)
        column.setSpacing(12)
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
        sheet = QWidget()
        rows = {heading: [_Row(line, sheet) for line in lines] for heading, lines in key_sheet()}
        wide, columns = self._cut(rows)
        row = QHBoxLayout(sheet)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(_BETWEEN_PX)
        left = {heading: iter(of) for heading, of in rows.items()}
        for pieces in columns:
            column = QVBoxLayout()
            column.setSpacing(_OVER_PX)
            row.addLayout(column, 1)
            for piece in pieces:
                title = self.tr("{heading}（续）") if piece.goes_on else "{heading}"
                lines = list(islice(left[piece.heading], piece.lines))
                column.addWidget(_block(title.format(heading=piece.heading), lines, sheet))
            column.addStretch(1)
        self._scroll.setWidget(sheet)
        self.resize((QSize(wide, row.totalHeightForWidth(wide)) + self._margins()).boundedTo(self._limit()))

    def _cut(self, rows: dict[str, list[_Row]]) -> tuple[int, list[list[Piece]]]:
        """Return how wide the sheet is, and as few columns as need no scrolling, else as many as go there."""
        most = self._limit() - self._margins()
        found: tuple[int, list[list[Piece]]] = (0, [])
        for count in range(1, _MOST_COLUMNS + 1):
            wide = min(px(_COLUMN_PX), (most.width() + _BETWEEN_PX) // count - _BETWEEN_PX)
            if count > 1 and wide < px(_LEAST_PX):
                break
            columns, tall = balanced([_measured(heading, of, wide) for heading, of in rows.items()], count)
            found = (wide * count + _BETWEEN_PX * (count - 1), columns)
            if tall <= most.height():
                break
        return found

    def _limit(self) -> QSize:
        room = self._desk.size()
        return QSize(int(room.width() * _SHARE_W), room.height() - _TITLE_PX)

    def _margins(self) -> QSize:
        # The place of the bar is kept free: where it comes, the lines do not break anew.
        return QSize(24 + 16 + _BAR_PX, 14 + 12 + 12 + self._close.sizeHint().height() + 2)


class _Row:
    """One line: its keys, and what they do."""

    def __init__(self, line: KeyLine, parent: QWidget) -> None:
        self.keys, self.what = QLabel(line.keys, parent), QLabel(line.what, parent)
        self.keys.setStyleSheet(f"color: {Tone.TEXT}; background: {Tone.RAISED}; padding: 1px 6px;")
        self.what.setProperty("tone", "muted")
        self.what.setWordWrap(True)
        for label in (self.keys, self.what):
            label.ensurePolished()  # before that, its size is not that of the style
        if self.keys.sizeHint().width() > px(_KEYS_PX):
            # One line of many keys must not take the room from the words of all others.
            self.keys.setText(line.keys.replace(" / ", " /\n").replace(" + ←", " +\n←"))


def _measured(heading: str, rows: list[_Row], wide: int) -> Block:
    """Return how high each line is in a column so wide."""
    keys = max(row.keys.sizeHint().width() for row in rows)
    words = wide - keys - _BESIDE_PX
    line_px = rows[0].keys.sizeHint().height()
    heights = (max(row.keys.sizeHint().height(), row.what.heightForWidth(words)) for row in rows)
    return Block(heading, line_px + _OVER_PX, tuple(height + _UNDER_PX for height in heights))


def _block(heading: str, rows: list[_Row], parent: QWidget) -> QWidget:
    block = QWidget(parent)
    grid = QGridLayout(block)
    grid.setContentsMargins(0, 0, 0, 0)
    grid.setHorizontalSpacing(_BESIDE_PX)
    grid.setVerticalSpacing(_UNDER_PX)
    title = QLabel(heading, block)
    title.setProperty("tone", "zone")
    grid.addWidget(title, 0, 0, 1, 2)
    for number, row in enumerate(rows, start=1):
        grid.addWidget(row.keys, number, 0, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        grid.addWidget(row.what, number, 1)
    grid.setColumnStretch(1, 1)
    return block
