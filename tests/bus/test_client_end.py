"""Rule: it comes back by itself, brings nothing old along, and never holds anybody up."""

from __future__ import annotations

import itertools
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import pytest

from tests.bus.ends import NODE, ClientSide, ServerSide, bus_threads, wait_until
from wallctl.bus import COMMAND_LANE, KeyPair, KeyRing, Lost, Peer, PeerRole, Sent, new_key_pair
from wallctl.errors import BadInput, BadMessage, Unavailable
from wallctl.protocol.link import RefusalReason

KEYS, SERVER_KEYS = new_key_pair(), new_key_pair()
RING = KeyRing({KEYS.public: NODE})
RENDERER = Peer(name="r0c0", role=PeerRole.RENDERER)


def address_of(server: socket.socket) -> str:
    return f"tcp://127.0.0.1:{server.getsockname()[1]}"


@pytest.fixture
def address() -> str:
    """A TCP address at which nobody serves."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        return address_of(server)


@contextmanager
def client_running(client: ClientSide) -> Iterator[None]:
    """Stop a client that was started before."""
    try:
        yield
    finally:
        client.end.stop()


def client_at(address: str) -> ClientSide:
    return ClientSide(address, server_public=SERVER_KEYS.public, keys=KEYS)


def test_it_waits_for_a_server_that_starts_later() -> None:
    with socket.create_server(("127.0.0.1", 0)) as nobody:
        address = address_of(nobody)
        client = client_at(address)
        client.end.start()
        nobody.accept()[0].close()
    with client_running(client):
        assert client.end.send(b"nobody hears this") is Sent.GONE
        with ServerSide(address, ring=RING, keys=SERVER_KEYS) as server:
            client.up()
            client.end.send(b"now")
            wait_until(lambda: server.messages, 30, "message")
            assert [data for _, data, _ in server.messages] == [b"now"]


def test_a_restarted_server_is_noticed_and_greeted_again(address: str) -> None:
    numbers = itertools.count(1)
    client = ClientSide(
        address,
        server_public=SERVER_KEYS.public,
        keys=KEYS,
        hello=lambda: b"hello %d" % next(numbers),
    )
    with client:
        for turn in (1, 2, 3):
            with ServerSide(address, ring=RING, keys=SERVER_KEYS) as server:
                client.up(turn)
                # The client may hear of its welcome before the server's thread has told of it here.
                wait_until(lambda: server.ups, 30, "the server tells of the link")
                assert [hello for _, hello in server.ups] == [b"hello %d" % turn]
            wait_until(partial(_lost, client, turn), 30, "down")
            assert client.end.send(b"late command") is Sent.GONE
        # A good-bye that cannot leave at once is dropped: then the end of the connection tells.
        assert len(client.downs) == 3 and set(client.downs) <= {Lost.LEFT, Lost.GONE}
        assert server.messages == []


def test_a_wrong_server_key_is_said() -> None:
    with ServerSide(ring=RING) as server:
        client = ClientSide(server.end.endpoint, server_public=SERVER_KEYS.public, keys=KEYS)
        with client:
            wait_until(lambda: client.refused, 30, "refusal")
            assert client.refused[0].reason is RefusalReason.HANDSHAKE
            assert "public key" in client.refused[0].text
            assert client.ups == []


def test_an_unknown_key_is_said() -> None:
    with ServerSide() as server, ClientSide.of(server, KEYS) as client:
        wait_until(lambda: client.refused, 30, "refusal")
        assert client.refused[0].reason is RefusalReason.STRANGER
        assert "enrol" in client.refused[0].text
        # Enrolled while it keeps trying, it comes in without a restart.
        server.ring = RING
        client.up()


def test_the_clocks_of_one_machine_are_found_equal() -> None:
    with ServerSide(ring=RING) as server, ClientSide.of(server, KEYS) as client:
        assert client.end.clock() is None
        client.up()
        wait_until(lambda: len(client.end._clock.filter.samples) >= 5, 30, "eager pings")
        clock = client.end.clock()
        assert clock is not None
        assert abs(clock.offset_s) <= clock.uncertainty_s < 0.1


# Stopping raises where it takes longer than `STOP_DEADLINE_S`, below one second.
def test_stop_does_not_wait_for_an_absent_peer(address: str) -> None:
    client = client_at(address)
    client.end.start()
    client.end.stop()
    assert bus_threads() == []


def test_stop_does_not_wait_for_a_peer_that_never_says_a_word() -> None:
    with socket.create_server(("127.0.0.1", 0)) as black_hole:
        client = client_at(address_of(black_hole))
        client.end.start()
        connection, _ = black_hole.accept()
        client.end.stop()
        connection.close()
    assert bus_threads() == []


def test_stop_does_not_wait_for_a_peer_that_takes_nothing() -> None:
    with ServerSide(ring=RING) as server:
        hold = threading.Event()
        client = ClientSide.of(server, KEYS)
        client.end.start()
        client.up()
        try:
            server.messages = _Holding(hold)  # type: ignore[assignment]
            for _ in range(200):
                client.end.send(bytes(500_000))
            client.end.stop()
        finally:
            hold.set()


class _Holding(list[object]):
    """Holds the server's I/O thread inside its callback."""

    def __init__(self, hold: threading.Event) -> None:
        super().__init__()
        self._hold = hold

    def append(self, item: object) -> None:
        self._hold.wait(60)


