"""The box in which an officer chooses the key of a preset. Offers; never decides who has which."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QComboBox, QWidget

from wallctl.rules.preset_keys import PRESET_KEYS

BY_SERVER = "by server"
"""Chosen instead of a key: a new preset gets the next one, one that is replaced keeps its own."""


class KeyBox(QComboBox):
    """Keys that can be given now. A preset's key that is pressed here is chosen, and calls nothing."""

    unfree = Signal(str)
    """A key was pressed that cannot be given."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._leading: tuple[str, ...] = ("",)
        self.view().installEventFilter(self)

    @property
    def chosen(self) -> str:
        """A key, empty for none, or `BY_SERVER`."""
        found = self.currentData()
        return found if isinstance(found, str) else ""

    def begin(self, chosen: str, *, by_server: bool) -> None:
        """Start with that choice, before any key is offered."""
        self._leading = (BY_SERVER, "") if by_server else ("",)
        self._fill((*self._leading, *((chosen,) if chosen not in self._leading else ())), chosen)

    def offer(self, keys: Sequence[str]) -> None:
        """Offer these keys, and none. What is chosen stays so, also where another preset has got it."""
        chosen = self.chosen
        with_chosen = [key for key in PRESET_KEYS if key in (*keys, chosen)]
        self._fill((*self._leading, *with_chosen), chosen)

    def _fill(self, choices: Sequence[str], chosen: str) -> None:
        if [self.itemData(row) for row in range(self.count())] != list(choices):
            self.clear()
            for choice in choices:
                self.addItem("", choice)
            self.retranslate()
        self.setCurrentIndex(self.findData(chosen))

    def retranslate(self) -> None:
        """Show all words in the language that is set."""
        words = {BY_SERVER: self.tr("自动：下一个空键；覆盖时不变"), "": self.tr("无")}
        for row in range(self.count()):
            choice = self.itemData(row)
            self.setItemText(row, words.get(choice, choice))

    def event(self, event: QEvent) -> bool:
        if event.type() is QEvent.Type.ShortcutOverride and _key_of(event):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = _key_of(event)
        if key:
            self._choose(key)
        else:
            super().keyPressEvent(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """In the open list keys mean what they mean in the box."""
        key = _key_of(event)
        if not key:
            return super().eventFilter(watched, event)
        if event.type() is QEvent.Type.KeyPress:
            self._choose(key)
            self.hidePopup()
        event.accept()
        return True

    def changeEvent(self, event: QEvent) -> None:
        if event.type() is QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)

    def _choose(self, key: str) -> None:
        row = self.findData(key)
        if row >= 0:
            self.setCurrentIndex(row)
        else:
            self.unfree.emit(key)


def _key_of(event: QEvent) -> str:
    """Return which of the presets' keys is pressed; empty for all else."""
    if not isinstance(event, QKeyEvent) or event.type() is QEvent.Type.KeyRelease:
        return ""
    if event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
        return ""
    key = QKeySequence(event.key()).toString()
    return key if key in PRESET_KEYS else ""
