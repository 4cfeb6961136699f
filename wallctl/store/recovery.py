"""Opens a database that may be damaged, and keeps the checked copy that it is restored from.

Three files: the database, its newest checked copy (`.good`), and the journal of the changes since that copy.
Must not know what the changes mean.
"""

from __future__ import annotations

import contextlib
import os
import secrets
import shutil
import sqlite3
import time
from enum import StrEnum
from pathlib import Path

from sqlalchemy import Engine, select, text
from sqlalchemy.exc import DBAPIError

from wallctl.errors import BadInput, NotFound, Unavailable
from wallctl.model.base import Value
from wallctl.store import schema, tables
from wallctl.store.change import audit_body, chained
from wallctl.store.database import SQLITE_SIDES, engine_of, is_disk_full
from wallctl.store.durable import sync_file, sync_folder
from wallctl.store.journal import Journal
from wallctl.store.schema_number import refuse_newer


class Found(StrEnum):
    """What opening found out of order."""

    RESTORED = "state_restored"
    """The database was damaged; the state comes from the copy and the journal."""
    REPLAYED = "state_replayed"
    """The database had lost its newest changes; they came from the journal."""
    JOURNAL_DAMAGED = "journal_damaged"


class Finding(Value):
    """One thing that opening found; `lossless` tells whether every acknowledged change is there."""

    found: Found
    text: str
    lossless: bool


class Files:
    """Where the three files lie."""

    def __init__(self, database: Path) -> None:
        self.database = database
        self.good = database.with_name(database.name + ".good")
        self.journal = database.with_name(database.name + ".journal")


def open_checked(files: Files, journal: Journal) -> tuple[Engine, tuple[Finding, ...]]:
    """Return an engine on a database that was checked, restored first where that was needed.

    Raises `NotFound` when there is nothing to open, `BadInput` when a newer version made it or when neither
    database nor copy can be read, and what a full disk raises as it comes.
    """
    problem = damage_of(files.database)
    if problem is None:
        return _up_to_date(files, journal)
    if not files.database.exists() and not files.good.exists():
        raise NotFound(str(files.database), "the database is not there", "restore the site from a backup")
    copy_problem = damage_of(files.good)
    if copy_problem is not None:
        raise BadInput(
            str(files.database),
            f"is damaged ({problem}), and so is its copy {files.good.name} ({copy_problem})",
            "restore the site folder from a backup; the wall keeps its last picture meanwhile",
        )
    return _restored(files, journal, problem)


def damage_of(path: Path, through: Engine | None = None) -> str | None:
    """Return what is wrong with a database file, or None; raise `BadInput` if a newer version made it.

    Even to look needs some space: a full disk comes out as the driver's error. `through`: look by this
    engine, which stays open.
    """
    if not path.exists():
        return "missing"
    if path.stat().st_size == 0:
        return "empty"
    engine = through or engine_of(path)
    try:
        with engine.connect() as connection:
            version = connection.scalar(select(schema.schema_version.c.version))
            refuse_newer(path, version)
            answer = connection.scalar(text("PRAGMA integrity_check(1)"))
            if answer != "ok":
                return str(answer).splitlines()[0]
            tables.check_rows(connection)
    except tables.Damaged as wrong:
        return str(wrong)
    except DBAPIError as wrong:
        if is_disk_full(wrong):
            # That says nothing of the file.
            raise
        if getattr(wrong.orig, "sqlite_errorcode", 0) == sqlite3.SQLITE_BUSY:
            raise Unavailable(str(path), "is in use by another program", "end it first") from None
        return str(wrong.orig)
    finally:
        if through is None:
            engine.dispose()
    return None


def make_copy(files: Files) -> int:
    """Write a checked copy of the database as it is now; return the number of the last audit line in it.

    Runs beside the writer. Raises `Damaged`, `OSError` or a database error; the old copy stays then.
    """
    draft = files.good.with_name(f".{files.good.name}.{secrets.token_hex(4)}")
    try:
        _duplicate(files.database, draft)
        engine = engine_of(draft)
        try:
            with engine.connect() as connection:
                answer = connection.scalar(text("PRAGMA integrity_check(1)"))
                if answer != "ok":
                    raise tables.Damaged(str(files.database), str(answer).splitlines()[0])
                tables.check_rows(connection)
                tables.verify_chain(connection)
                last, _ = tables.head(connection)
        finally:
            engine.dispose()
        _one_file(draft)
        draft.rename(files.good)
    finally:
        _discard(draft)
    sync_folder(files.good.parent)
    return last


