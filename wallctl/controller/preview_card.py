"""The card beside the list that shows the small picture of one source. Takes no focus and no clicks."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QGuiApplication, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from wallctl.controller.canvas.labels import fitting
from wallctl.controller.source_previews import PreviewBook
from wallctl.controller.source_tiles import paint_small
from wallctl.controller.theme import BASE_PX, ROUND_PX, SMALL_PX, Tone, colour, px, type_face
from wallctl.controller.words import source_name
from wallctl.model.ids import SourceId
from wallctl.model.source import Source

_PICTURE = QSize(320, 180)
_PAD_PX, _LINE_PX, _GAP_PX = 8, 22, 8


class PreviewCard(QWidget):
    """Shown beside a row for as long as somebody looks at it."""

    def __init__(self, book: PreviewBook, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.ToolTip | Qt.WindowType.FramelessWindowHint)
        self.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._book, self._home = book, parent
        self._source: Source | None = None
        self._lines: list[str] = []
        self._now_utc_s = 0.0

    @property
    def source(self) -> SourceId | None:
        """Whose picture is shown; None while the card is hidden."""
        return self._source.ref if self._source is not None and self.isVisible() else None

    def show_source(self, source: Source, lines: list[str], beside: QRect, now_utc_s: float) -> None:
        """Show that source's picture beside a row (on the screens), wholly on the screen of that row."""
        self._source, self._lines, self._now_utc_s = source, lines, now_utc_s
        # The card's own screen is the one where it was last, at first that of nobody.
        screen = QGuiApplication.screenAt(beside.center()) or self._home.screen()
        self.setGeometry(card_place(beside, self._needed, screen.availableGeometry()))
        self.setAccessibleName(f"{source.id} {source_name(source)} {lines[0]}")
        self.show()
        self.update()

    def renew(self, lines: list[str], now_utc_s: float) -> None:
        """The picture grew older, or a new one came."""
        self._lines, self._now_utc_s = lines, now_utc_s
        # There may be more lines than before, and larger ones.
        self.resize(self._needed)
        self.update()

    @property
    def _needed(self) -> QSize:
        """Room for the picture, the name and all lines."""
        foot = px(_LINE_PX) * (1 + len(self._lines))
        return QSize(_PICTURE.width() + 2 * _PAD_PX, _PICTURE.height() + 2 * _PAD_PX + foot)

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._source is None:
            return
        painter = QPainter(self)
        painter.fillRect(self.rect(), colour(Tone.RAISED))
        painter.setPen(QPen(colour(Tone.EDGE), 1))
        painter.drawRoundedRect(self.rect().adjusted(0, 0, -1, -1), ROUND_PX, ROUND_PX)
        picture = QRect(QPoint(_PAD_PX, _PAD_PX), _PICTURE)
        paint_small(painter, picture, self._book.small(self._source.ref, self._now_utc_s))
        name = f"{self._source.id} {source_name(self._source)}"
        top = picture.bottom() + 4
        said = [(name, BASE_PX, Tone.TEXT), *((line, SMALL_PX, Tone.MUTED) for line in self._lines)]
        for text, size, tone in said:
            font = type_face(size)
            painter.setFont(font)
            painter.setPen(colour(tone))
            line = QRect(_PAD_PX, top, picture.width(), px(_LINE_PX))
            shown = fitting([text], line.width(), QFontMetricsF(font).horizontalAdvance)
            painter.drawText(line, Qt.AlignmentFlag.AlignVCenter, shown)
            top += px(_LINE_PX)
        painter.end()


def card_place(beside: QRect, size: QSize, room: QRect) -> QRect:
    """Return where a card of that size goes: right of a row, left of it where no room is, within the room."""
    left = beside.right() + 1 + _GAP_PX
    if left + size.width() > room.right() + 1:
        left = max(room.left(), beside.left() - _GAP_PX - size.width())
    lowest = room.bottom() + 1 - size.height()
    top = max(room.top(), min(beside.center().y() - size.height() // 2, lowest))
    return QRect(QPoint(left, top), size)
