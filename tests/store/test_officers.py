"""Rules: who proved it and who said they sat there are both kept; what is older stays as it was."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from tests.store.states import ACTOR, SEAT, change, desired, line, preset
from wallctl.model.draft import KeptDraft
from wallctl.model.ids import PresetId
from wallctl.model.people import OfficerName
from wallctl.store.change import GENESIS, Change, audit_body, chained, sha256
from wallctl.store.schema_number import SCHEMA_VERSION
from wallctl.store.state import Store

Opening = Callable[[], Store]
LI = OfficerName("李明")
OLD_HASH = "730482bb2da99ed8d5364d310177d0a49136b8a28df96ecad75afd8edd310a4a"
"""Of a line and the state it names, as schema 2 wrote them."""


def by_li(revision: int) -> Change:
    plain = change(revision)
    assert plain.desired is not None and plain.desired.origin is not None
    origin = plain.desired.origin.with_(officer=LI)
    return plain.with_(line=plain.line.with_(officer=LI), desired=plain.desired.with_(origin=origin))


def audit_lines(database: Path) -> list[dict[str, object]]:
    with closing(sqlite3.connect(database)) as connection:
        return [json.loads(row[0]) for row in connection.execute("SELECT body FROM audit ORDER BY seq")]


def test_the_audit_line_keeps_the_owner_of_the_key_and_the_officer(
    database: Path, open_store: Opening
) -> None:
    store = open_store()
    store.commit(by_li(1))
    store.commit(Change(line=line("preset_save", "p1").with_(officer=LI), presets=(preset("patrol"),)))
    last = audit_lines(database)[-1]
    assert (last["actor"], last["officer"], last["seat"]) == (ACTOR, LI, SEAT)
    (_, _, mark), *_ = store.preset_versions(PresetId("patrol"), 9)
    assert mark is not None and (mark.actor, mark.officer, mark.seat) == (ACTOR, LI, SEAT)
    assert store.verify() == 3


def test_the_officer_comes_back_from_copy_and_journal(database: Path, open_store: Opening) -> None:
    store = open_store()
    store.start_copy().result(10)
    store.commit(by_li(1))
    kept = KeptDraft(seat=SEAT, number=1, layout=desired(1).layout, actor=ACTOR, officer=LI, at_utc_s=1.0)
    store.commit(Change(line=line("draft_save", "d1").with_(officer=LI), draft=kept))
    store.close()
    database.write_bytes(b"")
    again = open_store()
    assert again.findings[0].lossless
    origin = again.desired().origin
    assert origin is not None and (origin.actor, origin.officer) == (ACTOR, LI)
    assert again.drafts() == (kept,)
    assert again.verify() == 3


def test_what_names_no_officer_has_the_digest_that_an_older_version_gave_it() -> None:
    body = audit_body(2, change(1))
    assert '"officer":' not in body + desired(1).model_dump_json()
    assert chained(GENESIS, body) == OLD_HASH
    assert sha256(desired(1).model_dump_json()) in body


def test_a_site_of_schema_2_is_opened_and_written_on(database: Path, open_store: Opening) -> None:
    store = open_store()
    store.commit(change(1))
    store.close()
    with closing(sqlite3.connect(database)) as connection, connection:
        connection.execute("UPDATE schema_version SET version = 2")
    again = open_store()
    assert again.findings == () and again.desired() == desired(1)
    again.commit(by_li(2))
    assert again.verify() == 3
    with closing(sqlite3.connect(database)) as connection:
        assert connection.execute("SELECT version FROM schema_version").fetchone() == (SCHEMA_VERSION,)
