"""What is held is armed, and nobody has asked for the take yet: prepared once, and let go in the end."""

from __future__ import annotations

from tests.fakes.orders import order
from tests.node.test_conductor import ALL, A, Stand, goes
from wallctl.model.desired import Version
from wallctl.model.ids import CellId
from wallctl.node.conductor import HELD_AT_MOST_S, Conductor
from wallctl.protocol.cell import Go, Ready, Withdraw
from wallctl.protocol.node import Step


def armed(conductor: Conductor) -> int | None:
    """Which revision is; None: nothing."""
    return conductor.armed.version.revision if conductor.armed is not None else None


def withdrawn(stand: Stand, cell: CellId) -> list[int]:
    return [m.version.revision for name, m in stand.to_cells if name == cell and isinstance(m, Withdraw)]


def test_what_is_held_is_prepared_and_taken_by_the_short_word() -> None:
    stand = Stand()
    conductor = stand.up()
    kept = len(stand.kept)
    conductor.order(order(2, ALL, step=Step.HOLD))
    for cell in ALL:
        (sent,) = stand.sent(cell)
        assert (sent.version.revision, sent.at_s) == (2, None)
        conductor.ready(cell, Ready(version=sent.version, done=True))
    assert len(stand.kept) == kept, "nothing of it is on the node's disk"
    conductor.go(Go(version=Version(epoch=1, revision=2), at_s=1050.25))
    assert [word.at_s for word in goes(stand, A)] == [50.25]
    assert stand.kept[-1] == order(2, ALL).with_(at_s=None)


def test_what_is_held_is_let_go_when_the_server_is_gone_and_a_take_that_arms_is_not() -> None:
    stand = Stand()
    conductor = stand.up()
    conductor.order(order(2, ALL, step=Step.ARM))
    conductor.server_gone()
    assert armed(conductor) == 2
    conductor.order(order(3, ALL, step=Step.HOLD))
    stand.to_cells.clear()
    conductor.server_gone()
    assert armed(conductor) is None
    assert all(withdrawn(stand, cell) == [3] for cell in ALL)


def test_what_is_held_for_longer_than_any_server_holds_it_is_let_go() -> None:
    stand = Stand()
    conductor = stand.up()
    conductor.order(order(2, ALL, step=Step.HOLD))
    stand.to_cells.clear()
    stand.tick(HELD_AT_MOST_S - 0.1)
    assert armed(conductor) == 2
    stand.tick(0.2)
    assert armed(conductor) is None and withdrawn(stand, A) == [2]


def test_a_take_that_asks_for_what_is_held_prepares_nothing_anew() -> None:
    stand = Stand()
    conductor = stand.up()
    conductor.order(order(2, ALL, step=Step.HOLD))
    stand.to_cells.clear()
    conductor.order(order(2, ALL, step=Step.ARM))
    assert not stand.to_cells
    assert conductor.armed is not None and conductor.armed.step is Step.ARM
