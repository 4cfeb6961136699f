"""The window on one output: pixels in, pixels on the display, and a look back at what is really there.

Must not know what is painted, or which output is whose. All of it belongs to the GUI thread. Pixels are
written straight into the window's backing store and flushed 1:1, without a painter in between.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable

import numpy as np
from PySide6.QtCore import QEvent, QRect, QSize, Qt
from PySide6.QtGui import (
    QBackingStore,
    QCloseEvent,
    QExposeEvent,
    QImage,
    QRegion,
    QScreen,
    QSurface,
    QWindow,
)

from wallctl.model.geometry import PxRect
from wallctl.renderer.round_trip import RoundTrip


class Glass(QWindow):
    """A frameless window of one cell. `canvas` is its picture: uint8 (height, width, 4) BGRA."""

    def __init__(self, place: PxRect, screen: QScreen, title: str) -> None:
        super().__init__(screen)
        self.setSurfaceType(QSurface.SurfaceType.RasterSurface)
        self.setFlags(
            Qt.WindowType.FramelessWindowHint
            | Qt.WindowType.BypassWindowManagerHint
            | Qt.WindowType.WindowDoesNotAcceptFocus
        )
        self.setTitle(title)
        self.setCursor(Qt.CursorShape.BlankCursor)
        self.setGeometry(QRect(place.x, place.y, place.w, place.h))
        self._place = place
        self._store = QBackingStore(self)
        self._store.resize(QSize(place.w, place.h))
        self._canvas: np.ndarray | None = None
        """The store's pixels as an array, while the store keeps them at the same place."""
        self._round_trip = RoundTrip()
        self._on_exposed: Callable[[], None] | None = None
        self.exposed = False
        self.away = False
        """It has no output: nothing of it is on any screen, and it is painted in memory only."""
        self.stamp: np.ndarray | None = None
        """Lies over the middle of all that is painted, uint8 (h, w, 4) BGRA."""

    @property
    def place(self) -> PxRect:
        return self._place

    def open(self, on_exposed: Callable[[], None]) -> None:
        """Show the window unless it is away; `on_exposed`: the display wants all of it painted."""
        self._on_exposed = on_exposed
        if not self.away:
            self.show()

    def leave(self) -> None:
        """Go off the screen, at once: where this window was, another cell may be next."""
        self.away, self.exposed, self._canvas = True, False, None
        self.hide()

    def go_to(self, screen: QScreen, place: PxRect) -> bool:
        """Be there and nowhere else; tell whether the size is another one, and the canvas with it."""
        resized = (place.w, place.h) != (self._place.w, self._place.h)
        self._place, self.away, self._canvas = place, False, None
        self.setScreen(screen)
        self.setGeometry(QRect(place.x, place.y, place.w, place.h))
        if resized:
            self._store.resize(QSize(place.w, place.h))
        if self._on_exposed is not None:
            self.show()
        return resized

    def paint(self, region: QRegion, fill: Callable[[np.ndarray], None]) -> None:
        """Let `fill` write all pixels of `region` into the canvas, then put them on the display."""
        if region.isEmpty():
            return
        self._store.beginPaint(region)
        try:
            fill(self.canvas())
            at = self.stamp_at()
            if at is not None and self.stamp is not None:
                self.canvas()[at.y : at.bottom, at.x : at.right] = self.stamp[: at.h, : at.w]
        finally:
            self._store.endPaint()
        if self.exposed:
            self._store.flush(region)

    def stamp_at(self) -> PxRect | None:
        """Return where the stamp lies, if there is one."""
        if self.stamp is None:
            return None
        place = self._place
        high, wide = min(self.stamp.shape[0], place.h), min(self.stamp.shape[1], place.w)
        return PxRect(x=(place.w - wide) // 2, y=(place.h - high) // 2, w=wide, h=high)

    def settle(self) -> float:
        """Return when everything painted so far is on the display (CLOCK_BOOTTIME, after a round trip)."""
        if not self.away:
            self._round_trip()
        return time.clock_gettime(time.CLOCK_BOOTTIME)

    def differs(self, row: int) -> bool:
        """Tell whether a row of the display is not what was painted there."""
        seen = self.screen().grabWindow(self.winId(), 0, row, self._place.w, 1).toImage()
        if seen.width() != self._place.w or seen.height() != 1:
            return True
        pixels = np.frombuffer(seen.convertToFormat(QImage.Format.Format_RGB32).constBits(), np.uint8)
        line = pixels.reshape(1, -1, 4)[0, : self._place.w, :3]
        return not np.array_equal(line, self.canvas()[row, :, :3])

    def where(self) -> PxRect:
        """Return where the window really is."""
        at = self.geometry()
        return PxRect(x=at.x(), y=at.y(), w=max(0, at.width()), h=max(0, at.height()))

    def canvas(self) -> np.ndarray:
        """Return the window's own pixels, uint8 (height, width, 4) BGRA; valid until it goes elsewhere."""
        if self._canvas is None:
            device = self._store.paintDevice()
            assert isinstance(device, QImage)
            stride = device.bytesPerLine() // 4
            pixels = np.frombuffer(device.bits(), np.uint8).reshape(-1, stride, 4)
            self._canvas = pixels[: self._place.h, : self._place.w]
        return self._canvas

    def seen(self) -> np.ndarray:
        """Return what is on the output, as `canvas`: nothing while there is none. Not to be written to."""
        return np.zeros_like(self.canvas()) if self.away else self.canvas()

    def exposeEvent(self, event: QExposeEvent) -> None:
        self.exposed, self._canvas = self.isExposed() and not self.away, None
        if self.exposed and self._on_exposed is not None:
            self._on_exposed()

    def closeEvent(self, event: QCloseEvent) -> None:
        event.ignore()

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.UpdateRequest and self._on_exposed is not None:
            self._on_exposed()
            return True
        return super().event(event)


def region_of(parts: Iterable[PxRect]) -> QRegion:
    """Return rectangles as a region."""
    region = QRegion()
    for part in parts:
        region += QRect(part.x, part.y, part.w, part.h)
    return region
