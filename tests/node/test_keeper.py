"""The newest order is on disk in the end, however fast orders come, and a full disk is told."""

from __future__ import annotations

import asyncio
from pathlib import Path

from tests.fakes.orders import order
from wallctl.node.keeper import Keeper
from wallctl.node.kept_state import KeptState


def test_of_many_orders_the_newest_is_kept(tmp_path: Path) -> None:
    async def run() -> None:
        keeper = Keeper(KeptState(tmp_path), lambda words: None)
        for revision in range(1, 30):
            keeper.keep(order(revision, {}))
        await keeper.finish()

    asyncio.run(run())
    kept, wrong = KeptState(tmp_path).load()
    assert not wrong
    assert kept is not None and kept.version.revision == 29


def test_a_disk_that_refuses_is_told_and_the_next_order_is_kept(tmp_path: Path) -> None:
    told: list[str] = []
    folder = tmp_path / "node"

    async def run() -> None:
        keeper = Keeper(KeptState(folder), told.append)
        keeper.keep(order(1, {}))
        await keeper.finish()
        assert told
        folder.mkdir()
        keeper.keep(order(2, {}))
        await keeper.finish()

    asyncio.run(run())
    kept, _ = KeptState(folder).load()
    assert kept is not None and kept.version.revision == 2
    assert len(told) == 1
