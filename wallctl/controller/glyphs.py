"""Shapes for states, drawn: dot, ring, triangle, square, dash. Colour never says anything alone."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QPainter, QPen, QPolygonF

from wallctl.controller.standing import Grade
from wallctl.controller.theme import Tone, colour

GLYPH_PX = 10

GRADE_TONES: dict[Grade, Tone] = {
    Grade.OK: Tone.OK,
    Grade.LATE: Tone.LATE,
    Grade.STALE: Tone.STALE,
    Grade.LOST: Tone.LOST,
    Grade.WAITING: Tone.ACCENT,
    Grade.UNKNOWN: Tone.EDGE,
}


def draw_glyph(painter: QPainter, grade: Grade, centre: QPointF, size_px: float = GLYPH_PX) -> None:
    """Draw the state's own shape around a point."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    tone, half = colour(GRADE_TONES[grade]), size_px / 2
    box = QRectF(centre.x() - half, centre.y() - half, size_px, size_px)
    match grade:
        case Grade.OK:
            _filled(painter, tone)
            painter.drawEllipse(box)
        case Grade.LATE:
            _outlined(painter, tone)
            painter.drawEllipse(box.adjusted(1, 1, -1, -1))
        case Grade.STALE:
            _filled(painter, tone)
            corners = [box.bottomLeft(), QPointF(centre.x(), box.top()), box.bottomRight()]
            painter.drawPolygon(QPolygonF(corners))
        case Grade.LOST:
            _outlined(painter, tone)
            painter.drawRect(box.adjusted(1, 1, -1, -1))
        case Grade.WAITING:
            _outlined(painter, tone)
            painter.drawArc(box.adjusted(1, 1, -1, -1), 30 * 16, 240 * 16)
        case Grade.UNKNOWN:
            painter.fillRect(QRectF(box.left() + 1, centre.y() - 1, size_px - 2, 2), tone)
    painter.restore()


def draw_warning(painter: QPainter, centre: QPointF, tone: Tone, marks: int = 1) -> None:
    """Draw exclamation marks beside each other, for what is no state of a picture."""
    ink, left = colour(tone), centre.x() - (marks * 5 - 3) / 2
    for number in range(marks):
        painter.fillRect(QRectF(left + number * 5, centre.y() - GLYPH_PX / 2, 2, GLYPH_PX * 0.6), ink)
        painter.fillRect(QRectF(left + number * 5, centre.y() + GLYPH_PX / 2 - 2, 2, 2), ink)


def draw_note(painter: QPainter, centre: QPointF, size_px: float) -> None:
    """Draw the ring with an i of what only tells: no state of a picture."""
    painter.save()
    half = size_px / 2
    _outlined(painter, colour(Tone.MUTED))
    painter.drawEllipse(QRectF(centre.x() - half, centre.y() - half, size_px, size_px).adjusted(1, 1, -1, -1))
    ink = colour(Tone.MUTED)
    painter.fillRect(QRectF(centre.x() - 1, centre.y() - size_px * 0.24, 2, 2), ink)
    painter.fillRect(QRectF(centre.x() - 1, centre.y() - size_px * 0.04, 2, size_px * 0.3), ink)
    painter.restore()


def draw_hatch(painter: QPainter, rect: QRectF, ink: QColor) -> None:
    """Draw the hatching that says: this is not what the glass shows now."""
    painter.save()
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QBrush(ink, Qt.BrushStyle.BDiagPattern))
    painter.drawRect(rect)
    painter.restore()


def _filled(painter: QPainter, tone: QColor) -> None:
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(tone)


def _outlined(painter: QPainter, tone: QColor) -> None:
    painter.setPen(QPen(tone, 2))
    painter.setBrush(Qt.BrushStyle.NoBrush)
