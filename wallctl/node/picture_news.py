"""What a node tells people of pictures that come but are not right: frozen, black, damaged, of another size.

Chinese first. Values in, events out; must not know processes or sockets.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from wallctl.model.health import CellReport, PaneReport, WindowState
from wallctl.model.ids import SourceId
from wallctl.model.source import StreamKind
from wallctl.node.shown_panes import by_source
from wallctl.protocol.node import NodeEvent, Severity

_WRONG: Mapping[WindowState, tuple[str, str]] = {
    WindowState.FROZEN: ("画面冻结,请检查摄像机", "sends one picture for ever: look at the camera"),
    WindowState.BLACK: ("画面全黑,请检查镜头与照明", "sends a black picture: look at lens and light"),
    WindowState.DEGRADED: ("码流受损,画面可能有花屏", "sends a damaged stream: look at its network"),
}
_RIGHT = frozenset((WindowState.LIVE, WindowState.LATE))
QUIET_S = 60.0
"""A source that is damaged again and again is told of no more often."""


class PictureWatch:
    """One event per source for each trouble, however many cells show it, and one for each new size."""

    def __init__(self) -> None:
        self._wrong: dict[SourceId, WindowState] = {}
        self._owed: set[SourceId] = set()
        """Their trouble came back too soon to be told of; if it lasts, it is told of later."""
        self._told_s: dict[tuple[SourceId, WindowState], float] = {}
        self._sizes: dict[tuple[SourceId, StreamKind | None], tuple[int, int]] = {}

    def look(
        self, reports: Iterable[CellReport], names: Mapping[SourceId, str], now_s: float
    ) -> list[NodeEvent]:
        """Return what has changed since the last look."""
        panes = by_source(reports)
        self._forget(panes.keys())
        events = []
        for source, shown in panes.items():
            name = names.get(source, "") or str(source)
            events += self._look_at_state(source, name, {pane.state for pane in shown}, now_s)
            events += self._look_at_size(source, name, shown)
        return events

    def _forget(self, shown: Iterable[SourceId]) -> None:
        kept = set(shown)
        self._wrong = {source: state for source, state in self._wrong.items() if source in kept}
        self._owed &= kept
        self._told_s = {key: at_s for key, at_s in self._told_s.items() if key[0] in kept}
        self._sizes = {key: size for key, size in self._sizes.items() if key[0] in kept}

    def _look_at_state(
        self, source: SourceId, name: str, states: set[WindowState], now_s: float
    ) -> list[NodeEvent]:
        before = self._wrong.get(source)
        found = next((state for state in _WRONG if state in states), None)
        if found is None:
            if before is None or not states & _RIGHT:
                return []
            del self._wrong[source]
            if source in self._owed:
                self._owed.discard(source)
                return []
            text, text_en = f"信号源 {name} 画面恢复正常", f"Source {source}: its picture is right again"
            return [NodeEvent(source=source, what="source_right", text=text, text_en=text_en)]
        self._wrong[source] = found
        if found is not before:
            self._owed.add(source)
        if source not in self._owed or now_s - self._told_s.get((source, found), -QUIET_S) < QUIET_S:
            return []
        self._owed.discard(source)
        self._told_s[source, found] = now_s
        zh, en = _WRONG[found]
        return [
            NodeEvent(
                severity=Severity.WARNING,
                source=source,
                what=f"source_{found.value}",
                text=f"信号源 {name} {zh}",
                text_en=f"Source {source} {en}",
            )
        ]

    def _look_at_size(self, source: SourceId, name: str, shown: Iterable[PaneReport]) -> list[NodeEvent]:
        sizes: dict[StreamKind | None, set[tuple[int, int]]] = {}
        for pane in shown:
            if pane.width and pane.height:
                sizes.setdefault(pane.stream, set()).add((pane.width, pane.height))
        events = []
        for stream, found in sizes.items():
            # Cells report one after the other: it counts when all of them say the same.
            if len(found) == 1:
                (size,) = found
                before = self._sizes.get((source, stream), size)
                self._sizes[source, stream] = size
                if size != before:
                    events.append(_resized(source, name, before, size))
        return events


def _resized(source: SourceId, name: str, before: tuple[int, int], size: tuple[int, int]) -> NodeEvent:
    old, new = f"{before[0]}x{before[1]}", f"{size[0]}x{size[1]}"
    return NodeEvent(
        source=source,
        what="source_resized",
        text=f"信号源 {name} 画面尺寸变化:{old} → {new}",
        text_en=f"Source {source} changed its size from {old} to {new}",
    )
