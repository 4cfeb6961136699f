"""Rule: there is a word in both languages for everything that a card or badge may have to say."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wallctl.model.layout import Role
from wallctl.renderer.words import ROLES, age_text

CHINESE = re.compile(r"[\u4e00-\u9fff]")


@pytest.mark.parametrize("role", list(Role))
def test_every_place_without_a_camera_has_a_name_in_both_languages(role: Role) -> None:
    assert CHINESE.search(ROLES[role].zh)
    assert ROLES[role].en.isascii() and ROLES[role].en


@pytest.mark.parametrize(
    ("age_s", "text"),
    [
        (0.0, "0.0 秒"), (0.51, "1.0 秒"), (1.24, "1.5 秒"), (1.5, "1.5 秒"), (9.96, "10.0 秒"),
        (10, "10 秒"), (47.9, "47 秒"),
        (59.99, "59 秒"), (60, "1 分 00 秒"), (185, "3 分 05 秒"), (3599.9, "59 分 59 秒"),
        (3600, "1 小时 00 分"), (7800, "2 小时 10 分"), (90_000, "25 小时 00 分"),
    ],
)  # fmt: skip
def test_ages_read_as_officers_say_them(age_s: float, text: str) -> None:
    assert age_text(age_s) == text


@given(st.floats(0, 9.99))
def test_a_picture_that_just_became_late_is_never_called_younger_than_it_is(age_s: float) -> None:
    assert age_s <= float(age_text(age_s).split()[0]) <= age_s + 0.5


@given(st.floats(0, 1e6), st.floats(0, 1e6))
def test_an_older_picture_never_looks_younger(one_s: float, other_s: float) -> None:
    def seconds(text: str) -> float:
        units = {"小时": 3600, "分": 60, "秒": 1}
        return sum(float(number) * units[unit] for number, unit in re.findall(r"([\d.]+) (小时|分|秒)", text))

    young, old = sorted((one_s, other_s))
    assert seconds(age_text(young)) <= seconds(age_text(old))
