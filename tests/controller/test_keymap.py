"""Rules: every act has a key, is on the sheet of F1, and no two keys clash where both are heard."""

from __future__ import annotations

from collections import Counter

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from pytestqt.qtbot import QtBot

from tests.controller.conftest import first_stroke
from wallctl.controller.keymap import (
    ACTS,
    Act,
    Entry,
    act_keys,
    key_sheet,
    key_word,
    with_key,
)
from wallctl.controller.local_keys import LOCAL, Local, Place
from wallctl.rules.preset_keys import PRESET_KEYS


def test_every_act_has_keys_that_qt_knows() -> None:
    assert set(ACTS) == set(Act)
    for act in Act:
        assert act_keys(act)
        for keys in act_keys(act):
            assert keys.count() == 1 and first_stroke(keys).key() != Qt.Key.Key_unknown, act


def test_every_act_and_every_local_key_is_on_the_sheet(qtbot: QtBot) -> None:
    lines = [line for _, of in key_sheet() for line in of]
    said = Counter(line.what for line in lines)
    assert len(lines) >= len(Act) + len(LOCAL)
    entries: list[Entry | Local] = [*ACTS.values(), *LOCAL]
    for entry in entries:
        assert said[entry.what] >= 1, entry
    for act in Act:
        assert any(key_word(act) in line.keys.split(" · ") for line in lines), act


def test_no_two_keys_clash_where_both_are_heard() -> None:
    everywhere = [key for entry in ACTS.values() for key in entry.keys] + list(PRESET_KEYS)
    for place in Place:
        here = [key for found in LOCAL if found.place is place for key in found.keys]
        heard = here if place is Place.DIALOG else everywhere + here
        same = Counter(QKeySequence(key).toString() for key in heard)
        assert [key for key, count in same.items() if count > 1] == [], place


@pytest.mark.parametrize("act", list(Act))
def test_no_act_is_on_a_key_that_types_or_commits(act: Act) -> None:
    """Enter commits Chinese input, letters are typed; only the search key is one, and types nothing."""
    for keys in act_keys(act):
        pressed = first_stroke(keys)
        plain = pressed.keyboardModifiers() in (
            Qt.KeyboardModifier.NoModifier,
            Qt.KeyboardModifier.ShiftModifier,
        )
        if plain and act is not Act.SEARCH:
            assert pressed.key() in {Qt.Key.Key_Escape, *range(Qt.Key.Key_F1, Qt.Key.Key_F12 + 1)}, act


def test_enter_is_written_enter_on_both_blocks() -> None:
    assert key_word(Act.TAKE) == "Ctrl+Enter"
    assert with_key("上墙", Act.TAKE) == "上墙 (Ctrl+Enter)"
