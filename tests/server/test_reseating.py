"""Which cells count as lost, and when it is said that all are back."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.server.parts import (
    LEFT,
    NODE_LINK,
    RIGHT,
    KeptLanes,
    both_cells,
    listeners,
    said,
    state_of,
    store_in,
    up,
)
from wallctl.model.desired import Desired, Origin, Version
from wallctl.model.geometry import Rect
from wallctl.model.health import CellHealth, CellPhase
from wallctl.model.ids import ActorId, CellId, RequestId, SeatId
from wallctl.model.wall import LOCAL_NODE, Monitor, Size
from wallctl.protocol.node import NodeReport
from wallctl.server.events import EventLog
from wallctl.server.nodes import Nodes
from wallctl.server.reseating import Reseating
from wallctl.store.state import Store

SIDE = Monitor(id="side", px=Size(w=64, h=48), area=Rect(x=0, y=0, w=2, h=1))
LONG_S = 30.0
"""Longer than it takes until a cell counts as lost, or as back."""


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = store_in(tmp_path)
    yield opened
    opened.close()


def test_a_monitor_that_is_dead_keeps_nobody_from_hearing_that_all_cells_are_back(store: Store) -> None:
    events: list[str] = []
    state = state_of(store)
    state.now_walled(state.wall.with_(monitors=(SIDE,)))
    log = EventLog(store, lambda event: events.append(event.what), 0)
    nodes = Nodes(KeptLanes(), state, log)
    nodes.listeners = listeners([])
    nodes.up(NODE_LINK)
    origin = Origin(
        actor=ActorId("li"), seat=SeatId("s"), request=RequestId("r"), at_utc_s=1.0, what="", reseats=0
    )
    state.now_desired(Desired(revision=1, layout=both_cells(), origin=origin))
    reseating, dead = (
        Reseating(state, nodes, store, log),
        CellHealth(cell=CellId("side"), phase=CellPhase.DOWN),
    )

    def tell(right: CellHealth, at_s: float) -> None:
        cells = (up(LEFT, state.version), right, dead)
        nodes.heard(said(NodeReport(node=LOCAL_NODE, version=Version(), cells=cells)))
        reseating.tick(at_s)

    for at_s in (0.0, LONG_S):
        tell(CellHealth(cell=RIGHT, phase=CellPhase.DOWN), at_s)
    assert reseating.lost == {RIGHT}
    for at_s in (LONG_S + 1, 2 * LONG_S):
        tell(up(RIGHT, state.version), at_s)
    assert reseating.lost == frozenset()
    assert events.count("cells_back") == 1
