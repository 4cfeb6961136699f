"""Rule: a door that does not keep strangers out, or keeps everybody out, is never opened."""

from __future__ import annotations

import socket
from collections.abc import Iterator

import pytest
import zmq

from tests.bus.ends import ServerSide, bus_threads
from wallctl.bus import gate as gates
from wallctl.bus.gate import Gate
from wallctl.bus.sockets import Socket
from wallctl.errors import Unavailable


@pytest.fixture
def free_port() -> Iterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    yield port


def refuses_to_start(port: int, why: str) -> None:
    side = ServerSide(f"tcp://127.0.0.1:{port}")
    with pytest.raises(Unavailable, match=why):
        side.end.start()
    assert bus_threads() == []
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", port), timeout=1)


def test_a_door_that_lets_strangers_in_is_not_opened(free_port: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Gate, "_user", lambda *_: b"anybody")
    refuses_to_start(free_port, "let a stranger in")


def test_a_door_that_lets_nobody_in_is_not_opened(free_port: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Gate, "_user", lambda *_: b"")
    refuses_to_start(free_port, "refused a known key")


def test_a_door_without_a_keeper_is_not_opened(free_port: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Gate, "answer", lambda _: None)
    monkeypatch.setattr(gates, "PROBE_DEADLINE_S", 0.3)
    refuses_to_start(free_port, "got no answer")


def test_without_the_enforced_domain_the_proof_fails(free_port: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """What a ROUTER that forgot its ZAP options would do: let everybody in."""
    monkeypatch.setattr("wallctl.bus.sockets.ZAP_DOMAIN", b"")
    original = zmq.Socket.setsockopt

    def forget(self: Socket, option: int, value: int | bytes) -> None:
        if option not in (zmq.ZAP_DOMAIN, zmq.ZAP_ENFORCE_DOMAIN):
            original(self, option, value)

    monkeypatch.setattr(zmq.Socket, "setsockopt", forget)
    monkeypatch.setattr(gates, "ZAP_ENDPOINT", "inproc://nobody-looks-here")
    refuses_to_start(free_port, "let a stranger in")
