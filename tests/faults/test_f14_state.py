"""F14: whatever happens to the state file, what was acknowledged is there, once, and the rest is said."""

from __future__ import annotations

import os
import random
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.fakes.asking import show
from tests.fakes.fake_desk import FakeDesk, Refusal
from tests.fakes.server_process import ServerProcess, new_site
from tests.kit.site import until
from tests.kit.small_disk import fill, small_disk
from tests.leftovers import marked_environment
from wallctl.protocol.desk import Events, Status
from wallctl.store.site import Site
from wallctl.store.state import Store

KILLS = 10
SEED = 20261123


@pytest.fixture
def site(short_path: Path) -> Site:
    return new_site(short_path / "s")


class Presser(threading.Thread):
    """Somebody who changes the wall as fast as it goes; `acknowledged` maps request id to revision."""

    def __init__(self, site: Site, name: str) -> None:
        super().__init__(daemon=True)
        self.acknowledged: dict[str, int] = {}
        self._site = site
        self._prefix = name
        self._ended = threading.Event()

    def run(self) -> None:
        number = 0
        with FakeDesk(self._site) as desk:
            while not self._ended.is_set():
                number += 1
                request = f"{self._prefix}-{number}"
                try:
                    desk.send(show(f"cam-{number % 8}"), request)
                    reply, _ = desk.reply_to(request, deadline_s=1.0)  # type: ignore[arg-type]
                except (AssertionError, ConnectionError, Refusal):
                    continue
                revision = reply.result["revision"]
                assert isinstance(revision, int)
                self.acknowledged[request] = revision

    def end(self) -> None:
        self._ended.set()
        self.join(10)


def revisions_of(site: Site) -> dict[str, int]:
    """Request id -> revision, as the disk has it; the audit log and the chain are verified."""
    store = Store.open(site.database, reserve_bytes=0)
    try:
        store.verify()
        newest = store.desired().revision
        found: dict[str, int] = {}
        for revision in range(1, newest + 1):
            desired = store.desired_at(revision)
            assert desired is not None, f"revision {revision} is missing"
            assert desired.origin is not None
            assert desired.origin.request not in found, f"{desired.origin.request} is there twice"
            found[desired.origin.request] = revision
        return found
    finally:
        store.close()


def test_kill_during_many_commands_loses_nothing_acknowledged(site: Site) -> None:
    chance = random.Random(SEED)
    acknowledged: dict[str, int] = {}
    server = ServerProcess(site)
    with server:
        for number in range(KILLS):
            presser = Presser(site, f"life{number}")
            presser.start()
            deadline = time.monotonic() + 10
            while len(presser.acknowledged) < 3 and time.monotonic() < deadline:
                time.sleep(0.005)
            time.sleep(chance.uniform(0, 0.05))
            server.kill()
            presser.end()
            assert len(presser.acknowledged) >= 3
            acknowledged |= presser.acknowledged
            server.start()
        with FakeDesk(site) as desk:
            newest = desk.ask(Status())["revision"]
        server.stop()
    kept = revisions_of(site)
    assert newest == max(kept.values()) >= max(acknowledged.values())
    assert {request: kept.get(request) for request in acknowledged} == acknowledged
    print(f"{KILLS} kills, {len(acknowledged)} acknowledged changes, {len(kept)} kept")


