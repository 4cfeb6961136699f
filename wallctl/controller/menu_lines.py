"""Lines of menus that do nothing: what a menu is about, said at its head. Must not know what that is."""

from __future__ import annotations

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu


def head_line(menu: QMenu, text: str) -> QAction:
    """Say at the head of an empty menu what it is about; the line cannot be chosen."""
    # An ampersand would underline the letter after it, and be gone.
    line = menu.addAction(text.replace("&", "&&"))
    line.setEnabled(False)
    menu.addSeparator()
    return line
