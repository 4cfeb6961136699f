"""Rule: the next node finds what this one kept; what cannot be read or kept is told, and stops nobody."""

from __future__ import annotations

import asyncio
import os
from pathlib import Path

from tests.fakes.orders import order
from wallctl.model.ids import CellId, SourceId
from wallctl.node.keeping import Keeping
from wallctl.node.kept_charges import KeptCharges
from wallctl.node.kept_state import KeptState
from wallctl.node.pids import Process, ProcessRecord, started
from wallctl.protocol.node import NodeEvent
from wallctl.rules.charges import crashed

CHARGES = crashed({}, [SourceId("evil")], 5000.0)[0]


def keeping(folder: Path, told: list[NodeEvent] | None = None) -> Keeping:
    tell = (told if told is not None else []).append
    return Keeping(KeptState(folder), KeptCharges(folder), ProcessRecord(folder / "renderers.json"), tell)


def me(token: str = "t") -> Process:
    pid = os.getpid()
    return Process(cell=CellId("r0c0"), incarnation=1, pid=pid, started=started(pid), token=token)


def kept(node: Keeping) -> None:
    async def run() -> None:
        node.keep(order(3, {}))
        node.keep_charges(CHARGES)
        await node.finish()

    asyncio.run(run())


def test_a_first_node_finds_nothing_and_complains_of_nothing(tmp_path: Path) -> None:
    told: list[NodeEvent] = []
    first = keeping(tmp_path, told)
    assert first.order() is None and first.charges(1.0) == {} and first.orphans(()) == ()
    assert told == []


def test_the_next_node_finds_wall_and_charges(tmp_path: Path) -> None:
    kept(keeping(tmp_path))
    told: list[NodeEvent] = []
    following = keeping(tmp_path, told)
    found = following.order()
    assert found is not None and found.version.revision == 3
    assert following.charges(5001.0) == CHARGES
    assert told == []


def test_what_is_damaged_is_told_by_name_and_begins_anew(tmp_path: Path) -> None:
    kept(keeping(tmp_path))
    for file in tmp_path.iterdir():
        file.write_bytes(b"{")
    told: list[NodeEvent] = []
    following = keeping(tmp_path, told)
    assert following.order() is None and following.charges(5001.0) == {}
    assert [event.what for event in told] == ["node_state_damaged", "node_charges_damaged"]
    assert all(str(tmp_path) in event.text_en for event in told)


def test_a_disk_that_takes_nothing_is_told_of_both_and_waited_for_no_longer(tmp_path: Path) -> None:
    told: list[NodeEvent] = []
    kept(keeping(tmp_path / "missing", told))
    assert [event.what for event in told] == ["node_state_not_kept"] * 2


def test_orphans_are_those_who_live_and_are_not_nursed(tmp_path: Path) -> None:
    keeping(tmp_path).remember((me(),))
    assert keeping(tmp_path).orphans(()) == (me(),)
    assert keeping(tmp_path).orphans({os.getpid()}) == ()
    keeping(tmp_path).remember(())
    assert keeping(tmp_path).orphans(()) == ()


def test_a_record_that_cannot_be_written_stays_as_it_was(tmp_path: Path) -> None:
    keeping(tmp_path).remember((me(),))
    keeping(tmp_path / "missing").remember((me("other"),))
    assert keeping(tmp_path).orphans(()) == (me(),)
