"""Rules: how things run is read whole, however narrow the column, and takes no more height than it must."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QScrollArea
from pytestqt.qtbot import QtBot

from tests.controller.conftest import Bench
from tests.controller.lettering import reader
from wallctl.controller.docking import Zone
from wallctl.controller.settings import Place
from wallctl.controller.side_column import SideColumn
from wallctl.controller.standing import Grade
from wallctl.controller.state_lines import StateLine, StateLines

SOURCES = StateLine(
    Grade.LOST, "信号源在线 13/60 · 离线 1 · 未检查 46", brief="在线 13/60 · 离线 1 · 未检查 46"
)
SOUND = StateLine(Grade.STALE, "告警声听不到，请报修", ("告警声听不到",))


def written(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, width: int, *lines: StateLine) -> StateLines:
    shown = StateLines()
    qtbot.addWidget(shown)
    shown.resize(width, 10)
    shown.show_lines(lines)
    shown.show()
    with reader(monkeypatch) as eyes:
        texts = eyes.read(shown)
    assert not [str(text) for text in texts if text.beyond]
    shown.setProperty("read", [text.shown.replace("\n", " ") for text in texts])
    return shown


def test_what_does_not_fit_is_said_in_fewer_words_then_in_more_rows_and_loses_nothing(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    wide = written(qtbot, monkeypatch, 330, SOURCES, SOUND)
    assert wide.property("read") == [SOURCES.text, SOUND.text]
    brief = written(qtbot, monkeypatch, 240, SOURCES, SOUND)
    assert brief.property("read") == [SOURCES.brief, SOUND.text] and brief.height() == wide.height()
    narrow = written(qtbot, monkeypatch, 180, SOURCES, SOUND)
    assert narrow.property("read") == [SOURCES.text, SOUND.text]
    assert wide.height() < narrow.height() < 3 * wide.height()


@pytest.mark.parametrize("wide", [False, True])
def test_a_bar_beside_them_and_their_rows_do_not_bring_and_end_each_other(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, wide: bool
) -> None:
    side = SideColumn()
    qtbot.addWidget(side)
    side.show()
    side.lie(wide=wide)
    with reader(monkeypatch) as eyes:
        for width in range(170, 700, 11):
            for height in range(150, 400, 27):
                side.resize(width, height)
                side.show_states([SOURCES, SOUND] * 3)
                QApplication.processEvents()
                found = eyes.read(side)
                assert not [str(text) for text in found if text.widget is side.states and text.beyond]


def test_what_no_rows_hold_says_the_most_important(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    assert written(qtbot, monkeypatch, 56, SOUND).property("read") == ["告警声听不到"]


def test_in_a_wide_zone_lines_stand_in_two_columns(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    lines = [StateLine(Grade.OK, f"显示单元 {number}") for number in range(8)]
    assert (
        written(qtbot, monkeypatch, 300, *lines).height()
        == 2 * written(qtbot, monkeypatch, 620, *lines).height()
    )


@pytest.mark.parametrize("width", [1_920, 2_560])
def test_below_the_boards_all_lines_are_seen(bench: Bench, width: int) -> None:
    bench.desk.window.resize(width, width * 9 // 16)
    bench.desk.window.frame.put(Zone.SIDE, Place.BELOW)
    states = bench.desk.window.side.states
    port = next(area for area in bench.desk.window.side.findChildren(QScrollArea) if area.widget() is states)
    bench.until(lambda: states.height() > 60 and port.height() > 60)
    bench.until(lambda: port.verticalScrollBar().maximum() == 0)
    assert port.verticalScrollBarPolicy() is Qt.ScrollBarPolicy.ScrollBarAsNeeded
