"""Looks into a site's database without changing anything, beside a server or without one. For `doctor`."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from sqlalchemy import Engine, create_engine
from sqlalchemy.exc import DBAPIError

from wallctl.model.base import Value
from wallctl.model.wall import Wall
from wallctl.store import schema, tables
from wallctl.store.database import SQLITE_SIDES
from wallctl.store.recovery import Files, damage_of
from wallctl.store.schema_number import SCHEMA_VERSION, schema_of


class Look(Value):
    """What was seen; `damage` and `copy_damage` are None for what is whole."""

    version: int | None
    """Of the tables' form; None: cannot be read."""
    current: bool
    damage: str | None
    copy_damage: str | None
    """Of the copy that a damaged database is restored from."""
    wall: Wall | None


def look_into(database: Path) -> Look:
    """Return what is in order; raise `BadInput` for a database of a newer version."""
    files = Files(database)
    engine, copy = read_only(database), read_only(files.good)
    try:
        damage = damage_of(database, engine)
        version = schema_of(database)
        return Look(
            version=version,
            current=version == SCHEMA_VERSION,
            damage=damage,
            copy_damage=damage_of(files.good, copy) if damage is not None else None,
            wall=_wall(engine) if damage is None else None,
        )
    finally:
        engine.dispose()
        copy.dispose()


def read_only(path: Path) -> Engine:
    """Return an engine that writes nothing.

    Files beside the database are made by whoever opens it, and would be root's where root looks: without a
    server's own ones the file is read as it lies.
    """
    live = all(path.with_name(path.name + side).exists() for side in SQLITE_SIDES)
    uri = f"{path.resolve().as_uri()}?mode=ro" + ("" if live else "&immutable=1")
    return create_engine("sqlite://", creator=lambda: sqlite3.connect(uri, uri=True))


def _wall(engine: Engine) -> Wall | None:
    try:
        with engine.connect() as connection:
            return next(iter(tables.values_of(connection, schema.wall, Wall)), None)
    except (DBAPIError, tables.Damaged):
        return None
