"""The door asks the rule each time, and leaves a line for every use, but not for each second of looking."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.store.states import first_change, small_wall
from wallctl.errors import Denied
from wallctl.model.ids import ActorId, RequestId, SeatId
from wallctl.rules.access import Action, Actor
from wallctl.server.door import Door
from wallctl.store.state import Store

LOCAL = Actor(id=ActorId("li"), role="local", seat=SeatId("cli"))
GUEST = Actor(id=ActorId("guest"), role="desk", seat=SeatId("x"))


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    Store.create(tmp_path / "wallctl.db", small_wall(), first_change())
    opened = Store.open(tmp_path / "wallctl.db", reserve_bytes=0)
    yield opened
    opened.close()


def lines(folder: Path) -> list[str]:
    with closing(sqlite3.connect(folder / "wallctl.db")) as connection:
        return [row[0] for row in connection.execute("SELECT body FROM audit ORDER BY seq")][1:]


def knock(store: Store, *uses: tuple[Actor, Action]) -> None:
    async def all_of_them() -> None:
        door = Door(store)
        for actor, action in uses:
            try:
                await door.authorise(actor, action, "wat-08", RequestId("r"))
            except Denied:
                continue

    asyncio.run(all_of_them())


def test_looking_again_and_again_is_one_line(store: Store, tmp_path: Path) -> None:
    knock(store, *[(LOCAL, Action.STATUS)] * 50, (LOCAL, Action.SOURCES))
    assert len(lines(tmp_path)) == 2


def test_every_use_of_pictures_is_a_line(store: Store, tmp_path: Path) -> None:
    knock(store, *[(LOCAL, Action.SNAPSHOT)] * 3)
    assert len(lines(tmp_path)) == 3


def test_refusal_is_raised_each_time_but_a_flood_of_them_is_one_line(store: Store, tmp_path: Path) -> None:
    knock(store, *[(GUEST, Action.SHOW)] * 50)
    (only,) = lines(tmp_path)
    assert '"outcome":"refused"' in only and '"actor":"guest"' in only and "wat-08" in only


def test_change_leaves_its_line_to_its_own_transaction(store: Store, tmp_path: Path) -> None:
    knock(store, (LOCAL, Action.SHOW))
    assert lines(tmp_path) == []
