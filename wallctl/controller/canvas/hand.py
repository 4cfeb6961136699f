"""The mouse on a canvas: presses, drags and wheel become choices and asked-for layouts. Paints nothing.

What it may do with the canvas is `Surface`: look at the scene, choose, mark, ask.
"""

from __future__ import annotations

from typing import Protocol

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QMouseEvent, QWheelEvent
from PySide6.QtWidgets import QApplication

from wallctl.controller.canvas.gesture import (
    Banding,
    Cutting,
    Gesture,
    Held,
    Idle,
    Moving,
    Panning,
    Pressed,
    Resizing,
    dragged,
    started,
)
from wallctl.controller.canvas.marks import Marks
from wallctl.controller.canvas.scale import Scale
from wallctl.controller.canvas.scene import Scene
from wallctl.controller.words import Saying, translate
from wallctl.model.geometry import Rect
from wallctl.model.ids import WindowId
from wallctl.model.layout import Crop, Layout, Window
from wallctl.rules.cropping import cropped
from wallctl.rules.edit_layout import Side, cell_at, window_at
from wallctl.rules.edit_several import whole_picture, zoomed

WHEEL_ZOOM = 1.25
"""One step of the wheel."""
_STEP_DEGREES = 120.0
_SEVERAL = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier


class Surface(Protocol):
    """What the hand needs of a canvas."""

    @property
    def scene(self) -> Scene | None: ...
    @property
    def scale(self) -> Scale: ...
    @property
    def marks(self) -> Marks: ...
    @property
    def step(self) -> float: ...
    def mark(self, **changes: object) -> None: ...
    def request(self, layout: Layout) -> None: ...
    def hint(self, saying: Saying) -> None: ...


