"""What lies over a board whose pictures are not what they should be: lies of cells, loss, an empty wall."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen

from wallctl.controller.canvas.labels import fitting
from wallctl.controller.canvas.scene import Board, EchoPhase
from wallctl.controller.glyphs import draw_hatch
from wallctl.controller.theme import SMALL_PX, STRONG_PX, Tone, colour, px, type_face
from wallctl.controller.words import cell_word, translate
from wallctl.model.ids import CellId, cell_id

_BROKEN = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap

if TYPE_CHECKING:
    from wallctl.controller.canvas.painting import Pencil


def paint_lies(pencil: Pencil, dirty: QRect) -> None:
    """Cells whose glass is not what was ordered: hatched, with the words."""
    scene, painter = pencil.scene, pencil.painter
    if scene.board is not Board.LIVE:
        return
    for row in range(scene.wall.rows):
        for col in range(scene.wall.cols):
            cell = cell_id(row, col)
            if cell not in scene.lies:
                continue
            place = pencil.scale.cell_px(row, col)
            if place.intersects(dirty):
                _paint_lie(painter, cell, scene.lies[cell], place)


def _paint_lie(painter: QPainter, cell: CellId, why: str, place: QRect) -> None:
    draw_hatch(painter, QRectF(place), colour(Tone.TEXT, 0.55))
    painter.setPen(QPen(colour(Tone.STALE), 2))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRect(place.adjusted(1, 1, -2, -2))
    small, strong = type_face(SMALL_PX), type_face(SMALL_PX, strong=True)
    room, high = place.width() - 12, max(px(18), math.ceil(QFontMetricsF(small).height()))
    text, lines = _broken(why, QFontMetricsF(small), room, high, place.height() // high - 2)
    band = QRect(place.left() + 2, place.center().y() - (lines + 1) * high // 2 - 2, place.width() - 4, 0)
    band.setHeight((lines + 1) * high + 4)
    painter.fillRect(band, QColor(8, 11, 15, 235))
    painter.setFont(strong)
    painter.setPen(colour(Tone.STALE))
    name = fitting([cell_word(cell)], room, QFontMetricsF(strong).horizontalAdvance)
    painter.drawText(
        QRect(band.left(), band.top() + 2, band.width(), high), Qt.AlignmentFlag.AlignCenter, name
    )
    painter.setFont(small)
    painter.setPen(colour(Tone.TEXT))
    line = QRect(band.left() + 4, band.top() + 2 + high, band.width() - 8, lines * high)
    painter.drawText(line, int(_BROKEN), text)


def _broken(why: str, metrics: QFontMetricsF, wide: int, high: int, most: int) -> tuple[str, int]:
    """Return the reason as it fits into as many lines as the cell has room for, and how many it takes.

    Without what stands in brackets where that does not fit, and nothing where that does not: the cell's name
    is there, and the tip of the truth line has it whole.
    """
    for text in dict.fromkeys((why, why.partition(" (")[0])):
        bounds = metrics.boundingRect(QRectF(0, 0, wide, 4000), int(_BROKEN), text)
        lines = max(1, math.ceil((bounds.height() - 1) / high))
        if bounds.width() <= wide and lines <= most:
            return text, lines
    return "", 0


def paint_loss(pencil: Pencil) -> None:
    """Over the whole wall, when its pictures are not those of now."""
    scene, painter, wall = pencil.scene, pencil.painter, pencil.scale.wall_px
    if not scene.layout.windows and scene.echo in (EchoPhase.RUNNING, EchoPhase.WAITING):
        _paint_words(painter, wall, [translate("Canvas", "没有画面：把信号源拖到这里，或按 F2–F12 调用场景")])
        return
    match scene.echo:
        case EchoPhase.RUNNING:
            return
        case EchoPhase.WAITING:
            forms = [translate("Canvas", "等待大屏回显")]
        case EchoPhase.CUT:
            forms = [
                translate("Canvas", "回显中断 · {since} 起 · 大屏是否正常请看左上角"),
                translate("Canvas", "回显中断 · {since} 起"),
            ]
        case EchoPhase.SERVER_LOST:
            forms = [translate("Canvas", "与服务器失去联系 · {since} 起")]
    if scene.board is Board.DRAFT:
        return
    if scene.echo is not EchoPhase.WAITING:
        painter.fillRect(wall, QColor(8, 11, 15, 130))
        draw_hatch(painter, QRectF(wall), colour(Tone.TEXT, 0.4))
    _paint_words(painter, wall, [form.format(since=scene.echo_since) for form in forms])


def paint_unknown(painter: QPainter, board: QRect) -> None:
    """A board of which nothing is known yet: a black one alone would say that the wall is dark."""
    forms = [
        translate("Canvas", "还不知道大屏上有什么；大屏本身不受影响"),
        translate("Canvas", "还不知道大屏上有什么"),
    ]
    _paint_words(painter, board, forms)


def _paint_words(painter: QPainter, wall: QRect, forms: Sequence[str]) -> None:
    font = type_face(STRONG_PX, strong=True)
    measure = QFontMetricsF(font).horizontalAdvance
    text = fitting(forms, wall.width() - 48, measure)
    wide = int(measure(text)) + 32
    box = QRect(wall.center().x() - wide // 2, wall.center().y() - px(20), wide, px(40))
    painter.fillRect(box, colour(Tone.BG, 0.94))
    painter.setPen(QPen(colour(Tone.EDGE), 1))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRect(box)
    painter.setFont(font)
    painter.setPen(colour(Tone.TEXT))
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)
