"""Rules: every button shows its key; presets, overlays, choices of several and dialogs need no mouse."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QToolButton

from tests.controller.conftest import Bench
from tests.controller.test_preset_desk import CTRL, DYKE, known, notice, panel, presets, put, window
from wallctl.controller.import_dialog import ImportDialog
from wallctl.controller.keymap import ACTS, key_word
from wallctl.controller.local_keys import LOCAL, Place
from wallctl.controller.panel_head import PanelHead
from wallctl.controller.preset_card import PresetCard
from wallctl.controller.preset_tools import CardMenu
from wallctl.controller.source_search import AgencyChip
from wallctl.model.geometry import Rect
from wallctl.model.ids import SourceId, WindowId
from wallctl.protocol.desk import ApplyPreset
from wallctl.protocol.sourcing import AddTemporary, KeepSource, RemoveSource

SHIFT, ALT = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.AltModifier
A, B, C = WindowId("wat-08"), WindowId("psb-01"), WindowId("psb-02")


def three(bench: Bench) -> None:
    put(bench, window(A, 0, 0), window(B, 1, 0), window(C, 0, 1))
    bench.live.setFocus()
    bench.live.select(A)


def card(bench: Bench) -> PresetCard:
    """Go to the card of the dyke as an officer does: to the box, its name, down."""
    saving = presets(bench).panel
    bench.until(lambda: saving is None or not saving.isVisible())
    bench.desk.window.activateWindow()
    bench.until(bench.desk.window.isActiveWindow)
    bench.live.setFocus()
    bench.key(Qt.Key.Key_P, CTRL)
    bench.type("dyke")
    bench.key(Qt.Key.Key_Down)
    found = QApplication.focusWidget()
    assert isinstance(found, PresetCard) and found.ref == DYKE
    return found


def test_every_button_shows_its_key(bench: Bench) -> None:
    keys = {key_word(act) for act in ACTS} | {"G", "Esc", "/"}
    root = bench.desk.window
    bench.key(Qt.Key.Key_D, CTRL)
    root.resize(1_366, 768)
    bench.until(root.centre.switch.isVisible)
    below = {label.text() for label in root.sources.tools.findChildren(QLabel)}
    assert below <= keys and len(below) == 3
    for button in root.findChildren(QAbstractButton):
        if not button.isVisible() or isinstance(button, AgencyChip | PresetCard):
            continue  # chips narrow a list and are reached with Tab; cards draw their key
        words = button.text()
        shown = any(words == key or words.endswith(f" {key}") for key in keys)
        if isinstance(button, QToolButton) and isinstance(button.parent(), PanelHead):
            # What opens a menu that no key opens shows none: its lines do.
            shown = not shown and any(line.text().split("\t")[-1] in keys for line in button.menu().actions())
        assert shown or root.sources.tools.isAncestorOf(button), words


def test_a_hidden_zone_s_tab_shows_the_key_that_brings_it_back(bench: Bench) -> None:
    tab = bench.desk.window.frame.tabs
    for number, zone in enumerate(tab, start=1):
        bench.key(getattr(Qt.Key, f"Key_{number}"), CTRL)
        bench.until(tab[zone].isVisible)
        assert tab[zone].width() > 0 and tab[zone].sizeHint().height() <= tab[zone].height()


def test_a_preset_is_found_edited_renamed_exported_and_put_up_from_its_card(bench: Bench) -> None:
    card(bench)
    bench.key(Qt.Key.Key_E)
    draft = bench.desk.presenter.draft
    assert draft is not None and draft.preset == DYKE
    card(bench)
    bench.key(Qt.Key.Key_R)
    panel(bench).name.setText("大堤险情")
    panel(bench).save.click()
    bench.until(lambda: known(bench).name == "大堤险情")
    card(bench)
    bench.key(Qt.Key.Key_X)
    chooser = presets(bench).chooser
    assert chooser is not None and chooser.isVisible()
    chooser.close()
    bench.live.setFocus()
    bench.key(Qt.Key.Key_D, CTRL)
    card(bench)
    bench.key(Qt.Key.Key_Return)
    bench.until(lambda: any(isinstance(ask, ApplyPreset) for ask in bench.server.asks))


def test_a_deleted_preset_comes_back_by_key_and_the_notice_names_it(bench: Bench) -> None:
    card(bench)
    bench.key(Qt.Key.Key_Delete)
    bench.until(lambda: DYKE not in bench.session.presets and "Alt+Z" in notice(bench))
    bench.live.setFocus()
    bench.key(Qt.Key.Key_Z, ALT)
    bench.until(lambda: DYKE in bench.session.presets)


def test_the_hand_stays_on_its_card_when_presets_change_and_goes_to_the_next_when_it_is_deleted(
    bench: Bench,
) -> None:
    card(bench)
    bench.desk.window.presets.tools.text.clear()
    before = [one.ref for one in bench.desk.window.presets.cards]
    bench.server.push_catalogue()
    bench.key(Qt.Key.Key_R)
    panel(bench).name.setText("大堤险情")
    panel(bench).save.click()
    bench.until(lambda: known(bench).name == "大堤险情" and not panel_open(bench))
    bench.desk.window.activateWindow()
    bench.until(bench.desk.window.isActiveWindow)
    assert held(bench) == DYKE
    bench.key(Qt.Key.Key_Delete)
    bench.until(lambda: DYKE not in bench.session.presets)
    bench.until(lambda: held(bench) == before[before.index(DYKE) + 1])


def test_the_hand_stays_on_its_agency_when_the_catalogue_changes(bench: Bench) -> None:
    before = bench.desk.window.sources.findChildren(AgencyChip)[3]
    before.setFocus()
    bench.server.city.sources = [*bench.server.city.sources][1:]
    bench.server.push_catalogue()
    bench.until(lambda: len(bench.session.sources) == len(bench.server.city.sources))
    focus = QApplication.focusWidget()
    assert isinstance(focus, AgencyChip) and focus is not before and focus.agency.id == before.agency.id


def panel_open(bench: Bench) -> bool:
    found = presets(bench).panel
    return found is not None and found.isVisible()


def held(bench: Bench) -> str:
    focus = QApplication.focusWidget()
    return focus.ref if isinstance(focus, PresetCard) else ""


def test_an_old_version_is_made_the_newest_by_key(bench: Bench) -> None:
    first = known(bench)
    card(bench)
    bench.key(Qt.Key.Key_R)
    panel(bench).name.setText("二版")
    panel(bench).save.click()
    bench.until(lambda: known(bench).name == "二版")
    card(bench)
    bench.key(Qt.Key.Key_V)
    listed = presets(bench).versions
    assert listed is not None
    bench.until(lambda: listed.list.count() == 2)
    listed.activateWindow()
    bench.until(listed.isActiveWindow)
    listed.list.setFocus()
    bench.key(Qt.Key.Key_Down)
    bench.key(Qt.Key.Key_S, CTRL)
    bench.until(lambda: known(bench) == first)


def test_the_card_s_menu_names_the_keys_that_the_card_hears(bench: Bench) -> None:
    found = card(bench)
    menu = CardMenu(found.preset, found.key, found)
    named, *lines = [action for action in menu.actions() if not action.isSeparator()]
    assert named.text() == found.title and not named.isEnabled()
    shown = [action.text().split("\t")[1] for action in lines]
    heard = [key for line in LOCAL if line.place is Place.PRESET_CARD for key in line.keys]
    assert shown[0] == found.key and shown[1:] == heard[1:]


def test_replacing_a_preset_has_a_key_that_habit_does_not_press(bench: Bench) -> None:
    bench.desk.presenter.preset_desk.edit(known(bench))
    bench.draft.setFocus()
    bench.key(Qt.Key.Key_S, CTRL)
    bench.until(lambda: panel(bench).replace.isVisible())
    assert panel(bench).replace.text().endswith("Ctrl+Shift+S")
    panel(bench).activateWindow()
    bench.until(panel(bench).isActiveWindow)
    bench.key(Qt.Key.Key_S, CTRL)
    bench.key(Qt.Key.Key_S, CTRL | SHIFT)
    bench.until(lambda: bench.session.marks[DYKE].version == 2)


@pytest.mark.parametrize(("key", "ask"), [(Qt.Key.Key_K, KeepSource), (Qt.Key.Key_Delete, RemoveSource)])
def test_a_temporary_source_is_kept_or_removed_by_key(bench: Bench, key: Qt.Key, ask: type) -> None:
    bench.session.ask(AddTemporary(url="rtsp://10.1.1.1/a"))
    sources = bench.desk.window.sources
    bench.until(lambda: any(one.until_utc_s for one in bench.session.sources.values()))
    ref = next(ref for ref, one in bench.session.sources.items() if one.until_utc_s)
    sources.list.setFocus()
    sources.list.setCurrentIndex(sources.model.place_of(SourceId("psb-01")))
    bench.key(key)
    sources.reveal(ref)
    bench.key(key)
    bench.until(lambda: ask(source=ref) in bench.server.asks)
    assert [one for one in bench.server.asks if isinstance(one, ask)] == [ask(source=ref)]


def test_a_key_keeps_a_picture_chosen_while_arrows_choose_others(bench: Bench) -> None:
    three(bench)
    bench.key(Qt.Key.Key_A)
    bench.key(Qt.Key.Key_Right)
    assert list(bench.live.chosen) == [A, B]
    bench.key(Qt.Key.Key_Down)
    assert list(bench.live.chosen) == [A], "an empty cell chooses nothing"
    assert bench.live.marks.cursor is not None
    bench.key(Qt.Key.Key_Left)
    assert list(bench.live.chosen) == [A, C]
    bench.key(Qt.Key.Key_X)
    bench.until(lambda: bench.rect(A).y == 1 and bench.rect(C).y == 0)
    bench.settle()
    bench.key(Qt.Key.Key_Escape)
    assert bench.live.chosen == ()


def test_that_key_again_lets_a_picture_go(bench: Bench) -> None:
    three(bench)
    bench.key(Qt.Key.Key_A)
    bench.key(Qt.Key.Key_A)
    bench.key(Qt.Key.Key_Right)
    assert bench.live.chosen == (B,)


def test_arrows_reach_parts_smaller_than_a_cell_and_pictures_over_others(bench: Bench) -> None:
    put(bench, window(A, 0, 0), window(B, 1, 0))
    bench.live.setFocus()
    bench.live.select(A)
    bench.key(Qt.Key.Key_Q)
    bench.until(lambda: len(bench.wall.windows) == 5)
    bench.settle()
    parts = [bench.live.selected]
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Down, Qt.Key.Key_Left):
        bench.key(key)
        parts.append(bench.live.selected)
    assert parts == ["wat-08", "wat-08.2", "wat-08.4", "wat-08.3"]
    bench.live.select(B)
    bench.live.overlay_source(SourceId(C))
    bench.until(lambda: len(bench.wall.windows) == 6)
    bench.settle()
    bench.key(Qt.Key.Key_Right)
    over = bench.live.selected
    assert over == C
    bench.key(Qt.Key.Key_Right)
    assert bench.live.selected is None and bench.live.marks.cursor == Rect(x=2, y=0, w=1, h=1)
    bench.key(Qt.Key.Key_Left)
    assert bench.live.selected == B


def test_windows_are_placed_freely_by_keys(bench: Bench) -> None:
    put(bench, window(A, 1, 1), window(B, 2, 1))
    bench.live.setFocus()
    bench.live.select(A)
    for _ in range(16):
        bench.key(Qt.Key.Key_Right, CTRL | SHIFT)
    bench.key(Qt.Key.Key_Down, CTRL | SHIFT)
    bench.until(lambda: bench.rect(A) == Rect(x=2, y=1 + 1 / 16, w=1, h=1))
    assert bench.rect(B) == Rect(x=2, y=1, w=1, h=1), "a free step changes no places"
    bench.settle()
    bench.key(Qt.Key.Key_Right, ALT | SHIFT)
    bench.key(Qt.Key.Key_Up, ALT | SHIFT)
    bench.key(Qt.Key.Key_Left, CTRL | ALT | SHIFT)
    bench.key(Qt.Key.Key_Down, CTRL | ALT | SHIFT)
    bench.until(lambda: bench.rect(A) == Rect(x=2 - 1 / 16, y=1 + 2 / 16, w=1 + 2 / 16, h=1 - 2 / 16))
    bench.settle()
    bench.live.select(A, B)
    bench.key(Qt.Key.Key_Up, CTRL | SHIFT)
    bench.until(lambda: bench.rect(B).y == 1 - 1 / 16 and bench.rect(A).y == 1 + 1 / 16)


def test_an_arrow_that_cannot_change_anything_says_why(bench: Bench) -> None:
    put(bench, window(A, 1, 1).with_(locked=True))
    bench.live.setFocus()
    bench.key(Qt.Key.Key_Right, CTRL)
    assert "先选中一个画面" in notice(bench)
    bench.live.select(A)
    for held in (CTRL, SHIFT, CTRL | SHIFT, ALT | SHIFT, CTRL | ALT | SHIFT):
        bench.key(Qt.Key.Key_Escape)
        bench.live.select(A)
        bench.key(Qt.Key.Key_Right, held)
        assert "已锁定" in notice(bench)
    assert bench.rect(A) == Rect(x=1, y=1, w=1, h=1)


def test_while_numbers_are_typed_plus_keeps_what_is_chosen(bench: Bench) -> None:
    three(bench)
    bench.live.select(None)
    bench.key(Qt.Key.Key_N, CTRL)
    bench.key(Qt.Key.Key_1)
    bench.key(Qt.Key.Key_N, CTRL)
    bench.type("+")
    bench.key(Qt.Key.Key_2)
    assert bench.live.chosen == (A, B)


def test_the_file_of_an_import_is_chosen_by_key(bench: Bench) -> None:
    bench.live.setFocus()
    bench.key(Qt.Key.Key_I, ALT)
    dialog = bench.desk.window.findChild(ImportDialog)
    assert dialog is not None and dialog.choose.text().endswith("Ctrl+O")
    bench.until(dialog.isActiveWindow)
    bench.key(Qt.Key.Key_O, CTRL)
    bench.until(lambda: any(type(box).__name__ == "QFileDialog" for box in dialog.children()))
    dialog.close()
