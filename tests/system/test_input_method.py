"""Rules: with a Chinese input method switched on, keys that compose are its own; all others are the desk's.

The input method is a real one (ibus with its pinyin), and so are screen, keys and the desk's window. One desk
is used by all of these, as through a shift.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from tests.kit.input_method import PinyinInput
from tests.kit.officer import Officer, officer_at_desk
from tests.xscreen import x_screen

pytestmark = [pytest.mark.xcb, pytest.mark.ime, pytest.mark.timeout(600)]
CHINESE = re.compile(r"[\u4e00-\u9fff]+")
STATION, STATION_ID = "huochezhan", "psb-03"
BOX, LIST, CANVAS, PANEL = "SearchBox", "SourceList", "WallCanvas", "PresetSavePanel"
ADDRESS = "AddressField"
ON_DRAFT = ("psb-01", "psb-02", "psb-04", "psb-05", "psb-06", "psb-07", "psb-08", "wat-08")


@pytest.fixture(scope="module")
def desk() -> Iterator[Officer]:
    with x_screen(1400, 950) as display, PinyinInput(display) as pinyin, officer_at_desk(pinyin.env) as found:
        yield found


@pytest.fixture
def officer(desk: Officer) -> Officer:
    """Before an open draft that differs from the wall: one key would take it."""
    click(desk, "search", BOX)
    empty(desk)
    click(desk, "worked 5.5 3.5", CANVAS)
    if desk.see("drafted") is None:
        keys(desk, "ctrl+d")
        desk.until(lambda: desk.see("drafted") is not None)
    source = next(name for name in ON_DRAFT if name not in desk.see("drafted"))
    click(desk, f"row {source}", LIST)
    desk.until(lambda: desk.see("picked") == [source])
    keys(desk, "Return")
    desk.until(lambda: source in (desk.see("drafted") or ()))
    return desk


def click(officer: Officer, where: str, focus: str) -> None:
    """Click there until it has the keyboard: what is there may move while the desk is being laid out."""

    def clicked() -> bool:
        officer.do("mousemove", *officer.see(where), "click", 1, "sleep", 0.1)
        return bool(officer.see("focus") == focus)

    officer.until(clicked)


def keys(officer: Officer, *names: str) -> None:
    officer.do("key", "--delay", 40, *names)


def empty(officer: Officer) -> None:
    keys(officer, "ctrl+a", "BackSpace")
    officer.until(lambda: officer.see("typed") == "")


def compose(officer: Officer, pinyin: str) -> None:
    """Type what is not committed yet."""
    officer.do("type", "--delay", 30, pinyin)
    officer.until(lambda: officer.see("composing"))


def search(officer: Officer, pinyin: str) -> None:
    """The same, in the search box, which was emptied."""
    click(officer, "search", BOX)
    empty(officer)
    compose(officer, pinyin)


def composed(officer: Officer) -> str:
    """Wait until words are committed; return what stands in the field then."""
    officer.until(lambda: not officer.see("composing") and officer.see("typed"))
    return str(officer.see("typed"))


def seen(officer: Officer) -> list[object]:
    """What no key may change that is not the desk's."""
    return [officer.see(what) for what in ("asked", "wall", "drafted", "chosen", "panels", "focus")]


def takes(officer: Officer) -> int:
    return int(officer.see("asked").count("TakeLayout"))


def test_a_source_is_found_by_its_chinese_name_and_the_keys_are_the_desk_s_again(officer: Officer) -> None:
    search(officer, STATION)
    assert officer.see("typed") == "", "nothing is searched for before it is committed"
    keys(officer, "space")
    assert composed(officer) == "火车站"
    officer.until(lambda: officer.see("first") == STATION_ID)
    keys(officer, "Down")
    officer.until(lambda: officer.see("focus") == LIST)
    keys(officer, "Return")
    officer.until(lambda: STATION_ID in (officer.see("drafted") or ()))
    keys(officer, "ctrl+Return")
    officer.until(lambda: STATION_ID in {window[0] for window in officer.see("wall")})


def test_enter_commits_and_takes_nothing_and_ctrl_enter_takes_behind_it(officer: Officer) -> None:
    search(officer, "shuichang")
    before = seen(officer)
    keys(officer, "Return")
    assert composed(officer) == "shuichang", "Enter commits the letters themselves"
    assert seen(officer) == before
    taken = takes(officer)
    keys(officer, "ctrl+Return")
    officer.until(lambda: takes(officer) == taken + 1)


