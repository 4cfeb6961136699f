"""What a hand does to several windows at once, or makes of one: align, split, paste, lock, zoom.

As in `edit_layout`: every function returns a new layout and leaves the old one alone; locked windows are not
moved. Must not know any mouse.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from enum import Enum

from wallctl.model.geometry import Rect
from wallctl.model.ids import SourceId, WindowId
from wallctl.model.layout import Crop, Fit, Layout, Role, Window
from wallctl.model.wall import Wall
from wallctl.rules.edit import MIN_SIDE
from wallctl.rules.edit_layout import (
    FREE_STEP,
    cell_at,
    found,
    free_cells,
    in_order,
    inside,
    raised,
    replaced,
    snapped,
    window_at,
)

MOST_ZOOM = 8.0
"""A part smaller than an eighth of the picture's width has no more to tell."""
OVERLAY_SHARE = 0.4
"""A picture laid over another is so wide and high of it."""


class Snap(Enum):
    """What dragged edges keep to; the value is the step in cells."""

    CELLS = 1.0
    HALVES = 1 / 2
    THIRDS = 1 / 3

    @property
    def next(self) -> Snap:
        """The one after this, from the first again after the last."""
        known = list(Snap)
        return known[(known.index(self) + 1) % len(known)]


class Edge(Enum):
    """What windows are brought in line with: the outermost edge of them all."""

    LEFT = "left"
    RIGHT = "right"
    TOP = "top"
    BOTTOM = "bottom"


def move_together(
    wall: Wall, layout: Layout, names: Collection[WindowId], dx: float, dy: float, step: float
) -> Layout:
    """Return the layout with those windows moved by so much, snapped, as one piece that stays on the wall.

    They lie over what is there, and over each other as before. A direction in which they do not move is not
    snapped.
    """
    moved = [window for window in in_order(layout) if window.id in names and not window.locked]
    if not moved:
        return layout
    left, top = min(w.rect.x for w in moved), min(w.rect.y for w in moved)
    right, bottom = max(w.rect.right for w in moved), max(w.rect.bottom for w in moved)
    dx = min(max(snapped(left + dx, step) - left, -left), wall.cols - right) if dx else 0.0
    dy = min(max(snapped(top + dy, step) - top, -top), wall.rows - bottom) if dy else 0.0
    if not dx and not dy:
        return layout
    for window in moved:
        rect = inside(
            wall, Rect(x=window.rect.x + dx, y=window.rect.y + dy, w=window.rect.w, h=window.rect.h)
        )
        layout = replaced(layout, window.with_(rect=rect, home=None))
    return _over(layout, moved)


def aligned(layout: Layout, names: Collection[WindowId], edge: Edge) -> Layout:
    """Return the layout with those windows' edges on the outermost one of them; what is moved lies on top."""
    chosen = [window for window in in_order(layout) if window.id in names]
    if len(chosen) < 2:
        return layout
    moved = []
    left, top = min(w.rect.x for w in chosen), min(w.rect.y for w in chosen)
    right, bottom = max(w.rect.right for w in chosen), max(w.rect.bottom for w in chosen)
    for window in chosen:
        x, y, w, h = window.rect.x, window.rect.y, window.rect.w, window.rect.h
        match edge:
            case Edge.LEFT:
                x = left
            case Edge.RIGHT:
                x = right - w
            case Edge.TOP:
                y = top
            case Edge.BOTTOM:
                y = bottom - h
        rect = Rect(x=x, y=y, w=w, h=h)
        if rect != window.rect and not window.locked:
            layout = replaced(layout, window.with_(rect=rect, home=None))
            moved.append(window)
    return _over(layout, moved)


def split(layout: Layout, name: WindowId, across: int) -> Layout:
    """Return the layout with that window cut into `across` by `across`: it keeps the first place, the others
    are free. A locked one, and one whose parts would be too small to see, stays whole."""
    window = found(layout, name)
    wide, high = window.rect.w / across, window.rect.h / across
    if window.locked or min(wide, high) < MIN_SIDE:
        return layout
    taken = {known.id for known in layout.windows}
    parts: list[Window] = []
    for number in range(1, across * across):
        rect = Rect(
            x=window.rect.x + number % across * wide,
            y=window.rect.y + number // across * high,
            w=wide,
            h=high,
        )
        fresh = _fresh(f"{name}.{number + 1}", taken)
        taken.add(fresh)
        parts.append(Window(id=fresh, rect=rect, role=Role.SINGLE, z=window.z))
    first = window.with_(rect=Rect(x=window.rect.x, y=window.rect.y, w=wide, h=high), home=None)
    layout = replaced(layout, first)
    return layout.with_(windows=(*layout.windows, *parts))


def lowered(layout: Layout, name: WindowId) -> Layout:
    """Return the layout with that window below all that it meets."""
    window = found(layout, name)
    met = [w.z for w in layout.windows if w.id != name and w.rect.meets(window.rect)]
    if not met or window.z < min(met):
        return layout
    return replaced(layout, window.with_(z=min(met) - 1))


