"""Whose small picture is asked for now, where more are seen than may be asked for at once. PURE.

Every one that is seen gets its turn, again and again. Times are seconds of one monotonic clock.
"""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass, field

from wallctl.model.ids import SourceId

TURN_S = 4.0
"""A turn is at least so long: opening a stream for one single picture would cost more than it shows."""
LONGEST_TURN_S = 10.0
"""A camera that says nothing keeps others waiting no longer than this."""
REST_S = 2.0
"""Whose turn has just ended has a picture that is new enough; its next turn can wait so long."""


@dataclass(frozen=True, slots=True)
class Turns:
    """Who has a turn since when, and when the last turn of the others ended."""

    since_s: Mapping[SourceId, float] = field(default_factory=dict)
    ended_s: Mapping[SourceId, float] = field(default_factory=dict)

    @property
    def asked(self) -> tuple[SourceId, ...]:
        """Those whose turn it is."""
        return tuple(self.since_s)


def next_turns(
    before: Turns, seen: Sequence[SourceId], heard: Container[SourceId], room: int, now_s: float
) -> Turns:
    """Return whose turn it is among those that are seen, at most `room` of them.

    A turn ends when somebody waits for the place and something was `heard` of the source in it (a picture, or
    why there is none), or when it takes too long. Who has waited longest comes first, of equals the upper.
    """
    wanted = tuple(dict.fromkeys(seen))
    staying = {one: since_s for one, since_s in before.since_s.items() if one in wanted}
    ended = {one: at_s for one, at_s in before.ended_s.items() if one in wanted and one not in staying}
    waiting = sorted(
        (one for one in wanted if one not in staying), key=lambda one: ended.get(one, float("-inf"))
    )
    due = sum(now_s - ended.get(one, float("-inf")) >= REST_S for one in waiting)
    longest = sorted(staying, key=lambda one: staying[one])
    over = [one for one in longest if _is_over(now_s - staying[one], one in heard)]
    free = room - len(staying)
    leaving = max(-free, min(len(over), due - free))
    for one in [*over, *(one for one in longest if one not in over)][: max(0, leaving)]:
        del staying[one]
        ended[one] = now_s
    coming = waiting[: room - len(staying)]
    return Turns(
        since_s=staying | dict.fromkeys(coming, now_s),
        ended_s={one: at_s for one, at_s in ended.items() if one not in coming},
    )


def _is_over(lasted_s: float, heard: bool) -> bool:
    return lasted_s >= (TURN_S if heard else LONGEST_TURN_S)
