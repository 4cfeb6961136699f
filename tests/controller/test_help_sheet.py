"""Rules: the sheet of keys is read at one glance where there is room; what is sought in a hurry is first."""

from __future__ import annotations

from functools import partial

import pytest
from PySide6.QtWidgets import QApplication, QLabel, QScrollArea

from tests.controller.conftest import Bench
from wallctl.controller.help_columns import Block, Piece, balanced
from wallctl.controller.help_sheet import HelpSheet
from wallctl.controller.keymap import Act, key_sheet, key_word
from wallctl.controller.language import Language


def whole(area: QScrollArea) -> bool:
    return area.verticalScrollBar().maximum() == 0


@pytest.mark.parametrize("size", [(1_920, 1_080), (2_560, 1_440)])
def test_no_key_is_below_the_fold_on_the_screens_of_a_desk(bench: Bench, size: tuple[int, int]) -> None:
    bench.desk.window.resize(*size)
    for language in Language:
        bench.desk.speak(language)
        bench.desk.window.show_help()
        (sheet,) = bench.desk.window.findChildren(HelpSheet)
        bench.until(sheet.isVisible)
        (scroll,) = sheet.findChildren(QScrollArea)
        bench.until(partial(whole, scroll))
        lines = sum(len(of) for _, of in key_sheet())
        labels = scroll.findChildren(QLabel)
        assert sum(not label.visibleRegion().isEmpty() for label in labels) >= 2 * lines
        assert sheet.width() <= size[0] and sheet.height() <= size[1]
        sheet.close()
    bench.desk.speak(Language.CHINESE)


def test_what_is_sought_in_a_hurry_stands_first_under_its_heading(qapp: QApplication) -> None:
    (desk,) = [lines for heading, lines in key_sheet() if heading == "操作台"]
    first = [key_word(act) for act in (Act.SILENCE, Act.DISMISS, Act.HELP)]
    assert [line.keys for line in desk[:3]] == first


def test_what_the_mouse_does_is_said_in_the_language_that_is_set(bench: Bench) -> None:
    def keys() -> set[str]:
        return {line.keys for _, lines in key_sheet() for line in lines}

    assert {"Ctrl + 单击", "Ctrl + 滚轮"} <= keys()
    bench.desk.speak(Language.ENGLISH)
    assert {"Ctrl + Click", "Ctrl + Wheel"} <= keys()
    bench.desk.speak(Language.CHINESE)


def test_a_long_block_goes_on_in_the_next_column_and_no_line_is_lost() -> None:
    columns, tall = balanced([Block("a", 10, (10,) * 3), Block("b", 10, (10,) * 17)], 3)
    assert tall <= 90
    assert [piece.heading for pieces in columns for piece in pieces] == ["a", "b", "b", "b"]
    assert [piece.goes_on for pieces in columns for piece in pieces] == [False, False, True, True]
    assert sum(piece.lines for pieces in columns for piece in pieces) == 20


def test_no_line_stands_alone_under_a_heading_that_goes_on() -> None:
    columns, _ = balanced([Block("a", 10, (10,) * 4), Block("b", 10, (10,) * 5)], 2)
    assert all(piece.lines >= 2 for pieces in columns for piece in pieces)
    assert balanced([Block("a", 10, (10,))], 3) == ([[Piece("a", 1, goes_on=False)]], 20)
