"""Which looks off the wall are done now: the wall first, then people, then what nobody waits for. PURE.

Values in, values out: knows no node, process or clock. Times are seconds of one monotonic clock.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import NamedTuple

from wallctl.model.base import Value
from wallctl.model.budget import Ceiling
from wallctl.model.ids import SourceId
from wallctl.model.sighting import LookFor
from wallctl.rules.budget import Ledger, Pull

MOST_SCOUTS = 14
"""On one node at once, whatever is asked."""
MOST: Mapping[LookFor, int] = {
    LookFor.TEST: 4,
    LookFor.PREVIEW: 12,
    LookFor.TRIAL: 1,
    LookFor.ROUND: 2,
}
"""Of each kind at once."""
FIRST_REST_S, LONGEST_REST_S = 10.0, 320.0
RELAPSE_S = 30.0
"""Strain so soon after looks went on says that this was too early."""
_RANK = {purpose: rank for rank, purpose in enumerate(LookFor)}


class Candidate(NamedTuple):
    """A look that is wanted."""

    look: str
    purpose: LookFor


class Rest(Value):
    """Whether looks rest because the node is strained, and how long they do."""

    until_s: float | None = None
    """None: they do not."""
    ended_s: float | None = None
    rest_s: float = FIRST_REST_S


def rested(before: Rest, strained: bool, now_s: float) -> Rest:
    """Return whether looks rest now: from strain on until it is over, and longer each time it comes back."""
    if strained:
        if before.until_s is not None:
            return before.with_(until_s=now_s + before.rest_s)
        relapse = before.ended_s is not None and now_s - before.ended_s < RELAPSE_S + before.rest_s
        rest_s = min(LONGEST_REST_S, 2 * before.rest_s) if relapse else FIRST_REST_S
        return Rest(until_s=now_s + rest_s, rest_s=rest_s)
    if before.until_s is not None and now_s >= before.until_s:
        return Rest(ended_s=now_s, rest_s=before.rest_s)
    return before


def chosen(candidates: Sequence[Candidate], running: Collection[str], resting: bool) -> tuple[str, ...]:
    """Return the looks to do, the most important first; the earlier of equals, those under way before others.

    While the node rests only tests are done: they are short, and somebody waits.
    """
    order = sorted(
        enumerate(candidates), key=lambda pair: (_RANK[pair[1].purpose], pair[1].look not in running, pair[0])
    )
    left = dict(MOST)
    found: list[str] = []
    for _, one in order:
        if len(found) >= MOST_SCOUTS:
            break
        if left[one.purpose] > 0 and (not resting or one.purpose is LookFor.TEST):
            left[one.purpose] -= 1
            found.append(one.look)
    return tuple(found)


class Wanted(NamedTuple):
    """A look and what it would pull; nothing where a renderer has the stream open already."""

    look: str
    purpose: LookFor
    pulls: tuple[Pull, ...] = ()


def within(
    looks: Iterable[Wanted], wall: Iterable[Pull], ceilings: Iterable[Ceiling]
) -> dict[str, Ceiling | None]:
    """Return for each look the ceiling that leaves no room for it beside the wall; None: there is room."""
    ledger = Ledger(ceilings)
    ledger.add(wall)
    found: dict[str, Ceiling | None] = {}
    for one in sorted(looks, key=lambda one: _RANK[one.purpose]):
        found[one.look] = ledger.reached(one.pulls)
        if found[one.look] is None:
            ledger.add(one.pulls)
    return found


def due(
    sources: Sequence[SourceId], seen_s: Mapping[SourceId, float], now_s: float, again_s: float
) -> SourceId | None:
    """Return the source whose last look is the oldest, and older than that; never seen comes first."""
    waiting = [one for one in sources if now_s - seen_s.get(one, -again_s) >= again_s]
    return min(waiting, key=lambda one: seen_s.get(one, float("-inf")), default=None)
