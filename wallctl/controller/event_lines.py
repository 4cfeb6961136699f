"""The rows of what is happening: painted, walked by arrows, each fault with its remedy as a button."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import (
    QFocusEvent,
    QFontMetricsF,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QPushButton, QToolTip, QWidget

from wallctl.controller.canvas.labels import fitting
from wallctl.controller.event_rows import (
    Now,
    Row,
    event_grade,
    event_text,
    foot_forms,
    remedy_word,
    rows,
    tip,
)
from wallctl.controller.glyphs import draw_glyph, draw_warning
from wallctl.controller.theme import BASE_PX, CONTROL_PX, SMALL_PX, Tone, colour, letters_px, px, type_face
from wallctl.controller.words import clock_word
from wallctl.protocol.desk import Happened
from wallctl.protocol.node import Severity

SHOWN_EVENTS = 100
_TIME_PX, _GLYPH_PX = 46, 16


class RemedyButton(QPushButton):
    """The remedy of one row. The keyboard has it by Enter on the row."""

    wanted = Signal(object)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._row: Row | None = None
        self.clicked.connect(self._pass_on)

    def show_row(self, row: Row) -> None:
        """Be the button of that row."""
        self._row = row
        assert row.remedy is not None
        self.setText(remedy_word(row.remedy))
        self.setToolTip(f"{remedy_word(row.remedy)} · {event_text(row.newest)}")
        self.setAccessibleName(self.toolTip())

    @Slot()
    def _pass_on(self) -> None:
        if self._row is not None:
            self.wanted.emit(self._row)


class EventLines(QWidget):
    """Events as rows of time and text, text broken where it must."""

    remedy_wanted = Signal(object)
    """A `Row` whose remedy the officer wants."""
    row_seen = Signal(QRect)
    """Where the row is that the arrows went to."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._events: Sequence[Happened] = ()
        self._now, self._now_utc_s = Now(), 0.0
        self._opened: set[int] = set()
        self._at: int | None = None
        """The row that the arrows are on, by the number of its newest event."""
        self._places: list[tuple[Row, QRect]] = []
        self._buttons: list[RemedyButton] = []

    @property
    def rows(self) -> list[Row]:
        """What is shown, the first one on top."""
        return [row for row, _ in self._places]

    @property
    def current(self) -> Row | None:
        """The row that the arrows are on."""
        return next((row for row in self.rows if row.newest.seq == self._at), None)

    def show_events(self, events: Iterable[Happened], now: Now, now_utc_s: float) -> None:
        """Show these, the first one on top."""
        shown = tuple(events)[:SHOWN_EVENTS]
        if (shown, now) == (self._events, self._now) and now_utc_s // 60 == self._now_utc_s // 60:
            return
        self._events, self._now, self._now_utc_s = shown, now, now_utc_s
        self.lay_out()

    def lay_out(self) -> None:
        """Break the lines anew: width, type or language changed."""
        metrics = QFontMetricsF(type_face(BASE_PX))
        width = max(60, self.width() - px(_TIME_PX) - _GLYPH_PX - 2)
        top, self._places = 0, []
        for row in rows(self._events, self._now, self._opened):
            text = event_text(row.newest)
            bounds = metrics.boundingRect(QRectF(0, 0, width, 4000), int(Qt.TextFlag.TextWordWrap), text)
            high = int(bounds.height()) + 14
            if foot_forms(row, self._now, self._now_utc_s):
                high += letters_px(SMALL_PX) + 6
            if row.remedy is not None:
                high += px(CONTROL_PX) + 4
            self._places.append((row, QRect(0, top, self.width(), high)))
            top += high
        self._place_buttons()
        self.setMinimumHeight(top)
        words = [f"{clock_word(e.at_utc_s, self._now_utc_s)} {event_text(e)}" for e in self._events[:5]]
        self.setAccessibleDescription("\n".join(words))
        self.update()

    def _place_buttons(self) -> None:
        wanted = [(row, place) for row, place in self._places if row.remedy is not None]
        while len(self._buttons) < len(wanted):
            button = RemedyButton(self)
            button.wanted.connect(self.remedy_wanted)
            self._buttons.append(button)
        for button, (row, place) in zip(self._buttons, wanted, strict=False):
            button.show_row(row)
            high, wide = px(CONTROL_PX), button.sizeHint().width()
            # Below the text; in a narrow column it begins at the edge, so that nothing of it is cut.
            left = max(0, min(px(_TIME_PX) + _GLYPH_PX, self.width() - wide))
            button.setGeometry(left, place.bottom() - high - 5, min(wide, self.width()), high)
            button.show()
        for button in self._buttons[len(wanted) :]:
            button.hide()

    def resizeEvent(self, event: QEvent) -> None:
        self.lay_out()

    def rescale(self) -> None:
        """Take the officer's size of type."""
        self.lay_out()

    def sizeHint(self) -> QSize:
        return QSize(200, self.minimumHeight())

    # by hand

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            super().keyPressEvent(event)
            return
        match event.key():
            case Qt.Key.Key_Down:
                self._go(1)
            case Qt.Key.Key_Up:
                self._go(-1)
            case Qt.Key.Key_Home:
                self._go(-len(self._places))
            case Qt.Key.Key_End:
                self._go(len(self._places))
            case Qt.Key.Key_Return | Qt.Key.Key_Enter | Qt.Key.Key_Space:
                self._act(self.current)
            case _:
                super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        row = self._row_at(event.position().toPoint())
        if row is not None:
            self._stand_on(row)
            if row.flood is not None:
                self._turn(row.flood)

    def focusInEvent(self, event: QFocusEvent) -> None:
        if self.current is None and self._places:
            self._stand_on(self._places[0][0])
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self.update()

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() is QEvent.Type.ToolTip:
            row = self._row_at(event.pos())
            if row is None or not self._tells_more(row):
                # It would say the line once more, and lie over the next ones.
                QToolTip.hideText()
            else:
                QToolTip.showText(event.globalPos(), tip(row, self._now, self._now_utc_s), self)
            return True
        return super().event(event)

    def _tells_more(self, row: Row) -> bool:
        """Whether there is more of the row than is read in it: the events of a flood, a foot that is cut."""
        forms = foot_forms(row, self._now, self._now_utc_s)
        room = self.width() - px(_TIME_PX) - _GLYPH_PX - 2
        cut = bool(forms) and QFontMetricsF(type_face(SMALL_PX)).horizontalAdvance(forms[0]) > room
        return row.flood is not None or cut

    def _row_at(self, point: QPoint) -> Row | None:
        return next((row for row, place in self._places if place.contains(point)), None)

    def _go(self, step: int) -> None:
        """Walk; what comes in meanwhile does not move the officer from the row."""
        if not self._places:
            return
        names = [row.newest.seq for row in self.rows]
        at = names.index(self._at) if self._at in names else -1
        self._stand_on(self.rows[max(0, min(len(names) - 1, at + step))])

    def _stand_on(self, row: Row) -> None:
        self._at = row.newest.seq
        place = next((place for known, place in self._places if known.newest.seq == self._at), None)
        if place is not None:
            self.row_seen.emit(place)
        self.setAccessibleDescription(tip(row, self._now, self._now_utc_s))
        self.update()

    def _act(self, row: Row | None) -> None:
        """The remedy where there is one, else a flood is opened or closed."""
        if row is not None and row.remedy is not None:
            self.remedy_wanted.emit(row)
        elif row is not None and row.flood is not None:
            self._turn(row.flood)

    def _turn(self, flood: int) -> None:
        self._opened ^= {flood}
        self.lay_out()

    # painted

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        for row, place in self._places:
            if place.intersects(event.rect()):
                self._paint_row(painter, row, place)
        if self.hasFocus():
            place = next((place for row, place in self._places if row.newest.seq == self._at), self.rect())
            painter.setPen(QPen(colour(Tone.ACCENT), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(place.adjusted(1, 1, -1, -2))
        painter.end()

    def _paint_row(self, painter: QPainter, row: Row, place: QRect) -> None:
        event = row.newest
        painter.setFont(type_face(SMALL_PX))
        painter.setPen(colour(Tone.MUTED))
        time_box = QRectF(place.left() + 5, place.top() + 6, px(_TIME_PX), px(20))
        when = clock_word(event.at_utc_s, self._now_utc_s).split(" ")
        painter.drawText(time_box, Qt.AlignmentFlag.AlignVCenter, when[-1])
        left = place.left() + px(_TIME_PX)
        _paint_mark(painter, event, QPointF(left + 5, place.top() + px(16)))
        left += _GLYPH_PX
        painter.setFont(type_face(BASE_PX))
        painter.setPen(colour(Tone.TEXT))
        body = QRectF(left, place.top() + 6, place.width() - left - 2, place.height() - 12)
        painter.drawText(body, int(Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignTop), event_text(event))
        forms = foot_forms(row, self._now, self._now_utc_s)
        if forms:
            font = type_face(SMALL_PX)
            painter.setFont(font)
            painter.setPen(colour(Tone.MUTED))
            high = letters_px(SMALL_PX) + 6
            low = place.bottom() - 4 - (px(CONTROL_PX) + 4 if row.remedy is not None else 0)
            text = fitting(forms, body.width(), QFontMetricsF(font).horizontalAdvance)
            foot = QRectF(left, low - high, body.width(), high)
            painter.drawText(foot, Qt.AlignmentFlag.AlignVCenter, text)
        painter.fillRect(QRect(place.left(), place.bottom(), place.width(), 1), colour(Tone.LINE))


def _paint_mark(painter: QPainter, event: Happened, centre: QPointF) -> None:
    """The shape of a state belongs to pictures alone; all else that is wrong has a mark of its own."""
    grade = event_grade(event)
    if grade is not None:
        draw_glyph(painter, grade, centre)
    elif event.severity is Severity.WARNING:
        draw_warning(painter, centre, Tone.LATE)
    elif event.severity is Severity.ALARM:
        draw_warning(painter, centre, Tone.STALE, marks=2)
