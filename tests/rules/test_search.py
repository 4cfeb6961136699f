"""Rules of the search, on entries made by hand."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wallctl.rules.search import Entry, SearchIndex, Tier, Unit, Word, WordKind, accent, aligned, fold


def _units(text: str) -> tuple[Unit, ...]:
    """`民min 主zhu` -> two characters with readings; `gate` -> a word."""
    made = []
    for piece in text.split():
        chinese = not piece[0].isascii()
        made.append(
            Unit(sign=fold(piece[0]) if chinese else "", reading=piece[1:] if chinese else fold(piece))
        )
    return tuple(made)


def _entry(key: str, name: str, *aliases: str, context: str = "") -> Entry:
    words = [Word(shown=key, kind=WordKind.ID, units=(Unit(reading=fold(key)),))]
    words.append(Word(shown=name, kind=WordKind.NAME, units=_units(name)))
    words += [Word(shown=alias, kind=WordKind.ALIAS, units=_units(alias)) for alias in aliases]
    if context:
        words.append(Word(shown=context, kind=WordKind.CONTEXT, units=_units(context)))
    return Entry(key=key, words=tuple(words))


DYKE = _entry("wat-08", "民min 主zhu 垸yuan 险xian 工gong 段duan", "weak dyke", context="水shui 利li")
SLUICE = _entry("wat-06", "大da 通tong 湖hu 五wu 门men 闸zha", "五wu 门men 闸zha", context="水shui 利li")
SQUARE = _entry("psb-01", "民min 生sheng 广guang 场chang")
INDEX = SearchIndex((DYKE, SLUICE, SQUARE), lambda text: {"民主院": "minzhuyuan"}.get(text, text))


def _found(query: str) -> list[str]:
    return [hit.key for hit in INDEX.find(query)]


@pytest.mark.parametrize(
    ("query", "tier"),
    [
        ("wat-08", Tier.EXACT_ID),
        ("WAT08", Tier.EXACT_ID),
        ("民主", Tier.PREFIX),
        ("minzhu", Tier.PREFIX),
        ("MinZhuYuan", Tier.PREFIX),
        ("mzy", Tier.INITIALS),
        ("险工", Tier.INSIDE),
        ("xiangong", Tier.INSIDE),
        ("xgd", Tier.INSIDE),
        ("minzuyuan", Tier.ACCENT),
        ("民主院", Tier.ACCENT),
        ("minzy", Tier.MIXED),
        ("民zhu垸", Tier.MIXED),
        ("民垸", Tier.SCATTERED),
        ("weak", Tier.PREFIX),
        ("wd", Tier.INITIALS),
    ],
)
def test_each_way_to_say_a_camera_finds_it_first(query: str, tier: Tier) -> None:
    hit = INDEX.find(query)[0]
    assert (hit.key, hit.tier) == ("wat-08", tier)


def test_the_order_is_id_then_name_then_initials_then_inside_then_fuzzy() -> None:
    ways = (
        _entry("e", "甲jia 民min 主zhu 某mou"),
        _entry("d", "猫mao 猪zhu 院yuan"),
        _entry("c", "民min 主zhu 垸yuan"),
        _entry("mzy", "某mou"),
        _entry("f", "某mou 子zi 丁ding 院yuan"),
    )
    assert [hit.key for hit in SearchIndex(ways).find("mzy")] == ["mzy", "d", "c"]
    assert [hit.key for hit in SearchIndex(ways).find("minzhu")] == ["c", "e"]


def test_a_sources_own_name_comes_before_the_name_of_its_agency() -> None:
    school = _entry("edu-01", "水shui 利li 学xue 校xiao")
    index = SearchIndex((DYKE, school))
    assert [hit.key for hit in index.find("水利")] == ["edu-01", "wat-08"]


def test_every_term_has_to_match() -> None:
    assert _found("水利 闸") == ["wat-06"]
    assert _found("shuili mzy") == ["wat-08"]
    assert _found("水利 广场") == []
    assert _found("大 通 湖") == ["wat-06"]


def test_numerals_are_the_same_in_figures_and_in_characters() -> None:
    assert _found("5门闸") == _found("五门闸") == ["wat-06"]


def test_nothing_asked_finds_nothing() -> None:
    assert _found("") == _found("  ") == _found("-") == []


def test_what_was_matched_is_told() -> None:
    hit = INDEX.find("wumen")[0]
    assert (hit.kind, hit.tier) == (WordKind.ALIAS, Tier.PREFIX)


def test_one_letter_counts_at_the_beginning_of_a_word_only() -> None:
    assert _found("d") == ["wat-06"]
    assert "psb-01" not in _found("h")


def test_the_limit_holds() -> None:
    assert len(INDEX.find("m", limit=1)) == 1


def test_accents_of_the_south_sound_alike() -> None:
    assert accent("zhongshan") == accent("zonsan")
    assert accent("lanzui") == accent("nanzui")


@pytest.mark.parametrize(
    ("term", "start"),
    [("mzy", 0), ("minzy", 0), ("民zy", 0), ("yuanx", 2), ("yxgd", 2), ("miz", 0), ("my", None)],
)
def test_a_run_of_units_is_spelt_by_signs_or_heads(term: str, start: int | None) -> None:
    assert aligned(term, DYKE.words[1].units) == start


TEXT = st.text(alphabet="abcmnyz民主垸 0-'\n", max_size=12)


@given(TEXT)
def test_any_query_is_answered_in_order_and_without_repeats(query: str) -> None:
    hits = INDEX.find(query)
    assert len({hit.key for hit in hits}) == len(hits)
    assert hits == INDEX.find(query)


@given(st.integers(1, 6), st.booleans())
def test_every_head_of_a_name_finds_it(length: int, spoken: bool) -> None:
    units = DYKE.words[1].units[:length]
    query = "".join(unit.reading if spoken else unit.sign for unit in units)
    assert "wat-08" in _found(query)


def test_hostile_queries_cost_no_more_than_others() -> None:
    """A pattern that could be tried in very many ways must not be."""
    evil = _entry("x", " ".join(["aaaa"] * 20))
    index = SearchIndex((evil,) * 50)
    begun = time.thread_time()
    index.find("a" * 60 + "b")
    index.find("a " * 30 + "b")
    assert time.thread_time() - begun < 1.0
