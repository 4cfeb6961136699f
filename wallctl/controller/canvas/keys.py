"""Keys of the canvas: arrows alone choose; commands; digits. What arrows change is `reshaping`."""

from __future__ import annotations

from PySide6.QtCore import QKeyCombination, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence

from wallctl.controller.canvas.commands import Command, command_of
from wallctl.controller.canvas.reshaping import arrow_pressed
from wallctl.controller.canvas.scene import Scene
from wallctl.model.geometry import Rect
from wallctl.model.ids import WindowId
from wallctl.model.layout import Layout
from wallctl.model.wall import Wall
from wallctl.rules.arrows import Paths, Spot

_SIGNS = (Qt.Key.Key_Plus, Qt.Key.Key_Equal, Qt.Key.Key_Minus)


def command_pressed(event: QKeyEvent) -> Command | None:
    """Return the command of a key press."""
    key, held = Qt.Key(event.key()), event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
    if key in _SIGNS:
        held &= ~Qt.KeyboardModifier.ShiftModifier  # where they are typed with Shift, they still are signs
    if key in (Qt.Key.Key_Shift, Qt.Key.Key_Control, Qt.Key.Key_Alt, Qt.Key.Key_Meta, Qt.Key.Key_unknown):
        return None
    return command_of(QKeySequence(QKeyCombination(held, key)))


def digit_pressed(event: QKeyEvent) -> str | None:
    """Return the digit of a key press, of either block."""
    text = event.text()
    held = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
    return text if len(text) == 1 and text in "0123456789" and not held else None


class Steps:
    """Plain arrows: from what is chosen to the next window or cell.

    Remembers the ways of the layout that was walked on last: they are worked out once for each.
    """

    def __init__(self) -> None:
        self._known: tuple[Wall, Layout, Paths] | None = None

    def first(self, scene: Scene) -> Spot:
        """Return where arrows begin."""
        return self._paths(scene).first

    def next(
        self, scene: Scene, chosen: WindowId | None, cursor: Rect | None, event: QKeyEvent
    ) -> Spot | None:
        """Return what a plain arrow leads to from a window, or from a cell; None for other keys."""
        way = arrow_pressed(event)
        if way is None:
            return None
        paths = self._paths(scene)
        window = scene.layout.window(chosen) if chosen is not None and cursor is None else None
        if window is not None:
            return paths.beyond(Spot(window.rect, window.id), way)
        return paths.beyond(Spot(cursor), way) if cursor is not None else paths.first

    def _paths(self, scene: Scene) -> Paths:
        if self._known is None or self._known[:2] != (scene.wall, scene.layout):
            self._known = (scene.wall, scene.layout, Paths(scene.wall, scene.layout))
        return self._known[2]
