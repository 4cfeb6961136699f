"""What can go wrong, as values with fields. Knows nothing of the rest of wallctl.

Every message names the thing and the remedy; none ever holds a secret (a URL is named by its source id).
"""

from __future__ import annotations


class WallError(Exception):
    """Base of all errors that wallctl raises on purpose; `str()` is fit for an officer to read.

    `thing` is what it is about (camera, cell, file and line, preset), `reason` why, `remedy` what to do.
    """

    def __init__(self, thing: str, reason: str, remedy: str = "") -> None:
        self.thing = thing
        self.reason = reason
        self.remedy = remedy
        text = f"{thing}: {reason}" if thing else reason
        super().__init__(f"{text} — {remedy}" if remedy else text)


class NotFound(WallError):
    """No source, preset, cell or site of that name exists."""


class BadInput(WallError):
    """A file, field, rectangle or URL is not what it must be; nothing was changed."""


class Denied(WallError):
    """The actor has no right to do this to that."""


class Conflict(WallError):
    """Somebody else's change came between; nothing was changed.

    Who, where and when are known mostly: `changed` holds (what, name) of each window that is another now.
    """

    def __init__(
        self,
        thing: str,
        reason: str,
        remedy: str = "",
        *,
        actor: str = "",
        officer: str = "",
        seat: str = "",
        at_utc_s: float | None = None,
        version: int | None = None,
        changed: tuple[tuple[str, str], ...] = (),
    ) -> None:
        super().__init__(thing, reason, remedy)
        self.actor, self.officer, self.seat, self.at_utc_s = actor, officer, seat, at_utc_s
        self.version, self.changed = version, changed


class CalledOff(WallError):
    """The officer who asked for it wanted it no more before it was done; nothing was changed."""


class BadMessage(WallError):
    """A message on the bus does not match the protocol; `thing` names the peer and the field."""


class StreamLost(WallError):
    """A source could not be opened or stopped giving frames; `thing` is the source id."""


class Unavailable(WallError):
    """Server, node, disk or port cannot be reached or used now; trying again later may work."""
