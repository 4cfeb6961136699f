"""What must be heard: a lost picture that somebody called important, until somebody says that they know."""

from __future__ import annotations

from wallctl.model.base import Value
from wallctl.model.health import Reason, WindowState
from wallctl.model.ids import ActorId, SeatId, SourceId, WindowId
from wallctl.model.people import NOBODY, Declared


class Acknowledgement(Value):
    """Who said that they know, where and when."""

    actor: ActorId
    officer: Declared = NOBODY
    seat: SeatId
    at_utc_s: float


class Alarm(Value):
    """One lost picture. It lives until it is acknowledged and the picture is back, or its window is gone."""

    id: str
    window: WindowId
    source: SourceId | None = None
    reason: Reason = Reason.NONE
    state: WindowState = WindowState.NO_SIGNAL
    """What the picture was when it was raised: gone, or frozen or stale for long."""
    raised_s: float
    """Seconds of CLOCK_BOOTTIME of the server."""
    raised_utc_s: float
    seat: SeatId | None = None
    """Who put the window up, or marked it important last, hears it first; None: not known."""
    everywhere: bool = False
    """Every desk sounds: nobody acknowledged it in time, or that seat has no desk just now."""
    back: bool = False
    """The picture has come back meanwhile."""
    acknowledged: Acknowledgement | None = None
