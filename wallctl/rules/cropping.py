"""Which part of its picture a window shows, as a hand draws it on the wall. PURE; knows no mouse, no key."""

from __future__ import annotations

from dataclasses import dataclass, replace

from wallctl.model.geometry import Rect
from wallctl.model.ids import WindowId
from wallctl.model.layout import Crop, Fit, Layout, Window
from wallctl.model.wall import Wall
from wallctl.rules.arrows import Way
from wallctl.rules.edit_layout import found, replaced
from wallctl.rules.edit_several import MOST_ZOOM

STEPS = 16
"""A key moves the frame by such a part of what is shown, and makes it larger or smaller by as much."""
USUAL_RATIO = 16 / 9
"""Of a picture whose size nobody knows."""


def picture_place(wall: Wall, window: Window, ratio: float = USUAL_RATIO) -> Rect:
    """Return where what a window shows of its picture lies, in cells; with COVER it reaches outside.

    `ratio`: width by height of the whole picture.
    """
    rect, crop = window.rect, window.crop
    here = (rect.w * wall.cell_px.w) / (rect.h * wall.cell_px.h)
    shown = ratio * crop.w / crop.h
    if window.fit is Fit.STRETCH:
        return rect
    wide, high = rect.w, rect.h
    if (here < shown) == (window.fit is Fit.CONTAIN):
        high = rect.h * here / shown
    else:
        wide = rect.w * shown / here
    return Rect(x=rect.x + (rect.w - wide) / 2, y=rect.y + (rect.h - high) / 2, w=wide, h=high)


@dataclass(frozen=True, slots=True)
class Cut:
    """A frame round the part that a window is to show; all rectangles in cells of the wall."""

    window: WindowId
    place: Rect
    """Where what it shows now lies, as in `picture_place`."""
    area: Rect
    """What is seen of that: the frame stays inside."""
    part: Rect
    """The frame."""

    def moved(self, way: Way) -> Cut:
        """Return it one step further."""
        dx, dy = self._step(way)
        return self._framed(self.part.x + dx, self.part.y + dy, self.part.w, self.part.h)

    def grown(self, way: Way) -> Cut:
        """Return it one step larger to the right or down, or smaller to the left or up."""
        dw, dh = self._step(way)
        wide = max(self.area.w / STEPS, self.part.w + dw)
        high = max(self.area.h / STEPS, self.part.h + dh)
        return self._framed(self.part.x, self.part.y, wide, high)

    def drawn(self, x: float, y: float, to_x: float, to_y: float) -> Cut:
        """Return it with these two corners, as far as they lie in what is seen."""
        left, right = sorted((self._across(x), self._across(to_x)))
        top, bottom = sorted((self._down(y), self._down(to_y)))
        return self._framed(left, top, max(right - left, _LEAST), max(bottom - top, _LEAST))

    def _step(self, way: Way) -> tuple[float, float]:
        across, down = self.area.w / STEPS, self.area.h / STEPS
        match way:
            case Way.LEFT:
                return -across, 0.0
            case Way.RIGHT:
                return across, 0.0
            case Way.UP:
                return 0.0, -down
            case Way.DOWN:
                return 0.0, down

    def _framed(self, x: float, y: float, w: float, h: float) -> Cut:
        area = self.area
        w, h = min(w, area.w), min(h, area.h)
        x, y = min(max(x, area.x), area.right - w), min(max(y, area.y), area.bottom - h)
        return replace(self, part=Rect(x=x, y=y, w=w, h=h))

    def _across(self, x: float) -> float:
        return min(max(x, self.area.x), self.area.right)

    def _down(self, y: float) -> float:
        return min(max(y, self.area.y), self.area.bottom)


_LEAST = 1e-6


def begun(wall: Wall, window: Window, ratio: float = USUAL_RATIO) -> Cut:
    """Return a frame round the middle of what that window shows."""
    place, rect = picture_place(wall, window, ratio), window.rect
    left, top = max(place.x, rect.x), max(place.y, rect.y)
    wide, high = min(place.right, rect.right) - left, min(place.bottom, rect.bottom) - top
    area = Rect(x=left, y=top, w=wide, h=high)
    part = Rect(x=left + wide / 4, y=top + high / 4, w=wide / 2, h=high / 2)
    return Cut(window.id, place, area, part)


def cropped(layout: Layout, cut: Cut) -> Layout:
    """Return the layout with that part of the picture in its window, of whatever proportions.

    Never less than `MOST_ZOOM` allows of the picture's width or height: of what is smaller, more round it.
    """
    window = found(layout, cut.window)
    crop, place, part = window.crop, cut.place, cut.part
    left, wide = _share(part.x - place.x, part.w, place.w, crop.x, crop.w)
    top, high = _share(part.y - place.y, part.h, place.h, crop.y, crop.h)
    return replaced(layout, window.with_(crop=Crop(x=left, y=top, w=wide, h=high)))


def _share(start: float, long: float, of: float, shown_from: float, shown: float) -> tuple[float, float]:
    """Return where the part begins and how long it is, as fractions of the whole picture."""
    part = min(1.0, max(1 / MOST_ZOOM, long / of * shown))
    middle = shown_from + (start + long / 2) / of * shown
    return min(max(0.0, middle - part / 2), 1.0 - part), part
