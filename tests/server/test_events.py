"""Events are told at once, kept a little later, and survive a disk that is full for a while."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.store.states import first_change, small_wall
from wallctl.errors import Unavailable
from wallctl.protocol.desk import Happened
from wallctl.server import events
from wallctl.server.events import EventLog
from wallctl.store.state import Store


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    Store.create(tmp_path / "wallctl.db", small_wall(), first_change())
    opened = Store.open(tmp_path / "wallctl.db", reserve_bytes=0)
    yield opened
    opened.close()


def test_events_are_told_at_once_and_numbered_on(store: Store) -> None:
    told: list[Happened] = []
    log = EventLog(store, told.append, last_seq=7)
    log.add("a", "甲")
    log.add("b", "乙")
    assert [(event.seq, event.what) for event in told] == [(8, "a"), (9, "b")]
    assert store.events(10) == ()
    assert asyncio.run(log.newest(10)) == tuple(told)
    asyncio.run(log.flush())
    assert store.events(10) == tuple(told)
    assert asyncio.run(log.newest(1)) == (told[1],)
    assert asyncio.run(log.newest(0)) == ()


def test_full_disk_keeps_events_waiting_up_to_a_limit(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(events, "PENDING_LIMIT", 3)
    log = EventLog(store, lambda event: None, last_seq=0)

    def full(happened: object) -> None:
        raise Unavailable("disk", "is full")

    monkeypatch.setattr(store, "add_events", full)
    for name in "abcde":
        log.add(name, name)
    asyncio.run(log.flush())
    monkeypatch.undo()
    asyncio.run(log.flush())
    asyncio.run(log.flush())
    assert [event.what for event in store.events(10)] == ["c", "d", "e", "events_lost"]
