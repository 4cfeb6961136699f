"""Rule: a key that does nothing now says why, and what to do."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from tests.controller.conftest import Bench
from tests.controller.test_presenter import put, window
from wallctl.controller.canvas.menu import WindowMenu
from wallctl.model.ids import WindowId
from wallctl.protocol.desk import TakeLayout

CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
NONE = Qt.KeyboardModifier.NoModifier
DRAFT_OPEN, NO_LINK = "待上墙打开着", "与服务器没有联系"


def notice(bench: Bench) -> str:
    return bench.desk.window.centre.notice.text


def chosen_on_live(bench: Bench) -> None:
    put(bench, window("wat-08", 0, 0), window("psb-01", 1, 0))
    bench.live.setFocus()
    bench.live.select(WindowId("wat-08"))


@pytest.fixture
def draft_open(bench: Bench) -> str:
    """A draft is open, and the focus is on the live board all the same."""
    chosen_on_live(bench)
    bench.key(Qt.Key.Key_D, CTRL)
    bench.live.setFocus()
    bench.until(lambda: bench.live.scene is not None and not bench.live.scene.editable)
    return DRAFT_OPEN


@pytest.fixture
def link_lost(bench: Bench) -> str:
    chosen_on_live(bench)
    bench.server.mute = True
    bench.until(lambda: bench.live.scene is not None and not bench.live.scene.editable)
    bench.live.select(WindowId("wat-08"))
    return NO_LINK


@pytest.mark.parametrize("state", ["draft_open", "link_lost"])
@pytest.mark.parametrize(
    ("key", "modifiers"),
    [
        (Qt.Key.Key_Space, NONE),
        (Qt.Key.Key_Delete, NONE),
        (Qt.Key.Key_V, CTRL),
        (Qt.Key.Key_Insert, NONE),
        (Qt.Key.Key_E, NONE),
        (Qt.Key.Key_Right, CTRL),
        (Qt.Key.Key_Right, SHIFT),
    ],
)
def test_a_canvas_key_on_a_board_that_takes_no_edits_says_why(
    bench: Bench, request: pytest.FixtureRequest, state: str, key: Qt.Key, modifiers: Qt.KeyboardModifier
) -> None:
    why = request.getfixturevalue(state)
    before = bench.wall
    bench.key(key, modifiers)
    assert why in notice(bench)
    assert bench.wall == before


def test_the_menu_of_a_window_that_takes_no_edits_says_why(bench: Bench, draft_open: str) -> None:
    at = bench.cell_px(bench.live, 0.5, 0.5)
    event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, at, bench.live.mapToGlobal(QPoint(at)))
    QApplication.sendEvent(bench.live, event)
    assert draft_open in notice(bench) and bench.live.findChild(WindowMenu) is None


def test_what_only_looks_is_done_on_the_live_board_while_a_draft_is_open(
    bench: Bench, draft_open: str
) -> None:
    bench.key(Qt.Key.Key_A, CTRL)
    assert len(bench.live.chosen) == 2
    bench.key(Qt.Key.Key_C, CTRL)
    bench.draft.setFocus()
    bench.key(Qt.Key.Key_V, CTRL)
    draft = bench.desk.presenter.draft
    assert draft is not None and len(draft.layout.windows) == 4 and not notice(bench)


def test_ctrl_enter_without_an_open_draft_says_so(bench: Bench) -> None:
    put(bench, window("wat-08", 0, 0))
    bench.live.setFocus()
    bench.key(Qt.Key.Key_Return, CTRL)
    assert "没有打开的待上墙" in notice(bench)
    bench.key(Qt.Key.Key_D, CTRL)
    assert bench.drop(bench.draft, bench.mime_of("psb-01"), bench.cell_px(bench.draft, 3.5, 2.5))
    bench.key(Qt.Key.Key_D, CTRL)
    bench.key(Qt.Key.Key_Return, CTRL)
    assert "待上墙收起着" in notice(bench)
    assert not any(isinstance(ask, TakeLayout) for ask in bench.server.asks)


def test_an_undo_of_a_draft_that_nobody_changed_says_so(bench: Bench) -> None:
    put(bench, window("wat-08", 0, 0))
    QTest.mouseClick(bench.desk.window.presets.draft, Qt.MouseButton.LeftButton)
    bench.key(Qt.Key.Key_Z, CTRL)
    assert "没有可以撤销的改动" in notice(bench)


def test_copying_and_pasting_nothing_says_so(bench: Bench) -> None:
    QApplication.clipboard().clear()
    put(bench, window("wat-08", 0, 0))
    bench.live.setFocus()
    bench.live.select(None)
    bench.key(Qt.Key.Key_C, CTRL)
    assert "先选中一个画面" in notice(bench)
    bench.key(Qt.Key.Key_V, CTRL)
    assert "没有复制过画面" in notice(bench)