def _up_to_date(files: Files, journal: Journal) -> tuple[Engine, tuple[Finding, ...]]:
    engine = engine_of(files.database)
    try:
        replayed, whole, revision = _replay(engine, journal)
    except BaseException:
        engine.dispose()
        raise
    findings = []
    if replayed:
        words = (
            f"{files.database.name} had lost its last {replayed} changes; they were taken from the journal "
            f"(up to revision {revision})"
        )
        findings.append(Finding(found=Found.REPLAYED, text=words, lossless=whole))
    elif not whole:
        words = f"{files.journal.name} is damaged; a new copy replaces it"
        findings.append(Finding(found=Found.JOURNAL_DAMAGED, text=words, lossless=True))
    return engine, tuple(findings)


def _restored(files: Files, journal: Journal, problem: str) -> tuple[Engine, tuple[Finding, ...]]:
    draft = files.database.with_name(f".{files.database.name}.{secrets.token_hex(4)}")
    try:
        shutil.copyfile(files.good, draft)
        engine = engine_of(draft)
        try:
            _, whole, revision = _replay(engine, journal)
        finally:
            engine.dispose()
        _one_file(draft)
        aside = _move_aside(files.database)
        draft.rename(files.database)
    finally:
        _discard(draft)
    sync_folder(files.database.parent)
    loss = "nothing acknowledged is missing" if whole else "changes after that may be missing"
    words = (
        f"{files.database.name} was damaged ({problem}); the state was restored from {files.good.name} and "
        f"the journal, up to revision {revision}: {loss}. The damaged file is kept as {aside.name}"
    )
    return engine_of(files.database), (Finding(found=Found.RESTORED, text=words, lossless=whole),)


def _replay(engine: Engine, journal: Journal) -> tuple[int, bool, int]:
    """Write what the journal has beyond the database; return how many, whether all, the newest revision."""
    recorded = journal.read()
    whole, count = recorded.whole, 0
    with engine.begin() as connection:
        schema.bring_up(connection)
        last, last_hash = tables.head(connection)
        for entry in recorded.entries:
            if entry.seq < last:
                continue
            if entry.seq == last:
                # Another history: somebody put another database in this place.
                if entry.hash != last_hash:
                    return 0, False, tables.newest_desired(connection).revision
                continue
            body = audit_body(entry.seq, entry.change)
            if entry.seq != last + 1 or chained(last_hash, body) != entry.hash:
                whole = False
                break
            tables.write(connection, entry.change)
            last, last_hash, count = entry.seq, entry.hash, count + 1
        revision = tables.newest_desired(connection).revision
    return count, whole, revision


def _duplicate(source: Path, target: Path) -> None:
    with (
        contextlib.closing(sqlite3.connect(f"file:{source}?mode=rw", uri=True)) as reading,
        contextlib.closing(sqlite3.connect(target)) as writing,
    ):
        # All pages in one step: a consistent picture, and the writer is not held up in WAL mode.
        reading.backup(writing, pages=-1)
    target.chmod(0o600)


def _one_file(path: Path) -> None:
    """Fold the log files of a closed database into it, and put it on disk."""
    with contextlib.closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA journal_mode=DELETE")
    sync_file(path)


def _move_aside(path: Path) -> Path:
    stamp = time.strftime("%Y%m%dT%H%M%S", time.gmtime())
    aside = path.with_name(f"{path.name}.damaged-{stamp}-{os.getpid()}")
    for side in ("", *SQLITE_SIDES):
        old = path.with_name(path.name + side)
        if old.exists():
            old.rename(aside.with_name(aside.name + side))
    return aside


def _discard(draft: Path) -> None:
    for side in ("", *SQLITE_SIDES, "-journal"):
        with contextlib.suppress(FileNotFoundError):
            draft.with_name(draft.name + side).unlink()
