"""What people are told, Chinese first, once for each change."""

from __future__ import annotations

import pytest

from tests.node.reports import CAM, NAMES, pane, reports
from wallctl.model.health import CellReport, Reason, WindowState
from wallctl.model.ids import CellId
from wallctl.node import news
from wallctl.rules.life import ReportBack, ReportDied, ReportHung
from wallctl.rules.words import REASONS

LIVE, GONE, COMING = WindowState.LIVE, WindowState.NO_SIGNAL, WindowState.CONNECTING


def report(*states: WindowState) -> list[CellReport]:
    """One cell for each state."""
    return reports(*(pane(state).with_(reason=Reason.NO_ANSWER) for state in states))


def test_a_renderer_that_died_is_named_as_officers_count() -> None:
    event = news.died(CellId("r1c4"), ReportDied(incarnation=1, code=-11, crashed=True, pause_s=0.0))
    assert event.text == "2排5列 渲染进程异常退出(SIGSEGV),正在恢复"
    assert "r1c4" in event.text_en and "SIGSEGV" in event.text_en


def test_a_pause_is_said() -> None:
    event = news.died(CellId("r0c0"), ReportDied(incarnation=1, code=3, crashed=True, pause_s=8.0))
    assert "退出码 3" in event.text and "8.0 秒后重启" in event.text


def test_back_and_hung_name_the_time() -> None:
    assert "0.6 秒" in news.back(CellId("r0c0"), ReportBack(incarnation=2, took_s=0.61)).text
    hung = news.hung(CellId("r0c0"), ReportHung(incarnation=2, silent_s=3.1, started=True))
    assert "无响应(3.1 秒)" in hung.text


def test_a_loss_on_all_cells_is_one_event() -> None:
    watch = news.SourceWatch()
    assert watch.look(report(LIVE, LIVE), NAMES, 0.0) == []
    assert watch.look(report(GONE, LIVE), NAMES, 1.0) == []
    (event,) = watch.look(report(GONE, GONE), NAMES, 2.0)
    assert (event.what, event.source) == ("source_lost", CAM)
    assert event.text == "信号源 水厂大坝 无信号:设备无应答"
    assert watch.look(report(GONE, GONE), NAMES, 3.0) == []


@pytest.mark.parametrize(
    ("reason", "cpu_percent", "text"),
    [
        (Reason.STOPPED, 97.6, "(渲染节点负载 98%,也可能是节点来不及取流)"),
        (Reason.NO_ANSWER, 90.0, "(渲染节点负载 90%,也可能是节点来不及取流)"),
        (Reason.STOPPED, 89.9, ""),
        (Reason.STOPPED, None, ""),
        (Reason.WRONG_PASSWORD, 99.0, ""),
    ],
)
def test_a_node_without_time_says_that_it_may_be_the_node(
    reason: Reason, cpu_percent: float | None, text: str
) -> None:
    watch = news.SourceWatch()
    (event,) = watch.look(reports(pane(GONE).with_(reason=reason)), NAMES, 0.0, cpu_percent)
    assert event.text == f"信号源 水厂大坝 无信号:{REASONS[reason].zh}{text}"
    assert ("the node's load is" in event.text_en) is bool(text)


def test_a_camera_that_leads_to_a_forbidden_place_is_lost_and_a_right_that_ends_is_no_loss() -> None:
    refused = pane(WindowState.UNAUTHORISED)
    watch = news.SourceWatch()
    watch.look(report(LIVE), NAMES, 0.0)
    assert watch.look(reports(refused.with_(reason=Reason.RIGHT_ENDED)), NAMES, 1.0) == []
    (event,) = watch.look(reports(refused.with_(reason=Reason.NOT_ALLOWED)), NAMES, 2.0)
    assert event.what == "source_lost" and "地址不在允许范围" in event.text


def test_a_return_says_how_long_it_was_away() -> None:
    watch = news.SourceWatch()
    watch.look(report(GONE), NAMES, 10.0)
    (event,) = watch.look(report(LIVE), NAMES, 52.0)
    assert event.what == "source_live" and "42 秒" in event.text


def test_what_was_missing_before_it_was_told_counts_too() -> None:
    watch = news.SourceWatch()
    watch.look(report(LIVE), NAMES, 0.0)
    gone = [pane(GONE).with_(frame_age_ms=age_ms) for age_ms in (5_200, 5_000)]
    watch.look(reports(*gone), NAMES, 5.0)
    (event,) = watch.look(report(LIVE), NAMES, 5.4)
    assert "中断 5 秒" in event.text and "after 5 s" in event.text_en


def test_a_source_that_only_comes_is_no_event() -> None:
    watch = news.SourceWatch()
    assert watch.look(report(COMING), NAMES, 0.0) == []
    assert watch.look(report(LIVE), NAMES, 1.0) == []


def test_a_source_that_left_the_wall_is_forgotten() -> None:
    watch = news.SourceWatch()
    watch.look(report(GONE), NAMES, 0.0)
    assert watch.look([], NAMES, 1.0) == []
    assert [event.what for event in watch.look(report(GONE), NAMES, 2.0)] == ["source_lost"]
