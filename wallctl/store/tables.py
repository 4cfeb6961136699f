"""Reads and writes the tables inside a transaction that somebody else opened. Knows no files or threads."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import TypeVar

from pydantic import ValidationError
from sqlalchemy import Connection, Row, Table, func, select

from wallctl.errors import BadInput
from wallctl.model.alarm import Alarm
from wallctl.model.base import Value
from wallctl.model.desired import Desired, Past
from wallctl.model.draft import KeptDraft, PresetMark
from wallctl.model.ids import ActorId, PresetId, RequestId, SeatId
from wallctl.model.layout import Preset
from wallctl.model.source import Agency, Source
from wallctl.model.wall import Wall
from wallctl.protocol.desk import Happened, Reply
from wallctl.store import schema
from wallctl.store.change import GENESIS, AuditLine, Change, Entry, audit_body, chained, sha256

V = TypeVar("V", bound=Value)
EVENTS_KEPT = 100_000


class Damaged(BadInput):
    """A row is not what was written; `thing` names table and row."""


def head(connection: Connection) -> tuple[int, str]:
    """Return number and hash of the newest audit line; (0, GENESIS) when there is none."""
    row = connection.execute(
        select(schema.audit.c.seq, schema.audit.c.hash).order_by(schema.audit.c.seq.desc()).limit(1)
    ).first()
    return (row.seq, row.hash) if row else (0, GENESIS)


def write(connection: Connection, change: Change) -> Entry:
    """Write a change and its audit line; return what the journal is to keep."""
    last, previous = head(connection)
    seq = last + 1
    body = audit_body(seq, change)
    entry = Entry(seq=seq, hash=chained(previous, body), change=change)
    connection.execute(schema.audit.insert().values(seq=seq, body=body, hash=entry.hash))
    if change.desired is not None:
        _write_revision(connection, change.desired)
    if change.answer is not None:
        answer = change.answer
        connection.execute(
            schema.requests.insert().values(
                actor=answer.actor,
                request=answer.request,
                at_utc_s=change.line.at_utc_s,
                reply=answer.reply.model_dump_json(),
            )
        )
    _write_catalogue(connection, change)
    if change.draft is not None:
        put(connection, schema.drafts, change.draft.seat, change.draft)
        write_number(connection, "draft", change.draft.number)
    if change.draft_gone is not None:
        connection.execute(schema.drafts.delete().where(schema.drafts.c.id == change.draft_gone))
    if change.epoch is not None:
        write_number(connection, "epoch", change.epoch)
    if change.labels_shown is not None:
        write_number(connection, "labels_hidden", int(not change.labels_shown))
    if change.alarms is not None:
        _write_alarms(connection, change.alarms)
    if change.preset_keys_settled:
        write_number(connection, "preset_keys_settled", 1)
    return entry


def _write_catalogue(connection: Connection, change: Change) -> None:
    if change.wall is not None:
        put(connection, schema.wall, change.wall.id, change.wall)
    for agency in change.agencies:
        put(connection, schema.agencies, agency.id, agency)
    for source in change.sources:
        put(connection, schema.sources, source.id, source)
    for gone in change.sources_gone:
        connection.execute(schema.sources.delete().where(schema.sources.c.id == gone))
    for preset in change.presets:
        _write_preset(connection, preset, change.line, gone=False)
    for name in change.presets_gone:
        _write_preset(connection, _newest_preset(connection, name), change.line, gone=True)


def _write_revision(connection: Connection, desired: Desired) -> None:
    origin = desired.origin
    if origin is None:
        raise BadInput(f"revision {desired.revision}", "has no origin, so nobody would answer for it")
    text = desired.model_dump_json()
    connection.execute(
        schema.revisions.insert().values(
            revision=desired.revision,
            actor=origin.actor,
            seat=origin.seat,
            request=origin.request,
            at_utc_s=origin.at_utc_s,
            undoes=origin.undoes,
            desired=text,
            digest=sha256(text),
        )
    )


def _write_alarms(connection: Connection, alarms: tuple[Alarm, ...]) -> None:
    """As many as there are important windows at most: all are written anew."""
    connection.execute(schema.alarms.delete())
    for alarm in alarms:
        put(connection, schema.alarms, alarm.id, alarm)


def _write_preset(connection: Connection, preset: Preset, by: AuditLine, *, gone: bool) -> None:
    text, table = preset.model_dump_json(), schema.presets
    newest = connection.scalar(select(func.max(table.c.version)).where(table.c.id == preset.id)) or 0
    row = {"id": preset.id, "version": newest + 1, "value": text, "digest": sha256(text)}
    connection.execute(table.insert().values(position=_position(connection, table, preset.id), **row))
    mark = PresetMark(
        preset=preset.ref,
        version=newest + 1,
        actor=by.actor,
        officer=by.officer,
        seat=by.seat,
        at_utc_s=by.at_utc_s,
        gone=gone,
    ).model_dump_json()
    marked = {"id": preset.id, "version": newest + 1, "gone": int(gone), "value": mark}
    connection.execute(schema.preset_marks.insert().values(digest=sha256(mark), **marked))


def _newest_preset(connection: Connection, name: PresetId) -> Preset:
    versions = preset_versions(connection, name, 1)
    if not versions:
        raise BadInput(f"preset {name}", "is not there, so it cannot go")
    return versions[0][1]


def put(connection: Connection, table: Table, name: str, value: Value) -> None:
    """Write a value under its id, in place of the one that may be there."""
    text = value.model_dump_json()
    row = {"id": name, "position": _position(connection, table, name), "value": text, "digest": sha256(text)}
    connection.execute(table.delete().where(table.c.id == name))
    connection.execute(table.insert().values(**row))


def _position(connection: Connection, table: Table, name: str) -> int:
    same: int | None = connection.scalar(select(table.c.position).where(table.c.id == name).limit(1))
    return same if same is not None else (connection.scalar(select(func.max(table.c.position))) or 0) + 1


def write_number(connection: Connection, name: str, number: int) -> None:
    """Set one of the counters in `meta`."""
    connection.execute(schema.meta.delete().where(schema.meta.c.name == name))
    connection.execute(schema.meta.insert().values(name=name, value=number))


def read_number(connection: Connection, name: str) -> int:
    """Return one of the counters in `meta`, 0 when it was never set."""
    found = connection.scalar(select(schema.meta.c.value).where(schema.meta.c.name == name))
    return int(found) if found is not None else 0


def newest_desired(connection: Connection) -> Desired:
    """Return the wall's last acknowledged state; raise `Damaged`."""
    row = connection.execute(
        select(schema.revisions).order_by(schema.revisions.c.revision.desc()).limit(1)
    ).first()
    return _value(row, "revisions", row.revision, row.desired, Desired) if row else Desired()


