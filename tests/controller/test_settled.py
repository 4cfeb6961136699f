"""Rule: another language or size of type is seen when all has its new place: nothing lies over another."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtWidgets import QWidget

from tests.controller.conftest import Bench

CTRL = Qt.KeyboardModifier.ControlModifier
LANGUAGE, LARGER, SMALLER = Qt.Key.Key_L, Qt.Key.Key_Equal, Qt.Key.Key_Minus


def place(widget: QWidget) -> QRect:
    return QRect(widget.mapToGlobal(widget.rect().topLeft()), widget.size())


def met(parts: list[QWidget]) -> list[tuple[QWidget, QWidget]]:
    """Parts that lie over one another."""
    pairs = [(one, other) for number, one in enumerate(parts) for other in parts[number + 1 :]]
    return [(one, other) for one, other in pairs if place(one).intersects(place(other))]


@pytest.mark.parametrize("keys", [(LANGUAGE, LANGUAGE), (LARGER, SMALLER, SMALLER), (LANGUAGE, LARGER)])
def test_at_once_sources_and_take_bar_have_their_new_places(bench: Bench, keys: tuple[Qt.Key, ...]) -> None:
    window = bench.desk.window
    window.resize(1366, 768)
    bench.qtbot.wait(100)
    bar = window.presets.bar
    for key in keys:
        bench.key(key, CTRL)
        sources = window.sources
        assert not met([sources.search, sources.shelf, sources.tools, sources.list]), key
        assert not met([*bar._buttons]), key
        assert all(bar.rect().contains(button.geometry()) for button in bar._buttons), key
        assert window.updatesEnabled()
