"""Rule: the nursery forks from one task, tells every birth and death, outlives its node, leaves nothing."""

from __future__ import annotations

import errno
import os
import resource
import selectors
import signal
import socket
import stat
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.fakes.small_node import NurseryLine, SmallNode, alive, memory_files, tasks
from tests.renderer.scripted import source, wait_for
from wallctl.model.geometry import PxRect
from wallctl.model.ids import CellId, NodeId
from wallctl.model.wall import Size
from wallctl.protocol.nursery import (
    Born,
    Child,
    Died,
    Fork,
    ForkScout,
    Kill,
    Nursing,
    Quit,
    RendererSpec,
    ScoutSpec,
    WipeLastPicture,
)
from wallctl.renderer.last_picture import new_memory_file
from wallctl.renderer.nursery import SOCKET_NAME, Nursery
from wallctl.rules.endings import NO_PROCESS

pytestmark = pytest.mark.timeout(60)


@pytest.fixture
def node(short_path: Path) -> Iterator[SmallNode]:
    with SmallNode(short_path) as node:
        yield node


def _mapped(pid: int) -> set[str]:
    """Inodes of the memory files that a process holds, in which no one else can stand."""
    found = set()
    for entry in Path(f"/proc/{pid}/fd").iterdir():
        if "memfd:wallctl-" in str(entry.readlink()):
            found.add(f"{entry.stat().st_ino}")
    return found


def test_it_has_one_task_before_and_after_forks(node: SmallNode) -> None:
    assert len(tasks(node.nursery.pid)) == 1
    node.fork("r0c0")
    node.fork("r0c1")
    assert len(tasks(node.nursery.pid)) == 1


def test_a_renderer_is_born_named_and_says_hello(node: SmallNode) -> None:
    pid = node.fork("r0c0", incarnation=4)
    born = node.line.wait(Born)
    assert born.child == Child(cell=born.child.cell, incarnation=4, pid=pid, token="r0c0-4")
    hello = node.hellos["r0c0"]
    assert (hello.pid, hello.incarnation, hello.version.revision) == (pid, 4, 0)
    assert Path(f"/proc/{pid}/comm").read_text().strip() == "wallctl-r0c0"
    assert "r0c0-4" not in Path(f"/proc/{pid}/cmdline").read_text()


@pytest.mark.parametrize(
    ("number", "code"), [(signal.SIGKILL, -9), (signal.SIGTERM, -15), (signal.SIGSEGV, -11)]
)
def test_a_death_is_told_with_its_signal(node: SmallNode, number: signal.Signals, code: int) -> None:
    pid = node.fork("r0c0")
    os.kill(pid, number)
    died = node.line.wait(Died, 20.0)
    assert (died.child.pid, died.code) == (pid, code)
    assert not Path(f"/proc/{pid}").exists(), "reaped"


def test_a_kill_ends_even_a_stopped_renderer(node: SmallNode) -> None:
    pid = node.fork("r0c0")
    os.kill(pid, signal.SIGSTOP)
    died = node.kill(pid)
    assert (died.child.pid, died.code) == (pid, -9)


def test_only_a_renderer_of_its_own_is_killed(node: SmallNode) -> None:
    stranger = subprocess.Popen(["sleep", "600"])
    try:
        node.line.send(Kill(pid=stranger.pid))
        node.line.send(Kill(pid=node.nursery.pid))
        node.line.send(Kill(pid=1))
        node.fork("r0c0")
        assert stranger.poll() is None and alive(node.nursery.pid)
    finally:
        stranger.kill()
        stranger.wait(30)


def test_renderers_live_on_when_the_node_hangs_up_and_the_next_node_hears_of_them(node: SmallNode) -> None:
    pids = {node.fork(cell) for cell in ("r0c0", "r0c1")}
    node.line.close()
    second = NurseryLine(node.run_dir / SOCKET_NAME)
    nursing = second.wait(Nursing)
    assert nursing.pid == node.nursery.pid
    assert {child.pid for child in nursing.children} == pids
    assert {child.token for child in nursing.children} == {"r0c0-1", "r0c1-1"}
    assert all(alive(pid) for pid in pids)
    node.line = second


def test_a_death_while_no_node_was_there_is_not_among_the_living(node: SmallNode) -> None:
    pid = node.fork("r0c0")
    node.line.close()
    os.kill(pid, signal.SIGKILL)
    wait_for(lambda: not Path(f"/proc/{pid}").exists(), 20.0, "reaped without a node")
    second = NurseryLine(node.run_dir / SOCKET_NAME)
    assert second.wait(Nursing).children == ()
    node.line = second


def test_the_newest_node_wins(node: SmallNode) -> None:
    first, second = node.line, NurseryLine(node.run_dir / SOCKET_NAME)
    second.wait(Nursing)

    def hung_up_on() -> bool:
        first.poll()
        return first.closed

    wait_for(hung_up_on, 20.0, "the first is hung up on")
    node.line = second
    node.fork("r0c0")
    first.close()


