"""The store: everything that must survive, behind one writer. Must not know who may change what, or why.

`commit` is the one way to change something: the change, its revision and its audit line are on disk, in one
transaction, when it returns.
"""

from __future__ import annotations

import asyncio
import sqlite3
import threading
from collections.abc import Callable, Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Self, TypeVar

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError

from wallctl.errors import BadInput, Unavailable, WallError
from wallctl.model.alarm import Alarm
from wallctl.model.desired import Desired, Past
from wallctl.model.draft import KeptDraft, PresetMark
from wallctl.model.ids import ActorId, PresetId, RequestId
from wallctl.model.layout import Preset
from wallctl.model.source import Agency, Source
from wallctl.model.wall import Wall
from wallctl.protocol.desk import Happened, Reply
from wallctl.store import recovery, schema, tables
from wallctl.store.change import Change, Entry
from wallctl.store.database import engine_of, is_damage, is_disk_full, no_room
from wallctl.store.durable import sync_folder
from wallctl.store.journal import Journal
from wallctl.store.recovery import Files, Finding
from wallctl.store.reserve import RESERVE_BYTES, Reserve

T = TypeVar("T")
JOURNAL_FLOOR_BYTES = 1 << 20
MOST_TENDS_TO_REST = 60
"""Of five seconds each: a copy that cannot be made is tried, and told of, every five minutes."""


