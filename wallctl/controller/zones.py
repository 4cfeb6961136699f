"""The desk's zones: how large, where the panels stand, which are hidden or float. Knows not what is in them.

As it comes: sources left, boards in the middle, what is happening right, presets below. The officer drags the
edges and the panels' heads; a hidden zone leaves a tab at its edge, a panel that floats has its own window.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QEvent, QRect, QSize, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QHBoxLayout, QVBoxLayout, QWidget

from wallctl.controller import docking
from wallctl.controller.carrying import Carrier
from wallctl.controller.docking import LEAST_PX, LEAST_STRIP_PX, PANELS, Zone
from wallctl.controller.keymap import Act
from wallctl.controller.panel_head import Panel
from wallctl.controller.panel_window import Opening, PanelWindow, all_screens, place_window
from wallctl.controller.settings import Place, WindowPlace, Zones
from wallctl.controller.tab_order import reach
from wallctl.controller.theme import scale, show_property
from wallctl.controller.zone_edges import EdgeTab, Splitter

_KEEP_AFTER_MS = 400
_WINDOW_SHARE = 0.7
"""How high a panel's own window is at first, of the desk."""
_TABS = {Zone.SOURCES: Act.SOURCES, Zone.SIDE: Act.SIDE, Zone.PRESETS: Act.PRESETS}


