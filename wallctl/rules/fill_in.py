"""Where pictures go when no hand has said where: onto free places, else over what matters least.

As in `edit_layout`: a new layout is returned and the old one left alone.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import NamedTuple

from wallctl.model.ids import SourceId, WindowId
from wallctl.model.layout import Layout, Role, Window
from wallctl.model.wall import Wall
from wallctl.rules.edit_layout import drop, free_places, swap_source, window_at


class FilledIn(NamedTuple):
    """The layout with pictures filled in, the windows that show them, and how many found no place."""

    layout: Layout
    placed: tuple[WindowId, ...]
    left: int


def fill_in(wall: Wall, layout: Layout, sources: Sequence[SourceId]) -> FilledIn:
    """Return the layout with these pictures: on free places in reading order, then over what matters least.

    Nothing that was filled in just now is replaced again. What is locked, important, the main window, no
    camera's picture, or covered by others gives no place.
    """
    placed: tuple[WindowId, ...] = ()
    for number, source in enumerate(sources):
        free, least = free_places(wall, layout), least_important(layout, placed)
        if free:
            filled = drop(wall, layout, [source], *free[0].centre)
        elif least is not None:
            filled = swap_source(layout, least.id, source)
        else:
            return FilledIn(layout, placed, len(sources) - number)
        placed += tuple(window.id for window in filled.windows if window not in layout.windows)
        layout = filled
    return FilledIn(layout, placed, 0)


def least_important(layout: Layout, spared: Collection[WindowId] = ()) -> Window | None:
    """Return the window that may give its place to another picture: the smallest, of equals the last read.

    One picture goes before a tour of several. None: every window is spared, or matters, or is not seen.
    """
    may_go = [
        window
        for window in layout.windows
        if window.source is not None
        and not (window.locked or window.important or window.role is Role.MAIN or window.id in spared)
        and window_at(layout, *window.rect.centre) == window
    ]
    return min(may_go, key=_weight, default=None)


def _weight(window: Window) -> tuple[bool, float, float, float]:
    rect = window.rect
    return window.tour is not None, rect.w * rect.h, -rect.y, -rect.x
