"""Rule: what the node says reaches the GUI thread in order with one wake-up; damage and refusal are told."""

from __future__ import annotations

import os
import select
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.renderer.scripted import wait_for
from wallctl.bus.keys import Peer, PeerRole
from wallctl.bus.lane import CELL_LANE, Link
from wallctl.bus.server_end import ServerEnd
from wallctl.model.base import Value
from wallctl.model.desired import Version
from wallctl.model.ids import CellId
from wallctl.protocol.cell import CellHello, FromRenderer, Order, Picture, Ready, Snapshot, from_renderer
from wallctl.protocol.codec import encode
from wallctl.renderer.bus_link import NodeLink, NodeLost, WakeUp

TOKEN = "canary-token-5512"


class Node:
    """The node's end of the lane."""

    def __init__(self, address: str) -> None:
        self.came: list[tuple[FromRenderer, tuple[bytes, ...]]] = []
        self.hellos: list[FromRenderer] = []
        self.links: list[Link] = []
        self.end = ServerEnd(
            address,
            keys=None,
            ring=lambda token: Peer(name="r0c0", role=PeerRole.RENDERER) if token == TOKEN else None,
            on_message=lambda link, data, parts: self.came.append((from_renderer.decode(data, "r"), parts)),
            on_up=self._up,
            on_down=lambda link, why: None,
            limits=CELL_LANE,
        )

    def _up(self, link: Link, hello: bytes) -> None:
        self.hellos.append(from_renderer.decode(hello, "r"))
        self.links.append(link)

    def send(self, message: Value | bytes) -> None:
        self.end.send(self.links[-1], message if isinstance(message, bytes) else encode(message))


@pytest.fixture
def node(short_path: Path) -> Iterator[Node]:
    (short_path / "run").mkdir(mode=0o700)
    node = Node(f"ipc://{short_path}/run/node.ipc")
    node.end.start()
    yield node
    node.end.stop()


@pytest.fixture
def wake() -> Iterator[WakeUp]:
    wake = WakeUp()
    yield wake
    os.close(wake.fd)


@pytest.fixture
def told() -> list[str]:
    return []


def _link(short_path: Path, wake: WakeUp, told: list[str], token: str = TOKEN) -> NodeLink:
    version = Version(epoch=1, revision=7)
    return NodeLink(
        f"ipc://{short_path}/run/node.ipc",
        token,
        lambda: CellHello(cell=CellId("r0c0"), incarnation=3, pid=os.getpid(), version=version),
        wake,
        told.append,
    )


@pytest.fixture
def link(node: Node, short_path: Path, wake: WakeUp, told: list[str]) -> Iterator[NodeLink]:
    link = _link(short_path, wake, told)
    link.start()
    # The node has a link as soon as it sends its welcome; the renderer may speak once that has come.
    wait_for(lambda: node.links and _rings(wake), 20.0, "up on both ends")
    yield link
    link.stop()


def _rings(wake: WakeUp) -> bool:
    return bool(select.select([wake.fd], [], [], 0)[0])


def _order(revision: int) -> Order:
    return Order(version=Version(epoch=1, revision=revision), picture=Picture())


def test_the_first_word_is_who_it_is_and_what_it_shows(node: Node, link: NodeLink) -> None:
    (hello,) = node.hellos
    assert isinstance(hello, CellHello)
    assert (hello.cell, hello.incarnation, hello.version.revision) == ("r0c0", 3, 7)


def test_orders_come_in_order_with_a_ring(node: Node, link: NodeLink, wake: WakeUp) -> None:
    wake.clear()
    for revision in range(50):
        node.send(_order(revision))
    came: list[object] = []

    def all_came() -> bool:
        came.extend(link.messages())
        return len(came) == 50

    wait_for(all_came, 20.0, "all orders")
    assert came == [_order(revision) for revision in range(50)]
    assert _rings(wake)
    wake.clear()
    assert not _rings(wake)


def test_the_loss_of_the_node_comes_after_all_that_it_said(node: Node, link: NodeLink, wake: WakeUp) -> None:
    wake.clear()
    node.send(_order(1))
    wait_for(lambda: _rings(wake), 20.0, "it came, and nobody has looked yet")
    node.end.stop()
    came: list[object] = []

    def lost() -> bool:
        came.extend(link.messages())
        return NodeLost() in came

    wait_for(lost, 30.0, "the loss")
    assert came[:2] == [_order(1), NodeLost()]


def test_what_cannot_be_read_is_told_and_dropped(
    node: Node, link: NodeLink, wake: WakeUp, told: list[str]
) -> None:
    for bad in (b"", b"{", b'{"kind": "order"}', b'{"kind": "fly"}', b"\x80\x04K\x01."):
        node.send(bad)
    node.send(_order(1))
    came = wait_for(link.messages, 20.0, "the good one")
    assert came == [_order(1)]
    assert len(told) == 5 and all("node" in line for line in told)


def test_messages_and_pictures_reach_the_node(node: Node, link: NodeLink) -> None:
    link.send(Ready(version=Version(epoch=1, revision=2), done=True))
    picture = os.urandom(2_000_000)
    link.send(Snapshot(ticket="t", version=Version()), (picture,))
    wait_for(lambda: len(node.came) == 2, 20.0, "both")
    assert isinstance(node.came[0][0], Ready)
    assert isinstance(node.came[1][0], Snapshot) and node.came[1][1] == (picture,)


def test_beats_of_a_time_without_a_node_do_not_reach_the_next_one(
    node: Node, short_path: Path, wake: WakeUp
) -> None:
    node.end.stop()
    link = _link(short_path, wake, [])
    link.start()
    for revision in range(200):
        link.send(Ready(version=Version(epoch=1, revision=revision)), whole="beat")
    second = Node(f"ipc://{short_path}/run/node.ipc")
    second.end.start()
    last = Ready(version=Version(epoch=1, revision=999))

    def newest_came() -> bool:
        link.send(last, whole="beat")
        return any(message == last for message, _ in second.came)

    try:
        wait_for(newest_came, 10.0, "the newest")
        assert sum(message != last for message, _ in second.came) <= 1
    finally:
        link.stop()
        second.end.stop()


def test_an_old_token_is_refused_and_the_renderer_knows(
    node: Node, short_path: Path, wake: WakeUp, told: list[str]
) -> None:
    link = _link(short_path, wake, told, token="canary-old")
    wake.clear()
    link.start()
    wait_for(lambda: link.refused and _rings(wake), 10.0, "refused, with a ring")
    assert not node.links
    assert told and not any("canary" in line for line in told)
    assert "enrol" in told[0] and "kind=" not in told[0], "in words"
    link.stop()


def test_a_ring_never_blocks_and_many_are_one() -> None:
    wake = WakeUp()

    def ring_often() -> None:
        for _ in range(1000):
            wake.ring()

    threads = [threading.Thread(target=ring_often) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30.0)
    assert _rings(wake)
    wake.clear()
    assert not _rings(wake)
    wake.clear()
    os.close(wake.fd)
