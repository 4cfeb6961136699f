"""Rules: no warning goes unread; a notice shows by its shape what it is, and speaks the set language."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from wallctl.controller.neighbours import take_text
from wallctl.controller.notice import NoticeBar, NoticeGrade, held_words
from wallctl.controller.unplaced import TurnedDown, Whereabouts
from wallctl.model.ids import RequestId
from wallctl.protocol.desk import Problem, Reply


@pytest.fixture
def bar(qtbot: QtBot) -> Iterator[NoticeBar]:
    parent = QWidget()
    qtbot.addWidget(parent)
    parent.resize(900, 300)
    parent.show()
    yield NoticeBar(parent)


def words(bar: NoticeBar) -> list[str]:
    """What can be read on it."""
    parts: list[QLabel | QPushButton] = [*bar.findChildren(QLabel), *bar.findChildren(QPushButton)]
    return [part.text() for part in parts if part.isVisible()]


def test_an_unread_warning_waits_below_the_next_one(bar: NoticeBar) -> None:
    bar.tell("first")
    bar.tell("second")
    assert (bar.text, bar.waiting) == ("second", 1)
    bar.dismiss()
    assert (bar.text, bar.waiting) == ("first", 0)
    bar.dismiss()
    assert bar.text == "" and bar.isHidden()


def test_what_only_tells_gives_way_and_has_another_shape(bar: NoticeBar) -> None:
    bar.tell("refused")
    bar.inform("saved")
    bar.inform("saved again")
    assert (bar.text, bar.grade, bar.waiting) == ("saved again", NoticeGrade.INFO, 1)
    bar.dismiss()
    assert (bar.text, bar.grade) == ("refused", NoticeGrade.WARNING)


def test_what_is_so_no_more_is_withdrawn_wherever_it_waits(bar: NoticeBar) -> None:
    bar.tell("refused")
    bar.inform("offered")
    assert bar.withdraw("offered")
    assert (bar.text, bar.waiting) == ("refused", 0)
    bar.inform("offered")
    bar.tell("refused again")
    assert bar.withdraw("offered") and not bar.withdraw("never told")
    assert (bar.text, bar.waiting) == ("refused again", 1)


def test_the_same_warning_is_there_once_and_says_how_often_it_came(bar: NoticeBar) -> None:
    bar.tell("a")
    bar.tell("b")
    bar.tell("a")
    assert (bar.text, bar.waiting) == ("a", 1)
    assert "共 2 次" in words(bar)
    bar.dismiss()
    assert bar.text == "b" and "共 2 次" not in words(bar)
    bar.dismiss()
    bar.tell("a")
    assert "共 2 次" not in words(bar), "it was read meanwhile"


def test_no_warning_goes_unread_however_many_there_are(bar: NoticeBar) -> None:
    for number in range(9):
        bar.tell(str(number))
    bar.inform("saved")
    assert (bar.text, bar.waiting) == ("saved", 9) and "还有 9 条 Alt+N" in words(bar)
    read = []
    while bar.text:
        read.append(bar.text)
        bar.dismiss()
    assert read == ["saved", "8", "7", "6", "5", "4", "3", "2", "1", "0"]


def test_the_officer_steps_through_them_and_none_counts_as_read(bar: NoticeBar) -> None:
    for text in ("a", "b", "c"):
        bar.tell(text)
    more = next(button for button in bar.findChildren(QPushButton) if "还有" in button.text())
    seen = []
    for _ in range(4):
        seen.append(bar.text)
        QTest.mouseClick(more, Qt.MouseButton.LeftButton)
    assert seen == ["c", "b", "a", "c"] and bar.waiting == 2
    assert bar.text == "b"
    bar.dismiss()
    assert (bar.text, bar.waiting) == ("a", 1), "the one that was shown has been read"
    bar.tell("d")
    assert bar.text == "d", "what is new is shown"


def test_what_stands_is_said_anew_in_another_language(bar: NoticeBar) -> None:
    language = ["zh"]
    bar.tell(lambda: f"refused {language[0]}")
    bar.tell("as it is")
    bar.inform(lambda: f"saved {language[0]}")
    language[0] = "en"
    QApplication.sendEvent(bar, QEvent(QEvent.Type.LanguageChange))
    read = []
    while bar.text:
        read.append(bar.text)
        bar.dismiss()
    assert read == ["saved en", "as it is", "refused en"]


def test_a_take_with_many_missing_pictures_names_three_and_counts_all(bar: NoticeBar) -> None:
    held = [f"c-{number}" for number in range(18)]
    words = held_words(Reply(id=RequestId("r"), result={"held": list(held)}), {})
    assert words == "c-0、c-1、c-2 等 18 个"
    bar.inform("one line")
    least = bar.height_for(900)
    bar.tell(words)
    assert bar.height_for(900) == least


def test_a_conflict_over_many_windows_names_three(bar: NoticeBar) -> None:
    changed = tuple(("new", f"c-{number}") for number in range(24))
    problem = Problem(error="Conflict", thing="", reason="", actor="li", seat="2", changed=changed)
    turned_down = TurnedDown(problem, Whereabouts.IN_DRAFT)
    assert "新增 c-2 等 24 个" in take_text(turned_down, {}, 0.0)
