"""A panel is dragged by its head: shows where it would stand, and asks for that when the hand lets go."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from PySide6.QtCore import QObject, QPoint, QRect, Signal
from PySide6.QtWidgets import QWidget

from wallctl.controller import docking
from wallctl.controller.docking import Zone
from wallctl.controller.drop_mark import DropMark
from wallctl.controller.panel_head import Panel
from wallctl.controller.panel_window import PanelWindow, window_place
from wallctl.controller.settings import Place, Zones
from wallctl.controller.theme import scale


class Carrier(QObject):
    """Hears the heads. The desk's edges are places; anywhere else the panel floats where it is let go."""

    put_wanted = Signal(object, object)
    """A `Zone` and its `Place`."""
    float_wanted = Signal(object, object)
    """A `Zone` and its `WindowPlace`."""

    def __init__(
        self,
        frame: QWidget,
        row: QWidget,
        panels: Mapping[Zone, Panel],
        windows: Mapping[Zone, PanelWindow],
    ) -> None:
        super().__init__(frame)
        self.zones = Zones()
        """As they are; said from outside."""
        self._frame, self._row, self._panels, self._windows = frame, row, panels, windows
        self.mark = DropMark(frame)
        for zone, panel in panels.items():
            panel.head.dragged.connect(partial(self._carried, zone))
            panel.head.dropped.connect(partial(self._dropped, zone))

    @property
    def carrying(self) -> bool:
        """Whether a panel is being dragged."""
        return any(panel.head.dragging for panel in self._panels.values())

    def let_go(self) -> None:
        """Carry no panel any more; it stays where it was."""
        for panel in self._panels.values():
            panel.head.let_go()
        self.mark.hide()

    def _carried(self, zone: Zone, at: QPoint) -> None:
        """Show where the panel would stand; one that floats goes with the hand."""
        if docking.floats(self.zones, zone):
            self._windows[zone].carry(self._corner(zone, at))
        place = self._meant(at)
        if place is not None:
            self.mark.show_place(self._area(zone, place), docking.place_word(place), dashed=False)
        else:
            size = self._panels[zone].size().boundedTo(self._frame.size())
            corner = self._frame.mapFromGlobal(self._corner(zone, at))
            self.mark.show_place(QRect(corner, size), docking.float_word(), dashed=True)

    def _dropped(self, zone: Zone, at: QPoint) -> None:
        self.mark.hide()
        place, out = self._meant(at), docking.floats(self.zones, zone)
        if place is not None and (out or place is not docking.place_of(self.zones, zone)):
            self.put_wanted.emit(zone, place)
        elif place is None and not out:
            window = window_place(QRect(self._corner(zone, at), self._panels[zone].size()))
            self.float_wanted.emit(zone, window)

    def _meant(self, at: QPoint) -> Place | None:
        here = self._frame.mapFromGlobal(at)
        return docking.place_at(here.x(), here.y(), self._frame.width(), self._frame.height())

    def _corner(self, zone: Zone, at: QPoint) -> QPoint:
        """Return where the panel begins on the screens while the hand that carries it is there."""
        panel = self._panels[zone]
        return at - panel.head.mapTo(panel, panel.head.grip)

    def _area(self, zone: Zone, place: Place) -> QRect:
        """Return what the panel would cover there."""
        after = docking.put(self.zones, zone, place)
        found, whole = docking.widths(self._frame.width(), after, scale()), self._row.geometry()
        match place:
            case Place.LEFT:
                return QRect(whole.left(), whole.top(), found.left, whole.height())
            case Place.RIGHT:
                return QRect(whole.right() + 1 - found.right, whole.top(), found.right, whole.height())
            case Place.BELOW:
                tall = docking.height_below(whole.height(), after, scale())
                wide = whole.width() - found.left - found.right
                return QRect(whole.left() + found.left, whole.bottom() + 1 - tall, wide, tall)
