"""What an officer's hand does to a layout: drop, move, resize, remove, order, snap. Must not know any mouse.

Every function returns a new layout and leaves the old one alone; one that changes nothing returns an equal
one. Rectangles are in cell units. The same functions serve the draft and the live wall.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Sequence
from enum import Enum

from wallctl.errors import BadInput, NotFound
from wallctl.model.geometry import Rect
from wallctl.model.ids import SourceId, WindowId
from wallctl.model.layout import Fit, Layout, Window
from wallctl.model.wall import Wall
from wallctl.rules.select import WITHOUT_CAMERA

CELL_STEP = 1.0
FREE_STEP = 1 / 16
"""Free placing still keeps to a sixteenth of a cell: a hand cannot do better, and edges stay nameable."""


class Side(Enum):
    """A side or corner that is dragged: which edges go along (left, top, right, bottom)."""

    LEFT = (1, 0, 0, 0)
    TOP = (0, 1, 0, 0)
    RIGHT = (0, 0, 1, 0)
    BOTTOM = (0, 0, 0, 1)
    TOP_LEFT = (1, 1, 0, 0)
    TOP_RIGHT = (0, 1, 1, 0)
    BOTTOM_LEFT = (1, 0, 0, 1)
    BOTTOM_RIGHT = (0, 0, 1, 1)


def snapped(value: float, step: float) -> float:
    """Return the multiple of `step` nearest to `value`; halves go up."""
    return int(value / step + 0.5 + 1e-9) * step if value >= 0 else -snapped(-value, step)


def cell_at(wall: Wall, x: float, y: float) -> Rect:
    """Return the cell under a point; points outside the wall belong to the nearest cell."""
    col = min(max(int(x // 1), 0), wall.cols - 1)
    row = min(max(int(y // 1), 0), wall.rows - 1)
    return Rect(x=float(col), y=float(row), w=1.0, h=1.0)


def window_at(layout: Layout, x: float, y: float) -> Window | None:
    """Return the topmost window under a point."""
    under = [w for w in in_order(layout) if w.rect.x <= x < w.rect.right and w.rect.y <= y < w.rect.bottom]
    return under[-1] if under else None


def in_order(layout: Layout) -> list[Window]:
    """Return the windows as they are painted, the topmost last."""
    return sorted(layout.windows, key=lambda window: window.z)


def free_cells(wall: Wall, layout: Layout) -> list[Rect]:
    """Return the cells that no window touches, in reading order."""
    cells = [
        Rect(x=float(col), y=float(row), w=1.0, h=1.0) for row in range(wall.rows) for col in range(wall.cols)
    ]
    return [cell for cell in cells if not any(cell.meets(window.rect) for window in layout.windows)]


def free_places(wall: Wall, layout: Layout) -> list[Rect]:
    """Return where one more picture finds room, in reading order: free cells, and windows without one."""
    waiting = [window.rect for window in layout.windows if _waits(layout, window)]
    return sorted((*free_cells(wall, layout), *waiting), key=_reading)


def put(wall: Wall, layout: Layout, source: SourceId, at: Rect) -> Layout:
    """Return the layout with a new window over what was there; what it hides wholly goes.

    Locked windows stay, and stay seen.
    """
    rect = inside(wall, at)
    kept = tuple(window for window in layout.windows if window.locked or not rect.covers(window.rect))
    top = max((window.z for window in kept if window.rect.meets(rect)), default=-1) + 1
    added = Window(id=_new_id(layout, source), rect=rect, source=source, z=top)
    return locked_seen(layout.with_(windows=(*kept, added)), [added.id])


def swap_source(layout: Layout, name: WindowId, source: SourceId) -> Layout:
    """Return the layout with another picture in that window; its crop was for the old one and goes."""
    old = found(layout, name)
    changed = Window(
        id=old.id,
        rect=old.rect,
        source=source,
        role=old.role,
        fit=old.fit,
        z=old.z,
        important=old.important,
        compensate_seams=old.compensate_seams,
        home=old.home,
        locked=old.locked,
    )
    return replaced(layout, changed)


def drop(wall: Wall, layout: Layout, sources: Sequence[SourceId], x: float, y: float) -> Layout:
    """Return the layout after pictures were dropped at a point.

    The first goes into the window there, or as a window of one cell onto the free cell there; the others fill
    free places in reading order, from that point on and then from the top; what finds no room is left out.
    A locked window keeps its picture: the first goes to a free place like the others.
    """
    if not sources:
        return layout
    under = window_at(layout, x, y)
    here = cell_at(wall, x, y)
    start = _reading(here) if under is None else max(_reading(here), _reading(under.rect))
    left = sources
    if under is None or not under.locked:
        left = sources[1:]
        layout = swap_source(layout, under.id, sources[0]) if under else put(wall, layout, sources[0], here)
    for source in left:
        free = free_places(wall, layout)
        later = [place for place in free if _reading(place) > start]
        room = (later or free)[:1]
        if not room:
            break
        waiting = window_at(layout, *room[0].centre)
        layout = swap_source(layout, waiting.id, source) if waiting else put(wall, layout, source, room[0])
    return layout


def left_out(before: Layout, after: Layout, sources: Sequence[SourceId], x: float, y: float) -> int:
    """Return how many of the sources dropped at a point found no room; `after` is what `drop` returned."""
    under = window_at(before, x, y)
    again = under is not None and not under.locked and under.source == sources[0]
    was = {window.id: window.source for window in before.windows}
    put_up = [window for window in after.windows if window.source != was.get(window.id)]
    return len(sources) - len(put_up) - again


def move(wall: Wall, layout: Layout, name: WindowId, x: float, y: float, step: float = CELL_STEP) -> Layout:
    """Return the layout with that window's top left corner at (x, y), snapped, inside the wall, on top.

    A locked one stays where it is.
    """
    window = found(layout, name)
    if window.locked:
        return layout
    rect = window.rect
    left = min(max(snapped(x, step), 0.0), max(0.0, wall.cols - rect.w))
    top = min(max(snapped(y, step), 0.0), max(0.0, wall.rows - rect.h))
    placed = Rect(x=left, y=top, w=rect.w, h=rect.h)
    if placed == rect:
        return layout
    return raised(replaced(layout, window.with_(rect=placed, home=None)), name)


def swap_places(layout: Layout, one: WindowId, other: WindowId) -> Layout:
    """Return the layout with two windows in each other's place; where one of them is locked, as it is."""
    first, second = found(layout, one), found(layout, other)
    if first.locked or second.locked:
        return layout
    layout = replaced(layout, first.with_(rect=second.rect, z=second.z, home=None))
    return replaced(layout, second.with_(rect=first.rect, z=first.z, home=None))


