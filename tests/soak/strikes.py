"""What can be done to a running wall, and what must then be said of it, by when. PURE.

Owns the table of expectations: for each fault of a camera the states and reasons that are right, for each
blow to a process the events that name it.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import NamedTuple

from wallctl.demo.faults import Fault


class Blow(StrEnum):
    """What is done to a process."""

    KILL_RENDERER = "kill renderer"
    STOP_RENDERER = "stop renderer"
    KILL_NODE = "kill node"
    STOP_NODE = "stop node"
    KILL_SERVER = "kill server"
    STOP_SERVER = "stop server"


class Said(NamedTuple):
    """What is right to say of a camera's fault: any of these states, with any of these reasons."""

    states: frozenset[str]
    reasons: frozenset[str]
    event: str
    within_s: float
    shape: str = ""
    """How its picture must lie on the glass then; empty: that tells nothing."""


SOURCE_S = 6.0
FROZEN_S = 13.0
"""A picture counts as frozen after ten seconds without a change; then it has to be said."""
LED_ROUND_S = 8.0
"""Lost is told as soon as of any other; why, when an opening was led round for as long as it may take."""
RESHAPED_S = 12.0
"""The clip changes its size every five seconds, and a new size takes a moment to be known."""
CELL_BACK_S = 2.0
HUNG_S = 5.0
PART_S = 6.0
"""Until the loss of a part is told, and until a part that was killed is there again."""

_LOST = ("no_signal",)


def _said(
    states: tuple[str, ...],
    reasons: tuple[str, ...],
    event: str,
    within_s: float = SOURCE_S,
    shape: str = "",
) -> Said:
    return Said(frozenset(states), frozenset(reasons), event, within_s, shape)


CAMERAS: Mapping[Fault, Said] = {
    Fault.OFFLINE: _said(_LOST, ("refused",), "source_lost"),
    Fault.SILENT: _said(_LOST, ("no_answer", "no_picture", "stopped"), "source_lost"),
    Fault.SILENT_AFTER_PLAY: _said(_LOST, ("stopped", "no_picture"), "source_lost"),
    Fault.STALL: _said(_LOST, ("stopped", "no_picture"), "source_lost"),
    Fault.FROZEN: _said(("frozen",), ("",), "source_frozen", FROZEN_S),
    Fault.BLACK: _said(("black",), ("",), "source_black"),
    Fault.WEAK: _said(("late", "degraded", "stale"), ("",), ""),
    Fault.DAMAGED: _said(("degraded",), ("",), "source_degraded"),
    Fault.UNSUPPORTED: _said(("unsupported",), ("unsupported_codec",), "source_lost"),
    Fault.SIZE_CHANGE: _said(("live",), ("",), "source_resized", RESHAPED_S, "square"),
    Fault.REDIRECT: _said(("unauthorised",), ("not_allowed",), "source_lost", LED_ROUND_S),
    Fault.WRONG_PASSWORD: _said(("no_signal", "unauthorised"), ("wrong_password",), "source_lost"),
}

Strike = Fault | Blow


class Outcome(NamedTuple):
    """What one strike led to. `told_s` and `back_s` are None where it never came."""

    strike: str
    victim: str
    told_s: float | None
    told: str
    back_s: float | None
    wrong: str
    """Why this counts as a failure; empty: all as promised."""
