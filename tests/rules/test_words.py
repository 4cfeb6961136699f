"""Rule: every state, reason and stream has a word in both languages, and each reason says what to do."""

from __future__ import annotations

import re

import pytest

from wallctl.model.health import Reason, WindowState
from wallctl.model.source import StreamKind
from wallctl.rules.words import REASONS, REMEDIES, STATES, STREAMS

CHINESE = re.compile(r"[\u4e00-\u9fff]")


@pytest.mark.parametrize("state", list(WindowState))
def test_every_state_has_a_word_in_both_languages(state: WindowState) -> None:
    assert CHINESE.search(STATES[state].zh)
    assert STATES[state].en.isascii() and STATES[state].en


@pytest.mark.parametrize("reason", [reason for reason in Reason if reason is not Reason.NONE])
def test_every_reason_says_why_and_what_to_do_in_both_languages(reason: Reason) -> None:
    for said in (REASONS[reason], REMEDIES[reason]):
        assert CHINESE.search(said.zh)
        assert said.en.isascii() and said.en


def test_no_reason_says_nothing() -> None:
    assert REASONS[Reason.NONE] == ("", "")


@pytest.mark.parametrize("stream", list(StreamKind))
def test_every_stream_has_a_word_in_both_languages(stream: StreamKind) -> None:
    assert CHINESE.search(STREAMS[stream].zh)
    assert STREAMS[stream].en.isascii() and STREAMS[stream].en
