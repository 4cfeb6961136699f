"""Walls, layouts and reports as the rules about taking and truth meet them."""

from __future__ import annotations

from collections.abc import Mapping

from wallctl.model.desired import Version
from wallctl.model.geometry import Rect
from wallctl.model.health import CellHealth, CellPhase, CellReport, PaneReport, WindowState
from wallctl.model.ids import CellId, SourceId, WindowId
from wallctl.model.layout import Layout, Window
from wallctl.model.source import Source, Stream
from wallctl.model.wall import Size, Wall
from wallctl.protocol.cell import Picture
from wallctl.rules.compose import compose

SOURCES = {SourceId(n): Source(id=n, name=n, sub=Stream(url=f"rtsp://10.0.0.1/{n}")) for n in "abcdef"}


def wall(rows: int = 2, cols: int = 3) -> Wall:
    return Wall(id="t", rows=rows, cols=cols, cell_px=Size(w=64, h=48))


def window(name: str, x: float, y: float, w: float = 1, h: float = 1, z: int = 0) -> Window:
    source = SourceId(name) if name in SOURCES else None
    return Window(id=WindowId(name), rect=Rect(x=x, y=y, w=w, h=h), source=source, z=z)


def ordered(layout: Layout, of: Wall | None = None) -> dict[CellId, Picture]:
    return compose(of or wall(), layout, SOURCES, {})


def painted(
    pictures: Mapping[CellId, Picture], revision: int, state: WindowState = WindowState.LIVE
) -> dict[CellId, CellHealth]:
    """What renderers that do exactly what they are told report."""
    return {
        cell: CellHealth(
            cell=cell,
            phase=CellPhase.UP,
            pid=1,
            report=CellReport(
                cell=cell,
                incarnation=1,
                pid=1,
                version=Version(epoch=1, revision=revision),
                panes=tuple(
                    PaneReport(
                        window=pane.window,
                        source=pane.source.id if pane.source else None,
                        dst=pane.dst,
                        state=state if pane.source else WindowState.SLATE,
                    )
                    for pane in picture.panes
                ),
            ),
        )
        for cell, picture in pictures.items()
    }
