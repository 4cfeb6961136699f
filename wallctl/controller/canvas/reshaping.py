"""Arrow keys that change the chosen windows: what held keys mean, and the layout each asks for. No widget.

By the step that edges snap to, or freely: with these keys all is done that a mouse does at a window's edges.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from typing import assert_never

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent

from wallctl.controller.canvas.gesture import carried
from wallctl.controller.canvas.scene import Scene
from wallctl.controller.words import QT_TRANSLATE_NOOP, translate
from wallctl.model.ids import WindowId
from wallctl.model.layout import Layout
from wallctl.rules.arrows import Way
from wallctl.rules.edit_layout import FREE_STEP, Side, found, grow, resize
from wallctl.rules.edit_several import move_together


class Reshaping(Enum):
    """What an arrow does to a window, by the keys that are held with it."""

    MOVE = "Ctrl"
    GROW = "Shift"
    FREE_MOVE = "Ctrl+Shift"
    FAR_EDGE = "Alt+Shift"
    """The right or the lower edge, freely."""
    NEAR_EDGE = "Ctrl+Alt+Shift"
    """The left or the upper edge, freely."""

    def key(self, way: Way) -> str:
        """Return how the key is written."""
        return f"{self.value}+{way.value.capitalize()}"


@dataclass(frozen=True, slots=True)
class FreeStep:
    """A free step, for the menu."""

    what: Reshaping
    way: Way
    words: str


FREE_STEPS: tuple[FreeStep, ...] = (
    FreeStep(Reshaping.FREE_MOVE, Way.LEFT, QT_TRANSLATE_NOOP("Keys", "左移")),
    FreeStep(Reshaping.FREE_MOVE, Way.RIGHT, QT_TRANSLATE_NOOP("Keys", "右移")),
    FreeStep(Reshaping.FREE_MOVE, Way.UP, QT_TRANSLATE_NOOP("Keys", "上移")),
    FreeStep(Reshaping.FREE_MOVE, Way.DOWN, QT_TRANSLATE_NOOP("Keys", "下移")),
    FreeStep(Reshaping.FAR_EDGE, Way.LEFT, QT_TRANSLATE_NOOP("Keys", "右边缘向左")),
    FreeStep(Reshaping.FAR_EDGE, Way.RIGHT, QT_TRANSLATE_NOOP("Keys", "右边缘向右")),
    FreeStep(Reshaping.FAR_EDGE, Way.UP, QT_TRANSLATE_NOOP("Keys", "下边缘向上")),
    FreeStep(Reshaping.FAR_EDGE, Way.DOWN, QT_TRANSLATE_NOOP("Keys", "下边缘向下")),
    FreeStep(Reshaping.NEAR_EDGE, Way.LEFT, QT_TRANSLATE_NOOP("Keys", "左边缘向左")),
    FreeStep(Reshaping.NEAR_EDGE, Way.RIGHT, QT_TRANSLATE_NOOP("Keys", "左边缘向右")),
    FreeStep(Reshaping.NEAR_EDGE, Way.UP, QT_TRANSLATE_NOOP("Keys", "上边缘向上")),
    FreeStep(Reshaping.NEAR_EDGE, Way.DOWN, QT_TRANSLATE_NOOP("Keys", "上边缘向下")),
)

_CTRL, _SHIFT, _ALT = (
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.AltModifier,
)
_HELD = {
    _CTRL: Reshaping.MOVE,
    _SHIFT: Reshaping.GROW,
    _CTRL | _SHIFT: Reshaping.FREE_MOVE,
    _ALT | _SHIFT: Reshaping.FAR_EDGE,
    _CTRL | _ALT | _SHIFT: Reshaping.NEAR_EDGE,
}
_ARROWS = {
    Qt.Key.Key_Left: Way.LEFT,
    Qt.Key.Key_Right: Way.RIGHT,
    Qt.Key.Key_Up: Way.UP,
    Qt.Key.Key_Down: Way.DOWN,
}
_STEPS = {Way.LEFT: (-1, 0), Way.RIGHT: (1, 0), Way.UP: (0, -1), Way.DOWN: (0, 1)}


def arrow_pressed(event: QKeyEvent) -> Way | None:
    """Return the way of an arrow alone."""
    return _ARROWS.get(Qt.Key(event.key())) if not _held(event) else None


def reshaping_pressed(event: QKeyEvent) -> tuple[Reshaping, Way] | None:
    """Return what an arrow does with the keys that are held; None for all other keys."""
    way, what = _ARROWS.get(Qt.Key(event.key())), _HELD.get(_held(event))
    return (what, way) if what is not None and way is not None else None


def _held(event: QKeyEvent) -> Qt.KeyboardModifier:
    return event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier


def reshaped(scene: Scene, chosen: Sequence[WindowId], what: Reshaping, way: Way, step: float) -> Layout:
    """Return the layout that such a key asks for; edges are those of the window that was chosen last.

    `step`: what edges snap to, in cells; free steps are steps of their own.
    """
    wall, layout = scene.wall, scene.layout
    window, (dx, dy) = found(layout, chosen[-1]), _STEPS[way]
    rect, sideways = window.rect, way in (Way.LEFT, Way.RIGHT)
    match what:
        case Reshaping.GROW:
            return grow(wall, layout, window.id, dx * step, dy * step, step)
        case Reshaping.MOVE if len(chosen) > 1:
            return move_together(wall, layout, chosen, dx * step, dy * step, step)
        case Reshaping.MOVE:
            return carried(wall, layout, window.id, rect.x + dx * step, rect.y + dy * step, step)
        case Reshaping.FREE_MOVE:
            return move_together(wall, layout, chosen, dx * FREE_STEP, dy * FREE_STEP, FREE_STEP)
        case Reshaping.FAR_EDGE:
            side = Side.RIGHT if sideways else Side.BOTTOM
            x, y = rect.right + dx * FREE_STEP, rect.bottom + dy * FREE_STEP
            return resize(wall, layout, window.id, side, x, y, FREE_STEP)
        case Reshaping.NEAR_EDGE:
            side = Side.LEFT if sideways else Side.TOP
            x, y = rect.x + dx * FREE_STEP, rect.y + dy * FREE_STEP
            return resize(wall, layout, window.id, side, x, y, FREE_STEP)
    assert_never(what)


def kept_in_place(scene: Scene, chosen: Sequence[WindowId]) -> str:
    """Return why such a key changed nothing; empty where a window is only as far as it can go."""
    windows = [window for window in scene.layout.windows if window.id in chosen]
    if not windows:
        return translate("Canvas", "先选中一个画面：单击它，或按 Ctrl+N 后输入编号")
    if any(window.locked for window in windows):
        return translate("Canvas", "选中的画面已锁定：先按 K 解锁")
    return ""
