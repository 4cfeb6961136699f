"""Rule: a report comes in time, at once when it is due, and a nursery that does not come is told of once."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.fakes.orders import SMALL
from tests.node.reports import pane, reports
from tests.node.test_conductor import Stand
from wallctl.model.health import WindowState
from wallctl.model.ids import NodeId
from wallctl.node.cell import Cell
from wallctl.node.cores import CoreGauge
from wallctl.node.load import LoadGauge
from wallctl.node.relief import Relief
from wallctl.node.reporter import NURSERY_PATIENCE_S, REPORT_S, Reporter
from wallctl.protocol.node import FromNode, NodeEvent, NodeReport


class Line:
    """What was said, with its keys."""

    def __init__(self, stat: Path = Path("/none")) -> None:
        self.said: list[tuple[FromNode, str | None]] = []
        self.reporter = Reporter(
            NodeId("local"), Stand().up(), Relief(LoadGauge()), CoreGauge(stat), self.say
        )

    def say(self, message: FromNode, replace_key: str | None = None) -> None:
        self.said.append((message, replace_key))

    @property
    def reports(self) -> list[NodeReport]:
        return [message for message, key in self.said if isinstance(message, NodeReport) and key == "report"]


def cell_with(state: WindowState) -> Cell:
    """One cell whose one window is in that state."""
    (report,) = reports(pane(state))
    return Cell(surface=SMALL.surfaces[0], report=report)


def test_reports_come_in_time_and_at_once_when_due() -> None:
    line = Line()
    line.reporter.look((), 50.0, 0.0)
    line.reporter.look((), 50.0 + REPORT_S / 2, 0.0)
    assert len(line.reports) == 1
    line.reporter.due()
    line.reporter.look((), 50.0 + REPORT_S / 2, 0.0)
    line.reporter.look((), 50.1 + 2 * REPORT_S, 0.0)
    assert [report.version.revision for report in line.reports] == [1, 1, 1]


def test_a_nursery_that_does_not_come_is_told_of_once() -> None:
    line = Line()
    for after_s in (0.0, NURSERY_PATIENCE_S / 2, NURSERY_PATIENCE_S + 0.1, NURSERY_PATIENCE_S + 5):
        line.reporter.nursery(False, "nursery.log", 50.0 + after_s)
    events = [message for message, _ in line.said if isinstance(message, NodeEvent)]
    assert [event.what for event in events] == ["nursery_missing"] and "nursery.log" in events[0].text


def test_a_windows_new_state_is_reported_soon_and_flapping_ones_no_more_often() -> None:
    line, cell = Line(), cell_with(WindowState.LIVE)
    line.reporter.look((cell,), 50.0, 0.0)
    line.reporter.look((cell,), 50.3, 0.0)
    assert len(line.reports) == 1
    line.reporter.look((cell_with(WindowState.NO_SIGNAL),), 50.3, 0.0)
    assert len(line.reports) == 2
    line.reporter.look((cell,), 50.4, 0.0)
    assert len(line.reports) == 2
    line.reporter.look((cell,), 50.6, 0.0)
    assert len(line.reports) == 3


def test_news_right_after_a_report_in_turn_does_not_wait_for_the_next() -> None:
    """A camera that falters once a second would fall between reports that come twice a second."""
    line = Line()
    line.reporter.look((cell_with(WindowState.LIVE),), 50.0, 0.0)
    line.reporter.look((cell_with(WindowState.LIVE),), 50.0 + REPORT_S, 0.0)
    line.reporter.look((cell_with(WindowState.LATE),), 50.1 + REPORT_S, 0.0)
    assert len(line.reports) == 3


def test_a_renderer_that_says_nothing_is_not_told_as_live() -> None:
    """It may be stopped: its last word was true when it came."""
    line, cell = Line(), cell_with(WindowState.LIVE)
    assert cell.report is not None
    (only,) = cell.report.panes
    cell.report = cell.report.with_(panes=(only.with_(frame_age_ms=40, fps=25.0),))
    cell.reported_s = 50.0
    for now_s in (50.0, 51.0, 51.2, 52.2):
        line.reporter.look((cell,), now_s, 1_000.0 + now_s)
    told = [report.cells[0].report.panes[0] for report in line.reports if report.cells[0].report is not None]
    assert [pane.state.value for pane in told] == ["live", "live", "late", "stale"]
    assert told[-1].frame_age_ms == 2_240 and told[-1].fps == 0.0
    assert told[-1].since_utc_s == pytest.approx(1_049.96)


def test_a_report_tells_how_busy_the_machine_is(tmp_path: Path) -> None:
    stat = tmp_path / "stat"
    line = Line(stat)
    for number, used in enumerate((100, 175)):
        stat.write_text(f"cpu {used} 0 0 {100 + number * 25} 0 0 0 0\n")
        line.reporter.look((), 50.0 + number * 2 * REPORT_S, 0.0)
    assert [report.cpu_percent for report in line.reports] == [None, 75.0]
