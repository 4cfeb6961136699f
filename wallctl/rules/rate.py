"""How much one peer may send: a token bucket. Must not know what is sent, nor read a clock."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Rate:
    """`per_s` units each second, and up to `burst` at once after a rest. Units are the caller's."""

    per_s: float
    burst: float


@dataclass(frozen=True, slots=True)
class Bucket:
    """What is left of the allowance at `at_s`."""

    left: float
    at_s: float

    @classmethod
    def full(cls, rate: Rate, now_s: float) -> Bucket:
        """Return the bucket of a peer that has not sent anything yet."""
        return cls(rate.burst, now_s)

    def take(self, rate: Rate, now_s: float, cost: float = 1.0) -> tuple[Bucket, bool]:
        """Return the bucket after a request for `cost`, and whether it is granted; a refusal costs nothing.

        In any stretch of T seconds at most `burst + per_s * T` is granted. A clock that steps back grants
        nothing.
        """
        elapsed_s = max(0.0, now_s - self.at_s)
        left = min(rate.burst, self.left + elapsed_s * rate.per_s)
        at_s = max(self.at_s, now_s)
        if left < cost:
            return Bucket(left, at_s), False
        return Bucket(left - cost, at_s), True
