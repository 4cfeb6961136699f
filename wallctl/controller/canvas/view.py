"""The canvas widget: turns mouse, keys and drops into asked-for layouts. Never changes the wall itself."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import (
    QContextMenuEvent,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDragMoveEvent,
    QDropEvent,
    QEnterEvent,
    QFocusEvent,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QToolTip, QWidget

from wallctl.controller.canvas.board import BoardView
from wallctl.controller.canvas.commands import REPEATED, shut
from wallctl.controller.canvas.hand import Hand
from wallctl.controller.canvas.keys import Steps, command_pressed, digit_pressed
from wallctl.controller.canvas.menu import window_menu
from wallctl.controller.canvas.reshaping import (
    Reshaping,
    arrow_pressed,
    kept_in_place,
    reshaped,
    reshaping_pressed,
)
from wallctl.controller.canvas.scene import Scene
from wallctl.controller.canvas.telling import window_tip
from wallctl.controller.drag import sources_in_mime
from wallctl.controller.echo import EchoBook
from wallctl.controller.keymap import alone
from wallctl.controller.tab_order import reach
from wallctl.controller.words import Saying
from wallctl.model.ids import SourceId
from wallctl.model.layout import Layout
from wallctl.rules.arrows import Way
from wallctl.rules.cropping import Cut, cropped
from wallctl.rules.edit_layout import Side, drop, left_out, window_at
from wallctl.rules.edit_several import changed_places, overlaid
from wallctl.rules.numbers import more_may_come, typed_on, window_of

_CURSORS = {
    Side.LEFT: Qt.CursorShape.SizeHorCursor,
    Side.RIGHT: Qt.CursorShape.SizeHorCursor,
    Side.TOP: Qt.CursorShape.SizeVerCursor,
    Side.BOTTOM: Qt.CursorShape.SizeVerCursor,
    Side.TOP_LEFT: Qt.CursorShape.SizeFDiagCursor,
    Side.BOTTOM_RIGHT: Qt.CursorShape.SizeFDiagCursor,
    Side.TOP_RIGHT: Qt.CursorShape.SizeBDiagCursor,
    Side.BOTTOM_LEFT: Qt.CursorShape.SizeBDiagCursor,
}

_HELD_ALONE = (Qt.Key.Key_Shift, Qt.Key.Key_Control, Qt.Key.Key_Alt, Qt.Key.Key_Meta)


class WallCanvas(BoardView):
    """One board of the wall, in an officer's hands."""

    def __init__(self, book: EchoBook, parent: QWidget | None = None) -> None:
        super().__init__(book, parent)
        self._hand = Hand(self)
        self._steps = Steps()
        self.setAcceptDrops(True)
        self.setMouseTracking(True)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() is Qt.MouseButton.LeftButton:
            self._hand.press(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._hand.idle and self._scene is not None:
            self._hover(event.position(), *self._scale.cells_at(event.position()))
        else:
            self._hand.move(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() is Qt.MouseButton.LeftButton:
            self._hand.release(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if event.button() is Qt.MouseButton.LeftButton:
            self._hand.press(event)
            self._hand.double_click(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.setAccepted(self._hand.wheel(event))

    def leaveEvent(self, event: QEvent) -> None:
        self.mark(hovered=None)

    def enterEvent(self, event: QEnterEvent) -> None:
        self.update()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        if self._scene is None or not self._scene.editable:
            self.hint(partial(shut, self._scene) if self._scene is not None else "")
            return
        name = self._marks.selected
        if event.reason() is QContextMenuEvent.Reason.Mouse:
            window = window_at(self._scene.layout, *self._scale.cells_at(QPointF(event.pos())))
            name = window.id if window is not None else None
        if name is None:
            return
        if name not in self._marks.chosen:
            self.select(name)
        menu = window_menu(self, self._scene, self._marks.chosen)
        menu.chosen.connect(self.request)
        menu.commanded.connect(self.perform)
        menu.popup(event.globalPos())

    def _hover(self, point: QPointF, x: float, y: float) -> None:
        assert self._scene is not None
        window = window_at(self._scene.layout, x, y)
        self.mark(hovered=window.id if window is not None else None)
        side = self._hand.handle_under(point)
        if self._marks.cut is not None:
            self.setCursor(Qt.CursorShape.CrossCursor)
            return
        self.setCursor(_CURSORS[side] if side is not None else Qt.CursorShape.ArrowCursor)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        scene = self._scene
        if scene is None:
            super().keyPressEvent(event)
            return
        if alone(event, Qt.Key.Key_Escape) and not self._hand.idle:
            self._hand.call_off()
            return
        if self._marks.cut is not None and self._cut(scene, self._marks.cut, event):
            return
        if self._marks.typed is not None and self._type(scene, event):
            return
        if self._late and digit_pressed(event) is not None:
            self.digit_typed.emit()
            self.hint(lambda: self.tr("编号已收起，没有执行。按 Ctrl+N 再显示编号；几秒后数字键才调用场景。"))
            return
        command = command_pressed(event)
        if command is not None:
            if not event.isAutoRepeat() or command in REPEATED:
                self.perform(command)
            return
        reshaping = reshaping_pressed(event)
        spot = self._steps.next(scene, self._marks.selected, self._marks.cursor, event)
        if reshaping is not None:
            self._reshape(scene, *reshaping)
        elif spot is not None:
            self.choose_also(spot.window, spot.rect)
        else:
            super().keyPressEvent(event)

    def _reshape(self, scene: Scene, what: Reshaping, way: Way) -> None:
        chosen, asked = self._marks.chosen, scene.layout
        if not scene.editable:
            self.hint(partial(shut, scene))
            return
        if chosen:
            asked = reshaped(scene, chosen, what, way, self.step)
        if asked == scene.layout:
            self.hint(partial(kept_in_place, scene, chosen))
        self.request(asked)

    def _cut(self, scene: Scene, cut: Cut, event: QKeyEvent) -> bool:
        """While a part of a picture is chosen arrows mean the frame, other keys end it; tell which it was."""
        way, shaping = arrow_pressed(event), reshaping_pressed(event)
        if way is not None:
            self.mark(cut=cut.moved(way))
        elif shaping is not None and shaping[0] is Reshaping.GROW:
            self.mark(cut=cut.grown(shaping[1]))
        elif event.key() not in _HELD_ALONE:
            self.mark(cut=None)
            if alone(event, Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self.request(cropped(scene.layout, cut))
                return True
            return alone(event, Qt.Key.Key_Escape)
        return True

    def _type(self, scene: Scene, event: QKeyEvent) -> bool:
        """While numbers are shown a digit chooses, `+` keeps what is chosen for the next one.

        Escape and Enter end it. Tells whether the key was one of these.
        """
        digit, highest = digit_pressed(event), len(scene.layout.windows)
        if event.text() == "+":
            self.mark(kept=self._marks.chosen, typed="")
            return True
        if digit is None:
            ends = alone(event, Qt.Key.Key_Escape, Qt.Key.Key_Return, Qt.Key.Key_Enter)
            if ends:
                self.numbers_ended.emit()
            return ends
        typed = typed_on(self._marks.typed or "", digit, highest)
        name = window_of(scene.layout, typed)
        if name is not None:
            self.choose_also(name)
        self.mark(typed=typed)
        if name is not None and not more_may_come(typed, highest):
            self.numbers_ended.emit()
        else:
            self.digit_typed.emit()
        return True

    def focusInEvent(self, event: QFocusEvent) -> None:
        by_key = event.reason() in (Qt.FocusReason.TabFocusReason, Qt.FocusReason.ShortcutFocusReason)
        if self._scene is not None and by_key and self._chosen_rect() is None:
            spot = self._steps.first(self._scene)
            self.choose_also(spot.window, spot.rect)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self.update()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if self._scene is not None and self._scene.editable and sources_in_mime(event.mimeData()):
            event.acceptProposedAction()

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        if self._scene is None or not sources_in_mime(event.mimeData()):
            return
        sources = sources_in_mime(event.mimeData())
        dropped = self._dropped(self._scene, sources, event.position(), event.modifiers())
        ghosts = changed_places(self._scene.layout, dropped)
        window = window_at(self._scene.layout, *self._scale.cells_at(event.position()))
        replaces = window is not None and bool(ghosts) and ghosts[0] == window.rect
        text = self.tr("替换画面") if replaces else self.tr("放在这里")
        self.mark(ghosts=ghosts, ghost_text=text)
        event.acceptProposedAction()

    def _dropped(
        self, scene: Scene, sources: list[SourceId], at: QPointF, keys: Qt.KeyboardModifier
    ) -> Layout:
        x, y = self._scale.cells_at(at)
        if keys & Qt.KeyboardModifier.ShiftModifier and len(sources) == 1:
            return overlaid(scene.wall, scene.layout, sources[0], x, y)
        return drop(scene.wall, scene.layout, sources, x, y)

    def _no_room(self, scene: Scene, after: Layout, sources: list[SourceId], event: QDropEvent) -> Saying:
        """Return what says how many found no room; empty when all did."""
        if event.modifiers() & Qt.KeyboardModifier.ShiftModifier and len(sources) == 1:
            return ""
        left = left_out(scene.layout, after, sources, *self._scale.cells_at(event.position()))
        return partial(self._left_word, len(sources) - left, left) if left else ""

    def _left_word(self, count: int, left: int) -> str:
        text = self.tr("没有空位：放上了 {count} 路，还有 {left} 路没有放。")
        return text.format(count=count, left=left)

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        self.mark(ghosts=())

    def dropEvent(self, event: QDropEvent) -> None:
        self.mark(ghosts=())
        if self._scene is None or not self._scene.editable:
            return
        sources = sources_in_mime(event.mimeData())
        if sources:
            layout = self._dropped(self._scene, sources, event.position(), event.modifiers())
            event.acceptProposedAction()
            self.hint(self._no_room(self._scene, layout, sources, event))
            self.request(layout)
            dropped = window_at(layout, *self._scale.cells_at(event.position()))
            self.select(dropped.id if dropped is not None else None)
            # What was dropped is chosen: keys mean it, and no longer the list that it came from.
            reach(self, Qt.FocusReason.MouseFocusReason)

    def event(self, event: QEvent) -> bool:
        if event.type() is QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            return self._claim(event) or super().event(event)
        if isinstance(event, QHelpEvent) and event.type() is QEvent.Type.ToolTip and self._scene is not None:
            window = window_at(self._scene.layout, *self._scale.cells_at(QPointF(event.pos())))
            if window is not None:
                place = self._scale.rect_px(window.rect)
                QToolTip.showText(event.globalPos(), window_tip(self._scene, window), self, place)
            else:
                QToolTip.hideText()
            return True
        return super().event(event)

    def _claim(self, event: QKeyEvent) -> bool:
        """Keys that mean something here before they mean anything else on the desk."""
        escape = alone(event, Qt.Key.Key_Escape)
        shown, digit = self._marks.typed is not None, digit_pressed(event) is not None
        ends = escape and (shown or self._marks.cut is not None)
        typing = ends or ((shown or self._late) and digit)
        if typing or (escape and not self._hand.idle) or command_pressed(event) is not None:
            event.accept()
            return True
        return False
