"""Which output a cell belongs to and where it lies there, while outputs come, go and change.

Must not know windows or what is painted. An output is known by its name (`DP-1`), by the serial number of
what hangs on it (`serial:XYZ`), or, unnamed, by the cell's own place on the one big screen. GUI thread only.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from PySide6.QtCore import QObject, Slot
from PySide6.QtGui import QGuiApplication, QScreen

from wallctl.model.geometry import PxRect
from wallctl.protocol.nursery import RendererSpec

WALL_SHARE = 1 / 3
"""Where one screen cannot hold the wall, it is drawn small in this top share of it; the desk has the rest."""
BY_SERIAL = "serial:"


class Seat(NamedTuple):
    """Where a cell is to be."""

    screen: QScreen
    place: PxRect


class Outputs(QObject):
    """Finds the cell's place; `changed` is called whenever it may be another one."""

    def __init__(self, spec: RendererSpec, app: QGuiApplication) -> None:
        super().__init__()
        self._spec = spec
        self._app = app
        self._native: PxRect | None = None
        """Once at its own place a cell stays there: a screen that shrank must not draw the wall small."""
        self.changed: Callable[[], None] = lambda: None
        for screen in app.screens():
            screen.geometryChanged.connect(self._look)
        app.screenAdded.connect(self._added)
        app.screenRemoved.connect(self._look)
        app.primaryScreenChanged.connect(self._look)

    @property
    def name(self) -> str:
        """What the output is called where one is missed."""
        at = self._spec.place_px
        return self._spec.output or f"{at.w}x{at.h}+{at.x}+{at.y}"

    def find(self) -> Seat | None:
        """Return the cell's place now, None while its output is not there."""
        if self._native is not None:
            under = (screen for screen in self._app.screens() if _covers(screen, self._native))
            return next((Seat(screen, self._native) for screen in under), None)
        found = place_on_screen(self._spec, self._app)
        if found is None:
            return None
        seat = Seat(*found)
        native = not self._spec.output and seat.place == self._spec.place_px
        if native and self._app.platformName() != "offscreen" and _covers(seat.screen, seat.place):
            self._native = seat.place
        return seat

    @property
    def names(self) -> tuple[str, ...]:
        """All outputs that are there now."""
        return tuple(screen.name() for screen in self._app.screens())

    @Slot(QScreen)
    def _added(self, screen: QScreen) -> None:
        screen.geometryChanged.connect(self._look)
        self.changed()

    @Slot()
    def _look(self) -> None:
        self.changed()


def place_on_screen(spec: RendererSpec, app: QGuiApplication) -> tuple[QScreen, PxRect] | None:
    """Return the screen and rectangle of a cell, or None when its named output is not there.

    Without an output's name the cell lies at its own place and size where the screen holds the whole wall,
    and is drawn small with the others in the top third where it does not. Offscreen it is always native.
    """
    if spec.output:
        for screen in app.screens():
            if _is_named(screen, spec.output):
                at = screen.geometry()
                return screen, PxRect(x=at.x(), y=at.y(), w=at.width(), h=at.height())
        return None
    screen = app.primaryScreen()
    if app.platformName() == "offscreen" or spec.wall_px is None:
        return screen, spec.place_px
    room = spec.screen_px or _room(screen, spec.wall_px.w, spec.wall_px.h)
    scale = min(1.0, room.w / spec.wall_px.w, room.h / spec.wall_px.h)
    place = spec.place_px
    left, top = int(place.x * scale), int(place.y * scale)
    right, bottom = int(place.right * scale), int(place.bottom * scale)
    return screen, PxRect(x=room.x + left, y=room.y + top, w=right - left, h=bottom - top)


def _is_named(screen: QScreen, output: str) -> bool:
    if output.startswith(BY_SERIAL):
        return screen.serialNumber() == output.removeprefix(BY_SERIAL)
    return screen.name() == output


def _covers(screen: QScreen, place: PxRect) -> bool:
    at = screen.geometry()
    return not PxRect(x=at.x(), y=at.y(), w=at.width(), h=at.height()).meet(place).empty


def _room(screen: QScreen, wall_w: int, wall_h: int) -> PxRect:
    at = screen.virtualGeometry()
    if at.width() >= wall_w and at.height() >= wall_h:
        return PxRect(x=at.x(), y=at.y(), w=wall_w, h=wall_h)
    own = screen.geometry()
    high = int(own.height() * WALL_SHARE)
    wide = min(own.width(), int(high * wall_w / wall_h))
    return PxRect(x=own.x() + (own.width() - wide) // 2, y=own.y(), w=wide, h=high)
