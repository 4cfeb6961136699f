"""The wall: its grid, its cells' pixels and millimetres, and which node and output drive which cell."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Self

from pydantic import Field, model_validator

from wallctl.model.base import Value
from wallctl.model.geometry import PxRect, Rect
from wallctl.model.ids import CellId, NodeId, Slug, WindowId, cell_id

LOCAL_NODE = NodeId("local")
MAX_CELLS = 400


class Size(Value):
    """Width and height in device pixels."""

    w: Annotated[int, Field(ge=16, le=16384)]
    h: Annotated[int, Field(ge=16, le=16384)]


class Millimetres(Value):
    """Width and height in millimetres."""

    w: Annotated[float, Field(ge=0)]
    h: Annotated[float, Field(ge=0)]


class Cube(Value):
    """What technicians know of one cell: who drives it, and what to say when calling for service."""

    cell: CellId
    node: NodeId = LOCAL_NODE
    output: str = ""
    """Name of the output (`DP-1`); empty: the cell's own place on the node's one big screen."""
    cable: str = ""
    serial: str = ""
    circuit: str = ""
    service_phone: str = ""


class Monitor(Value):
    """An output that is no cube: shows one window, or a rectangle of the wall, on a screen of its own."""

    id: Slug
    node: NodeId = LOCAL_NODE
    output: str = ""
    px: Size
    window: WindowId | None = None
    area: Rect | None = None

    @model_validator(mode="after")
    def _shows_one_thing(self) -> Self:
        if (self.window is None) == (self.area is None):
            raise ValueError(f"monitor {self.id}: name either a window or an area")
        return self


class Surface(Value):
    """Something a renderer paints on: a cell or a monitor. `area` in cell units, `px` its pixels."""

    id: CellId
    node: NodeId
    output: str
    px: Size
    area: Rect | None
    """None: a monitor that follows `window` wherever it is."""
    window: WindowId | None = None
    place_px: PxRect
    """Where it lies on the one big screen when no output is named."""


class Wall(Value):
    """The grid of cells. Layouts are in cells, so that they outlive a change of pixels."""

    id: Slug
    name: str = ""
    rows: Annotated[int, Field(ge=1, le=64)]
    cols: Annotated[int, Field(ge=1, le=64)]
    cell_px: Size = Size(w=1024, h=768)
    cell_mm: Millimetres = Millimetres(w=1361.0, h=1021.0)
    seam_mm: Millimetres = Millimetres(w=0.5, h=0.5)
    viewing_m: Annotated[float, Field(gt=0, le=100)] = 8.0
    """How far from the wall its names must be readable: where the last row of desks stands."""
    cubes: tuple[Cube, ...] = ()
    """Only those with something to say; all others are the local node's, unnamed."""
    monitors: tuple[Monitor, ...] = ()

    @model_validator(mode="after")
    def _fits(self) -> Self:
        if self.rows * self.cols > MAX_CELLS:
            raise ValueError(f"wall {self.id}: {self.rows * self.cols} cells, the limit is {MAX_CELLS}")
        known = set(self.cell_ids)
        for cube in self.cubes:
            if cube.cell not in known:
                raise ValueError(f"wall {self.id}: cube {cube.cell} is outside {self.rows}x{self.cols}")
        names = [cube.cell for cube in self.cubes] + [monitor.id for monitor in self.monitors]
        if len(names) != len(set(names)) or known & {m.id for m in self.monitors}:
            raise ValueError(f"wall {self.id}: two cubes or monitors have the same name")
        return self

    @property
    def shape(self) -> str:
        """`4x6`: rows by columns, as presets name the wall they are drawn for."""
        return f"{self.rows}x{self.cols}"

    @property
    def cell_ids(self) -> tuple[CellId, ...]:
        """All cells, row by row."""
        return tuple(cell_id(row, col) for row in range(self.rows) for col in range(self.cols))

    @property
    def bounds(self) -> Rect:
        return Rect(x=0, y=0, w=self.cols, h=self.rows)

    @property
    def canvas_px(self) -> Size:
        """Pixels of all cells together, without seams (not limited as one output is)."""
        return Size.model_construct(w=self.cols * self.cell_px.w, h=self.rows * self.cell_px.h)

    @property
    def surfaces(self) -> tuple[Surface, ...]:
        """Everything that gets a renderer: cells row by row, then monitors."""
        cubes = {cube.cell: cube for cube in self.cubes}
        width, height = self.cell_px.w, self.cell_px.h
        cells = []
        for row in range(self.rows):
            for col in range(self.cols):
                name = cell_id(row, col)
                cube = cubes.get(name, Cube(cell=name))
                cells.append(
                    Surface(
                        id=name,
                        node=cube.node,
                        output=cube.output,
                        px=self.cell_px,
                        area=Rect(x=col, y=row, w=1, h=1),
                        place_px=PxRect(x=col * width, y=row * height, w=width, h=height),
                    )
                )
        return (*cells, *self._monitor_surfaces())

    def _monitor_surfaces(self) -> Iterator[Surface]:
        """Right of the cells; those without an output below one another, as each node has one big screen."""
        used_px: dict[NodeId, int] = {}
        for monitor in self.monitors:
            top_px = 0 if monitor.output else used_px.get(monitor.node, 0)
            if not monitor.output:
                used_px[monitor.node] = top_px + monitor.px.h
            yield Surface(
                id=CellId(monitor.id),
                node=monitor.node,
                output=monitor.output,
                px=monitor.px,
                area=monitor.area,
                window=monitor.window,
                place_px=PxRect(x=self.cols * self.cell_px.w, y=top_px, w=monitor.px.w, h=monitor.px.h),
            )
