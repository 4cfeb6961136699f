"""Does a renderer's beat prove that it paints? What it says of its windows is held against its counter. PURE.

Times are seconds of one monotonic clock of the caller.
"""

from __future__ import annotations

from wallctl.model.base import Value
from wallctl.model.health import CellReport

MARGIN_S = 1.0
"""Reports come late by different times; a contradiction that lasts is none of the bus."""


class Painting(Value):
    """What was last heard of a renderer's counter of painted frames."""

    painted: int = -1
    moved_s: float = 0.0
    """When a report first had that number."""


def heard(known: Painting, report: CellReport, now_s: float) -> Painting:
    """Return what is known after this report."""
    return known if report.painted == known.painted else Painting(painted=report.painted, moved_s=now_s)


def proves(known: Painting, report: CellReport, now_s: float) -> bool:
    """Tell whether it can be true: no window has a frame that is younger than the last paint of all."""
    still_s = now_s - known.moved_s
    ages_s = (pane.frame_age_ms / 1000 for pane in report.panes if pane.frame_age_ms is not None)
    return min(ages_s, default=still_s) >= still_s - MARGIN_S
