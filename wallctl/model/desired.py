"""The desired state of the wall: one layout, its revision, and who asked for it."""

from __future__ import annotations

from typing import Annotated, NamedTuple

from pydantic import Field

from wallctl.model.base import Value
from wallctl.model.ids import ActorId, PresetId, RequestId, SeatId
from wallctl.model.layout import Layout
from wallctl.model.people import NOBODY, Declared


class Version(Value):
    """(epoch, revision): renderers refuse anything older than what they have."""

    epoch: Annotated[int, Field(ge=0)] = 0
    revision: Annotated[int, Field(ge=0)] = 0

    def newer_than(self, other: Version) -> bool:
        return (self.epoch, self.revision) > (other.epoch, other.revision)


class Origin(Value):
    """Who changed the wall, from which seat, when, and by which request."""

    actor: ActorId
    officer: Declared = NOBODY
    seat: SeatId
    request: RequestId
    at_utc_s: float
    what: str
    """The command in words (`show wat-08 --at 1,1,2,2`)."""
    preset: PresetId | None = None
    undoes: int | None = None
    """The revision that this one takes back."""
    reseats: int | None = None
    """The revision whose windows this one shows on other cells, because some were lost."""


class Desired(Value):
    """What the wall should show. Revision 0 is the empty wall of a new site."""

    revision: Annotated[int, Field(ge=0)] = 0
    layout: Layout = Layout()
    origin: Origin | None = None


Maker = tuple[ActorId, SeatId]
"""Who did something, and where: several desks, and the command line, often work under one name."""


class Past(NamedTuple):
    """A revision, who made it where, and which revision it takes back."""

    revision: int
    actor: ActorId
    seat: SeatId
    undoes: int | None = None

    @property
    def maker(self) -> Maker:
        return self.actor, self.seat
