"""Rules: what was deleted is not forgotten before the server has it again."""

from __future__ import annotations

from PySide6.QtCore import Qt

from tests.controller.conftest import Bench
from tests.controller.test_preset_desk import DYKE, LI, OTHER, known, menu, notice, presets, saves
from wallctl.controller.preset_actions import PresetAction
from wallctl.controller.words import said
from wallctl.errors import Unavailable
from wallctl.protocol.desk import SavePreset

ALT = Qt.KeyboardModifier.AltModifier


def delete(bench: Bench) -> None:
    menu(bench, PresetAction.DELETE)
    bench.until(lambda: DYKE not in bench.session.presets and "已删除" in notice(bench))


def test_a_restore_that_is_refused_can_be_asked_again(bench: Bench) -> None:
    before = known(bench)
    delete(bench)
    bench.server.refuse = Unavailable("disk of wallctl.db", "cannot be written: x", "see the disk")
    bench.key(Qt.Key.Key_Z, ALT)
    bench.until(lambda: len(saves(bench)) == 1 and "无法写入" in notice(bench))
    assert presets(bench).bin.deleted == before
    bench.server.refuse = None
    bench.key(Qt.Key.Key_Z, ALT)
    bench.until(lambda: DYKE in bench.session.presets and "已保存" in notice(bench))
    assert known(bench) == before and presets(bench).bin.deleted is None


def test_asked_twice_at_once_it_is_restored_once(bench: Bench) -> None:
    delete(bench)
    bench.key(Qt.Key.Key_Z, ALT)
    bench.key(Qt.Key.Key_Z, ALT)
    bench.until(lambda: DYKE in bench.session.presets and "已保存" in notice(bench))
    assert len(saves(bench)) == 1


def test_what_another_desk_brought_back_is_not_offered_any_more(bench: Bench) -> None:
    before = known(bench)
    delete(bench)
    bench.server.prepared.save_preset(SavePreset(preset=before), OTHER, LI)
    bench.server.push_catalogue()
    bench.until(lambda: presets(bench).bin.deleted is None)
    bench.key(Qt.Key.Key_Z, ALT)
    assert "没有刚删除的场景" in notice(bench) and not saves(bench)


def test_each_of_two_deletions_is_told_by_its_own_name(bench: Bench) -> None:
    told: list[str] = []
    presets(bench).bin.done.connect(lambda saying: told.append(said(saying)))
    menu(bench, PresetAction.DELETE)
    menu(bench, PresetAction.DELETE, "daily")
    bench.until(lambda: len(told) == 2)
    assert "堤防险情" in told[0] and "堤防险情" not in told[1]
