"""When a dark picture is a fault: a night is dark every night, a covered lens is dark at noon.

What is usual is known for each hour of the day, as seconds seen and seconds dark, by the place's own clock.
"""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from wallctl.model.base import Value

HOURS = 24
KNOWN_AFTER_S = 2 * 3600.0
"""An hour of the day that was not seen on more than two days says nothing of what is usual."""
USUAL_SHARE = 0.1
"""Dark for less of the time than this is not usual."""
REMEMBERED_S = 14 * 3600.0
"""Of each hour of the day about two weeks are remembered: seasons change."""
UNUSUAL_COUNTS = 0.1
"""A lens that stays covered must not teach that it is dark."""
LIT_SHARE = 0.25
"""A picture with so much light in it is by no means dark: dusk takes its time from there to the dark."""
FALLS_WITHIN_S = 10.0
"""From light to dark at one stroke; a new connection in between included."""
SETTLES_WITHIN_S = 6.0
"""So long after the fall an encoder may still work on the dark picture."""
STILL_FOR_S = 3.0
"""A camera in the dark has noise; one that sends a black picture has none."""
NIGHT_SEEN_S = 600.0

Seconds = Annotated[float, Field(ge=0, le=2 * REMEMBERED_S)]
Hours = Annotated[tuple[Seconds, ...], Field(min_length=HOURS, max_length=HOURS)]


class UsualDark(Value):
    """How long each hour of the day was seen in all, and how long of that it was dark."""

    seen_s: Hours = (0.0,) * HOURS
    dark_s: Hours = (0.0,) * HOURS


def is_unusual(usual: UsualDark, hour: int) -> bool:
    """Tell whether a dark picture at that hour is known to be no usual one.

    The hours beside it count too: dusk moves with the season.
    """
    near = [(hour + step) % HOURS for step in (-1, 0, 1)]
    dark_s, seen_s = (sum(kept[one] for one in near) for kept in (usual.dark_s, usual.seen_s))
    return usual.seen_s[hour] > KNOWN_AFTER_S and dark_s < USUAL_SHARE * seen_s


def is_usual(usual: UsualDark, hour: int) -> bool:
    """Tell whether that camera is known to be dark at about that hour."""
    near = [(hour + step) % HOURS for step in (-1, 0, 1)]
    dark_s, seen_s = (sum(kept[one] for one in near) for kept in (usual.dark_s, usual.seen_s))
    return dark_s > NIGHT_SEEN_S and dark_s >= USUAL_SHARE * seen_s


def fell_black(lit_s: float | None, dark_s: float | None, changed_s: float | None, now_s: float) -> bool:
    """Tell whether a picture went black at one stroke: light, then dark and as still as no camera is.

    `lit_s` is when it last was by no means dark, `dark_s` since when it is dark, `changed_s` when it last
    changed. A dark picture that stirs later on is a dark scene, and stays one until there is light again.
    """
    if lit_s is None or dark_s is None or changed_s is None:
        return False
    fell = dark_s - lit_s <= FALLS_WITHIN_S and changed_s - dark_s <= SETTLES_WITHIN_S
    return fell and now_s - changed_s >= STILL_FOR_S


def learnt(usual: UsualDark, hour: int, dark: bool, seconds: float) -> UsualDark:
    """Return what is usual after so long a time (at most an hour) of dark or light at that hour."""
    seconds = min(max(seconds, 0.0), 3600.0)
    if dark and is_unusual(usual, hour):
        seconds *= UNUSUAL_COUNTS
    seen, was_dark = list(usual.seen_s), list(usual.dark_s)
    seen[hour] += seconds
    was_dark[hour] += seconds if dark else 0.0
    if seen[hour] > REMEMBERED_S:
        seen[hour], was_dark[hour] = seen[hour] / 2, was_dark[hour] / 2
    return UsualDark(seen_s=tuple(seen), dark_s=tuple(was_dark))
