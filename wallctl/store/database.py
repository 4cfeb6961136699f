"""Opens the database file with the guarantees that the promises need. Must not know what the tables mean.

WAL with `synchronous=FULL`: a commit that returned survives a power cut. Every transaction begins IMMEDIATE,
so that two writers never find out late that they are two.
"""

from __future__ import annotations

import errno
import sqlite3
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Engine, create_engine, event
from sqlalchemy.exc import DBAPIError

from wallctl.errors import Unavailable

SQLITE_SIDES = ("-wal", "-shm")
_BUSY_MS = 3000


def engine_of(path: Path) -> Engine:
    """Return an engine for the site's file."""
    engine = create_engine(URL.create("sqlite", database=str(path)), pool_size=1, max_overflow=4)
    event.listen(engine, "connect", _prepare)
    event.listen(engine, "begin", _begin_immediate)
    return engine


def _prepare(connection: Any, record: object) -> None:
    # The driver's own BEGIN comes too late and does not cover DDL; ours is sent by `_begin_immediate`.
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", f"busy_timeout={_BUSY_MS}"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_immediate(connection: Any) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE")


def is_disk_full(wrong: BaseException) -> bool:
    """Tell whether the error means that there is no room (a write over a quota or a size limit counts)."""
    cause = wrong.orig if isinstance(wrong, DBAPIError) else wrong
    if isinstance(cause, OSError):
        return cause.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
    code = getattr(cause, "sqlite_errorcode", None)
    full = (sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR_WRITE, sqlite3.SQLITE_IOERR_SHMSIZE)
    return isinstance(cause, sqlite3.Error) and code in full


def is_damage(wrong: BaseException) -> bool:
    """Tell whether the error means that the file is not a whole database."""
    cause = wrong.orig if isinstance(wrong, DBAPIError) else wrong
    code = getattr(cause, "sqlite_errorcode", 0) & 0xFF
    return isinstance(cause, sqlite3.Error) and code in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)


def no_room(path: Path) -> Unavailable:
    """Return the refusal that a full disk gives to a command."""
    return Unavailable(
        f"disk of {path.parent}",
        "is full: nothing was changed, and the wall goes on as it is",
        "free some space there; commands are taken again by themselves",
    )
