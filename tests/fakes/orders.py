"""Node orders for small walls."""

from __future__ import annotations

from wallctl.model.desired import Version
from wallctl.model.geometry import PxRect
from wallctl.model.ids import CellId, SourceId, WindowId
from wallctl.model.source import StreamKind
from wallctl.model.wall import Size, Wall
from wallctl.protocol.cell import Pane, Picture, SourceView
from wallctl.protocol.node import NodeOrder, Step

SMALL = Wall(id="small", rows=2, cols=2, cell_px=Size(w=64, h=48))
WHOLE = PxRect(x=0, y=0, w=64, h=48)


def picture(source: str, window: str = "w") -> Picture:
    """One window that fills the cell."""
    view = SourceView(
        id=SourceId(source), name=f"名{source}", stream=StreamKind.SUB, url="rtsp://127.0.0.1/x"
    )
    pane = Pane(window=WindowId(window), win=WHOLE, dst=WHOLE, visible=(WHOLE,), source=view)
    return Picture(panes=(pane,))


def order(
    revision: int,
    sources: dict[CellId, str],
    *,
    wall: Wall = SMALL,
    epoch: int = 1,
    step: Step = Step.TAKE,
    at_s: float | None = None,
) -> NodeOrder:
    """Each named cell shows its source, the others nothing."""
    return NodeOrder(
        version=Version(epoch=epoch, revision=revision),
        step=step,
        at_s=at_s,
        surfaces=wall.surfaces,
        pictures={cell: picture(source) for cell, source in sources.items()},
    )


def each_its_own(wall: Wall = SMALL) -> dict[CellId, str]:
    """Every cell shows another source."""
    return {cell: f"cam-{number}" for number, cell in enumerate(wall.cell_ids)}
