"""Rules: a ticker comes in, crosses and goes out at an even pace; a clock is that of its zone."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from wallctl.rules.moving import clock_words, ticker_left


@given(st.floats(0, 2e9), st.floats(1, 500), st.integers(10, 8000), st.integers(1, 30_000))
def test_the_text_is_between_just_outside_and_just_gone(at: float, speed: float, win: int, text: int) -> None:
    assert -text <= ticker_left(at, speed, win, text) <= win


def test_it_moves_to_the_left_and_begins_again() -> None:
    places = [ticker_left(second, 100.0, 400, 200) for second in range(7)]
    assert places == [400, 300, 200, 100, 0, -100, 400]


def test_a_clock_says_the_time_of_its_zone() -> None:
    at = 1_763_930_045.0  # 2025-11-23 20:34:05 UTC
    assert clock_words(at, ZoneInfo("Asia/Shanghai"), seconds=True) == ("04:34:05", "2025年11月24日 星期一")
    assert clock_words(at, ZoneInfo("UTC"), seconds=False) == ("20:34", "2025年11月23日 星期日")
