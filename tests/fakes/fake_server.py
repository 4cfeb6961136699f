"""The server as a node sees it: both lanes, inside the test's own process; keeps all that nodes say."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Self, TypeVar

from tests.kit.ending import end_patiently
from wallctl.bus.clock import now_s
from wallctl.bus.keys import KeyPair, KeyRing, Peer, PeerRole, new_key_pair
from wallctl.bus.lane import COMMAND_LANE, PICTURE_LANE, Limits, Link
from wallctl.bus.server_end import ServerEnd
from wallctl.model.base import Value
from wallctl.model.health import CellHealth
from wallctl.model.ids import CellId
from wallctl.protocol.codec import encode
from wallctl.protocol.node import FromNode, NodeEvent, NodeReport, from_node

M = TypeVar("M")


class FakeServer:
    """Start and stop it at will on the same ports; `said` keeps everything over restarts."""

    def __init__(self) -> None:
        self.keys = new_key_pair()
        self.node_keys = new_key_pair()
        self._ring = KeyRing({self.node_keys.public: Peer(name="local", role=PeerRole.NODE)})
        self._news = threading.Condition()
        self._link: Link | None = None
        self.said: list[tuple[float, FromNode, tuple[bytes, ...]]] = []
        self.control = self.pictures = "tcp://127.0.0.1:*"
        self._ends: list[ServerEnd] = []

    def start(self) -> Self:
        control = self._end(self.control, COMMAND_LANE, remember=True)
        pictures = self._end(self.pictures, PICTURE_LANE, remember=False)
        self._ends = [control, pictures]
        for end in self._ends:
            end.start()
        self.control, self.pictures = control.endpoint, pictures.endpoint
        return self

    def _end(self, address: str, limits: Limits, *, remember: bool) -> ServerEnd:
        keys: KeyPair = self.keys
        return ServerEnd(
            address,
            keys=keys,
            ring=self._ring.get,
            on_message=self._heard,
            on_up=lambda link, _: self._up(link) if remember else None,
            on_down=lambda link, _: self._down(link) if remember else None,
            limits=limits,
        )

    def stop(self) -> None:
        for end in self._ends:
            end_patiently(end)
        self._ends = []

    def send(self, message: Value) -> None:
        with self._news:
            assert self._news.wait_for(lambda: self._link is not None, 40), "no node came"
            link = self._link
        assert link is not None
        self._ends[0].send(link, encode(message))

    def wait(self, condition: Callable[[], M | None], deadline_s: float, what: str) -> M:
        """Wait until the condition gives something that is not None."""
        until_s = time.monotonic() + deadline_s
        with self._news:
            while (found := condition()) is None:
                left_s = until_s - time.monotonic()
                assert left_s > 0, f"{what}: not within {deadline_s} s; last: {self._last()}"
                self._news.wait(min(left_s, 0.05))
        return found

    def event(self, what: str, deadline_s: float = 30.0, cell: str | None = None) -> NodeEvent:
        def look() -> NodeEvent | None:
            for _, message, _ in self.said:
                if isinstance(message, NodeEvent) and message.what == what and cell in (None, message.cell):
                    return message
            return None

        return self.wait(look, deadline_s, f"event {what}")

    def events(self, what: str) -> list[NodeEvent]:
        return [m for _, m, _ in self.said if isinstance(m, NodeEvent) and m.what == what]

    def report(
        self, good: Callable[[dict[CellId, CellHealth]], bool], deadline_s: float, what: str
    ) -> NodeReport:
        """Wait for a report made from now on whose cells are good."""
        since_s = now_s()

        def look() -> NodeReport | None:
            for at_s, message, _ in reversed(self.said):
                if at_s < since_s:
                    return None
                if isinstance(message, NodeReport) and good({c.cell: c for c in message.cells}):
                    return message
            return None

        return self.wait(look, deadline_s, what)

    def _last(self) -> str:
        return "\n".join(str(m)[:1500] for _, m, _ in self.said[-3:])

    def _heard(self, link: Link, data: bytes, attachments: tuple[bytes, ...]) -> None:
        message = from_node.decode(data, str(link.peer))
        with self._news:
            self.said.append((now_s(), message, attachments))
            self._news.notify_all()

    def _up(self, link: Link) -> None:
        with self._news:
            self._link = link
            self._news.notify_all()

    def _down(self, link: Link) -> None:
        with self._news:
            if self._link == link:
                self._link = None
