"""Rule: every key that anything on the desk answers to is on the sheet of F1, and all of that is answered.

No list of keys here: every key there is gets pressed on every part that hears keys, and what the part itself
does not hand on to Qt's own widget must be a line of the sheet.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from itertools import product

import pytest
from PySide6.QtCore import QEvent, QKeyCombination, QModelIndex, QObject, Qt
from PySide6.QtGui import QAction, QKeyEvent, QKeySequence, QShortcut
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QDialog,
    QLineEdit,
    QListView,
    QPushButton,
    QWidget,
)

import wallctl.controller
from tests.controller.conftest import Bench, first_stroke
from tests.controller.test_presenter import put, window
from wallctl.controller.canvas.commands import Command
from wallctl.controller.canvas.menu import window_menu
from wallctl.controller.canvas.view import WallCanvas
from wallctl.controller.composing import ComposingGuard
from wallctl.controller.event_lines import EventLines
from wallctl.controller.keymap import ACTS, Act, act_keys, key_sheet
from wallctl.controller.local_keys import LOCAL, Place
from wallctl.controller.preset_actions import PresetAction
from wallctl.controller.preset_card import PresetCard
from wallctl.controller.preset_key_box import KeyBox
from wallctl.controller.preset_save import PresetSavePanel
from wallctl.controller.preset_tools import PresetSearch
from wallctl.controller.sound_check import SoundCheck
from wallctl.controller.source_list import SourceList
from wallctl.controller.source_looking import SourceLooking
from wallctl.controller.source_panel import SourcePanel
from wallctl.controller.source_rows import Heading
from wallctl.controller.text_inputs import NoComposing
from wallctl.model.ids import SourceId, WindowId
from wallctl.protocol.node import Severity
from wallctl.protocol.sourcing import AddTemporary
from wallctl.rules.preset_keys import PRESET_KEYS

A = WindowId("psb-01")
KEYS: dict[Qt.Key, str] = (
    {Qt.Key(ord(sign)): sign.lower() for sign in "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 "}
    | {Qt.Key(ord(sign)): sign for sign in "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~"}
    | {getattr(Qt.Key, f"Key_F{number}"): "" for number in range(1, 13)}
    | dict.fromkeys(
        (
            *(Qt.Key.Key_Left, Qt.Key.Key_Up, Qt.Key.Key_Right, Qt.Key.Key_Down),
            *(Qt.Key.Key_Home, Qt.Key.Key_End, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown),
            *(Qt.Key.Key_Insert, Qt.Key.Key_Delete, Qt.Key.Key_Backspace, Qt.Key.Key_Escape),
        ),
        "",
    )
    | {Qt.Key.Key_Return: "\r", Qt.Key.Key_Enter: "\r"}
)
SIGNS = {key for key, text in KEYS.items() if text.strip() and not text.isalnum()}
SHIFT, CTRL, ALT = (
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.AltModifier,
)
NONE = Qt.KeyboardModifier.NoModifier
HELD = [a | b | c for a, b, c in product((NONE, SHIFT), (NONE, CTRL), (NONE, ALT))]
ESC = {"Esc"}
"""On the sheet once, for all that it takes back."""
ENTERS = {"Return", "Enter"}


def written(key: Qt.Key, held: Qt.KeyboardModifier) -> str:
    """A key press as Qt writes it; signs that are typed with Shift are the signs."""
    return QKeySequence(QKeyCombination(held & ~SHIFT if key in SIGNS else held, key)).toString()


def presses() -> Iterator[tuple[str, QKeyEvent]]:
    for key, held in product(KEYS, HELD):
        text = KEYS[key] if held in (NONE, SHIFT) else ""
        yield written(key, held), QKeyEvent(QEvent.Type.KeyPress, key, held, text)


def on_sheet(*places: Place) -> set[str]:
    return {QKeySequence(key).toString() for line in LOCAL if line.place in places for key in line.keys}


def everywhere() -> set[str]:
    """What the desk hears wherever the focus is."""
    return {keys.toString() for act in Act for keys in act_keys(act)} | set(PRESET_KEYS)


@dataclass
class Part:
    """A part of the desk that hears keys, and how it is put into the state that it is asked about."""

    widget: QWidget
    base: type[QWidget]
    ready: Callable[[], object] = tuple

    def answers(self, monkeypatch: pytest.MonkeyPatch) -> set[str]:
        """Return every key that the part does not hand on to Qt's own widget."""
        handed_on: list[QKeyEvent] = []
        found = set()
        with monkeypatch.context() as patch:
            patch.setattr(self.base, "keyPressEvent", lambda _, event: handed_on.append(event))
            for name, event in presses():
                self.widget.blockSignals(False)
                self.ready()
                self.widget.blockSignals(True)
                handed_on.clear()
                self.widget.keyPressEvent(event)
                if not handed_on:
                    found.add(name)
        self.widget.blockSignals(False)
        return found


