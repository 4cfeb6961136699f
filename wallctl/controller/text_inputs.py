"""Inputs that are typed into: which they are, and in which an input method has no part.

Where only letters of the keyboard can be right, Chinese that is composed from habit is only in the way. Must
not know what an input is for.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, Slot
from PySide6.QtGui import QGuiApplication, QInputMethodQueryEvent
from PySide6.QtWidgets import QAbstractSpinBox, QComboBox, QLineEdit, QWidget

_CHINESE_AFTER = "file:"
"""The name of a picture file may be Chinese; no other address may."""
_COMPOSES = Qt.WidgetAttribute.WA_InputMethodEnabled
_ENABLED = Qt.InputMethodQuery.ImEnabled


def is_typed_into(widget: QWidget) -> bool:
    """Tell whether keys are text there, whether or not words can be composed."""
    if isinstance(widget, QComboBox):
        return widget.isEditable()
    return isinstance(widget, QLineEdit | QAbstractSpinBox) or widget.testAttribute(_COMPOSES)


def latin_only(field: QWidget) -> None:
    """Hand no key of this input to an input method. Of a combo box: after it was made editable."""
    field.setAttribute(_COMPOSES, False)
    field.installEventFilter(NoComposing(field))


class AddressField(QLineEdit):
    """The address of a camera, in Latin letters; the name of a file may be composed."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        latin_only(self)
        self.textChanged.connect(self._let_compose)

    @Slot(str)
    def _let_compose(self, text: str) -> None:
        composes = text.lstrip().lower().startswith(_CHINESE_AFTER)
        if composes is not self.testAttribute(_COMPOSES):
            self.setAttribute(_COMPOSES, composes)
            QGuiApplication.inputMethod().update(_ENABLED)


class NoComposing(QObject):
    """Answers input methods for an input: Qt's own inputs say yes, whatever their attribute is."""

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        asked = event if isinstance(event, QInputMethodQueryEvent) else None
        if asked is not None and isinstance(watched, QWidget) and not watched.testAttribute(_COMPOSES):
            asked.setValue(_ENABLED, False)
            asked.accept()
            return True
        return super().eventFilter(watched, event)
