"""Rules: a wall takes another shape, what is known of its cells stays, and nonsense is refused by name."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from wallctl.errors import BadInput
from wallctl.model.geometry import Rect
from wallctl.model.ids import CellId
from wallctl.model.wall import Cube, Monitor, Size, Wall
from wallctl.rules.new_wall import reshaped

PX = Size(w=800, h=600)
A, B = CellId("r0c0"), CellId("r0c1")
WALL = Wall(
    id="main",
    name="指挥大厅",
    rows=2,
    cols=2,
    cubes=(Cube(cell=A, output="DP-1", serial="S1"), Cube(cell=CellId("r1c1"), serial="S4")),
)


def test_a_wall_takes_another_shape_and_keeps_its_name_and_what_is_known_of_its_cells() -> None:
    new = reshaped(WALL, 1, 3, PX, {B: "HDMI-1"})
    assert (new.id, new.name, new.shape, new.cell_px) == ("main", "指挥大厅", "1x3", PX)
    assert new.cubes == (Cube(cell=A, serial="S1"), Cube(cell=B, output="HDMI-1"))
    assert [surface.output for surface in new.surfaces] == ["", "HDMI-1", ""]


@pytest.mark.parametrize(
    ("rows", "cols", "outputs", "thing"),
    [
        (1, 2, {A: "DP-1", B: "DP-1"}, "output DP-1"),
        (1, 1, {B: "DP-1"}, "cell r0c1"),
        (64, 64, {}, "wall"),
    ],
)
def test_nonsense_is_refused_by_name(rows: int, cols: int, outputs: Mapping[CellId, str], thing: str) -> None:
    with pytest.raises(BadInput) as refused:
        reshaped(WALL, rows, cols, PX, outputs)
    assert refused.value.thing == thing


def test_a_monitor_that_shows_a_part_that_goes_is_named() -> None:
    beside = Monitor(id="lobby", px=PX, area=Rect(x=0, y=1, w=2, h=1))
    with pytest.raises(BadInput) as refused:
        reshaped(WALL.with_(monitors=(beside,)), 1, 2, PX, {})
    assert refused.value.thing == "monitor lobby"
