"""A damaged database is restored from its copy and journal, and says so; without a copy it is named."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from tests.store.states import change, desired
from wallctl.errors import BadInput
from wallctl.store.recovery import Files, Found, damage_of
from wallctl.store.state import Store

Opening = Callable[[], Store]


def filled(open_store: Opening, *, copied: int = 3, after: int = 2) -> None:
    store = open_store()
    for revision in range(1, copied + 1):
        store.commit(change(revision))
    store.start_copy().result(10)
    for revision in range(copied + 1, copied + after + 1):
        store.commit(change(revision))
    store.close()


def truncate_half(database: Path) -> None:
    with database.open("r+b") as file:
        file.truncate(database.stat().st_size // 2)


def truncate_all(database: Path) -> None:
    database.write_bytes(b"")


def remove(database: Path) -> None:
    database.unlink()


def overwrite_header(database: Path) -> None:
    with database.open("r+b") as file:
        file.write(b"garbage garbage garbage")


def flip_in_newest_state(database: Path) -> None:
    with closing(sqlite3.connect(database)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    content = bytearray(database.read_bytes())
    where = content.rfind(b'{"revision":5,"layout"')
    assert where > 0
    content[where + 12] ^= 1
    database.write_bytes(content)


DAMAGES = [truncate_half, truncate_all, remove, overwrite_header, flip_in_newest_state]


@pytest.mark.parametrize("harm", DAMAGES)
def test_damaged_database_comes_back_whole_and_says_so(
    database: Path, open_store: Opening, harm: Callable[[Path], None]
) -> None:
    filled(open_store)
    harm(database)
    store = open_store()
    assert store.desired() == desired(5)
    assert store.verify() == 6
    assert [finding.found for finding in store.findings] == [Found.RESTORED]
    assert store.findings[0].lossless
    assert "wallctl.db.good" in store.findings[0].text
    store.commit(change(6))
    store.close()
    again = open_store()
    assert again.findings == ()
    assert again.desired() == desired(6)


def test_damaged_file_is_kept_for_a_look(database: Path, open_store: Opening) -> None:
    filled(open_store)
    overwrite_header(database)
    open_store()
    kept = list(database.parent.glob("wallctl.db.damaged-*"))
    assert any(path.read_bytes().startswith(b"garbage") for path in kept)


def test_loss_is_admitted_when_the_journal_is_damaged_too(database: Path, open_store: Opening) -> None:
    filled(open_store)
    truncate_half(database)
    journal = Files(database).journal
    journal.write_bytes(journal.read_bytes().replace(b'"revision":5', b'"revision":6'))
    store = open_store()
    assert store.desired() == desired(4)
    assert not store.findings[0].lossless
    assert "may be missing" in store.findings[0].text


def test_damaged_journal_beside_a_whole_database_costs_nothing(database: Path, open_store: Opening) -> None:
    filled(open_store)
    Files(database).journal.write_bytes(b"nonsense\n")
    store = open_store()
    assert store.desired() == desired(5)
    assert [finding.found for finding in store.findings] == [Found.JOURNAL_DAMAGED]


def test_database_and_copy_damaged_names_both_and_the_remedy(database: Path, open_store: Opening) -> None:
    filled(open_store)
    truncate_half(database)
    truncate_half(Files(database).good)
    before = database.read_bytes()
    with pytest.raises(BadInput, match=r"wallctl\.db.*wallctl\.db\.good.*backup"):
        open_store()
    assert database.read_bytes() == before


def test_foreign_database_is_not_mixed_with_this_journal(
    database: Path, open_store: Opening, tmp_path: Path
) -> None:
    filled(open_store, copied=1, after=3)
    older = Files(database).good.read_bytes()
    # The copy as it was, but with another change written to it: a different history of the same length.
    database.write_bytes(older)
    for side in ("-wal", "-shm"):
        database.with_name(database.name + side).unlink(missing_ok=True)
    Files(database).journal.rename(tmp_path / "aside")
    store = open_store()
    store.commit(change(2).with_(line=change(2).line.with_(what="another history")))
    store.close()
    (tmp_path / "aside").rename(Files(database).journal)
    again = open_store()
    assert again.desired() == desired(2)
    assert again.verify() == 3


def test_whole_database_has_no_damage(database: Path) -> None:
    assert damage_of(database) is None
    assert damage_of(database.with_name("nothing")) == "missing"


def test_bad_copy_never_replaces_a_good_one(database: Path, open_store: Opening) -> None:
    store = open_store()
    store.commit(change(1))
    store.start_copy().result(10)
    good = Files(database).good.read_bytes()
    told: list[str] = []
    store.alarm = told.append
    with closing(sqlite3.connect(database)) as connection:
        connection.execute("DROP TRIGGER audit_no_update")
        connection.execute("UPDATE audit SET body = 'x' WHERE seq = 1")
        connection.commit()
    store.start_copy().result(10)
    assert Files(database).good.read_bytes() == good
    assert "audit line 1" in told[0]
