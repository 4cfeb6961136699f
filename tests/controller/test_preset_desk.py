"""Presets as officers keep them: saved in two actions, replaced on purpose only, looked back at."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog

from tests.controller.conftest import Bench
from wallctl.controller.language import Language
from wallctl.controller.preset_actions import PresetAction
from wallctl.controller.preset_card import PresetCard
from wallctl.controller.preset_desk import PresetDesk
from wallctl.controller.preset_save import PresetSavePanel
from wallctl.model.geometry import Rect
from wallctl.model.ids import ActorId, PresetId, SeatId, SourceId, WindowId
from wallctl.model.layout import Layout, Preset, Window
from wallctl.protocol.desk import ApplyPreset, SavePreset
from wallctl.store.layout_files import read_preset, write_preset

CTRL = Qt.KeyboardModifier.ControlModifier
DYKE = PresetId("dyke")
LI, OTHER = ActorId("李明"), SeatId("2号席")


def window(source: str, x: float, y: float, w: float = 1, h: float = 1) -> Window:
    return Window(id=WindowId(source), rect=Rect(x=x, y=y, w=w, h=h), source=SourceId(source))


def put(bench: Bench, *windows: Window) -> None:
    bench.server.put(Layout(windows=windows))
    bench.settle()


def presets(bench: Bench) -> PresetDesk:
    return bench.desk.presenter.preset_desk


def panel(bench: Bench) -> PresetSavePanel:
    found = presets(bench).panel
    assert found is not None and found.isVisible()
    return found


def saves(bench: Bench) -> list[SavePreset]:
    return [ask for ask in bench.server.asks if isinstance(ask, SavePreset)]


def notice(bench: Bench) -> str:
    return bench.desk.window.centre.notice.text


def known(bench: Bench, name: PresetId = DYKE) -> Preset:
    return bench.session.presets[name]


def menu(bench: Bench, action: PresetAction, name: str = "dyke") -> None:
    """Choose from a card's menu."""
    bench.desk.window.presets.action_requested.emit(action, name)


# saving


def test_what_is_on_the_wall_is_saved_in_two_actions(bench: Bench) -> None:
    put(bench, window("wat-08", 0, 0, 2, 2), window("psb-01", 2, 0))
    bench.live.setFocus()
    bench.key(Qt.Key.Key_S, CTRL)
    assert panel(bench).name.text().startswith("场景 ")
    QTest.keyClick(panel(bench).name, Qt.Key.Key_Return)
    bench.until(lambda: "已保存：第 1 版" in notice(bench))
    (asked,) = saves(bench)
    assert asked.over is None and asked.preset.ref in bench.session.presets
    slots = asked.preset.walls["4x6"]
    assert [(slot.source, slot.rect.w) for slot in slots] == [("wat-08", 2), ("psb-01", 1)]
    assert presets(bench).panel is not None and not presets(bench).panel.isVisible()  # type: ignore[union-attr]


def test_enter_of_an_input_method_saves_nothing(bench: Bench) -> None:
    put(bench, window("wat-08", 0, 0))
    bench.live.setFocus()
    bench.key(Qt.Key.Key_S, CTRL)
    name = panel(bench).name
    bench.until(lambda: QApplication.focusWidget() is name)
    QApplication.sendEvent(name, QInputMethodEvent("yejian", []))
    QTest.keyClick(name, Qt.Key.Key_Return)
    assert panel(bench).isVisible() and not saves(bench)
    done = QInputMethodEvent()
    done.setCommitString("夜间")
    QApplication.sendEvent(name, done)
    QTest.keyClick(name, Qt.Key.Key_Return)
    bench.until(lambda: [ask.preset.name for ask in saves(bench)] == ["夜间"])


def test_a_draft_is_saved_as_it_is_and_belongs_to_the_new_preset(bench: Bench) -> None:
    QTest.mouseClick(bench.desk.window.presets.draft, Qt.MouseButton.LeftButton)
    bench.drop(bench.draft, bench.mime_of("wat-08"), bench.cell_px(bench.draft, 0.5, 0.5))
    QTest.mouseClick(bench.draft, Qt.MouseButton.LeftButton, pos=bench.cell_px(bench.draft, 5.5, 3.5))
    bench.key(Qt.Key.Key_S, CTRL)
    panel(bench).name.setText("我的")
    panel(bench).save.click()
    bench.until(lambda: bool(saves(bench)) and "第 1 版" in notice(bench))
    draft = bench.desk.presenter.draft
    assert draft is not None and draft.preset == saves(bench)[0].preset.ref and draft.version == 1


