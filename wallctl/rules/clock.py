"""How far another machine's clock is from ours, from pings. Must not read a clock nor know the bus.

A ping gives four times. The other clock's lead is known to within half the time the ping spent under way, so
the quickest of the last pings says most; how long ago it was counts too, because two quartz clocks drift
apart.
"""

from __future__ import annotations

from dataclasses import dataclass

DRIFT_PER_S = 1e-4
"""Two clocks drift apart by less than this (seconds per second): each is steered within 50 ppm."""
KEPT = 32
"""Pings remembered: 16 s at two each second."""


@dataclass(frozen=True, slots=True)
class Sample:
    """One ping. `sent_s` and `back_s` are our clock, `heard_s` and `answered_s` the other's."""

    sent_s: float
    heard_s: float
    answered_s: float
    back_s: float

    @property
    def under_way_s(self) -> float:
        """Time spent on the wires and in queues, both ways together."""
        return (self.back_s - self.sent_s) - (self.answered_s - self.heard_s)

    @property
    def offset_s(self) -> float:
        """The other clock minus ours, were both ways equally long."""
        return ((self.heard_s - self.sent_s) + (self.answered_s - self.back_s)) / 2

    @property
    def possible(self) -> bool:
        """Whether such a ping can have been: no time runs backwards."""
        return self.back_s >= self.sent_s and self.answered_s >= self.heard_s

    def uncertainty_s(self, now_s: float) -> float:
        """How far `offset_s` may be from the truth at `now_s` of our clock, whatever the ways took.

        Drift while the ping was under way or held counts as well as drift since it came back.
        """
        drifted_s = DRIFT_PER_S * max(0.0, now_s - self.sent_s)
        return max(0.0, self.under_way_s) / 2 + drifted_s


@dataclass(frozen=True, slots=True)
class Estimate:
    """The other clock reads ours plus `offset_s`, give or take `uncertainty_s`."""

    offset_s: float
    uncertainty_s: float

    def theirs(self, ours_s: float) -> float:
        """Return the other clock's reading at `ours_s` of ours."""
        return ours_s + self.offset_s

    def ours(self, theirs_s: float) -> float:
        """Return our clock's reading at `theirs_s` of the other."""
        return theirs_s - self.offset_s


@dataclass(frozen=True, slots=True)
class ClockFilter:
    """The last pings of one link."""

    samples: tuple[Sample, ...] = ()

    def add(self, sample: Sample) -> ClockFilter:
        """Return the filter that has heard this ping too; an impossible one is left out."""
        if not sample.possible:
            return self
        return ClockFilter((*self.samples, sample)[-KEPT:])

    def estimate(self, now_s: float) -> Estimate | None:
        """Return the best estimate at `now_s` of our clock, None before the first ping."""
        if not self.samples:
            return None
        best = min(self.samples, key=lambda sample: sample.uncertainty_s(now_s))
        return Estimate(best.offset_s, best.uncertainty_s(now_s))
