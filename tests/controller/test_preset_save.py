"""Rules: who saves a preset sees which picture is saved, and is led on where the name is taken."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from tests.controller.conftest import Bench
from tests.controller.test_preset_desk import notice, panel, presets, put, saves, window
from wallctl.controller.language import Language
from wallctl.controller.preset_actions import PresetAction
from wallctl.controller.theme import Tone

CTRL = Qt.KeyboardModifier.ControlModifier


def test_the_panel_says_which_picture_is_saved_as_it_is_now(bench: Bench) -> None:
    put(bench, window("wat-08", 0, 0))
    presets(bench).save()
    ours = panel(bench)
    assert ours.board.text() == "当前大屏 LIVE" and Tone.LIVE in ours.board.styleSheet()
    bench.desk.presenter.toggle_draft()
    assert panel(bench) is ours
    assert ours.board.text() == "待上墙 DRAFT" and Tone.DRAFT in ours.board.styleSheet()
    bench.desk.speak(Language.ENGLISH)
    assert ours.board.isVisible() and ours.board.text() == "DRAFT"
    bench.desk.speak(Language.CHINESE)
    bench.desk.presenter.toggle_draft()
    assert ours.board.text() == "当前大屏 LIVE"
    bench.desk.window.presets.action_requested.emit(PresetAction.RENAME, "dyke")
    assert not panel(bench).board.isVisible(), "a new name is no picture"


def test_a_name_that_is_taken_is_not_saved_again_until_it_is_another_one(bench: Bench) -> None:
    put(bench, window("wat-08", 0, 0))
    presets(bench).save()
    ours = panel(bench)
    ours.name.setText("堤防险情")
    QTest.keyClick(ours.name, Qt.Key.Key_Return)
    assert not ours.save.isEnabled() and ours.replace.isVisible() and ours.problem.isVisible()
    assert ours.focusWidget() is ours.name and ours.name.selectedText() == "堤防险情"
    QTest.keyClick(ours.name, Qt.Key.Key_Return)
    assert ours.isVisible() and not saves(bench)
    QTest.keyClicks(ours.name, "li")
    assert ours.save.isEnabled() and not ours.problem.isVisible()
    QTest.keyClick(ours.name, Qt.Key.Key_Return)
    bench.until(lambda: "第 1 版" in notice(bench))
    assert [ask.preset.name for ask in saves(bench)] == ["li"]


def test_the_panel_lies_over_the_middle_of_the_desk_whatever_it_offers(bench: Bench) -> None:
    bench.desk.window.presets.action_requested.emit(PresetAction.EDIT, "dyke")
    bench.desk.speak(Language.ENGLISH)
    presets(bench).save()
    ours, desk = panel(bench), bench.desk.window
    assert ours.replace.isVisible() and ours.width() > ours.minimumWidth()
    lies = ours.geometry().center() - desk.geometry().center()
    presets(bench).rename(bench.session.presets[next(iter(bench.session.presets))])
    alone = panel(bench).geometry().center() - desk.geometry().center()
    assert (lies - alone).manhattanLength() <= 4
    bench.desk.speak(Language.CHINESE)
