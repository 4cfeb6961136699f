"""Paints one row of the list of sources: thumbnail from the echo, name, district, kind, state."""

from __future__ import annotations

import math

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPoint, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPainterPath, QPen, QPixmap, QPolygonF
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from wallctl.controller.canvas.labels import fitting, name_forms
from wallctl.controller.canvas.scene import source_region, without_bars
from wallctl.controller.echo import EchoBook, draw_region
from wallctl.controller.glyphs import draw_glyph
from wallctl.controller.source_previews import PreviewBook
from wallctl.controller.source_rows import ROW_ROLE, Heading, SourceRow, heading_forms, marks, state_line
from wallctl.controller.source_tiles import paint_tile, picture_place, tile_size
from wallctl.controller.standing import Standings
from wallctl.controller.theme import BASE_PX, ROUND_PX, SMALL_PX, Tone, colour, px, type_face
from wallctl.controller.words import Places, kind_word, source_name, standing_forms
from wallctl.model.layout import Layout
from wallctl.model.source import Source
from wallctl.model.wall import Wall

ROW_PX, HEADING_PX, STAR_PX = 52, 30, 24
THUMB_PX = (64, 36)
"""How large a thumbnail is: the longest word for a kind of source fits into it."""


class SourcePainter(QStyledItemDelegate):
    """Draws rows; holds what it needs to know of the wall for thumbnails and states."""

    def __init__(self, book: EchoBook, places: Places) -> None:
        super().__init__()
        self._book, self._places = book, places
        self._wall: Wall | None = None
        self._glass = Layout()
        self._known = Standings({}, {})
        self._now_utc_s = 0.0
        self._previews: PreviewBook | None = None
        self._tile: QSize | None = None
        self._list_width_px = 0

    def show_tiles(self, previews: PreviewBook | None, room: QSize) -> None:
        """Paint tiles with these pictures in a list with so much room; without pictures, rows."""
        self._previews = previews
        # One heading and a row of tiles below it are seen together.
        below = QSize(room.width(), room.height() - px(HEADING_PX))
        self._tile = tile_size(below) if previews is not None else None
        self._list_width_px = room.width()

    @property
    def tiles(self) -> bool:
        """Whether sources are tiles now."""
        return self._tile is not None

    def star_of(self, row: QRect) -> QRect:
        """Return where the star of a row or tile is drawn and pressed."""
        if self._tile is None:
            return star_place(row)
        foot = picture_place(row).bottom() + 1
        return QRect(row.right() - STAR_PX - 3, foot, STAR_PX, row.bottom() - foot)

    def show_wall(self, wall: Wall, glass: Layout, known: Standings, now_utc_s: float) -> None:
        """Take thumbnails and states from this state of the wall."""
        self._wall, self._glass, self._known, self._now_utc_s = wall, glass, known, now_utc_s

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        heading = isinstance(index.data(ROW_ROLE), Heading)
        if self._tile is not None:
            return QSize(self._list_width_px, px(HEADING_PX)) if heading else self._tile
        return QSize(160, px(HEADING_PX if heading else ROW_PX))

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        row = index.data(ROW_ROLE)
        place = QRect(option.rect)
        state = QStyle.StateFlag(option.state)
        painter.save()
        if isinstance(row, Heading):
            _paint_heading(painter, place, row, state)
        elif isinstance(row, SourceRow) and self._previews is not None:
            self._paint_tile(painter, place, row, state, self._previews)
        elif isinstance(row, SourceRow):
            self._paint_source(painter, place.adjusted(0, 1, 0, -1), row, state)
        painter.restore()

    def _paint_tile(
        self,
        painter: QPainter,
        place: QRect,
        row: SourceRow,
        state: QStyle.StateFlag,
        previews: PreviewBook,
    ) -> None:
        _paint_ground(painter, place, state)
        star = row.starred or bool(state & QStyle.StateFlag.State_MouseOver)
        small = previews.small(row.source.ref, self._now_utc_s)
        grade = self._known.of_source(row.source.ref).sure_grade
        paint_tile(painter, place, row, small, grade, STAR_PX if star else 0)
        if star:
            _paint_star(painter, self.star_of(place), filled=row.starred)

    def _paint_source(self, painter: QPainter, place: QRect, row: SourceRow, state: QStyle.StateFlag) -> None:
        _paint_ground(painter, place, state)
        thumb = QRect(QPoint(place.left() + 8, 0), QSize(*map(px, THUMB_PX)))
        thumb.moveTop(place.center().y() - thumb.height() // 2)
        painter.fillRect(QRect(place.left(), place.top() + 6, 4, place.height() - 12), QColor(row.colour))
        self._paint_thumb(painter, thumb, row.source)
        left = thumb.right() + 9
        hovered = bool(state & QStyle.StateFlag.State_MouseOver)
        star = row.starred or hovered
        if star:
            _paint_star(painter, star_place(place), filled=row.starred)
        width = place.right() - left - 4 - (STAR_PX if star else 0)
        name_font, small = type_face(BASE_PX), type_face(SMALL_PX)
        forms = name_forms(row.source.id, source_name(row.source))
        painter.setFont(name_font)
        painter.setPen(colour(Tone.TEXT))
        name = fitting([*forms], width, QFontMetricsF(name_font).horizontalAdvance)
        painter.drawText(QRectF(left, place.top() + 4, width, px(21)), Qt.AlignmentFlag.AlignVCenter, name)
        standing = self._known.of_source(row.source.ref)
        draw_glyph(painter, standing.sure_grade, QPointF(left + 5, place.top() + px(36)), 10)
        line = state_line(row.source, self._known, self._now_utc_s)
        told = marks(row.source, self._known, self._now_utc_s)
        # What a source is not comes before where it is.
        parts = [part for part in (self._places.of(row.source), kind_word(row.source.kind), line) if part]
        short = [standing_forms(standing, self._now_utc_s)[-1:]]
        ways = (parts, parts[-2:], parts[-1:], *short, [])
        forms = [" · ".join([*told, *rest]) for rest in ways if told or rest]
        painter.setFont(small)
        painter.setPen(colour(Tone.MUTED))
        text = fitting(forms, width - 16, QFontMetricsF(small).horizontalAdvance)
        painter.drawText(
            QRectF(left + 16, place.top() + px(26), width - 16, px(20)), Qt.AlignmentFlag.AlignVCenter, text
        )

    def _paint_thumb(self, painter: QPainter, thumb: QRect, source: Source) -> None:
        painter.fillRect(thumb, colour(Tone.CARD))
        region = source_region(self._glass, source.ref)
        if region is not None and self._wall is not None:
            window = next(w for w in self._glass.windows if w.rect == region and w.source == source.ref)
            painter.save()
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            draw_region(painter, self._book, QRectF(thumb), without_bars(region, window.fit, self._wall))
            painter.restore()
            return
        painter.setFont(type_face(SMALL_PX))
        painter.setPen(colour(Tone.MUTED))
        painter.drawText(thumb, Qt.AlignmentFlag.AlignCenter, kind_word(source.kind))


def _paint_ground(painter: QPainter, place: QRect, state: QStyle.StateFlag) -> None:
    chosen = bool(state & QStyle.StateFlag.State_Selected)
    if not chosen and not state & QStyle.StateFlag.State_MouseOver:
        return
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    path = QPainterPath()
    path.addRoundedRect(QRectF(place).adjusted(1, 1, -1, -1), ROUND_PX, ROUND_PX)
    painter.fillPath(path, colour(Tone.HOVER if chosen else Tone.RAISED))
    if chosen:
        focused = bool(state & QStyle.StateFlag.State_HasFocus)
        painter.setPen(QPen(colour(Tone.ACCENT), 2 if focused else 1))
        painter.drawPath(path)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)


