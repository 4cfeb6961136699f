"""Paints a scene: pictures of the glass, seams, labels, badges. Must not know mouse, keys or the session."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen, QRegion

from wallctl.controller.canvas.changing import change_line, change_tag, substitute_word, why_word
from wallctl.controller.canvas.content_words import content_word, manner
from wallctl.controller.canvas.labels import fitting, name_forms
from wallctl.controller.canvas.painting_faults import paint_lies, paint_loss
from wallctl.controller.canvas.scale import HANDLE_BAR_PX, Scale, beside_handles
from wallctl.controller.canvas.scene import Board, EchoPhase, Scene
from wallctl.controller.echo import EchoBook, draw_region
from wallctl.controller.glyphs import GRADE_TONES, draw_glyph, draw_hatch
from wallctl.controller.standing import Grade
from wallctl.controller.theme import SMALL_PX, Tone, colour, px, type_face
from wallctl.controller.words import (
    english,
    reason_word,
    role_word,
    source_name,
    standing_forms,
    standing_line,
    translate,
)
from wallctl.model.geometry import Rect
from wallctl.model.ids import WindowId, cell_id
from wallctl.model.layout import Crop, Window
from wallctl.rules.compare_layouts import Change
from wallctl.rules.cropping import picture_place
from wallctl.rules.edit_layout import in_order

LABEL_PX, TAG_PX = 20, 22
_EDGE_PX = 8
"""Between the end of a name and the window's edge, where a broken line may run."""
_INSET_PX, STRIPE_PX = 3, 4
"""The edge of a chosen or changed window, and beside it the agency's stripe."""
_SEAM = QColor(232, 237, 243, 46)
_SCRIM, _FOOT = QColor(8, 11, 15, 205), QColor(8, 11, 15)


@dataclass(frozen=True, slots=True)
class Pencil:
    """What all painting functions need."""

    painter: QPainter
    scene: Scene
    scale: Scale
    book: EchoBook
    now_s: float
    handled: WindowId | None = None
    """The window whose corners have handles."""


def paint_scene(pencil: Pencil, dirty: QRect) -> None:
    """Paint the whole wall, as far as it lies in `dirty`."""
    painter, scene, scale = pencil.painter, pencil.scene, pencil.scale
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
    painter.fillRect(scale.wall_px, colour(Tone.WALL))
    seen = _to_be_seen(pencil, dirty)
    if scene.board is Board.LIVE:
        _paint_glass(pencil, dirty)
    for window, place, _ in seen:
        if scene.board is Board.DRAFT or scene.pending(window):
            _paint_prepared(pencil, window, place)
    _paint_seams(pencil, dirty)
    for window, place, free in seen:
        if free is None:
            _paint_window(pencil, window, place)
            continue
        painter.save()
        painter.setClipRegion(free, Qt.ClipOperation.IntersectClip)
        _paint_window(pencil, window, free.boundingRect())
        painter.restore()
    paint_lies(pencil, dirty)
    paint_loss(pencil)


def _to_be_seen(pencil: Pencil, dirty: QRect) -> list[tuple[Window, QRect, QRegion | None]]:
    """Windows in order, with what others leave of each (None: all of it); without those wholly hidden."""
    found: list[tuple[Window, QRect, QRegion | None]] = []
    above = QRegion()
    for window in reversed(in_order(pencil.scene.layout)):
        place = pencil.scale.rect_px(window.rect)
        free = QRegion(place).subtracted(above) if above.intersects(place) else None
        above = above.united(place)
        if place.intersects(dirty) and (free is None or not free.isEmpty()):
            found.append((window, place, free))
    return found[::-1]


def _paint_glass(pencil: Pencil, dirty: QRect) -> None:
    """Cells one by one: the echo where there is one, a quiet card where none came."""
    scene, scale = pencil.scene, pencil.scale
    for row in range(scene.wall.rows):
        for col in range(scene.wall.cols):
            place = scale.cell_px(row, col)
            if not place.intersects(dirty):
                continue
            cell, area = cell_id(row, col), Rect(x=float(col), y=float(row), w=1.0, h=1.0)
            if not draw_region(pencil.painter, pencil.book, QRectF(place), area):
                pencil.painter.fillRect(place, colour(Tone.CARD))
            elif scene.echo is EchoPhase.RUNNING and not pencil.book.fresh(cell, pencil.now_s):
                draw_hatch(pencil.painter, QRectF(place), colour(Tone.TEXT, 0.45))


def _paint_prepared(pencil: Pencil, window: Window, place: QRect) -> None:
    """A window that the glass does not show so yet: its picture from elsewhere on the wall, or a card."""
    painter, scene = pencil.painter, pencil.scene
    painter.fillRect(place, colour(Tone.CARD))
    # What could stand in is offered on a card, in place of a picture that is known not to come.
    region = scene.picture_region(window) if window.id not in scene.substitutes else None
    if region is not None and _paint_region(pencil, window, place, region):
        if scene.board is Board.LIVE:
            painter.fillRect(place, QColor(8, 11, 15, 110))
    else:
        _paint_card(pencil, window, place)
    if scene.board is Board.LIVE:
        pen = QPen(colour(Tone.TEXT), 2, Qt.PenStyle.DashLine)
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(place.adjusted(1, 1, -2, -2))
        _paint_tag(pencil, place, [translate("Canvas", "正在上墙")], Tone.TEXT, QRectF())


