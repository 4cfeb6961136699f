"""Windows that show something besides a source: put on a layout, changed. Must not know any mouse."""

from __future__ import annotations

from wallctl.model.content import Content, TickerContent
from wallctl.model.geometry import Rect
from wallctl.model.ids import WindowId
from wallctl.model.layout import Layout, Window
from wallctl.model.wall import Wall
from wallctl.rules.edit_layout import cell_at, found, free_cells, raised, replaced

TICKER_H = 1 / 6
"""Cells; letters of a tenth of a cell are read from the last row of desks."""


def put_content(wall: Wall, layout: Layout, content: Content, at: Rect | None) -> tuple[Layout, WindowId]:
    """Return the layout with a new window that shows it, over what is there, and the window's id.

    A ticker crosses the wall at the foot of `at`, or of the wall; all else fills `at`, or the first free
    cell, or the wall's last cell.
    """
    name = _free_name(layout, content.kind)
    if isinstance(content, TickerContent):
        foot = at.bottom if at is not None else float(wall.rows)
        rect = Rect(x=0.0, y=foot - TICKER_H, w=float(wall.cols), h=TICKER_H)
    else:
        free = at or next(iter(free_cells(wall, layout)), None)
        rect = free or cell_at(wall, wall.cols, wall.rows)
    window = Window(id=name, rect=rect, content=content)
    return raised(layout.with_(windows=(*layout.windows, window)), name), name


def change_content(layout: Layout, name: WindowId, content: Content) -> Layout:
    """Return the layout with other content in that window; what it showed before goes."""
    old = found(layout, name)
    if old.content == content:
        return layout
    return replaced(layout, old.with_(content=content, source=None, tour=None))


def _free_name(layout: Layout, kind: str) -> WindowId:
    taken = {window.id for window in layout.windows}
    number = 1
    while f"{kind}.{number}" in taken:
        number += 1
    return WindowId(f"{kind}.{number}")
