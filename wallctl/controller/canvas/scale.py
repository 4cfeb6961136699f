"""From cells of the wall to pixels of the desk and back. Whole pixels, so that cells tile without gaps."""

from __future__ import annotations

from dataclasses import dataclass
from math import floor

from PySide6.QtCore import QPointF, QRect, QRectF

from wallctl.model.geometry import Rect
from wallctl.model.wall import Wall
from wallctl.rules.edit_layout import Side

HANDLE_PX = 12
HANDLE_HIT_PX = 24
HANDLE_BAR_PX = (24, 4)
"""Along the sides: long enough to be seen, too thin to reach the letters at a window's foot."""


def wall_ratio(wall: Wall) -> float:
    """Return width over height of the whole wall."""
    return (wall.cols * wall.cell_px.w) / (wall.rows * wall.cell_px.h)


def largest(wall: Wall, width: int, height: int) -> tuple[int, int]:
    """Return the largest size of the wall's shape that fits into a space."""
    ratio = wall_ratio(wall)
    wide = min(width, floor(height * ratio))
    return max(1, wide), max(1, min(height, round(wide / ratio)))


@dataclass(frozen=True, slots=True)
class Scale:
    """Where each cell lies on the widget: the wall fills `width` x `height` from (left, top)."""

    rows: int
    cols: int
    left: int
    top: int
    width: int
    height: int

    @classmethod
    def fitted(cls, wall: Wall, width: int, height: int) -> Scale:
        """Return the scale that shows the whole wall, centred."""
        wide, high = largest(wall, width, height)
        return cls(wall.rows, wall.cols, (width - wide) // 2, (height - high) // 2, wide, high)

    def x_px(self, x: float) -> int:
        return self.left + round(x * self.width / self.cols)

    def y_px(self, y: float) -> int:
        return self.top + round(y * self.height / self.rows)

    def rect_px(self, rect: Rect) -> QRect:
        """Return the pixels of a rectangle; neighbours share an edge and no pixel."""
        left, top = self.x_px(rect.x), self.y_px(rect.y)
        return QRect(left, top, self.x_px(rect.right) - left, self.y_px(rect.bottom) - top)

    def cell_px(self, row: int, col: int) -> QRect:
        """Return the pixels of one cell."""
        left, top = self.x_px(col), self.y_px(row)
        return QRect(left, top, self.x_px(col + 1) - left, self.y_px(row + 1) - top)

    @property
    def wall_px(self) -> QRect:
        return QRect(self.left, self.top, self.width, self.height)

    def cells_at(self, point: QPointF) -> tuple[float, float]:
        """Return the point in cell units; it may lie outside the wall."""
        return (
            (point.x() - self.left) * self.cols / self.width,
            (point.y() - self.top) * self.rows / self.height,
        )

    def handle_at(self, rect: Rect, point: QPointF) -> Side | None:
        """Return the handle of that rectangle under a point; corners before sides."""
        place = self.rect_px(rect)
        reach = min(HANDLE_HIT_PX / 2, place.width() / 4, place.height() / 4)
        for side in handles_of(place):
            centre = handle_centre(place, side)
            if abs(point.x() - centre.x()) <= reach and abs(point.y() - centre.y()) <= reach:
                return side
        return None


_CORNERS = (Side.TOP_LEFT, Side.TOP_RIGHT, Side.BOTTOM_LEFT, Side.BOTTOM_RIGHT)
_EDGES = (Side.LEFT, Side.TOP, Side.RIGHT, Side.BOTTOM)


def handles_of(place: QRect) -> tuple[Side, ...]:
    """Return the handles that a window of that size has room for: the middle stays free to be grabbed."""
    least = min(place.width(), place.height())
    if least >= 14 * HANDLE_PX:
        return (*_CORNERS, *_EDGES)
    return _CORNERS if least >= 4 * HANDLE_PX else (Side.BOTTOM_RIGHT,)


def handle_centre(place: QRect, side: Side) -> QPointF:
    """Return where a handle is drawn: just inside the window's edge, so that it never leaves the wall."""
    goes_left, goes_top, goes_right, goes_bottom = side.value
    inset = HANDLE_PX / 2 + 1
    x = place.left() + inset if goes_left else place.right() - inset if goes_right else place.center().x()
    y = place.top() + inset if goes_top else place.bottom() - inset if goes_bottom else place.center().y()
    return QPointF(x, y)


def handle_box(place: QRect, side: Side) -> QRectF:
    """Return what is drawn of a handle: a square in a corner, a bar along a side."""
    centre = handle_centre(place, side)
    if side in _CORNERS:
        return QRectF(centre.x() - HANDLE_PX / 2, centre.y() - HANDLE_PX / 2, HANDLE_PX, HANDLE_PX)
    goes_left, goes_top, goes_right, goes_bottom = side.value
    long, thick = HANDLE_BAR_PX
    wide, tall = (long, thick) if goes_top or goes_bottom else (thick, long)
    left = place.left() if goes_left else place.right() + 1 - wide if goes_right else centre.x() - wide / 2
    top = place.top() if goes_top else place.bottom() + 1 - tall if goes_bottom else centre.y() - tall / 2
    return QRectF(left, top, wide, tall)


def beside_handles(place: QRect) -> QRect:
    """Return the part of a window between the handles in its corners: there letters stay readable."""
    corners = handles_of(place)
    left = HANDLE_PX + 3 if Side.BOTTOM_LEFT in corners else 0
    return place.adjusted(left, 0, -(HANDLE_PX + 3), 0)
