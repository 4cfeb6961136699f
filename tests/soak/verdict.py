"""What a soak was worth: every reason why it is not good. PURE.

What was not done, and what was not judged, is no better than what failed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from tests.soak.growth import Growth
from tests.soak.probe import RENDERERS, UNTOUCHED, YOUNG, Gauge

SHARE_DONE = 0.9
UP_SHARE = 0.95
"""A renderer in 24 is killed every ten seconds, and is back within two."""
FEWEST_LOOKS = 10
ROLES = (RENDERERS, YOUNG, UNTOUCHED, "nursery", "node", "server")


def undone(asked: Mapping[str, float], done: Mapping[str, int]) -> list[str]:
    """Deeds of which fewer were done than nine in ten of those asked for."""
    return [
        f"{done.get(what, 0)} {what} of {count:.0f} asked for"
        for what, count in asked.items()
        if done.get(what, 0) < SHARE_DONE * count
    ]


def grown(growths: Sequence[Growth]) -> list[str]:
    """What grew, and what was not judged: of each role every gauge must have been."""
    judged = {(one.role, one.gauge) for one in growths}
    missing = [
        f"{role}: {gauge.value} was not judged"
        for role in ROLES
        for gauge in Gauge
        if (role, gauge) not in judged
    ]
    return missing + [f"{one.role}: {one.gauge.value} grows" for one in growths if not one.ok]


def mistold(looks: Mapping[str, int], lies: Sequence[str], states: Mapping[str, float]) -> list[str]:
    """What was said otherwise than the glass showed; cells that were down for longer than they may be."""
    found = list(lies)
    moved = looks.get("said live, moved", 0)
    if moved < FEWEST_LOOKS:
        found.append(f"only {moved} live pictures were looked at on the glass")
    cells = {name: spent for name, spent in states.items() if name.startswith("cell ")}
    share = cells.get("cell up", 0.0) / (sum(cells.values()) or 1.0)
    if share < UP_SHARE:
        found.append(f"cells were up for {share:.1%} of the time")
    return found
