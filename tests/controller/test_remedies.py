"""Rules: a fault's remedy is at hand, by mouse and by keys, and changes the wall only after a take."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from tests.controller.conftest import Bench
from tests.fakes.desk_health import Shown
from wallctl.controller.event_lines import EventLines, RemedyButton
from wallctl.controller.event_rows import Remedy, Row
from wallctl.controller.notice import NoticeGrade
from wallctl.model.geometry import Rect
from wallctl.model.health import WindowState
from wallctl.model.ids import CellId, SourceId, WindowId
from wallctl.model.layout import Layout, Window
from wallctl.protocol.desk import ProposeReseat
from wallctl.protocol.node import Severity

CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
LOST = CellId("r0c0")


def window(source: str, x: float, y: float, *, important: bool = False) -> Window:
    return Window(
        id=WindowId(source),
        rect=Rect(x=x, y=y, w=1, h=1),
        source=SourceId(source),
        important=important,
    )


@pytest.fixture
def lost(bench: Bench) -> Bench:
    """The cell of the important picture is lost, and the server says so."""
    bench.server.put(Layout(windows=(window("wat-06", 0, 0, important=True), window("psb-01", 1, 0))))
    bench.server.lost = (LOST,)
    bench.settle()
    bench.server.happen("1排1列 无法显示, 1 个重要窗口", "lost: r0c0", Severity.ALARM, what="cells_lost")
    bench.server.push_view()
    lines = bench.desk.window.side.events
    bench.until(lambda: lines.rows and lines.rows[0].remedy is Remedy.RESEAT)
    return bench


def button(bench: Bench) -> RemedyButton:
    found = [b for b in bench.desk.window.side.events.findChildren(RemedyButton) if b.isVisible()]
    assert len(found) == 1
    return found[0]


def current(lines: EventLines) -> Row:
    found = lines.current
    assert found is not None
    return found


def moved(bench: Bench) -> bool:
    draft = bench.desk.presenter.draft
    there = draft.layout.window(WindowId("wat-06")) if draft is not None else None
    return there is not None and (there.rect.x, there.rect.y) != (0, 0)


def test_the_button_puts_the_proposal_into_the_draft_and_leaves_the_wall(lost: Bench) -> None:
    assert "移到其他显示单元" in button(lost).text()
    before = lost.wall
    QTest.mouseClick(button(lost), Qt.MouseButton.LeftButton)
    lost.until(lambda: moved(lost))
    assert lost.wall == before and ProposeReseat() in lost.server.asks
    notice = lost.desk.window.centre.notice
    assert notice.grade is NoticeGrade.INFO and "1 个重要画面" in notice.text
    lost.key(Qt.Key.Key_Return, CTRL)
    lost.until(lambda: lost.wall != before)


def test_the_keys_do_the_same(lost: Bench) -> None:
    lost.live.setFocus()
    lost.key(Qt.Key.Key_R, CTRL | SHIFT)
    lost.until(lambda: moved(lost))


def test_the_arrows_walk_the_lines_and_enter_presses_the_button(lost: Bench) -> None:
    lost.server.happen("later", severity=Severity.INFO)
    lines = lost.desk.window.side.events
    lost.until(lambda: len(lines.rows) == 2)
    lost.live.setFocus()
    lost.key(Qt.Key.Key_H, CTRL)
    assert lines.hasFocus() and current(lines) is lines.rows[0]
    lost.key(Qt.Key.Key_Down)
    assert current(lines).remedy is Remedy.RESEAT
    lost.server.happen("newer still")
    lost.until(lambda: len(lines.rows) == 3)
    assert current(lines).remedy is Remedy.RESEAT, "what comes in moves nobody"
    lost.key(Qt.Key.Key_Return)
    lost.until(lambda: moved(lost))


def test_with_all_cells_well_the_key_says_so(bench: Bench) -> None:
    bench.live.setFocus()
    bench.key(Qt.Key.Key_R, CTRL | SHIFT)
    assert "没有失效的显示单元" in bench.desk.window.centre.notice.text


def test_a_lost_picture_is_chosen_on_the_wall(bench: Bench) -> None:
    bench.server.put(Layout(windows=(window("psb-01", 0, 0), window("wat-06", 1, 0))))
    bench.settle()
    bench.server.show("wat-06", Shown(WindowState.NO_SIGNAL, 90_000))
    bench.server.happen(
        "五门闸 无信号", severity=Severity.WARNING, what="source_lost", source=SourceId("wat-06")
    )
    lines = bench.desk.window.side.events
    bench.until(lambda: lines.rows and lines.rows[0].remedy is Remedy.CHOOSE)
    QTest.mouseClick(button(bench), Qt.MouseButton.LeftButton)
    assert tuple(bench.live.chosen) == (WindowId("wat-06"),)
    assert bench.live.hasFocus()
    bench.server.show("wat-06", Shown())
    bench.until(lambda: lines.rows[0].remedy is None)


def test_a_flood_opens_and_closes_by_enter(bench: Bench) -> None:
    for number in range(5):
        bench.server.happen(f"路 {number}", severity=Severity.WARNING, what="window_eased")
    lines = bench.desk.window.side.events
    bench.until(lambda: len(lines.rows) == 1 and len(lines.rows[0].events) == 5)
    lines.setFocus()
    bench.key(Qt.Key.Key_Return)
    assert len(lines.rows) == 5
    bench.key(Qt.Key.Key_Return)
    assert len(lines.rows) == 1
