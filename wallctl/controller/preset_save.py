"""Asks under which name a preset is saved, and whether one is replaced on purpose. Decides nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from PySide6.QtCore import QEvent, Qt, Signal, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from wallctl.controller.canvas.scene import Board
from wallctl.controller.local_keys import REPLACE_KEY
from wallctl.controller.preset_key_box import BY_SERVER, KeyBox
from wallctl.controller.preset_tools import group_name
from wallctl.controller.theme import Tone
from wallctl.controller.words import Saying, said

MOST_LETTERS = 40
_WIDE_PX = 480


class Purpose(Enum):
    """What the panel is opened for."""

    SAVE = "save"
    RENAME = "rename"


@dataclass(frozen=True, slots=True)
class PresetEntry:
    """What the officer entered."""

    name: str
    group: str
    partial: bool
    key: str = BY_SERVER
    """A key, empty for none, or `BY_SERVER`."""


class PresetSavePanel(QDialog):
    """Not modal: the wall goes on. Enter saves as a new preset; replacing is a button of its own."""

    new_requested = Signal(object)
    replace_requested = Signal(object)
    key_missed = Signal(str)
    """A key was pressed in the box of keys that another preset has."""
    retranslated = Signal()
    """Another language: what was offered is to be offered anew."""

    def __init__(self, parent: QWidget, purpose: Purpose, groups: Sequence[str], chosen: int = 0) -> None:
        """`chosen`: how many windows are selected on the board; a partial preset holds them alone."""
        super().__init__(parent)
        self._purpose, self._chosen = purpose, chosen
        self._problem: Saying = ""
        save = purpose is Purpose.SAVE
        self.setMinimumWidth(_WIDE_PX)
        self.name, self.group = QLineEdit(self), QComboBox(self)
        self.name.setMaxLength(MOST_LETTERS)
        self.name.textChanged.connect(self.allow_name)
        self._board = Board.LIVE
        self._board_word, self.board = QLabel(self), QLabel(self)
        self._board_word.setVisible(save)
        self.board.setVisible(save)
        self.group.setEditable(True)
        self._groups = tuple(groups)
        self.group.addItems([group_name(group) for group in groups])
        self.key = KeyBox(self)
        self.key.unfree.connect(self.key_missed)
        self.partial = QCheckBox(self)
        self.partial.setVisible(save and chosen > 0)
        self.problem = QLabel(self)
        self.problem.setWordWrap(True)
        self.problem.setProperty("tone", "late")
        self.problem.hide()
        self.save = QPushButton(self)
        self.save.setObjectName("primary")
        self.save.setDefault(True)
        self.save.clicked.connect(self._save)
        self.replace = QPushButton(self)
        self.replace.setAutoDefault(False)
        self.replace.clicked.connect(self._replace)
        self.replace.hide()
        # Not the button's own: a new text takes that away.
        self._replace_key = QShortcut(QKeySequence(REPLACE_KEY), self, self._replace)
        self._cancel = QPushButton(self)
        self._cancel.setAutoDefault(False)
        self._cancel.clicked.connect(self.close)
        self._name_word, self._group_word, self._key_word = QLabel(self), QLabel(self), QLabel(self)
        self._lay_out()
        self.retranslate()

    def _lay_out(self) -> None:
        board = QHBoxLayout()
        board.addWidget(self._board_word)
        board.addWidget(self.board)
        board.addStretch(1)
        form = QFormLayout()
        form.addRow(self._name_word, self.name)
        form.addRow(self._group_word, self.group)
        form.addRow(self._key_word, self.key)
        form.addRow(self.partial)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(self._cancel)
        buttons.addWidget(self.save)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 16, 20, 16)
        column.setSpacing(12)
        if self._purpose is Purpose.SAVE:
            column.addLayout(board)
        column.addLayout(form)
        column.addWidget(self.problem)
        column.addWidget(self.replace)
        column.addLayout(buttons)

    def retranslate(self) -> None:
        """Show all words in the language that is set; what was entered stays."""
        save = self._purpose is Purpose.SAVE
        self.setWindowTitle(self.tr("保存场景") if save else self.tr("名称和快捷键"))
        self.name.setAccessibleName(self.tr("场景名称"))
        self.group.setAccessibleName(self.tr("事件类型"))
        self.key.setAccessibleName(self.tr("快捷键"))
        self.key.setToolTip(self.tr("按 F2 到 F12 或 1 到 0 也可以选；别的场景的键不在这里"))
        typed = self.group.currentText()
        for number, group in enumerate(self._groups):
            if self.group.itemText(number) == typed:
                typed = group_name(group)
            self.group.setItemText(number, group_name(group))
        self.group.setCurrentText(typed)
        self._name_word.setText(self.tr("名称"))
        self._group_word.setText(self.tr("事件类型"))
        self._key_word.setText(self.tr("快捷键"))
        text = self.tr("局部场景：只含选中的 {count} 个画面，其他单元不动")
        self.partial.setText(text.format(count=self._chosen))
        self.save.setText(self.tr("存为新场景 Enter") if save else self.tr("保存 Enter"))
        self._cancel.setText(self.tr("取消 Esc"))
        self._board_word.setText(self.tr("保存的是："))
        self.show_board(self._board)
        if self._problem:
            self._show_problem()
        self.retranslated.emit()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() is QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)

    def begin(self, name: str, group: str, key: str = BY_SERVER) -> None:
        """Open with these, the name ready to be typed over."""
        self.key.begin(key, by_server=self._purpose is Purpose.SAVE)
        self.name.setText(name)
        self.group.setCurrentText(group_name(group) if group in self._groups else group)
        self.name.selectAll()
        self.show()
        self.raise_()
        self.name.setFocus()

    def show_board(self, board: Board) -> None:
        """Say whose pictures are saved."""
        self._board = board
        live = board is Board.LIVE
        self.board.setText(self.tr("当前大屏 LIVE") if live else self.tr("待上墙 DRAFT"))
        self.board.setStyleSheet(f"color: {Tone.LIVE if live else Tone.DRAFT}; font-weight: 600;")

    def offer_replacing(self, words: str) -> None:
        """Offer to replace what the words name; empty: nothing can be replaced."""
        before = self.size()
        self.replace.setText(f"{words} {REPLACE_KEY}" if words else "")
        self.replace.setVisible(bool(words))
        self._fit()
        # It was put over the middle of the desk when it was opened, before it was known what is offered.
        grown = (self.size() - before) / 2
        self.move(self.x() - grown.width(), self.y() - grown.height())

    def refuse_name(self, problem: Saying) -> None:
        """Say why nothing can be saved under this name; until it is another one, the button is off."""
        self.tell(problem)
        self.save.setEnabled(False)
        self.name.setFocus(Qt.FocusReason.OtherFocusReason)
        self.name.selectAll()

    @Slot()
    def allow_name(self) -> None:
        """The name is another one, or free by now."""
        if not self.save.isEnabled():
            self.save.setEnabled(True)
            self.tell("")

    def tell(self, problem: Saying) -> None:
        """Say why it was not saved; what was entered stays."""
        self._problem = problem
        self._show_problem()

    def _show_problem(self) -> None:
        problem = said(self._problem)
        self.problem.setText(problem)
        self.problem.setVisible(bool(problem))
        self._fit()

    def _fit(self) -> None:
        """Grow with what is said: nothing lies over anything."""
        column = self.layout()
        if column is not None:
            column.activate()
            wide = max(self.width(), column.totalMinimumSize().width())
            tall = max(column.totalHeightForWidth(wide), column.totalSizeHint().height())
            self.resize(wide, tall)

    @property
    def entry(self) -> PresetEntry:
        partial = self.partial.isVisibleTo(self) and self.partial.isChecked()
        typed = self.group.currentText().strip()
        # A group is kept by its Chinese name, whatever it was called when it was chosen.
        group = next((group for group in self._groups if group_name(group) == typed), typed)
        return PresetEntry(self.name.text().strip(), group, partial, self.key.chosen)

    @Slot()
    def _save(self) -> None:
        if not self.entry.name:
            self.tell(lambda: self.tr("先写上名称"))
            return
        self.new_requested.emit(self.entry)

    @Slot()
    def _replace(self) -> None:
        if not self.replace.isHidden():
            self.replace_requested.emit(self.entry)
