"""Rules: the node looks after its nursery's log; one slow to start gives the next one more time."""

from __future__ import annotations

import asyncio
import sys
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


def test_a_nursery_that_is_slow_to_start_gives_the_next_one_twice_the_time(
    short_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(nursery_link, "SPAWN_PATIENCE_S", 0.05)
    monkeypatch.setattr(nursery_link, "LONGEST_SPAWN_PATIENCE_S", 0.2)
    monkeypatch.setattr(nursery_link, "LONGEST_SPAWN_PAUSE_S", 0.01)
    monkeypatch.setattr(nursery_link, "RETRY_S", 0.005)
    link = NurseryLink(
        short_path / "nursery.sock",
        (sys.executable, "-c", "import time; time.sleep(60)"),
        short_path / "nursery.log",
        on_up=lambda nursing: None,
        on_message=lambda message: None,
        on_down=lambda: None,
    )

    told: list[str] = []

    async def watch() -> None:
        four = asyncio.Event()

        def warned(text: str, *values: object) -> None:
            told.append(text % values)
            if len(told) == 4:
                four.set()

        monkeypatch.setattr(nursery_link._log, "warning", warned)
        running = asyncio.create_task(link.run())
        async with asyncio.timeout(30.0):
            await four.wait()
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
        if link._spawned is not None:
            link._spawned.kill()
            link._spawned.wait(10)

    asyncio.run(watch())
    within = "the nursery was not there within {} s and is killed"
    assert told[:4] == [within.format(patience_s) for patience_s in ("0.05", "0.1", "0.2", "0.2")]
