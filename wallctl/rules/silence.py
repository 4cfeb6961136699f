"""What a renderer's last word is worth while it says nothing more: its pictures age with the silence. PURE.

A renderer that is stopped, hangs or gets no core says for seconds what was so when it could still paint. Its
glass cannot be helped until it goes on or is replaced; what is said of it can.
"""

from __future__ import annotations

from wallctl.model.health import CellReport, PaneReport, WindowState
from wallctl.rules.freshness import limits

SILENT_AFTER_S = 1.0
"""Reports come every half second, on full cores half a second late: older ones vouch for nothing."""
_MOVES = frozenset((WindowState.LIVE, WindowState.LATE, WindowState.DEGRADED))


def aged(report: CellReport, silent_s: float, now_utc_s: float) -> CellReport:
    """Return what is to be told of a cell whose last report came `silent_s` ago (`now_utc_s`: Unix time).

    Pictures that moved are late or stale by the age they must have by now. No more than stale: only a
    renderer that paints can have covered them.
    """
    if silent_s <= SILENT_AFTER_S:
        return report
    return report.with_(panes=tuple(_aged(pane, silent_s, now_utc_s) for pane in report.panes))


def _aged(pane: PaneReport, silent_s: float, now_utc_s: float) -> PaneReport:
    if pane.frame_age_ms is None or pane.state not in _MOVES:
        return pane
    age_s = pane.frame_age_ms / 1000 + silent_s
    bound = limits(1 / pane.came_fps if pane.came_fps > 0 else None)
    if age_s <= bound.late_s:
        return pane
    return pane.with_(
        state=WindowState.STALE if age_s > bound.stale_s else WindowState.LATE,
        frame_age_ms=round(age_s * 1000),
        since_utc_s=now_utc_s - age_s if pane.since_utc_s is None else pane.since_utc_s,
        fps=0.0,
    )
