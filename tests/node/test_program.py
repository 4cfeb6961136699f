"""Rule: the server hears at once of what a take changed, and of nothing else out of turn."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from tests.fakes.orders import each_its_own, order
from wallctl.model.desired import Version
from wallctl.model.health import CellReport
from wallctl.model.ids import CellId, NodeId
from wallctl.node import program, reporter
from wallctl.node.cell_lane import Who
from wallctl.node.kept_charges import KeptCharges
from wallctl.node.kept_state import KeptState
from wallctl.node.pids import ProcessRecord
from wallctl.protocol.cell import Beat
from wallctl.protocol.node import FromNode, NodeReport

A = CellId("r0c0")


class Lines:
    """The lines to the server, on which only reports are written down."""

    def __init__(self) -> None:
        self.versions: list[Version] = []

    def start(self) -> None: ...

    def stop(self) -> None: ...

    def say(self, message: FromNode, replace_key: str | None = None) -> None:
        if isinstance(message, NodeReport):
            found = [one.report for one in message.cells if one.cell == A]
            self.versions += [report.version for report in found if report is not None]

    def show(self, message: FromNode, picture: bytes, replace_key: tuple[str, str]) -> None: ...

    def ours(self, theirs_s: float) -> float | None:
        return theirs_s

    def theirs(self, ours_s: float) -> float | None:
        return ours_s


def beat(revision: int) -> Beat:
    version = Version(epoch=1, revision=revision)
    return Beat(report=CellReport(cell=A, incarnation=1, pid=1, version=version))


async def ticked(node: program.Node) -> None:
    """Two whole ticks, however busy the machine is."""
    twice, tick, left = asyncio.Event(), node.supervisor.tick, 3

    def counted() -> None:
        nonlocal left
        left -= 1
        if left == 0:
            twice.set()
        tick()

    node.supervisor.tick = counted  # type: ignore[method-assign]
    await asyncio.wait_for(twice.wait(), 30)
    node.supervisor.tick = tick  # type: ignore[method-assign]


async def reported_after(folder: Path, *revisions: int) -> list[int]:
    """Revisions in the reports of a node whose regular report is an hour away."""
    node = program.Node(
        NodeId("local"),
        cell_address=f"ipc://{folder}/node.ipc",
        nursery_socket=folder / "nursery.sock",
        nursery_argv=("true",),
        nursery_log=folder / "nursery.log",
        spec=lambda *_: None,  # type: ignore[arg-type]
        scout=lambda *_: None,  # type: ignore[arg-type]
        kept=KeptState(folder / "kept.json"),
        charges=KeptCharges(folder),
        record=ProcessRecord(folder / "record.json"),
    )
    lines = Lines()
    node.serve(lines)
    node.conductor.order(order(1, each_its_own()))
    ticking = asyncio.create_task(node._tick_for_ever())
    await ticked(node)
    for revision in revisions:
        node._from_cell(Who(A, 1), beat(revision), ())
        await ticked(node)
    ticking.cancel()
    await asyncio.gather(ticking, return_exceptions=True)
    return [version.revision for version in lines.versions]


def test_a_beat_of_another_version_is_reported_at_once(
    short_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reporter, "REPORT_S", 1e12)
    assert asyncio.run(reported_after(short_path, 1, 1, 2, 2)) == [1, 2]