def test_what_it_cannot_read_is_skipped(node: SmallNode) -> None:
    for line in (b"\n", b"{}\n", b'{"kind": "fork"}\n', b'{"kind": "exec", "argv": ["id"]}\n', b"\xff\xfe\n"):
        node.line.socket.sendall(line)
    node.line.socket.sendall(b'{"kind": "ki')
    node.line.socket.sendall(b'll", "pid": 1}\n')
    node.fork("r0c0")


def test_a_node_that_does_not_listen_holds_no_renderer_up(node: SmallNode) -> None:
    """Its line is full; births and deaths go on, and the next node is told the truth."""
    pid = node.fork("r0c0")
    deaf = NurseryLine(node.run_dir / SOCKET_NAME)
    deaf.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1)
    deaf.send(Fork(spec=node.spec("r0c1")))
    os.kill(pid, signal.SIGKILL)
    wait_for(lambda: not Path(f"/proc/{pid}").exists(), 20.0, "reaped")
    node.line.close()
    node.line = NurseryLine(node.run_dir / SOCKET_NAME)
    assert [child.cell for child in node.line.wait(Nursing).children] == ["r0c1"]
    deaf.close()


def test_quit_leaves_no_process_and_no_socket(short_path: Path) -> None:
    with SmallNode(short_path) as node:
        pids = [node.fork(cell) for cell in ("r0c0", "r0c1", "r1c0")]
        os.kill(pids[1], signal.SIGSTOP)
        node.line.send(Quit())
        assert node.nursery.wait(30) == 0
        assert not any(alive(pid) for pid in pids)
        assert not (node.run_dir / SOCKET_NAME).exists()


def test_sigterm_is_quit(short_path: Path) -> None:
    with SmallNode(short_path) as node:
        pid = node.fork("r0c0")
        node.nursery.terminate()
        assert node.nursery.wait(30) == 0
        assert not alive(pid) and not (node.run_dir / SOCKET_NAME).exists()


def test_a_second_nursery_is_refused_and_the_first_goes_on(node: SmallNode) -> None:
    pid = node.fork("r0c0")
    second = node.start_nursery()
    assert second.wait(30) != 0
    assert "serves this node already" in node.log.read_text()
    assert alive(pid)
    again = NurseryLine(node.run_dir / SOCKET_NAME)
    assert len(again.wait(Nursing).children) == 1
    node.line.close()
    node.line = again


def test_the_socket_of_a_killed_nursery_is_taken_over(short_path: Path) -> None:
    with SmallNode(short_path) as node:
        pid = node.fork("r0c0")
        node.nursery.kill()
        node.nursery.wait(30)
        node.line.close()
        assert (node.run_dir / SOCKET_NAME).exists()
        node.nursery = node.start_nursery()
        node.line = NurseryLine(node.run_dir / SOCKET_NAME)
        assert node.line.wait(Nursing).children == ()
        # The node's business: what an earlier nursery left is known by its pid record.
        os.kill(pid, signal.SIGKILL)


def test_the_socket_is_the_owners_alone(node: SmallNode) -> None:
    assert stat.S_IMODE((node.run_dir / SOCKET_NAME).stat().st_mode) == 0o600


def test_a_cells_memory_outlives_its_renderers_and_no_one_else_has_it(node: SmallNode) -> None:
    first, other = node.fork("r0c0"), node.fork("r0c1")
    memory = _mapped(first)
    assert len(memory) == 1 and not memory & _mapped(other)
    node.kill(first)
    assert _mapped(node.fork("r0c0", incarnation=2)) == memory


def test_a_wipe_leaves_nothing_for_the_next_renderer(node: SmallNode) -> None:
    pid = node.fork("r0c0")
    node.wait(lambda: "r0c0" in node.reports, 30, "it beats, and keeps its picture")
    (path,) = [
        entry for entry in Path(f"/proc/{node.nursery.pid}/fd").iterdir() if "memfd" in str(entry.readlink())
    ]
    node.kill(pid)
    assert any(path.read_bytes())
    node.line.send(WipeLastPicture(cell=CellId("r0c0")))
    wait_for(lambda: not any(path.read_bytes()), 20.0, "wiped")
    assert _mapped(node.fork("r0c0", incarnation=2))


def test_a_renderer_holds_nothing_of_the_nurserys(node: SmallNode) -> None:
    node.fork("r0c0")
    pid = node.fork("r0c1")
    assert {name for name in memory_files(pid) if "wallctl-r" in name} == {"/memfd:wallctl-r0c1 (deleted)"}
    links = [str(entry.readlink()) for entry in Path(f"/proc/{pid}/fd").iterdir()]
    line = node.line.socket
    peer = line.getpeername()
    assert isinstance(peer, str) and peer.endswith(SOCKET_NAME)
    held = Path("/proc/net/unix").read_text().splitlines()
    named = {row.split()[6] for row in held if row.endswith(SOCKET_NAME)}
    assert not [link for link in links if link.removeprefix("socket:[").rstrip("]") in named]


