"""When to say that something that must be there is not: once for each time, after some patience. PURE."""

from __future__ import annotations

from enum import Enum
from typing import assert_never

from wallctl.model.base import Value


class Absence(Enum):
    """Where a watched thing is in being there or not."""

    THERE = "there"
    MISSED = "missed"
    SAID = "said"


class Watch(Value):
    """What was seen so far; `since_s` counts while it is missed."""

    absence: Absence = Absence.THERE
    since_s: float = 0.0


def seen(watch: Watch, there: bool, now_s: float, patience_s: float) -> tuple[Watch, bool]:
    """Return the watch after a look, and whether its absence is to be said now."""
    if there:
        return Watch(), False
    match watch.absence:
        case Absence.THERE:
            return Watch(absence=Absence.MISSED, since_s=now_s), False
        case Absence.MISSED:
            if now_s - watch.since_s <= patience_s:
                return watch, False
            return Watch(absence=Absence.SAID, since_s=watch.since_s), True
        case Absence.SAID:
            return watch, False
        case _:
            assert_never(watch.absence)
