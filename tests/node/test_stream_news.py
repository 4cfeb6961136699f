"""Rule: that another stream stands in is told once per source, not for a moment only, and so is its end."""

from __future__ import annotations

from tests.node.reports import NAMES, pane, reports
from wallctl.model.health import CellReport, WindowState
from wallctl.model.source import StreamKind
from wallctl.node.stream_news import StreamWatch
from wallctl.rules.streams import SAID_AFTER_S

MAIN, SUB = StreamKind.MAIN, StreamKind.SUB


def report(*shown: StreamKind) -> list[CellReport]:
    """One cell for each stream that is shown in place of the main one."""
    return reports(*(pane(WindowState.LIVE).with_(stream=one, wanted_stream=MAIN) for one in shown))


def test_a_change_of_stream_that_takes_a_moment_is_no_news() -> None:
    watch = StreamWatch()
    assert watch.look(report(SUB), NAMES, 10.0) == []
    assert watch.look(report(MAIN), NAMES, 10.0 + SAID_AFTER_S) == []


def test_a_fall_back_and_a_return_are_told_once_for_all_cells() -> None:
    watch = StreamWatch()
    both = report(SUB, SUB)
    told = [event for step in range(40) for event in watch.look(both, NAMES, 10.0 + step / 4)]
    (event,) = told
    assert event.what == "stream_stands_in" and "水厂大坝" in event.text and "主码流" in event.text
    (event,) = watch.look(report(MAIN, MAIN), NAMES, 30.0)
    assert event.what == "stream_wanted_back"
    assert watch.look(report(MAIN), NAMES, 31.0) == []


def test_a_source_that_left_the_wall_is_not_called_back() -> None:
    watch = StreamWatch()
    for step in range(20):
        watch.look(report(SUB), NAMES, 10.0 + step / 4)
    assert watch.look([], NAMES, 20.0) == []