def _paint_region(pencil: Pencil, window: Window, place: QRect, region: Rect) -> bool:
    """Paint that part of the glass into a window; a part of a picture in its own proportions."""
    into = place
    if window.crop != Crop():
        ratio = pencil.scene.picture_ratio(window)
        into = pencil.scale.rect_px(picture_place(pencil.scene.wall, window, ratio))
    painter = pencil.painter
    painter.save()
    painter.setClipRect(place, Qt.ClipOperation.IntersectClip)
    whole = draw_region(painter, pencil.book, QRectF(into), region)
    painter.restore()
    return whole


def _paint_card(pencil: Pencil, window: Window, place: QRect) -> None:
    """Say in the window's middle why there is no picture yet; its name stands at its foot."""
    scene, painter = pencil.scene, pencil.painter
    if window.content is not None:
        lines = [content_word(window.content)]
    elif window.source is None:
        lines = [translate("Canvas", "未指定信号源"), translate("Canvas", "拖入信号源")]
    elif scene.source(window) is None:
        lines = [translate("Canvas", "目录中没有此信号源")]
    else:
        standing = scene.standing(window)
        lines = [standing_line(standing, scene.now_utc_s), reason_word(standing.reason)]
    lines = [line for line in (substitute_word(scene, window), *lines) if line]
    if window.content is not None and place.height() < 2 * px(LABEL_PX):
        _paint_strip(painter, lines[0], place)
        return
    body = place.adjusted(6, 4, -6, -px(LABEL_PX))
    shown = lines[: max(1, (body.height() - px(TAG_PX)) // px(19))]
    if body.width() < 30 or body.height() < px(19):
        return
    low = px(TAG_PX) if body.height() < 3 * px(TAG_PX) else 0
    top = body.top() + low + (body.height() - low - len(shown) * px(19)) / 2
    font = type_face(SMALL_PX)
    painter.setFont(font)
    painter.setPen(colour(Tone.MUTED))
    for number, text in enumerate(shown):
        fitted = fitting([text], body.width(), QFontMetricsF(font).horizontalAdvance)
        line = QRectF(body.left(), top + number * px(19), body.width(), px(19))
        painter.drawText(line, Qt.AlignmentFlag.AlignCenter, fitted)


def _paint_strip(painter: QPainter, text: str, place: QRect) -> None:
    """A window too low for a foot of its own, as tickers are: its words alone."""
    font = type_face(SMALL_PX)
    if place.height() < QFontMetricsF(font).ascent():
        return
    painter.setFont(font)
    painter.setPen(colour(Tone.TEXT))
    fitted = fitting([text], place.width() - 12, QFontMetricsF(font).horizontalAdvance)
    painter.drawText(place.adjusted(6, 0, -6, 0), Qt.AlignmentFlag.AlignCenter, fitted)


def _paint_seams(pencil: Pencil, dirty: QRect) -> None:
    scale, painter = pencil.scale, pencil.painter
    painter.setPen(QPen(_SEAM, 1))
    wall = scale.wall_px.intersected(dirty.adjusted(-1, -1, 1, 1))
    for x in map(scale.x_px, range(1, scale.cols)):
        if wall.left() <= x <= wall.right():
            painter.drawLine(x, wall.top(), x, wall.bottom())
    for y in map(scale.y_px, range(1, scale.rows)):
        if wall.top() <= y <= wall.bottom():
            painter.drawLine(wall.left(), y, wall.right(), y)


def _paint_window(pencil: Pencil, window: Window, place: QRect) -> None:
    painter, scene = pencil.painter, pencil.scene
    painter.setPen(QPen(colour(Tone.BG), 1))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRect(place.adjusted(0, 0, -1, -1))
    clear = beside_handles(place) if window.id == pencil.handled else place
    _paint_label(pencil, window, place)
    badge = _paint_badge(pencil, window, clear)
    change = scene.changes.get(window.id)
    tag = change_tag(scene.board, change)
    if tag and change is not None:
        tone = Tone.DRAFT if scene.board is Board.DRAFT else Tone.MUTED
        painter.setPen(QPen(colour(tone), 2, change_line(change)))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(place.adjusted(1, 1, -2, -2))
        reason = _reason(scene, window)
        forms = [f"{tag} · {reason}"] if reason else []
        # Where there is no room for the word, its shape still says it.
        _paint_tag(pencil, clear, [*forms, tag, tag.split(" ")[0]], tone, badge)
    elif window.id in scene.notes:
        painter.setPen(QPen(colour(Tone.ACCENT), 2))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(place.adjusted(1, 1, -2, -2))
        _paint_tag(pencil, clear, [scene.notes[window.id]], Tone.ACCENT, badge)


def label_text(scene: Scene, window: Window, width_px: float) -> str:
    """Return the window's name as it fits the width."""
    source = scene.source(window)
    if source is None:
        forms = [str(window.source)] if window.source is not None else [role_word(window.role)]
        if window.content is not None:
            forms = [content_word(window.content)]
    else:
        districts = () if english() else (scene.places.of(source),)
        forms = name_forms(source.id, source_name(source), districts)
    metrics = QFontMetricsF(type_face(SMALL_PX))
    return fitting(forms, width_px, metrics.horizontalAdvance)


def label_room(place: QRect, *, handled: bool) -> QRect:
    """Return where a window's name stands at its foot: clear of its edge, and of its handles."""
    foot = QRect(place.left(), place.bottom() - px(LABEL_PX) + 1, place.width(), px(LABEL_PX))
    room = foot.adjusted(_INSET_PX + STRIPE_PX + 4, 0, -_EDGE_PX, -2)
    if not handled:
        return room
    return room.intersected(beside_handles(place)).adjusted(0, 0, 0, -HANDLE_BAR_PX[1])


def _paint_label(pencil: Pencil, window: Window, place: QRect) -> None:
    painter, scene = pencil.painter, pencil.scene
    if place.height() < 2 * px(LABEL_PX) or place.width() < 40:
        return
    foot = QRect(place.left(), place.bottom() - px(LABEL_PX) + 1, place.width(), px(LABEL_PX))
    # On the live board the glass has a label of its own there: two texts over each other read as neither.
    painter.fillRect(foot, _FOOT if scene.board is Board.LIVE else _SCRIM)
    agency = scene.agency(window)
    stripe = QColor(agency.colour) if agency is not None else colour(Tone.EDGE)
    painter.fillRect(QRect(foot.left() + _INSET_PX, foot.top(), STRIPE_PX, foot.height()), stripe)
    room = QRectF(label_room(place, handled=window.id == pencil.handled))
    room.setRight(room.right() - _paint_manner(painter, window, room))
    painter.setFont(type_face(SMALL_PX))
    painter.setPen(colour(Tone.TEXT))
    align = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
    painter.drawText(room, align, label_text(scene, window, room.width()))


def _paint_manner(painter: QPainter, window: Window, room: QRectF) -> float:
    """At the right of the foot, in short: zoomed, locked, enlarged. Returns the width that it takes."""
    text = manner(window)
    if not text:
        return 0.0
    font = type_face(SMALL_PX, strong=True)
    wide = QFontMetricsF(font).horizontalAdvance(text) + 8
    if wide > room.width() / 2:
        return 0.0
    painter.setFont(font)
    painter.setPen(colour(Tone.MUTED))
    painter.drawText(room, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, text)
    return wide


def _paint_badge(pencil: Pencil, window: Window, place: QRect) -> QRectF:
    """Top right, for every picture that is not live: shape, word, how long. Returns the room it takes."""
    scene = pencil.scene
    if window.source is None or (scene.board is Board.LIVE and scene.pending(window)):
        return QRectF()
    standing = scene.standing(window)
    if standing.grade in (Grade.OK, Grade.UNKNOWN) or place.height() < 2 * px(LABEL_PX):
        return QRectF()
    painter = pencil.painter
    font = type_face(SMALL_PX, strong=True)
    measure = QFontMetricsF(font).horizontalAdvance
    # Where there is no room for a word, its shape still says it.
    text = fitting([*standing_forms(standing, scene.now_utc_s), ""], place.width() - 32, measure)
    wide = measure(text) + 26
    box = QRectF(place.right() - wide - 3, place.top() + 4, wide, px(20))
    tone = GRADE_TONES[standing.grade]
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(colour(tone), 1))
    painter.setBrush(QColor(8, 11, 15, 235))
    painter.drawRoundedRect(box, 4, 4)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    draw_glyph(painter, standing.grade, QPointF(box.left() + 11, box.center().y()), 9)
    painter.setFont(font)
    painter.setPen(colour(tone if standing.grade is not Grade.LOST else Tone.TEXT))
    painter.drawText(box.adjusted(20, 0, -3, 0), Qt.AlignmentFlag.AlignVCenter, text)
    return box


def _reason(scene: Scene, window: Window) -> str:
    """Why a new picture of a draft is there, as its tag says it."""
    return why_word(scene.why.get(window.id)) if scene.changes.get(window.id) is not Change.MOVED else ""


def _paint_tag(pencil: Pencil, place: QRect, forms: Sequence[str], tone: Tone, badge: QRectF) -> None:
    """Top left, for what is going to happen to a window, in the first form that there is room for; below the
    badge where both do not fit.
    """
    painter = pencil.painter
    font = type_face(SMALL_PX, strong=True)
    measure = QFontMetricsF(font).horizontalAdvance
    text = next((form for form in forms if measure(form) + 18 <= place.width()), None)
    if text is None or place.height() < 2 * px(LABEL_PX):
        return
    wide = measure(text) + 12
    box = QRectF(place.left() + 4, place.top() + 4, wide, px(19))
    if badge.isValid() and box.right() + 4 > badge.left():
        box.translate(0, px(TAG_PX))
    painter.fillRect(box, QColor(8, 11, 15, 235))
    painter.setFont(font)
    painter.setPen(colour(tone))
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)
