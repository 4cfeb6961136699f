"""Rules: in every text field keys are the input method's while it composes, and the desk hears none of them.

Input methods differ in what they hand on and when; here each field meets every order, without any of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import TypeVar

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QInputMethodQueryEvent, QKeyEvent, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractSpinBox, QApplication, QComboBox, QDialog, QLineEdit, QWidget

from tests.controller.conftest import Bench, first_stroke
from tests.controller.test_composing import CTRL, SHIFT, commit, compose
from tests.controller.test_presenter import put, window
from wallctl.controller.add_dialog import AddDialog
from wallctl.controller.canvas.content_dialog import ContentDialog
from wallctl.controller.edit_dialog import EditDialog
from wallctl.controller.keymap import ACTS
from wallctl.controller.local_keys import LOCAL
from wallctl.controller.officer_dialog import OfficerDialog
from wallctl.controller.preset_save import PresetSavePanel
from wallctl.controller.tab_order import stops
from wallctl.controller.wall_dialog import WallDialog
from wallctl.controller.zone_edges import EdgeTab
from wallctl.model.ids import SourceId
from wallctl.protocol.desk import Events, ListMedia, Watch, WatchEcho
from wallctl.protocol.looks import WatchPreviews
from wallctl.rules.preset_keys import PRESET_KEYS

NONE, ALT = Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.AltModifier
PASSIVE = (Watch, WatchEcho, Events, WatchPreviews, ListMedia)
PINYIN, WORDS = "shui'chang", "水厂"
INPUT_METHOD_KEYS = (
    *("Ctrl+Space", "Shift+Space", "Meta+Space"),  # Chinese on and off, full and half width
    *("Ctrl+.", "Ctrl+,", "Ctrl+;", "Ctrl+Shift+F", "Ctrl+Shift+E", "Ctrl+Shift+U", "Ctrl+`"),
)
_D = TypeVar("_D", bound=QDialog)


def panel(bench: Bench, kind: type[_D], key: Qt.Key, modifiers: Qt.KeyboardModifier = NONE) -> _D:
    """Press what opens a panel; return it when it has the keyboard."""
    bench.key(key, modifiers)
    bench.until(lambda: isinstance(QApplication.activeWindow(), kind))
    found = QApplication.activeWindow()
    assert isinstance(found, kind)
    return found


def search(bench: Bench) -> QWidget:
    bench.key(Qt.Key.Key_Slash)
    return bench.desk.window.sources.search


def preset_search(bench: Bench) -> QWidget:
    bench.key(Qt.Key.Key_P, CTRL)
    return bench.desk.window.presets.tools.text


def preset_field(bench: Bench, name: str) -> QWidget:
    return field_of(panel(bench, PresetSavePanel, Qt.Key.Key_S, CTRL), name)


def new_source(bench: Bench, name: str) -> QWidget:
    return field_of(panel(bench, AddDialog, Qt.Key.Key_A, ALT), name)


def known_source(bench: Bench, name: str) -> QWidget:
    rows = bench.desk.window.sources
    rows.list.setFocus()
    rows.list.setCurrentIndex(rows.model.place_of(SourceId("wat-08")))
    return field_of(panel(bench, EditDialog, Qt.Key.Key_E), name)


def content(bench: Bench, kind: int, name: str) -> QWidget:
    dialog = panel(bench, ContentDialog, Qt.Key.Key_Insert)
    dialog.kind.choose(kind)
    return field_of(dialog, name)


def officer(bench: Bench) -> QWidget:
    return field_of(panel(bench, OfficerDialog, Qt.Key.Key_D, ALT), "new")


def wall_size(bench: Bench) -> QWidget:
    return field_of(panel(bench, WallDialog, Qt.Key.Key_W, ALT), "size_box")


def field_of(dialog: QDialog, name: str) -> QWidget:
    found = getattr(dialog, name)
    assert isinstance(found, QWidget)
    found.setFocus()
    return found


FIELDS: dict[str, Callable[[Bench], QWidget]] = {
    "search": search,
    "preset search": preset_search,
    "preset name": partial(preset_field, name="name"),
    "preset group": partial(preset_field, name="group"),
    "source address": partial(new_source, name="main"),
    "source name": partial(new_source, name="name"),
    "source aliases": partial(known_source, name="aliases"),
    "source district": partial(known_source, name="district"),
    "ticker text": partial(content, kind=2, name="text"),
    "picture file": partial(content, kind=0, name="file"),
    "officer": officer,
    "wall size": wall_size,
}


@pytest.fixture
def drafting(bench: Bench) -> Iterator[Bench]:
    """A wall with windows, and a draft that one key would take."""
    put(bench, window("wat-08", 0, 0), window("psb-01", 1, 0))
    bench.desk.presenter.toggle_draft()
    bench.drop(bench.draft, bench.mime_of("psb-02"), bench.cell_px(bench.draft, 3.5, 0.5))
    bench.until(lambda: bench.desk.presenter.studio.saved)
    bench.settle()
    bench.draft.setFocus()
    yield bench
    for dialog in bench.desk.window.findChildren(QDialog):
        dialog.close()


@pytest.fixture(params=FIELDS)
def field(request: pytest.FixtureRequest, drafting: Bench) -> QWidget:
    """A text field that has the keyboard."""
    found = FIELDS[request.param](drafting)
    drafting.until(lambda: QApplication.focusWidget() is found)
    return found


def text_of(field: QWidget) -> str:
    if isinstance(field, QComboBox):
        return field.currentText()
    assert isinstance(field, QLineEdit)
    return field.text()


def empty(field: QWidget) -> None:
    """Let only words of the input method be in it."""
    if isinstance(field, QComboBox):
        field.setEditText("")
    else:
        assert isinstance(field, QLineEdit)
        field.clear()


def commands(bench: Bench) -> list[object]:
    """All that the server was asked to do; what was sent before this is among it."""
    asked = sum(isinstance(ask, ListMedia) for ask in bench.server.asks)
    bench.session.ask(ListMedia())
    bench.until(lambda: sum(isinstance(ask, ListMedia) for ask in bench.server.asks) > asked)
    return [ask for ask in bench.server.asks if not isinstance(ask, PASSIVE)]


def state(bench: Bench, field: QWidget) -> tuple[object, ...]:
    """What keys of the desk change on the desk itself."""
    desk = bench.desk
    seen = [*desk.window.findChildren(QDialog), *desk.window.findChildren(EdgeTab)]
    draft = desk.presenter.draft
    return (
        field.window().isActiveWindow(), field.hasFocus(), desk.interpreter.language, desk.settings.now,
        [one.isVisible() for one in seen],
        bench.draft.chosen, bench.live.chosen, draft.layout if draft is not None else None,
        desk.window.centre.notice.text,
    )  # fmt: skip


def every_key() -> list[tuple[Qt.Key, Qt.KeyboardModifier]]:
    """Every key that means something anywhere on the desk."""
    named = [key for entry in ACTS.values() for key in entry.keys]
    named += [*PRESET_KEYS, *(key for one in LOCAL for key in one.keys)]
    named += [*INPUT_METHOD_KEYS, "PgUp", "PgDown", "Tab"]
    found = [first_stroke(keys) for keys in map(QKeySequence, named) if keys.count() == 1]
    pressed = {(one.key(), one.keyboardModifiers()) for one in found if one.key() != Qt.Key.Key_unknown}
    return sorted(pressed, key=lambda one: (one[0].value, one[1].value))


def types(key: Qt.Key, modifiers: Qt.KeyboardModifier) -> bool:
    """Whether a key means text, wherever it is pressed."""
    editing = {Qt.Key.Key_Delete, Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Home, Qt.Key.Key_End}
    return modifiers in (NONE, SHIFT) and (key.value < Qt.Key.Key_Escape.value or key in editing)


def test_while_words_are_composed_no_key_of_the_desk_is_heard(drafting: Bench, field: QWidget) -> None:
    empty(field)
    before, seen = commands(drafting), state(drafting, field)
    assert len(every_key()) > 90
    for key, modifiers in every_key():
        compose(field, PINYIN)
        QTest.keyClick(field, key, modifiers)
        assert types(key, modifiers) or not text_of(field), (key, modifiers)
        commit(field, "")
        empty(field)
        assert state(drafting, field) == seen, (key, modifiers)
    assert commands(drafting) == before


def press(field: QWidget, modifiers: Qt.KeyboardModifier) -> None:
    QTest.keyPress(field, Qt.Key.Key_Return, modifiers)


def release(field: QWidget, modifiers: Qt.KeyboardModifier) -> None:
    QTest.keyRelease(field, Qt.Key.Key_Return, modifiers)


def words(field: QWidget, modifiers: Qt.KeyboardModifier) -> None:
    commit(field, WORDS)


def held(field: QWidget, modifiers: Qt.KeyboardModifier) -> None:
    """The key repeats itself, a hand's rest too long."""
    for kind in (QEvent.Type.KeyRelease, QEvent.Type.KeyPress) * 3:
        event = QKeyEvent(kind, Qt.Key.Key_Return, modifiers, "\r", autorep=True)
        target = QApplication.focusWidget()
        assert target is not None
        QApplication.sendEvent(target, event)


