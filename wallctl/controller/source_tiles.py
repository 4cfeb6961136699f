"""Paints a source as a tile: a small picture with its age, the name, the state. Asks for nothing."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter

from wallctl.controller.canvas.labels import fitting, name_forms
from wallctl.controller.glyphs import draw_glyph, draw_hatch
from wallctl.controller.source_previews import Small
from wallctl.controller.source_rows import SourceRow
from wallctl.controller.standing import Grade
from wallctl.controller.theme import BASE_PX, SMALL_PX, Tone, colour, px, type_face
from wallctl.controller.words import source_name

LEAST_TILE_PX = 190
"""Narrower pictures cannot be told apart from two paces."""
_FOOT_PX, _LEAST_PICTURE_PX = 26, 54


def tile_size(room: QSize) -> QSize:
    """Return the size of a tile in so much room: as many beside each other as can be told apart.

    Where the room is low a tile is lower, too: a row of them is seen with its names as long as that can be.
    """
    columns = max(1, room.width() // px(LEAST_TILE_PX))
    wide, foot = room.width() // columns, px(_FOOT_PX) + 6
    picture = max(_LEAST_PICTURE_PX, min((wide - 8) * 9 // 16, room.height() - foot))
    return QSize(wide, picture + foot)


def picture_place(tile: QRect) -> QRect:
    """Return where the picture of a tile is."""
    return QRect(tile.left() + 4, tile.top() + 3, tile.width() - 8, tile.height() - px(_FOOT_PX) - 6)


def paint_small(painter: QPainter, place: QRect, small: Small) -> None:
    """Paint a small picture; one that is not fresh is hatched and says how old it is, or why none comes."""
    painter.fillRect(place, colour(Tone.CARD))
    if small.image is not None:
        size = small.image.size().scaled(place.size(), Qt.AspectRatioMode.KeepAspectRatio)
        into = QRect(0, 0, size.width(), size.height())
        into.moveCenter(place.center())
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawImage(into, small.image)
        painter.restore()
    if small.fresh:
        return
    font = type_face(SMALL_PX)
    painter.setFont(font)
    metrics = QFontMetricsF(font)
    words = fitting([small.words], place.width() - 12, metrics.horizontalAdvance)
    if small.image is None:
        painter.setPen(colour(Tone.LINE))
        painter.drawRect(place.adjusted(0, 0, -1, -1))
        painter.setPen(colour(Tone.MUTED))
        painter.drawText(place, Qt.AlignmentFlag.AlignCenter, words)
        return
    painter.fillRect(place, colour(Tone.BG, 0.45))
    draw_hatch(painter, QRectF(place), colour(Tone.TEXT, 0.25))
    wide, high = metrics.horizontalAdvance(words) + 12, metrics.height() + 4
    badge = QRectF(place.right() - wide - 3, place.top() + 4, wide, high)
    painter.fillRect(badge, colour(Tone.BG, 0.85))
    painter.setPen(colour(Tone.LATE))
    painter.drawText(badge, Qt.AlignmentFlag.AlignCenter, words)


def paint_tile(painter: QPainter, tile: QRect, row: SourceRow, small: Small, grade: Grade, star: int) -> None:
    """Paint the tile; `star` pixels at the right of its foot are left free."""
    place = picture_place(tile)
    paint_small(painter, place, small)
    foot = QRect(place.left(), place.bottom() + 1, place.width(), px(_FOOT_PX))
    painter.fillRect(QRect(foot.left(), foot.top() + 4, 4, foot.height() - 8), QColor(row.colour))
    draw_glyph(painter, grade, QPointF(foot.left() + 14, foot.center().y() + 1), 10)
    font = type_face(BASE_PX)
    painter.setFont(font)
    painter.setPen(colour(Tone.TEXT))
    text = foot.adjusted(24, 0, -4 - star, 0)
    forms = name_forms(row.source.id, source_name(row.source))
    name = fitting(forms, text.width(), QFontMetricsF(font).horizontalAdvance)
    painter.drawText(text, Qt.AlignmentFlag.AlignVCenter, name)
