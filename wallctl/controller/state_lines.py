"""How things run, each line with its shape, in as many columns and rows as reading takes. Knows no state."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget

from wallctl.controller.canvas.labels import fitting
from wallctl.controller.glyphs import draw_glyph
from wallctl.controller.standing import Grade
from wallctl.controller.theme import BASE_PX, Tone, colour, px, type_face

_LINE_PX, _GLYPH_PX, _BETWEEN_PX = 26, 20, 16
_COLUMN_PX, _MOST_COLUMNS, _MOST_ROWS = 230, 2, 3
_BETWEEN = " · "
_BROKEN = int(Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignVCenter)


@dataclass(frozen=True, slots=True)
class StateLine:
    """One line of how things run: a shape, and words."""

    grade: Grade
    text: str
    shorter: tuple[str, ...] = ()
    """With less told, for a column so narrow that a few rows do not hold the text either."""
    brief: str = ""
    """All of the text in fewer words."""


@dataclass(frozen=True, slots=True)
class _Written:
    line: StateLine
    text: str
    rows: int


class StateLines(QWidget):
    """What does not fit into a row goes on in the next one: nothing that is known is left out."""

    tall_changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._lines: tuple[StateLine, ...] = ()
        self._places: list[tuple[_Written, QRectF]] = []
        self._room_px: int | None = None

    def show_lines(self, lines: Iterable[StateLine]) -> None:
        """Show these lines."""
        self._lines = tuple(lines)
        self.rescale()
        self.setAccessibleDescription("\n".join(line.text for line in self._lines))
        self.setToolTip("\n".join(line.text for line in self._lines))
        self.update()

    def write_for(self, room_px: int) -> None:
        """Write for that width from now on, whatever the own one is."""
        if room_px != self._room_px:
            self._room_px = room_px
            self.rescale()

    def rescale(self) -> None:
        """Take the officer's size of type."""
        room_px = self.width() if self._room_px is None else self._room_px
        columns = max(1, min(_MOST_COLUMNS, room_px // px(_COLUMN_PX)))
        wide = (room_px - (columns - 1) * _BETWEEN_PX) / columns
        metrics = QFontMetricsF(type_face(BASE_PX))
        written = [_written(line, wide - _GLYPH_PX, metrics) for line in self._lines]
        each = -(-len(written) // columns)
        self._places, tallest = [], 0.0
        for column in range(columns):
            left, top = column * (wide + _BETWEEN_PX), 0.0
            for one in written[column * each : (column + 1) * each]:
                high = px(_LINE_PX) + (one.rows - 1) * metrics.lineSpacing()
                self._places.append((one, QRectF(left, top, wide, high)))
                top += high
            tallest = max(tallest, top)
        before = self.height()
        self.setFixedHeight(round(tallest))
        if self.height() != before:
            self.tall_changed.emit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        if self._room_px is None and event.size().width() != event.oldSize().width():
            self.rescale()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setFont(type_face(BASE_PX))
        for one, place in self._places:
            draw_glyph(painter, one.line.grade, QPointF(place.left() + 6, place.top() + px(_LINE_PX) / 2), 10)
            painter.setPen(colour(Tone.TEXT))
            painter.drawText(place.adjusted(_GLYPH_PX, 0, 0, 0), _BROKEN, one.text)
        painter.end()


class StatePort(QScrollArea):
    """Shows them, and says for which width they are written: one that no bar beside them changes.

    Rows that are written for the width that a bar leaves bring and end that bar by turns, each time within
    the other's event, until the process has no stack left.
    """

    def __init__(self, lines: StateLines, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._lines = lines
        self.setWidget(lines)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def let_scroll(self, *, scrolls: bool) -> None:
        """Whether lines that find no room are scrolled to, or all have it."""
        policy = Qt.ScrollBarPolicy
        self.setVerticalScrollBarPolicy(policy.ScrollBarAsNeeded if scrolls else policy.ScrollBarAlwaysOff)
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        bar = self.verticalScrollBar().sizeHint().width()
        off = self.verticalScrollBarPolicy() is Qt.ScrollBarPolicy.ScrollBarAlwaysOff
        self._lines.write_for(self.width() - (0 if off else bar))


def _written(line: StateLine, wide: float, metrics: QFontMetricsF) -> _Written:
    """Whole in one row, whole in several, or the fullest form that finds room."""
    whole = [form for form in (line.text, line.brief) if form]
    for form in whole:
        if metrics.horizontalAdvance(form) <= wide:
            return _Written(line, form, 1)
    for form in (*whole, *line.shorter):
        text = _broken(form, wide, metrics)
        bounds = metrics.boundingRect(QRectF(0, 0, wide, 4000), _BROKEN, text)
        rows = round(bounds.height() / metrics.lineSpacing())
        if rows <= _MOST_ROWS and bounds.width() <= wide:
            return _Written(line, text, rows)
    return _Written(line, fitting([*whole, *line.shorter], wide, metrics.horizontalAdvance), 1)


def _broken(text: str, wide: float, metrics: QFontMetricsF) -> str:
    """Rows end where one thing that is told ends, not within the next one's word."""
    rows: list[str] = []
    for part in text.split(_BETWEEN):
        longer = f"{rows[-1]}{_BETWEEN}{part}" if rows else part
        if rows and metrics.horizontalAdvance(f"{longer}{_BETWEEN.rstrip()}") <= wide:
            rows[-1] = longer
        else:
            rows.append(part)
    return f"{_BETWEEN.rstrip()}\n".join(rows)
