"""Keys belong to the input method while it composes: they choose and commit words, and the desk hears none.

An input method may hand a key that it has used on to the program too, before or after it commits. While a
text input shows words that are not committed yet, no key is heard by anybody but that input, and only keys
that type reach it. The Enter or Escape that ended the words is theirs also where it comes behind them.
"""

from __future__ import annotations

from PySide6.QtCore import QDeadlineTimer, QEvent, QObject, Qt, Slot
from PySide6.QtGui import QGuiApplication, QInputMethodEvent, QKeyEvent
from PySide6.QtWidgets import QApplication, QWidget
from shiboken6 import isValid

from wallctl.controller.text_inputs import is_typed_into

BEHIND_MS = 500
"""An input method hands a key on at once; who presses Enter on purpose has let go of another key before."""
_KEYS = (QEvent.Type.KeyPress, QEvent.Type.KeyRelease, QEvent.Type.ShortcutOverride)
_ENDING = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Escape)
_TYPING = frozenset({
    Qt.Key.Key_Backspace, Qt.Key.Key_Delete,
    Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Home, Qt.Key.Key_End,
})  # fmt: skip
_HELD = frozenset({
    Qt.Key.Key_Shift, Qt.Key.Key_Control, Qt.Key.Key_Alt, Qt.Key.Key_AltGr, Qt.Key.Key_Meta,
    Qt.Key.Key_CapsLock, Qt.Key.Key_NumLock,
})  # fmt: skip
_TYPING_WITH = Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.KeypadModifier


class ComposingGuard(QObject):
    """Watches whichever text input has the focus."""

    def __init__(self, app: QApplication) -> None:
        super().__init__()
        self._app = app
        self._watched: QWidget | None = None
        self._composing = False
        self._ending_seen = False
        self._behind = QDeadlineTimer(0)
        self._repeating = False
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
            self._words(shown=bool(event.preeditString()))
        elif event.type() in _KEYS and isinstance(event, QKeyEvent) and self._keeps(event):
            event.accept()
            return True
        return super().eventFilter(watched, event)

    def _words(self, *, shown: bool) -> None:
        if self._composing and not shown:
            # The key that ended them was seen already, or may still come.
            self._behind = QDeadlineTimer(0 if self._ending_seen else BEHIND_MS)
            self._repeating = True
        self._composing, self._ending_seen = shown, False

    def _keeps(self, event: QKeyEvent) -> bool:
        """Tell whether a key goes no further."""
        ending = event.key() in _ENDING
        match event.type():
            case QEvent.Type.ShortcutOverride:
                return self._composing or (ending and self._came_behind(event))
            case QEvent.Type.KeyPress if self._composing:
                self._ending_seen = self._ending_seen or ending
                if event.key() == Qt.Key.Key_Escape:
                    self._let_go()
                return not _types(event)
            case _ if event.key() in _HELD:
                return False  # no step of its own
            case QEvent.Type.KeyPress:
                kept = ending and self._came_behind(event)
                self._behind = QDeadlineTimer(0)
                self._repeating = self._repeating and kept
                return kept
            case _:
                return self._released(event)

    def _came_behind(self, event: QKeyEvent) -> bool:
        return self._repeating if event.isAutoRepeat() else not self._behind.hasExpired()

    def _released(self, event: QKeyEvent) -> bool:
        if self._composing:
            return not _types(event)
        if not event.isAutoRepeat():
            self._behind, self._repeating = QDeadlineTimer(0), False
        return False

    def _let_go(self) -> None:
        """An Escape that comes here is one that no input method used: the words go all the same."""
        QGuiApplication.inputMethod().reset()
        if self._watched is not None and self._composing:
            QApplication.sendEvent(self._watched, QInputMethodEvent())

    @Slot(QWidget, QWidget)
    def _focus_moved(self, old: QWidget | None, new: QWidget | None) -> None:
        self._forget()
        # The focus moves on while an input is being destroyed, before it says that it is.
        if self._watched is not None and isValid(self._watched):
            self._watched.removeEventFilter(self)
            self._watched.destroyed.disconnect(self._gone)
        self._watched = None
        # Also where nothing can be composed now: what is typed may change that.
        if new is not None and is_typed_into(new):
            self._watched = new
            new.installEventFilter(self)
            new.destroyed.connect(self._gone)

    @Slot()
    def _gone(self) -> None:
        self._watched = None
        self._forget()

    def _forget(self) -> None:
        self._composing, self._ending_seen = False, False
        self._behind, self._repeating = QDeadlineTimer(0), False


def _types(event: QKeyEvent) -> bool:
    """Tell whether a key means text, in any input; or nothing yet, as a Shift that is held."""
    if event.key() in _HELD:
        return True
    if event.modifiers() & ~_TYPING_WITH:
        return False
    return event.key() in _TYPING or (event.text().isprintable() and bool(event.text()))
