"""What is drawn over a scene for the hand: choice, cell cursor, handles, rubber band, ghosts, numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPen, QRegion

from wallctl.controller.canvas.labels import fitting
from wallctl.controller.canvas.painting import Pencil
from wallctl.controller.canvas.scale import handle_box, handles_of
from wallctl.controller.canvas.scene import Scene
from wallctl.controller.theme import BASE_PX, SMALL_PX, Tone, colour, type_face
from wallctl.controller.words import translate
from wallctl.model.geometry import Rect
from wallctl.model.ids import WindowId
from wallctl.rules.cropping import Cut
from wallctl.rules.numbers import numbered

_PIN_PX = 14
_NUMBER_SHARE, _NUMBER_PX = 0.42, (16, 72)
"""How high a window's number is: a share of the window, within these pixels."""


@dataclass(frozen=True, slots=True)
class Marks:
    """Where hand and eye are; there is a `cursor` only while no window is under the hand."""

    chosen: tuple[WindowId, ...] = ()
    """The one chosen last is the last."""
    kept: tuple[WindowId, ...] = ()
    """Those of the chosen that stay chosen while keys choose others."""
    cursor: Rect | None = None
    hovered: WindowId | None = None
    ghosts: tuple[Rect, ...] = ()
    ghost_text: str = ""
    band: Rect | None = None
    cut: Cut | None = None
    """While a part of a picture is being chosen: the frame round it."""
    typed: str | None = None
    """While windows show their numbers: the digits that were typed."""

    @property
    def selected(self) -> WindowId | None:
        """The window that was chosen last."""
        return self.chosen[-1] if self.chosen else None

    def changed(self, **changes: Any) -> Marks:
        """Return the marks with some of them changed."""
        return replace(self, **changes)


def handled(scene: Scene, marks: Marks) -> WindowId | None:
    """Return the window that has handles: the only chosen one, where it may be moved."""
    if len(marks.chosen) != 1 or not scene.editable:
        return None
    window = scene.layout.window(marks.chosen[0])
    return window.id if window is not None and not window.locked else None


def paint_marks(pencil: Pencil, marks: Marks, *, focused: bool) -> None:
    """Paint choice and ghosts over the scene."""
    if marks.hovered is not None and marks.hovered not in marks.chosen:
        _outline(pencil, marks.hovered, 1, Tone.MUTED)
    for name in marks.chosen:
        _outline(pencil, name, 3 if focused else 2, Tone.ACCENT)
    for name in marks.kept:
        if name in marks.chosen:
            _pin(pencil, name)
    if pencil.handled is not None:
        _handles(pencil, pencil.handled)
    if marks.cursor is not None:
        pen = QPen(colour(Tone.ACCENT), 3 if focused else 2, Qt.PenStyle.DashLine)
        _frame(pencil, pencil.scale.rect_px(marks.cursor), pen)
    for number, ghost in enumerate(marks.ghosts):
        several = f"{number + 1}" if len(marks.ghosts) > 1 and number else ""
        _ghost(pencil, ghost, several or marks.ghost_text)
    if marks.band is not None:
        place = pencil.scale.rect_px(marks.band)
        pencil.painter.fillRect(place, colour(Tone.ACCENT, 0.16))
        _frame(pencil, place, QPen(colour(Tone.ACCENT), 1, Qt.PenStyle.DashLine))
    if marks.cut is not None:
        _cut(pencil, marks.cut)
    if marks.typed is not None:
        _numbers(pencil, marks.typed)


def _outline(pencil: Pencil, name: WindowId, width_px: int, tone: Tone) -> None:
    window = pencil.scene.layout.window(name)
    if window is not None:
        _frame(pencil, pencil.scale.rect_px(window.rect), QPen(colour(tone), width_px))


def _frame(pencil: Pencil, place: QRect, pen: QPen) -> None:
    inset = pen.widthF() / 2
    pencil.painter.setPen(pen)
    pencil.painter.setBrush(Qt.BrushStyle.NoBrush)
    pencil.painter.drawRect(QRectF(place).adjusted(inset, inset, -inset, -inset))


def _pin(pencil: Pencil, name: WindowId) -> None:
    """A window that stays chosen has a filled corner."""
    window = pencil.scene.layout.window(name)
    if window is not None:
        place = pencil.scale.rect_px(window.rect)
        pencil.painter.fillRect(QRect(place.topLeft(), QSize(_PIN_PX, _PIN_PX)), colour(Tone.ACCENT))


