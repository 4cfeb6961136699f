"""The words of supervision: what is remembered of a cell's process, what happens to it, what is to be done.

Values only; `rules.supervise` decides with them.
"""

from __future__ import annotations

from enum import StrEnum
from typing import assert_never

from pydantic import Field

from wallctl.model.base import Value
from wallctl.model.health import CellPhase


class Policy(Value):
    """The limits. `starts_max` holds for starts that did not last `stable_after_s`, in any such window."""

    start_grace_s: float = 8.0
    beat_timeout_s: float = 3.0
    stable_after_s: float = 30.0
    settled_after_s: float = 5.0
    """Who painted for so long before it was ended from outside did no wrong: restart at once, uncharged."""
    stop_grace_s: float = 2.0
    kill_again_s: float = 2.0
    """A process in an uninterruptible wait is killed again and again: another beside it would paint twice."""
    first_pause_s: float = 0.5
    longest_pause_s: float = 60.0
    starts_max: int = Field(default=12, ge=1)
    starts_window_s: float = 600.0


DEFAULT_POLICY = Policy()


class Phase(StrEnum):
    """Where a cell's process is in its life. Only SPAWNING to STOPPING can have a process."""

    DOWN = "down"
    """Not wanted, nothing lives."""
    SPAWNING = "spawning"
    """A fork was asked for and not yet answered."""
    STARTING = "starting"
    """Lives, has painted nothing yet."""
    UP = "up"
    """Paints: its beats come."""
    KILLING = "killing"
    """Was killed by us and is to be replaced once it is reaped."""
    WAITING = "waiting"
    """Between a death and the next start."""
    STOPPING = "stopping"
    """No longer wanted; asked to end, later killed."""


class Life(Value):
    """What is remembered of one cell's processes."""

    phase: Phase = Phase.DOWN
    incarnation: int = 0
    """Of the process that lives or was asked for last; grows with every start."""
    since_s: float = 0.0
    """When the phase began; while KILLING or STOPPING, when it was last asked or killed."""
    proof_s: float = 0.0
    """Newest sign of life."""
    start_at_s: float = 0.0
    starts: tuple[float, ...] = ()
    """Starts since the last stable one."""
    failures: int = 0
    """Deaths in a row, none of which came after a stable time."""
    restarts: int = 0
    fell_s: float | None = None
    """Since when the cell has had no painter; None while it has one or wants none."""
    reason: str = ""
    asked: bool = False
    """It is being killed because somebody wants another process in its place: that is no fault of its own."""

    @property
    def health(self) -> CellPhase:
        """The phase in the words of reports."""
        match self.phase:
            case Phase.DOWN:
                return CellPhase.DOWN
            case Phase.SPAWNING | Phase.STARTING:
                return CellPhase.STARTING
            case Phase.UP:
                return CellPhase.UP
            case Phase.KILLING:
                return CellPhase.HUNG
            case Phase.WAITING:
                return CellPhase.WAITING
            case Phase.STOPPING:
                return CellPhase.STOPPING
            case _:
                assert_never(self.phase)


class Wanted(Value):
    """The cell is to have a renderer."""


class Unwanted(Value):
    """The cell is to have none."""


class Born(Value):
    """The fork was made."""

    incarnation: int


class Unborn(Value):
    """The fork could not be made or was never answered: nobody was there to make it."""

    incarnation: int


class Adopted(Value):
    """A renderer of this cell was found alive, left by an earlier supervisor."""

    incarnation: int


class Hello(Value):
    """The renderer made itself known."""

    incarnation: int


class Beat(Value):
    """The renderer painted."""

    incarnation: int


class Died(Value):
    """The process was reaped: exit code, or minus the signal; None when nobody could tell."""

    incarnation: int
    code: int | None


class Replace(Value):
    """Start a successor now, beside a predecessor that paints until the successor does.

    The only way to a second process: the predecessor has lost its parent, so that nobody would reap it. From
    here on the life is the successor's; the caller ends the predecessor.
    """


class Restart(Value):
    """A technician wants another process."""


class Slept(Value):
    """The supervisor or the renderer was kept from running for so long: silence then proves nothing."""

    gap_s: float = Field(ge=0)


class Tick(Value):
    """Time has passed."""


Event = Wanted | Unwanted | Born | Unborn | Adopted | Hello | Beat | Died | Replace | Restart | Slept | Tick


class Start(Value):
    """Fork a renderer of this incarnation."""

    incarnation: int


class Ask(Value):
    """Ask the renderer to end in good order."""

    incarnation: int


class Kill(Value):
    """SIGKILL it: a stopped process takes no other signal."""

    incarnation: int


class ReportDied(Value):
    """It died without having been told to; the next start comes in `pause_s`."""

    incarnation: int
    code: int | None
    crashed: bool
    """By its own doing: its sources are charged. False for a SIGKILL from outside, and for our own."""
    pause_s: float


class ReportHung(Value):
    """It was silent for so long and is being killed; `started` tells whether it ever painted."""

    incarnation: int
    silent_s: float
    started: bool


class ReportBack(Value):
    """The cell paints again, so long after it stopped."""

    incarnation: int
    took_s: float


Command = Start | Ask | Kill | ReportDied | ReportHung | ReportBack
Outcome = tuple[Life, tuple[Command, ...]]
