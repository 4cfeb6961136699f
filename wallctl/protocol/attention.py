"""What draws attention, between desk and server: alarms that were heard, cells that say which they are."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from wallctl.model.base import Value
from wallctl.model.ids import CellId

IDENTIFIED_FOR_S = 10.0
"""So long a cell shows its name large."""
MOST_NAMED = 1000


class AcknowledgeAlarms(Value):
    """Say that alarms are known, by their ids in `WallView.alarms`; none named: all. Desks fall silent."""

    kind: Literal["alarms_acknowledge"] = "alarms_acknowledge"
    alarms: Annotated[tuple[str, ...], Field(max_length=MOST_NAMED)] = ()


class Identify(Value):
    """Have cells show which they are, large, for `IDENTIFIED_FOR_S`; none named: all of them."""

    kind: Literal["identify"] = "identify"
    cells: Annotated[tuple[CellId, ...], Field(max_length=MOST_NAMED)] = ()
