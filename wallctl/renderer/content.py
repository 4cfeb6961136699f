"""What a pane shows instead of a source: a picture file, a clock, a ticker. No camera, so nothing can freeze.

GUI thread, except that picture files are read beside it. Must not know feeds, takes or the bus.
"""

from __future__ import annotations

import threading
import time
from pathlib import Path
from typing import Protocol, assert_never
from weakref import WeakValueDictionary
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import numpy as np
from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QImage, QImageReader

from wallctl.errors import WallError
from wallctl.model.content import ClockContent, ImageContent, TickerContent
from wallctl.model.geometry import PxRect
from wallctl.model.health import Reason, WindowState
from wallctl.protocol.cell import Pane
from wallctl.renderer.delivery import Shot
from wallctl.renderer.media import why_no_file
from wallctl.renderer.reading import boot_s
from wallctl.renderer.scaling import Patch, Planner, Target
from wallctl.renderer.typesetting import MUTED, PANEL, TEXT, as_array, font_of, new_image, new_painter
from wallctl.rules.freshness import Worth
from wallctl.rules.moving import clock_words, ticker_left
from wallctl.store.media_files import media_file

MAX_FILE_BYTES = 64 << 20
MAX_EDGE_PX = 8192
"""Larger pictures are made this small while they are read: no wall cell shows more."""
MAX_PIXELS = 200_000_000
FORMATS = frozenset((b"png", b"jpeg", b"jpg", b"bmp", b"gif", b"webp"))
"""By what is in the file, whatever its name says: no format that can name other files."""
TICKER_STEP_S = 0.04
MOST_STRIP_PX = 32_000
"""Qt draws no wider picture; a longer text gets smaller letters."""
_LETTER_SHARE, _MOST_LETTER = 0.6, 192
_CLOCK_W, _CLOCK_H, _DATE_SHARE = 0.9, 0.55, 0.3


class PaneContent(Protocol):
    """Pixels of one pane, and what they are worth."""

    @property
    def moves(self) -> bool:
        """Whether there is a new picture many times a second."""
        ...

    def take(self) -> Shot | None:
        """Return the newest picture once; None while it is the one that was taken."""
        ...

    def worth(self) -> Worth:
        """Return what the picture is worth."""
        ...


class PictureFile:
    """One file, read on a thread of its own; `frame` or `reason` is set when that is done."""

    def __init__(self, root: Path, name: str) -> None:
        self.frame: np.ndarray | None = None
        """uint8 (height, width, 4) BGRA."""
        self.reason = Reason.NONE
        self._thread = threading.Thread(target=self._read, args=(root, name), name="picture", daemon=True)
        self._thread.start()

    def _read(self, root: Path, name: str) -> None:
        try:
            self.frame = _decoded(root, name)
        except _NoPicture as wrong:
            self.reason = wrong.reason


