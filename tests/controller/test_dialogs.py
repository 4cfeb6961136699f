"""Rules: every dialog, in every state, fits the smallest desk and is read whole, in both languages."""

from __future__ import annotations

import ast
import contextlib
import re
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtCore import QFile, QRect, QSize
from PySide6.QtWidgets import QComboBox, QDialog, QFileDialog
from pytestqt.exceptions import TimeoutError as NotInTime

import wallctl.controller
from tests.controller.conftest import Bench
from tests.controller.lettering import READ_AT, Reader, reader
from tests.controller.shots_dialogs import DIALOGS, Stage, write_tables
from tests.controller.test_painted_words import data_of, flaws
from tests.controller.test_translations import CHINESE, cut, texts, whole
from tests.fakes.desk_city import put_everyday
from wallctl.controller.language import Language
from wallctl.controller.settings import TypeSize

LEAST_DESK = QSize(1_366, 768)
BARS_PX = 40 + 28
"""A task bar, and the title that a window manager gives a dialog."""
DATA = (
    r"值班员01|李明|王芳|欧阳志远|中文 / |赫山区\w*|民主垸\w*，\w*|"
    r"大通湖五门闸|五门闸\(新\)|资江大桥南|五里堆泵站|桃花江镇\w*"
)
"""What was typed, or stands in the tables."""
NAMES = re.compile(DATA)


@pytest.fixture
def stage(bench: Bench, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Stage:
    """A desk of the smallest size with the everyday layout on its wall."""
    write_tables(tmp_path)
    monkeypatch.chdir(tmp_path)
    bench.desk.window.resize(LEAST_DESK)
    put_everyday(bench.server)
    bench.settle()
    return Stage(bench.desk, bench.server, tmp_path)


def shown(bench: Bench) -> list[QDialog]:
    return [dialog for dialog in bench.desk.window.findChildren(QDialog) if dialog.isVisible()]


@pytest.mark.parametrize("name", DIALOGS)
def test_a_dialog_is_read_whole_on_the_smallest_desk(
    bench: Bench, stage: Stage, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    with reader(monkeypatch) as reads:
        read_in_both_languages(bench, stage, reads, name)


def read_in_both_languages(bench: Bench, stage: Stage, reads: Reader, name: str) -> None:
    names = data_of(bench, DATA)
    read_at = {language: set(sizes) for language, sizes in READ_AT.items()}
    assert read_at == {language: set(TypeSize) for language in Language}
    for language, sizes in READ_AT.items():
        bench.desk.speak(language)
        DIALOGS[name](stage)
        for size in sizes:
            bench.desk.acts.show_size(size)
            for dialog in shown(bench):
                if not isinstance(dialog, QFileDialog):  # what Qt writes in there is Qt's
                    with contextlib.suppress(NotInTime):  # then it is told what is cut
                        bench.until(partial(whole, dialog), 1_000)
                    assert cut(dialog) == [], f"{name} {language} {size}"
                    assert flaws(reads.read(dialog), names, reads.tip) == [], f"{name} {language} {size}"
                assert dialog.width() <= LEAST_DESK.width(), f"{name} {language} {size}"
                assert dialog.height() <= LEAST_DESK.height() - BARS_PX, f"{name} {language} {size}"
        found = shown(bench)
        assert found, f"{name} opens a dialog"
        if language is Language.ENGLISH:
            said = [text for dialog in found for text in texts(dialog)]
            foreign = [text for text in said if CHINESE.search(NAMES.sub("", text))]
            # The window beside it tells whether the desk spoke Chinese, or this dialog alone.
            assert not foreign, f"{name}: {foreign}, in {bench.desk.window.windowTitle()}"
        for dialog in reversed(found):
            dialog.close()


def test_every_dialog_of_the_desk_is_among_them(bench: Bench, stage: Stage) -> None:
    opened = set()
    for begin in DIALOGS.values():
        begin(stage)
        opened |= {type(dialog).__name__ for dialog in shown(bench)}
        for dialog in reversed(shown(bench)):
            dialog.close()
    assert dialogs_in_the_source() <= opened


def dialogs_in_the_source() -> set[str]:
    folder = Path(wallctl.controller.__file__).parent
    trees = [ast.parse(path.read_text("utf-8")) for path in folder.rglob("*.py")]
    classes = [node for tree in trees for node in ast.walk(tree) if isinstance(node, ast.ClassDef)]
    return {found.name for found in classes if "QDialog" in [ast.unparse(base) for base in found.bases]}


@pytest.mark.parametrize("name", ["keys", "save", "sound"])
def test_a_dialog_opens_over_the_middle_of_the_desk(bench: Bench, stage: Stage, name: str) -> None:
    window = bench.desk.window
    window.setGeometry(QRect(0, 0, 780, 560).translated(10, 120))
    DIALOGS[name](stage)
    (dialog,) = shown(bench)
    away = dialog.geometry().center() - window.geometry().center()
    assert abs(away.x()) <= 40 and abs(away.y()) <= 60, f"{dialog.geometry()} over {window.geometry()}"
    dialog.close()


def test_what_is_chosen_in_an_open_list_can_be_read(bench: Bench, stage: Stage) -> None:
    box: QComboBox = bench.desk.window.presets.tools.groups
    box.showPopup()
    view = box.view()
    bench.until(view.isVisible)
    picture = view.grab(view.visualRect(box.model().index(box.currentIndex(), 0))).toImage()
    lights = {
        picture.pixelColor(x, y).lightness() for x in range(picture.width()) for y in range(picture.height())
    }
    assert max(lights) - min(lights) >= 100, "light letters on dark, or dark ones on light"
    box.hidePopup()


def test_controls_that_open_a_list_or_are_ticked_have_their_icons(bench: Bench) -> None:
    app_sheet = bench.desk._app.styleSheet()
    icons = re.findall(r'url\("([^"]+)"\)', app_sheet)
    assert icons and all(QFile.exists(icon) for icon in icons)


def test_a_refused_wall_is_told_in_its_form_and_nowhere_else(bench: Bench, stage: Stage) -> None:
    DIALOGS["wall-refused"](stage)
    (dialog,) = shown(bench)
    assert any("还有" in text and "请先清屏" in text for text in texts(dialog))
    assert not any("别人" in text for text in texts(dialog))
    assert not bench.desk.window.centre.notice.text
    dialog.close()
