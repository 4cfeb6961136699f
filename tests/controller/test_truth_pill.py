"""Rules: the pill is green only while the glass is true and live; each half has a shape of its own."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from wallctl.controller.language import Interpreter, Language
from wallctl.controller.standing import Grade, Standing, Standings
from wallctl.controller.truth_pill import TruthPill
from wallctl.controller.words import lie_word
from wallctl.model.health import WindowState
from wallctl.model.ids import CellId, SourceId, WindowId
from wallctl.model.source import Source, Stream
from wallctl.model.truth import ENDED, Lie, LieKind, Truth
from wallctl.store.data_files import Shipped, shipped_file

GATE = Source(
    id="wat-06", name="五门闸", name_en="Wumen sluice", agency="wat", sub=Stream(url="rtsp://10.0.0.1/x")
)
SOURCES = {GATE.ref: GATE}
CHINESE = re.compile(r"[\u3400-\u9fff]")


@pytest.fixture
def pill(qtbot: QtBot) -> Iterator[TruthPill]:
    parent = QWidget()
    qtbot.addWidget(parent)
    yield TruthPill(parent)


@pytest.fixture
def interpreter(qapp: QApplication) -> Iterator[Interpreter]:
    found = Interpreter(qapp, shipped_file(Shipped.ASSETS, "translations"))
    yield found
    found.speak(Language.CHINESE)
    found.end()


def known(*states: WindowState) -> Standings:
    return Standings({WindowId(str(n)): Standing(state) for n, state in enumerate(states)}, {})


def lie(kind: LieKind) -> Lie:
    return Lie(
        cell=CellId("r1c4"),
        why="2排5列: …",
        kind=kind,
        window=WindowId("s09"),
        shown=SourceId("exp-01"),
        ordered=GATE.ref,
        revision=417,
        due=418,
        detail="hung" if kind in ENDED else "DP-3",
    )


@pytest.mark.parametrize(
    ("state", "grade"),
    [
        (WindowState.LATE, Grade.LATE),
        (WindowState.STALE, Grade.STALE),
        (WindowState.NO_SIGNAL, Grade.LOST),
        (WindowState.CONNECTING, Grade.WAITING),
    ],
)
def test_a_true_wall_that_is_not_live_is_not_green(pill: TruthPill, state: WindowState, grade: Grade) -> None:
    pill.show_truth(Truth(true=24, of=24, live=1, windows=2), SOURCES, known(WindowState.LIVE, state))
    assert (pill.grade, pill.live_grade) == (Grade.OK, grade)
    assert pill.toolTip().splitlines()[0] == "显示单元画出的与下达的一致，但有 1 个画面不是实时。"


def test_a_live_wall_is_green_even_beside_a_card_that_is_meant(pill: TruthPill) -> None:
    pill.show_truth(Truth(true=24, of=24, live=2, windows=2), SOURCES, known(WindowState.SLATE))
    assert (pill.grade, pill.live_grade) == (Grade.OK, Grade.OK)


def test_what_is_not_known_is_not_green(pill: TruthPill) -> None:
    assert (pill.grade, pill.live_grade) == (Grade.UNKNOWN, Grade.UNKNOWN)
    pill.show_truth(Truth(true=24, of=24, live=1, windows=2))
    assert pill.live_grade is Grade.LATE, "a count that no window explains yet"
    pill.show_truth(Truth(true=24, of=24, live=0, windows=0))
    assert (pill.grade, pill.live_grade) == (Grade.OK, Grade.UNKNOWN), "of an empty wall nothing is live"


def test_an_untrue_wall_says_first_how_many_cells_differ(pill: TruthPill) -> None:
    wrong = Truth(true=23, of=24, lies=(lie(LieKind.REVISION),), live=2, windows=2)
    pill.show_truth(wrong, SOURCES)
    assert pill.text == "输出不一致 23/24 · 实时 2/2 · 2排5列 版本 417, 应为 418"
    assert pill.toolTip().splitlines()[:2] == [
        "1 个显示单元画出的与下达的不一致：",
        "2排5列 版本 417, 应为 418",
    ]


@pytest.mark.parametrize("kind", LieKind)
def test_each_lie_is_said_in_the_language_of_the_desk(interpreter: Interpreter, kind: LieKind) -> None:
    interpreter.speak(Language.CHINESE)
    said = lie_word(lie(kind), SOURCES)
    assert CHINESE.search(said) and not re.search(r"[a-z]{3,} [a-z]", said), said
    interpreter.speak(Language.ENGLISH)
    said = lie_word(lie(kind), SOURCES)
    assert said.startswith("row 2") and not CHINESE.search(said), said


def test_a_lie_about_a_window_names_its_picture_and_not_its_id() -> None:
    assert lie_word(lie(LieKind.MISSING), SOURCES) == "2排5列 缺少窗口 五门闸"
    assert lie_word(lie(LieKind.SWAPPED), SOURCES) == "2排5列 显示 exp-01, 应为 五门闸"
