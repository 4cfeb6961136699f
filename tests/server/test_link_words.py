"""Why a node's link is over."""

from __future__ import annotations

from wallctl.bus.lane import Lost
from wallctl.server.link_words import why_over


def test_each_end_of_a_link_has_words_of_its_own_in_both_languages() -> None:
    words = [why_over(why) for why in Lost]
    assert len({one.zh for one in words}) == len({one.en for one in words}) == len(Lost)


def test_silence_is_told_with_its_length() -> None:
    assert "1.5 s" in why_over(Lost.SILENT).en
    assert "1.5 秒" in why_over(Lost.SILENT).zh
