"""Enter belongs to the input method while it composes: it never takes, places or closes anything.

An input method may hand the Enter that commits its words on to the program too. While a text input shows
words that are not committed yet, Enter in any combination goes no further than here.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, Slot
from PySide6.QtGui import QInputMethodEvent, QKeyEvent
from PySide6.QtWidgets import QApplication, QWidget
from shiboken6 import isValid

_ENTERS = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_KEYS = (QEvent.Type.KeyPress, QEvent.Type.KeyRelease, QEvent.Type.ShortcutOverride)


class ComposingGuard(QObject):
    """Watches whichever text input has the focus."""

    def __init__(self, app: QApplication) -> None:
        super().__init__()
        self._app = app
        self._watched: QWidget | None = None
        self._composing = False
        app.focusChanged.connect(self._focus_moved)
        self._focus_moved(None, app.focusWidget())

    @property
    def composing(self) -> bool:
        """Whether words stand in an input that are not committed yet."""
        return self._composing

    def stop(self) -> None:
        """Watch nobody any more."""
        self._app.focusChanged.disconnect(self._focus_moved)
        self._focus_moved(None, None)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.InputMethod and isinstance(event, QInputMethodEvent):
            self._composing = bool(event.preeditString())
        elif self._composing and event.type() in _KEYS and _is_enter(event):
            event.accept()
            return True
        return super().eventFilter(watched, event)

    @Slot(QWidget, QWidget)
    def _focus_moved(self, old: QWidget | None, new: QWidget | None) -> None:
        self._composing = False
        # The focus moves on while an input is being destroyed, before it says that it is.
        if self._watched is not None and isValid(self._watched):
            self._watched.removeEventFilter(self)
            self._watched.destroyed.disconnect(self._gone)
        self._watched = None
        if new is not None and new.testAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled):
            self._watched = new
            new.installEventFilter(self)
            new.destroyed.connect(self._gone)

    @Slot()
    def _gone(self) -> None:
        self._watched, self._composing = None, False


def _is_enter(event: QEvent) -> bool:
    return isinstance(event, QKeyEvent) and event.key() in _ENTERS
