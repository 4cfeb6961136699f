"""What was committed is there after everything that can happen to the files."""

from __future__ import annotations

import asyncio
import errno
import os
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from tests.store.states import ACTOR, SEAT, camera, change, desired, first_change, line, preset, small_wall
from wallctl.errors import BadInput, NotFound
from wallctl.model.alarm import Acknowledgement, Alarm
from wallctl.model.desired import Past
from wallctl.model.ids import ActorId, RequestId, SourceId, WindowId
from wallctl.protocol.desk import Happened, Reply
from wallctl.store import recovery
from wallctl.store.change import Change
from wallctl.store.journal import Journal
from wallctl.store.recovery import Found
from wallctl.store.reserve import Reserve
from wallctl.store.schema_number import SCHEMA_VERSION
from wallctl.store.state import Store

Opening = Callable[[], Store]


def edit(database: Path, statement: str) -> None:
    with closing(sqlite3.connect(database)) as connection:
        connection.execute(statement)
        connection.commit()


def test_new_site_has_its_wall_catalogue_and_empty_state(open_store: Opening) -> None:
    store = open_store()
    assert store.wall() == small_wall()
    assert [source.id for source in store.sources()] == ["wat-01", "wat-02"]
    assert [agency.id for agency in store.agencies()] == ["water"]
    assert store.presets() == ((1, preset("patrol")),)
    assert store.desired().revision == 0
    assert store.findings == ()


def test_committed_revision_is_there_after_reopening(open_store: Opening) -> None:
    store = open_store()
    for revision in (1, 2, 3):
        store.commit(change(revision))
    store.close()
    again = open_store()
    assert again.desired() == desired(3)
    assert again.desired_at(1) == desired(1)
    assert again.desired_at(9) is None
    assert again.verify() == 4


def test_whether_names_are_shown_is_kept_also_by_the_journal(open_store: Opening, database: Path) -> None:
    store = open_store()
    assert store.labels_shown()
    store.commit(Change(line=line("labels", "r1", 0), labels_shown=False))
    store.commit(change(2))
    store.close()
    again = open_store()
    assert not again.labels_shown(), "what says nothing of names leaves them as they are"
    again.commit(Change(line=line("labels", "r3", 0), labels_shown=True))
    again.close()
    database.write_bytes(b"rubbish" * 999)
    restored = open_store()
    assert restored.findings and restored.labels_shown()


def alarm(name: str) -> Alarm:
    return Alarm(
        id=name, window=WindowId("w"), source=SourceId("wat-01"), raised_s=1.0, raised_utc_s=2.0, seat=SEAT
    )


def test_alarms_are_kept_as_they_were_last_written_also_by_the_journal(
    open_store: Opening, database: Path
) -> None:
    known = alarm("w@2").with_(acknowledged=Acknowledgement(actor=ACTOR, seat=SEAT, at_utc_s=3.0))
    store = open_store()
    assert store.alarms() == ()
    store.commit(Change(line=line("alarms", "r1", 0), alarms=(alarm("w@1"), alarm("w@2"))))
    store.commit(Change(line=line("alarms", "r2", 0), alarms=(known,)))
    store.commit(change(2))
    store.close()
    again = open_store()
    assert again.alarms() == (known,), "what says nothing of alarms leaves them as they are"
    again.close()
    database.write_bytes(b"rubbish" * 999)
    restored = open_store()
    assert restored.findings and restored.alarms() == (known,)
    restored.commit(Change(line=line("alarms", "r3", 0), alarms=()))
    assert restored.alarms() == ()


def test_repeated_request_gets_the_first_answer(open_store: Opening) -> None:
    store = open_store()
    store.commit(change(1))
    found = store.reply_to(ACTOR, RequestId("r1"))
    assert found is not None and found.result == {"revision": 1}
    assert store.reply_to(ActorId("somebody else"), RequestId("r1")) is None


def test_finished_answer_replaces_the_provisional_one(open_store: Opening) -> None:
    store = open_store()
    store.commit(change(1))
    store.finish(ACTOR, Reply(id=RequestId("r1"), result={"revision": 1, "took_ms": 90}))
    found = store.reply_to(ACTOR, RequestId("r1"))
    assert found is not None and found.result["took_ms"] == 90


