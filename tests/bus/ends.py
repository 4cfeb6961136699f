"""Two ends of a lane that write down what happens to them, and peers that do not keep the rules."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import replace
from types import TracebackType
from typing import Any, Self

import zmq

from tests.kit.core_time import Moment
from tests.kit.ending import end_patiently
from wallctl.bus import (
    COMMAND_LANE,
    ClientEnd,
    KeyPair,
    KeyRing,
    Limits,
    Link,
    Lost,
    Peer,
    PeerRole,
    ServerEnd,
    TroubleReport,
    new_key_pair,
)
from wallctl.bus.sending import control_frames
from wallctl.protocol.link import Hello, Refused, Welcome

NODE = Peer(name="node-a", role=PeerRole.NODE)
DESK = Peer(name="desk-1", role=PeerRole.DESK)
OPERATOR = Peer(name="operator", role=PeerRole.LOCAL)
PATIENT = replace(COMMAND_LANE, silence_s=60.0)
"""For tests of something else whose peers do not beat: none of them is lost as silent."""


def wait_until(condition: Callable[[], Any], within_s: float, what: str) -> float:
    """Return after how many seconds the condition became true; fail when it does not in time."""
    began = time.monotonic()
    while not condition():
        if time.monotonic() - began > within_s:
            raise AssertionError(f"not within {within_s} s: {what}")
        time.sleep(0.005)
    return time.monotonic() - began


class ServerSide:
    """A server end with its notebook. `ring` may be replaced at any time."""

    def __init__(
        self,
        bind: str = "tcp://127.0.0.1:*",
        *,
        ring: KeyRing | dict[str, Peer] | None = None,
        keys: KeyPair | None = None,
        limits: Limits = COMMAND_LANE,
    ) -> None:
        self.keys = keys or (new_key_pair() if bind.startswith("tcp") else None)
        self.ring: Any = ring if ring is not None else {}
        self.ups: list[tuple[Link, bytes]] = []
        self.downs: list[tuple[Link, Lost]] = []
        self.up_at: list[Moment] = []
        self.down_at: list[Moment] = []
        """When its own thread said so."""
        self._thread_id = 0
        self.messages: list[tuple[Link, bytes, tuple[bytes, ...]]] = []
        self.troubles: list[TroubleReport] = []
        self.end = ServerEnd(
            bind,
            keys=self.keys,
            ring=lambda credential: self.ring.get(credential),
            on_message=lambda link, data, attachments: self.messages.append((link, data, attachments)),
            on_up=self._up,
            on_down=self._down,
            on_trouble=self.troubles.append,
            limits=limits,
        )

    def _up(self, link: Link, hello: bytes) -> None:
        self._thread_id = threading.get_native_id()
        self.up_at.append(Moment.now())
        self.ups.append((link, hello))

    def _down(self, link: Link, why: Lost) -> None:
        self.down_at.append(Moment.now())
        self.downs.append((link, why))

    def now(self) -> Moment:
        """This moment for the thread of this end, which has had a link up."""
        return Moment.now(self._thread_id)

    @property
    def public(self) -> str:
        assert self.keys is not None
        return self.keys.public

    def link_of(self, peer: Peer) -> Link:
        """The last link of this peer, waited for."""
        wait_until(lambda: any(link.peer == peer for link, _ in self.ups), 30, f"link of {peer}")
        return [link for link, _ in self.ups if link.peer == peer][-1]

    def __enter__(self) -> Self:
        self.end.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        end_patiently(self.end)


class ClientSide:
    """A client end with its notebook."""

    def __init__(
        self,
        connect: str,
        *,
        server_public: str | None = None,
        keys: KeyPair | None = None,
        token: str | None = None,
        hello: Callable[[], bytes] = lambda: b"hello",
        limits: Limits = COMMAND_LANE,
    ) -> None:
        self.ups: list[Welcome] = []
        self.downs: list[Lost] = []
        self.refused: list[Refused] = []
        self.up_at: list[Moment] = []
        self.down_at: list[Moment] = []
        self.refused_at: list[Moment] = []
        """When its own thread said so."""
        self.messages: list[tuple[bytes, tuple[bytes, ...]]] = []
        self.troubles: list[TroubleReport] = []
        self.end = ClientEnd(
            connect,
            server_public=server_public,
            keys=keys,
            token=token,
            hello=hello,
            on_message=lambda data, attachments: self.messages.append((data, attachments)),
            on_up=self._up,
            on_down=self._down,
            on_refused=self._refused,
            on_trouble=self.troubles.append,
            limits=limits,
        )

    def _up(self, welcome: Welcome) -> None:
        self.up_at.append(Moment.now())
        self.ups.append(welcome)

    def _down(self, why: Lost) -> None:
        self.down_at.append(Moment.now())
        self.downs.append(why)

    def _refused(self, refused: Refused) -> None:
        self.refused_at.append(Moment.now())
        self.refused.append(refused)

    @classmethod
    def of(cls, server: ServerSide, keys: KeyPair, **more: Any) -> ClientSide:
        """A client of this TCP server."""
        return cls(server.end.endpoint, server_public=server.public, keys=keys, **more)

    def up(self, times: int = 1, within_s: float = 30) -> None:
        """Wait for the welcome."""
        wait_until(lambda: len(self.ups) >= times, within_s, f"welcome {times}")

    def __enter__(self) -> Self:
        self.end.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        end_patiently(self.end)


class RawPeer:
    """A DEALER without manners: sends what it is told, beats never. Used by the test's thread only."""

    def __init__(
        self,
        endpoint: str,
        *,
        server_public: str | None = None,
        keys: KeyPair | None = None,
        routing_id: bytes | None = None,
    ) -> None:
        self._context: zmq.Context[zmq.Socket[bytes]] = zmq.Context()
        self.socket = self._context.socket(zmq.DEALER)
        self.socket.setsockopt(zmq.LINGER, 0)
        if routing_id is not None:
            self.socket.setsockopt(zmq.ROUTING_ID, routing_id)
        if server_public is not None and keys is not None:
            self.socket.setsockopt(zmq.CURVE_SERVERKEY, server_public.encode())
            self.socket.setsockopt(zmq.CURVE_PUBLICKEY, keys.public.encode())
            self.socket.setsockopt(zmq.CURVE_SECRETKEY, keys.secret.get_secret_value().encode())
        self.socket.connect(endpoint)

    @classmethod
    def of(cls, server: ServerSide, keys: KeyPair | None, **more: Any) -> RawPeer:
        """A raw peer of this TCP server; without keys it speaks in clear."""
        return cls(server.end.endpoint, server_public=server.public, keys=keys, **more)

    def greet(self, token: str | None = None) -> None:
        """Say hello as the rules want it."""
        self.socket.send_multipart(control_frames(Hello(token=token), b"raw"))

    def send(self, *frames: bytes) -> None:
        """Send these frames as they are."""
        self.socket.send_multipart(list(frames))

    def hears(self, within_s: float) -> list[bytes] | None:
        """The next message, None when nothing comes."""
        return self.socket.recv_multipart() if self.socket.poll(int(within_s * 1000)) else None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.socket.close(0)
        self._context.term()


def bus_threads() -> list[str]:
    """Names of the bus threads of this process."""
    return [thread.name for thread in threading.enumerate() if thread.name.startswith("bus ")]