def desired_at(connection: Connection, revision: int) -> Desired | None:
    """Return the state of that revision, None when there is none; raise `Damaged`."""
    if revision == 0:
        return Desired()
    row = connection.execute(select(schema.revisions).where(schema.revisions.c.revision == revision)).first()
    return _value(row, "revisions", revision, row.desired, Desired) if row else None


def history(connection: Connection) -> Iterator[Past]:
    """Yield who made each revision, and which one it undoes, from the newest backwards."""
    table = schema.revisions.c
    columns = (table.revision, table.actor, table.seat, table.undoes)
    for row in connection.execute(select(*columns).order_by(table.revision.desc())):
        yield Past(row.revision, ActorId(row.actor), SeatId(row.seat), row.undoes)


def values_of(connection: Connection, table: Table, model: type[V]) -> tuple[V, ...]:
    """Return all values of a table in the order in which they came; raise `Damaged`."""
    rows = connection.execute(select(table).order_by(table.c.position))
    return tuple(_value(row, table.name, row.id, row.value, model) for row in rows)


def newest_presets(connection: Connection) -> tuple[tuple[int, Preset], ...]:
    """Return each preset in its newest version, in the order in which they came; raise `Damaged`.

    Those that were taken off the list are left out.
    """
    newest: dict[str, tuple[int, Preset]] = {}
    for row in connection.execute(
        select(schema.presets).order_by(schema.presets.c.position, schema.presets.c.version)
    ):
        newest[row.id] = (row.version, _value(row, "presets", row.id, row.value, Preset))
    gone = {mark.preset for mark in newest_marks(connection) if mark.gone}
    return tuple(found for name, found in newest.items() if name not in gone)


def newest_marks(connection: Connection) -> tuple[PresetMark, ...]:
    """Return who saved the newest version of each preset, also of those off the list; raise `Damaged`.

    A preset that an older wallctl saved has none.
    """
    if not connection.dialect.has_table(connection, schema.preset_marks.name):
        return ()  # looked at before the tables are brought up to date
    newest: dict[str, PresetMark] = {}
    for row in connection.execute(select(schema.preset_marks).order_by(schema.preset_marks.c.version)):
        newest[row.id] = _value(row, "preset_marks", row.id, row.value, PresetMark)
    return tuple(newest.values())


def preset_versions(
    connection: Connection, name: PresetId, last: int
) -> tuple[tuple[int, Preset, PresetMark | None], ...]:
    """Return the newest versions of a preset, newest first, with their marks; raise `Damaged`."""
    table, marks = schema.presets, schema.preset_marks
    marked = {
        row.version: _value(row, "preset_marks", row.id, row.value, PresetMark)
        for row in connection.execute(select(marks).where(marks.c.id == name))
    }
    rows = connection.execute(
        select(table).where(table.c.id == name).order_by(table.c.version.desc()).limit(last)
    )
    return tuple(
        (row.version, _value(row, "presets", row.id, row.value, Preset), marked.get(row.version))
        for row in rows
    )


