"""Tells that a source shows its other stream because the wanted one does not come, and when it is back.

Values in, events out; must not know processes or sockets.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from wallctl.model.health import CellReport
from wallctl.model.ids import SourceId
from wallctl.model.source import StreamKind
from wallctl.node.shown_panes import by_source
from wallctl.protocol.node import NodeEvent, Severity
from wallctl.rules.streams import SAID_AFTER_S
from wallctl.rules.words import STREAMS


class StreamWatch:
    """One event per source for each fall-back and each return, however many cells show it."""

    def __init__(self) -> None:
        self._since_s: dict[SourceId, float] = {}
        self._told: set[SourceId] = set()

    def look(
        self, reports: Iterable[CellReport], names: Mapping[SourceId, str], now_s: float
    ) -> list[NodeEvent]:
        """Return what has changed since the last look."""
        standing: dict[SourceId, StreamKind] = {}
        seen: set[SourceId] = set()
        for source, panes in by_source(reports).items():
            for pane in panes:
                if pane.stream is None or pane.wanted_stream is None:
                    continue
                seen.add(source)
                if pane.stream is not pane.wanted_stream:
                    standing[source] = pane.wanted_stream
        events = []
        for source, wanted in standing.items():
            since_s = self._since_s.setdefault(source, now_s)
            if source not in self._told and now_s - since_s >= SAID_AFTER_S:
                self._told.add(source)
                events.append(_stands_in(source, names.get(source, ""), wanted))
        for source in self._since_s.keys() - standing.keys():
            del self._since_s[source]
            if source in self._told and source in seen:
                events.append(_back(source, names.get(source, "")))
            self._told.discard(source)
        return events


def _stands_in(source: SourceId, name: str, wanted: StreamKind) -> NodeEvent:
    shown = StreamKind.SUB if wanted is StreamKind.MAIN else StreamKind.MAIN
    return NodeEvent(
        severity=Severity.WARNING,
        source=source,
        what="stream_stands_in",
        text=f"信号源 {name or source} 的{STREAMS[wanted].zh}无画面,暂用{STREAMS[shown].zh}",
        text_en=f"Source {source}: its {STREAMS[wanted].en} does not come, the {STREAMS[shown].en} stands in",
    )


def _back(source: SourceId, name: str) -> NodeEvent:
    return NodeEvent(
        source=source,
        what="stream_wanted_back",
        text=f"信号源 {name or source} 已恢复原定码流",
        text_en=f"Source {source} shows the wanted stream again",
    )
