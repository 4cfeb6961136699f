"""Rules: no key moves by itself, a dead key says so wherever it is pressed, an officer chooses the key."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from tests.controller.conftest import Bench
from tests.controller.test_preset_desk import (
    CTRL,
    DYKE,
    LI,
    OTHER,
    known,
    menu,
    notice,
    panel,
    presets,
    put,
    saves,
    window,
)
from wallctl.controller.language import Language
from wallctl.controller.preset_actions import PresetAction
from wallctl.controller.preset_tools import CardMenu
from wallctl.model.ids import PresetId
from wallctl.protocol.desk import ApplyPreset, SavePreset
from wallctl.protocol.drafting import DeletePreset, KeyWish
from wallctl.store.layout_files import write_preset


def keys(bench: Bench) -> dict[str, str]:
    return {card.preset.id: card.key for card in bench.desk.window.presets.cards}


def asked(bench: Bench) -> list[str]:
    return [ask.preset for ask in bench.server.asks if isinstance(ask, ApplyPreset)]


def delete(bench: Bench, name: PresetId = DYKE) -> None:
    """Another desk deletes it."""
    bench.server.prepared.delete_preset(DeletePreset(preset=name, over=1), OTHER)
    bench.server.push_catalogue()
    bench.until(lambda: name not in keys(bench))


# no key moves by itself


def test_the_key_of_a_deleted_preset_is_dead_and_all_others_stay(bench: Bench) -> None:
    before = keys(bench)
    menu(bench, PresetAction.DELETE)
    bench.until(lambda: DYKE not in keys(bench) and "F4 空出" in notice(bench))
    assert keys(bench) == {name: key for name, key in before.items() if name != DYKE}
    bench.live.setFocus()
    bench.key(Qt.Key.Key_F4)
    assert "F4 没有场景" in notice(bench) and not asked(bench)


def test_no_key_moves_when_other_desks_delete_and_add(bench: Bench) -> None:
    before = keys(bench)
    delete(bench)
    new = known(bench, PresetId("flood")).with_(id="own", name="新的", name_en="", key="")
    bench.server.prepared.save_preset(SavePreset(preset=new), OTHER, LI)
    bench.server.push_catalogue()
    bench.until(lambda: "own" in keys(bench))
    now = keys(bench)
    assert now.pop("own") not in before.values(), "not the one that hands still press"
    assert now == {name: key for name, key in before.items() if name != DYKE}


def test_a_preset_that_is_saved_gets_a_key_that_works_and_the_notice_names_it(bench: Bench) -> None:
    put(bench, window("wat-08", 0, 0))
    bench.live.setFocus()
    bench.key(Qt.Key.Key_S, CTRL)
    QTest.keyClick(panel(bench).name, Qt.Key.Key_Return)
    bench.until(lambda: "已保存：第 1 版，快捷键 6。" in notice(bench))
    new = saves(bench)[0].preset.id
    bench.until(lambda: keys(bench).get(new) == "6")
    bench.desk.window.activateWindow()
    bench.until(bench.desk.window.isActiveWindow)
    bench.live.setFocus()
    bench.key(Qt.Key.Key_6)
    bench.until(lambda: asked(bench) == [new])


def test_a_file_with_a_taken_key_gets_another_and_the_notice_says_whose_it_is(
    bench: Bench, tmp_path: Path
) -> None:
    write_preset(tmp_path / "own.toml", known(bench).with_(id="own", name="外来", name_en=""))
    menu(bench, PresetAction.IMPORT, "")
    chooser = presets(bench).chooser
    assert chooser is not None
    chooser.filesSelected.emit([str(tmp_path / "own.toml")])
    bench.until(lambda: "F4 已属于「堤防险情」" in notice(bench))
    bench.until(lambda: keys(bench).get("own") == "6")
    assert keys(bench)[DYKE] == "F4"


def test_an_older_version_that_is_made_the_newest_leaves_the_key_where_it_is(bench: Bench) -> None:
    first = known(bench)
    moved = SavePreset(preset=first.with_(key="0", name="二版"), over=1, key_wish=KeyWish.AS_SAID)
    bench.server.prepared.save_preset(moved, OTHER, LI)
    bench.server.push_catalogue()
    bench.until(lambda: known(bench).key == "0")
    menu(bench, PresetAction.VERSIONS)
    listed = presets(bench).versions
    assert listed is not None
    bench.until(lambda: listed.list.count() == 2)
    listed.list.setCurrentRow(1)
    listed.back.click()
    bench.until(lambda: known(bench) == first.with_(key="0"))


# a dead key says so


@pytest.mark.parametrize("place", ["list", "side", "search", "canvas", "card", "sheet"])
def test_a_function_key_without_a_preset_says_so_wherever_it_is_pressed(bench: Bench, place: str) -> None:
    delete(bench)
    to(bench, place)
    bench.key(Qt.Key.Key_F4)
    assert "F4 没有场景" in notice(bench) and not asked(bench)


@pytest.mark.parametrize("place", ["list", "side", "canvas", "card"])
def test_a_figure_without_a_preset_says_so_in_every_part_of_the_window(bench: Bench, place: str) -> None:
    to(bench, place)
    bench.key(Qt.Key.Key_0)
    assert "0 没有场景" in notice(bench) and not asked(bench)


@pytest.mark.parametrize("place", ["list", "side"])
def test_a_figure_that_is_no_call_there_says_where_it_is_one(bench: Bench, place: str) -> None:
    to(bench, place)
    bench.key(Qt.Key.Key_1)
    assert "数字键在画布和场景栏里才调用场景" in notice(bench) and not asked(bench)


def test_a_key_whose_preset_is_not_for_this_wall_says_so(bench: Bench) -> None:
    preset = known(bench)
    elsewhere = preset.with_(walls={"9x9": preset.walls["4x6"]})
    bench.server.prepared.save_preset(SavePreset(preset=elsewhere, over=1), OTHER, LI)
    bench.server.push_catalogue()
    bench.until(lambda: known(bench) == elsewhere)
    bench.live.setFocus()
    bench.key(Qt.Key.Key_F4)
    assert "堤防险情" in notice(bench) and "不适合本大屏的形状" in notice(bench) and not asked(bench)


def to(bench: Bench, place: str) -> None:
    """Go to a part of the desk."""
    root = bench.desk.window
    parts: dict[str, QWidget] = {
        "list": root.sources.list,
        "side": root.side.events,
        "search": root.sources.search,
        "canvas": bench.live,
        "card": root.presets.cards[0],
        "sheet": bench.live,
    }
    parts[place].setFocus()
    bench.until(parts[place].hasFocus)
    if place == "sheet":
        bench.key(Qt.Key.Key_F1)
        bench.until(lambda: QApplication.activeWindow() is not root)


# an officer chooses the key


def test_renaming_gives_a_free_key_and_frees_the_old_one(bench: Bench) -> None:
    menu(bench, PresetAction.RENAME)
    box = panel(bench).key
    assert box.chosen == "F4"
    box.setFocus()
    bench.until(box.hasFocus)
    bench.key(Qt.Key.Key_0)
    assert box.chosen == "0" and not asked(bench)
    QTest.keyClick(panel(bench).name, Qt.Key.Key_Return)
    bench.until(lambda: "快捷键 0。" in notice(bench))
    (ask,) = saves(bench)
    assert (ask.preset.key, ask.key_wish) == ("0", KeyWish.AS_SAID)
    bench.until(lambda: keys(bench)[DYKE] == "0" and "F4" not in keys(bench).values())


def test_a_function_key_that_is_pressed_in_the_box_puts_nothing_up(bench: Bench) -> None:
    menu(bench, PresetAction.RENAME)
    box = panel(bench).key
    box.setFocus()
    bench.until(box.hasFocus)
    bench.key(Qt.Key.Key_F5)
    flood = next(one for one in bench.session.presets.values() if one.key == "F5")
    assert f"F5 已属于「{flood.name}」" in panel(bench).problem.text()
    assert box.chosen == "F4" and not asked(bench)


def test_a_preset_is_saved_without_a_key_where_none_is_chosen(bench: Bench) -> None:
    put(bench, window("wat-08", 0, 0))
    presets(bench).save()
    box = panel(bench).key
    box.setCurrentIndex(box.findData(""))
    panel(bench).save.click()
    bench.until(lambda: "没有快捷键" in notice(bench))
    new = saves(bench)[0].preset.id
    bench.until(lambda: keys(bench).get(new) == "")


def test_a_key_that_another_desk_gave_meanwhile_is_refused_by_name_and_everything_stays(
    bench: Bench,
) -> None:
    menu(bench, PresetAction.RENAME)
    ours = panel(bench)
    ours.key.setCurrentIndex(ours.key.findData("0"))
    ours.name.setText("大堤")
    flood = known(bench, PresetId("flood"))
    theirs = SavePreset(preset=flood.with_(key="0"), over=1, key_wish=KeyWish.AS_SAID)
    bench.server.prepared.save_preset(theirs, OTHER, LI)
    bench.server.push_catalogue()
    bench.until(lambda: keys(bench)["flood"] == "0")
    assert ours.key.chosen == "0"
    ours.save.click()
    bench.until(lambda: f"0 已属于「{flood.name}」" in ours.problem.text())
    assert ours.isVisible() and ours.name.text() == "大堤" and keys(bench)[DYKE] == "F4"
    assert ours.key.findData("F3") > 0, "the key that the other one freed is offered"
    ours.key.setCurrentIndex(ours.key.findData("F3"))
    ours.save.click()
    bench.until(lambda: keys(bench)[DYKE] == "F3" and known(bench).name == "大堤")


def test_a_rename_writes_nothing_over_that_another_desk_saved_meanwhile(bench: Bench) -> None:
    menu(bench, PresetAction.RENAME)
    theirs = known(bench).with_(incidents=("11A99",), key="0")
    wish = SavePreset(preset=theirs, over=1, key_wish=KeyWish.AS_SAID)
    bench.server.prepared.save_preset(wish, OTHER, LI)
    bench.server.push_catalogue()
    bench.until(lambda: known(bench) == theirs)
    panel(bench).name.setText("大堤")
    panel(bench).save.click()
    bench.until(lambda: known(bench) == theirs.with_(name="大堤"))


def test_a_rename_of_what_was_deleted_meanwhile_says_so(bench: Bench) -> None:
    menu(bench, PresetAction.RENAME)
    delete(bench)
    panel(bench).save.click()
    assert "刚被删除" in panel(bench).problem.text() and not saves(bench)


def test_the_box_speaks_the_desk_s_language_and_keeps_the_choice(bench: Bench) -> None:
    put(bench, window("wat-08", 0, 0))
    presets(bench).save()
    box = panel(bench).key
    bench.desk.speak(Language.ENGLISH)
    assert box.currentText().isascii() and box.itemText(1).isascii()
    bench.desk.speak(Language.CHINESE)
    assert box.currentText().startswith("自动")


# the menu says what calling does


def first_line(menu: CardMenu) -> str:
    return next(line.text() for line in menu.actions() if line.isEnabled() and not line.isSeparator())


def called(bench: Bench) -> str:
    """What a card's menu says first that can be done, opened as by hand."""
    card = next(one for one in bench.desk.window.presets.cards if one.ref == DYKE)
    card.customContextMenuRequested.emit(card.rect().center())
    found = bench.desk.window.presets.findChildren(CardMenu)[-1]
    text = first_line(found)
    found.close()
    return text


def test_the_card_s_menu_says_whether_the_preset_goes_on_the_wall_or_into_the_draft(bench: Bench) -> None:
    assert called(bench) == "上墙\tF4"
    bench.desk.presenter.studio.switch_direct()
    assert called(bench) == "放进待上墙，不上墙\tF4"
    bench.desk.presenter.studio.switch_direct()
    assert called(bench) == "上墙\tF4"
    bench.key(Qt.Key.Key_D, CTRL)
    assert called(bench) == "放进待上墙，不上墙\tF4"


def test_a_menu_that_is_open_says_it_too_when_that_changes(bench: Bench) -> None:
    card = next(one for one in bench.desk.window.presets.cards if one.ref == DYKE)
    card.customContextMenuRequested.emit(card.rect().center())
    (found,) = bench.desk.window.presets.findChildren(CardMenu)
    bench.desk.presenter.studio.switch_direct()
    assert first_line(found) == "放进待上墙，不上墙\tF4"
    found.close()
