"""A panel in a window of its own, beside the desk or on another screen; the desk's keys are heard there too.

It is a tool window of the desk: Qt hears the desk's shortcuts while one has the focus, it lies over the desk,
and it goes where the desk goes. Knows not what is in it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from PySide6.QtCore import QEvent, QMargins, QPoint, QRect, QSize, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QCloseEvent, QGuiApplication
from PySide6.QtWidgets import QVBoxLayout, QWidget

from wallctl.controller.docking import Zone, zone_word
from wallctl.controller.settings import Place, WindowPlace
from wallctl.controller.tab_order import step

_EDGE_PX = 48
_SEEN_SHARE = 0.5
"""A window that was kept comes back where it was while so much of it would be seen."""
_TOUCHED_SHARE = 0.1
"""A room that the desk covers no more of is not the desk's."""


class PanelWindow(QWidget):
    """Holds one panel. `moved` tells where to, `closed` that the officer closed it."""

    moved = Signal(object)
    closed = Signal()

    def __init__(self, zone: Zone, desk: QWidget) -> None:
        super().__init__(desk, Qt.WindowType.Tool)
        self.setObjectName("panelWindow")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        # What floats is looked at; the hand stays where it was.
        self.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
        self._zone, self._desk = zone, desk
        self._put = QRect()
        column = QVBoxLayout(self)
        column.setContentsMargins(1, 1, 1, 1)  # its edge is seen round what is in it
        self._column = column
        self.retranslate()

    @property
    def desk(self) -> QWidget:
        """The window that this one belongs to."""
        return self._desk.window()

    def take(self, panel: QWidget) -> None:
        """Hold that panel from now on, until it is taken elsewhere."""
        self._column.addWidget(panel)
        panel.show()

    def put(self, place: QRect) -> None:
        """Go there; that is nobody's wish, and not told."""
        self._put = place
        self.setGeometry(place)

    def carry(self, corner: QPoint) -> None:
        """Have what is inside begin at that point of the screens."""
        self.move(corner - (self.geometry().topLeft() - self.pos()))

    def retranslate(self) -> None:
        """Show the title in the language that is set."""
        self.setWindowTitle(zone_word(self._zone))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() is QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)

    def focusNextPrevChild(self, forward: bool) -> bool:
        return step(self, (self,), forward=forward)

    def moveEvent(self, event: QEvent) -> None:
        self._tell()

    def resizeEvent(self, event: QEvent) -> None:
        self._tell()

    def closeEvent(self, event: QCloseEvent) -> None:
        # Later: when the whole desk is closed, this is no wish to hide the panel.
        QTimer.singleShot(0, self, self._told_closed)

    @Slot()
    def _told_closed(self) -> None:
        if self.desk.isVisible() and not self.isVisible():
            self.closed.emit()

    def _tell(self) -> None:
        if self.isVisible() and self.geometry() != self._put:
            self.moved.emit(window_place(self.geometry()))


def window_place(found: QRect) -> WindowPlace:
    """Return a rectangle of the screens as it is kept."""
    return WindowPlace(x_px=found.x(), y_px=found.y(), w_px=found.width(), h_px=found.height())


@dataclass(frozen=True, slots=True)
class Opening:
    """How a panel's own window opens that nobody has put anywhere yet."""

    wanted: QSize
    least_tall_px: int = 0
    over: QRect = field(default_factory=QRect)
    """What of the desk it may lie over, where the desk has one screen; it stands at the foot of that."""
    at: Place = Place.LEFT
    """At which side of it."""


def place_window(rooms: Sequence[QRect], desk: QRect, kept: WindowPlace | None, opening: Opening) -> QRect:
    """Return where a panel's own window goes. `rooms`: where the desk may be, none of it the wall's.

    Where it was, while that can be seen; else on a room that the desk does not use; else over the desk. It
    always lies within one room.
    """
    if kept is not None:
        before = QRect(kept.x_px, kept.y_px, kept.w_px, kept.h_px)
        room = max(rooms, key=lambda room: _area(room.intersected(before)))
        if _area(room.intersected(before)) >= _SEEN_SHARE * _area(before):
            return _within(before, room)
    home = max(rooms, key=lambda room: _area(room.intersected(desk)))
    free = (room for room in rooms if _area(room.intersected(desk)) < _TOUCHED_SHARE * _area(room))
    room = next(free, home)
    if room is home and opening.over.isValid():
        return _within(_at_foot(opening), room)
    corner = room.marginsRemoved(QMargins(_EDGE_PX, _EDGE_PX, 0, 0)).topLeft()
    return _within(QRect(corner, opening.wanted), room)


def desk_of(widget: QWidget) -> QWidget:
    """Return the desk's own window, also of what is in a panel that floats: dialogs outlive its moves."""
    window = widget.window()
    return window.desk if isinstance(window, PanelWindow) else window


def all_screens() -> list[QRect]:
    """Return the room on each screen."""
    return [screen.availableGeometry() for screen in QGuiApplication.screens()]


def _at_foot(opening: Opening) -> QRect:
    over, size = opening.over, opening.wanted.boundedTo(opening.over.size())
    size.setHeight(max(size.height(), opening.least_tall_px))
    left = over.right() + 1 - size.width() if opening.at is Place.RIGHT else over.left()
    return QRect(QPoint(left, over.bottom() + 1 - size.height()), size)


def _within(place: QRect, room: QRect) -> QRect:
    size = place.size().boundedTo(room.size())
    left = min(max(place.left(), room.left()), room.right() + 1 - size.width())
    top = min(max(place.top(), room.top()), room.bottom() + 1 - size.height())
    return QRect(QPoint(left, top), size)


def _area(found: QRect) -> int:
    return found.width() * found.height() if found.isValid() else 0
