"""A small site state to write to."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.store.states import first_change, small_wall
from wallctl.store.state import Store

NO_RESERVE = 0


@pytest.fixture
def database(tmp_path: Path) -> Path:
    """The closed database of a new site."""
    path = tmp_path / "wallctl.db"
    Store.create(path, small_wall(), first_change())
    return path


@pytest.fixture
def open_store(database: Path) -> Iterator[Callable[[], Store]]:
    """Opens the database, as often as asked; closes all of them."""
    opened: list[Store] = []

    def opening() -> Store:
        opened.append(Store.open(database, reserve_bytes=NO_RESERVE))
        return opened[-1]

    yield opening
    for store in opened:
        store.close()
