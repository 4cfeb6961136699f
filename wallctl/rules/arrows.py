"""Where an arrow key leads on a layout: from window to window, and to cells that no window is on. PURE.

The nearest by its edges comes first. Nearest alone would leave some windows that no arrow ever leads to; so
what is nearest gives way, here and there, to what keeps all together: see `_kept_together`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import Enum
from itertools import pairwise
from typing import NamedTuple

from wallctl.model.geometry import Rect
from wallctl.model.ids import WindowId
from wallctl.model.layout import Layout
from wallctl.model.wall import Wall
from wallctl.rules.edit_layout import cell_at, in_order, window_at

_SAME = 1e-6
"""Cells; edges that are no further apart are one edge."""
_APART_X, _APART_Y = 2e-5, 7e-6
"""So far is each spot's middle moved for each spot below it, that no two middles are in line by chance."""


class Way(Enum):
    """An arrow key."""

    LEFT = "left"
    RIGHT = "right"
    UP = "up"
    DOWN = "down"


@dataclass(frozen=True, slots=True)
class Spot:
    """What can be chosen: a window, or (None) a cell with no window over its middle."""

    rect: Rect
    window: WindowId | None = None


class Paths:
    """Where arrows lead on one layout. From every spot arrows alone lead to every other spot.

    Windows that are wholly covered are no spots: what is chosen is seen.
    """

    def __init__(self, wall: Wall, layout: Layout) -> None:
        self._wall, self._layout = wall, layout
        self.spots = _spots(wall, layout)
        """From the lowest to the topmost."""
        self._places = {_name(spot): number for number, spot in enumerate(self.spots)}
        self._paths = _paths([_Box.of(spot.rect) for spot in self.spots])

    @property
    def first(self) -> Spot:
        """The upper left one, where nothing is chosen yet."""
        return min(self.spots, key=lambda spot: (spot.rect.y, spot.rect.x))

    def beyond(self, at: Spot, way: Way) -> Spot:
        """Return what an arrow leads to from there; the same where nothing lies that way.

        From what is no spot (a window that is covered) it leads on from what is seen over its middle.
        """
        start = self._places.get(_name(at))
        if start is None:
            start = self._places[_name(self._seen_at(*at.rect.centre))]
        return self.spots[self._paths[start].get(way, start)]

    def _seen_at(self, x: float, y: float) -> Spot:
        cell = cell_at(self._wall, x, y)
        window = window_at(self._layout, x, y) or window_at(self._layout, *cell.centre)
        return Spot(window.rect, window.id) if window is not None else Spot(cell)


def _name(spot: Spot) -> WindowId | tuple[float, float]:
    return spot.window if spot.window is not None else (spot.rect.x, spot.rect.y)


def _spots(wall: Wall, layout: Layout) -> list[Spot]:
    cells = [cell_at(wall, col, row) for row in range(wall.rows) for col in range(wall.cols)]
    free = [Spot(cell) for cell in cells if window_at(layout, *cell.centre) is None]
    windows = in_order(layout)
    seen = [
        Spot(window.rect, window.id)
        for number, window in enumerate(windows)
        if _is_seen(window.rect, [other.rect for other in windows[number + 1 :]])
    ]
    return [*free, *seen]


def _is_seen(rect: Rect, above: Iterable[Rect]) -> bool:
    """Whether anything of a rectangle is left beside those above it."""
    over = [other for other in above if other.meets(rect)]
    if not over:
        return True
    across = sorted({rect.x, rect.right, *(x for one in over for x in (one.x, one.right))})
    down = sorted({rect.y, rect.bottom, *(y for one in over for y in (one.y, one.bottom))})
    return any(
        right - left > _SAME
        and bottom - top > _SAME
        and rect.x <= left < rect.right
        and rect.y <= top < rect.bottom
        and not any(o.x <= left < o.right and o.y <= top < o.bottom for o in over)
        for left, right in pairwise(across)
        for top, bottom in pairwise(down)
    )


class _Box(NamedTuple):
    """A rectangle as one sees it who goes right: along the way from `near` to `far`, across it the rest."""

    near: float
    far: float
    low: float
    high: float

    @classmethod
    def of(cls, rect: Rect) -> _Box:
        return cls(rect.x, rect.right, rect.y, rect.bottom)

    def turned(self, way: Way) -> _Box:
        """The same for another way."""
        match way:
            case Way.RIGHT:
                return self
            case Way.LEFT:
                return _Box(-self.far, -self.near, self.low, self.high)
            case Way.DOWN:
                return _Box(self.low, self.high, self.near, self.far)
            case Way.UP:
                return _Box(-self.high, -self.low, self.near, self.far)

    @property
    def middle(self) -> tuple[float, float]:
        return (self.near + self.far) / 2, (self.low + self.high) / 2