def truncate(database: Path) -> None:
    os.truncate(database, database.stat().st_size // 2)


def flip(database: Path) -> None:
    content = bytearray(database.read_bytes())
    chance = random.Random(SEED)
    for _ in range(200):
        content[chance.randrange(len(content))] ^= 1 << chance.randrange(8)
    database.write_bytes(content)


def empty(database: Path) -> None:
    os.truncate(database, 0)


@pytest.mark.parametrize("harm", [truncate, flip, empty])
def test_damaged_state_is_restored_whole_and_said_loudly(site: Site, harm: Callable[[Path], None]) -> None:
    with ServerProcess(site) as server:
        with FakeDesk(site) as desk:
            for number in range(5):
                desk.ask(show(f"cam-{number}", number % 3, number // 3))
        server.kill()
        fold_log_in(site.database)
        harm(site.database)
        server.start()
        with FakeDesk(site) as desk:
            assert desk.ask(Status())["revision"] == 5
            events = desk.ask(Events(last=50))["events"]
            told = [event for event in events if event["what"] == "state_restored"]
            assert len(told) == 1
            assert told[0]["severity"] in ("warning", "alarm")
            assert "wallctl.db.good" in told[0]["text_en"]
            assert desk.ask(show("cam-6"))["revision"] == 6
        server.stop()
    assert len(revisions_of(site)) == 6


def test_damage_under_a_running_server_ends_it_and_the_next_start_has_everything(site: Site) -> None:
    with ServerProcess(site) as server:
        with FakeDesk(site) as desk:
            for number in range(4):
                desk.ask(show(f"cam-{number}"))
            content = bytearray(site.database.read_bytes())
            for place in range(0, len(content), 512):
                content[place : place + 64] = b"\xff" * 64
            with site.database.open("r+b") as file:
                file.write(content)
            acknowledged = 4
            for number in range(200):
                try:
                    acknowledged = desk.ask(show(f"cam-{number % 8}"), deadline_s=2)["revision"]
                except (Refusal, AssertionError, ConnectionError):
                    break
        if server.runs:
            server.kill()
        server.start()
        with FakeDesk(site) as desk:
            assert desk.ask(Status())["revision"] == acknowledged
            assert desk.ask(show("cam-6"))["revision"] == acknowledged + 1
        server.stop()
    assert len(revisions_of(site)) == acknowledged + 1


def fold_log_in(database: Path) -> None:
    with closing(sqlite3.connect(database)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def test_damage_without_a_copy_is_a_clear_error(site: Site) -> None:
    truncate(site.database)
    truncate(site.database.with_name("wallctl.db.good"))
    argv = [sys.executable, "-m", "wallctl", "server", str(site.path)]
    done = subprocess.run(argv, capture_output=True, text=True, timeout=20, env=marked_environment())
    assert done.returncode == 1
    assert "wallctl.db" in done.stderr and "backup" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.fixture
def disk(short_path: Path) -> Iterator[Path]:
    with small_disk(short_path / "disk") as place:
        yield place


def test_full_disk_first_alarms_then_refuses_and_loses_nothing(disk: Path) -> None:
    site = new_site(disk / "s")
    filler = disk / "filler"
    with ServerProcess(site) as server, FakeDesk(site) as desk:
        desk.ask(Events(follow=True))
        desk.ask(show("cam-1"))
        fill(filler)
        last, refusal = 1, None
        deadline = time.monotonic() + 60
        alarmed_at = None
        while refusal is None and time.monotonic() < deadline:
            if alarmed_at is None and any(event.what == "disk_full" for event in desk.events()):
                alarmed_at = last
                # The alarm came and commands still work, on what was held in reserve. Now that goes, too.
                assert desk.ask(show("cam-2"))["revision"] == last + 1
                last += 1
                fill(filler)
            try:
                last = desk.ask(show(f"cam-{last % 8}"))["revision"]
            except Refusal as refused:
                refusal = refused.problem
        assert alarmed_at is not None
        assert refusal is not None
        assert refusal.error == "Unavailable"
        assert "full" in refusal.reason and "free some space" in refusal.remedy
        assert desk.ask(Status())["revision"] == last
        filler.unlink()
        assert desk.ask(show("cam-3"))["revision"] == last + 1
        server.kill()
        server.start()
        with FakeDesk(site) as again:
            assert again.ask(Status())["revision"] == last + 1
        server.stop()
    assert len(revisions_of(site)) == last + 1


def told(desk: FakeDesk) -> set[str]:
    return {event["what"] for event in desk.ask(Events(last=50))["events"]}


@pytest.mark.parametrize("ended", ["stopped", "killed"])
def test_a_server_starts_on_a_full_disk_with_what_is_held_in_reserve(disk: Path, ended: str) -> None:
    site = new_site(disk / "s")
    with ServerProcess(site) as server:
        with FakeDesk(site) as desk:
            assert desk.ask(show("cam-1"))["revision"] == 1
        server.stop() if ended == "stopped" else server.kill()
        fill(disk / "filler")
        server.start()
        with FakeDesk(site) as desk:
            assert desk.ask(Status())["revision"] == 1
            assert desk.ask(show("cam-2"))["revision"] == 2
            until(lambda: "disk_full" in told(desk), 10.0, "it is told")
        server.stop()
    assert len(revisions_of(site)) == 2


def test_a_server_that_finds_not_even_that_says_what_to_do(disk: Path) -> None:
    site = new_site(disk / "s")
    fill(disk / "filler")
    argv = [sys.executable, "-m", "wallctl", "server", str(site.path)]
    done = subprocess.run(argv, capture_output=True, text=True, timeout=20, env=marked_environment())
    assert done.returncode == 1
    assert "the disk is full" in done.stderr and "free some space" in done.stderr
    assert "Traceback" not in done.stderr