class Store:
    """The site's state. Methods are synchronous and safe from any thread; `run` takes them off an event loop.

    Every method may raise `Unavailable` (disk full, file locked) and `tables.Damaged`; after either nothing
    of that call was written.
    """

    def __init__(self, files: Files, engine: Engine, journal: Journal, reserve: Reserve) -> None:
        self.findings: tuple[Finding, ...] = ()
        self.alarm: Callable[[str], None] = lambda text: None
        """Called with words when the disk runs full, or a copy fails; from the thread that met it."""
        self.broken: Callable[[WallError], None] = lambda wrong: None
        """Called when the file turns out to be damaged while it is open: only a new start restores it."""
        self._files = files
        self._engine = engine
        self._journal = journal
        self._journal_whole = True
        self._reserve = reserve
        self._lock = threading.RLock()
        self._writer = ThreadPoolExecutor(1, "store-writer")
        self._copier = ThreadPoolExecutor(1, "store-copier")
        self._copying: Future[None] | None = None
        self._copy_is_due = False
        """The journal lacks changes, or a copy failed: not all is recorded twice until the next one."""
        self._failed_copies = self._tends_to_rest = 0

    @classmethod
    def create(cls, database: Path, wall: Wall, first: Change, *, reserve_bytes: int = RESERVE_BYTES) -> None:
        """Make the database of a new site with its wall and first change, closed and in one file."""
        if database.exists():
            raise BadInput(str(database), "a database is there already", "choose another place")
        database.touch(0o600)
        engine = engine_of(database)
        try:
            with engine.begin() as connection:
                schema.create(connection)
                tables.put(connection, schema.wall, wall.id, wall)
                tables.write(connection, first)
        finally:
            engine.dispose()
        sync_folder(database.parent)
        files = Files(database)
        Journal(files.journal).restart(recovery.make_copy(files))

    @classmethod
    def open(cls, database: Path, *, reserve: Path | None = None, reserve_bytes: int = RESERVE_BYTES) -> Self:
        """Open the site's database, restored from copy and journal where it was damaged (`findings` tell).

        Raises `NotFound`, `BadInput` (newer version, nothing readable) or `Unavailable` (in use, disk full).
        """
        files = Files(database)
        journal = Journal(files.journal)
        space = Reserve(reserve or database.with_name(database.name + ".reserve"), reserve_bytes)
        engine, findings = _opened(files, journal, space)
        store = cls(files, engine, journal, space)
        store.findings = findings
        store._reserve.hold()
        last, _ = store._read(tables.head)
        # After a kill between the two records the journal lacks a change: a new copy closes the gap.
        if findings or not files.good.exists() or journal.read().last != last:
            store._copy_is_due = True
            store.start_copy()
        return store

    def close(self) -> None:
        """Finish what is being written, and let go of all files."""
        self._copier.shutdown(wait=True)
        self._writer.shutdown(wait=True)
        with self._lock:
            self._journal.close()
            self._engine.dispose()

    async def run(self, work: Callable[[], T]) -> T:
        """Do the work in the writer's thread while the event loop goes on."""
        return await asyncio.get_running_loop().run_in_executor(self._writer, work)

    # --- changes

    def commit(self, change: Change) -> None:
        """Write the change; on disk when this returns."""
        entry = self._write(lambda connection: tables.write(connection, change))
        self._note_in_journal(entry)
        if self._journal.size_bytes > max(JOURNAL_FLOOR_BYTES, self._database_bytes() // 2):
            self.start_copy()

    def finish(self, actor: ActorId, reply: Reply) -> None:
        """Complete the first answer to a request by what was measured since it was acknowledged on disk."""
        self._write(lambda connection: tables.finish_reply(connection, actor, reply))

    def add_events(self, happened: Iterable[Happened]) -> None:
        """Keep events for `events`; their numbers are the caller's."""
        batch = tuple(happened)
        self._write(lambda connection: tables.write_events(connection, batch))

    # --- what is there

    def desired(self) -> Desired:
        """Return the last acknowledged state of the wall."""
        return self._read(tables.newest_desired)

    def desired_at(self, revision: int) -> Desired | None:
        """Return the state of that revision, None when there is none."""
        return self._read(lambda connection: tables.desired_at(connection, revision))

    def history(self, judge: Callable[[Iterable[Past]], T]) -> T:
        """Return what `judge` makes of who made each revision, and which one it undoes, newest first."""
        return self._read(lambda connection: judge(tables.history(connection)))

    def wall(self) -> Wall:
        return self._read(lambda connection: tables.values_of(connection, schema.wall, Wall))[0]

    def sources(self) -> tuple[Source, ...]:
        return self._read(lambda connection: tables.values_of(connection, schema.sources, Source))

    def agencies(self) -> tuple[Agency, ...]:
        return self._read(lambda connection: tables.values_of(connection, schema.agencies, Agency))

    def presets(self) -> tuple[tuple[int, Preset], ...]:
        """Return (version, preset) of each preset's newest version; deleted ones are left out."""
        return self._read(tables.newest_presets)

    def preset_marks(self) -> tuple[PresetMark, ...]:
        """Return who saved each preset's newest version, deleted ones too; none of an older wallctl's."""
        return self._read(tables.newest_marks)

    def preset_versions(
        self, preset: PresetId, last: int
    ) -> tuple[tuple[int, Preset, PresetMark | None], ...]:
        """Return (version, preset, who saved it) of the newest versions, newest first."""
        return self._read(lambda connection: tables.preset_versions(connection, preset, last))

    def preset_keys_had(self) -> frozenset[str]:
        """Return the keys that presets have, or had once."""
        return self._read(tables.preset_keys)

    def preset_keys_settled(self) -> bool:
        """Return whether a preset has the key that is written in it; not so on a site of an older wallctl."""
        return bool(self._read(lambda connection: tables.read_number(connection, "preset_keys_settled")))

    def drafts(self) -> tuple[KeptDraft, ...]:
        """Return the draft of each seat that has one."""
        return self._read(tables.drafts)

    def alarms(self) -> tuple[Alarm, ...]:
        """Return what was to be heard, or known and not over, when that was last written."""
        return self._read(tables.alarms)

    def last_draft(self) -> int:
        """Return the number of the last draft that was ever kept."""
        return self._read(lambda connection: tables.read_number(connection, "draft"))

    def reply_to(self, actor: ActorId, request: RequestId) -> Reply | None:
        """Return the first answer to this request, None when it is new."""
        return self._read(lambda connection: tables.reply_to(connection, actor, request))

    def epoch(self) -> int:
        return self._read(lambda connection: tables.read_number(connection, "epoch"))

    def labels_shown(self) -> bool:
        """Return whether names are shown on the glass."""
        return not self._read(lambda connection: tables.read_number(connection, "labels_hidden"))

    def events(self, last: int) -> tuple[Happened, ...]:
        """Return the newest events, oldest of them first."""
        return self._read(lambda connection: tables.read_events(connection, last))

    def last_event(self) -> int:
        """Return the number of the newest event."""
        return self._read(tables.last_event)

    def verify(self) -> int:
        """Check the whole audit log and every revision against it; return the number of lines."""
        return self._read(tables.verify_chain)

    # --- disk and copy

    def tend_disk(self) -> bool:
        """Take the reserve again when there is room; return whether it is held. Call it now and then.

        With room, a copy that is due is begun; one that fails again and again more and more seldom.
        """
        with self._lock:
            held = self._reserve.hold()
            self._tends_to_rest = max(0, self._tends_to_rest - 1)
            if held and self._copy_is_due and self._tends_to_rest == 0:
                self.start_copy()
            return held

    @property
    def free_bytes(self) -> int:
        return self._reserve.free_bytes

    def start_copy(self) -> Future[None]:
        """Begin a checked copy beside the writer, unless one is under way; the journal is cut after it."""
        with self._lock:
            if self._copying is None or self._copying.done():
                self._copying = self._copier.submit(self._copy)
            return self._copying

    def _copy(self) -> None:
        try:
            last = recovery.make_copy(self._files)
            with self._lock:
                self._journal.restart(last)
                newest, _ = self._read(tables.head)
                self._journal_whole = newest == self._journal.read().last
                self._copy_is_due = not self._journal_whole
                self._failed_copies = 0
        except (WallError, OSError, DBAPIError, sqlite3.Error) as wrong:
            with self._lock:
                self._copy_is_due = True
                self._failed_copies += 1
                self._tends_to_rest = min(2**self._failed_copies, MOST_TENDS_TO_REST)
            self.alarm(f"no checked copy of {self._files.database.name} could be made: {wrong}")

    def _note_in_journal(self, entry: Entry) -> None:
        """The change is safe in the database already: trouble here is an alarm, not a refusal."""
        with self._lock:
            if not self._journal_whole:
                return
            for last_try in (False, True):
                try:
                    self._journal.append(entry)
                except OSError as wrong:
                    if not last_try and is_disk_full(wrong) and self._reserve.spend():
                        self.alarm(_RESERVE_SPENT)
                        continue
                    self._journal_whole, self._copy_is_due = False, True
                    self.alarm(f"{self._journal.path.name} cannot be written: {wrong.strerror}")
                return

    # --- transactions

    def _read(self, work: Callable[[Connection], T]) -> T:
        with self._lock:
            try:
                with self._engine.begin() as connection:
                    return work(connection)
            except DBAPIError as wrong:
                raise self._told(wrong) from None

    def _write(self, work: Callable[[Connection], T]) -> T:
        with self._lock:
            for last_try in (False, True):
                try:
                    with self._engine.begin() as connection:
                        return work(connection)
                except DBAPIError as wrong:
                    if not last_try and is_disk_full(wrong) and self._reserve.spend():
                        self.alarm(_RESERVE_SPENT)
                        continue
                    raise self._told(wrong) from None
        raise AssertionError("the second try returned or raised")

    def _told(self, wrong: DBAPIError) -> WallError:
        if is_disk_full(wrong):
            return no_room(self._files.database)
        name = str(self._files.database)
        if is_damage(wrong):
            remedy = "the server must start again: it restores the state then"
            damaged = tables.Damaged(name, str(wrong.orig), remedy)
            self.broken(damaged)
            return damaged
        return Unavailable(name, str(wrong.orig), "see whether another program uses this file")

    def _database_bytes(self) -> int:
        return self._files.database.stat().st_size


def _opened(files: Files, journal: Journal, space: Reserve) -> tuple[Engine, tuple[Finding, ...]]:
    """Open what is there; on a full disk with the space held in reserve, for that is what it is held for."""
    for last_try in (False, True):
        try:
            return recovery.open_checked(files, journal)
        except (DBAPIError, sqlite3.Error, OSError) as wrong:
            if not is_disk_full(wrong):
                raise
            if last_try or not space.spend():
                name = str(files.database)
                raise Unavailable(name, "cannot be opened: the disk is full", "free some space") from None
    raise AssertionError("the second try returned or raised")


_RESERVE_SPENT = "the disk is full: the space held in reserve was given up; free some space now"
