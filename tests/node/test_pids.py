"""A process is its number and its start."""

from __future__ import annotations

import os
from pathlib import Path

from wallctl.model.ids import CellId
from wallctl.node.pids import Process, ProcessRecord, kill, lives, started


def me(**changes: object) -> Process:
    own = Process(
        cell=CellId("r0c0"), incarnation=1, pid=os.getpid(), started=started(os.getpid()), token="t"
    )
    return own.with_(**changes)


def test_a_process_lives_under_its_own_start_only() -> None:
    assert lives(me()) and not lives(me(started=me().started + 1)) and not lives(me(started=0))


def test_a_reused_number_is_not_killed() -> None:
    assert not kill(os.getpid(), started(os.getpid()) + 1)
    assert not kill(os.getpid(), 0)


def test_a_process_that_is_gone_has_no_start() -> None:
    assert started(2**22 + 1) == 0


def test_the_record_gives_back_only_who_lives(tmp_path: Path) -> None:
    record = ProcessRecord(tmp_path / "renderers.json")
    record.save((me(), me(started=1)))
    assert record.load() == (me(),)
    assert (tmp_path / "renderers.json").stat().st_mode & 0o077 == 0
    record.remove()
    assert record.load() == ()


def test_a_damaged_record_is_an_empty_one(tmp_path: Path) -> None:
    (tmp_path / "renderers.json").write_text('[{"cell": 1')
    assert ProcessRecord(tmp_path / "renderers.json").load() == ()