def _handles(pencil: Pencil, name: WindowId) -> None:
    window = pencil.scene.layout.window(name)
    if window is None:
        return
    place = pencil.scale.rect_px(window.rect)
    for side in handles_of(place):
        box = handle_box(place, side)
        pencil.painter.fillRect(box, colour(Tone.INK))
        edge = min(1.5, box.width() / 4, box.height() / 4)
        pencil.painter.fillRect(box.adjusted(edge, edge, -edge, -edge), colour(Tone.ACCENT))


def _ghost(pencil: Pencil, rect: Rect, text: str) -> None:
    place = pencil.scale.rect_px(rect)
    pencil.painter.fillRect(place, colour(Tone.ACCENT, 0.28))
    _frame(pencil, place, QPen(colour(Tone.ACCENT), 3))
    words = text or f"{rect.w:.3g} × {rect.h:.3g}"
    font = type_face(SMALL_PX, strong=True)
    wide = min(float(place.width()), QFontMetricsF(font).horizontalAdvance(words) + 16)
    box = QRectF(place.center().x() - wide / 2, place.center().y() - 12, wide, 24)
    pencil.painter.fillRect(box, colour(Tone.BG, 0.92))
    pencil.painter.setFont(font)
    pencil.painter.setPen(colour(Tone.TEXT))
    pencil.painter.drawText(box, Qt.AlignmentFlag.AlignCenter, words)


def _cut(pencil: Pencil, cut: Cut) -> None:
    """What the window will show stays clear, the rest of its picture is dimmed."""
    painter, part = pencil.painter, pencil.scale.rect_px(cut.part)
    painter.save()
    painter.setClipRegion(QRegion(pencil.scale.rect_px(cut.area)).subtracted(part))
    painter.fillRect(pencil.scale.rect_px(cut.area), colour(Tone.BG, 0.7))
    painter.restore()
    _frame(pencil, part, QPen(colour(Tone.ACCENT), 3))
    _say_how_to_cut(pencil, cut)


def _say_how_to_cut(pencil: Pencil, cut: Cut) -> None:
    """At the wall's foot, or at its head where the picture reaches down there."""
    forms = [
        translate("Canvas", "拖出一个框；或用方向键移动、Shift+方向键改变大小，Enter 显示这部分，Esc 取消"),
        translate("Canvas", "拖出或移动一个框，Enter 显示这部分，Esc 取消"),
        "Enter / Esc",
    ]
    _say_how(pencil, forms, pencil.scale.rect_px(cut.area).bottom())


def _say_how(pencil: Pencil, forms: Sequence[str], used_to_px: int) -> None:
    """Say in the first form that fits how it goes on; at the wall's foot where that is free."""
    painter, wall = pencil.painter, pencil.scale.wall_px
    font = type_face(BASE_PX, strong=True)
    metrics = QFontMetricsF(font)
    text = fitting(forms, wall.width() - 32, metrics.horizontalAdvance)
    wide, high = metrics.horizontalAdvance(text) + 24, metrics.height() + 12
    foot = used_to_px < wall.bottom() - high - 12
    box = QRectF(
        wall.center().x() - wide / 2, wall.bottom() - high - 8 if foot else wall.top() + 8, wide, high
    )
    painter.fillRect(box, colour(Tone.BG, 0.92))
    painter.setFont(font)
    painter.setPen(colour(Tone.TEXT))
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)


def _numbers(pencil: Pencil, typed: str) -> None:
    """Large in the middle of each window; what the typed digits may still mean stands out."""
    painter = pencil.painter
    for name, number in numbered(pencil.scene.layout).items():
        window = pencil.scene.layout.window(name)
        assert window is not None
        place = QRectF(pencil.scale.rect_px(window.rect))
        high = min(max(place.height() * _NUMBER_SHARE, _NUMBER_PX[0]), _NUMBER_PX[1])
        font = type_face(round(high), strong=True)
        text = str(number)
        wide = QFontMetricsF(font).horizontalAdvance(text) + high * 0.6
        box = QRectF(place.center().x() - wide / 2, place.center().y() - high * 0.65, wide, high * 1.3)
        meant = bool(typed) and text.startswith(typed)
        painter.fillRect(box, colour(Tone.ACCENT if meant else Tone.BG, 0.92))
        painter.setPen(QPen(colour(Tone.TEXT), 1))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(box)
        painter.setFont(font)
        painter.setPen(colour(Tone.INK if meant else Tone.TEXT))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)
    how = translate("Canvas", "键入编号选中窗口，+ 再选一个，Esc 收起")
    _say_how(pencil, [how, translate("Canvas", "键入编号，Esc 收起"), "Esc"], pencil.scale.wall_px.top())
