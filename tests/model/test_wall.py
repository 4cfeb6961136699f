"""Rule: what gets a renderer has a place of its own."""

from __future__ import annotations

from itertools import combinations

from wallctl.model.geometry import Rect
from wallctl.model.ids import NodeId
from wallctl.model.wall import Monitor, Size, Wall

AREA = Rect(x=0, y=0, w=1, h=1)


def monitor(name: str, w: int, h: int, *, output: str = "", node: str = "local") -> Monitor:
    return Monitor(id=name, node=NodeId(node), output=output, px=Size(w=w, h=h), area=AREA)


def test_monitors_without_an_output_lie_beside_the_cells_and_on_nothing_else() -> None:
    monitors = (
        monitor("a", 64, 48),
        monitor("b", 128, 96),
        monitor("named", 64, 48, output="DP-9"),
        monitor("c", 32, 32),
    )
    wall = Wall(id="w", rows=2, cols=2, cell_px=Size(w=64, h=48), monitors=monitors)
    on_one_screen = [surface.place_px for surface in wall.surfaces if not surface.output]
    assert len(on_one_screen) == 7
    for one, other in combinations(on_one_screen, 2):
        apart = one.right <= other.x or other.right <= one.x or one.bottom <= other.y or other.bottom <= one.y
        assert apart, (one, other)


def test_each_node_has_a_screen_of_its_own_for_them() -> None:
    wall = Wall(
        id="w",
        rows=1,
        cols=1,
        cell_px=Size(w=64, h=48),
        monitors=(monitor("a", 64, 48), monitor("b", 64, 48, node="far")),
    )
    assert [surface.place_px.y for surface in wall.surfaces] == [0, 0, 0]