Distance = tuple[bool, float, float, float]
"""Out of line, how far along the way, how far the middle is off, how far left or up: least first."""
_Links = list[dict[Way, int]]


def _paths(boxes: Sequence[_Box]) -> _Links:
    """Return for each spot (the lowest first) where each arrow leads; where it leads nowhere, nothing."""
    nearest: list[dict[Way, tuple[Distance, int]]] = [{} for _ in boxes]
    for way in Way:
        turned = [box.turned(way) for box in boxes]
        onward = way in (Way.RIGHT, Way.DOWN)
        for here, box in enumerate(turned):
            found = [
                (distance, there)
                for there, other in enumerate(turned)
                if there != here
                and (distance := _distance(box, other, above=there > here, onward=onward)) is not None
            ]
            if found:
                nearest[here][way] = min(found)
    links = [{way: there for way, (_, there) in ways.items()} for ways in nearest]
    return links if _all_meet(links) else _kept_together(boxes, nearest)


def _distance(here: _Box, there: _Box, *, above: bool, onward: bool) -> Distance | None:
    """Return how far it is to what lies that way; None for what does not.

    What lies over this one begins inside it, and is nearer than all beside it; what lies under it is come to
    where it comes out, and a picture that this one lies on at its far edge. With the same middle, what lies
    above is further right and down: so each step goes on, and none back and forth.
    """
    (at, across), (to, to_across) = here.middle, there.middle
    in_line = there.low < here.high - _SAME and here.low < there.high - _SAME
    same_middle = abs(to - at) <= _SAME and abs(to_across - across) <= _SAME
    ahead = above == onward if same_middle else to > at + _SAME
    meet = in_line and there.far > here.near + _SAME
    if there.near >= here.far - _SAME:
        along = there.near - here.far
    elif not (meet and ahead):
        return None
    elif above:
        along = there.near - here.far
    else:
        holds = there.near <= here.near and there.low <= here.low and there.high >= here.high
        along = there.far - here.far if holds else 0.0
    off = 0.0 if in_line else max(there.low - here.high, here.low - there.high)
    return not in_line, round(along + off, 6), round(abs(to_across - across), 6), there.low


def _kept_together(boxes: Sequence[_Box], nearest: Sequence[dict[Way, tuple[Distance, int]]]) -> _Links:
    """Return links by which every spot leads to every other; as many as can be lead to the nearest.

    It begins with links that are sure to join all (`_by_middles`) and puts the nearest in place of each that
    is not missed, the clearest first.
    """
    links = _by_middles(boxes)
    wanted = sorted(
        (distance, here, way.value, there)
        for here, ways in enumerate(nearest)
        for way, (distance, there) in ways.items()
    )
    for _, here, name, there in wanted:
        way = Way(name)
        before = links[here].get(way)
        links[here][way] = there
        if before is not None and before not in _reached(lambda at: links[at].values(), here):
            links[here][way] = before
    return links


def _by_middles(boxes: Sequence[_Box]) -> _Links:
    """Return the links to the nearest middle in each quarter of the compass; ways along and across are added.

    These join all: were there spots that none of the reached ones lead to, take the two, one of each kind,
    that are nearest to each other. What the reached one leads to instead lies in the same quarter and no
    further away, so that it is nearer to the other than that is: it would have been taken.
    """
    middles = [
        (x + number * _APART_X, y + number * _APART_Y)
        for number, (x, y) in enumerate(box.middle for box in boxes)
    ]
    links: _Links = [{} for _ in boxes]
    for here, (x, y) in enumerate(middles):
        least: dict[Way, float] = {}
        for there, (to_x, to_y) in enumerate(middles):
            across, down = to_x - x, to_y - y
            if there == here:
                continue
            if abs(across) > abs(down):
                way = Way.RIGHT if across > 0 else Way.LEFT
            else:
                way = Way.DOWN if down > 0 else Way.UP
            if abs(across) + abs(down) < least.get(way, float("inf")):
                least[way] = abs(across) + abs(down)
                links[here][way] = there
    return links


def _all_meet(links: _Links) -> bool:
    back: list[set[int]] = [set() for _ in links]
    for here, ways in enumerate(links):
        for there in ways.values():
            back[there].add(here)
    ahead = _reached(lambda at: links[at].values(), 0)
    return len(ahead) == len(links) == len(_reached(lambda at: back[at], 0))


def _reached(onward: Callable[[int], Iterable[int]], start: int) -> set[int]:
    """Return all that is come to from there by any number of steps."""
    found, fresh = {start}, [start]
    while fresh:
        for there in onward(fresh.pop()):
            if there not in found:
                found.add(there)
                fresh.append(there)
    return found