class Gallery:
    """The picture files that scenes show; each is read once while any scene has it."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._files: WeakValueDictionary[str, PictureFile] = WeakValueDictionary()

    def file(self, name: str) -> PictureFile:
        """Return that file, read or being read; one that failed is tried again."""
        found = self._files.get(name)
        if found is None or found.reason is not Reason.NONE:
            found = self._files[name] = PictureFile(self._root, name)
        return found


class Image:
    """A picture file in its window."""

    moves = False

    def __init__(self, pane: Pane, file: PictureFile) -> None:
        self._file = file
        self._planner = Planner(Target(pane.win, pane.dst, pane.fit, pane.crop))
        self._taken = False

    def take(self) -> Shot | None:
        frame = self._file.frame
        if frame is None or self._taken:
            return None
        self._taken = True
        height, width = frame.shape[:2]
        blit = self._planner.plan(width, height)
        return Shot(Patch(frame, blit) if blit else self._planner.bars(), boot_s(), width, height)

    def worth(self) -> Worth:
        if self._file.reason is not Reason.NONE:
            return Worth(state=WindowState.NO_SIGNAL, reason=self._file.reason)
        return Worth(state=WindowState.LIVE if self._file.frame is not None else WindowState.CONNECTING)


class Clock:
    """Time of day, as large as the window allows; painted when a second, or a minute, begins."""

    moves = False

    def __init__(self, pane: Pane, content: ClockContent, zone: ZoneInfo | None) -> None:
        self._pane, self._content, self._zone = pane, content, zone
        self._shown: tuple[str, str] | None = None
        win = pane.win
        high = int(win.h * (_CLOCK_H if content.date else 2 * _CLOCK_H / 1.5))
        digits = "88:88:88" if content.seconds else "88:88"
        self._px = _px_that_fits(digits, high, int(win.w * _CLOCK_W))
        dates = clock_words(0.0, self._zone, seconds=False)[1]
        self._date_px = _px_that_fits(dates + "00", int(self._px * _DATE_SHARE), int(win.w * _CLOCK_W))

    def take(self) -> Shot | None:
        words = clock_words(time.time(), self._zone, seconds=self._content.seconds)
        if words == self._shown:
            return None
        self._shown = words
        return Shot(
            Patch.at(self._draw(*words), self._pane.dst), boot_s(), self._pane.win.w, self._pane.win.h
        )

    def worth(self) -> Worth:
        return Worth(state=WindowState.LIVE)

    def _draw(self, now: str, date: str) -> np.ndarray:
        win, dst = self._pane.win, self._pane.dst
        image = new_image(dst.w, dst.h, PANEL)
        painter = new_painter(image)
        painter.translate(win.x - dst.x, win.y - dst.y)
        lines = [(now, self._px, TEXT)] + ([(date, self._date_px, MUTED)] if self._content.date else [])
        top = (win.h - sum(px * 5 // 4 for _, px, _ in lines)) // 2
        for text, px, tone in lines:
            painter.setFont(font_of(px, bold=True))
            painter.setPen(QColor(tone))
            line = QRect(0, top, win.w, px * 5 // 4)
            painter.drawText(line, int(Qt.AlignmentFlag.AlignCenter), text)
            top += px * 5 // 4
        painter.end()
        return as_array(image)


class Ticker:
    """A line of text on its way from right to left: where it is depends on the time alone, on every cell."""

    moves = True

    def __init__(self, pane: Pane, content: TickerContent) -> None:
        self._win, self._dst = pane.win, pane.dst
        self._speed_px_s = max(1.0, content.cells_s * (pane.cell_w or pane.win.w))
        high = min(_MOST_LETTER, int(pane.win.h * _LETTER_SHARE))
        self._strip = _strip(content.text, _px_that_fits(content.text, high, MOST_STRIP_PX))
        self._taken_s = 0.0

    def take(self) -> Shot | None:
        now_s = boot_s()
        if now_s - self._taken_s < 0.9 * TICKER_STEP_S:
            return None
        self._taken_s = now_s
        return Shot(Patch.at(self.frame_at(time.time()), self._dst), now_s, self._win.w, self._win.h)

    def worth(self) -> Worth:
        return Worth(state=WindowState.LIVE)

    def frame_at(self, utc_s: float) -> np.ndarray:
        """Return the pane at that time, uint8 (dst.h, dst.w, 4) BGRA."""
        win, dst, strip = self._win, self._dst, self._strip
        frame = np.empty((dst.h, dst.w, 4), np.uint8)
        frame[:] = _bgra(PANEL)
        left = win.x + ticker_left(utc_s, self._speed_px_s, win.w, strip.shape[1])
        top = win.y + (win.h - strip.shape[0]) // 2
        part = PxRect(x=left, y=top, w=strip.shape[1], h=strip.shape[0]).meet(dst)
        if not part.empty:
            frame[part.y - dst.y : part.bottom - dst.y, part.x - dst.x : part.right - dst.x] = strip[
                part.y - top : part.bottom - top, part.x - left : part.right - left
            ]
        return frame


def content_of(pane: Pane, gallery: Gallery, zone: ZoneInfo | None) -> PaneContent | None:
    """Return what the pane shows instead of a source, if it does."""
    match pane.content:
        case None:
            return None
        case ImageContent(file=file):
            return Image(pane, gallery.file(file))
        case ClockContent() as clock:
            return Clock(pane, clock, zone)
        case TickerContent() as ticker:
            return Ticker(pane, ticker)
        case _:
            assert_never(pane.content)


def zone_of(name: str) -> ZoneInfo | None:
    """Return the zone of that name; None: the machine's own, as for a name that it does not know."""
    try:
        return ZoneInfo(name) if name else None
    except (ZoneInfoNotFoundError, ValueError):
        return None


class _NoPicture(Exception):
    """The file gives no picture, and why."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason.value)
        self.reason = reason


def _decoded(root: Path, name: str) -> np.ndarray:
    try:
        path = media_file(root, name)
    except WallError as refused:
        raise _NoPicture(why_no_file(refused)) from None
    reader = QImageReader(str(path))
    reader.setAutoTransform(True)
    size = reader.size()
    if bytes(reader.format().data()) not in FORMATS:
        raise _NoPicture(Reason.CANNOT_OPEN)
    if (
        path.stat().st_size > MAX_FILE_BYTES
        or not size.isValid()
        or size.width() * size.height() > MAX_PIXELS
    ):
        raise _NoPicture(Reason.CANNOT_OPEN)
    if max(size.width(), size.height()) > MAX_EDGE_PX:
        reader.setScaledSize(size.scaled(QSize(MAX_EDGE_PX, MAX_EDGE_PX), Qt.AspectRatioMode.KeepAspectRatio))
    image = reader.read()
    if image.isNull():
        raise _NoPicture(Reason.CANNOT_OPEN)
    solid = QImage(image.size(), QImage.Format.Format_RGB32)
    solid.fill(QColor(PANEL))
    painter = new_painter(solid)
    painter.drawImage(0, 0, image)
    painter.end()
    return as_array(solid)


def _px_that_fits(text: str, high: int, wide: int) -> int:
    """Return the largest size of letters, at most `high`, in which the text is at most so wide."""
    px = max(8, high)
    advance = QFontMetrics(font_of(px, bold=True)).horizontalAdvance(text)
    return max(8, min(px, int(px * wide / max(1, advance))))


def _strip(text: str, px: int) -> np.ndarray:
    font = font_of(px, bold=True)
    wide = min(MOST_STRIP_PX, QFontMetrics(font).horizontalAdvance(text) + px)
    image = new_image(wide, px * 3 // 2, PANEL)
    painter = new_painter(image)
    painter.setFont(font)
    painter.setPen(QColor(TEXT))
    painter.drawText(image.rect(), int(Qt.AlignmentFlag.AlignCenter), text)
    painter.end()
    return as_array(image)


def _bgra(colour: str) -> tuple[int, int, int, int]:
    found = QColor(colour)
    return found.blue(), found.green(), found.red(), 255
