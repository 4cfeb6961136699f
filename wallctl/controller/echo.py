"""The newest picture of each cell's glass, as the desk has it. Must not know widgets, nor decode video.

Used from the GUI thread only. Times are the desk's monotonic clock, except `taken_s` (the server's).
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QRectF
from PySide6.QtGui import QImage, QImageReader, QPainter

from wallctl.model.geometry import Rect
from wallctl.model.ids import CellId, cell_id

FRESH_S = 1.5
MAX_EDGE_PX = 1920
_RATE_OVER_S = 2.0


@dataclass(frozen=True, slots=True)
class Echo:
    """One picture of one cell."""

    image: QImage
    taken_s: float
    arrived_s: float


class EchoBook:
    """All cells' newest pictures. A picture that came out of order, or is no picture, is left out."""

    def __init__(self) -> None:
        self._echoes: dict[CellId, Echo] = {}
        self._arrivals: deque[float] = deque(maxlen=4_000)

    def take_in(self, cell: CellId, jpeg: bytes, taken_s: float, now_s: float) -> bool:
        """Keep the picture; tell whether it is newer than the one there was."""
        known = self._echoes.get(cell)
        # A restarted server's clock may begin anew: an old picture must not block the new ones for ever.
        if known is not None and taken_s <= known.taken_s and now_s - known.arrived_s < FRESH_S:
            return False
        image = decoded(jpeg)
        if image is None:
            return False
        self._echoes[cell] = Echo(image, taken_s, now_s)
        self._arrivals.append(now_s)
        return True

    def echo(self, cell: CellId) -> Echo | None:
        """Return the newest picture of a cell."""
        return self._echoes.get(cell)

    def fresh(self, cell: CellId, now_s: float) -> bool:
        """Tell whether that cell's picture is new enough to be called an echo."""
        found = self._echoes.get(cell)
        return found is not None and now_s - found.arrived_s <= FRESH_S

    def newest_s(self) -> float | None:
        """Return when the last picture of any cell arrived."""
        return max((echo.arrived_s for echo in self._echoes.values()), default=None)

    def rate_fps(self, now_s: float) -> float:
        """Return the pictures a second that each cell really gets."""
        recent = sum(1 for at_s in self._arrivals if now_s - at_s <= _RATE_OVER_S)
        cells = sum(1 for echo in self._echoes.values() if now_s - echo.arrived_s <= _RATE_OVER_S)
        return recent / _RATE_OVER_S / cells if cells else 0.0

    def forget_pictures(self) -> tuple[CellId, ...]:
        """Drop everything: who may no longer see the wall keeps no picture of it. Return whose they were."""
        dropped = tuple(self._echoes)
        self._echoes.clear()
        self._arrivals.clear()
        return dropped


def draw_region(painter: QPainter, book: EchoBook, target: QRectF, region: Rect) -> bool:
    """Paint that part of the wall (cell units) into `target`; tell whether all its cells had a picture."""
    across, down = target.width() / region.w, target.height() / region.h
    whole = True
    for row in range(int(region.y), _ceil(region.bottom)):
        for col in range(int(region.x), _ceil(region.right)):
            echo = book.echo(cell_id(row, col))
            if echo is None:
                whole = False
                continue
            left, top = max(region.x, col), max(region.y, row)
            right, bottom = min(region.right, col + 1.0), min(region.bottom, row + 1.0)
            into = QRectF(
                target.x() + (left - region.x) * across,
                target.y() + (top - region.y) * down,
                (right - left) * across,
                (bottom - top) * down,
            )
            wide, high = echo.image.width(), echo.image.height()
            part = QRectF(
                (left - col) * wide, (top - row) * high, (right - left) * wide, (bottom - top) * high
            )
            painter.drawImage(into, echo.image, part)
    return whole


def _ceil(value: float) -> int:
    return -int(-(value - 1e-6) // 1)


def decoded(jpeg: bytes) -> QImage | None:
    """Return the picture; None for what is none, or larger than any picture that a desk is sent."""
    held = QByteArray(jpeg)
    device = QBuffer(held)
    device.open(QIODevice.OpenModeFlag.ReadOnly)
    reader = QImageReader(device, QByteArray(b"jpeg"))
    size = reader.size()
    if not size.isValid() or max(size.width(), size.height()) > MAX_EDGE_PX:
        return None
    image = reader.read()
    return None if image.isNull() else image.convertToFormat(QImage.Format.Format_RGB32)
