"""Rule: each connection is a link of its own, and what waits for a slow one stays bounded and new."""

from __future__ import annotations

from functools import partial

from tests.bus.ends import DESK, NODE, PATIENT, ClientSide, RawPeer, ServerSide, wait_until
from wallctl.bus import (
    COMMAND_LANE,
    PICTURE_LANE,
    KeyRing,
    Sent,
    new_key_pair,
)
from wallctl.protocol.link import PAYLOAD

NODE_KEYS, DESK_KEYS = new_key_pair(), new_key_pair()
RING = KeyRing({NODE_KEYS.public: NODE, DESK_KEYS.public: DESK})


def test_two_connections_of_one_key_are_two_links() -> None:
    with (
        ServerSide(ring=RING) as server,
        ClientSide.of(server, DESK_KEYS) as first,
        ClientSide.of(server, DESK_KEYS) as second,
    ):
        first.up()
        second.up()
        wait_until(lambda: len(server.ups) == 2, 30, "two links")
        for link, _ in server.ups:
            server.end.send(link, b"%d" % link.number)
        wait_until(lambda: first.messages and second.messages, 30, "both")
        assert sorted(data for data, _ in first.messages + second.messages) == [b"1", b"2"]


def test_one_peer_has_a_bounded_number_of_links() -> None:
    most = COMMAND_LANE.links_per_peer
    with ServerSide(ring=RING, limits=PATIENT) as server:
        peers = [RawPeer.of(server, DESK_KEYS) for _ in range(most + 1)]
        for number, peer in enumerate(peers):
            peer.greet()
            wait_until(partial(_answered, server, number), 30, "answer")
        assert len(server.ups) == most
        assert f"has {most} connections" in server.troubles[0].detail
        # Those that went away without a word make room at once.
        for peer in peers:
            peer.__exit__(None, None, None)
        with ClientSide.of(server, DESK_KEYS) as client:
            client.up()


def _answered(server: ServerSide, before: int) -> bool:
    return len(server.ups) + bool(server.troubles) > before


def test_a_slow_peer_gets_the_newest_state_and_delays_nobody() -> None:
    with (
        ServerSide(ring=RING, limits=PATIENT) as server,
        RawPeer.of(server, DESK_KEYS) as slow,
        ClientSide.of(server, NODE_KEYS) as node,
    ):
        slow.greet()
        link, healthy = server.link_of(DESK), server.link_of(NODE)
        node.up()
        state = bytes(200_000)
        for number in range(300):
            server.end.send(link, b"%d" % number, [state], replace_key="wall")
            server.end.send(healthy, b"%d" % number, replace_key=number)
        wait_until(lambda: len(node.messages) == 300, 30, "all for the healthy one")
        assert server.end.counts().replaced > 100
        last = b""
        while last != b"299":
            frames = slow.hears(30)
            assert frames is not None
            last = frames[1] if frames[0] == PAYLOAD else last


def test_a_queue_that_overflows_refuses_and_counts() -> None:
    with ServerSide(ring=RING, limits=PATIENT) as server, RawPeer.of(server, DESK_KEYS) as slow:
        slow.greet()
        link = server.link_of(DESK)
        outcomes = {server.end.send(link, bytes(1 << 19)) for _ in range(100)}
        assert Sent.FULL in outcomes
        assert server.end.counts().overflowed > 0


def test_ten_thousand_messages_arrive_in_order() -> None:
    with ServerSide(ring=RING) as server, ClientSide.of(server, NODE_KEYS) as node:
        link = server.link_of(NODE)
        node.up()
        for number in range(10_000):
            assert server.end.send(link, b"%d" % number) is Sent.QUEUED
            if number % 10 == 0:
                node.end.send(b"up %d" % number)
        wait_until(lambda: len(node.messages) == 10_000, 30, "all down")
        wait_until(lambda: len(server.messages) == 1_000, 30, "all up")
        assert [int(data) for data, _ in node.messages] == list(range(10_000))
        assert [data for _, data, _ in server.messages] == [b"up %d" % n for n in range(0, 10_000, 10)]


def test_a_picture_as_large_as_its_lane_arrives_whole() -> None:
    picture = bytes(range(256)) * (PICTURE_LANE.max_frame_bytes // 256)
    with (
        ServerSide(ring=RING, limits=PICTURE_LANE) as server,
        ClientSide.of(server, NODE_KEYS, limits=PICTURE_LANE) as node,
    ):
        link = server.link_of(NODE)
        node.up()
        node.end.send(b"r0c0", [picture])
        server.end.send(link, b"r0c1", [picture])
        wait_until(lambda: server.messages and node.messages, 30, "both pictures")
        assert server.messages[0] == (link, b"r0c0", (picture,))
        assert node.messages[0] == (b"r0c1", (picture,))
