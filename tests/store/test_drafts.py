"""Drafts and versions of presets: kept with who and when, back after damage, and in older sites."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from tests.store.states import ACTOR, SEAT, desired, line, preset
from wallctl.model.draft import KeptDraft
from wallctl.model.ids import PresetId, SeatId
from wallctl.store.change import Change
from wallctl.store.state import Store

Opening = Callable[[], Store]
PATROL = PresetId("patrol")


def draft(number: int, seat: SeatId = SEAT) -> KeptDraft:
    layout = desired(number).layout
    return KeptDraft(seat=seat, number=number, layout=layout, preset=PATROL, actor=ACTOR, at_utc_s=1.0)


def save(store: Store, kept: KeptDraft) -> None:
    store.commit(Change(line=line("draft_save", f"d{kept.number}"), draft=kept))


def test_each_seat_has_one_draft_and_its_newest(open_store: Opening) -> None:
    store = open_store()
    for kept in (draft(1), draft(2, SeatId("desk-2")), draft(3)):
        save(store, kept)
    assert store.drafts() == (draft(3), draft(2, SeatId("desk-2")))
    assert store.desired().revision == 0, "a draft is no revision of the wall"
    store.commit(Change(line=line("draft_drop", "gone"), draft_gone=SEAT))
    assert store.drafts() == (draft(2, SeatId("desk-2")),)
    assert store.last_draft() == 3, "a number never comes twice"


def test_drafts_and_versions_come_back_from_copy_and_journal(database: Path, open_store: Opening) -> None:
    store = open_store()
    save(store, draft(1))
    store.start_copy().result(10)
    save(store, draft(2))
    store.commit(Change(line=line("preset_save", "p1"), presets=(preset("patrol", "夜间"),)))
    store.commit(Change(line=line("preset_delete", "p2"), presets_gone=(PATROL,)))
    store.close()
    database.write_bytes(b"")
    again = open_store()
    assert again.drafts() == (draft(2),)
    assert again.presets() == ()
    assert [version for version, _, _ in again.preset_versions(PATROL, 9)] == [3, 2, 1]


def test_versions_tell_who_and_when_and_a_deleted_preset_can_come_back(open_store: Opening) -> None:
    store = open_store()
    store.commit(Change(line=line("preset_save", "p1"), presets=(preset("patrol", "夜间"),)))
    store.commit(Change(line=line("preset_delete", "p2"), presets_gone=(PATROL,)))
    (version, gone, mark), (_, before, _), _ = store.preset_versions(PATROL, 9)
    assert version == 3 and gone == before == preset("patrol", "夜间")
    assert mark is not None and mark.gone and (mark.actor, mark.seat) == (ACTOR, SEAT)
    store.commit(Change(line=line("preset_save", "p3"), presets=(gone,)))
    assert store.presets() == ((4, gone),)
    assert [found.gone for found in store.preset_marks()] == [False]


def test_a_site_of_the_version_before_is_brought_up_to_date(database: Path, open_store: Opening) -> None:
    open_store().close()
    with closing(sqlite3.connect(database)) as connection, connection:
        for table in ("drafts", "preset_marks", "alarms"):
            connection.execute(f"DROP TABLE {table}")
        connection.execute("UPDATE schema_version SET version = 1")
    store = open_store()
    assert store.findings == () and store.drafts() == () and store.alarms() == ()
    ((version, _, mark),) = store.preset_versions(PATROL, 9)
    assert version == 1 and mark is None
    save(store, draft(1))
    store.close()
    assert open_store().drafts() == (draft(1),)
