"""The journal gives back what was appended, up to the first damage."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.store.states import change
from wallctl.store.change import GENESIS, Entry, audit_body, chained
from wallctl.store.journal import Journal, Recorded


def entries(count: int, first: int = 1) -> list[Entry]:
    made, previous = [], GENESIS
    for seq in range(first, first + count):
        one = change(seq)
        previous = chained(previous, audit_body(seq, one))
        made.append(Entry(seq=seq, hash=previous, change=one))
    return made


@pytest.fixture
def journal(tmp_path: Path) -> Journal:
    fresh = Journal(tmp_path / "journal")
    fresh.restart(0)
    return fresh


def recorded(*found: Entry, whole: bool = True) -> Recorded:
    return Recorded(last=found[-1].seq if found else 0, entries=found, whole=whole)


def test_appended_entries_are_read_again(journal: Journal) -> None:
    for entry in entries(3):
        journal.append(entry)
    journal.close()
    assert journal.read() == recorded(*entries(3))


def test_missing_file_holds_nothing_and_an_empty_one_is_damaged(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "journal")
    assert journal.read() == Recorded()
    journal.path.write_bytes(b"")
    assert journal.read() == Recorded(whole=False)


def test_torn_last_line_is_left_out_and_not_continued(journal: Journal) -> None:
    first, second, third = entries(3)
    journal.append(first)
    journal.append(second)
    journal.close()
    with journal.path.open("r+b") as file:
        file.truncate(journal.size_bytes - 7)
    assert journal.read() == recorded(first)
    journal.append(second)
    journal.append(third)
    journal.close()
    assert journal.read() == recorded(first, second, third)


def test_restart_keeps_only_what_the_copy_lacks(journal: Journal) -> None:
    for entry in entries(3):
        journal.append(entry)
    journal.restart(2)
    assert journal.read() == recorded(entries(3)[2])
    assert journal.path.stat().st_mode & 0o777 == 0o600
    journal.restart(3)
    assert journal.read() == Recorded(last=3)


def test_gap_ends_what_can_be_replayed_until_a_copy_is_beyond_it(journal: Journal) -> None:
    first, _, third, fourth = entries(4)
    for entry in (first, third, fourth):
        journal.append(entry)
    assert journal.read() == recorded(first, whole=False)
    journal.restart(2)
    assert journal.read() == recorded(third, fourth)


def test_failed_append_leaves_nothing_half_written(journal: Journal, monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = entries(2)
    journal.append(first)
    whole = os.write
    monkeypatch.setattr(os, "write", lambda fd, data: whole(fd, data[:20]))
    with pytest.raises(OSError, match="whole"):
        journal.append(second)
    monkeypatch.undo()
    journal.append(second)
    journal.close()
    assert journal.read() == recorded(first, second)


@pytest.fixture(scope="module")
def three(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A journal's file with three entries; each write waits for the disk, so it is made once."""
    journal = Journal(tmp_path_factory.mktemp("three") / "journal")
    journal.restart(0)
    for entry in entries(3):
        journal.append(entry)
    journal.close()
    return journal.path.read_bytes()


@given(where=st.floats(0, 1, exclude_max=True), bit=st.integers(0, 7))
def test_no_flipped_bit_passes(
    tmp_path_factory: pytest.TempPathFactory, three: bytes, where: float, bit: int
) -> None:
    journal = Journal(tmp_path_factory.mktemp("flip") / "journal")
    content = bytearray(three)
    content[int(where * len(content))] ^= 1 << bit
    journal.path.write_bytes(content)
    found = journal.read().entries
    assert found == tuple(entries(3)[: len(found)])
    assert len(found) < 3
