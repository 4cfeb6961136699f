"""The desk's menu: everything that a key does, with that key, made from the keymap. Asks; does nothing."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QToolButton, QWidget

from wallctl.controller.keymap import ACTS, Act, beside, group_word, key_word, with_key
from wallctl.controller.local_keys import Group
from wallctl.controller.words import translate

_ENDS_A_PART = (
    Act.PRESETS,
    Act.ZONES_BACK,
    Act.OFFICER,
    Act.IDENTIFY,
    Act.SAMPLE,
    Act.DISMISS,
)


class DeskMenu(QToolButton):
    """A button of the top line that opens the menu."""

    asked = Signal(object)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._menu = QMenu(self)
        self._actions: dict[Act, QAction] = {}
        self._parts: dict[Group, QMenu] = {}
        for group in Group:
            menu = self._menu
            if group is not Group.DESK:
                menu = self._parts[group] = self._menu.addMenu("")
            for act in (act for act, entry in ACTS.items() if entry.group is group and act is not Act.MENU):
                self._actions[act] = menu.addAction("")
                self._actions[act].setData(act)
                if act in _ENDS_A_PART:
                    menu.addSeparator()
        self._menu.insertSeparator(self._actions[Act.HAPPENING])
        self._menu.triggered.connect(self._chosen)
        self.setMenu(self._menu)
        self.retranslate()

    def retranslate(self) -> None:
        """Show all words in the language that is set."""
        self.setText(beside(self.tr("操作台"), Act.MENU))
        self.setToolTip(with_key(self.tr("所有操作及其快捷键：字号、语言、分区等"), Act.MENU))
        self.setAccessibleName(self.toolTip())
        for group, menu in self._parts.items():
            menu.setTitle(group_word(group))
        for act, action in self._actions.items():
            # After the tab: shown at the right as a key is, and not heard a second time.
            entry = ACTS[act]
            action.setText(f"{translate('Keys', entry.brief or entry.what)}\t{key_word(act)}")

    def changeEvent(self, event: QEvent) -> None:
        if event.type() is QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)

    @Slot(QAction)
    def _chosen(self, action: QAction) -> None:
        self.asked.emit(action.data())
