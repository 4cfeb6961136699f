"""Who may speak on the cells' lane: the tokens that are let in, and whose words count.

Values in, values out; must not know processes or sockets.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from wallctl.model.ids import CellId
from wallctl.node.cell import Cell
from wallctl.node.cell_lane import Who


class Admission(NamedTuple):
    """What the lane is told."""

    tokens: Mapping[str, Who]
    """Who comes in with which token: also a cell's predecessor, which paints until its successor does."""
    present: Mapping[CellId, int]
    """The one incarnation of each cell or scout that is listened to."""


def admission(cells: Mapping[CellId, Cell], scouts: Mapping[str, Who]) -> Admission:
    """Return who is let in, of these cells and of scouts by their tokens."""
    tokens: dict[str, Who] = {}
    for name, cell in cells.items():
        if cell.predecessor is not None:
            tokens[cell.predecessor.token] = Who(name, cell.predecessor.incarnation)
        if cell.token:
            tokens[cell.token] = Who(name, cell.life.incarnation)
    present = {name: cell.life.incarnation for name, cell in cells.items()}
    present |= {who.cell: who.incarnation for who in scouts.values()}
    return Admission({**tokens, **scouts}, present)
