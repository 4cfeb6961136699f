"""What the cells report, turned about: by source, however many cells show it. Values in, values out."""

from __future__ import annotations

from collections.abc import Iterable

from wallctl.model.health import CellReport, PaneReport
from wallctl.model.ids import SourceId


def by_source(reports: Iterable[CellReport]) -> dict[SourceId, list[PaneReport]]:
    """Return each source that is shown, with the panes that show it, in the cells' order."""
    panes: dict[SourceId, list[PaneReport]] = {}
    for report in reports:
        for pane in report.panes:
            if pane.source is not None:
                panes.setdefault(pane.source, []).append(pane)
    return panes
