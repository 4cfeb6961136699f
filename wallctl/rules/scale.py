"""Rectangles of one surface on a smaller or larger one; edges that met still meet. PURE."""

from __future__ import annotations

import math
from typing import NamedTuple

from wallctl.model.geometry import PxRect


class Scale(NamedTuple):
    """From a surface of one size to one of another."""

    from_w: int
    from_h: int
    to_w: int
    to_h: int

    def there(self, rect: PxRect) -> PxRect:
        """Return the rectangle on the other surface."""
        left, top = rounded(rect.x * self.to_w / self.from_w), rounded(rect.y * self.to_h / self.from_h)
        right = rounded(rect.right * self.to_w / self.from_w)
        bottom = rounded(rect.bottom * self.to_h / self.from_h)
        return PxRect(x=left, y=top, w=right - left, h=bottom - top)

    def back(self, rect: PxRect) -> PxRect:
        """Return what lies there on this surface, to the pixels of the smaller one."""
        return Scale(self.to_w, self.to_h, self.from_w, self.from_h).there(rect)


def rounded(value: float) -> int:
    """Return the nearest pixel."""
    return math.floor(value + 0.5)
