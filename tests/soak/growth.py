"""Does anything grow? A line through the samples after the warm-up, and how much it may rise. PURE."""

from __future__ import annotations

import statistics
from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations
from typing import NamedTuple

from tests.soak.probe import RENDERERS, YOUNG, Gauge, Sample

WARM_UP_S = 120.0
FEWEST = 6


class Room(NamedTuple):
    """What a sum may rise by over the whole time that is judged: a share of it and a fixed amount."""

    share: float
    fixed: float


ROOM: Mapping[Gauge, Room] = {
    Gauge.MEMORY_MB: Room(0.05, 6.0),
    Gauge.DESCRIPTORS: Room(0.05, 4.0),
    Gauge.THREADS: Room(0.05, 4.0),
    Gauge.MEMORY_FILES: Room(0.05, 4.0),
}

AVERAGED: Mapping[str, float] = {RENDERERS: 1 / 24, YOUNG: 1 / 3}
"""The share of the fixed amount for what one of a role holds on average. Of the young there are few, of all
ages up to the warm-up: their average swings by 1.3 MB from rest to rest."""


class Growth(NamedTuple):
    """What became of one sum: its middle value, its rise along the line, and what was allowed."""

    role: str
    gauge: Gauge
    middle: float
    rise: float
    per_hour: float
    allowed: float

    @property
    def ok(self) -> bool:
        return self.rise <= self.allowed


def slope(points: Sequence[tuple[float, float]]) -> float:
    """The median of the slopes between all pairs: a few wild samples do not turn it."""
    slopes = [(y2 - y1) / (x2 - x1) for (x1, y1), (x2, y2) in combinations(points, 2) if x2 > x1]
    return statistics.median(slopes) if slopes else 0.0


def judge(samples: Iterable[Sample], warm_up_s: float = WARM_UP_S) -> list[Growth]:
    """Return what each sum did after the warm-up; empty: too few samples to say anything."""
    kept = [sample for sample in samples if sample.at_s >= warm_up_s]
    if len(kept) < FEWEST:
        return []
    span_s = kept[-1].at_s - kept[0].at_s
    found = []
    for role in sorted({role for sample in kept for role in sample.roles}):
        for gauge in Gauge:
            points = [(sample.at_s, sample.roles[role][gauge]) for sample in kept if role in sample.roles]
            if len(points) < FEWEST:
                continue
            middle, per_s = statistics.median(y for _, y in points), slope(_thinned(points))
            room = ROOM[gauge]
            allowed = middle * room.share + room.fixed * AVERAGED.get(role, 1.0)
            found.append(Growth(role, gauge, middle, per_s * span_s, per_s * 3600, allowed))
    return found


def _thinned(points: Sequence[tuple[float, float]], most: int = 400) -> Sequence[tuple[float, float]]:
    """All pairs of a day's samples would take minutes."""
    return points[:: max(1, len(points) // most)]


def table(growths: Iterable[Growth]) -> str:
    """The findings as people read them."""
    lines = [
        f"{'role':<15} {'what':<13} {'middle':>9} {'rise':>8} {'allowed':>8} {'per hour':>9}",
    ]
    for one in growths:
        mark = "" if one.ok else "   GROWS"
        lines.append(
            f"{one.role:<15} {one.gauge.value:<13} {one.middle:9.1f} {one.rise:+8.1f} {one.allowed:8.1f}"
            f" {one.per_hour:+9.1f}{mark}"
        )
    return "\n".join(lines)
