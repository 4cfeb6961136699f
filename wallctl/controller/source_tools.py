"""The row of small controls over the list of sources: how it is parted, what is added. Keeps nothing."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal, Slot
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QGridLayout, QLabel, QMenu, QToolButton, QWidget

from wallctl.controller.keymap import ACTS, Act, key_word, with_key
from wallctl.controller.source_groups import Grouping, grouping_word
from wallctl.controller.words import translate

ADDITIONS = (Act.ADD_SOURCE, Act.TEMPORARY, Act.IMPORT)


class SourceTools(QWidget):
    """One line; every control says its key."""

    grouping_chosen = Signal(object)
    acted = Signal(object)
    """An act of the menu of additions."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._shown = Grouping.AGENCY
        self.grouping = _tool(self)
        self._menu = QMenu(self.grouping)
        self._groupings = QActionGroup(self)
        self._choices = {grouping: self._choice(grouping) for grouping in Grouping}
        self.grouping.setMenu(self._menu)
        self._groupings.triggered.connect(self._chosen)
        self.grid = _tool(self)
        self.grid.setCheckable(True)
        self.grid.setPopupMode(QToolButton.ToolButtonPopupMode.DelayedPopup)
        self.grid.clicked.connect(self._grid_clicked)
        self.add = _tool(self)
        self._additions = QMenu(self.add)
        self._acts = {act: self._additions.addAction("") for act in ADDITIONS}
        self.add.setMenu(self._additions)
        self._additions.triggered.connect(self._added)
        self._lay_out()
        self.retranslate()

    def _lay_out(self) -> None:
        """Each control with its key below it: beside it there is no room where the zone is narrow."""
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(6)
        grid.setVerticalSpacing(0)
        grid.setColumnStretch(2, 1)
        for column, tool, act in (
            (0, self.grouping, Act.GROUPING),
            (1, self.grid, Act.SOURCE_GRID),
            (3, self.add, Act.ADD_SOURCE),
        ):
            key = QLabel(key_word(act), self)
            key.setProperty("tone", "small")
            key.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            grid.addWidget(tool, 0, column)
            grid.addWidget(key, 1, column)

    def show_grouping(self, grouping: Grouping) -> None:
        """Say how the list is parted."""
        self._shown = grouping
        self._choices[grouping].setChecked(True)
        self.retranslate()

    def show_grid(self, grid: bool) -> None:
        """Say whether sources are shown as pictures."""
        self.grid.setChecked(grid)

    def retranslate(self) -> None:
        """Show all words in the language that is set."""
        self.grouping.setText(f"{grouping_word(self._shown)} ▾")
        self.grouping.setToolTip(with_key(self.tr("信号源怎样分组；换下一种"), Act.GROUPING))
        self.grouping.setAccessibleName(self.grouping.toolTip())
        for grouping, choice in self._choices.items():
            choice.setText(grouping_word(grouping))
        self.grid.setText(self.tr("小画面"))
        self.grid.setToolTip(with_key(self.tr("用小画面显示信号源，或用列表"), Act.SOURCE_GRID))
        self.grid.setAccessibleName(self.grid.toolTip())
        self.add.setText(self.tr("添加 ▾"))
        self.add.setToolTip(with_key(self.tr("添加信号源，或导入目录"), Act.ADD_SOURCE))
        self.add.setAccessibleName(self.add.toolTip())
        for act, action in self._acts.items():
            # After the tab: shown at the right as a key is, and not heard a second time.
            action.setText(f"{translate('Keys', ACTS[act].what)}\t{key_word(act)}")

    def changeEvent(self, event: QEvent) -> None:
        if event.type() is QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)

    def _choice(self, grouping: Grouping) -> QAction:
        choice = QAction(self._menu)
        choice.setCheckable(True)
        choice.setData(grouping.value)
        self._menu.addAction(choice)
        self._groupings.addAction(choice)
        return choice

    @Slot()
    def _grid_clicked(self) -> None:
        self.acted.emit(Act.SOURCE_GRID)

    @Slot(QAction)
    def _added(self, action: QAction) -> None:
        for act, own in self._acts.items():
            if own is action:
                self.acted.emit(act)

    @Slot(QAction)
    def _chosen(self, choice: QAction) -> None:
        self.grouping_chosen.emit(Grouping(choice.data()))


def _tool(parent: QWidget) -> QToolButton:
    tool = QToolButton(parent)
    tool.setObjectName("sourceTool")
    tool.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
    tool.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    return tool