def _paint_heading(painter: QPainter, place: QRect, row: Heading, state: QStyle.StateFlag) -> None:
    font = type_face(SMALL_PX, strong=True)
    hovered = bool(state & QStyle.StateFlag.State_MouseOver)
    focused = bool(state & QStyle.StateFlag.State_HasFocus)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    if focused:
        painter.setPen(QPen(colour(Tone.ACCENT), 2))
        painter.drawRoundedRect(QRectF(place).adjusted(1, 3, -1, -1), ROUND_PX, ROUND_PX)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour(Tone.TEXT if hovered or focused else Tone.MUTED))
    painter.drawPolygon(_fold_mark(QPointF(place.left() + 9, place.center().y() + 3), folded=row.folded))
    painter.setFont(font)
    painter.setPen(colour(Tone.TEXT if hovered or focused else Tone.MUTED))
    text = fitting(heading_forms(row), place.width() - 26, QFontMetricsF(font).horizontalAdvance)
    painter.drawText(place.adjusted(20, 6, -4, 0), Qt.AlignmentFlag.AlignVCenter, text)


def _fold_mark(centre: QPointF, *, folded: bool) -> QPolygonF:
    """A triangle that points right while the group is folded, else down."""
    right, down = ((-3.0, -4.5), (4.0, 0.0), (-3.0, 4.5)), ((-4.5, -3.0), (4.5, -3.0), (0.0, 4.0))
    corners = right if folded else down
    return QPolygonF([centre + QPointF(x, y) for x, y in corners])


def star_place(row: QRect) -> QRect:
    """Return where the star of a row is drawn and pressed."""
    return QRect(row.right() - STAR_PX - 1, row.top() + 2, STAR_PX, row.height() // 2 + 2)


def _paint_star(painter: QPainter, place: QRect, *, filled: bool) -> None:
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    tone = colour(Tone.TEXT if filled else Tone.MUTED)
    painter.setPen(QPen(tone, 1.4))
    painter.setBrush(tone if filled else Qt.BrushStyle.NoBrush)
    centre = QPointF(place.center()) + QPointF(0.5, 0.5)
    corners = []
    for step in range(10):
        radius = 7.0 if step % 2 == 0 else 3.0
        angle = math.pi * (step / 5 - 0.5)
        corners.append(centre + QPointF(radius * math.cos(angle), radius * math.sin(angle)))
    painter.drawPolygon(QPolygonF(corners))
    painter.restore()


def drag_card(name: str, stripe: str, count: int, ratio: float) -> QPixmap:
    """Return what is carried in a drag: the name, how many more; `ratio` is that of the screen."""
    text = name if count == 1 else f"{name}  +{count - 1}"
    font = type_face(BASE_PX)
    wide = int(QFontMetricsF(font).horizontalAdvance(text)) + 28
    card = QPixmap(int(wide * ratio), int(32 * ratio))
    card.setDevicePixelRatio(ratio)
    card.fill(colour(Tone.RAISED))
    painter = QPainter(card)
    painter.setPen(QPen(colour(Tone.ACCENT), 1))
    painter.drawRect(QRectF(0.5, 0.5, wide - 1, 31))
    painter.fillRect(QRect(6, 7, 4, 18), QColor(stripe))
    painter.setFont(font)
    painter.setPen(colour(Tone.TEXT))
    painter.drawText(QRectF(16, 0, wide - 20, 32), Qt.AlignmentFlag.AlignVCenter, text)
    painter.end()
    return card
