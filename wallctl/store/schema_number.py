"""The number of the tables' form: the one that this program knows, and the one that a file has.

Must not know the tables: `run` asks before it starts anything, and loads nothing for it.
"""

from __future__ import annotations

import contextlib
import sqlite3
from pathlib import Path

from wallctl.errors import BadInput

SCHEMA_VERSION = 4
"""Grows with each change of the tables; a program refuses a site whose number is above its own."""


def schema_of(path: Path) -> int | None:
    """Return the number of a database file without touching it; None where it cannot be read so."""
    look = f"{path.resolve().as_uri()}?mode=ro&immutable=1"
    with contextlib.suppress(sqlite3.Error), contextlib.closing(sqlite3.connect(look, uri=True)) as reading:
        row = reading.execute("SELECT version FROM schema_version").fetchone()
        return row[0] if row and isinstance(row[0], int) else None
    return None


def refuse_newer(path: Path, version: object) -> None:
    """Raise `BadInput` when the file's schema is newer than this program's."""
    if isinstance(version, int) and version > SCHEMA_VERSION:
        raise BadInput(
            str(path),
            f"was made by a newer version of wallctl (schema {version}, known: {SCHEMA_VERSION})",
            "use that version; nothing was changed",
        )