def test_a_renderer_that_cannot_begin_ends_with_a_code_of_its_own(node: SmallNode) -> None:
    after = len(node.line.said)
    node.line.send(Fork(spec=node.spec("r0c0", bus="tcp://nowhere")))
    died = node.line.wait(Died, 10.0, after=after)
    assert died.code in (70, 76), died


# ---- a machine without room --------------------------------------------------------------------------------
def _descriptors(node: SmallNode, more: int | None) -> None:
    """Let the nursery open so many more, or as many as before (None)."""
    pid = node.nursery.pid
    held = {int(entry.name) for entry in Path(f"/proc/{pid}/fd").iterdir()}
    free = [number for number in range(1024) if number not in held]
    _, most = resource.prlimit(pid, resource.RLIMIT_NOFILE)
    resource.prlimit(pid, resource.RLIMIT_NOFILE, (1024 if more is None else free[more], most))


def test_where_there_is_no_room_for_a_renderer_the_node_is_told_and_the_nursery_goes_on(
    node: SmallNode,
) -> None:
    living = node.fork("r0c0")
    _descriptors(node, 0)
    after = len(node.line.said)
    node.line.send(Fork(spec=node.spec("r0c1")))
    died = node.line.wait(Died, after=after)
    assert (died.child.cell, died.child.token, died.child.pid, died.code) == ("r0c1", "r0c1-1", 0, NO_PROCESS)
    assert "r0c1 cannot be begun" in node.log.read_text()
    _descriptors(node, None)
    node.fork("r0c1", incarnation=2)
    assert alive(living)


def test_a_node_that_cannot_be_let_in_is_let_in_when_there_is_room(node: SmallNode) -> None:
    living = node.fork("r0c0")
    _descriptors(node, 0)
    second = NurseryLine(node.run_dir / SOCKET_NAME)
    wait_for(lambda: "nobody can be let in" in node.log.read_text(), 20.0, "it is told")
    assert not second.said and alive(living)
    _descriptors(node, None)
    assert [child.pid for child in second.wait(Nursing).children] == [living]
    node.line.close()
    node.line = second


@pytest.fixture
def here(short_path: Path) -> Iterator[tuple[Nursery, NurseryLine]]:
    """A nursery in this process, and a node's line to it."""
    nursery = Nursery(short_path)
    line = NurseryLine(short_path / SOCKET_NAME)
    with selectors.DefaultSelector() as nursery._ready:
        nursery._accept()
        yield nursery, line
        line.close()
        nursery._hang_up()
    for held in (nursery._listener, nursery._wake_read, nursery._wake_write):
        held.close()
    for fd in nursery._memory.values():
        os.close(fd)


@pytest.mark.parametrize("number", [errno.EAGAIN, errno.ENOMEM])
def test_a_fork_that_is_refused_is_told_for_a_renderer_as_for_a_scout(
    here: tuple[Nursery, NurseryLine], monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    nursery, line = here

    def refused() -> int:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(os, "fork", refused)
    view = source()
    scout = ScoutSpec(scout=CellId("scout-1"), node=NodeId("local"), token="s", bus="ipc:///x", view=view)
    cell = RendererSpec(
        cell=CellId("r0c0"),
        node=NodeId("local"),
        incarnation=3,
        token="c",
        bus="ipc:///x",
        px=Size(w=320, h=240),
        place_px=PxRect(x=0, y=0, w=320, h=240),
    )
    for message in (ForkScout(spec=scout), Fork(spec=cell)):
        line.send(message)
        nursery._read()
    line.wait(Died)
    died = [one for one in line.said if isinstance(one, Died)]
    assert [(one.child.token, one.child.pid, one.code) for one in died] == [
        ("s", 0, NO_PROCESS),
        ("c", 0, NO_PROCESS),
    ]


def test_a_memory_file_that_cannot_be_made_larger_is_not_held_by_its_old_number(
    here: tuple[Nursery, NurseryLine], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The number may be another file's by then, and a wipe would write into it."""
    nursery, line = here
    nursery._memory[CellId("r0c0")] = new_memory_file("r0c0", 8, 8)

    def refused(cell: str, width: int, height: int) -> int:
        raise OSError(errno.ENOMEM, os.strerror(errno.ENOMEM))

    monkeypatch.setattr("wallctl.renderer.nursery.new_memory_file", refused)
    spec = RendererSpec(
        cell=CellId("r0c0"),
        node=NodeId("local"),
        incarnation=1,
        token="c",
        bus="ipc:///x",
        px=Size(w=320, h=240),
        place_px=PxRect(x=0, y=0, w=320, h=240),
    )
    line.send(Fork(spec=spec))
    nursery._read()
    assert line.wait(Died).code == NO_PROCESS
    assert not nursery._memory
