"""Rule: a dark night is not black; a picture that is dark at an hour known to be light is."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wallctl.rules.darkness import (
    HOURS,
    REMEMBERED_S,
    STILL_FOR_S,
    UsualDark,
    fell_black,
    is_unusual,
    is_usual,
    learnt,
)

NIGHT = {22, 23, 0, 1, 2, 3, 4}


def days(count: int) -> UsualDark:
    usual = UsualDark()
    for _ in range(count):
        for hour in range(HOURS):
            usual = learnt(usual, hour, hour in NIGHT, 3600.0)
    return usual


@pytest.mark.parametrize("count", [3, 7, 60])
def test_after_some_days_noon_is_known_to_be_light_and_midnight_to_be_dark(count: int) -> None:
    usual = days(count)
    assert [hour for hour in range(HOURS) if is_unusual(usual, hour)] == list(range(6, 21))


@pytest.mark.parametrize("count", [0, 1, 2])
def test_before_that_nothing_is_called_unusual_so_that_the_first_dusks_are_no_fault(count: int) -> None:
    assert not any(is_unusual(days(count), hour) for hour in range(HOURS))


def test_dusk_may_come_an_hour_earlier_than_it_ever_did() -> None:
    assert not is_unusual(days(14), min(hour for hour in NIGHT if hour > 12) - 1)


def test_a_covered_lens_does_not_soon_teach_that_noon_is_dark() -> None:
    usual = days(7)
    for _ in range(3):
        for hour in range(8, 18):
            usual = learnt(usual, hour, True, 3600.0)
    assert is_unusual(usual, 12)


def test_but_a_camera_that_was_moved_into_a_cellar_is_learnt_in_the_end() -> None:
    usual, count = days(14), 0
    while is_unusual(usual, 12):
        for hour in range(HOURS):
            usual = learnt(usual, hour, True, 3600.0)
        count += 1
        assert count < 60
    assert count > 3


@given(st.lists(st.tuples(st.integers(0, 23), st.booleans(), st.floats(-10, 1e5)), max_size=60))
def test_the_record_stays_within_its_bounds(seen: list[tuple[int, bool, float]]) -> None:
    usual = UsualDark()
    for hour, dark, seconds in seen:
        usual = learnt(usual, hour, dark, seconds)
    for all_s, dark_s in zip(usual.seen_s, usual.dark_s, strict=True):
        assert 0 <= dark_s <= all_s <= REMEMBERED_S


@pytest.mark.parametrize("count", [0, 3, 14])
def test_what_is_unusual_is_never_usual(count: int) -> None:
    usual = days(count)
    assert not [hour for hour in range(HOURS) if is_usual(usual, hour) and is_unusual(usual, hour)]
    assert is_usual(usual, 0) == (count > 0)


@given(st.floats(0, 60), st.floats(0, 60), st.floats(0, 60))
def test_only_a_fall_followed_by_stillness_is_black(fall_s: float, settled_s: float, still_s: float) -> None:
    dark_s = 1000.0 + fall_s
    changed_s = dark_s + settled_s
    black = fell_black(1000.0, dark_s, changed_s, changed_s + still_s)
    if black:
        assert fall_s <= 10.01 and settled_s <= 6.01 and still_s >= STILL_FOR_S - 0.01
    if fall_s < 9.9 and settled_s < 5.9 and still_s > STILL_FOR_S + 0.1:
        assert black


def test_what_never_was_light_never_fell() -> None:
    assert not fell_black(None, 1.0, 1.0, 100.0)
    assert not fell_black(1.0, None, 1.0, 100.0)
