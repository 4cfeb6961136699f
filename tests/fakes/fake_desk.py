"""A desk or command line that talks to a real server over the real bus, and keeps all that it is told."""

from __future__ import annotations

import itertools
import threading
import time
from collections.abc import Callable
from types import TracebackType
from typing import Any, Self, TypeVar

from tests.kit.ending import end_patiently
from wallctl.bus import COMMAND_LANE, PICTURE_LANE, ClientEnd, KeyPair, Lost, Sent, load_key_pair
from wallctl.model.base import Value
from wallctl.model.ids import RequestId, SeatId
from wallctl.model.people import OfficerName
from wallctl.protocol.codec import encode
from wallctl.protocol.desk import Ask, FromServer, Happened, Problem, Reply, Request, WallView, from_server
from wallctl.store.site import Site

M = TypeVar("M", bound=Value)
T = TypeVar("T")


class Refusal(Exception):
    """The server answered with a problem."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(f"{problem.error}: {problem.thing}: {problem.reason} — {problem.remedy}")
        self.problem = problem


class FakeDesk:
    """One link. Use as a context; every wait has a deadline."""

    def __init__(self, site: Site, *, pictures: bool = False, keys: KeyPair | None = None) -> None:
        self.said: list[tuple[FromServer, tuple[bytes, ...]]] = []
        self.up = threading.Event()
        self.down_s = 0.0
        """When its link was lost last (CLOCK_MONOTONIC)."""
        self._news = threading.Condition()
        self._numbers = itertools.count(1)
        self._name = f"{time.monotonic_ns():x}"
        self._end = ClientEnd(
            site.picture_address if pictures else site.control_address,
            keys=keys or load_key_pair(site.operator_key),
            server_public=site.server_public,
            hello=bytes,
            on_message=self._heard,
            on_up=lambda welcome: self.up.set(),
            on_down=self._lost,
            on_refused=lambda refused: None,
            limits=PICTURE_LANE if pictures else COMMAND_LANE,
        )

    def __enter__(self) -> Self:
        self._end.start()
        assert self.up.wait(30), "the server does not answer"
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        end_patiently(self._end)

    def send(
        self, ask: Ask, request: str | None = None, seat: str = "desk-1", officer: str = ""
    ) -> RequestId:
        """Ask without waiting."""
        name = RequestId(request or f"{self._name}-{next(self._numbers)}")
        told = Request(id=name, seat=SeatId(seat), officer=OfficerName(officer), ask=ask)
        sent = self._end.send(encode(told))
        if sent is Sent.GONE:
            raise ConnectionError("no link")
        return name

    def send_raw(self, data: bytes) -> None:
        self._end.send(data)

    def ask(self, ask: Ask, request: str | None = None, deadline_s: float = 30.0) -> dict[str, Any]:
        """Return the result; raise `Refusal`."""
        return dict(self.reply_to(self.send(ask, request), deadline_s)[0].result)

    def reply_to(self, request: RequestId, deadline_s: float = 30.0) -> tuple[Reply, tuple[bytes, ...]]:
        """Return the answer with its attachments; raise `Refusal`."""

        def answer() -> tuple[Reply, tuple[bytes, ...]] | None:
            answers = ((s, more) for s, more in self.said if isinstance(s, Reply) and s.id == request)
            return next(answers, None)

        reply, more = self.wait(answer, deadline_s, f"answer to {request}")
        # So that the same id, asked again, waits for a new answer.
        self.said.remove((reply, more))
        if reply.problem is not None:
            raise Refusal(reply.problem)
        return reply, more

    def wait(self, found: Callable[[], T | None], deadline_s: float = 30.0, what: str = "") -> T:
        """Return the first result that is not None; look again often."""
        until = time.monotonic() + deadline_s
        with self._news:
            while (result := found()) is None:
                left = until - time.monotonic()
                if left <= 0:
                    raise AssertionError(f"not within {deadline_s} s: {what}")
                self._news.wait(min(left, 0.02))
        return result

    def events(self) -> list[Happened]:
        return [said for said, _ in self.said if isinstance(said, Happened)]

    def view(self) -> WallView | None:
        return next((said for said, _ in reversed(self.said) if isinstance(said, WallView)), None)

    def _lost(self, why: Lost) -> None:
        self.down_s = time.monotonic()
        self.up.clear()

    def _heard(self, data: bytes, attachments: tuple[bytes, ...]) -> None:
        with self._news:
            self.said.append((from_server.decode(data, "server"), attachments))
            self._news.notify_all()
