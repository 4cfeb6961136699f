"""Rules: windows are numbered as they are read, and any of them can be typed."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tests.rules.test_enlarge import window
from wallctl.model.layout import Layout
from wallctl.rules.numbers import more_may_come, numbered, typed_on, window_of

ROWS = Layout(windows=(window("c", 0, 1), window("b", 1, 0), window("a", 0, 0), window("top", 0, 0, z=2)))


def test_numbers_go_row_by_row_the_upper_one_first() -> None:
    assert numbered(ROWS) == {"top": 1, "a": 2, "b": 3, "c": 4}


@given(st.integers(1, 400), st.data())
def test_every_number_can_be_typed(highest: int, data: st.DataObject) -> None:
    wanted = data.draw(st.integers(1, highest))
    typed = ""
    for digit in str(wanted):
        typed = typed_on(typed, digit, highest)
    assert typed == str(wanted)


def test_a_digit_that_leads_too_far_begins_anew() -> None:
    assert typed_on("2", "5", 24) == "5"
    assert typed_on("2", "4", 24) == "24"
    assert typed_on("", "0", 24) == ""
    assert more_may_come("2", 24) and not more_may_come("3", 24)


def test_a_number_that_nobody_has_names_no_window() -> None:
    assert window_of(ROWS, "3") == "b"
    assert window_of(ROWS, "9") is None and window_of(ROWS, "") is None
