"""What cells say of the one source that all of them show, for the tests of news."""

from __future__ import annotations

from tests.fakes.orders import WHOLE
from wallctl.model.desired import Version
from wallctl.model.health import CellReport, PaneReport, WindowState
from wallctl.model.ids import CellId, SourceId, WindowId

CAM = SourceId("cam")
NAMES = {CAM: "水厂大坝"}


def pane(state: WindowState) -> PaneReport:
    """Build the report of a window with the source; change it by `with_`."""
    return PaneReport(window=WindowId("w"), source=CAM, dst=WHOLE, state=state)


def reports(*panes: PaneReport) -> list[CellReport]:
    """Build the reports of as many cells as there are panes, one in each."""
    return [
        CellReport(cell=CellId(f"r0c{number}"), incarnation=1, pid=1, version=Version(), panes=(one,))
        for number, one in enumerate(panes)
    ]
