"""Rules: a key is chosen by pressing it, calls nothing meanwhile, and a choice is never changed by itself."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from wallctl.controller.preset_key_box import BY_SERVER, KeyBox


@pytest.fixture
def box(qtbot: QtBot) -> Iterator[KeyBox]:
    window = QWidget()
    qtbot.addWidget(window)
    found = KeyBox(window)
    window.show()
    yield found


def choices(box: KeyBox) -> list[str]:
    return [box.itemData(row) for row in range(box.count())]


def test_a_new_preset_leaves_the_key_to_the_server_unless_one_is_chosen(box: KeyBox) -> None:
    box.begin(BY_SERVER, by_server=True)
    box.offer(["F3", "F7"])
    assert choices(box) == [BY_SERVER, "", "F3", "F7"] and box.chosen == BY_SERVER
    assert box.currentText().startswith("自动") and box.itemText(1) == "无"
    QTest.keyClick(box, Qt.Key.Key_F7)
    assert box.chosen == "F7"
    QTest.keyClick(box, Qt.Key.Key_Up)
    assert box.chosen == "F3"


def test_a_preset_that_is_there_is_offered_its_own_key_those_that_are_free_and_none(box: KeyBox) -> None:
    box.begin("F4", by_server=False)
    assert choices(box) == ["", "F4"]
    box.offer(["F3", "F4", "1"])
    assert choices(box) == ["", "F3", "F4", "1"] and box.chosen == "F4"
    QTest.keyClick(box, Qt.Key.Key_1)
    assert box.chosen == "1"
    box.setCurrentIndex(0)
    assert box.chosen == ""


def test_a_key_that_is_not_offered_is_told_and_nothing_is_chosen(box: KeyBox) -> None:
    box.begin("F4", by_server=False)
    told: list[str] = []
    box.unfree.connect(told.append)
    QTest.keyClick(box, Qt.Key.Key_F5)
    assert told == ["F5"] and box.chosen == "F4"


def test_what_is_chosen_stays_when_another_preset_has_got_it(box: KeyBox) -> None:
    box.begin(BY_SERVER, by_server=True)
    box.offer(["F3", "F7"])
    QTest.keyClick(box, Qt.Key.Key_F7)
    box.offer(["F3"])
    assert box.chosen == "F7", "the server says who has it, and the officer chooses again"


def test_in_the_open_list_a_key_is_chosen_by_pressing_it_too(box: KeyBox, qtbot: QtBot) -> None:
    box.begin("", by_server=False)
    box.offer(["F3", "F7"])
    box.showPopup()
    qtbot.waitUntil(box.view().isVisible)
    QTest.keyClick(box.view(), Qt.Key.Key_F7)
    assert box.chosen == "F7"
    qtbot.waitUntil(lambda: not box.view().isVisible())