def test_no_key_of_the_desk_is_heard_while_words_are_composed(officer: Officer) -> None:
    for some in (
        *(["ctrl+Return"], ["shift+Return"], ["ctrl+shift+Return"], ["ctrl+KP_Enter"]),
        [f"F{number}" for number in range(1, 13)],
        ["Left", "Right", "Up", "Prior", "Next", "ctrl+Left", "shift+Right", "Tab", "shift+Tab"],
        ["ctrl+z", "ctrl+k", "ctrl+n", "ctrl+l", "ctrl+d", "ctrl+shift+d", "ctrl+shift+Delete", "ctrl+p"],
        ["ctrl+space", "ctrl+m", "ctrl+1", "ctrl+s", "alt+a", "alt+d", "ctrl+t", "ctrl+i"],
    ):
        search(officer, "shi")
        before = seen(officer)
        keys(officer, *some)
        keys(officer, "Escape")
        officer.until(lambda: not officer.see("composing"))
        assert seen(officer) == before, some


def test_digits_and_arrows_choose_words_and_neither_windows_nor_presets(officer: Officer) -> None:
    found = []
    for walk in (("1",), ("2",), ("3",), ("Down", "space"), ("Down", "Down", "space")):
        search(officer, "shi")
        before = seen(officer)
        keys(officer, *walk)
        found.append(composed(officer))
        assert seen(officer) == before
    assert all(map(CHINESE.fullmatch, found)) and len(set(found[:3])) == 3
    assert found[3:] == found[1:3], "arrows walk to what digits choose"


def test_escape_takes_back_the_letters_alone_and_then_empties_the_box(officer: Officer) -> None:
    search(officer, "guangchang")
    keys(officer, "space")
    assert composed(officer) == "广场"
    compose(officer, "nan")
    keys(officer, "Escape")
    officer.until(lambda: not officer.see("composing"))
    assert officer.see("typed") == "广场"
    keys(officer, "Escape")
    officer.until(lambda: officer.see("typed") == "")


def test_a_preset_gets_a_chinese_name_and_only_the_next_enter_saves_it(officer: Officer) -> None:
    keys(officer, "ctrl+s")
    officer.until(lambda: officer.see("panels") == [PANEL] and officer.see("name"))
    click(officer, "name", "QLineEdit")
    empty(officer)
    before = seen(officer)
    compose(officer, "yejian")
    keys(officer, "Return")
    assert composed(officer) == "yejian" and seen(officer) == before
    empty(officer)
    compose(officer, "yejian")
    keys(officer, "space")
    assert CHINESE.fullmatch(composed(officer)) and seen(officer) == before
    keys(officer, "Return")
    officer.until(lambda: "SavePreset" in officer.see("asked") and officer.see("panels") == [])


def test_an_address_is_typed_as_it_is_and_the_name_of_a_file_is_composed(officer: Officer) -> None:
    keys(officer, "alt+a")
    officer.until(lambda: officer.see("panels") == ["AddDialog"] and officer.see("focus") == ADDRESS)
    for typed in ("rtsp://shuichang", "file:"):
        empty(officer)
        officer.do("type", "--delay", 30, typed)
        officer.until(lambda: officer.see("typed") == typed)  # noqa: B023 - waited for at once
        assert not officer.see("composing")
    compose(officer, "shuichang")
    keys(officer, "space")
    assert CHINESE.fullmatch(composed(officer).removeprefix("file:"))
    empty(officer)
    keys(officer, "Escape")
    officer.until(lambda: officer.see("panels") == [])


def test_outside_of_text_letters_and_digits_are_the_desk_s(officer: Officer) -> None:
    search(officer, "shi")
    click(officer, "worked 5.5 3.5", CANVAS)
    keys(officer, "ctrl+n", "1")
    officer.until(lambda: len(officer.see("chosen")) == 1)
    keys(officer, "a")
    (first,) = officer.see("chosen")
    for arrow in ("Right", "Down", "Left", "Up"):
        keys(officer, arrow)
        if len(officer.see("chosen")) == 2:
            break
    assert first in officer.see("chosen") and len(officer.see("chosen")) == 2
