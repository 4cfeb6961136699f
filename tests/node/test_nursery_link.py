"""Rule: the node looks after the log that it opened for its nursery."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from wallctl.node import nursery_link
from wallctl.node.nursery_link import NurseryLink
from wallctl.store.log_files import bound


def test_the_nurserys_log_is_bounded_for_as_long_as_the_node_runs(
    short_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    log, aside = short_path / "nursery.log", short_path / "nursery.log.1"
    link = NurseryLink(
        short_path / "nursery.sock",
        (str(short_path / "no-such-program"),),
        log,
        on_up=lambda nursing: None,
        on_message=lambda message: None,
        on_down=lambda: None,
    )

    async def talk() -> None:
        loop, put_aside = asyncio.get_running_loop(), asyncio.Event()

        def small(path: Path) -> None:
            if bound(path, 100):
                loop.call_soon_threadsafe(put_aside.set)

        monkeypatch.setattr(nursery_link, "LOOK_EVERY_S", 0.02)
        monkeypatch.setattr(nursery_link, "bound", small)
        running = asyncio.create_task(link.run())
        async with asyncio.timeout(10.0):
            for word in (b"a", b"b"):
                with log.open("ab") as writer:
                    writer.write(word * 101)
                await put_aside.wait()
                put_aside.clear()
                # The link's own word that there is no such program may stand in either, before or behind.
                assert word * 101 in aside.read_bytes() and word * 101 not in log.read_bytes()
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)

    asyncio.run(talk())
