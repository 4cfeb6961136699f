"""How much of a process's silence proves no hang, because it waited for a core that others had. PURE.

A wait is in the kernel's count only when it is over; until then who wants a core and ran not at all waits.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import NamedTuple, Self

LONGEST_S = 12.0
"""However starved: a renderer that is silent for so long beyond its patience is replaced."""


class Turns(NamedTuple):
    """What the kernel says of a main thread."""

    state: str
    """`R`: it runs or wants to; `T` and `t`: it is stopped; empty: it is gone."""
    ran_ns: int
    waited_s: float
    """The waits for a core that are over: one that lasts is counted when it ends."""

    def had_none_since(self, before: Turns) -> bool:
        """Tell whether it wants a core and did not run at all since that look."""
        return self.state == "R" and self.ran_ns == before.ran_ns


@dataclass(frozen=True, slots=True)
class Silence:
    """One process since it was suspected: `Silence(turns, turns)` when it is looked at first."""

    first: Turns
    last: Turns
    lasted_s: float = 0.0
    waiting_s: float = 0.0
    """The wait for a core that is not over yet."""
    unpaintable_s: float = 0.0
    """While the display had no core: only who is stopped, or gone, did not wait for it."""
    forgiven_s: float = 0.0

    def goes_on(self, turns: Turns, elapsed_s: float, unpaintable: bool) -> Self:
        """Return the silence at the next look, `elapsed_s` later."""
        waited_for_display = unpaintable and turns.state not in ("T", "t", "")
        return replace(
            self,
            last=turns,
            lasted_s=self.lasted_s + elapsed_s,
            waiting_s=self.waiting_s + elapsed_s if turns.had_none_since(self.last) else 0.0,
            unpaintable_s=self.unpaintable_s + (elapsed_s if waited_for_display else 0.0),
        )

    @property
    def starved_s(self) -> float:
        """How much of it was spent waiting for a core; never more than was looked at."""
        waited_s = self.last.waited_s - self.first.waited_s + self.waiting_s
        return min(self.lasted_s, waited_s + self.unpaintable_s)

    def forgive(self, in_a_row_s: float) -> tuple[float, Self]:
        """Return what of it is to be forgiven now, and what is left.

        `in_a_row_s` was forgiven to that process since it last spoke, this silence included: beyond
        `LONGEST_S` of that nothing is.
        """
        more_s = max(0.0, min(self.starved_s - self.forgiven_s, LONGEST_S - in_a_row_s))
        return more_s, replace(self, forgiven_s=self.forgiven_s + more_s)
