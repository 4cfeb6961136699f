"""Tab goes as one reads: zone by zone, in each from the top left. Found when Tab is pressed, never kept.

Who asks for a part by its key reaches it in whichever window of the desk it is.

Qt's own order is that in which widgets were made; cards and chips are made anew with each catalogue.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication, QScrollArea, QWidget

_ROW_PX = 12
"""Widgets whose middles lie in one such band count as one row."""


def stops(window: QWidget, zones: Sequence[QWidget]) -> list[QWidget]:
    """Return every widget that Tab leads to, in order."""
    wanted = Qt.FocusPolicy.TabFocus.value
    found = [
        widget
        for widget in window.findChildren(QWidget)
        if widget.window() is window
        and widget.focusPolicy().value & wanted
        and widget.isEnabled()
        and widget.isVisibleTo(window)
    ]

    def place(widget: QWidget) -> tuple[int, int, int]:
        at = widget.mapTo(window, QPoint(0, widget.height() // 2))
        zone = next((i for i, zone in enumerate(zones) if zone.isAncestorOf(widget)), len(zones))
        return zone, at.y() // _ROW_PX, at.x()

    return sorted(found, key=place)


def step(window: QWidget, zones: Sequence[QWidget], *, forward: bool) -> bool:
    """Give the focus to the next (or the one before) and scroll to it; False where there is none."""
    order = stops(window, zones)
    if not order:
        return False
    now = QApplication.focusWidget()
    at = order.index(now) if now in order else (-1 if forward else 0)
    reason = Qt.FocusReason.TabFocusReason if forward else Qt.FocusReason.BacktabFocusReason
    target = order[(at + (1 if forward else -1)) % len(order)]
    target.setFocus(reason)
    _scroll_to(target)
    return True


def reach(widget: QWidget, reason: Qt.FocusReason = Qt.FocusReason.ShortcutFocusReason) -> None:
    """Give a widget the focus, in whichever window of the desk it is."""
    window = widget.window()
    if not window.isActiveWindow():
        window.activateWindow()
    widget.setFocus(reason)


def _scroll_to(widget: QWidget) -> None:
    parent = widget.parentWidget()
    while parent is not None:
        if isinstance(parent, QScrollArea):
            parent.ensureWidgetVisible(widget)
            return
        parent = parent.parentWidget()
