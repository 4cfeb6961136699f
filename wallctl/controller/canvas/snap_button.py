"""The chooser of what dragged edges keep to: says what holds, opens the three ways."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal, Slot
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMenu, QToolButton, QWidget

from wallctl.controller.canvas.commands import COMMANDS, Command
from wallctl.rules.edit_several import Snap


class SnapButton(QToolButton):
    """One for each board; both show the same."""

    chosen = Signal(object)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._snap = Snap.CELLS
        menu = QMenu(self)
        ways = QActionGroup(menu)
        self._actions: dict[Snap, QAction] = {}
        for snap in Snap:
            action = menu.addAction("")
            action.setCheckable(True)
            action.setData(snap)
            ways.addAction(action)
            self._actions[snap] = action
        menu.triggered.connect(self._choose)
        self.setMenu(menu)
        self.retranslate()

    @Slot(object)
    def show_snap(self, snap: Snap) -> None:
        """Say what holds."""
        self._snap = snap
        self.retranslate()

    def retranslate(self) -> None:
        """Show all words in the language that is set."""
        words = {
            Snap.CELLS: self.tr("对齐单元"),
            Snap.HALVES: self.tr("对齐 1/2"),
            Snap.THIRDS: self.tr("对齐 1/3"),
        }
        for snap, action in self._actions.items():
            action.setText(words[snap])
            action.setChecked(snap is self._snap)
        key = COMMANDS[Command.SNAP].keys[0]
        self.setText(f"{words[self._snap]} {key}")
        self.setToolTip(self.tr("拖动时对齐到什么 ({key})；按住 Alt 不对齐").format(key=key))
        self.setAccessibleName(f"{self.text()}: {self.toolTip()}")

    def changeEvent(self, event: QEvent) -> None:
        if event.type() is QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)

    @Slot(QAction)
    def _choose(self, action: QAction) -> None:
        self.chosen.emit(action.data())