def resize(
    wall: Wall, layout: Layout, name: WindowId, side: Side, x: float, y: float, step: float = CELL_STEP
) -> Layout:
    """Return the layout with that side or corner dragged to (x, y), snapped, never smaller than one step.

    A locked one keeps its shape.
    """
    window = found(layout, name)
    if window.locked:
        return layout
    rect = window.rect
    goes_left, goes_top, goes_right, goes_bottom = side.value
    left, top, right, bottom = rect.x, rect.y, rect.right, rect.bottom
    if goes_left:
        left = max(0.0, min(snapped(x, step), right - step))
    if goes_right:
        right = min(float(wall.cols), max(snapped(x, step), left + step))
    if goes_top:
        top = max(0.0, min(snapped(y, step), bottom - step))
    if goes_bottom:
        bottom = min(float(wall.rows), max(snapped(y, step), top + step))
    shaped = Rect(x=left, y=top, w=right - left, h=bottom - top)
    if shaped == rect:
        return layout
    return raised(replaced(layout, window.with_(rect=shaped, home=None)), name)


def grow(wall: Wall, layout: Layout, name: WindowId, dw: float, dh: float, step: float = CELL_STEP) -> Layout:
    """Return the layout with that window larger by so much; at the wall's edge it grows the other way."""
    window = found(layout, name)
    if window.locked:
        return layout
    rect = window.rect
    wide = min(max(rect.w + dw, step), float(wall.cols))
    high = min(max(rect.h + dh, step), float(wall.rows))
    shaped = inside(wall, Rect(x=rect.x, y=rect.y, w=wide, h=high))
    if shaped == rect:
        return layout
    return raised(replaced(layout, window.with_(rect=shaped, home=None)), name)


