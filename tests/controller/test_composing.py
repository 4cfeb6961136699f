"""Rule: while an input method composes, Enter in any combination belongs to it; it never takes or places."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtWidgets import QApplication, QWidget

from tests.controller.conftest import Bench
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
