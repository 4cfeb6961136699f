"""What is prepared beside the wall, as the server keeps it: one draft a seat, with who changed it last."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from wallctl.model.base import Value
from wallctl.model.ids import ActorId, PresetId, SeatId
from wallctl.model.layout import Layout
from wallctl.model.people import NOBODY, Declared


class KeptDraft(Value):
    """The draft of a seat. It is no revision of the wall: only a take makes one of it."""

    seat: SeatId
    number: Annotated[int, Field(ge=1)]
    """Grows with each change of any draft of the site, and never comes twice."""
    layout: Layout
    preset: PresetId | None = None
    """The preset that it was made from."""
    version: int | None = None
    """The version of that preset."""
    actor: ActorId
    officer: Declared = NOBODY
    at_utc_s: float


class PresetMark(Value):
    """Who saved a version of a preset, where and when."""

    preset: PresetId
    version: Annotated[int, Field(ge=1)]
    actor: ActorId = ActorId("")
    """Empty for a version that an older wallctl saved."""
    officer: Declared = NOBODY
    seat: SeatId = SeatId("")
    at_utc_s: float = 0.0
    gone: bool = False
    """This version takes the preset off the list; saving it again brings it back."""
