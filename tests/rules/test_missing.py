"""The rule that says when an absence is worth a word."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from wallctl.rules.missing import Watch, seen

PATIENCE_S = 8.0


def said(looks: list[tuple[float, bool]]) -> list[float]:
    """Return the times at which it was said."""
    watch, told = Watch(), []
    for now_s, there in looks:
        watch, say = seen(watch, there, now_s, PATIENCE_S)
        if say:
            told.append(now_s)
    return told


def test_an_absence_is_said_once_and_only_after_the_patience() -> None:
    assert said([(0.0, False), (8.0, False), (8.1, False), (9.0, False), (99.0, False)]) == [8.1]


def test_each_new_absence_is_said_again() -> None:
    assert said([(0.0, False), (9.0, False), (10.0, True), (11.0, False), (20.0, False)]) == [9.0, 20.0]


@given(st.lists(st.booleans(), max_size=60))
def test_what_comes_back_within_the_patience_is_never_missed(there: list[bool]) -> None:
    looks = [(float(second), is_there or second % 8 == 0) for second, is_there in enumerate(there)]
    assert said(looks) == []
