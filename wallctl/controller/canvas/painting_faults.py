"""What lies over a board whose pictures are not what they should be: lies of cells, loss, an empty wall."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen

from wallctl.controller.canvas.labels import fitting
from wallctl.controller.canvas.scene import Board, EchoPhase
from wallctl.controller.glyphs import draw_hatch
from wallctl.controller.theme import SMALL_PX, STRONG_PX, Tone, colour, px, type_face
from wallctl.controller.words import cell_word, translate
from wallctl.model.ids import CellId, cell_id

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
    painter.setPen(QPen(colour(Tone.LATE), 2))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRect(place.adjusted(1, 1, -2, -2))
    small, strong = type_face(SMALL_PX), type_face(SMALL_PX, strong=True)
    room, high = place.width() - 12, px(18)
    measure = QFontMetricsF(small)
    # Two lines for the reason where the cell is high enough for them.
    lines = 2 if measure.horizontalAdvance(why) > room and place.height() > 4 * high else 1
    band = QRect(place.left() + 2, place.center().y() - (lines + 1) * high // 2 - 2, place.width() - 4, 0)
    band.setHeight((lines + 1) * high + 4)
    painter.fillRect(band, QColor(8, 11, 15, 235))
    painter.setFont(strong)
    painter.setPen(colour(Tone.LATE))
    name = fitting([cell_word(cell)], room, QFontMetricsF(strong).horizontalAdvance)
    painter.drawText(
        QRect(band.left(), band.top() + 2, band.width(), high), Qt.AlignmentFlag.AlignCenter, name
    )
    painter.setFont(small)
    painter.setPen(colour(Tone.TEXT))
    text = fitting([why], room * lines * (1.0 if lines == 1 else 0.85), measure.horizontalAdvance)
    line = QRect(band.left() + 4, band.top() + 2 + high, band.width() - 8, lines * high)
    flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
    painter.drawText(line, int(flags), text)


def paint_loss(pencil: Pencil) -> None:
    """Over the whole wall, when its pictures are not those of now."""
    scene, painter, wall = pencil.scene, pencil.painter, pencil.scale.wall_px
    if not scene.layout.windows and scene.echo in (EchoPhase.RUNNING, EchoPhase.WAITING):
        _paint_words(painter, wall, translate("Canvas", "没有画面：把信号源拖到这里，或按 F2–F12 调用场景"))
        return
    match scene.echo:
        case EchoPhase.RUNNING:
            return
        case EchoPhase.WAITING:
            words = translate("Canvas", "等待大屏回显")
        case EchoPhase.CUT:
            words = translate("Canvas", "回显中断 · {since} 起").format(since=scene.echo_since)
        case EchoPhase.SERVER_LOST:
            words = translate("Canvas", "与服务器失去联系 · {since} 起").format(since=scene.echo_since)
    if scene.board is Board.DRAFT:
        return
    if scene.echo is not EchoPhase.WAITING:
        painter.fillRect(wall, QColor(8, 11, 15, 130))
        draw_hatch(painter, QRectF(wall), colour(Tone.TEXT, 0.4))
    _paint_words(painter, wall, words)


def _paint_words(painter: QPainter, wall: QRect, words: str) -> None:
    font = type_face(STRONG_PX, strong=True)
    measure = QFontMetricsF(font).horizontalAdvance
    text = fitting([words], wall.width() - 48, measure)
    wide = int(measure(text)) + 32
    box = QRect(wall.center().x() - wide // 2, wall.center().y() - px(20), wide, px(40))
    painter.fillRect(box, colour(Tone.BG, 0.94))
    painter.setPen(QPen(colour(Tone.EDGE), 1))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRect(box)
    painter.setFont(font)
    painter.setPen(colour(Tone.TEXT))
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)
