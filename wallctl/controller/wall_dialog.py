"""Asks how many cells the wall has, of how many pixels, and which output shows which. Decides nothing.

With big numbers on the cells the officer sees which output is which; the server judges what is asked.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import product

from PySide6.QtCore import QEvent, Qt, Signal, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QFormLayout,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from wallctl.controller.keymap import Act, beside, with_key
from wallctl.controller.local_keys import SAVE_KEY
from wallctl.controller.text_inputs import latin_only
from wallctl.controller.theme import px
from wallctl.controller.words import Saying, said
from wallctl.model.ids import CellId, cell_id
from wallctl.model.wall import MAX_CELLS, Size, Wall
from wallctl.protocol.setting_up import SetWall

MOST_SIDE = 64
SIZES = ("1024×768", "1280×800", "1366×768", "1400×1050", "1600×1200", "1920×1080", "1920×1200", "3840×2160")
_SIZE = re.compile(r"\s*(\d{2,5})\s*[x×*]\s*(\d{2,5})\s*")
MOST_SHOWN = 96
"""Cells whose outputs are chosen here; for more a wall file is the better form."""
_WIDE_PX, _BOX_PX, _LEAST_PX, _BESIDE_PX = 620, 110, 90, 80


class WallDialog(QDialog):
    """Not modal. `wanted` carries a `SetWall`, `identify_requested` asks for numbers on the cells."""

    wanted = Signal(object)
    identify_requested = Signal()

    def __init__(self, parent: QWidget, wall: Wall, screens: Sequence[str]) -> None:
        """`screens`: the outputs that the renderers see."""
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._waits = False
        self._problem: Saying = ""
        self._known = {cube.cell: cube.output for cube in wall.cubes if cube.output}
        self._screens = tuple(dict.fromkeys((*screens, *self._known.values())))
        self.rows, self.cols = _spin(self, wall.rows), _spin(self, wall.cols)
        self.size_box = QComboBox(self)
        self.size_box.setEditable(True)
        latin_only(self.size_box)
        self.size_box.addItems(SIZES)
        self.size_box.setEditText(f"{wall.cell_px.w}×{wall.cell_px.h}")
        self.apart = QCheckBox(self)
        self.apart.setChecked(bool(self._known))
        self._grid = QScrollArea(self)
        self._grid.setWidgetResizable(True)
        self.outputs: dict[CellId, QComboBox] = {}
        self._rows: list[QLabel] = []
        self._cols: list[QLabel] = []
        self._effect = QLabel(self)
        self._effect.setWordWrap(True)
        self._effect.setProperty("tone", "muted")
        self.problem = QLabel(self)
        self.problem.setWordWrap(True)
        self.problem.setProperty("tone", "late")
        self.problem.hide()
        self.identify, self.save, self.cancel = QPushButton(self), QPushButton(self), QPushButton(self)
        self.save.setObjectName("primary")
        for button, act in (
            (self.identify, self.identify_requested.emit),
            (self.save, self._save),
            (self.cancel, self.close),
        ):
            button.setAutoDefault(False)
            button.clicked.connect(act)
        # Not the buttons' own: a new text takes these away. The desk's own keys are not heard in here.
        self._keys = [
            QShortcut(QKeySequence(SAVE_KEY), self, self._save),
            QShortcut(QKeySequence("Ctrl+I"), self, self.identify_requested.emit),
        ]
        self._words = [QLabel(self) for _ in range(3)]
        self._lay_out()
        for side in (self.rows, self.cols):
            side.valueChanged.connect(self._show_outputs)
            side.valueChanged.connect(self._entered)
        self.size_box.editTextChanged.connect(self._entered)
        self.apart.toggled.connect(self._show_outputs)
        self._show_outputs()
        self.retranslate()

    def _lay_out(self) -> None:
        form = QFormLayout()
        for word, field in zip(self._words, (self.rows, self.cols, self.size_box), strict=True):
            word.setBuddy(field)
            form.addRow(word, field)
        form.addRow(self.apart)
        buttons = QHBoxLayout()
        buttons.addWidget(self.identify)
        buttons.addStretch(1)
        buttons.addWidget(self.cancel)
        buttons.addWidget(self.save)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 16, 20, 16)
        column.setSpacing(12)
        column.addLayout(form)
        column.addWidget(self._grid, 1)
        column.addWidget(self._effect)
        column.addWidget(self.problem)
        column.addLayout(buttons)

    @Slot()
    def _show_outputs(self) -> None:
        """One box for each cell, as they lie on the wall; each output is offered once for a start."""
        rows, cols = self.rows.value(), self.cols.value()
        if not self.apart.isChecked() or rows * cols > MOST_SHOWN:
            rows = cols = 0
        chosen = {cell: box.currentText().strip() for cell, box in self.outputs.items()} or dict(self._known)
        self.outputs = {}
        board = QWidget(self)
        grid = QGridLayout(board)
        grid.setContentsMargins(0, 0, 8, 8)
        self._rows = [_head(grid, row, 0) for row in range(1, rows + 1)]
        self._cols = [_head(grid, 0, col) for col in range(1, cols + 1)]
        free = iter([name for name in self._screens if name not in chosen.values()])
        for row, col in product(range(rows), range(cols)):
            cell = cell_id(row, col)
            box = self.outputs[cell] = QComboBox(board)
            box.setEditable(True)
            latin_only(box)
            box.setMinimumWidth(px(_BOX_PX))
            box.addItems(self._screens)
            box.setEditText(chosen.get(cell) or next(free, ""))
            grid.addWidget(box, row + 1, col + 1)
        self._grid.setWidget(board)
        self._grid.setVisible(bool(self.outputs))
        self._name_outputs()
        self._fit(board)

    def _fit(self, board: QWidget) -> None:
        """As large as its outputs want, and no larger than the screen; the rest is scrolled to."""
        column = self.layout()
        if column is None:
            return
        for box in self.outputs.values():
            box.ensurePolished()  # before that, its size is not that of the style
        screen, beside = self.screen().availableGeometry(), px(_BESIDE_PX)
        wanted, wide = board.sizeHint(), px(_WIDE_PX)
        self._grid.setMinimumHeight(0)
        if self.outputs:
            column.activate()
            room_px = max(px(_LEAST_PX), screen.height() - beside - column.totalMinimumSize().height())
            self._grid.setMinimumHeight(min(room_px, wanted.height() + 2 * self._grid.frameWidth()))
            wide = max(wide, min(wanted.width() + beside, screen.width() - beside))
        column.activate()
        lines_px = column.totalHeightForWidth(wide) if column.hasHeightForWidth() else 0
        tall = max(lines_px, column.totalMinimumSize().height())
        self.resize(wide, min(tall, screen.height() - beside))
        if self.isVisible():
            place = self.frameGeometry()
            left = min(place.left(), screen.right() + 1 - place.width())
            top = min(place.top(), screen.bottom() + 1 - place.height())
            self.move(max(screen.left(), left), max(screen.top(), top))

    def _name_outputs(self) -> None:
        for number, head in enumerate(self._rows):
            head.setText(self.tr("{row}排").format(row=number + 1))
        for number, head in enumerate(self._cols):
            head.setText(self.tr("{col}列").format(col=number + 1))
        for number, box in enumerate(self.outputs.values()):
            row, col = divmod(number, self.cols.value())
            word = self.tr("{row}排{col}列").format(row=row + 1, col=col + 1)
            box.setAccessibleName(word)
            box.setToolTip(word)
            edit = box.lineEdit()
            if edit is not None:
                edit.setPlaceholderText(self.tr("未接"))

    @Slot()
    def _save(self) -> None:
        if self._waits:
            return  # the key is heard also while the button is not
        found = _SIZE.fullmatch(self.size_box.currentText())
        width, height = (int(found[1]), int(found[2])) if found is not None else (0, 0)
        if not (16 <= width <= 16384 and 16 <= height <= 16384):
            self.tell(lambda: self.tr("分辨率写成 宽×高，例如 1024×768"))
            self._lead_to(self.size_box)
        elif self.rows.value() * self.cols.value() > MAX_CELLS:
            self.tell(lambda: self.tr("最多 {count} 个显示单元").format(count=MAX_CELLS))
            self._lead_to(self.rows, self.cols)
        else:
            self.tell("")
            outputs = {cell: box.currentText().strip() for cell, box in self.outputs.items()}
            self.wanted.emit(
                SetWall(
                    rows=self.rows.value(),
                    cols=self.cols.value(),
                    cell_px=Size(w=width, h=height),
                    outputs={cell: name for cell, name in outputs.items() if name},
                )
            )

    def _lead_to(self, first: QSpinBox | QComboBox, *others: QSpinBox | QComboBox) -> None:
        """Mark what is wrong; the focus goes to the first of it."""
        self._mark(first, *others)
        first.setFocus(Qt.FocusReason.OtherFocusReason)
        edit = first.lineEdit()
        if edit is not None:
            edit.selectAll()

    @Slot()
    def _entered(self) -> None:
        self._mark()

    def _mark(self, *wrong: QWidget) -> None:
        for field in (self.rows, self.cols, self.size_box):
            if bool(field.property("wrong")) is not (field in wrong):
                field.setProperty("wrong", field in wrong)
                field.style().unpolish(field)
                field.style().polish(field)

    def wait(self) -> None:
        """Say that it is under way; until `tell` it is not asked for again."""
        self._show_waits(waits=True)

    def _show_waits(self, *, waits: bool) -> None:
        self._waits = waits
        self.save.setEnabled(not waits)
        self._name_save()

    def _name_save(self) -> None:
        text = self.tr("正在设定 …") if self._waits else self.tr("设定 {key}").format(key=SAVE_KEY)
        self.save.setText(text)

    def tell(self, problem: Saying) -> None:
        """Say why it was not done; what was entered stays, and may be asked for again."""
        self._show_waits(waits=False)
        self._problem = problem
        self._show_problem()

    def _show_problem(self) -> None:
        problem = said(self._problem)
        self.problem.setText(problem)
        self.problem.setVisible(bool(problem))
        if (board := self._grid.widget()) is not None:
            self._fit(board)

    def retranslate(self) -> None:
        """Show all words in the language that is set; what was entered stays."""
        self.setWindowTitle(self.tr("设定大屏"))
        words = (self.tr("排"), self.tr("列"), self.tr("每个单元的分辨率"))
        fields = (self.rows, self.cols, self.size_box)
        for label, field, word in zip(self._words, fields, words, strict=True):
            label.setText(word)
            field.setAccessibleName(word)
        self.apart.setText(self.tr("每个单元接自己的输出口（否则都排在一个大桌面上）"))
        self.identify.setText(beside(self.tr("显示单元编号"), Act.IDENTIFY))
        self.identify.setToolTip(with_key(self.tr("每个显示单元用大字显示自己的位置 10 秒"), Act.IDENTIFY))
        self._name_save()
        self._effect.setText(self.tr("设定会重新启动所有显示单元；大屏上要没有画面才能设定"))
        self.save.setToolTip(self._effect.text())
        self.cancel.setText(self.tr("关闭 Esc"))
        self.cancel.setToolTip(self.tr("关闭，不再改动 (Esc)"))
        for button in (self.identify, self.save, self.cancel):
            button.setAccessibleName(button.toolTip())
        self._name_outputs()
        if self._problem:
            self._show_problem()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() is QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)


def _head(grid: QGridLayout, row: int, col: int) -> QLabel:
    """The name of a row or column of the wall, before or over its outputs."""
    head = QLabel()
    head.setProperty("tone", "muted")
    grid.addWidget(head, row, col)
    return head


def _spin(parent: QWidget, value: int) -> QSpinBox:
    box = QSpinBox(parent)
    box.setRange(1, MOST_SIDE)
    box.setValue(value)
    latin_only(box)
    box.lineEdit().setTextMargins(8, 0, 0, 0)  # its style sheet's padding does not reach in there
    return box
