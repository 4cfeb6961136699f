"""Rule: names on a cube are read without effort from where the desks stand, small lines can be made out."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wallctl.rules.legible import COMFORT, LEAST_SHARE, LIMIT, MOST_SHARE, letters_on


def readable_m(letter_px: float, cell_h_px: int, cell_h_mm: float) -> float:
    """From how far letters of that height are read without effort."""
    return letter_px / cell_h_px * cell_h_mm * COMFORT / 1000


def test_on_a_67_inch_cube_names_are_read_from_eight_metres() -> None:
    letters = letters_on(768, 1021.0, 8.0)
    assert letters.name_px / 768 * 1021 >= 32 and readable_m(letters.name_px, 768, 1021.0) >= 8.0
    assert letters.small_px / 768 * 1021 >= 20


def test_desks_that_stand_further_away_get_higher_letters() -> None:
    near, far = letters_on(768, 1021.0, 8.0), letters_on(768, 1021.0, 16.0)
    assert far.name_px > near.name_px and readable_m(far.name_px, 768, 1021.0) >= 16.0


def test_a_cube_of_unknown_size_gets_the_usual_share() -> None:
    assert letters_on(768) == letters_on(768, 0.0, 8.0) == (32, 16)


@given(
    px=st.integers(16, 4320),
    mm=st.floats(100, 3000),
    metres=st.floats(0.5, 60),
)
def test_letters_stay_between_the_least_and_the_most_that_a_cell_can_bear(
    px: int, mm: float, metres: float
) -> None:
    name, small = letters_on(px, mm, metres)
    assert LEAST_SHARE * px <= name <= MOST_SHARE * px + 1
    assert 0 < small <= name
    if name < MOST_SHARE * px:
        assert name / px * mm >= metres * 1000 / COMFORT * (1 - 1e-9)
        assert small / px * mm >= metres * 1000 / LIMIT * (1 - 1e-9)


@pytest.mark.parametrize("share", [LEAST_SHARE, MOST_SHARE])
def test_even_the_highest_letters_leave_most_of_the_picture_free(share: float) -> None:
    assert share < 1 / 8
