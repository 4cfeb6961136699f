"""Rules: nothing on the desk is untranslated or cut off, in either language, at three sizes of type."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterable
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtCore import (
    QAbstractItemModel,
    QAbstractListModel,
    QCoreApplication,
    QModelIndex,
    QPoint,
    QRect,
    QSize,
    Qt,
)
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractScrollArea,
    QComboBox,
    QDialog,
    QFileDialog,
    QGroupBox,
    QLabel,
    QLineEdit,
    QMenu,
    QPushButton,
    QSpinBox,
    QWidget,
)
from pytestqt.exceptions import TimeoutError as NotInTime

from tests.controller.conftest import Bench
from wallctl.controller.canvas.content_dialog import ContentDialog
from wallctl.controller.elided import ElidedLabel
from wallctl.controller.event_rows import event_text
from wallctl.controller.help_sheet import HelpSheet
from wallctl.controller.language import Language
from wallctl.controller.preset_card import PresetCard
from wallctl.controller.preset_save import PresetSavePanel
from wallctl.controller.running import running_lines
from wallctl.controller.settings import TypeSize
from wallctl.controller.translations import build, gather, untranslated, word_list
from wallctl.errors import NotFound
from wallctl.model.ids import CellId, SourceId, WindowId
from wallctl.model.truth import Lie, LieKind
from wallctl.protocol.desk import Happened
from wallctl.protocol.node import Severity

CHINESE = re.compile(r"[\u3400-\u9fff]")
NOT_ENGLISH = re.compile(r"[\u3000-\u303f\u3400-\u9fff\uff00-\uffef]")
"""Chinese, and the signs by which it parts words."""
DATA = {"中文 Ctrl+L", "中文 / English", "益阳 4×6", "值班员01"}
"""Names that are data, and the way back to Chinese."""


def speak(bench: Bench, language: Language) -> None:
    """Switch, and let what was replaced go."""
    bench.desk.speak(language)
    bench.qtbot.wait(80)


ROLES = (
    Qt.ItemDataRole.DisplayRole,
    Qt.ItemDataRole.ToolTipRole,
    Qt.ItemDataRole.AccessibleTextRole,
    Qt.ItemDataRole.AccessibleDescriptionRole,
)


def texts(widget: QWidget) -> list[str]:
    """Return all words of a widget and of what lies in it: labels, menus, items, what is read aloud."""
    found = []
    for child in [widget, *widget.findChildren(QWidget)]:
        found += [child.toolTip(), child.accessibleName(), child.accessibleDescription(), child.windowTitle()]
        for action in child.actions():
            found += [action.text(), action.toolTip()]
        if isinstance(child, QLabel | QAbstractButton):
            found.append(child.text())
        if isinstance(child, QLineEdit):
            found.append(child.placeholderText())
        if isinstance(child, QMenu | QGroupBox):
            found.append(child.title())
        if isinstance(child, QSpinBox):
            found += [child.prefix(), child.suffix(), child.specialValueText()]
        if isinstance(child, QAbstractItemView | QComboBox):
            found += items(child.model(), QModelIndex())
    return [text for text in found if text]


def items(model: QAbstractItemModel | None, parent: QModelIndex) -> list[str]:
    """Return all words of a model below that item."""
    found: list[str] = []
    if model is None:
        return found
    # A list hides how many columns it has.
    columns = 1 if isinstance(model, QAbstractListModel) else model.columnCount(parent)
    for row in range(model.rowCount(parent)):
        for column in range(columns):
            index = model.index(row, column, parent)
            found += [str(text) for role in ROLES if (text := model.data(index, role))]
            found += items(model, index)
    return found


def foreign(bench: Bench, found: Iterable[str]) -> set[str]:
    """Return what is Chinese and no data: other names of cameras have no English form."""
    named = {*DATA, "值班员01"}
    for source in bench.session.sources.values():
        named |= {*source.aliases, *source.former_names}
    # Of names that lie in each other the longest goes first.
    data = re.compile("|".join(map(re.escape, sorted(named, key=len, reverse=True))))
    return {text for text in found if NOT_ENGLISH.search(data.sub("", text))}


def lasting(widget: QWidget) -> set[str]:
    """Texts that do not change with time, as clock and rate of the echo do."""
    return {text for text in texts(widget) if not re.search(r"\d|回显", text)}


def test_the_word_list_is_complete_and_up_to_date(tmp_path: Path) -> None:
    copy = tmp_path / "wallctl_en.ts"
    copy.write_bytes(word_list().read_bytes())
    gather(copy)
    assert untranslated(copy) == []
    assert copy.read_text("utf-8") == word_list().read_text("utf-8"), (
        "make translations, and commit the result"
    )


def test_the_built_list_is_that_of_the_words(tmp_path: Path) -> None:
    built = tmp_path / "wallctl_en.qm"
    build(word_list(), built)
    assert built.read_bytes() == word_list().with_suffix(".qm").read_bytes(), "make translations"


def test_placeholders_survive_translation() -> None:
    from xml.etree import ElementTree

    for message in ElementTree.parse(word_list()).iter("message"):
        source, english = message.findtext("source", ""), message.findtext("translation", "")
        assert set(re.findall(r"{\w+}", source)) == set(re.findall(r"{\w+}", english)), source


def test_the_desk_speaks_english_everywhere_without_a_restart(bench: Bench) -> None:
    bench.key(Qt.Key.Key_F9)
    bench.until(lambda: bench.wall.windows)
    bench.settle()
    bench.live.select(bench.wall.windows[0].id)
    assert bench.live.accessibleDescription()
    bench.desk.window.show_help()
    speak(bench, Language.ENGLISH)
    left = foreign(bench, texts(bench.desk.window))
    assert not left
    assert bench.desk.window.top.pill.text == "True 24/24 · live 24/24"
    sheet = bench.desk.window.findChild(HelpSheet)
    assert sheet is not None and "All keys" in texts(sheet)


def test_and_chinese_again(bench: Bench) -> None:
    before = lasting(bench.desk.window)
    speak(bench, Language.ENGLISH)
    speak(bench, Language.CHINESE)
    assert lasting(bench.desk.window) == before


def cut(root: QWidget) -> list[str]:
    """Return what is seen only in part: text wider or higher than its place, controls beyond their parent."""
    found = []
    for child in root.findChildren(QWidget):
        if child.window() is not root or not child.isVisible() or isinstance(child, ElidedLabel | PresetCard):
            continue
        if isinstance(child, QAbstractButton) and child.text():
            need = child.fontMetrics().boundingRect(child.text())
            # Style sheets give buttons padding and edges: what the style itself asks for holds them all.
            small = child.width() < child.minimumSizeHint().width() or child.width() < need.width()
            if small or child.height() < child.fontMetrics().height():
                found.append(f"{child.text()}: {child.size()} of {child.minimumSizeHint()}")
        if isinstance(child, QLabel) and child.text():
            wraps = child.wordWrap()
            need_px = child.heightForWidth(child.width()) if wraps else child.sizeHint().height()
            if child.height() < need_px or (not wraps and child.width() < child.sizeHint().width()):
                found.append(f"{child.text()}: {child.size()} of {child.sizeHint()}")
        place = QRect(child.mapTo(root, QPoint()), child.size())
        shows = isinstance(child, QAbstractButton | QLabel | QLineEdit) and not scrolled(child)
        if shows and not root.rect().contains(place):
            found.append(f"{child.objectName()} {getattr(child, 'text', str)()}: beyond the window {place}")
    return found


def whole(root: QWidget) -> bool:
    return not cut(root)


def scrolled(widget: QWidget) -> bool:
    """Whether a widget lies in an area that scrolls to it."""
    parent = widget.parentWidget()
    while parent is not None:
        if isinstance(parent, QAbstractScrollArea):
            return True
        parent = parent.parentWidget()
    return False


@pytest.mark.parametrize("size", [(1_366, 768), (1_920, 1_080), (2_560, 1_440)])
def test_nothing_is_cut_off_in_either_language_at_three_sizes_of_type(
    bench: Bench, size: tuple[int, int]
) -> None:
    desk = bench.desk
    desk.window.show_help()
    desk.window.resize(*size)
    desk.presenter.toggle_draft()
    for language in Language:
        speak(bench, language)
        for type_size in TypeSize:
            desk.acts.show_size(type_size)
            sheet = desk.window.findChild(HelpSheet)
            assert sheet is not None
            for root in (desk.window, sheet):
                with contextlib.suppress(NotInTime):  # then it is told what is cut
                    bench.until(partial(whole, root), 20_000)
                assert cut(root) == [], f"{language} {type_size}"
            assert desk.window.size() == QSize(*size), f"{language} {type_size}: the desk does not fit"
            screen = QRect(0, 0, *size)
            assert screen.contains(QRect(QPoint(), sheet.size())), f"the sheet: {sheet.size()}"


def test_a_remedy_is_not_cut_off_in_the_narrowest_column(bench: Bench) -> None:
    desk, lines = bench.desk, bench.desk.window.side.events
    desk.window.resize(1_366, 768)
    bench.server.lost = (CellId("r0c0"),)
    bench.server.happen("1排1列 无法显示", "lost: r0c0", Severity.ALARM, what="cells_lost")
    bench.until(lambda: lines.rows and lines.rows[0].remedy is not None)
    for language in Language:
        speak(bench, language)
        for type_size in TypeSize:
            desk.acts.show_size(type_size)
            bench.until(partial(whole, desk.window), 20_000)
            button = next(b for b in lines.findChildren(QPushButton) if b.isVisible())
            assert button.width() >= button.minimumSizeHint().width(), f"{language} {type_size}"
            assert lines.rect().contains(button.geometry()), f"{language} {type_size}"


def test_every_control_has_a_name_and_a_tooltip(bench: Bench) -> None:
    for child in bench.desk.window.findChildren(QAbstractButton):
        if child.isVisible() and child.objectName() != "keyHint":
            assert child.accessibleName() and child.toolTip(), child.text()


DIALOGS = (
    (Qt.Key.Key_A, Qt.KeyboardModifier.AltModifier),
    (Qt.Key.Key_T, Qt.KeyboardModifier.AltModifier),
    (Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier),
    (Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier),
    (Qt.Key.Key_Insert, Qt.KeyboardModifier.NoModifier),
    (Qt.Key.Key_I, Qt.KeyboardModifier.AltModifier),
    (Qt.Key.Key_W, Qt.KeyboardModifier.AltModifier),
    (Qt.Key.Key_V, Qt.KeyboardModifier.NoModifier),
)
"""What opens a dialog: add, temporary source, save as preset, sound check, picture or clock, import, wall,
versions (on a preset's card)."""


def test_a_dialog_that_is_open_speaks_the_other_language_at_once_and_keeps_what_was_entered(
    bench: Bench,
) -> None:
    bench.key(Qt.Key.Key_F9)
    bench.until(lambda: bench.wall.windows)
    bench.settle()
    for key, modifiers in DIALOGS:
        dialog = opened(bench, key, modifiers)
        if isinstance(dialog, ContentDialog):
            bench.until(dialog.file.count)
        entry = next((box for box in dialog.findChildren(QLineEdit) if box.isVisible()), None)
        if entry is not None:
            entry.setText("x1")
        before = lasting(dialog)
        speak(bench, Language.ENGLISH)
        left = foreign(bench, texts(dialog))
        assert not left, type(dialog).__name__
        assert entry is None or entry.text() == "x1"
        speak(bench, Language.CHINESE)
        assert lasting(dialog) == before, type(dialog).__name__
        dialog.close()


def test_a_group_is_chosen_in_english_and_kept_by_its_name(bench: Bench) -> None:
    bench.key(Qt.Key.Key_F9)
    bench.until(lambda: bench.wall.windows)
    bench.settle()
    speak(bench, Language.ENGLISH)
    dialog = opened(bench, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    assert isinstance(dialog, PresetSavePanel)
    dialog.group.setCurrentText("Natural disasters")
    assert dialog.entry.group == "自然灾害"
    speak(bench, Language.CHINESE)
    assert dialog.group.currentText() == dialog.entry.group == "自然灾害"
    dialog.group.setCurrentText("own")
    speak(bench, Language.ENGLISH)
    assert dialog.entry.group == "own"
    dialog.close()


def test_an_offer_to_replace_is_seen_whole(bench: Bench) -> None:
    bench.key(Qt.Key.Key_F9)
    bench.until(lambda: bench.wall.windows)
    bench.settle()
    for language in Language:
        speak(bench, language)
        dialog = opened(bench, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
        assert isinstance(dialog, PresetSavePanel)
        dialog.offer_replacing("Replace the preset of a long name, version 12 (saved by li at seat 2, 03:51)")
        bench.until(partial(whole, dialog), 20_000)
        dialog.close()


def opened(bench: Bench, key: Qt.Key, modifiers: Qt.KeyboardModifier) -> QDialog:
    """Open a dialog by its key."""
    window = bench.desk.window
    window.activateWindow()
    bench.until(window.isActiveWindow)
    bench.live.setFocus()
    if key == Qt.Key.Key_V:
        bench.desk.window.presets.cards[0].setFocus()
    bench.key(key, modifiers)
    found = [dialog for dialog in window.findChildren(QDialog) if dialog.isVisible()]
    assert found, f"{key} opens a dialog"
    return found[0]


def painted(bench: Bench) -> list[str]:
    """What the desk paints and no widget holds as its text: pill, cells, right column, notices."""
    window = bench.desk.window
    scene = bench.live.scene
    assert scene is not None
    return [
        window.top.pill.text,
        window.top.pill.toolTip(),
        *scene.lies.values(),
        *scene.notes.values(),
        *(event_text(event) for event in bench.session.events),
        *(line.text for line in running_lines(bench.session)),
        window.side.states.toolTip(),
        window.centre.notice.text,
        window.top.loss,
    ]


def test_what_is_painted_is_in_the_language_of_the_desk(bench: Bench) -> None:
    cells = bench.server.city.wall.cell_ids
    bench.server.lies = {
        cell: Lie(cell=cell, why="…", kind=kind, window=WindowId("s1"), revision=3, due=4, detail="hung")
        for cell, kind in zip(cells, LieKind, strict=False)
    }
    bench.server.refuse = NotFound("preset flood", "no preset of that name", "`wallctl presets` lists them")
    bench.key(Qt.Key.Key_F9)
    notice = bench.desk.window.centre.notice
    bench.until(lambda: notice.text and "2排" in bench.desk.window.top.pill.toolTip())
    for text in painted(bench):
        assert not re.search(r"[a-z]{3,} [a-z]{3,}|`", text), text
    notice.dismiss()
    speak(bench, Language.ENGLISH)
    bench.key(Qt.Key.Key_F9)
    bench.until(lambda: notice.text)
    said = "\n".join(text for text in painted(bench) if text not in DATA)
    assert not NOT_ENGLISH.search(said.replace("值班员01", "")), said


def test_a_desk_that_ends_leaves_no_words_to_the_next_one(bench: Bench) -> None:
    speak(bench, Language.ENGLISH)
    assert QCoreApplication.translate("Words", "语言") == "Language"
    bench.desk.interpreter.end()
    assert QCoreApplication.translate("Words", "语言") == "语言"


def test_events_count_cells_as_the_desk_does(bench: Bench) -> None:
    died = Happened(
        seq=1, at_utc_s=0.0, what="renderer_died", text="2排5列 异常退出", text_en="r1c4: the renderer died"
    )
    speak(bench, Language.ENGLISH)
    assert event_text(died) == "Row 2 col 5: the renderer died"
    speak(bench, Language.CHINESE)
    assert event_text(died) == "2排5列 异常退出"


def test_the_dialogs_and_menus_of_qt_speak_chinese_too(bench: Bench, tmp_path: Path) -> None:
    speak(bench, Language.CHINESE)
    chooser = QFileDialog(bench.desk.window, "", str(tmp_path))
    chooser.setOption(QFileDialog.Option.DontUseNativeDialog)
    words = [button.text() for button in chooser.findChildren(QPushButton) if button.text()]
    menu = bench.desk.window.sources.search.createStandardContextMenu()
    words += [action.text() for action in menu.actions() if action.text()]
    assert words and all(CHINESE.search(word) for word in words), words
    menu.deleteLater()
    chooser.deleteLater()


@pytest.mark.parametrize("key", [Qt.Key.Key_E, Qt.Key.Key_Delete])
def test_what_is_asked_about_a_camera_is_translated_and_seen_whole(bench: Bench, key: Qt.Key) -> None:
    panel = bench.desk.window.sources
    panel.list.setCurrentIndex(panel.model.place_of(SourceId("wat-08")))
    QTest.keyClick(panel.list, key)
    dialog = next(one for one in bench.desk.window.findChildren(QDialog) if one.isVisible())
    before = lasting(dialog)
    speak(bench, Language.ENGLISH)
    assert not foreign(bench, texts(dialog))
    bench.until(partial(whole, dialog), 2_000)
    speak(bench, Language.CHINESE)
    assert lasting(dialog) == before
    bench.until(partial(whole, dialog), 2_000)
    dialog.close()
