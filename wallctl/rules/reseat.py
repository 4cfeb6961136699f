"""Cells are lost: which windows go where, so that the main picture and the important ones are seen.

Pure: layout x wall x lost cells -> layout. As little as possible is changed: windows that are not hit stay,
windows that nobody called important stay where they are (they come back with their cell), and a window that
moves keeps its size, else its shape. The same input gives the same answer.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from wallctl.model.base import Value
from wallctl.model.geometry import Rect
from wallctl.model.ids import CellId, WindowId, cell_id
from wallctl.model.layout import Layout, Role, Window
from wallctl.model.wall import Wall

LOST_AFTER_S = 5.0
"""A cell that has not been well for so long is lost: a renderer that died is long back by then."""
BACK_AFTER_S = 5.0
"""A cell must have been well for so long to count again: one that crashes in a loop is well now and then."""


class Seat(Value):
    """One window that changes its place."""

    window: WindowId
    before: Rect
    after: Rect


class Seating(Value):
    """What re-seating would make of a layout."""

    layout: Layout
    lost: tuple[CellId, ...]
    moves: tuple[Seat, ...] = ()
    off: tuple[WindowId, ...] = ()
    """Windows that would be wholly hidden by those that move: they go until all is back."""
    unseated: tuple[WindowId, ...] = ()
    """Important windows for which there is no room: every living cell shows one that is as important."""


@dataclass(slots=True)
class Losses:
    """Since when each cell has been well or not. Feed it what is known, ask it what is lost."""

    _ill_since_s: dict[CellId, float] = field(default_factory=dict)
    _well_since_s: dict[CellId, float] = field(default_factory=dict)
    _lost: set[CellId] = field(default_factory=set)

    def look(self, well: Mapping[CellId, bool], now_s: float) -> frozenset[CellId]:
        """Return the cells that are lost. Call at least once a second; `now_s` never steps.

        One that is away for a moment is not lost; one that dies again and again is, though it lives between.
        """
        for cell, is_well in well.items():
            if is_well:
                if now_s - self._well_since_s.setdefault(cell, now_s) >= BACK_AFTER_S:
                    self._ill_since_s.pop(cell, None)
                    self._lost.discard(cell)
                continue
            self._well_since_s.pop(cell, None)
            if now_s - self._ill_since_s.setdefault(cell, now_s) >= LOST_AFTER_S:
                self._lost.add(cell)
        self._lost &= well.keys()
        return frozenset(self._lost)


def matters(layout: Layout) -> tuple[Window, ...]:
    """Return the main window and those marked important, the main window first, then the larger first.

    The main window is the one in the part MAIN; where there is none, the one that is larger than all others
    and than one cell.
    """
    main = {window.id for window in layout.windows if window.role is Role.MAIN}
    if not main:
        by_size = sorted(layout.windows, key=_area, reverse=True)
        largest = by_size[0] if by_size else None
        alone = largest is not None and all(_area(other) < _area(largest) - 1e-6 for other in by_size[1:])
        if largest is not None and alone and _area(largest) > 1 + 1e-6:
            main = {largest.id}
    chosen = [window for window in layout.windows if window.important or window.id in main]
    return tuple(sorted(chosen, key=lambda window: (window.id not in main, -_area(window))))


def reseat(wall: Wall, layout: Layout, lost: Collection[CellId]) -> Seating:
    """Return the layout with every window that matters on living cells, as far as there is room.

    Surfaces that are no cells of the grid (monitors) are left out of account.
    """
    dead = {cell_id(row, col) for row in range(wall.rows) for col in range(wall.cols)} & set(lost)
    hit = [window for window in matters(layout) if dead & _cells(wall, window.rect)]
    held = {window.id for window in matters(layout)} - {window.id for window in hit}
    taken = [w.rect for w in layout.windows if w.id in held or (w.locked and w not in hit)]
    plan = _Plan(wall, layout, frozenset(dead), taken=taken)
    seats = []
    for index, window in enumerate(hit):
        place = plan.place(window, still_to_come=len(hit) - index - 1)
        if place is not None:
            plan.taken.append(place)
            seats.append(Seat(window=window.id, before=window.rect, after=place))
    seated = {seat.window for seat in seats}
    after, off = _moved(layout, seats)
    return Seating(
        layout=after,
        lost=tuple(sorted(dead)),
        moves=tuple(seats),
        off=off,
        unseated=tuple(window.id for window in hit if window.id not in seated),
    )


def _moved(layout: Layout, seats: Iterable[Seat]) -> tuple[Layout, tuple[WindowId, ...]]:
    """Return the layout with the seats taken, on top of what is there, and the windows that they hide."""
    places = {seat.window: seat.after for seat in seats}
    if not places:
        return layout, ()
    held = {window.id for window in matters(layout)}
    off = tuple(
        window.id
        for window in layout.windows
        if window.id not in held and any(place.covers(window.rect) for place in places.values())
    )
    kept = [window for window in layout.windows if window.id not in off]
    windows = []
    for window in kept:
        place = places.get(window.id)
        if place is None:
            windows.append(window)
            continue
        below = [other.z for other in kept if other.id not in places and other.rect.meets(place)]
        windows.append(window.with_(rect=place, z=max([window.z, *(z + 1 for z in below)])))
    return layout.with_(windows=tuple(windows)), off


@dataclass(slots=True)
class _Plan:
    """Looks for places; `taken` are those of windows that matter, or are locked."""

    wall: Wall
    layout: Layout
    dead: frozenset[CellId]
    taken: list[Rect]

    def place(self, window: Window, still_to_come: int) -> Rect | None:
        """Return the best place: as large as possible, then hiding least, then nearest; None: no room."""
        for leave in (still_to_come, 0):
            for w, h in _sizes(window.rect):
                fits = [
                    rect
                    for rect in self._places(window.rect, w, h)
                    if self._is_free(rect) and self._leaves(rect, leave)
                ]
                if fits:
                    return min(fits, key=lambda rect: self._cost(window, rect))
        return None

    def _places(self, before: Rect, w: float, h: float) -> list[Rect]:
        """Return places on the grid of whole cells, and on the grid that the window was on."""
        return [
            Rect(x=x, y=y, w=w, h=h)
            for y in _starts(before.y, h, self.wall.rows)
            for x in _starts(before.x, w, self.wall.cols)
        ]

    def _is_free(self, rect: Rect) -> bool:
        lies_on_dead = bool(_cells(self.wall, rect) & self.dead)
        return not lies_on_dead and not any(rect.meets(other) for other in self.taken)

    def _leaves(self, rect: Rect, cells: int) -> bool:
        """Whether as many whole living cells stay free for the windows that are still to be seated."""
        if cells == 0:
            return True
        held = (*self.taken, rect)
        free = sum(
            not any(Rect(x=col, y=row, w=1, h=1).meets(other) for other in held)
            for row in range(self.wall.rows)
            for col in range(self.wall.cols)
            if cell_id(row, col) not in self.dead
        )
        return free >= cells

    def _cost(self, window: Window, rect: Rect) -> tuple[float, ...]:
        hidden = sum(
            _common(rect, other.rect)
            for other in self.layout.windows
            if other.id != window.id and not _cells(self.wall, other.rect) <= self.dead
        )
        away = abs(rect.x - window.rect.x) + abs(rect.y - window.rect.y)
        return (round(hidden, 6), round(away, 6), rect.y, rect.x)


def _sizes(rect: Rect) -> list[tuple[float, float]]:
    """Return the sizes to try: its own, then the same shape with the longer side one cell shorter each."""
    longer = max(rect.w, rect.h)
    shorter_ones = range(math.ceil(longer - 1e-6) - 1, 0, -1)
    return [(rect.w, rect.h), *((rect.w * n / longer, rect.h * n / longer) for n in shorter_ones)]


def _starts(before: float, side: float, cells: int) -> list[float]:
    offset = before - math.floor(before)
    tried = {float(n) for n in range(cells)} | {n + offset for n in range(cells)}
    return sorted(start for start in tried if start + side <= cells + 1e-6)


def _cells(wall: Wall, rect: Rect) -> frozenset[CellId]:
    """Return the cells that the rectangle lies on, by more than a rounding."""
    slack = 1e-6
    rows = range(max(0, math.floor(rect.y + slack)), min(wall.rows, math.ceil(rect.bottom - slack)))
    cols = range(max(0, math.floor(rect.x + slack)), min(wall.cols, math.ceil(rect.right - slack)))
    return frozenset(cell_id(row, col) for row in rows for col in cols)


def _common(one: Rect, other: Rect) -> float:
    wide = min(one.right, other.right) - max(one.x, other.x)
    high = min(one.bottom, other.bottom) - max(one.y, other.y)
    return wide * high if wide > 0 and high > 0 else 0.0


def _area(window: Window) -> float:
    return window.rect.w * window.rect.h
