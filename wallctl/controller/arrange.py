"""Where the boards lie in the middle of the desk: one above the other, side by side, or one at a time."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from PySide6.QtCore import QRect, QSize

GAP_PX = 12
NARROW_PX = 1500
"""Below this width of the whole desk a wall that would shrink is shown one board at a time."""
_KEEP_NARROW, _KEEP_WIDE = 0.85, 0.4
HINT_PX = 96


class Arrangement(Enum):
    """How two boards share the room."""

    STACKED = "stacked"
    BESIDE = "beside"
    SWITCHED = "switched"


@dataclass(frozen=True, slots=True)
class FrameShape:
    """What a frame adds around a wall of that ratio (width over height)."""

    ratio: float
    add_w: int
    add_h: int

    def largest(self, room: QSize) -> QSize:
        """Return the largest frame within the room."""
        wide = max(1, room.width() - self.add_w)
        high = max(1, room.height() - self.add_h)
        wall_w = min(wide, int(high * self.ratio))
        return QSize(wall_w + self.add_w, round(wall_w / self.ratio) + self.add_h)


def arrangement(shape: FrameShape, room: QSize, desk_width: int) -> Arrangement:
    """Return the arrangement that leaves both boards largest, or SWITCHED where they would be too small."""
    alone = shape.largest(room).width()
    half_high = QSize(room.width(), (room.height() - GAP_PX) // 2)
    half_wide = QSize((room.width() - GAP_PX) // 2, room.height())
    stacked, beside = shape.largest(half_high).width(), shape.largest(half_wide).width()
    best = max(stacked, beside)
    if best < alone * (_KEEP_NARROW if desk_width < NARROW_PX else _KEEP_WIDE):
        return Arrangement.SWITCHED
    return Arrangement.STACKED if stacked >= beside else Arrangement.BESIDE


def place_two(shape: FrameShape, room: QRect, how: Arrangement) -> tuple[QRect, QRect]:
    """Return where the first (draft) and second (live) frame lie."""
    match how:
        case Arrangement.SWITCHED:
            only = place_one(shape, room)
            return only, only
        case Arrangement.STACKED:
            size = shape.largest(QSize(room.width(), (room.height() - GAP_PX) // 2))
            left = room.left() + (room.width() - size.width()) // 2
            top = room.top() + max(0, (room.height() - 2 * size.height() - GAP_PX) // 2)
            first = QRect(left, top, size.width(), size.height())
            return first, first.translated(0, size.height() + GAP_PX)
        case Arrangement.BESIDE:
            size = shape.largest(QSize((room.width() - GAP_PX) // 2, room.height()))
            left = room.left() + max(0, (room.width() - 2 * size.width() - GAP_PX) // 2)
            top = room.top() + (room.height() - size.height()) // 2
            first = QRect(left, top, size.width(), size.height())
            return first, first.translated(size.width() + GAP_PX, 0)


def place_one(shape: FrameShape, room: QRect) -> QRect:
    """Return where a single frame lies: as large as it may be, centred."""
    size = shape.largest(room.size())
    left = room.left() + (room.width() - size.width()) // 2
    top = room.top() + (room.height() - size.height()) // 2
    return QRect(left, top, size.width(), size.height())


def place_with_hint(shape: FrameShape, room: QRect) -> tuple[QRect, QRect | None]:
    """Return the frame and, where the wall leaves room, the place of the hint how to prepare a draft."""
    size = shape.largest(room.size())
    left_over = room.height() - size.height() - GAP_PX
    if left_over < HINT_PX:
        return place_one(shape, room), None
    left = room.left() + (room.width() - size.width()) // 2
    high = min(left_over, size.height())
    top = room.top() + (left_over - high) // 2
    frame = QRect(left, top + high + GAP_PX, size.width(), size.height())
    return frame, QRect(left, top, size.width(), high)
