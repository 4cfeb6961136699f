"""What makes a new site the room's own, from the desk: the wall as it is, the sample city for trying out."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from wallctl.model.base import Value
from wallctl.model.ids import CellId
from wallctl.model.wall import MAX_CELLS, Size


class SetWall(Value):
    """Make the wall another one; refused while a window is on it. `result["wall"]` is its shape.

    What is known of a cell that stays (node, serial number, circuit) stays with it. Renderers start anew.
    """

    kind: Literal["wall_set"] = "wall_set"
    rows: Annotated[int, Field(ge=1, le=64)]
    cols: Annotated[int, Field(ge=1, le=64)]
    cell_px: Size
    outputs: Annotated[dict[CellId, str], Field(max_length=MAX_CELLS)] = Field(default_factory=dict)
    """Cells on an output of their own (`DP-1`); all others lie on the node's one big screen."""


class LoadSample(Value):
    """Put the cameras of the sample city into a catalogue that is empty, and let this machine replay them.

    The site may open its own loopback from then on. `result["sources"]` says how many.
    """

    kind: Literal["sample_load"] = "sample_load"