ORDERS = {
    "used up but for its release": (words, release),
    "handed on behind the words": (words, press, release),
    "handed on before the words": (press, words, release),
    "words come last": (press, release, words),
    "used up and held": (words, held, release),
    "handed on and held": (words, press, held, release),
    "handed on before and held": (press, words, held, release),
}


def test_the_enter_that_commits_words_commits_and_does_no_more(drafting: Bench, field: QWidget) -> None:
    before, seen = commands(drafting), state(drafting, field)
    for order, steps in ORDERS.items():
        for modifiers in (NONE, SHIFT, CTRL, CTRL | SHIFT):
            empty(field)
            compose(field, PINYIN)
            for step in steps:
                step(field, modifiers)
            assert text_of(field) == WORDS and field.hasFocus(), (order, modifiers)
            assert state(drafting, field) == seen, (order, modifiers)
    assert commands(drafting) == before


def test_escape_takes_back_the_words_and_nothing_else(drafting: Bench, field: QWidget) -> None:
    empty(field)
    commit(field, WORDS)
    before, seen = commands(drafting), state(drafting, field)
    for behind in (True, False):
        compose(field, PINYIN)
        if behind:
            compose(field, "")
        QTest.keyClick(field, Qt.Key.Key_Escape)
        assert text_of(field) == WORDS and state(drafting, field) == seen
    assert commands(drafting) == before