def test_a_name_that_is_taken_offers_to_replace_what_is_named(bench: Bench) -> None:
    put(bench, window("wat-08", 0, 0))
    presets(bench).save()
    panel(bench).name.setText("堤防险情")
    panel(bench).save.click()
    assert not saves(bench) and "已经有同名的场景" in panel(bench).problem.text()
    assert panel(bench).replace.text().startswith("覆盖「堤防险情」第 1 版")
    assert "root · 建站" in panel(bench).replace.text()
    panel(bench).replace.click()
    bench.until(lambda: "第 2 版" in notice(bench))
    (asked,) = saves(bench)
    assert asked.preset.id == "dyke" and asked.over == 1
    assert "3x8" in asked.preset.walls, "other shapes of wall stay"
    assert [slot.source for slot in asked.preset.walls["4x6"]] == ["wat-08"]


def test_a_save_that_came_second_names_who_was_first_and_keeps_everything(bench: Bench) -> None:
    menu(bench, PresetAction.EDIT)
    draft = bench.desk.presenter.draft
    assert draft is not None and (draft.preset, draft.version) == (DYKE, 1)
    presets(bench).save()
    ours = panel(bench)
    assert ours.replace.text().startswith("覆盖「堤防险情」第 1 版")
    theirs = SavePreset(preset=known(bench).with_(name="堤防险情二"), over=1)
    bench.server.prepared.save_preset(theirs, OTHER, LI)  # nobody was told yet
    ours.replace.click()
    bench.until(lambda: "李明 · 2号席" in ours.problem.text() and "第 2 版" in ours.problem.text())
    assert ours.isVisible() and bench.desk.presenter.draft == draft
    bench.server.push_catalogue()
    bench.until(lambda: "第 2 版" in ours.replace.text() and "李明 · 2号席" in ours.replace.text())
    ours.replace.click()
    bench.until(lambda: [ask.over for ask in saves(bench)] == [1, 2] and not ours.isVisible())


def test_only_the_chosen_windows_make_a_partial_preset_that_leaves_the_rest(bench: Bench) -> None:
    put(bench, window("wat-08", 0, 0), window("psb-01", 1, 0), window("exp-01", 5, 3))
    bench.live.setFocus()
    bench.live.select(WindowId("psb-01"))
    presets(bench).save()
    panel(bench).partial.setChecked(True)
    panel(bench).name.setText("局部")
    panel(bench).save.click()
    bench.until(lambda: bool(saves(bench)) and saves(bench)[0].preset.ref in bench.session.presets)
    asked = saves(bench)[0].preset
    assert asked.partial and [slot.id for slot in asked.walls["4x6"]] == ["psb-01"]
    QTest.mouseClick(bench.desk.window.presets.draft, Qt.MouseButton.LeftButton)
    bench.draft.select(WindowId("psb-01"))
    bench.draft.setFocus()
    bench.key(Qt.Key.Key_Delete)
    bench.desk.window.presets.preset_requested.emit(asked.id)
    draft = bench.desk.presenter.draft
    assert draft is not None and draft.layout.sources == {"wat-08", "psb-01", "exp-01"}


# the menu


def test_a_preset_is_renamed_and_nothing_else_of_it_changes(bench: Bench) -> None:
    before = known(bench)
    menu(bench, PresetAction.RENAME)
    panel(bench).name.setText("大堤险情")
    panel(bench).save.click()
    bench.until(lambda: known(bench).name == "大堤险情")
    assert known(bench) == before.with_(name="大堤险情")


def test_a_cancelled_rename_leaves_saving_over_as_it_was(bench: Bench) -> None:
    put(bench, window("wat-08", 0, 0))
    menu(bench, PresetAction.RENAME)
    panel(bench).close()
    presets(bench).save()
    panel(bench).name.setText("堤防险情")
    panel(bench).save.click()
    assert panel(bench).replace.isVisible(), "the button that the words name is there"
    panel(bench).replace.click()
    bench.until(lambda: "第 2 版" in notice(bench))
    assert [ask.preset.ref for ask in saves(bench)] == [DYKE]


def test_renaming_offers_to_replace_nothing(bench: Bench) -> None:
    put(bench, window("wat-08", 0, 0))
    menu(bench, PresetAction.EDIT)
    presets(bench).save()
    assert panel(bench).replace.isVisible()
    menu(bench, PresetAction.RENAME)
    bench.server.push_catalogue()
    bench.session.catalogue_changed.emit()
    assert not panel(bench).replace.isVisible()


