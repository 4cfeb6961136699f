"""Rule: a renderer and the one that paints before it are let in; only the newest is listened to."""

from __future__ import annotations

from wallctl.model.ids import CellId
from wallctl.model.wall import Size, Wall
from wallctl.node.admission import admission
from wallctl.node.cell import Cell
from wallctl.node.cell_lane import Who
from wallctl.node.pids import Process
from wallctl.rules.life import Life

WALL = Wall(id="main", rows=1, cols=2, cell_px=Size(w=64, h=48))
LEFT, RIGHT, SCOUT = CellId("r0c0"), CellId("r0c1"), CellId("scout-1")


def cell(number: int, incarnation: int, token: str = "") -> Cell:
    return Cell(WALL.surfaces[number], Life(incarnation=incarnation), token)


def test_a_cell_that_was_never_started_lets_nobody_in() -> None:
    tokens, present = admission({LEFT: cell(0, 0)}, {})
    assert tokens == {} and present == {LEFT: 0}


def test_each_cell_comes_in_by_its_own_token() -> None:
    tokens, present = admission({LEFT: cell(0, 1, "one"), RIGHT: cell(1, 4, "two")}, {})
    assert tokens == {"one": Who(LEFT, 1), "two": Who(RIGHT, 4)}
    assert present == {LEFT: 1, RIGHT: 4}


def test_a_predecessor_keeps_its_link_but_is_not_listened_to() -> None:
    known = cell(0, 2, "new")
    known.predecessor = Process(cell=LEFT, incarnation=1, pid=7, started=9, token="old")
    tokens, present = admission({LEFT: known}, {})
    assert tokens == {"old": Who(LEFT, 1), "new": Who(LEFT, 2)}
    assert present == {LEFT: 2}


def test_scouts_come_in_beside_the_cells() -> None:
    tokens, present = admission({LEFT: cell(0, 1, "one")}, {"s": Who(SCOUT, 3)})
    assert tokens == {"one": Who(LEFT, 1), "s": Who(SCOUT, 3)}
    assert present == {LEFT: 1, SCOUT: 3}