def remove(layout: Layout, names: Iterable[WindowId]) -> Layout:
    """Return the layout without those windows; ids that are not there are no error.

    When the picture in the main area goes, what made room for it goes back to its place.
    """
    gone = set(names)
    kept = tuple(window for window in layout.windows if window.id not in gone)
    if any(window.home is not None for window in layout.windows if window.id in gone):
        return put_back(layout.with_(windows=kept))
    return layout.with_(windows=kept)


def put_back(layout: Layout) -> Layout:
    """Return the layout with every window that is away (see `rules.enlarge`) at its home again."""
    if not any(window.home is not None for window in layout.windows):
        return layout
    windows = [
        window.with_(rect=window.home.rect, z=window.home.z, home=None) if window.home is not None else window
        for window in layout.windows
    ]
    return layout.with_(windows=tuple(windows))


def raised(layout: Layout, name: WindowId) -> Layout:
    """Return the layout with that window above all that it meets."""
    window = found(layout, name)
    over = [w.z for w in layout.windows if w.id != name and w.rect.meets(window.rect)]
    top = max(over, default=window.z - 1) + 1
    return layout if window.z >= top else replaced(layout, window.with_(z=top))


def locked_seen(layout: Layout, added: Container[WindowId]) -> Layout:
    """Return the layout with locked windows, and what lies over them, above the windows that were added."""
    order = in_order(layout)
    fresh = [window.rect for window in order if window.id in added]
    for number, window in enumerate(order):
        if window.locked and window.id not in added and any(window.rect.meets(rect) for rect in fresh):
            over = [w for w in order[number + 1 :] if w.id not in added and w.rect.meets(window.rect)]
            for one in (window, *over):
                layout = raised(layout, one.id)
    return layout


def set_fit(layout: Layout, name: WindowId, fit: Fit) -> Layout:
    """Return the layout in which that window's picture meets its shape so."""
    return replaced(layout, found(layout, name).with_(fit=fit))


def inside(wall: Wall, rect: Rect) -> Rect:
    """Return the rectangle moved, and where it is too large cut, so that it lies on the wall."""
    wide, high = min(rect.w, float(wall.cols)), min(rect.h, float(wall.rows))
    left = min(max(rect.x, 0.0), wall.cols - wide)
    top = min(max(rect.y, 0.0), wall.rows - high)
    return Rect(x=left, y=top, w=wide, h=high)


def found(layout: Layout, name: WindowId) -> Window:
    """Return the window of that id; raise `NotFound` when it is not there."""
    window = layout.window(name)
    if window is None:
        raise NotFound(str(name), "no such window on this layout", "it may have been taken off meanwhile")
    return window


def replaced(layout: Layout, changed: Window) -> Layout:
    """Return the layout with that window in place of the one of its id."""
    return layout.with_(windows=tuple(changed if w.id == changed.id else w for w in layout.windows))


def _waits(layout: Layout, window: Window) -> bool:
    """Whether a camera may go there, and would be seen."""
    empty = window.source is None and window.tour is None and window.content is None
    seen = window_at(layout, *window.rect.centre)
    return empty and not window.locked and window.role not in WITHOUT_CAMERA and seen == window


def _reading(place: Rect) -> tuple[float, float]:
    return place.y, place.x


def _new_id(layout: Layout, source: SourceId) -> WindowId:
    if not source:
        raise BadInput("source", "has no id")
    taken = {window.id for window in layout.windows}
    for number in range(1, len(taken) + 2):
        name = WindowId(f"{source}.{number}")
        if name not in taken:
            return name
    raise AssertionError("more ids than windows")