@pytest.mark.parametrize("how", ["import", "restore", "back", "rename"])
def test_what_is_saved_beside_the_draft_does_not_become_its_preset(
    bench: Bench, tmp_path: Path, how: Literal["import", "restore", "back", "rename"]
) -> None:
    menu(bench, PresetAction.EDIT)
    draft = bench.desk.presenter.draft
    assert draft is not None and (draft.preset, draft.version) == (DYKE, 1)
    other = next(preset for preset in bench.session.presets.values() if preset.ref != DYKE)
    match how:
        case "import":
            write_preset(tmp_path / "own.toml", other.with_(id="own", name="外来", name_en="", key=""))
            menu(bench, PresetAction.IMPORT, "")
            chooser = presets(bench).chooser
            assert chooser is not None
            chooser.filesSelected.emit([str(tmp_path / "own.toml")])
        case "restore":
            menu(bench, PresetAction.DELETE, other.id)
            bench.until(lambda: other.ref not in bench.session.presets)
            menu(bench, PresetAction.RESTORE, "")
        case "back":
            bench.server.prepared.save_preset(SavePreset(preset=other, over=1), OTHER, LI)
            bench.server.push_catalogue()
            bench.until(lambda: bench.session.marks[other.ref].version == 2)
            menu(bench, PresetAction.VERSIONS, other.id)
            listed = presets(bench).versions
            assert listed is not None
            bench.until(lambda: listed.list.count() == 2)
            listed.list.setCurrentRow(1)
            listed.back.click()
        case "rename":
            menu(bench, PresetAction.RENAME, other.id)
            panel(bench).name.setText("另一个")
            panel(bench).save.click()
    bench.until(lambda: bool(saves(bench)) and "已保存" in notice(bench))
    now = bench.desk.presenter.draft
    assert now is not None and (now.preset, now.version) == (DYKE, 1)
    presets(bench).save()
    assert panel(bench).replace.text().startswith("覆盖「堤防险情」")


def test_a_preset_that_comes_in_closes_no_panel_that_is_typed_in(bench: Bench, tmp_path: Path) -> None:
    put(bench, window("wat-08", 0, 0))
    presets(bench).save()
    panel(bench).name.setText("正在写")
    write_preset(tmp_path / "own.toml", known(bench).with_(id="own", name="外来", name_en="", key=""))
    menu(bench, PresetAction.IMPORT, "")
    chooser = presets(bench).chooser
    assert chooser is not None
    chooser.filesSelected.emit([str(tmp_path / "own.toml")])
    bench.until(lambda: "已保存" in notice(bench))
    assert panel(bench).name.text() == "正在写"


def test_the_english_desk_renames_the_english_name(bench: Bench) -> None:
    before = known(bench)
    bench.desk.speak(Language.ENGLISH)
    menu(bench, PresetAction.RENAME)
    assert panel(bench).name.text() == before.name_en
    panel(bench).name.setText("Levee")
    panel(bench).save.click()
    bench.until(lambda: known(bench).name_en == "Levee")
    assert known(bench) == before.with_(name_en="Levee")
    bench.desk.speak(Language.CHINESE)
    menu(bench, PresetAction.RENAME)
    assert panel(bench).name.text() == before.name


def test_a_name_that_another_preset_has_in_either_language_is_not_given_again(bench: Bench) -> None:
    other = next(preset for preset in bench.session.presets.values() if preset.ref != DYKE)
    for name in (other.name, other.name_en):
        menu(bench, PresetAction.RENAME)
        panel(bench).name.setText(name)
        panel(bench).save.click()
        assert "已经有同名的场景" in panel(bench).problem.text() and not saves(bench)
    put(bench, window("wat-08", 0, 0))
    presets(bench).save()
    panel(bench).name.setText(other.name_en)
    panel(bench).save.click()
    assert not saves(bench) and panel(bench).replace.isVisible()


def test_a_deleted_preset_comes_back(bench: Bench) -> None:
    menu(bench, PresetAction.DELETE)
    bench.until(lambda: DYKE not in bench.session.presets and "已删除" in notice(bench))
    menu(bench, PresetAction.RESTORE, "")
    bench.until(lambda: DYKE in bench.session.presets)
    assert bench.session.marks[DYKE].version == 3


