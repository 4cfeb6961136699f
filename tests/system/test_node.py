"""A node, a nursery and renderers as real processes, with pictures left out; the server is in the test."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from tests.fakes.fake_server import FakeServer
from tests.fakes.orders import each_its_own, order
from tests.leftovers import marked_environment
from wallctl.bus.clock import now_s
from wallctl.bus.keys import save_key_pair
from wallctl.model.desired import Version
from wallctl.model.health import CellHealth, CellPhase, WindowState
from wallctl.model.ids import CellId
from wallctl.node.kept_state import KeptState
from wallctl.protocol.cell import EchoWanted
from wallctl.protocol.node import (
    CellReady,
    CellShown,
    CellSnapshot,
    EchoPicture,
    NodeHello,
    RestartCell,
    SnapshotWanted,
    Step,
    StopNode,
)

Cells = dict[CellId, CellHealth]
A, B, C, D = (CellId(name) for name in ("r0c0", "r0c1", "r1c0", "r1c1"))
pytestmark = pytest.mark.timeout(150)


class NodeUnderTest:
    """Starts, kills and starts again the node of one folder."""

    def __init__(self, folder: Path, server: FakeServer) -> None:
        self.folder = folder
        self.server = server
        (folder / "run").mkdir(0o700)
        save_key_pair(folder / "node.key", server.node_keys)
        (folder / "server.pub").write_text(server.keys.public)
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        argv = [sys.executable, "-m", "tests.fakes.node_process", str(self.folder)]
        argv += [self.server.control, self.server.pictures]
        with (self.folder / "node.log").open("ab") as log:
            self.process = subprocess.Popen(argv, env=marked_environment(), stdout=log, stderr=log)

    def kill(self) -> None:
        assert self.process is not None
        self.process.kill()
        self.process.wait(30)

    def kill_once_kept(self, revision: int) -> None:
        """Kill it when that revision is on its disk: it is written after it is shown."""
        kept = KeptState(self.folder)

        def is_there() -> bool:
            order, _ = kept.load()
            return order is not None and order.version.revision == revision

        until(is_there, 30, f"revision {revision} is kept")
        self.kill()

    def end(self) -> int:
        assert self.process is not None
        return self.process.wait(30)

    def behave(self, cell: CellId, *argv: str) -> None:
        file = self.folder / "run" / "nursery.json"
        known = json.loads(file.read_text()) if file.exists() else {}
        file.write_text(json.dumps(known | {cell: argv}))

    @property
    def nursery(self) -> psutil.Process:
        (found,) = self.processes("fake_nursery")
        return found

    def processes(self, module: str) -> list[psutil.Process]:
        mark = f"WALLCTL_TEST_FOLDER={self.folder}".encode()
        found = []
        for process in psutil.process_iter():
            with contextlib.suppress(psutil.Error, OSError):
                environ = Path(f"/proc/{process.pid}/environ").read_bytes().split(b"\0")
                if mark in environ and any(module in word for word in process.cmdline()):
                    found.append(process)
        return found

    def clean(self) -> None:
        for module in ("node_process", "fake_nursery", "bad_renderer"):
            for process in self.processes(module):
                with contextlib.suppress(psutil.Error):
                    process.kill()
        if self.process is not None:
            self.process.wait(30)


@pytest.fixture
def server() -> Iterator[FakeServer]:
    server = FakeServer().start()
    yield server
    server.stop()


@pytest.fixture
def node(short_path: Path, server: FakeServer, monkeypatch: pytest.MonkeyPatch) -> Iterator[NodeUnderTest]:
    monkeypatch.setenv("WALLCTL_TEST_FOLDER", str(short_path))
    node = NodeUnderTest(short_path, server)
    yield node
    node.clean()


def all_show(revision: int, sources: dict[CellId, str]) -> Callable[[Cells], bool]:
    def good(cells: Cells) -> bool:
        return all(
            (health := cells.get(cell)) is not None
            and health.phase is CellPhase.UP
            and health.report is not None
            and health.report.version.revision == revision
            and [pane.source for pane in health.report.panes] == [source]
            for cell, source in sources.items()
        )

    return good


def bring_up(node: NodeUnderTest, server: FakeServer, sources: dict[CellId, str] | None = None) -> Cells:
    wanted = sources or each_its_own()
    if node.process is None:
        node.start()
    server.send(order(1, wanted, at_s=now_s()))
    report = server.report(all_show(1, wanted), 40, "all cells show revision 1")
    return {cell.cell: cell for cell in report.cells}


def gone(pids: list[int]) -> bool:
    return not any(psutil.pid_exists(pid) for pid in pids)


def until(condition: Callable[[], bool], deadline_s: float, what: str) -> None:
    until_s = time.monotonic() + deadline_s
    while not condition():
        assert time.monotonic() < until_s, f"{what}: not within {deadline_s} s"
        time.sleep(0.02)


def test_a_take_is_armed_shown_and_timed(node: NodeUnderTest, server: FakeServer) -> None:
    bring_up(node, server)
    new = dict.fromkeys(each_its_own(), "other")
    server.send(order(2, new, step=Step.ARM))

    def ready() -> bool | None:
        done = {m.cell for _, m, _ in server.said if isinstance(m, CellReady) and m.done}
        return True if done == set(new) else None

    server.wait(ready, 30, "all cells ready")
    at_s = now_s() + 0.3
    server.send(order(2, new, at_s=at_s))

    def shown() -> dict[CellId, float] | None:
        found = {
            m.cell: m.at_s for _, m, _ in server.said if isinstance(m, CellShown) and m.version.revision == 2
        }
        return found if len(found) == 4 else None

    instants = server.wait(shown, 30, "all cells shown")
    assert all(at_s - 0.01 <= instant for instant in instants.values())


def test_a_killed_renderer_is_back_with_its_own_picture(node: NodeUnderTest, server: FakeServer) -> None:
    before = bring_up(node, server)
    pid = before[B].pid
    assert pid is not None
    os.kill(pid, signal.SIGKILL)
    event = server.event("renderer_back", cell=B)
    assert "1排2列" in event.text
    after = server.report(all_show(1, each_its_own()), 30, "all show again")
    pids = {cell.cell: cell.pid for cell in after.cells}
    assert pids[B] != pid
    assert {c: p for c, p in pids.items() if c != B} == {c: h.pid for c, h in before.items() if c != B}
    assert not server.events("source_quarantined")


def test_a_stopped_renderer_is_found_and_replaced_in_five_seconds(
    node: NodeUnderTest, server: FakeServer
) -> None:
    before = bring_up(node, server)
    pid = before[C].pid
    assert pid is not None
    os.kill(pid, signal.SIGSTOP)
    stopped_s = now_s()
    server.event("renderer_hung", cell=C)
    # The rest of the five seconds is the fork, which the fake nursery does not do: it starts an interpreter.
    assert now_s() - stopped_s < 4.5
    server.event("renderer_back", cell=C)
    until(lambda: gone([pid]), 10, "the hung process is gone")


def test_a_mute_renderer_is_replaced_after_its_grace(node: NodeUnderTest, server: FakeServer) -> None:
    node.behave(D, "--mute")
    node.start()
    server.send(order(1, each_its_own(), at_s=now_s()))
    server.event("renderer_hung", 30, cell=D)
    node.behave(D)
    server.report(all_show(1, each_its_own()), 40, "the replaced one shows")


def test_a_source_that_crashes_twice_is_quarantined_and_its_cell_lives(
    node: NodeUnderTest, server: FakeServer
) -> None:
    node.behave(A, "--crash-on", "evil")
    sources = each_its_own() | {A: "evil", B: "evil"}
    node.start()
    server.send(order(1, sources, at_s=now_s()))
    event = server.event("source_quarantined", 40)
    assert event.source == "evil" and "evil" in event.text

    def carded(cells: Cells) -> bool:
        reports = [cells[cell].report for cell in (A, B) if cell in cells]
        return len(reports) == 2 and all(
            report is not None and [pane.state for pane in report.panes] == [WindowState.QUARANTINED]
            for report in reports
        )

    server.report(carded, 30, "every cell shows the card")


def test_a_lost_order_is_sent_again(node: NodeUnderTest, server: FakeServer) -> None:
    node.behave(A, "--lose-orders", "1")
    bring_up(node, server)


def test_the_wall_survives_its_node(node: NodeUnderTest, server: FakeServer) -> None:
    before = bring_up(node, server)
    node.kill_once_kept(1)
    assert not gone([health.pid or 0 for health in before.values()])
    node.start()
    after = server.report(all_show(1, each_its_own()), 30, "the new node found all")
    assert {c.cell: c.pid for c in after.cells} == {c: h.pid for c, h in before.items()}
    assert {c.cell: c.incarnation for c in after.cells} == dict.fromkeys(before, 1)
    hello = [m for _, m, _ in server.said if isinstance(m, NodeHello)][-1]
    assert hello.version == Version(epoch=1, revision=1)


def test_sigterm_ends_the_node_alone(node: NodeUnderTest, server: FakeServer) -> None:
    before = bring_up(node, server)
    assert node.process is not None
    node.process.terminate()
    assert node.end() == 0
    assert all(psutil.pid_exists(health.pid or 0) for health in before.values())


def test_a_cold_start_without_a_server_shows_what_was_kept(node: NodeUnderTest, server: FakeServer) -> None:
    bring_up(node, server)
    server.send(StopNode())
    assert node.end() == 0
    server.stop()
    node.start()
    until(lambda: len(node.processes("bad_renderer")) == 4, 40, "renderers without a server")
    server.start()
    server.report(all_show(1, each_its_own()), 30, "they show what was kept")


def test_a_server_that_dies_changes_no_cell(node: NodeUnderTest, server: FakeServer) -> None:
    before = bring_up(node, server)
    shown = [m for _, m, _ in server.said if isinstance(m, CellShown)]
    server.stop()
    pid = before[A].pid
    assert pid is not None
    os.kill(pid, signal.SIGKILL)
    until(lambda: len(node.processes("bad_renderer")) == 4 and gone([pid]), 30, "healed without a server")
    server.start()
    after = server.report(all_show(1, each_its_own()), 30, "the server hears of the same wall")
    assert {c.cell: c.pid for c in after.cells if c.cell != A} == {
        c: h.pid for c, h in before.items() if c != A
    }
    server.event("renderer_back", cell=A)
    now_shown = {m.cell for _, m, _ in server.said if isinstance(m, CellShown)} - {m.cell for m in shown}
    assert not now_shown


def test_when_the_nursery_dies_renderers_are_succeeded_one_by_one(
    node: NodeUnderTest, server: FakeServer
) -> None:
    before = bring_up(node, server)
    old = [health.pid or 0 for health in before.values()]
    nursery = node.nursery
    nursery.kill()
    lowest = 4

    def succeeded() -> bool:
        nonlocal lowest
        lowest = min(lowest, len(node.processes("bad_renderer")))
        return gone(old)

    until(succeeded, 60, "all orphans have gone")
    assert lowest == 4, "a cell was dark"
    server.report(all_show(1, each_its_own()), 30, "all show")
    assert len(node.processes("bad_renderer")) == 4
    assert node.nursery.pid != nursery.pid
    assert not server.events("renderer_died")


def test_after_node_and_nursery_are_killed_together_nothing_paints_twice(
    node: NodeUnderTest, server: FakeServer
) -> None:
    before = bring_up(node, server)
    old = [health.pid or 0 for health in before.values()]
    node.nursery.kill()
    node.kill_once_kept(1)
    assert len(node.processes("bad_renderer")) == 4
    node.start()
    until(lambda: gone(old), 60, "the orphans were found and succeeded")
    server.report(all_show(1, each_its_own()), 30, "all show")
    assert len(node.processes("bad_renderer")) == 4


def test_stop_leaves_no_process_socket_or_record(node: NodeUnderTest, server: FakeServer) -> None:
    node.behave(A, "--deaf")
    bring_up(node, server)
    server.send(StopNode())
    assert node.end() == 0
    assert not node.processes("bad_renderer") and not node.processes("fake_nursery")
    left = {path.name for path in (node.folder / "run").iterdir()} - {"nursery.json"}
    assert not {name for name in left if not name.endswith(".lock")}


def test_a_technician_restarts_a_cell(node: NodeUnderTest, server: FakeServer) -> None:
    before = bring_up(node, server)
    server.send(RestartCell(cell=A))
    server.report(lambda cells: cells[A].incarnation == 2 and all_show(1, each_its_own())(cells), 30, "anew")
    assert gone([before[A].pid or 0])


def test_pictures_come_on_their_own_lane(node: NodeUnderTest, server: FakeServer) -> None:
    bring_up(node, server)
    server.send(SnapshotWanted(ticket="t", cells=(A, B)))

    def snapshots() -> bool | None:
        found = {m.cell: len(more[0]) for _, m, more in server.said if isinstance(m, CellSnapshot)}
        return True if found.keys() == {A, B} and min(found.values()) > 1_000_000 else None

    server.wait(snapshots, 30, "both snapshots")
    server.send(EchoWanted(width=160, fps=5))

    def echoes() -> bool | None:
        found = {m.cell for _, m, _ in server.said if isinstance(m, EchoPicture)}
        return True if len(found) == 4 else None

    server.wait(echoes, 30, "an echo of each cell")
