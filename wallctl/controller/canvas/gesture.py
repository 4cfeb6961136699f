"""What a hand on the canvas is doing, as values: pressed, moving, resizing, panning, banding, cutting.
Points are in cells. No Qt."""

from __future__ import annotations

from dataclasses import dataclass
from typing import assert_never

from wallctl.model.geometry import Rect
from wallctl.model.ids import WindowId
from wallctl.model.layout import Layout
from wallctl.model.wall import Wall
from wallctl.rules.cropping import Cut
from wallctl.rules.edit_layout import CELL_STEP, FREE_STEP, Side, move, resize, swap_places, window_at
from wallctl.rules.edit_several import move_together, panned


@dataclass(frozen=True, slots=True)
class Idle:
    """Nothing is held."""


@dataclass(frozen=True, slots=True)
class Pressed:
    """A window is held at (x, y), not moved far enough to mean a move; `names` would go along."""

    window: WindowId
    x: float
    y: float
    names: tuple[WindowId, ...] = ()
    pans: bool = False
    """Moving on means another part of the picture, not another place of the window."""


@dataclass(frozen=True, slots=True)
class Moving:
    """Windows are carried; (dx, dy) is from the held one's corner to the hand. `result`: what it ends in."""

    window: WindowId
    dx: float
    dy: float
    result: Layout
    names: tuple[WindowId, ...] = ()


@dataclass(frozen=True, slots=True)
class Resizing:
    """A side or corner is dragged. `result` is what letting go does."""

    window: WindowId
    side: Side
    result: Layout


@dataclass(frozen=True, slots=True)
class Panning:
    """The picture is dragged about in its window, held at (x, y)."""

    window: WindowId
    x: float
    y: float
    result: Layout


@dataclass(frozen=True, slots=True)
class Banding:
    """A rubber band from (x, y) to the hand; `kept` were chosen before."""

    x: float
    y: float
    band: Rect | None = None
    kept: tuple[WindowId, ...] = ()

    def caught(self, layout: Layout) -> tuple[WindowId, ...]:
        """Return what is chosen: what was before, and all that the band touches."""
        band = self.band
        met = [w.id for w in layout.windows if band is not None and w.rect.meets(band)]
        return tuple(dict.fromkeys((*self.kept, *met)))


@dataclass(frozen=True, slots=True)
class Cutting:
    """A frame is drawn round a part of a picture, from (x, y) to the hand; `before`: the frame until then."""

    x: float
    y: float
    before: Cut
    cut: Cut


Gesture = Idle | Pressed | Moving | Resizing | Panning | Banding | Cutting


@dataclass(frozen=True, slots=True)
class Held:
    """The keys that are held while the hand moves, and what edges snap to."""

    step: float = CELL_STEP
    free: bool = False
    swaps: bool = False

    @property
    def way(self) -> float:
        return FREE_STEP if self.free else self.step


def started(layout: Layout, gesture: Pressed) -> Moving | Panning:
    """Return the gesture once the hand has moved far enough."""
    if gesture.pans:
        return Panning(gesture.window, gesture.x, gesture.y, layout)
    window = layout.window(gesture.window)
    rect = window.rect if window is not None else Rect(x=0, y=0, w=1, h=1)
    return Moving(gesture.window, gesture.x - rect.x, gesture.y - rect.y, layout, gesture.names)


def dragged(wall: Wall, layout: Layout, gesture: Gesture, x: float, y: float, held: Held) -> Gesture:
    """Return the gesture with the hand at (x, y)."""
    match gesture:
        case Moving(window=name, dx=dx, dy=dy, names=names) if (lead := layout.window(name)) is not None:
            if held.swaps:
                result = _swapped(layout, name, x, y)
            elif len(names) > 1:
                result = move_together(
                    wall, layout, names, x - dx - lead.rect.x, y - dy - lead.rect.y, held.way
                )
            else:
                result = carried(wall, layout, name, x - dx, y - dy, held.way)
            return Moving(name, dx, dy, result, names)
        case Resizing(window=name, side=side) if layout.window(name) is not None:
            return Resizing(name, side, resize(wall, layout, name, side, x, y, held.way))
        case Panning(window=name, x=from_x, y=from_y) if (lead := layout.window(name)) is not None:
            across, down = (from_x - x) / lead.rect.w, (from_y - y) / lead.rect.h
            return Panning(name, from_x, from_y, panned(layout, name, across, down))
        case Banding(x=from_x, y=from_y, kept=kept):
            if x == from_x or y == from_y:
                return Banding(from_x, from_y, None, kept)
            band = Rect(x=min(x, from_x), y=min(y, from_y), w=abs(x - from_x), h=abs(y - from_y))
            return Banding(from_x, from_y, band, kept)
        case Cutting(x=from_x, y=from_y, before=before):
            return Cutting(from_x, from_y, before, before.drawn(from_x, from_y, x, y))
        case Idle() | Pressed():
            return gesture
        case Moving() | Resizing() | Panning():
            return Idle()  # the window was taken off by somebody else meanwhile
    assert_never(gesture)


def _swapped(layout: Layout, name: WindowId, x: float, y: float) -> Layout:
    """The carried window and the one under the hand change places, whatever their sizes."""
    others = layout.with_(windows=tuple(window for window in layout.windows if window.id != name))
    under = window_at(others, x, y)
    return swap_places(layout, name, under.id) if under is not None else layout


def carried(wall: Wall, layout: Layout, name: WindowId, x: float, y: float, step: float) -> Layout:
    """Moving exactly onto a window of the same size changes places: on a full wall nothing is lost."""
    moved = move(wall, layout, name, x, y, step)
    target = moved.window(name)
    twin = next(
        (w for w in layout.windows if target is not None and w.id != name and w.rect == target.rect), None
    )
    return swap_places(layout, name, twin.id) if twin is not None else moved