class Hand:
    """What the mouse is doing."""

    def __init__(self, surface: Surface) -> None:
        self._surface = surface
        self._gesture: Gesture = Idle()
        self._press_px = QPointF()
        self._toggles = False
        """Letting go without a move changes what is chosen by this window."""

    @property
    def idle(self) -> bool:
        return isinstance(self._gesture, Idle)

    def call_off(self) -> None:
        """Let go without doing anything."""
        self._gesture = Idle()
        self._surface.mark(ghosts=(), band=None)

    def press(self, event: QMouseEvent) -> None:
        """The left button goes down."""
        surface, scene = self._surface, self._surface.scene
        if scene is None:
            return
        x, y = surface.scale.cells_at(event.position())
        self._press_px, self._toggles = event.position(), False
        cut = surface.marks.cut
        if cut is not None and cut.area.x <= x < cut.area.right and cut.area.y <= y < cut.area.bottom:
            self._gesture = Cutting(x, y, cut, cut)
            return
        surface.mark(cut=None)
        side = self.handle_under(event.position())
        selected = surface.marks.selected
        if side is not None and selected is not None:
            self._gesture = Resizing(selected, side, scene.layout)
            return
        window = window_at(scene.layout, x, y)
        several = bool(event.modifiers() & _SEVERAL)
        if window is None:
            kept = surface.marks.chosen if several else ()
            surface.mark(chosen=kept, cursor=None if kept else cell_at(scene.wall, x, y))
            self._gesture = Banding(x, y, None, kept)
        else:
            self._press_window(window, x, y, several, event.modifiers())

    def _press_window(
        self, window: Window, x: float, y: float, several: bool, keys: Qt.KeyboardModifier
    ) -> None:
        surface, scene = self._surface, self._surface.scene
        assert scene is not None
        chosen = surface.marks.chosen
        pans = bool(keys & Qt.KeyboardModifier.ControlModifier) and window.crop != Crop()
        pans = pans and window.id in chosen
        if several and window.id not in chosen:
            chosen = (*chosen, window.id)
        elif window.id not in chosen:
            chosen = (window.id,)
        else:
            self._toggles = several or len(chosen) > 1
        surface.mark(chosen=chosen, cursor=None)
        self._gesture = Pressed(window.id, x, y, chosen, pans) if scene.editable else Idle()

    def move(self, event: QMouseEvent) -> None:
        """The mouse moves, held or not."""
        surface, scene = self._surface, self._surface.scene
        if scene is None:
            return
        x, y = surface.scale.cells_at(event.position())
        way = (event.position() - self._press_px).manhattanLength()
        if isinstance(self._gesture, Pressed) and way >= QApplication.startDragDistance():
            self._start(scene, self._gesture)
        if isinstance(self._gesture, Cutting) and way < QApplication.startDragDistance():
            return
        keys = event.modifiers()
        held = Held(
            step=surface.step,
            free=bool(keys & Qt.KeyboardModifier.AltModifier),
            swaps=bool(keys & Qt.KeyboardModifier.ShiftModifier),
        )
        self._gesture = dragged(scene.wall, scene.layout, self._gesture, x, y, held)
        self._show(held)

    def _start(self, scene: Scene, gesture: Pressed) -> None:
        window = scene.layout.window(gesture.window)
        self._toggles = False
        if window is not None and window.locked and not gesture.pans:
            self._surface.hint(lambda: translate("Canvas", "选中的画面已锁定：先按 K 解锁"))
            self._gesture = Idle()
        else:
            self._gesture = started(scene.layout, gesture)

    def release(self, event: QMouseEvent) -> None:
        """The left button is let go."""
        surface, scene = self._surface, self._surface.scene
        gesture, self._gesture = self._gesture, Idle()
        surface.mark(ghosts=(), band=None)
        match gesture:
            case Moving(result=result) | Resizing(result=result) | Panning(result=result):
                surface.request(result)
            case Cutting(before=before, cut=cut) if scene is not None and cut != before:
                surface.mark(cut=None)
                surface.request(cropped(scene.layout, cut))
            case Banding(band=band) if band is not None and scene is not None:
                surface.mark(chosen=gesture.caught(scene.layout), cursor=None)
            case Pressed(window=name) if self._toggles:
                self._toggle(name, several=bool(event.modifiers() & _SEVERAL))
            case _:
                pass

    def _toggle(self, name: WindowId, *, several: bool) -> None:
        chosen = self._surface.marks.chosen
        left = tuple(one for one in chosen if one != name) if several else (name,)
        self._surface.mark(chosen=left)

    def double_click(self, event: QMouseEvent) -> None:
        """The whole picture again, where only a part of it is shown."""
        scene = self._surface.scene
        if scene is None or not scene.editable:
            return
        window = window_at(scene.layout, *self._surface.scale.cells_at(event.position()))
        if window is not None and window.crop != Crop():
            self._surface.request(whole_picture(scene.layout, [window.id]))

    def wheel(self, event: QWheelEvent) -> bool:
        """With Ctrl, over a chosen window: its picture nearer or further; tell whether it was that."""
        surface, scene = self._surface, self._surface.scene
        turned = event.angleDelta().y()
        if scene is None or not scene.editable or not turned:
            return False
        if not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            return False
        x, y = surface.scale.cells_at(event.position())
        window = window_at(scene.layout, x, y)
        if window is None or window.id not in surface.marks.chosen:
            return False
        rect = window.rect
        at = ((x - rect.x) / rect.w, (y - rect.y) / rect.h)
        surface.request(zoomed(scene.layout, window.id, WHEEL_ZOOM ** (turned / _STEP_DEGREES), *at))
        return True

    def handle_under(self, point: QPointF) -> Side | None:
        """Return the handle under a point; there are some only on a single chosen window."""
        surface, scene = self._surface, self._surface.scene
        if scene is None or not scene.editable or len(surface.marks.chosen) != 1:
            return None
        window = scene.layout.window(surface.marks.chosen[0])
        if window is None or window.locked:
            return None
        return surface.scale.handle_at(window.rect, point)

    def _show(self, held: Held) -> None:
        scene = self._surface.scene
        assert scene is not None
        match self._gesture:
            case Moving(names=names, result=result):
                text = translate("Canvas", "互换") if held.swaps else ""
                swapped = [w.id for w in result.windows if w != scene.layout.window(w.id)]
                self._surface.mark(ghosts=_places(result, swapped or names), ghost_text=text)
            case Resizing(window=name, result=result):
                self._surface.mark(ghosts=_places(result, (name,)), ghost_text="")
            case Cutting(cut=cut):
                self._surface.mark(cut=cut)
            case Banding(band=band):
                self._surface.mark(band=band, chosen=self._gesture.caught(scene.layout), cursor=None)
            case _:
                self._surface.mark(ghosts=())


def _places(layout: Layout, names: tuple[WindowId, ...] | list[WindowId]) -> tuple[Rect, ...]:
    return tuple(window.rect for window in layout.windows if window.id in names)
