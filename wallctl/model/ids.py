"""Names of things, as types of their own, so that a source cannot be passed where a cell is meant."""

from __future__ import annotations

import re
from typing import Annotated, NewType

from pydantic import StringConstraints

CellId = NewType("CellId", str)
"""`r{row}c{col}` from 0, or a monitor output's name."""
SourceId = NewType("SourceId", str)
WindowId = NewType("WindowId", str)
PresetId = NewType("PresetId", str)
NodeId = NewType("NodeId", str)
ActorId = NewType("ActorId", str)
SeatId = NewType("SeatId", str)
RequestId = NewType("RequestId", str)

Slug = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$")]
"""Letters, digits, `_ . -`, at most 64: fit for ids that also become file names."""

_CELL = re.compile(r"^r(\d{1,2})c(\d{1,2})$")


def cell_id(row: int, col: int) -> CellId:
    """Return the name of the cube in that row and column, both from 0."""
    return CellId(f"r{row}c{col}")


def cell_place(cell: CellId) -> tuple[int, int] | None:
    """Return (row, column) from 0, or None when the name is not that of a cube."""
    match = _CELL.match(cell)
    return (int(match[1]), int(match[2])) if match else None


def cell_label(cell: CellId) -> str:
    """Return how officers count: rows and columns from 1 (`2排5列`); a monitor keeps its name."""
    place = cell_place(cell)
    return f"{place[0] + 1}排{place[1] + 1}列" if place else str(cell)
