"""How busy the node is: frames painted against frames due, and how long cores were waited for. Linux only.

Must not know what is done about it. One thread; values of the last couple of seconds.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from wallctl.model.desired import Version
from wallctl.model.health import CellReport, PaneReport, WindowState
from wallctl.model.ids import CellId, SourceId, WindowId
from wallctl.model.source import StreamKind
from wallctl.rules.easing import Load

PRESSURE = Path("/proc/pressure/cpu")
OVER_S = 2.0
MOST_FPS = 30.0
"""Frames beyond that are not missed; what comes at once after a connect is no rate."""
LEARN, FORGET = 0.1, 0.999
"""How fast a camera's rate is believed to rise and to fall, each half second."""
MOST_OF_THEM = 0.5
"""So many of the cells must show their layout for long enough, else the share is not known."""
_SHOWN = frozenset((WindowState.LIVE, WindowState.LATE, WindowState.DEGRADED, WindowState.STALE))


class LoadGauge:
    """Follows what cameras send and what of it is painted."""

    def __init__(self, pressure: Path = PRESSURE) -> None:
        self._pressure = pressure
        self._sent_fps: dict[tuple[SourceId, StreamKind], float] = {}
        self._waits: list[tuple[float, float]] = []
        self._since_s: dict[CellId, tuple[Version, float]] = {}

    def sent_fps(self, source: SourceId, stream: StreamKind) -> float:
        """Return the rate at which that stream is sent, 0 if it never came."""
        return self._sent_fps.get((source, stream), 0.0)

    def load(self, reports: Iterable[CellReport], most_fps: Mapping[WindowId, float], now_s: float) -> Load:
        """Return the load; `most_fps` are the windows that are not to show every frame."""
        due = painted = 0.0
        reports = tuple(reports)
        settled = [report for report in reports if self._settled(report, now_s)]
        if len(settled) < MOST_OF_THEM * len(reports):
            # Only who has not told of the last take yet: one cell that waits for a core says nothing of all.
            settled = []
        for report in settled:
            for pane in report.panes:
                key = _key(pane)
                if key is None or pane.state not in _SHOWN:
                    continue
                wanted = min(self._learn(key, pane.came_fps), most_fps.get(pane.window, 1e9))
                due += wanted
                painted += min(pane.fps, wanted)
        return Load(painted / due if due else 1.0, self._pressed(now_s), bool(settled))

    def _learn(self, key: tuple[SourceId, StreamKind], came_fps: float) -> float:
        """Return what the camera sends: what came while there was time, not what comes now, nor a burst."""
        before = self._sent_fps.get(key)
        came = min(came_fps, MOST_FPS)
        if before is None:
            after = came
        elif came > before:
            after = before + (came - before) * LEARN
        else:
            after = before * FORGET
        self._sent_fps[key] = after
        return after

    def _settled(self, report: CellReport, now_s: float) -> bool:
        """Tell whether the cell shows this layout long enough for its rates to mean something."""
        version, since_s = self._since_s.get(report.cell, (None, 0.0))
        if version != report.version:
            self._since_s[report.cell] = report.version, now_s
            return False
        return now_s - since_s >= OVER_S

    def _pressed(self, now_s: float) -> float:
        """Return the share of the last seconds in which a task waited; 1 where the kernel does not say."""
        try:
            total_us = float(self._pressure.read_text("ascii").split("total=")[1].split()[0])
        except (OSError, ValueError, IndexError):
            return 1.0
        self._waits.append((now_s, total_us))
        while len(self._waits) > 2 and now_s - self._waits[1][0] >= OVER_S:
            del self._waits[0]
        since_s, before_us = self._waits[0]
        past_s = now_s - since_s
        return min(1.0, (total_us - before_us) / 1e6 / past_s) if past_s > 0 else 0.0


def _key(pane: PaneReport) -> tuple[SourceId, StreamKind] | None:
    return (pane.source, pane.stream) if pane.source is not None and pane.stream is not None else None
