"""Rule: a peer that is killed or stands still is known as lost within 2 s, and comes back by itself."""

from __future__ import annotations

import contextlib
import json
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Self

from tests.bus.ends import NODE, ClientSide, ServerSide, wait_until
from tests.leftovers import marked_environment
from wallctl.bus import KeyPair, KeyRing, Link, Lost, Sent, new_key_pair

KEYS, SERVER_KEYS = new_key_pair(), new_key_pair()
ROOT = Path(__file__).resolve().parents[2]


class PeerProcess:
    """A `tests.fakes.bus_peer`."""

    def __init__(self, *, server: bool, address: str, keys: KeyPair, known: str) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.fakes.bus_peer"],
            cwd=ROOT,
            env=marked_environment(),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self._process.stdin is not None
        wanted = {"server": server, "address": address, "known": known, "public": keys.public}
        self._process.stdin.write(json.dumps(wanted | {"secret": keys.secret.get_secret_value()}) + "\n")
        self._process.stdin.flush()
        self.first_line = self.line()

    def line(self) -> str:
        """The next line it says, waited for."""
        assert self._process.stdout is not None
        return self._process.stdout.readline().strip()

    def signal(self, number: signal.Signals) -> None:
        """Send it a signal."""
        self._process.send_signal(number)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._process.kill()
        self._process.communicate()


def server_process(address: str = "tcp://127.0.0.1:*") -> PeerProcess:
    return PeerProcess(server=True, address=address, keys=SERVER_KEYS, known=KEYS.public)


def client_of(server: PeerProcess) -> ClientSide:
    return ClientSide(server.first_line, server_public=SERVER_KEYS.public, keys=KEYS)


@contextlib.contextmanager
def stopped_client() -> Iterator[tuple[ServerSide, Link, PeerProcess]]:
    """A client process that is linked to a server of ours, and then stands still."""
    with (
        ServerSide(ring=KeyRing({KEYS.public: NODE}), keys=SERVER_KEYS) as server,
        PeerProcess(server=False, address=server.end.endpoint, keys=KEYS, known=SERVER_KEYS.public) as client,
    ):
        link = server.link_of(NODE)
        assert client.line() == "up"
        client.signal(signal.SIGSTOP)
        yield server, link, client


def test_a_killed_server_is_lost_and_its_successor_found() -> None:
    with server_process() as first, client_of(first) as client:
        client.up()
        first.signal(signal.SIGKILL)
        assert wait_until(lambda: client.downs, 3, "down") < 2.0
        assert client.end.send(b"late command") is Sent.GONE
        with server_process(first.first_line) as second:
            client.up(2, within_s=10)
            assert second.line() == "up"
            client.end.send(b"new command")
            assert second.line() == "message"


def test_a_server_that_stands_still_is_lost_within_two_seconds() -> None:
    with server_process() as server, client_of(server) as client:
        client.up()
        assert server.line() == "up"
        server.signal(signal.SIGSTOP)
        assert wait_until(lambda: client.downs, 3, "down") < 2.0
        assert client.downs == [Lost.SILENT]
        server.signal(signal.SIGCONT)
        client.up(2, within_s=15)
        # The old link never comes back; its remains end by themselves.
        assert {server.line(), server.line()} <= {"up", "down gone", "down silent"}


def test_a_client_that_stands_still_is_lost_within_two_seconds() -> None:
    with stopped_client() as (server, link, client):
        for _ in range(100):
            server.end.send(link, bytes(1 << 19))
        assert wait_until(lambda: server.downs, 3, "down") < 2.0
        assert server.downs == [(link, Lost.SILENT)]
        client.signal(signal.SIGCONT)
        wait_until(lambda: len(server.ups) == 2, 10, "back with a new link")


def test_stop_with_a_peer_that_stands_still_takes_less_than_a_second() -> None:
    with server_process() as server:
        client = client_of(server)
        client.end.start()
        client.up()
        server.signal(signal.SIGSTOP)
        for _ in range(100):
            client.end.send(bytes(1 << 19))
        began = time.monotonic()
        client.end.stop()
        assert time.monotonic() - began < 1.0
        assert not client.end.alive
