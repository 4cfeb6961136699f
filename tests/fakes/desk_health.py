"""How the wall of the server as a desk sees it is: what its cells report, and how busy its node is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from wallctl.model.desired import Desired, Version
from wallctl.model.geometry import PxRect, Rect
from wallctl.model.health import (
    CellHealth,
    CellPhase,
    CellReport,
    NodeHealth,
    PaneReport,
    Reason,
    WindowState,
)
from wallctl.model.ids import CellId, SourceId, cell_place
from wallctl.model.wall import LOCAL_NODE

NODE = NodeHealth(node=LOCAL_NODE, connected=True, cpu_percent=37.0)


@dataclass(frozen=True)
class Shown:
    """What the fake says of one source."""

    state: WindowState = WindowState.LIVE
    age_ms: int = 40
    reason: Reason = Reason.NONE
    since_utc_s: float | None = None


def shown(states: Mapping[SourceId, Shown], source: SourceId | None) -> Shown:
    """Return what a window with that source says; of a source without a state it is live."""
    return states.get(source, Shown()) if source is not None else Shown(WindowState.SLATE)


def health(cell: CellId, desired: Desired, states: Mapping[SourceId, Shown]) -> CellHealth:
    """Return what a cell says that obeys at once."""
    place = cell_place(cell)
    assert place is not None
    area = Rect(x=float(place[1]), y=float(place[0]), w=1.0, h=1.0)
    panes = []
    for window in desired.layout.windows:
        if window.rect.meets(area):
            one = shown(states, window.source)
            panes.append(
                PaneReport(
                    window=window.id,
                    source=window.source,
                    dst=PxRect(x=0, y=0, w=1, h=1),
                    state=one.state,
                    reason=one.reason,
                    since_utc_s=one.since_utc_s,
                    frame_age_ms=one.age_ms,
                    fps=25.0 if one.state is WindowState.LIVE else 0.0,
                    came_fps=25.0,
                )
            )
    version = Version(epoch=1, revision=desired.revision)
    report = CellReport(cell=cell, incarnation=1, pid=1, version=version, panes=tuple(panes))
    return CellHealth(cell=cell, phase=CellPhase.UP, pid=1, incarnation=1, report=report)