def pasted(
    wall: Wall, layout: Layout, copied: Sequence[Window], at: Rect | None
) -> tuple[Layout, tuple[WindowId, ...]]:
    """Return the layout with copies of those windows, over all, and the copies' ids.

    Their common top left corner comes to that of `at`; without it one window goes to the first free cell
    and several stay where they were copied from. Nothing is pasted where there is no room.
    """
    if not copied:
        return layout, ()
    left, top = min(w.rect.x for w in copied), min(w.rect.y for w in copied)
    if at is None and len(copied) == 1:
        at = next(iter(free_cells(wall, layout)), None)
    dx, dy = (at.x - left, at.y - top) if at is not None else (0.0, 0.0)
    taken = {window.id for window in layout.windows}
    names = []
    for window in copied:
        fresh = _fresh(str(window.id), taken)
        taken.add(fresh)
        names.append(fresh)
        rect = inside(
            wall, Rect(x=window.rect.x + dx, y=window.rect.y + dy, w=window.rect.w, h=window.rect.h)
        )
        copy = window.with_(id=fresh, rect=rect, home=None, locked=False)
        layout = raised(layout.with_(windows=(*layout.windows, copy)), fresh)
    return layout, tuple(names)


def overlaid(wall: Wall, layout: Layout, source: SourceId, x: float, y: float) -> Layout:
    """Return the layout with the source in a small window over what is there, round the point (x, y)."""
    under = window_at(layout, x, y)
    base = under.rect if under is not None else cell_at(wall, x, y)
    wide, high = max(base.w * OVERLAY_SHARE, MIN_SIDE), max(base.h * OVERLAY_SHARE, MIN_SIDE)
    left, top = snapped(x - wide / 2, FREE_STEP), snapped(y - high / 2, FREE_STEP)
    rect = inside(wall, Rect(x=left, y=top, w=wide, h=high))
    name = _fresh(str(source), {window.id for window in layout.windows})
    added = Window(id=name, rect=rect, source=source)
    return raised(layout.with_(windows=(*layout.windows, added)), name)


def lock(layout: Layout, names: Collection[WindowId]) -> Layout:
    """Return the layout with those windows locked; with all of them unlocked where all were locked."""
    chosen = [window for window in layout.windows if window.id in names]
    locked = not all(window.locked for window in chosen)
    for window in chosen:
        layout = replaced(layout, window.with_(locked=locked))
    return layout


def important(layout: Layout, names: Collection[WindowId]) -> Layout:
    """Return the layout with those windows important; with all of them ordinary where all were important."""
    chosen = [window for window in layout.windows if window.id in names]
    wanted = not all(window.important for window in chosen)
    for window in chosen:
        layout = replaced(layout, window.with_(important=wanted))
    return layout


def next_fit(layout: Layout, names: Collection[WindowId]) -> Layout:
    """Return the layout with the next way to fit in the first of those windows, and so in all of them."""
    chosen = [window for window in layout.windows if window.id in names]
    if not chosen:
        return layout
    ways = list(Fit)
    fit = ways[(ways.index(chosen[0].fit) + 1) % len(ways)]
    for window in chosen:
        layout = replaced(layout, window.with_(fit=fit))
    return layout


def zoomed(layout: Layout, name: WindowId, factor: float, x: float = 0.5, y: float = 0.5) -> Layout:
    """Return the layout with that window's picture `factor` times as large; the point (x, y) of the window's
    picture (fractions) stays where it is. Never less than the whole picture."""
    window = found(layout, name)
    crop = window.crop
    wide = min(1.0, max(1 / MOST_ZOOM, crop.w / factor))
    high = min(1.0, max(1 / MOST_ZOOM, crop.h / factor))
    left = min(max(0.0, crop.x + (crop.w - wide) * x), 1.0 - wide)
    top = min(max(0.0, crop.y + (crop.h - high) * y), 1.0 - high)
    return replaced(layout, window.with_(crop=Crop(x=left, y=top, w=wide, h=high)))


def panned(layout: Layout, name: WindowId, dx: float, dy: float) -> Layout:
    """Return the layout with another part of the picture in that window: (dx, dy) is the way of the part, as
    fractions of what is shown."""
    window = found(layout, name)
    crop = window.crop
    left = min(max(0.0, crop.x + dx * crop.w), 1.0 - crop.w)
    top = min(max(0.0, crop.y + dy * crop.h), 1.0 - crop.h)
    return replaced(layout, window.with_(crop=Crop(x=left, y=top, w=crop.w, h=crop.h)))


def whole_picture(layout: Layout, names: Collection[WindowId]) -> Layout:
    """Return the layout with the whole picture in those windows."""
    for window in layout.windows:
        if window.id in names:
            layout = replaced(layout, window.with_(crop=Crop()))
    return layout


def changed_places(before: Layout, after: Layout) -> tuple[Rect, ...]:
    """Return where windows are new, or have another source: what a drop is going to touch."""
    places = []
    for window in after.windows:
        old = before.window(window.id)
        if old is None or old.source != window.source:
            places.append(window.rect)
    return tuple(places)


def _over(layout: Layout, moved: Sequence[Window]) -> Layout:
    """Return the layout with those windows, the lowest first, over all that they meet."""
    for window in moved:
        layout = raised(layout, window.id)
    return layout


def _fresh(wanted: str, taken: Collection[WindowId]) -> WindowId:
    name, number = WindowId(wanted), 1
    while name in taken:
        number += 1
        name = WindowId(f"{wanted}~{number}")
    return name
