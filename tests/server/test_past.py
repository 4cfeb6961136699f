"""An undo takes back what its own seat did, and names who, where, when and what is in its way."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.server.parts import both_cells, state_of, store_in
from wallctl.errors import Conflict
from wallctl.model.desired import Desired, Origin
from wallctl.model.ids import ActorId, RequestId, SeatId
from wallctl.model.layout import Layout
from wallctl.rules.access import Actor
from wallctl.server.past import Earlier
from wallctl.server.wall_state import WallState
from wallctl.store.change import AuditLine, Change, Outcome
from wallctl.store.state import Store

LI, DESK_1, DESK_2 = ActorId("li"), SeatId("desk-1"), SeatId("desk-2")


def at(seat: SeatId) -> Actor:
    return Actor(id=LI, role="local", seat=seat)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    found = store_in(tmp_path)
    yield found
    found.close()


@pytest.fixture
def state(store: Store) -> WallState:
    return state_of(store)


def put(store: Store, state: WallState, layout: Layout, seat: SeatId, undoes: int | None = None) -> None:
    revision, request = state.desired.revision + 1, RequestId(f"r{state.desired.revision + 1}")
    origin = Origin(
        actor=LI, seat=seat, request=request, at_utc_s=100.0 + revision, what="take", undoes=undoes
    )
    desired = Desired(revision=revision, layout=layout, origin=origin)
    line = AuditLine(
        at_utc_s=origin.at_utc_s,
        actor=LI,
        seat=seat,
        request=request,
        action="take",
        what="",
        outcome=Outcome.DONE,
        revision=revision,
    )
    store.commit(Change(line=line, desired=desired))
    state.now_desired(desired)


def test_a_seat_takes_back_what_it_did_itself(store: Store, state: WallState) -> None:
    put(store, state, both_cells(), DESK_1)
    put(store, state, Layout(), DESK_1)
    target, before = asyncio.run(Earlier(state, store).taken_back(at(DESK_1), over=1))
    assert target == 2 and before.layout == both_cells()


def test_another_seats_change_is_not_taken_back_and_is_named(store: Store, state: WallState) -> None:
    put(store, state, Layout(), DESK_1)
    put(store, state, both_cells(), DESK_2)
    for over in (None, 1, 2):
        with pytest.raises(Conflict, match="undo it at seat desk-2") as told:
            asyncio.run(Earlier(state, store).taken_back(at(DESK_1), over))
        assert (told.value.actor, told.value.seat, told.value.at_utc_s) == (LI, DESK_2, 102.0)
        assert told.value.changed == (("new", "a"), ("new", "b"))


def test_an_undo_of_what_the_officer_has_not_seen_is_refused(store: Store, state: WallState) -> None:
    put(store, state, both_cells(), DESK_1)
    put(store, state, Layout(), DESK_2)
    put(store, state, both_cells(), DESK_2, undoes=2)
    with pytest.raises(Conflict, match="made revision 3"):
        asyncio.run(Earlier(state, store).taken_back(at(DESK_1), over=2))
    assert asyncio.run(Earlier(state, store).taken_back(at(DESK_1), over=3))[0] == 1
