"""Rules: while an input method composes, and for the key that ends it, Enter never takes or places."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from tests.controller.conftest import Bench
from wallctl.controller import composing
from wallctl.protocol.desk import TakeLayout

ENTERS = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


def compose(target: QWidget, words: str) -> None:
    """Words stand in the input and are not committed yet."""
    QApplication.sendEvent(target, QInputMethodEvent(words, []))


def commit(target: QWidget, words: str) -> None:
    event = QInputMethodEvent("", [])
    event.setCommitString(words)
    QApplication.sendEvent(target, event)


@pytest.fixture
def prepared(bench: Bench) -> Bench:
    """A draft that could be taken, and the search box in use."""
    bench.desk.presenter.toggle_draft()
    bench.drop(bench.draft, bench.mime_of("wat-08"), bench.cell_px(bench.draft, 0.5, 0.5))
    bench.until(lambda: bench.desk.presenter.draft and bench.desk.presenter.draft.layout.windows)
    bench.key(Qt.Key.Key_Slash)
    assert bench.desk.window.sources.search.hasFocus()
    return bench


def takes(bench: Bench) -> int:
    return sum(isinstance(ask, TakeLayout) for ask in bench.server.asks)


@pytest.mark.parametrize("modifiers", [Qt.KeyboardModifier.NoModifier, CTRL, SHIFT, CTRL | SHIFT])
def test_no_enter_takes_while_words_are_composed(prepared: Bench, modifiers: Qt.KeyboardModifier) -> None:
    search = prepared.desk.window.sources.search
    before = takes(prepared)
    compose(search, "min'zhu")
    for enter in ENTERS:
        prepared.key(enter, modifiers)
    prepared.qtbot.wait(60)
    assert takes(prepared) == before
    assert search.hasFocus(), "Enter that commits words leads nowhere"
    commit(search, "民主")
    assert search.text() == "民主"


def test_after_the_words_are_committed_enter_is_enter_again(prepared: Bench) -> None:
    search = prepared.desk.window.sources.search
    before = takes(prepared)
    compose(search, "min'zhu")
    commit(search, "民主垸")
    QTest.keyRelease(search, Qt.Key.Key_Space)  # the one that chose the words; its press was used up
    prepared.key(Qt.Key.Key_Return)
    assert prepared.desk.window.sources.list.hasFocus()
    assert takes(prepared) == before, "Enter alone never takes"
    prepared.key(Qt.Key.Key_Slash)
    prepared.key(Qt.Key.Key_Return, CTRL)
    prepared.until(lambda: takes(prepared) == before + 1)


def test_words_left_half_composed_do_not_block_the_desk(prepared: Bench) -> None:
    before = takes(prepared)
    compose(prepared.desk.window.sources.search, "min'zhu")
    prepared.draft.setFocus()
    prepared.key(Qt.Key.Key_Return, CTRL)
    prepared.until(lambda: takes(prepared) == before + 1)


def test_enter_is_enter_again_when_a_hand_chose_the_words(
    prepared: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With the mouse, say: no key is let go of then."""
    monkeypatch.setattr(composing, "BEHIND_MS", 1)
    search = prepared.desk.window.sources.search
    compose(search, "min'zhu")
    commit(search, "民主垸")
    prepared.qtbot.wait(20)
    prepared.key(Qt.Key.Key_Return)
    assert prepared.desk.window.sources.list.hasFocus()


def test_words_that_go_on_after_some_were_committed_still_hold_the_keys(prepared: Bench) -> None:
    search = prepared.desk.window.sources.search
    before = takes(prepared)
    compose(search, "min'zhu'yuan")
    commit(search, "民主")
    compose(search, "yuan")
    prepared.key(Qt.Key.Key_Return, CTRL)
    prepared.qtbot.wait(60)
    assert takes(prepared) == before and search.hasFocus()
