"""A file is the old one or the new one, never half of one."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from wallctl.store.durable import write_whole, write_whole_unsynced


def test_file_is_replaced_with_exactly_the_mode_asked(tmp_path: Path) -> None:
    file = tmp_path / "f"
    file.write_text("old")
    write_whole(file, b"new", 0o600)
    assert file.read_bytes() == b"new"
    assert file.stat().st_mode & 0o777 == 0o600


def test_failed_write_leaves_the_old_file_and_no_draft(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "f"
    file.write_text("old")

    def full(fd: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="space"):
        write_whole(file, b"new")
    assert file.read_text() == "old"
    assert [path.name for path in tmp_path.iterdir()] == ["f"]


def test_what_need_not_survive_a_power_cut_is_whole_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(fd: int) -> None:
        raise AssertionError("nothing is synced")

    monkeypatch.setattr(os, "fsync", refused)
    file = tmp_path / "f"
    write_whole_unsynced(file, b"old")
    before = file.open("rb")
    write_whole_unsynced(file, b"new", 0o600)
    with before:
        assert before.read() == b"old", "who reads it now reads a whole one"
    assert file.read_bytes() == b"new" and file.stat().st_mode & 0o777 == 0o600
    assert [path.name for path in tmp_path.iterdir()] == ["f"]