def test_same_revision_twice_is_refused_and_nothing_of_it_written(open_store: Opening) -> None:
    store = open_store()
    store.commit(change(1))
    with pytest.raises(Exception, match="UNIQUE"):
        store.commit(change(1))
    assert store.verify() == 2


@pytest.mark.parametrize("table", ["audit", "revisions"])
@pytest.mark.parametrize("verb", ["UPDATE {} SET rowid = rowid", "DELETE FROM {}"])
def test_history_refuses_to_be_changed(database: Path, open_store: Opening, table: str, verb: str) -> None:
    store = open_store()
    store.commit(change(1))
    with pytest.raises(sqlite3.IntegrityError, match="append only"):
        edit(database, verb.format(table))


def test_changed_audit_line_is_found(database: Path, open_store: Opening) -> None:
    store = open_store()
    store.commit(change(1))
    edit(database, "DROP TRIGGER audit_no_update")
    edit(database, "UPDATE audit SET body = replace(body, 'officer', 'nobody') WHERE seq = 2")
    with pytest.raises(BadInput, match="audit line 2"):
        store.verify()


def test_changed_revision_is_found_even_with_a_matching_digest(database: Path, open_store: Opening) -> None:
    store = open_store()
    store.commit(change(1))
    edit(database, "DROP TRIGGER revisions_no_update")
    edit(database, "UPDATE revisions SET desired = replace(desired, 'wat-01', 'wat-02')")
    with pytest.raises(BadInput, match="revision 1"):
        store.verify()


def test_saved_preset_is_a_new_version(open_store: Opening) -> None:
    store = open_store()
    store.commit(Change(line=line("preset_save", "p1"), presets=(preset("patrol", "夜间巡检"),)))
    assert store.presets() == ((2, preset("patrol", "夜间巡检")),)


def test_replaced_source_keeps_its_place_in_the_list(open_store: Opening) -> None:
    store = open_store()
    store.commit(Change(line=line("import", "i1"), sources=(camera("new"), camera("wat-01"))))
    assert [source.id for source in store.sources()] == ["wat-01", "wat-02", "new"]


def test_history_goes_backwards_with_what_was_undone(open_store: Opening) -> None:
    store = open_store()
    store.commit(change(1))
    store.commit(change(2, ActorId("other")))
    store.commit(change(3, ActorId("other"), undoes=2))
    other, seat = ActorId("other"), SEAT
    assert store.history(list) == [
        Past(3, other, seat, 2),
        Past(2, other, seat),
        Past(1, ACTOR, seat),
    ]


def test_events_are_kept_in_order(open_store: Opening) -> None:
    store = open_store()
    store.add_events(Happened(seq=n, at_utc_s=1.0, what="x", text=f"第{n}件") for n in (1, 2, 3))
    assert [one.seq for one in store.events(2)] == [2, 3]
    assert store.last_event() == 3


def test_work_runs_beside_the_event_loop(open_store: Opening) -> None:
    store = open_store()

    async def commit() -> int:
        await store.run(lambda: store.commit(change(1)))
        return (await store.run(store.desired)).revision

    assert asyncio.run(commit()) == 1


def test_newer_schema_is_refused_and_nothing_changed(database: Path, open_store: Opening) -> None:
    edit(database, "UPDATE schema_version SET version = 99")
    before = database.read_bytes()
    with pytest.raises(BadInput, match="newer version"):
        open_store()
    assert database.read_bytes() == before


def test_nothing_to_open_is_said(tmp_path: Path) -> None:
    with pytest.raises(NotFound, match=r"wallctl\.db"):
        Store.open(tmp_path / "wallctl.db")


def test_database_is_not_made_over_another(database: Path) -> None:
    with pytest.raises(BadInput, match="already"):
        Store.create(database, small_wall(), first_change())


def test_newer_database_never_falls_back_to_its_older_copy(database: Path, open_store: Opening) -> None:
    store = open_store()
    store.commit(change(1))
    store.close()
    edit(database, f"UPDATE schema_version SET version = {SCHEMA_VERSION + 1}")
    with pytest.raises(BadInput, match="newer version"):
        open_store()


