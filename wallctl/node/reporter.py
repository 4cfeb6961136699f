"""Tells the server how the node stands: a report every `REPORT_S` and at once when due, and events.

Must not know processes or sockets: `say` sends, with a key where a newer word replaces an older one.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

from wallctl.model.desired import Version
from wallctl.model.health import CellReport
from wallctl.model.ids import NodeId
from wallctl.node import news
from wallctl.node.cell import Cell
from wallctl.node.conductor import Conductor
from wallctl.node.cores import CoreGauge
from wallctl.node.picture_news import PictureWatch
from wallctl.node.relief import Relief
from wallctl.node.stream_news import StreamWatch
from wallctl.protocol.node import FromNode, NodeReport
from wallctl.rules.missing import Watch, seen

REPORT_S = 0.5
NEWS_EVERY_S = 0.25
"""A window's new state is told at once, but flapping ones do not fill the line."""
NURSERY_PATIENCE_S = 8.0


class Say(Protocol):
    """The line to the server."""

    def __call__(self, message: FromNode, replace_key: str | None = None) -> None: ...


class Reporter:
    """What the node says of its own accord. Lives in the event loop."""

    def __init__(
        self, node: NodeId, conductor: Conductor, relief: Relief, cores: CoreGauge, say: Say
    ) -> None:
        self._node = node
        self._conductor = conductor
        self._relief = relief
        self._cores = cores
        self._say = say
        self._sources = news.SourceWatch()
        self._watches = PictureWatch(), StreamWatch()
        self._nursery = Watch()
        self._reported_s = 0.0
        self._states: object = ()
        self._news_s = 0.0
        self._due = True

    def due(self) -> None:
        """The next look is to report: the server waits for what has changed."""
        self._due = True

    def look(self, cells: Iterable[Cell], now_s: float, now_utc_s: float) -> None:
        """Report if it is time; to be called every tick. `now_utc_s`: Unix time, for what people read."""
        cells = tuple(cells)
        reports = [told for cell in cells if (told := cell.told(now_s, now_utc_s)) is not None]
        states = _states(reports)
        is_news = states != self._states and now_s - self._news_s >= NEWS_EVERY_S
        if now_s - self._reported_s < REPORT_S and not self._due and not is_news:
            return
        self._news_s = now_s if is_news else self._news_s
        self._reported_s, self._states = now_s, states
        self._due = False
        taken = self._conductor.taken
        cpu_percent = self._cores.cpu_percent(now_s)
        self._tell_changes(reports, now_s, cpu_percent)
        version = taken.version if taken is not None else Version()
        health = tuple(cell.health(now_s, now_utc_s) for cell in cells)
        report = NodeReport(node=self._node, version=version, cells=health, cpu_percent=cpu_percent)
        self._say(report, "report")

    def _tell_changes(self, reports: list[CellReport], now_s: float, cpu_percent: float | None) -> None:
        conductor = self._conductor
        names = conductor.names
        for event in self._sources.look(reports, names, now_s, cpu_percent):
            self._say(event)
        for watch in self._watches:
            for event in watch.look(reports, names, now_s):
                self._say(event)
        if conductor.armed is None:
            for event in self._relief.look(conductor.taken, reports, now_s):
                self._say(event)
            conductor.ease(self._relief.given)

    def nursery(self, up: bool, log_file: str, now_s: float) -> None:
        """Say once that it does not come; the wall cannot heal without it."""
        self._nursery, say = seen(self._nursery, up, now_s, NURSERY_PATIENCE_S)
        if say:
            self._say(news.nursery_missing(log_file))


def _states(reports: Iterable[CellReport]) -> object:
    """Return a value that changes when any window is in another state, or for another reason."""
    return tuple((pane.window, pane.state, pane.reason) for report in reports for pane in report.panes)