def test_versions_tell_who_and_when_and_an_older_one_is_looked_at_or_made_the_newest(bench: Bench) -> None:
    first = known(bench)
    bench.server.prepared.save_preset(SavePreset(preset=first.with_(name="二版"), over=1), OTHER, LI)
    bench.server.push_catalogue()
    bench.until(lambda: known(bench).name == "二版")
    menu(bench, PresetAction.VERSIONS)
    listed = presets(bench).versions
    assert listed is not None
    bench.until(lambda: listed.list.count() == 2)
    assert "第 2 版" in listed.list.item(0).text() and "李明 · 2号席" in listed.list.item(0).text()
    listed.list.setCurrentRow(1)
    listed.look.click()
    draft = bench.desk.presenter.draft
    assert draft is not None and (draft.preset, draft.version) == (DYKE, 1)
    listed.back.click()
    bench.until(lambda: known(bench) == first)
    assert bench.session.marks[DYKE].version == 3


def test_presets_go_out_as_files_and_come_in_again(bench: Bench, tmp_path: Path) -> None:
    menu(bench, PresetAction.EXPORT)
    chooser = presets(bench).chooser
    assert chooser is not None
    target = tmp_path / "dyke.toml"
    chooser.fileSelected.emit(str(target))
    bench.until(lambda: str(target) in notice(bench))
    assert read_preset(target) == known(bench)
    target.write_text("mine")
    assert chooser.testOption(QFileDialog.Option.DontConfirmOverwrite), "nothing asks: are you sure"
    chooser.fileSelected.emit(str(target))
    bench.until(lambda: "dyke.toml.old" in notice(bench))
    assert read_preset(target) == known(bench) and (tmp_path / "dyke.toml.old").read_text() == "mine"
    menu(bench, PresetAction.IMPORT, "")
    again = presets(bench).chooser
    assert again is not None
    again.filesSelected.emit([str(target)])
    bench.until(lambda: "没有导入" in notice(bench) and "dyke" in notice(bench))
    new = tmp_path / "own.toml"
    write_preset(new, known(bench).with_(id="own", name="外来", key=""))
    again.filesSelected.emit([str(new)])
    bench.until(lambda: PresetId("own") in bench.session.presets)
    bad = tmp_path / "bad.toml"
    bad.write_text('id = "bad"\nname = "坏"\n[walls]\n4x6 = [{ id = "a", at = [9, 0, 2, 1] }]\n')
    again.filesSelected.emit([str(bad)])
    bench.until(lambda: "bad.toml" in notice(bench) and "4" in notice(bench))


# the strip


def cards(bench: Bench) -> list[PresetCard]:
    return [card for card in bench.desk.window.presets.cards if not card.isHidden()]


def test_the_strip_stands_by_type_of_incident_and_is_narrowed_by_typing_or_choosing(bench: Bench) -> None:
    groups = [card.preset.group for card in cards(bench)]
    assert len(list(dict.fromkeys(groups))) == 5
    assert groups == sorted(groups, key=list(dict.fromkeys(groups)).index), "each group stands together"
    bench.live.setFocus()
    bench.key(Qt.Key.Key_P, CTRL)
    bench.type("11A04")
    assert [card.ref for card in cards(bench)] == ["dyke"]
    tools = bench.desk.window.presets.tools
    tools.text.clear()
    tools.groups.setCurrentIndex(tools._groups.index("自然灾害") + 1)
    assert {card.preset.group for card in cards(bench)} == {"自然灾害"}
    tools.text.setText("没有这个")
    assert not cards(bench) and not bench.desk.window.presets._empty.isHidden()


def test_number_keys_follow_the_function_keys_and_are_figures_where_one_types(bench: Bench) -> None:
    keys = {card.key: card.ref for card in bench.desk.window.presets.cards}
    assert keys["F4"] == "dyke" and "1" in keys
    search = bench.desk.window.sources.search
    search.setFocus()
    bench.type("1")
    assert search.text() == "1"
    search.clear()
    bench.desk.window.sources.list.setFocus()
    bench.key(Qt.Key.Key_1)
    assert not any(isinstance(ask, ApplyPreset) for ask in bench.server.asks)
    bench.live.setFocus()
    bench.key(Qt.Key.Key_1)
    bench.until(lambda: ApplyPreset(preset=keys["1"]) in bench.server.asks)


@pytest.mark.parametrize("action", [PresetAction.RENAME, PresetAction.VERSIONS, PresetAction.DELETE])
def test_a_preset_that_went_meanwhile_is_nobody_s_fault(bench: Bench, action: PresetAction) -> None:
    menu(bench, action, "nobody")
    assert presets(bench).panel is None and presets(bench).versions is None