def test_journal_is_cut_by_a_copy_and_grows_again(database: Path, open_store: Opening) -> None:
    store = open_store()
    store.commit(change(1))
    store.start_copy().result(10)
    journal = database.with_name("wallctl.db.journal")
    assert journal.read_bytes().count(b"\n") == 1
    store.commit(change(2))
    assert journal.read_bytes().count(b"\n") == 2


def test_change_that_missed_the_journal_is_in_a_copy_soon(database: Path, open_store: Opening) -> None:
    store = open_store()
    store.commit(change(1))
    store.close()
    journal = Journal(database.with_name("wallctl.db.journal"))
    journal.restart(1)  # a kill after the commit, before the journal was written
    again = open_store()
    again.commit(change(2))
    again.start_copy().result(10)
    again.commit(change(3))
    again.close()
    assert [entry.seq for entry in journal.read().entries] == [4]
    database.write_bytes(b"")
    assert open_store().desired() == desired(3)


def _settled(store: Store) -> None:
    """Wait until no copy is under way."""
    if store._copying is not None:
        store._copying.result(10)


def _full(*_: object) -> None:
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def test_after_one_write_that_the_journal_missed_the_second_record_is_whole_again_by_itself(
    database: Path, open_store: Opening, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = open_store()
    told: list[str] = []
    store.alarm = told.append
    _settled(store)
    store.commit(change(1))
    with monkeypatch.context() as disk:
        disk.setattr(Journal, "append", _full)
        store.commit(change(2))
    store.commit(change(3))
    assert len(told) == 1 and "journal cannot be written" in told[0]
    assert store.tend_disk()
    _settled(store)
    store.commit(change(4))
    store.close()
    journal = Journal(database.with_name("wallctl.db.journal")).read()
    assert journal.whole and [entry.seq for entry in journal.entries] == [5]
    database.write_bytes(b"")
    again = open_store()
    assert again.desired() == desired(4) and again.findings[0].lossless


@pytest.mark.parametrize("wrong", [OSError(errno.ENOSPC, "full"), sqlite3.OperationalError("disk is full")])
def test_a_copy_that_failed_is_made_when_it_can_be_and_is_tried_more_and_more_seldom(
    open_store: Opening, database: Path, monkeypatch: pytest.MonkeyPatch, wrong: Exception
) -> None:
    store = open_store()
    told: list[str] = []
    tries: list[int] = []
    tends: list[str] = []
    store.alarm = told.append
    _settled(store)

    def fails(files: recovery.Files) -> int:
        tries.append(len(tends))
        raise wrong

    with monkeypatch.context() as disk:
        disk.setattr(recovery, "make_copy", fails)
        store.start_copy()
        _settled(store)
        while len(tends) < 40:
            tends.append("one more")
            store.tend_disk()
            _settled(store)
    assert tries == [0, 2, 6, 14, 30] and len(told) == len(tries)
    old = database.with_name("wallctl.db.good").stat().st_ino
    for _ in range(40):
        store.tend_disk()
        _settled(store)
    assert database.with_name("wallctl.db.good").stat().st_ino != old
    made = database.with_name("wallctl.db.good").stat().st_ino
    store.tend_disk()
    _settled(store)
    assert database.with_name("wallctl.db.good").stat().st_ino == made, "one is enough"


def test_while_the_disk_is_full_no_copy_is_tried(
    open_store: Opening, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = open_store()
    _settled(store)
    monkeypatch.setattr(Journal, "append", _full)
    store.commit(change(1))
    before = store._copying
    monkeypatch.setattr(Reserve, "hold", lambda self: False)
    assert not store.tend_disk() and store._copying is before


def test_lost_newest_changes_come_back_from_the_journal(database: Path, open_store: Opening) -> None:
    store = open_store()
    store.start_copy().result(10)
    before = database.read_bytes()
    for revision in (1, 2):
        store.commit(change(revision))
    store._copier.shutdown()
    journal = database.with_name("wallctl.db.journal").read_bytes()
    store.close()
    database.write_bytes(before)
    database.with_name("wallctl.db.journal").write_bytes(journal)
    again = open_store()
    assert again.desired() == desired(2)
    assert [finding.found for finding in again.findings] == [Found.REPLAYED]
    assert again.findings[0].lossless
    assert again.verify() == 3