def canvas(bench: Bench, monkeypatch: pytest.MonkeyPatch, **marks: object) -> Part:
    """The live board with a picture chosen; what it asks for is not done."""
    put(bench, window(A, 1, 1))
    bench.live.setFocus()
    for name in ("perform", "request", "hint"):
        monkeypatch.setattr(WallCanvas, name, lambda self, *given: None)

    def ready() -> None:
        bench.live.mark(typed=None, cut=None)
        bench.live.select(A)
        bench.live.mark(**marks)

    return Part(bench.live, QWidget, ready)


def test_the_board_answers_to_the_keys_on_the_sheet_and_to_no_others(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert canvas(bench, monkeypatch).answers(monkeypatch) == on_sheet(Place.CANVAS)


def test_while_numbers_are_typed_the_board_answers_to_what_the_sheet_says(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    numbers = canvas(bench, monkeypatch, typed="").answers(monkeypatch)
    own = on_sheet(Place.NUMBERS)
    assert own <= numbers and numbers - on_sheet(Place.CANVAS) - own == {*"0123456789"} | ESC
    assert "输入编号即选中" in ACTS[Act.NUMBERS].what and "收起编号" in ACTS[Act.DISMISS].what


def test_while_a_part_is_cut_out_the_board_answers_to_what_the_sheet_says(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun = cut_of(bench)
    cutting = canvas(bench, monkeypatch, cut=begun).answers(monkeypatch)
    own = on_sheet(Place.CUTTING)
    assert own <= cutting and cutting - on_sheet(Place.CANVAS) - own == ESC
    assert "画框" in ACTS[Act.DISMISS].what


def cut_of(bench: Bench) -> object:
    """The frame that the key of the board begins with."""
    put(bench, window(A, 1, 1))
    bench.live.setFocus()
    bench.live.select(A)
    bench.key(Qt.Key.Key_C)
    found = bench.live.marks.cut
    assert found is not None
    return found


def test_the_list_of_sources_answers_to_the_keys_on_the_sheet_and_to_no_others(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    bench.session.ask(AddTemporary(url="rtsp://10.1.1.1/a"))
    sources = bench.desk.window.sources
    bench.until(lambda: any(one.until_utc_s for one in bench.session.sources.values()))
    sources.reveal(next(ref for ref, one in bench.session.sources.items() if one.until_utc_s))
    row = sources.list.currentIndex().row()
    heading = next(number for number in range(row, -1, -1) if isinstance(sources.model.rows[number], Heading))
    found = set()
    for number in (row, heading):
        index = sources.model.index(number)
        found |= Part(sources.list, QListView, partial(go_to, sources.list, index)).answers(monkeypatch)
    assert found == on_sheet(Place.SOURCE_LIST)


def go_to(listed: SourceList, index: QModelIndex) -> None:
    listed.setCurrentIndex(index)


def test_the_search_box_answers_to_the_keys_on_the_sheet_and_to_no_others(bench: Bench) -> None:
    panel = bench.desk.window.sources
    found = set()
    for name, event in presses():
        panel.search.setText("psb")
        if panel.eventFilter(panel.search, event):
            found.add(name)
    assert found == on_sheet(Place.SEARCH_BOX) | ESC and "清空搜索" in ACTS[Act.DISMISS].what


def test_what_is_happening_the_presets_box_and_the_cards_answer_to_the_keys_on_the_sheet_alone(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    side, presets = bench.desk.window.side.events, bench.desk.window.presets
    bench.server.happen("1排1列 无法显示", "lost: r0c0", Severity.ALARM, what="cells_lost")
    bench.until(lambda: side.rows)
    assert Part(side, QWidget).answers(monkeypatch) == on_sheet(Place.HAPPENING)
    box = presets.tools.text
    typed = Part(box, QLineEdit, lambda: box.setText("x"))
    assert typed.answers(monkeypatch) == on_sheet(Place.PRESET_SEARCH) | ESC
    cards = Part(presets.cards[0], QPushButton).answers(monkeypatch)
    assert cards == on_sheet(Place.PRESET_CARD) | ENTERS


def classes() -> Iterator[type]:
    """Every class of the desk."""
    for info in pkgutil.walk_packages(wallctl.controller.__path__, "wallctl.controller."):
        module = importlib.import_module(info.name)
        yield from (
            found
            for found in vars(module).values()
            if isinstance(found, type) and found.__module__ == module.__name__
        )


def test_no_class_hears_keys_that_is_not_asked_here() -> None:
    own = {found for found in classes() if "keyPressEvent" in vars(found)}
    asked = {SourceList, WallCanvas, EventLines, PresetSearch, PresetCard, KeyBox, SoundCheck}
    assert own == asked
    # The looks at sources put their card away, the guard of input methods swallows Enter, inputs of Latin
    # letters answer what input methods ask: nothing is done.
    filters = {found for found in classes() if "eventFilter" in vars(found)}
    assert filters == {SourcePanel, KeyBox, SourceLooking, ComposingGuard, NoComposing}


def dialogs(bench: Bench) -> dict[type[QDialog], QDialog]:
    """Every dialog of the desk, open."""
    put(bench, window(A, 1, 1))
    window_ = bench.desk.window
    for act in (Act.ADD_SOURCE, Act.IMPORT, Act.SAVE_PRESET, Act.OFFICER, Act.SOUND_CHECK, Act.SET_WALL):
        window_.asked.emit(act)
    window_.show_help()
    sources = window_.sources
    sources.list.edit_requested.emit(SourceId("psb-02"))
    sources.list.remove_requested.emit(SourceId("psb-02"))
    bench.live.perform(Command.INSERT)
    window_.presets.action_requested.emit(PresetAction.VERSIONS, "dyke")
    wanted = {found for found in classes() if issubclass(found, QDialog)}

    def there() -> dict[type[QDialog], QDialog]:
        return {type(one): one for one in window_.findChildren(QDialog) if one.isVisible()}

    bench.until(lambda: set(there()) == wanted)
    return there()


def heard_by(shortcut: QShortcut) -> list[QKeySequence]:
    return shortcut.keys()


def test_every_dialog_s_keys_are_on_the_sheet_and_the_sheet_s_are_a_dialog_s(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened = dialogs(bench)
    heard: set[str] = set()
    for dialog in opened.values():
        heard |= {keys.toString() for key in dialog.findChildren(QShortcut) for keys in heard_by(key)}
        heard |= {button.shortcut().toString() for button in dialog.findChildren(QAbstractButton)}
        if any(button.isDefault() for button in dialog.findChildren(QPushButton)):
            heard |= ENTERS
    heard |= Part(opened[SoundCheck], QDialog).answers(monkeypatch)
    box = opened[PresetSavePanel].findChild(KeyBox)
    assert isinstance(box, KeyBox)
    heard |= Part(box, QComboBox).answers(monkeypatch)
    on_dialogs = on_sheet(Place.DIALOG)
    assert heard - {""} <= on_dialogs | everywhere() and on_dialogs - ESC <= heard
    for dialog in opened.values():
        dialog.show()  # an answer has closed the check of the sound
        dialog.activateWindow()
        bench.until(dialog.isActiveWindow)
        QTest.keyClick(dialog, Qt.Key.Key_Escape)
        assert not dialog.isVisible(), type(dialog).__name__


def test_what_qt_hears_for_actions_and_shortcuts_of_the_desk_is_on_the_sheet(bench: Bench) -> None:
    put(bench, window(A, 1, 1))
    desk = bench.desk.window
    scene = bench.live.scene
    assert scene is not None
    menus = [window_menu(bench.live, scene, [A])]
    shortcuts = {keys.toString() for key in desk.findChildren(QShortcut) for keys in heard_by(key)}
    assert shortcuts == everywhere()
    for one in (desk, *menus):
        for child in (one, *one.findChildren(QObject)):
            if isinstance(child, QAction | QAbstractButton) and not child.shortcut().isEmpty():
                key = child.shortcut().toString()
                assert key in everywhere() | on_sheet(Place.CANVAS), key


@pytest.mark.parametrize("act", list(Act))
def test_every_key_of_every_act_asks_for_that_act_and_no_other(bench: Bench, act: Act) -> None:
    put(bench, window(A, 1, 1))
    bench.live.setFocus()
    bench.live.select(A)
    asked: list[object] = []
    bench.desk.window.asked.disconnect()  # what the act does is not this test's
    bench.desk.window.asked.connect(asked.append)
    for keys in act_keys(act):
        pressed = first_stroke(keys)
        bench.key(pressed.key(), pressed.keyboardModifiers())
    assert asked == [act] * len(act_keys(act))


def test_every_key_of_the_presets_asks_for_its_own(bench: Bench) -> None:
    put(bench, window(A, 1, 1))
    bench.live.setFocus()
    asked: list[str] = []
    for key in bench.desk.window._preset_keys:
        key.asked.disconnect()
        key.asked.connect(asked.append)
    for name in PRESET_KEYS:
        bench.key(first_stroke(QKeySequence(name)).key())
    assert asked == list(PRESET_KEYS)


SHOWN = {"Left": "←", "Up": "↑", "Right": "→", "Down": "↓", "Return": "Enter"} | {
    "PgDown": "PgDn",
    "-": "−",
    "Ins": "Insert",
}
"""How the sheet writes what Qt writes otherwise."""


def parts_of(shown: str) -> set[str]:
    """The single keys in how keys are written: `Ctrl + ← →`, `Q / Shift+Q`, `+ = / −`."""
    tokens = shown.replace(" / ", " ").replace(" · ", " ").split()
    return {part for token in tokens for part in ([token] if token == "+" else token.split("+"))}


def test_every_key_of_a_line_is_written_on_the_line(qapp: QApplication) -> None:
    lines = [line for _, of in key_sheet() for line in of]
    for entry in LOCAL:
        if entry.keys == PRESET_KEYS:
            assert entry.shown == f"{PRESET_KEYS[0]} – F12, 1 – {PRESET_KEYS[-1]}"
            continue
        (line, *_) = [line for line in lines if line.what == entry.what]
        for key in entry.keys:
            *held, last = [key] if key == "+" else key.split("+")
            said = parts_of(line.keys)
            assert {*held, SHOWN.get(last, last)} <= said, (key, line.keys)
    for act_entry in ACTS.values():
        (line, *_) = [line for line in lines if line.what == act_entry.what]
        assert {key.replace("Return", "Enter") for key in act_entry.keys} == set(line.keys.split(" · "))
