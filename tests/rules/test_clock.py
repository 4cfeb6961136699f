"""Rule: the truth is always inside the stated uncertainty, whatever the ways took and the clocks did."""

from __future__ import annotations

from collections.abc import Callable

from hypothesis import given
from hypothesis import strategies as st

from wallctl.rules.clock import DRIFT_PER_S, KEPT, ClockFilter, Estimate, Sample

ways = st.floats(0, 2)
pings = st.lists(st.tuples(st.floats(0, 30), ways, ways, st.floats(0, 0.5)), min_size=1, max_size=60)


@given(pings, st.floats(-1e5, 1e5), st.floats(-DRIFT_PER_S, DRIFT_PER_S), st.floats(0, 60))
def test_the_truth_is_within_the_uncertainty(
    history: list[tuple[float, float, float, float]], lead_s: float, drift: float, later_s: float
) -> None:
    def theirs(ours_s: float) -> float:
        return ours_s + lead_s + drift * ours_s

    now_s, heard = 0.0, ClockFilter()
    for pause_s, out_s, home_s, held_s in history:
        sent_s = now_s + pause_s
        heard_at_s = sent_s + out_s
        answered_s = heard_at_s + held_s
        now_s = answered_s + home_s
        heard = heard.add(Sample(sent_s, theirs(heard_at_s), theirs(answered_s), now_s))
        _check(heard, theirs, now_s)
    _check(heard, theirs, now_s + later_s)


def _check(heard: ClockFilter, theirs: Callable[[float], float], now_s: float) -> None:
    estimate = heard.estimate(now_s)
    assert estimate is not None
    assert abs(theirs(now_s) - now_s - estimate.offset_s) <= estimate.uncertainty_s + 1e-8


@given(st.lists(ways, min_size=2, max_size=KEPT))
def test_a_slow_ping_never_makes_it_worse(round_trips: list[float]) -> None:
    now_s, heard = 0.0, ClockFilter()
    known: Estimate | None = None
    for trip_s in round_trips:
        heard = heard.add(Sample(now_s, now_s, now_s, now_s + trip_s))
        before, known = known, heard.estimate(now_s + trip_s)
        now_s += trip_s
        assert known is not None
        if before is not None:
            assert known.uncertainty_s <= before.uncertainty_s + DRIFT_PER_S * trip_s + 1e-12


def test_remembers_a_bounded_number_of_pings() -> None:
    heard = ClockFilter()
    for number in range(3 * KEPT):
        heard = heard.add(Sample(number, number, number, number + 0.01))
    assert len(heard.samples) == KEPT


def test_an_impossible_ping_is_left_out() -> None:
    assert ClockFilter().add(Sample(2.0, 5.0, 5.0, 1.0)) == ClockFilter()
    assert ClockFilter().add(Sample(1.0, 6.0, 5.0, 2.0)) == ClockFilter()
    assert ClockFilter().estimate(0.0) is None


def test_converts_both_ways() -> None:
    estimate = Estimate(offset_s=2.5, uncertainty_s=0.001)
    assert estimate.theirs(1.0) == 3.5
    assert estimate.ours(3.5) == 1.0
