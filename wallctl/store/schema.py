"""The tables of the database and their version. Must not know how they are opened, checked or filled.

Whole values are kept as JSON beside the columns that are searched; `digest` is the SHA-256 of that JSON, so
that a flipped bit inside a row is found, which SQLite itself would not see. `position` keeps the order in
which things came.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Column,
    Connection,
    Float,
    Integer,
    MetaData,
    PrimaryKeyConstraint,
    String,
    Table,
    Text,
    select,
    text,
)

from wallctl.store.schema_number import SCHEMA_VERSION

metadata = MetaData()

schema_version = Table("schema_version", metadata, Column("version", Integer, primary_key=True))

meta = Table("meta", metadata, Column("name", String, primary_key=True), Column("value", BigInteger))

revisions = Table(
    "revisions",
    metadata,
    Column("revision", Integer, primary_key=True, autoincrement=False),
    Column("actor", String, nullable=False),
    Column("seat", String, nullable=False),
    Column("request", String, nullable=False),
    Column("at_utc_s", Float, nullable=False),
    Column("undoes", Integer),
    Column("desired", Text, nullable=False),
    Column("digest", String, nullable=False),
)

requests = Table(
    "requests",
    metadata,
    Column("actor", String, nullable=False),
    Column("request", String, nullable=False),
    Column("at_utc_s", Float, nullable=False),
    Column("reply", Text, nullable=False),
    PrimaryKeyConstraint("actor", "request"),
)

audit = Table(
    "audit",
    metadata,
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("body", Text, nullable=False),
    Column("hash", String, nullable=False),
)


def _values(name: str) -> Table:
    """Return a table of whole values by their names, in the order in which they came."""
    return Table(
        name,
        metadata,
        Column("id", String, primary_key=True),
        Column("position", Integer, nullable=False),
        Column("value", Text, nullable=False),
        Column("digest", String, nullable=False),
    )


wall = _values("wall")
agencies = _values("agencies")
sources = _values("sources")
drafts = _values("drafts")
alarms = _values("alarms")

presets = Table(
    "presets",
    metadata,
    Column("id", String, nullable=False),
    Column("version", Integer, nullable=False),
    Column("position", Integer, nullable=False),
    Column("value", Text, nullable=False),
    Column("digest", String, nullable=False),
    PrimaryKeyConstraint("id", "version"),
)

preset_marks = Table(
    "preset_marks",
    metadata,
    Column("id", String, nullable=False),
    Column("version", Integer, nullable=False),
    Column("gone", Integer, nullable=False),
    Column("value", Text, nullable=False),
    Column("digest", String, nullable=False),
    PrimaryKeyConstraint("id", "version"),
)

events = Table(
    "events",
    metadata,
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("at_utc_s", Float, nullable=False),
    Column("value", Text, nullable=False),
)

_APPEND_ONLY = ("audit", "revisions")


def bring_up(connection: Connection) -> None:
    """Add what tables of an older version lack; what is there stays as it is."""
    version = connection.scalar(select(schema_version.c.version))
    if version is None or version >= SCHEMA_VERSION:
        return
    metadata.create_all(connection)
    connection.execute(schema_version.update().values(version=SCHEMA_VERSION))


def create(connection: Connection) -> None:
    """Make all tables, and the triggers that refuse to change what was written once."""
    metadata.create_all(connection)
    connection.execute(schema_version.insert().values(version=SCHEMA_VERSION))
    for table in _APPEND_ONLY:
        for verb in ("UPDATE", "DELETE"):
            connection.execute(
                text(
                    f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} "
                    f"BEGIN SELECT RAISE(ABORT, '{table} is append only'); END"
                )
            )
