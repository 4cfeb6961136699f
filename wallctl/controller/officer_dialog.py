"""Asks who sits at this desk from now on: a name of the list, or a new one. Decides and keeps nothing."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, Qt, Signal, Slot
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from wallctl.controller.theme import px
from wallctl.errors import BadInput
from wallctl.model.people import MOST_LETTERS, OfficerName, officer_name

_WIDE_PX, _TALL_PX = 420, 360


class OfficerDialog(QDialog):
    """Not modal: the wall goes on. Enter takes the name that is typed, else the one of the list."""

    chosen = Signal(str)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.resize(px(_WIDE_PX), px(_TALL_PX))
        self.known = QListWidget(self)
        self.known.itemDoubleClicked.connect(self._take)
        self.nobody = QLabel(self)
        self.nobody.setWordWrap(True)
        self.nobody.setProperty("tone", "muted")
        self.nobody.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._new_word = QLabel(self)
        self.new = QLineEdit(self)
        self.new.setMaxLength(MOST_LETTERS)
        self.looking = QLabel(self)
        self.looking.setWordWrap(True)
        self.looking.setProperty("tone", "muted")
        self.problem = QLabel(self)
        self.problem.setWordWrap(True)
        self.problem.setProperty("tone", "late")
        self.problem.hide()
        self._unreadable = False
        self.take = QPushButton(self)
        self.take.setObjectName("primary")
        self.take.setDefault(True)
        self.take.clicked.connect(self._take)
        self._cancel = QPushButton(self)
        self._cancel.setAutoDefault(False)
        self._cancel.clicked.connect(self.close)
        self._lay_out()
        self.retranslate()

    def _lay_out(self) -> None:
        new = QHBoxLayout()
        new.addWidget(self._new_word)
        new.addWidget(self.new, 1)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(self._cancel)
        buttons.addWidget(self.take)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 16, 20, 16)
        column.setSpacing(12)
        column.addWidget(self.known, 1)
        column.addWidget(self.nobody, 1)
        column.addWidget(self.looking)
        column.addLayout(new)
        column.addWidget(self.problem)
        column.addLayout(buttons)

    def begin(self, known: Sequence[OfficerName], now: OfficerName) -> None:
        """Ask anew. `known`: who has sat here before, as far as is known; `now`: who sits here."""
        # It is kept hidden between two questions, and the desk may speak another language since.
        self.retranslate()
        self.known.clear()
        self.known.addItems(list(known))
        self.known.setCurrentRow(known.index(now) if now in known else 0)
        self._show_lists(known, looking=False)
        self.new.clear()
        self.problem.hide()
        self.show()
        self.raise_()
        self.activateWindow()
        (self.known if known else self.new).setFocus(Qt.FocusReason.OtherFocusReason)

    def offer(self, known: Sequence[OfficerName], *, looking: bool) -> None:
        """Show these names; who is chosen stays chosen. `looking`: the disk may know more of them."""
        self._show_lists(known, looking=looking)
        row = self.known.currentRow()
        chosen = self.known.item(row).text() if row >= 0 else ""
        if [self.known.item(row).text() for row in range(self.known.count())] == list(known):
            return
        self.known.clear()
        self.known.addItems(list(known))
        if known:
            self.known.setCurrentRow([str(name) for name in known].index(chosen) if chosen in known else 0)

    def _show_lists(self, known: Sequence[OfficerName], *, looking: bool) -> None:
        """Where nobody is known, and the disk has no more to tell, it is said what to do."""
        self.looking.setVisible(looking)
        self.known.setVisible(bool(known) or looking)
        self.nobody.setVisible(not known and not looking)

    def retranslate(self) -> None:
        """Show all words in the language that is set; what was typed stays."""
        self.setWindowTitle(self.tr("谁在值班"))
        self.known.setAccessibleName(self.tr("在这里值过班的人"))
        self.looking.setText(self.tr("正在从磁盘读取值过班的人；名字也可以直接输入"))
        self._new_word.setText(self.tr("新名字"))
        self.new.setAccessibleName(self.tr("新名字"))
        self.nobody.setText(self.tr("还没有人在这里值过班。在下面输入您的名字，按 Enter。"))
        self._word_problem()
        self.take.setText(self.tr("换班 Enter"))
        self._cancel.setText(self.tr("取消 Esc"))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() is QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)

    @Slot()
    def _take(self) -> None:
        row = self.known.currentRow()
        try:
            name = officer_name(self.new.text()) or (self.known.item(row).text() if row >= 0 else "")
        except BadInput:
            self._tell_problem(unreadable=True)
            return
        if not name:
            self._tell_problem(unreadable=False)
            return
        self.problem.hide()
        self.close()
        self.chosen.emit(name)

    def _tell_problem(self, *, unreadable: bool) -> None:
        self._unreadable = unreadable
        self._word_problem()
        self.problem.show()
        self.new.setFocus(Qt.FocusReason.OtherFocusReason)

    def _word_problem(self) -> None:
        unreadable = self.tr("名字里有看不见的字符，请重新输入")
        self.problem.setText(unreadable if self._unreadable else self.tr("先输入名字"))
