"""Rules: a key is given once, no key moves by itself, one that was freed is the last to be given again."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from wallctl.model.layout import Preset
from wallctl.rules.preset_keys import PRESET_KEYS, free_keys, holder, key_given, next_key, settled

SOME_KEYS = st.sampled_from(["", "F2", "F4", "F12", "1", "0", "F99", "f4"])


def preset(name: str, key: str = "") -> Preset:
    return Preset(id=name, name=name, key=key, walls={})


def keys(presets: tuple[Preset, ...] | list[Preset]) -> dict[str, str]:
    return {one.id: one.key for one in presets}


@st.composite
def sites(draw: st.DrawFn) -> list[Preset]:
    """Presets as an older wallctl kept them: without keys, with the same twice, with what is none."""
    return [preset(f"p{n}", key) for n, key in enumerate(draw(st.lists(SOME_KEYS, max_size=30)))]


def test_presets_of_an_older_site_keep_what_its_desks_showed() -> None:
    old = [preset("a"), preset("b", "F2"), preset("c", "F2"), preset("d", "F99")]
    assert keys(settled(old)) == {"b": "F2", "a": "F3", "c": "F4", "d": "F5"}


def test_more_presets_than_keys_leave_some_without() -> None:
    found = settled([preset(f"p{n}") for n in range(30)])
    assert [one.key for one in found] == [*PRESET_KEYS, *[""] * (30 - len(PRESET_KEYS))]


@given(sites())
def test_settling_gives_no_key_twice_takes_nobodys_own_and_changes_nothing_the_second_time(
    old: list[Preset],
) -> None:
    found = settled(old)
    given_keys = [one.key for one in found if one.key]
    assert len(set(given_keys)) == len(given_keys) and set(given_keys) <= set(PRESET_KEYS)
    for key in PRESET_KEYS:
        first = holder(key, old)
        if first is not None:
            assert holder(key, found) == first
    assert [one.with_(key="") for one in found] == [one.with_(key="") for one in old]
    assert settled(found) == found
    assert len(given_keys) == min(len(old), len(PRESET_KEYS))


def test_a_new_preset_gets_the_first_key_that_nobody_ever_had() -> None:
    there = [preset("a", "F2"), preset("b", "F4")]
    assert next_key(there, {"F2", "F3", "F4"}) == "F5"


def test_a_freed_key_is_given_again_only_when_there_is_no_other() -> None:
    all_but_one = [preset(f"p{n}", key) for n, key in enumerate(PRESET_KEYS) if key != "F4"]
    assert next_key(all_but_one, set(PRESET_KEYS)) == "F4"
    assert next_key([*all_but_one, preset("last", "F4")], set(PRESET_KEYS)) == ""


def test_a_preset_gets_the_key_that_it_names_where_that_is_free() -> None:
    others = [preset("a", "F4")]
    assert key_given(preset("new", "F7"), None, others, {"F4"}) == "F7"
    assert key_given(preset("new", "F4"), None, others, {"F4"}) == "F2"
    assert key_given(preset("own", "F4"), preset("own", "F9"), others, {"F4", "F9"}) == "F9"


def test_a_preset_without_a_key_is_saved_over_without_one() -> None:
    assert key_given(preset("own"), preset("own"), [], set()) == ""
    assert key_given(preset("own"), preset("own", "F9"), [], set()) == "F9"


@given(st.lists(st.tuples(st.sampled_from("abcdefgh"), st.sampled_from(["save", "delete"]), SOME_KEYS)))
def test_whatever_is_saved_and_deleted_the_keys_of_all_others_stay(
    acts: list[tuple[str, str, str]],
) -> None:
    site: dict[str, Preset] = {}
    had: set[str] = set()
    for name, act, wanted in acts:
        others = [one for one in site.values() if one.id != name]
        if act == "delete":
            site.pop(name, None)
        else:
            key = key_given(preset(name, wanted), site.get(name), others, had)
            site[name] = preset(name, key)
            had |= {key} - {""}
        assert [one for one in site.values() if one.id != name] == others
        now = [one.key for one in site.values() if one.key]
        assert len(set(now)) == len(now)
        assert set(free_keys(site.values())) == set(PRESET_KEYS) - set(now)
