"""Rules: the list of versions says which one is the newest, and offers to make another one the newest."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from tests.controller.conftest import Bench
from tests.controller.test_preset_desk import DYKE, LI, OTHER, known, menu, presets, saves
from wallctl.controller.language import Language
from wallctl.controller.preset_actions import PresetAction
from wallctl.controller.preset_versions import PresetVersionsPanel
from wallctl.protocol.desk import SavePreset

CTRL = Qt.KeyboardModifier.ControlModifier


def two_versions(bench: Bench) -> PresetVersionsPanel:
    """Open the versions of a preset that was saved a second time."""
    newer = known(bench).with_(name="二版")
    bench.server.prepared.save_preset(SavePreset(preset=newer, over=1), OTHER, LI)
    bench.server.push_catalogue()
    bench.until(lambda: known(bench).name == "二版")
    menu(bench, PresetAction.VERSIONS)
    listed = presets(bench).versions
    assert listed is not None
    bench.until(lambda: listed.list.count() == 2)
    return listed


def texts(listed: PresetVersionsPanel) -> list[list[str]]:
    return [listed.list.item(row).text().split(" · ") for row in range(listed.list.count())]


def test_the_newest_version_is_marked_and_only_another_one_can_be_made_the_newest(bench: Bench) -> None:
    listed = two_versions(bench)
    assert ["最新" in parts for parts in texts(listed)] == [True, False]
    assert listed.back.text() == "把此版设为最新 Ctrl+S" and not listed.back.isEnabled()
    listed.activateWindow()
    bench.until(listed.isActiveWindow)
    QTest.keyClick(listed, Qt.Key.Key_S, CTRL)
    assert listed.isVisible() and not saves(bench), "the newest is the newest already"
    bench.desk.speak(Language.ENGLISH)
    assert ["newest" in parts for parts in texts(listed)] == [True, False]
    assert not listed.back.isEnabled()
    bench.desk.speak(Language.CHINESE)
    QTest.keyClick(listed.list, Qt.Key.Key_Down)
    assert listed.back.isEnabled()
    QTest.keyClick(listed, Qt.Key.Key_S, CTRL)
    bench.until(lambda: bench.session.marks[DYKE].version == 3)
    assert not listed.isVisible()


def test_a_version_of_the_setting_up_is_said_to_be_of_it(bench: Bench) -> None:
    listed = two_versions(bench)
    assert texts(listed)[1][-2:] == ["root", "建站"]
    bench.desk.speak(Language.ENGLISH)
    assert texts(listed)[1][-2:] == ["root", "set up"]
    bench.desk.speak(Language.CHINESE)