def test_fifty_connections_leave_no_descriptor_and_no_thread(address: str) -> None:
    def cycle() -> None:
        with ServerSide(address, ring=RING, keys=SERVER_KEYS), client_at(address) as client:
            client.up()

    for _ in range(3):
        cycle()
    before = _descriptors(), threading.active_count()
    for _ in range(50):
        cycle()
    wait_until(lambda: (_descriptors(), threading.active_count()) <= before, 30, "nothing left")


def test_fifty_reconnects_of_one_client_leave_no_descriptor(short_path: Path) -> None:
    place = f"ipc://{short_path}/bus"
    with ClientSide(place, token="t") as client:
        for turn in range(1, 51):
            with ServerSide(place, ring={"t": RENDERER}):
                client.up(turn)
            wait_until(partial(_lost, client, turn), 30, "down")
            if turn == 5:
                before = _descriptors()
        wait_until(lambda: _descriptors() <= before, 30, "descriptors given back")


def _lost(client: ClientSide, times: int) -> bool:
    return len(client.downs) == times


def _descriptors() -> int:
    return len(list(Path("/proc/self/fd").iterdir()))


def test_too_large_a_message_is_refused_at_once() -> None:
    with pytest.raises(BadMessage, match="lane carries"):
        client_at("tcp://127.0.0.1:1").end.send(b"", [bytes(COMMAND_LANE.max_frame_bytes + 1)])


def test_before_start_and_after_stop_nothing_is_sent(address: str) -> None:
    client = client_at(address)
    assert client.end.send(b"x") is Sent.GONE
    client.end.stop()
    with client, pytest.raises(Unavailable):
        client.end.start()
    assert client.end.send(b"x") is Sent.GONE
    assert not client.end.alive


@pytest.mark.parametrize(
    ("connect", "public", "keys", "token"),
    [
        ("tcp://h:1", None, None, None),
        ("tcp://h:1", SERVER_KEYS.public, None, None),
        ("tcp://h:1", None, KEYS, None),
        ("tcp://h:1", "short", KEYS, None),
        ("tcp://h:1", SERVER_KEYS.public, KEYS, "token"),
        ("ipc:///run/x", None, None, None),
        ("ipc:///run/x", SERVER_KEYS.public, KEYS, "token"),
        ("udp://h:1", SERVER_KEYS.public, KEYS, None),
    ],
    # No keys in the names of tests: they are others in each worker.
    ids=range(8),
)
def test_what_cannot_be_a_lane_is_refused(
    connect: str, public: str | None, keys: KeyPair | None, token: str | None
) -> None:
    with pytest.raises(BadInput):
        ClientSide(connect, server_public=public, keys=keys, token=token)
