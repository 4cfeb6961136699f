"""Which cell of a spanning window carries its words: they lie inside one cube, where they are seen.

Must not know pixels. Rectangles are in cells; `above` are the windows that lie over this one.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from wallctl.model.geometry import Rect
from wallctl.model.ids import CellId
from wallctl.model.wall import Surface

ROOM = 0.4
"""A part of a window that is narrower than this share of a cell is the last to carry a name."""


def label_cell(rect: Rect, cells: Sequence[Surface], above: Sequence[Rect]) -> CellId | None:
    """Return the cell that carries the window's name: the lowest, then leftmost, where its foot is seen.

    None: no cell is better than another, each labels its own part.
    """
    best: tuple[tuple[float, bool, float], CellId] | None = None
    for cell, part in _parts(rect, cells):
        foot = Rect(x=part.x, y=part.bottom - 0.05, w=0.2, h=0.05)
        if any(cover.meets(foot) for cover in above):
            continue
        rank = (-part.bottom, part.w < ROOM, part.x)
        if best is None or rank < best[0]:
            best = (rank, cell)
    return best[1] if best else None


def card_cell(rect: Rect, cells: Sequence[Surface], above: Sequence[Rect]) -> CellId | None:
    """Return the cell that carries the words of the window's card: the nearest to its middle that is seen.

    A part without room for words is no nearer for lying in the middle. None: as above.
    """
    best: tuple[float, CellId] | None = None
    for cell, part in _parts(rect, cells):
        core = Rect(x=part.x + part.w / 4, y=part.y + part.h / 4, w=part.w / 2, h=part.h / 2)
        if any(cover.meets(core) for cover in above):
            continue
        aside = abs(part.x + part.right - rect.x - rect.right)
        off = abs(part.y + part.bottom - rect.y - rect.bottom)
        rank = (aside + off) / 2 + 2 * (1 - part.w * part.h)
        if best is None or rank < best[0] - 1e-6:
            best = (rank, cell)
    return best[1] if best else None


def _parts(rect: Rect, cells: Sequence[Surface]) -> Iterable[tuple[CellId, Rect]]:
    for surface in cells:
        area = surface.area
        assert area is not None
        x, y = max(area.x, rect.x), max(area.y, rect.y)
        w, h = min(area.right, rect.right) - x, min(area.bottom, rect.bottom) - y
        if w > 0 and h > 0:
            yield surface.id, Rect(x=x, y=y, w=w, h=h)