def preset_keys(connection: Connection) -> frozenset[str]:
    """Return every key that any version of a preset names, also of those off the list."""
    found = {json.loads(text).get("key") for text in connection.scalars(select(schema.presets.c.value))}
    return frozenset(key for key in found if isinstance(key, str) and key)


def drafts(connection: Connection) -> tuple[KeptDraft, ...]:
    """Return the draft of each seat that has one; raise `Damaged`."""
    if not connection.dialect.has_table(connection, schema.drafts.name):
        return ()  # looked at before the tables are brought up to date
    return values_of(connection, schema.drafts, KeptDraft)


def alarms(connection: Connection) -> tuple[Alarm, ...]:
    """Return what was to be heard, or known and not over, when it was last written; raise `Damaged`."""
    if not connection.dialect.has_table(connection, schema.alarms.name):
        return ()  # looked at before the tables are brought up to date
    return values_of(connection, schema.alarms, Alarm)


def reply_to(connection: Connection, actor: ActorId, request: RequestId) -> Reply | None:
    """Return the first answer to this request, None when it is new."""
    same = (schema.requests.c.actor == actor) & (schema.requests.c.request == request)
    text = connection.scalar(select(schema.requests.c.reply).where(same))
    try:
        return Reply.model_validate_json(text) if text is not None else None
    except ValidationError:
        raise Damaged(f"answer to request {request}", "cannot be read", _RESTORE) from None


def finish_reply(connection: Connection, actor: ActorId, reply: Reply) -> None:
    """Complete a first answer by what was measured after the change was acknowledged on disk."""
    same = (schema.requests.c.actor == actor) & (schema.requests.c.request == reply.id)
    connection.execute(schema.requests.update().where(same).values(reply=reply.model_dump_json()))


def write_events(connection: Connection, happened: tuple[Happened, ...]) -> None:
    """Add events; the oldest beyond `EVENTS_KEPT` go."""
    for one in happened:
        connection.execute(
            schema.events.insert().values(seq=one.seq, at_utc_s=one.at_utc_s, value=one.model_dump_json())
        )
    if happened and happened[-1].seq // 1000 != (happened[0].seq - 1) // 1000:
        oldest_kept = happened[-1].seq - EVENTS_KEPT
        connection.execute(schema.events.delete().where(schema.events.c.seq <= oldest_kept))


def read_events(connection: Connection, last: int) -> tuple[Happened, ...]:
    """Return the newest events, oldest of them first."""
    query = select(schema.events.c.value).order_by(schema.events.c.seq.desc()).limit(last)
    return tuple(Happened.model_validate_json(text) for text in connection.scalars(query))[::-1]


def last_event(connection: Connection) -> int:
    """Return the number of the newest event."""
    return connection.scalar(select(func.max(schema.events.c.seq))) or 0


def verify_chain(connection: Connection) -> int:
    """Check every audit line, and every revision against its line; return how many lines; raise `Damaged`."""
    previous, count = GENESIS, 0
    states: dict[int, str] = {}
    for row in connection.execute(select(schema.audit).order_by(schema.audit.c.seq)):
        count += 1
        if row.seq != count or chained(previous, row.body) != row.hash:
            raise Damaged(f"audit line {count}", "is missing or not what was written", _RESTORE)
        previous = row.hash
        fields = json.loads(row.body)
        if "state" in fields:
            states[fields["revision"]] = fields["state"]
    columns = (schema.revisions.c.revision, schema.revisions.c.desired)
    for row in connection.execute(select(*columns)):
        if states.pop(row.revision, None) != sha256(row.desired):
            raise Damaged(f"revision {row.revision}", "is not what the audit log says", _RESTORE)
    if states:
        raise Damaged(f"revision {min(states)}", "is in the audit log but not in the table", _RESTORE)
    return count


def check_rows(connection: Connection) -> None:
    """Check that everything a server needs at its start can be read; raise `Damaged`."""
    newest_desired(connection)
    if not values_of(connection, schema.wall, Wall):
        raise Damaged("wall", "is missing", _RESTORE)
    values_of(connection, schema.agencies, Agency)
    values_of(connection, schema.sources, Source)
    newest_presets(connection)
    drafts(connection)
    alarms(connection)
    last, _ = head(connection)
    read_number(connection, "epoch")
    if last == 0:
        raise Damaged("audit", "is empty", _RESTORE)


_RESTORE = "compare with a backup of the site; `wallctl doctor` tells more"


def _value(row: Row[tuple[object, ...]], table: str, name: object, text: str, model: type[V]) -> V:
    if sha256(text) != row.digest:
        raise Damaged(f"{table} row {name}", "is not what was written", _RESTORE)
    try:
        return model.model_validate_json(text)
    except ValidationError as wrong:
        reason = f"cannot be read: {wrong.error_count()} wrong fields"
        raise Damaged(f"{table} row {name}", reason, _RESTORE) from None