class ZoneFrame(QWidget):
    """Lays the zones out. `moved` tells what the officer did with them, for keeping."""

    moved = Signal(object)

    def __init__(
        self, sources: Panel, centre: QWidget, side: Panel, presets: QWidget, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self.rooms: Callable[[], list[QRect]] = all_screens
        """Where windows of the desk may be: none of it is the wall's."""
        self.over: Callable[[], QRect] = QRect
        """What of the desk they may lie over."""
        self._zones = Zones()
        self._panels = {Zone.SOURCES: sources, Zone.SIDE: side}
        self._centre, self._presets = centre, presets
        self._stand_at: dict[Zone, Place | None] = {}
        self.tabs = {zone: EdgeTab(zone, act, self) for zone, act in _TABS.items()}
        self.windows = {zone: PanelWindow(zone, self) for zone in PANELS}
        self._lay_out()
        self._carrier = Carrier(self, self._row, self._panels, self.windows)
        self._connect()
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_KEEP_AFTER_MS)
        self._timer.timeout.connect(self._tell)
        self._stand()

    def _lay_out(self) -> None:
        self._row = Splitter(Qt.Orientation.Horizontal, self)
        self._middle = Splitter(Qt.Orientation.Vertical, self._row)
        self._middle.addWidget(self._centre)
        self._middle.setStretchFactor(0, 1)
        self._row.addWidget(self._middle)
        self._row.setStretchFactor(0, 1)
        self._between = QHBoxLayout()
        self._between.setSpacing(0)
        self._between.addWidget(self._row, 1)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._column.addLayout(self._between, 1)
        self._column.addWidget(self._presets)
        self._column.addWidget(self.tabs[Zone.PRESETS])

    def _connect(self) -> None:
        self._row.splitterMoved.connect(self._dragged)
        self._row.doubled.connect(self._restored)
        self._middle.splitterMoved.connect(self._dragged_below)
        self._middle.doubled.connect(self._restored_below)
        for zone, tab in self.tabs.items():
            tab.clicked.connect(partial(self.bring_back, zone))
        for zone, panel in self._panels.items():
            panel.head.place_chosen.connect(partial(self.put, zone))
            panel.head.asked.connect(partial(self._asked, zone))
        self._carrier.put_wanted.connect(self.put)
        self._carrier.float_wanted.connect(self._float_there)
        for zone, window in self.windows.items():
            window.moved.connect(partial(self._window_moved, zone))
            window.closed.connect(partial(self._window_closed, zone))
        app = QGuiApplication.instance()
        assert isinstance(app, QGuiApplication)
        app.screenRemoved.connect(self._screen_removed)

    # what is there

    @property
    def zones(self) -> Zones:
        """Which zones are seen, where, and how large."""
        return self._zones

    @property
    def in_order(self) -> list[QWidget]:
        """Panels in the desk's own window and boards, as one reads."""
        beside = {self._stand_at[zone]: panel for zone, panel in self._panels.items()}
        places: list[QWidget | None] = [
            beside.get(Place.LEFT),
            self._centre,
            beside.get(Place.BELOW),
            beside.get(Place.RIGHT),
        ]
        return [part for part in places if part is not None]

    @property
    def carrier(self) -> Carrier:
        """What goes on while a panel is dragged."""
        return self._carrier

    def show_zones(self, zones: Zones) -> None:
        """Hide, place and size the zones so."""
        self._zones = self._carrier.zones = zones
        self._stand()
        for zone in Zone:
            seen = docking.seen(zones, zone)
            self.tabs[zone].setVisible(not seen)
            if zone is Zone.PRESETS:
                self._presets.setVisible(seen)
            else:
                self._panels[zone].setVisible(seen or docking.floats(zones, zone))
                self._panels[zone].head.show_zones(zones)
        self._column.activate()
        self._size()
        self.show_windows()

    def show_windows(self) -> None:
        """Show the panels that float, once the desk itself is seen."""
        for zone, window in self.windows.items():
            wanted = docking.floats(self._zones, zone) and docking.seen(self._zones, zone)
            if wanted and self.window().isVisible() and not window.isVisible():
                self._place(zone)
                window.retranslate()  # what is hidden hears of no other language
                window.show()
            elif not wanted and window.isVisible():
                active = window.isActiveWindow()
                window.hide()
                if active:
                    self.window().activateWindow()  # keys go on in the desk

    def hide_windows(self) -> None:
        """The desk goes: what floats goes with it, and comes back with it."""
        for window in self.windows.values():
            window.hide()

    def place_windows(self) -> None:
        """The desk or the screens are elsewhere: put what floats where it can be seen."""
        for zone, window in self.windows.items():
            if window.isVisible():
                self._place(zone)

    # what the officer does

    def toggle(self, zone: Zone) -> None:
        """Hide a zone, or bring it back."""
        self._change(docking.shown(self._zones, zone, seen=not docking.seen(self._zones, zone)))

    def bring_back(self, zone: Zone, *_: object) -> None:
        """Show a zone that something is wanted of."""
        if not docking.seen(self._zones, zone):
            self.toggle(zone)

    def put(self, zone: Zone, place: Place) -> None:
        """Have a panel stand there."""
        self._change(docking.put(self._zones, zone, place))

    def next_place(self, zone: Zone) -> None:
        """Have a panel stand at the next place; what is hidden or floats comes back first."""
        self.put(zone, docking.next_place(self._zones, zone))

    def float_(self, zone: Zone) -> None:
        """Give a panel a window of its own, or take it back into the desk."""
        if docking.floats(self._zones, zone) and docking.seen(self._zones, zone):
            self.put(zone, docking.place_of(self._zones, zone))
        else:
            self._change(docking.floated(self._zones, zone))

    def next_width(self, zone: Zone) -> None:
        """Give a panel the next of its widths, or heights below the boards; a hidden one comes back."""
        zones = docking.shown(self._zones, zone, seen=True)
        if docking.floats(zones, zone):
            self._change(zones)
            window, usual = self.windows[zone], docking.usual_width(zone, self.width(), scale())
            window.resize(docking.next_size(window.width(), usual) or usual, window.height())
        elif docking.place_of(zones, zone) is Place.BELOW:
            usual = docking.usual_height(self._middle.height(), scale())
            self._change(zones.with_(below_px=docking.next_size(zones.below_px, usual)))
        else:
            field, usual = f"{zone.value}_px", docking.usual_width(zone, self.width(), scale())
            self._change(zones.with_(**{field: docking.next_size(getattr(zones, field), usual)}))

    def restore(self) -> None:
        """All zones as they were delivered."""
        self._change(Zones())

    def rescale(self) -> None:
        """Take the officer's size of type."""
        for tab in self.tabs.values():
            tab.updateGeometry()
        self._size()

    def resizeEvent(self, event: QEvent) -> None:
        self._size()

    # placing

    def _stand(self) -> None:
        """Have each panel where it belongs, and its tab at that edge; the hand stays on what it holds."""
        held = QApplication.focusWidget()
        for zone, panel in self._panels.items():
            place = docking.place_of(self._zones, zone)
            at = None if docking.floats(self._zones, zone) else place
            self._stand_tab(zone, place)
            if self._stand_at.get(zone, zone) is at:
                continue
            self._stand_at[zone] = at
            match at:
                case Place.LEFT:
                    self._row.insertWidget(0, panel)
                case Place.RIGHT:
                    self._row.addWidget(panel)
                case Place.BELOW:
                    self._middle.addWidget(panel)
                case None:
                    self.windows[zone].take(panel)
            for splitter in (self._row, self._middle):
                if (number := splitter.indexOf(panel)) >= 0:
                    splitter.setStretchFactor(number, 0)
            panel.lie(wide=at is Place.BELOW)
            show_property(panel, "place", at.value if at is not None else "window")
            layout = panel.layout()
            if layout is not None:
                layout.activate()  # what it needs at least is another size now
        if held is not None and held is not QApplication.focusWidget() and self._holds(held):
            QTimer.singleShot(0, held, partial(reach, held, Qt.FocusReason.OtherFocusReason))

    def _holds(self, widget: QWidget) -> bool:
        return any(panel.isAncestorOf(widget) for panel in self._panels.values())

    def _stand_tab(self, zone: Zone, place: Place) -> None:
        tab = self.tabs[zone]
        self._between.removeWidget(tab)
        self._column.removeWidget(tab)
        tab.stand(upright=place is not Place.BELOW)
        match place:
            case Place.LEFT:
                self._between.insertWidget(0, tab)
            case Place.RIGHT:
                self._between.addWidget(tab)
            case Place.BELOW:
                self._column.insertWidget(1, tab)

    def _size(self) -> None:
        found = docking.widths(self.width(), self._zones, scale())
        room = self._row.width() if self._row.width() > found.left + found.right else self.width()
        sizes: dict[QWidget, int] = {self._middle: max(1, room - found.left - found.right)}
        below = docking.height_below(self._middle.height(), self._zones, scale())
        for zone, panel in self._panels.items():
            at = self._stand_at[zone]
            sizes[panel] = found.left if at is Place.LEFT else found.right
        parts = (self._row.widget(number) for number in range(self._row.count()))
        self._row.setSizes([sizes[part] for part in parts if part is not None])
        if self._middle.count() > 1:
            self._middle.setSizes([max(1, self._middle.height() - below), below])

    def _place(self, zone: Zone) -> None:
        desk, panel = self.window().geometry(), self._panels[zone]
        wide = docking.usual_width(zone, self.width(), scale())
        least, kept = panel.minimumSizeHint().height(), docking.window_of(self._zones, zone)
        size = QSize(wide, max(least, int(desk.height() * _WINDOW_SHARE)))
        opening = Opening(size, least, self.over(), docking.place_of(self._zones, zone))
        self.windows[zone].put(place_window(self.rooms(), desk, kept, opening))

    def _change(self, zones: Zones) -> None:
        self._carrier.let_go()
        self.show_zones(zones)
        self._tell()

    @Slot()
    def _tell(self) -> None:
        self._timer.stop()
        self.moved.emit(self._zones)

    # edges

    def _at_grip(self, number: int) -> Zone:
        """Return whose width a grip between zones changes."""
        left = self._row.indexOf(self._middle) == number
        panel = self._row.widget(number - 1 if left else number)
        return next(zone for zone, own in self._panels.items() if own is panel)

    @Slot(int, int)
    def _dragged(self, position: int, number: int) -> None:
        zone = self._at_grip(number)
        wide = self._row.sizes()[self._row.indexOf(self._panels[zone])]
        self._zones = self._zones.with_(**{f"{zone.value}_px": max(LEAST_PX, wide)})
        self._timer.start()

    @Slot(int, int)
    def _dragged_below(self, position: int, number: int) -> None:
        self._zones = self._zones.with_(below_px=max(LEAST_STRIP_PX, self._middle.sizes()[1]))
        self._timer.start()

    @Slot(int)
    def _restored(self, number: int) -> None:
        self._change(self._zones.with_(**{f"{self._at_grip(number).value}_px": None}))

    @Slot(int)
    def _restored_below(self, number: int) -> None:
        self._change(self._zones.with_(below_px=None))

    # heads

    def _asked(self, zone: Zone, act: Act) -> None:
        if act is PANELS[zone].float_:
            self.float_(zone)
        else:
            self.toggle(zone)

    @Slot(object, object)
    def _float_there(self, zone: Zone, window: WindowPlace) -> None:
        self._change(docking.with_window(docking.floated(self._zones, zone), zone, window))

    # windows

    def _window_moved(self, zone: Zone, window: WindowPlace) -> None:
        if docking.floats(self._zones, zone):
            self._zones = docking.with_window(self._zones, zone, window)
            self._timer.start()

    def _window_closed(self, zone: Zone) -> None:
        self._change(docking.shown(self._zones, zone, seen=False))

    @Slot(object)
    def _screen_removed(self, screen: object) -> None:
        # Qt itself moves the windows first.
        QTimer.singleShot(0, self, self.place_windows)
