"""Rule: a log that processes write for months takes a bounded part of the disk, and loses nothing recent."""

from __future__ import annotations

import errno
import os
import shutil
from pathlib import Path

import pytest

from wallctl.store.log_files import bound


def test_a_log_that_is_too_large_is_put_aside_and_its_writer_goes_on_in_the_new_one(tmp_path: Path) -> None:
    log, aside = tmp_path / "server.log", tmp_path / "server.log.1"
    with log.open("ab", buffering=0) as writer:
        writer.write(b"a" * 100)
        assert not bound(log, 100) and not aside.exists()
        writer.write(b"b")
        assert bound(log, 100)
        assert (log.read_bytes(), aside.read_bytes()) == (b"", b"a" * 100 + b"b")
        writer.write(b"c" * 101)
        assert log.read_bytes() == b"c" * 101, "no hole before it"
        assert bound(log, 100)
    assert aside.read_bytes() == b"c" * 101
    assert {path.name for path in tmp_path.iterdir()} == {"server.log", "server.log.1"}


def test_on_a_full_disk_the_log_gives_its_space_back_and_what_was_aside_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    log, aside = tmp_path / "server.log", tmp_path / "server.log.1"
    log.write_bytes(b"new" * 100)
    aside.write_bytes(b"old")

    def full(source: Path, target: Path) -> None:
        target.write_bytes(b"half")
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(shutil, "copyfile", full)
    assert bound(log, 100)
    assert (log.read_bytes(), aside.read_bytes()) == (b"", b"old")
    assert {path.name for path in tmp_path.iterdir()} == {"server.log", "server.log.1"}


def test_what_is_no_file_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    assert not bound(tmp_path / "missing.log", 0)
    assert not bound(tmp_path / "missing" / "server.log", 0)
    assert not bound(Path(os.devnull), 0)
