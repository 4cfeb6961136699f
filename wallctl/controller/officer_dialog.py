"""Asks who sits at this desk from now on: a name of the list, or a new one. Decides and keeps nothing."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, Qt, Signal, Slot
from PySide6.QtGui import QFocusEvent
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

_WIDE_PX, _TALL_PX, _NAME_PX = 420, 360, 180


class OfficerDialog(QDialog):
    """Not modal: the wall goes on. Enter takes the name that is typed, else the chosen one of the list.

    The button names whom it takes; while nobody is typed or chosen it cannot be pressed.
    """

    chosen = Signal(str)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.resize(px(_WIDE_PX), px(_TALL_PX))
        self._now = OfficerName("")
        self.known = _Names(self)
        self.known.itemDoubleClicked.connect(self._take)
        self.known.itemSelectionChanged.connect(self._name_take)
        self.nobody = QLabel(self)
        self.nobody.setWordWrap(True)
        self.nobody.setProperty("tone", "muted")
        self.nobody.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._new_word = QLabel(self)
        self.new = QLineEdit(self)
        self.new.setMaxLength(MOST_LETTERS)
        self.new.textChanged.connect(self._typed)
        self.new.returnPressed.connect(self._ask_for_a_name)
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
        self._now = now
        self._list(known, chosen=now)
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
        if [self.known.item(row).text() for row in range(self.known.count())] != list(known):
            self._list(known, chosen=self.known.chosen or self._now)

    def _list(self, known: Sequence[OfficerName], *, chosen: str) -> None:
        """Nobody is chosen unless known: a reflex Enter must not hand the shift to whoever comes first."""
        names = [str(name) for name in known]
        self.known.clear()
        self.known.addItems(names)
        if chosen in names:
            self.known.setCurrentRow(names.index(chosen))
        self._name_take()

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
        self.nobody.setText(self.tr("这里没有记录过别的名字。在下面输入您的名字，按 Enter。"))
        self._word_problem()
        self._name_take()
        self._cancel.setText(self.tr("取消 Esc"))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() is QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)

    @Slot()
    def _take(self) -> None:
        try:
            name = self._wanted()
        except BadInput:
            self._tell_problem(unreadable=True)
            return
        if not name:
            return
        self.problem.hide()
        self.close()
        self.chosen.emit(name)

    def _wanted(self) -> str:
        """Whom the button takes, empty for nobody; raises `BadInput` where nobody could read the name."""
        return officer_name(self.new.text()) or self.known.chosen

    @Slot()
    def _name_take(self) -> None:
        try:
            name = self._wanted()
        except BadInput:
            # It may be pressed all the same: the answer is what is wrong with the name.
            name, unreadable = "", True
        else:
            unreadable = False
        self.take.setEnabled(bool(name) or unreadable)
        text = self.tr("换班：{name} Enter") if name else self.tr("换班 Enter")
        whole = text.format(name=name)
        short = self.take.fontMetrics().elidedText(name, Qt.TextElideMode.ElideRight, px(_NAME_PX))
        self.take.setText(text.format(name=short.replace("&", "&&")))
        self.take.setToolTip(whole)
        self.take.setAccessibleName(whole)

    @Slot()
    def _typed(self) -> None:
        self.problem.hide()
        self._name_take()

    @Slot()
    def _ask_for_a_name(self) -> None:
        """Enter where it can take nobody is answered too."""
        if not self.take.isEnabled():
            self._tell_problem(unreadable=False)

    def _tell_problem(self, *, unreadable: bool) -> None:
        self._unreadable = unreadable
        self._word_problem()
        self.problem.show()
        self.new.setFocus(Qt.FocusReason.OtherFocusReason)

    def _word_problem(self) -> None:
        unreadable = self.tr("名字里有看不见的字符，请重新输入")
        self.problem.setText(unreadable if self._unreadable else self.tr("先输入名字"))


class _Names(QListWidget):
    """A list in which nobody may be chosen; the first arrow key then chooses the first one."""

    @property
    def chosen(self) -> str:
        found = self.selectedItems()
        return found[0].text() if found else ""

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if not self.selectedItems():
            # Qt makes the first row the current one, unchosen: an arrow key would go past it.
            self.selectionModel().clearCurrentIndex()
