"""What a camera of the sample city can be made to suffer, and what each fault means to a connection.

Owns the one list of faults and the one `match` over it. Does no I/O.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from typing import assert_never

from wallctl.demo.rtp import Damage, Freeze, Hold, Shaper, Thin


class Fault(Enum):
    """One fault at a time per camera."""

    NONE = "none"
    OFFLINE = "offline"
    SILENT = "silent"
    SILENT_AFTER_PLAY = "silent_after_play"
    STALL = "stall"
    FROZEN = "frozen"
    BLACK = "black"
    WEAK = "weak"
    DAMAGED = "damaged"
    UNSUPPORTED = "unsupported"
    SIZE_CHANGE = "size_change"
    REDIRECT = "redirect"
    WRONG_PASSWORD = "wrong_password"  # noqa: S105  (a fault's name)


# How the sample city is found on a working day, beside 52 healthy cameras.
START_STATE: tuple[tuple[str, Fault], ...] = (
    ("wat-06", Fault.OFFLINE),
    ("lan-03", Fault.OFFLINE),
    ("exp-05", Fault.OFFLINE),
    ("mar-03", Fault.WEAK),
    ("saf-04", Fault.WEAK),
    ("urb-02", Fault.BLACK),
    ("trf-05", Fault.FROZEN),
    ("cad-02", Fault.UNSUPPORTED),
)


class Answer(Enum):
    """What a request to the camera gets."""

    PASS = "pass"  # noqa: S105  (not a password)
    REFUSE = "refuse"
    SILENCE = "silence"
    REDIRECT = "redirect"
    UNAUTHORISED = "unauthorised"


@dataclass(frozen=True, slots=True)
class Effect:
    """What a fault does: to requests, to which clip plays, to the SDP's codec name, to the pictures.

    `in_place` faults strike sessions that run; others end them, and strike when the client comes back.
    """

    answer: Answer = Answer.PASS
    mount: str | None = None
    codec: bytes | None = None
    shaper: Callable[[], Shaper] | None = None
    in_place: bool = False


BLACK_MOUNT = "/fault/black"
SIZES_MOUNT = "/fault/sizes"
# A real codec of the trade that no free decoder knows: what an unsupported camera sends in this city.
UNKNOWN_CODEC = b"SVAC"


def effect_of(fault: Fault) -> Effect:  # noqa: C901  (one case for each fault)
    """The meaning of a fault."""
    match fault:
        case Fault.NONE:
            return Effect(in_place=True)
        case Fault.OFFLINE:
            return Effect(Answer.REFUSE)
        case Fault.SILENT:
            return Effect(Answer.SILENCE)
        case Fault.SILENT_AFTER_PLAY:
            return Effect(shaper=lambda: Hold(at_once=True), in_place=True)
        case Fault.STALL:
            return Effect(shaper=Hold, in_place=True)
        case Fault.FROZEN:
            return Effect(shaper=Freeze, in_place=True)
        case Fault.BLACK:
            return Effect(mount=BLACK_MOUNT)
        case Fault.WEAK:
            return Effect(shaper=Thin, in_place=True)
        case Fault.DAMAGED:
            return Effect(shaper=Damage, in_place=True)
        case Fault.UNSUPPORTED:
            return Effect(codec=UNKNOWN_CODEC)
        case Fault.SIZE_CHANGE:
            return Effect(mount=SIZES_MOUNT)
        case Fault.REDIRECT:
            return Effect(Answer.REDIRECT)
        case Fault.WRONG_PASSWORD:
            return Effect(Answer.UNAUTHORISED)
        case _:
            assert_never(fault)
