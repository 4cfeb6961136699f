"""Rule: a sentence is known as a whole, whatever fills its holes, and the first that fits counts."""

from __future__ import annotations

import pytest

from wallctl.controller.sentences import found, table

WORDS = table(
    ("{n} windows are on it", "还有 {n} 个窗口"),
    ("field `{a}`: (.*)", "字段"),
    ("no {a}", "没有 {a}"),
    ("no such source", "没有这个信号源"),
)


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ("3 windows are on it", ("还有 {n} 个窗口", {"n": "3"})),
        ("field `x`: (.*)", ("字段", {"a": "x"})),
        ("no such source", ("没有 {a}", {"a": "such source"})),
        ("no two\nlines", ("没有 {a}", {"a": "two\nlines"})),
    ],
)
def test_what_fills_the_holes_is_given_back(said: str, words: tuple[str, dict[str, str]]) -> None:
    assert found(WORDS, said) == words


@pytest.mark.parametrize("said", ["windows are on it", "3 windows are on it now", "field `x`: y", ""])
def test_a_part_is_no_sentence(said: str) -> None:
    assert found(WORDS, said) is None
