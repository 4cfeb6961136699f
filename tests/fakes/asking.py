"""Short names for what tests ask."""

from __future__ import annotations

from wallctl.model.geometry import Rect
from wallctl.model.ids import PresetId, SourceId
from wallctl.protocol.desk import ApplyPreset, Readiness, ShowSource
from wallctl.protocol.node import NodeOrder


def show(source: str, x: float = 0, y: float = 0, w: float = 1, h: float = 1) -> ShowSource:
    return ShowSource(source=SourceId(source), at=Rect(x=x, y=y, w=w, h=h))


def apply(preset: str = "patrol", *, all_or_nothing: bool = False) -> ApplyPreset:
    readiness = Readiness.ALL_OR_NOTHING if all_or_nothing else Readiness.HOLD
    return ApplyPreset(preset=PresetId(preset), readiness=readiness)


def sources_in(order: NodeOrder) -> set[str]:
    """The sources that a node was told to show."""
    return {pane.source.id for picture in order.pictures.values() for pane in picture.panes if pane.source}
