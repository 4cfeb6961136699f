"""Rule: what a silent process waited for a core is forgiven once, whole, and not for ever."""

from __future__ import annotations

from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wallctl.rules.starvation import LONGEST_S, Silence, Turns


class Look(NamedTuple):
    """What the kernel says at a look, how long after the last one, and whether the display stood still."""

    turns: Turns
    elapsed_s: float
    unpaintable: bool


@st.composite
def histories(draw: st.DrawFn) -> tuple[Turns, list[Look]]:
    """A main thread's turns as they can be: what it ran and what it waited only grows."""
    first = Turns("S", 1_000, draw(st.floats(0, 100)))
    looks, turns = [], first
    for _ in range(draw(st.integers(1, 60))):
        elapsed_s = draw(st.floats(0.01, 3.0))
        turns = Turns(
            draw(st.sampled_from("RSDTt")),
            turns.ran_ns + draw(st.sampled_from((0, 5_000_000))),
            turns.waited_s + draw(st.floats(0, 5.0)),
        )
        looks.append(Look(turns, elapsed_s, draw(st.booleans())))
    return first, looks


def forgiven(first: Turns, looks: list[Look]) -> tuple[list[float], Silence]:
    silence = Silence(first, first)
    found: list[float] = []
    for look in looks:
        more_s, silence = silence.goes_on(*look).forgive(sum(found))
        found.append(more_s)
    return found, silence


@given(histories())
def test_never_more_is_forgiven_than_was_looked_at_nor_than_the_longest(
    history: tuple[Turns, list[Look]],
) -> None:
    found, _ = forgiven(*history)
    looked_at_s = sum(look.elapsed_s for look in history[1])
    assert all(more_s >= 0 for more_s in found)
    assert sum(found) <= min(LONGEST_S, looked_at_s) + 1e-6


@given(histories())
def test_nothing_is_forgiven_to_who_is_stopped_all_the_while(history: tuple[Turns, list[Look]]) -> None:
    first = history[0]
    stopped = [look._replace(turns=Turns("T", first.ran_ns, first.waited_s)) for look in history[1]]
    found, _ = forgiven(first, stopped)
    assert sum(found) == 0


@given(st.floats(0.05, 0.5), st.integers(1, 20))
def test_a_wait_is_forgiven_while_it_lasts_and_not_once_more_when_the_kernel_counts_it(
    every_s: float, times: int
) -> None:
    waits = Turns("R", 7, 1.0)
    over = Turns("S", 8, 1.0 + every_s * times)
    found, left = forgiven(waits, [Look(waits, every_s, False)] * times + [Look(over, every_s, False)] * 2)
    assert sum(found) == pytest.approx(min(LONGEST_S, every_s * times))
    assert left.waiting_s == 0


def test_who_runs_waits_for_nothing() -> None:
    found, _ = forgiven(Turns("R", 0, 1.0), [Look(Turns("R", at, 1.0), 0.1, False) for at in range(1, 9)])
    assert sum(found) == 0


@pytest.mark.parametrize(
    ("state", "forgiven_s"), [("S", 0.1), ("D", 0.1), ("R", 0.1), ("T", 0), ("t", 0), ("", 0)]
)
def test_who_waits_for_a_display_without_a_core_is_forgiven_unless_stopped_or_gone(
    state: str, forgiven_s: float
) -> None:
    first = Turns("S", 5, 1.0)
    found, _ = forgiven(first, [Look(Turns(state, 6, 1.0), 0.1, True)])
    assert sum(found) == pytest.approx(forgiven_s)
