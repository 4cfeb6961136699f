"""Rules: while a panel has the focus, alarms are silenced, presets and takes go up, as on the desk itself."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget

from tests.controller.conftest import Bench
from tests.controller.test_alarm_desk import acknowledgements, alarm, raise_
from tests.controller.test_presenter import put, window
from wallctl.controller.help_sheet import HelpSheet
from wallctl.controller.language import Language
from wallctl.controller.preset_save import PresetSavePanel
from wallctl.model.ids import PresetId
from wallctl.model.layout import Layout
from wallctl.protocol.desk import ApplyPreset, TakeLayout, Undo

CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def sheet(bench: Bench) -> QWidget:
    """The sheet of keys, open and in front."""
    put(bench, window("psb-01", 0, 0))
    bench.key(Qt.Key.Key_F1)
    bench.until(lambda: isinstance(QApplication.activeWindow(), HelpSheet))
    found = QApplication.activeWindow()
    assert found is not None
    return found


@pytest.fixture
def name(bench: Bench) -> QLineEdit:
    """The name of a preset that is to be saved, being typed."""
    put(bench, window("psb-01", 0, 0))
    bench.live.setFocus()
    bench.key(Qt.Key.Key_S, CTRL)
    bench.until(lambda: isinstance(QApplication.activeWindow(), PresetSavePanel))
    found = QApplication.focusWidget()
    assert isinstance(found, QLineEdit)
    return found


def asked(bench: Bench, kind: type[object]) -> bool:
    return any(isinstance(ask, kind) for ask in bench.server.asks)


def test_f1_closes_its_sheet(bench: Bench, sheet: QWidget) -> None:
    bench.key(Qt.Key.Key_F1)
    assert not sheet.isVisible()


def test_presets_and_undo_are_heard_in_a_panel(bench: Bench, sheet: QWidget) -> None:
    bench.key(Qt.Key.Key_F4)
    bench.until(lambda: ApplyPreset(preset=PresetId("dyke")) in bench.server.asks)
    bench.until(lambda: len(bench.wall.windows) > 1)
    bench.settle()
    bench.key(Qt.Key.Key_Z, CTRL)
    bench.until(lambda: asked(bench, Undo) and bench.wall.sources == {"psb-01"})
    assert sheet.isVisible()


def test_the_language_is_switched_in_a_panel_and_the_panel_with_it(bench: Bench, sheet: QWidget) -> None:
    bench.key(Qt.Key.Key_L, CTRL)
    assert bench.desk.interpreter.language is Language.ENGLISH
    assert not any("\u4e00" <= sign <= "\u9fff" for sign in sheet.windowTitle())
    bench.key(Qt.Key.Key_L, CTRL)


def test_an_alarm_is_silenced_from_a_panel_also_while_its_text_is_typed(
    bench: Bench, name: QLineEdit
) -> None:
    raise_(bench, alarm())
    bench.key(Qt.Key.Key_K, CTRL)
    bench.until(lambda: acknowledgements(bench) == [("w@1",)])
    assert name.text(), "what was typed stays"


def test_the_draft_is_taken_from_a_panel(bench: Bench, sheet: QWidget) -> None:
    bench.desk.presenter.studio.begin(Layout())
    bench.key(Qt.Key.Key_Return, CTRL)
    bench.until(lambda: not bench.wall.windows)


def test_ctrl_enter_takes_nothing_while_text_is_typed_in_a_panel_and_says_so(
    bench: Bench, name: QLineEdit
) -> None:
    bench.desk.presenter.studio.begin(Layout())
    bench.key(Qt.Key.Key_Return, CTRL)
    assert "没有上墙" in bench.desk.window.centre.notice.text
    assert not asked(bench, TakeLayout)
    bench.key(Qt.Key.Key_Escape)
    bench.desk.window.activateWindow()
    bench.until(lambda: QApplication.activeWindow() is bench.desk.window)
    bench.key(Qt.Key.Key_Return, CTRL)
    bench.until(lambda: asked(bench, TakeLayout))


def test_ctrl_z_while_text_is_typed_in_a_panel_is_the_texts(bench: Bench, name: QLineEdit) -> None:
    before = name.text()
    bench.type("x")
    bench.key(Qt.Key.Key_Z, CTRL)
    assert name.text() == before
    bench.type("1")
    assert "1" in name.text() and not asked(bench, ApplyPreset) and not asked(bench, Undo)
