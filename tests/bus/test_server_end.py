"""Rule: it serves one address, only safely, tells why when it cannot, and leaves nothing behind."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.bus.ends import DESK, NODE, ClientSide, RawPeer, ServerSide, bus_threads, wait_until
from wallctl.bus import (
    COMMAND_LANE,
    KeyPair,
    KeyRing,
    Lost,
    Peer,
    PeerRole,
    Sent,
    ServerEnd,
    new_key_pair,
)
from wallctl.errors import BadInput, BadMessage, Unavailable

NODE_KEYS, DESK_KEYS = new_key_pair(), new_key_pair()
RING = KeyRing({NODE_KEYS.public: NODE, DESK_KEYS.public: DESK})


def test_messages_and_attachments_go_both_ways() -> None:
    with ServerSide(ring=RING) as server:
        with ClientSide.of(server, NODE_KEYS) as client:
            link = server.link_of(NODE)
            assert server.ups == [(link, b"hello")]
            client.up()
            assert client.end.send(b"up", [b"1", b""]) is Sent.QUEUED
            assert server.end.send(link, b"down", [b"2" * 1000]) is Sent.QUEUED
            wait_until(lambda: server.messages and client.messages, 30, "both messages")
            assert server.messages == [(link, b"up", (b"1", b""))]
            assert client.messages == [(b"down", (b"2" * 1000,))]
        # The goodbye is under way: a server that stops before it comes has no client that left.
        wait_until(lambda: server.downs, 30, "the client left")
    assert server.downs == [(link, Lost.LEFT)]
    assert client.downs == [Lost.STOPPED]
    assert server.troubles == client.troubles == []


def test_too_large_a_message_is_refused_at_once() -> None:
    with ServerSide(ring=RING) as server, ClientSide.of(server, NODE_KEYS):
        link = server.link_of(NODE)
        with pytest.raises(BadMessage, match="node node-a"):
            server.end.send(link, bytes(COMMAND_LANE.max_frame_bytes + 1))


def test_a_taken_port_is_named() -> None:
    with ServerSide(ring=RING) as server:
        second = ServerSide(server.end.endpoint, ring=RING)
        with pytest.raises(Unavailable, match=server.end.endpoint):
            second.end.start()
        assert not second.end.alive


def test_an_end_is_started_once() -> None:
    with ServerSide(ring=RING) as server, pytest.raises(Unavailable):
        server.end.start()


def test_after_stop_nothing_is_sent_and_nothing_is_left() -> None:
    with ServerSide(ring=RING) as server, ClientSide.of(server, NODE_KEYS):
        link = server.link_of(NODE)
    server.end.stop()
    assert server.end.send(link, b"late") is Sent.GONE
    server.end.recheck()
    assert bus_threads() == []


@pytest.mark.parametrize(
    ("bind", "keys"),
    [
        ("tcp://127.0.0.1:*", None),
        ("ipc:///x/y", NODE_KEYS),
        ("inproc://x", None),
        ("udp://x", None),
        ("", None),
    ],
)
def test_only_encrypted_tcp_and_private_ipc_are_served(bind: str, keys: KeyPair | None) -> None:
    with pytest.raises(BadInput):
        ServerSide(bind, keys=keys) if keys else _server_without_keys(bind)


def _server_without_keys(bind: str) -> None:
    ServerEnd(
        bind,
        keys=None,
        ring=lambda _: None,
        on_message=lambda *_: None,
        on_up=lambda *_: None,
        on_down=lambda *_: None,
    )


# The local lane


@pytest.fixture
def place(short_path: Path) -> str:
    return f"ipc://{short_path}/bus"


RENDERER = Peer(name="r0c0", role=PeerRole.RENDERER)


def test_on_a_local_lane_the_token_says_who_it_is(place: str) -> None:
    with (
        ServerSide(place, ring={"token-1": RENDERER}) as server,
        ClientSide(place, token="token-1") as client,
    ):
        link = server.link_of(RENDERER)
        client.up()
        server.end.send(link, b"down")
        client.end.send(b"up")
        wait_until(lambda: server.messages and client.messages, 30, "both")
        server.ring = {}
        server.end.recheck()
        wait_until(lambda: client.refused, 30, "token taken back")


@pytest.mark.parametrize("token", ["wrong", None])
def test_a_wrong_token_is_refused(place: str, token: str | None) -> None:
    with ServerSide(place, ring={"token-1": RENDERER}) as server, RawPeer(place) as stranger:
        stranger.greet(token)
        answer = stranger.hears(30)
        assert answer is not None
        assert b'"reason":"stranger"' in answer[1]
        assert server.ups == []
        assert all("token" not in report.detail for report in server.troubles)


def test_a_second_bind_is_refused_and_the_first_still_serves(place: str) -> None:
    with ServerSide(place, ring={"t": RENDERER}) as server:
        second = ServerSide(place)
        with pytest.raises(Unavailable, match="already served by process"):
            second.end.start()
        with ClientSide(place, token="t") as client:
            client.up()
            assert len(server.ups) == 1


def test_a_folder_that_others_can_enter_is_not_served(place: str, short_path: Path) -> None:
    short_path.chmod(0o755)
    server = ServerSide(place)
    with pytest.raises(BadInput, match="chmod 700"):
        server.end.start()
    short_path.chmod(0o700)
    with ServerSide(place):
        pass