def test_an_escape_that_no_input_method_uses_takes_the_words_back_all_the_same(drafting: Bench) -> None:
    """As where it has died: who types is not shut in."""
    box = search(drafting)
    compose(box, PINYIN)
    QTest.keyClick(box, Qt.Key.Key_Escape)
    drafting.type("psb")
    drafting.key(Qt.Key.Key_Down)
    assert text_of(box) == "psb" and drafting.desk.window.sources.list.hasFocus()


def test_only_text_fields_hand_keys_to_an_input_method(drafting: Bench) -> None:
    """Elsewhere a letter is an act, whatever language is being typed."""
    for place in stops(drafting.desk.window, (drafting.desk.window,)):
        place.setFocus()
        query = QInputMethodQueryEvent(Qt.InputMethodQuery.ImEnabled)
        QApplication.sendEvent(place, query)
        takes = bool(query.value(Qt.InputMethodQuery.ImEnabled))
        text = isinstance(place, QLineEdit | QAbstractSpinBox) or (
            isinstance(place, QComboBox) and place.isEditable()
        )
        assert takes == text, place


def test_no_key_of_the_desk_is_one_that_input_methods_use_themselves() -> None:
    mine = {QKeySequence(key).toString() for entry in ACTS.values() for key in entry.keys}
    mine |= {QKeySequence(key).toString() for one in LOCAL for key in one.keys}
    assert not mine & {QKeySequence(key).toString() for key in INPUT_METHOD_KEYS}
