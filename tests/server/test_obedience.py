"""Rule: a node is told again when it shows something else, and by a short word only what it has prepared."""

from __future__ import annotations

import itertools

from tests.server.parts import LEFT, RIGHT, WALL, up
from wallctl.model.desired import Version
from wallctl.model.health import CellHealth, CellPhase
from wallctl.model.ids import CellId
from wallctl.protocol.cell import Picture
from wallctl.protocol.node import CellReady, CellShown, NodeOrder, Step
from wallctl.server.obedience import AGAIN_MAX_S, DIFFERS_S, REPORT_LAG_S, Obedience

OLD, NEW = Version(epoch=5, revision=1), Version(epoch=5, revision=2)
TICK_S = 0.02


def order(version: Version, *cells: CellId, cols: int = 2) -> NodeOrder:
    return NodeOrder(
        step=Step.ARM,
        version=version,
        surfaces=WALL.with_(cols=cols).surfaces,
        pictures={cell: Picture(panes=()) for cell in cells},
    )


def ready(cell: CellId, version: Version = NEW, *, done: bool = True) -> CellReady:
    return CellReady(version=version, cell=cell, done=done)


def of(*cells: CellHealth) -> dict[CellId, CellHealth]:
    return {one.cell: one for one in cells}


def told_at(obedience: Obedience, health: dict[CellId, CellHealth], seconds: float) -> list[float]:
    """When within so many seconds it is told again."""
    told = []
    for tick in range(round(seconds / TICK_S)):
        if obedience.overdue(health, NEW, 100 + tick * TICK_S):
            obedience.take()
            obedience.told_again(100 + tick * TICK_S)
            told.append(tick * TICK_S)
    return told


def test_what_differs_is_told_again_more_and_more_slowly_up_to_a_bound() -> None:
    told = told_at(Obedience(), of(up(LEFT, OLD), up(RIGHT, NEW)), 40)
    assert DIFFERS_S <= told[0] <= DIFFERS_S + 0.1
    gaps = [later - earlier for earlier, later in itertools.pairwise(told)]
    assert all(later > earlier - 2 * TICK_S for earlier, later in itertools.pairwise(gaps))
    assert gaps[0] < AGAIN_MAX_S / 4
    assert abs(gaps[-1] - AGAIN_MAX_S) < 2 * TICK_S


def test_who_obeyed_is_told_as_soon_as_ever_the_next_time() -> None:
    obedience = Obedience()
    told_at(obedience, of(up(LEFT, OLD)), 10)
    assert told_at(obedience, of(up(LEFT, NEW)), 1) == []
    assert told_at(obedience, of(up(LEFT, OLD)), 2)[0] <= DIFFERS_S + 0.1


def test_who_obeys_or_paints_nothing_yet_is_left_in_peace() -> None:
    starting = CellHealth(cell=RIGHT, phase=CellPhase.STARTING)
    unheard = up(RIGHT, OLD).with_(report=None)
    assert told_at(Obedience(), of(up(LEFT, NEW), starting), 3) == []
    assert told_at(Obedience(), of(up(LEFT, NEW), unheard), 3) == []


def test_a_cells_own_word_counts_until_its_report_comes() -> None:
    obedience, health = Obedience(), of(up(LEFT, OLD))
    obedience.shown(CellShown(version=NEW, cell=LEFT, at_s=1.0), 100.0)
    assert obedience.settling(health, NEW, 100.1)
    assert not obedience.settling(health, NEW, 100.0 + REPORT_LAG_S)
    assert not obedience.settling(of(up(LEFT, NEW)), NEW, 100.1)
    assert told_at(obedience, health, REPORT_LAG_S + DIFFERS_S - 0.1) == []
    obedience.forget_shown()
    assert not obedience.settling(health, NEW, 100.1)


def test_a_new_link_gets_time_to_report() -> None:
    obedience, health = Obedience(), of(up(LEFT, OLD))
    assert not obedience.overdue(health, NEW, 100.0)
    obedience.connect()
    assert not obedience.overdue(health, NEW, 101.0)
    assert obedience.overdue(health, NEW, 101.0 + 2 * DIFFERS_S)


def test_prepared_is_what_all_cells_said_of_exactly_this_order() -> None:
    obedience, armed = Obedience(), order(NEW, LEFT, RIGHT)
    assert not obedience.has_prepared(armed)
    obedience.arm(armed)
    obedience.ready(ready(LEFT))
    assert not obedience.has_prepared(armed)
    obedience.ready(ready(RIGHT))
    assert obedience.has_prepared(armed)
    assert not obedience.has_prepared(order(NEW, LEFT))
    assert not obedience.has_prepared(order(OLD, LEFT, RIGHT))
    assert not obedience.has_prepared(order(NEW, LEFT, RIGHT, cols=3))


def test_ready_without_being_done_or_of_another_version_is_not_prepared() -> None:
    obedience, armed = Obedience(), order(NEW, LEFT)
    obedience.arm(armed)
    obedience.ready(ready(LEFT, done=False))
    obedience.ready(ready(LEFT, OLD))
    assert not obedience.has_prepared(armed)


def test_what_was_prepared_is_used_up_by_a_take_and_by_the_next_arming() -> None:
    obedience, armed = Obedience(), order(NEW, LEFT)
    obedience.arm(armed)
    obedience.ready(ready(LEFT))
    assert (obedience.told, obedience.has_prepared(armed)) == (False, True)
    obedience.take()
    assert (obedience.told, obedience.has_prepared(armed)) == (True, False)
    obedience.arm(armed)
    assert not obedience.has_prepared(armed)
