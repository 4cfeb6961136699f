"""Which camera a window of the glass shows, which part of its picture, and how large: told from its strips.

Owns where a picture has to lie, worked out a second time: it must be free to contradict the renderer.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from enum import Enum
from functools import partial

from streams.catalogue import shots
from tests.kit.looks import Look, look_of
from tests.kit.real_desk import RealDesk
from tests.kit.screen import Pixels
from tests.kit.site import SiteUnderTest, until
from tests.kit.tags import Rect, TagReader

Place = tuple[float, float, float, float]
"""x, y, w, h: on the wall in cells, or of a picture in fractions."""
WHOLE: Place = (0.0, 0.0, 1.0, 1.0)
NATIVE = (640, 360)
NUMBERS = {shot.id: shot.number for shot in shots()}
SEEN_S = 30.0


class Meets(Enum):
    """How a picture meets a window of another shape."""

    WHOLE = "whole"
    FILLING = "filling"
    STRETCHED = "stretched"


class GlassEyes:
    """Eyes on the wall of a site whose cameras send one small stream each."""

    def __init__(self, site: SiteUnderTest, tells: Callable[[], str] = str) -> None:
        """`tells`: what is to be known besides when the glass does not come to show what it should."""
        self._site, self._tells = site, tells
        self._readers: dict[tuple[Rect, Rect, tuple[int, int]], TagReader] = {}

    def shows(
        self,
        source: str,
        at: Place,
        *,
        part: Place = WHOLE,
        meets: Meets = Meets.WHOLE,
        seen: Place | None = None,
    ) -> bool:
        """Whether this part of the camera's picture is seen there, at the place and the size it has to have.

        `seen`: where of the window one looks; by default all of it.
        """
        window = self._px(at)
        picture, visible = _picture(window, part, meets), _common(window, self._px(seen) if seen else window)
        return self._sees(self._site.screen.pixels, source, picture, visible)

    def await_glass(self, condition: Callable[[], object], what: str) -> None:
        """Wait until that is seen."""
        try:
            until(condition, SEEN_S, f"on the glass: {what}")
        except AssertionError as late:
            late.add_note(self._tells())
            raise

    def await_all(self, *seen: tuple[str, Place]) -> None:
        """Wait until these cameras are seen whole at these places."""
        for source, at in seen:
            self.await_glass(partial(self.shows, source, at), f"{source} at {at}")

    def await_empty(self, *places: Place) -> None:
        """Wait until nothing is seen there."""
        for place in places:
            self.await_glass(partial(self.empty, place), f"nothing at {place}")

    def show_all(self, *seen: tuple[str, Place]) -> bool:
        """Whether all these cameras are seen whole at these places now."""
        return all(self.shows(source, at) for source, at in seen)

    def echoed(self, desk: RealDesk, source: str, at: Place) -> bool:
        """Whether that desk's live board shows this camera whole there: its echo of the glass."""
        place = desk.board_px(at)
        picture = _picture(place, WHOLE, Meets.WHOLE)
        return any(
            self._sees(desk.screen.pixels, source, replace(picture, x=picture.x + x, y=picture.y + y), place)
            for x, y in ((0, 0), (0, 1), (0, -1), (1, 0), (-1, 0))
        )

    def card(self, cell: str) -> bool:
        """Whether a card covers the cell."""
        return look_of(self._site.glass(cell)) is Look.CARD

    def empty(self, at: Place) -> bool:
        """Whether nothing is seen there."""
        place = self._px(at)
        x, y, right, below = (round(n) for n in (place.x, place.y, place.x + place.w, place.y + place.h))
        return not self._site.screen.pixels[y:below, x:right, :3].any()

    def _sees(self, pixels: Pixels, source: str, picture: Rect, visible: Rect) -> bool:
        size = pixels.shape[0], pixels.shape[1]
        key = picture, visible, size
        reader = self._readers[key] = self._readers.get(key) or TagReader(picture, NATIVE, size, visible)
        seen = [tag.camera for tag in reader.read(pixels) if tag is not None]
        # Labels lie over some; a single one may be chance.
        enough = min(2, len(reader.corners))
        return len(seen) >= max(1, enough) and set(seen) == {NUMBERS[source]}

    def _px(self, place: Place) -> Rect:
        wide, high = self._site.cell
        x, y, w, h = place
        return Rect(x * wide, y * high, w * wide, h * high)


def _picture(window: Rect, part: Place, meets: Meets) -> Rect:
    """Where the whole picture would lie, so that this part of it meets the window so."""
    x, y, w, h = part
    across, down = window.w / (w * NATIVE[0]), window.h / (h * NATIVE[1])
    match meets:
        case Meets.WHOLE:
            across = down = min(across, down)
        case Meets.FILLING:
            across = down = max(across, down)
        case Meets.STRETCHED:
            pass
    wide, high = NATIVE[0] * across, NATIVE[1] * down
    left = window.x + (window.w - w * wide) / 2 - x * wide
    top = window.y + (window.h - h * high) / 2 - y * high
    return Rect(left, top, wide, high)


def _common(one: Rect, other: Rect) -> Rect:
    x, y = max(one.x, other.x), max(one.y, other.y)
    right, below = min(one.x + one.w, other.x + other.w), min(one.y + one.h, other.y + other.h)
    return Rect(x, y, right - x, below - y)
