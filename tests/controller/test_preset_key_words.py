"""Rules: what is said of a key names the key, the preset that has it, and what to do."""

from __future__ import annotations

import pytest
from pydantic import JsonValue

from wallctl.controller.preset_key_words import deleted_word, saved_words, taken_word, unheard_word
from wallctl.model.geometry import Rect
from wallctl.model.ids import RequestId, WindowId
from wallctl.model.layout import Preset, Slot
from wallctl.model.wall import Wall
from wallctl.protocol.desk import Reply

PLACE = Slot(id=WindowId("s"), rect=Rect(x=0, y=0, w=1, h=1))
DYKE = Preset(id="dyke", name="堤防险情", key="F4", walls={"4x6": (PLACE,)})
WALL, OTHER_WALL = Wall(id="w", rows=4, cols=6), Wall(id="w", rows=3, cols=8)


def reply(**result: JsonValue) -> Reply:
    return Reply(id=RequestId("r"), result={"version": 2, **result})


@pytest.mark.parametrize(
    ("preset", "wall", "words"),
    [
        (None, WALL, ("F4 没有场景", "按 R")),
        (DYKE, OTHER_WALL, ("F4", "堤防险情", "不适合本大屏的形状")),
        (DYKE, WALL, ("堤防险情", "画布和场景栏", "Ctrl+G")),
    ],
)
def test_a_key_that_puts_nothing_up_says_why(
    preset: Preset | None, wall: Wall, words: tuple[str, ...]
) -> None:
    said = unheard_word("F4", preset, wall)
    assert all(word in said for word in words)


def test_a_save_says_which_key_the_preset_has() -> None:
    assert saved_words(DYKE, reply(key="F4"), {}) == ("场景「堤防险情」已保存：第 2 版，快捷键 F4。", False)
    assert saved_words(DYKE, reply(key=""), {}) == ("场景「堤防险情」已保存：第 2 版，没有快捷键。", False)


def test_a_save_that_got_another_key_says_who_has_the_one_it_named() -> None:
    flood = Preset(id="flood", name="防汛", key="F4", walls={})
    words, in_vain = saved_words(DYKE, reply(key="1", taken_by="flood"), {flood.ref: flood})
    assert in_vain and "快捷键 1。" in words and "F4 已属于「防汛」" in words
    words, in_vain = saved_words(DYKE, reply(key="1", taken_by="flood"), {})
    assert in_vain and "flood" in words, "not heard of it yet"


def test_a_taken_key_says_whose_it_is_and_what_to_do() -> None:
    assert "F4 已属于「堤防险情」" in taken_word("F4", DYKE) and "按 R" in taken_word("F4", DYKE)


def test_a_deleted_preset_says_which_key_calls_nothing_now() -> None:
    assert "Alt+Z" in deleted_word(DYKE, "Alt+Z") and "F4 空出" in deleted_word(DYKE, "Alt+Z")
    assert "空出" not in deleted_word(DYKE.with_(key=""), "Alt+Z")
