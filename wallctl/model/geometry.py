"""Rectangles: in cell units on the wall (floats), and in device pixels (integers)."""

from __future__ import annotations

from pydantic import Field

from wallctl.model.base import Value


class Rect(Value):
    """A rectangle in cell units, origin top left of the wall, fractions allowed."""

    x: float
    y: float
    w: float = Field(gt=0)
    h: float = Field(gt=0)

    @property
    def right(self) -> float:
        return self.x + self.w

    @property
    def bottom(self) -> float:
        return self.y + self.h

    @property
    def centre(self) -> tuple[float, float]:
        return self.x + self.w / 2, self.y + self.h / 2

    def covers(self, other: Rect) -> bool:
        """Tell whether `other` lies wholly inside, to a thousandth of a cell."""
        slack = 1e-3
        return (
            self.x <= other.x + slack
            and self.y <= other.y + slack
            and self.right >= other.right - slack
            and self.bottom >= other.bottom - slack
        )

    def meets(self, other: Rect) -> bool:
        """Tell whether the two share more than an edge."""
        return (
            self.x < other.right and other.x < self.right and self.y < other.bottom and other.y < self.bottom
        )


class PxRect(Value):
    """A rectangle in device pixels; may lie partly outside the surface it is relative to."""

    x: int
    y: int
    w: int = Field(ge=0)
    h: int = Field(ge=0)

    @property
    def right(self) -> int:
        return self.x + self.w

    @property
    def bottom(self) -> int:
        return self.y + self.h

    @property
    def empty(self) -> bool:
        return self.w == 0 or self.h == 0

    def meet(self, other: PxRect) -> PxRect:
        """Return the common part; `empty` when there is none."""
        left, top = max(self.x, other.x), max(self.y, other.y)
        right, bottom = min(self.right, other.right), min(self.bottom, other.bottom)
        return PxRect(x=left, y=top, w=max(0, right - left), h=max(0, bottom - top))

    def minus(self, other: PxRect) -> tuple[PxRect, ...]:
        """Return up to four rectangles that tile this one without `other`."""
        hole = self.meet(other)
        if hole.empty:
            return (self,) if not self.empty else ()
        parts = (
            PxRect(x=self.x, y=self.y, w=self.w, h=hole.y - self.y),
            PxRect(x=self.x, y=hole.bottom, w=self.w, h=self.bottom - hole.bottom),
            PxRect(x=self.x, y=hole.y, w=hole.x - self.x, h=hole.h),
            PxRect(x=hole.right, y=hole.y, w=self.right - hole.right, h=hole.h),
        )
        return tuple(part for part in parts if not part.empty)

    def shifted(self, dx: int, dy: int) -> PxRect:
        """Return the same rectangle moved by so many pixels."""
        return PxRect(x=self.x + dx, y=self.y + dy, w=self.w, h=self.h)
