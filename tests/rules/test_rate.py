"""Rule: a peer gets its burst and its rate, never more, and is never refused less."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from wallctl.rules.rate import Bucket, Rate

rates = st.builds(Rate, per_s=st.floats(0.1, 1e4), burst=st.floats(1, 1e4))
steps = st.lists(st.tuples(st.floats(0, 5), st.floats(0, 100)), max_size=60)


@given(rates, steps)
def test_never_grants_more_than_burst_and_rate(rate: Rate, requests: list[tuple[float, float]]) -> None:
    bucket, now_s, granted = Bucket.full(rate, 0.0), 0.0, 0.0
    for wait_s, cost in requests:
        now_s += wait_s
        bucket, yes = bucket.take(rate, now_s, cost)
        granted += cost if yes else 0.0
    assert granted <= (rate.burst + rate.per_s * now_s) * (1 + 1e-9)


@given(rates, st.integers(1, 200))
def test_never_refuses_who_keeps_the_rate(rate: Rate, times: int) -> None:
    bucket = Bucket.full(rate, 0.0)
    for turn in range(times):
        bucket, yes = bucket.take(rate, turn * (1 / rate.per_s) * 1.0001)
        assert yes


@given(rates, st.floats(0, 1e3), st.floats(0, 1e3))
def test_a_clock_that_steps_back_grants_nothing(rate: Rate, first_s: float, back_s: float) -> None:
    bucket, _ = Bucket.full(rate, first_s).take(rate, first_s, rate.burst)
    bucket, _ = bucket.take(rate, first_s - back_s, 0.0)
    _, yes = bucket.take(rate, first_s, 1.0)
    assert not yes


def test_a_refusal_costs_nothing() -> None:
    rate = Rate(per_s=1, burst=10)
    bucket, yes = Bucket.full(rate, 0.0).take(rate, 0.0, 11)
    assert not yes
    assert bucket.left == 10
