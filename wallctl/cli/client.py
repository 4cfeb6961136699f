"""One command's talk with the server: connect, ask, wait for the answer. Must not know any command."""

from __future__ import annotations

import json
import queue
import secrets
import threading
import time
from collections.abc import Iterator
from enum import Enum
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from wallctl import errors
from wallctl.bus.client_end import ClientEnd
from wallctl.bus.keys import load_key_pair
from wallctl.bus.lane import COMMAND_LANE, PICTURE_LANE, Lost
from wallctl.errors import Unavailable, WallError
from wallctl.model.ids import RequestId, SeatId
from wallctl.model.people import NOBODY, OfficerName
from wallctl.protocol.codec import encode
from wallctl.protocol.desk import Ask, Events, Happened, Problem, Reply, Request, Status, from_server
from wallctl.protocol.link import RefusalReason, Refused, Welcome
from wallctl.store.site import Site

CONNECT_S = 5.0
ANSWER_S = 30.0
MISSED_AT_MOST = 1_000
"""Events that a follower is told after the server was away."""
SEAT = SeatId("cli")
_MAY_PASS = (RefusalReason.HANDSHAKE, RefusalReason.CROWDED)
"""A server that stops or starts, or has too many guests, lets the next try in: the others mean it."""
OPERATOR_KEY, SERVER_PUBLIC = "operator.local", "server.pub"


class Lane(Enum):
    """Commands and pictures travel apart, so that pictures never hold up a command."""

    COMMANDS = "commands"
    PICTURES = "pictures"


class SiteClient:
    """Asks the server of a site as the local operator, and says who it is. One thread; close it after use."""

    def __init__(
        self,
        site: Site,
        deadline_s: float = CONNECT_S,
        lane: Lane = Lane.COMMANDS,
        officer: OfficerName = NOBODY,
    ) -> None:
        """Raise `Unavailable` when no server answers in time, `Denied` when it does not let us in.

        `BadInput`: a key file is wrong or not there.
        """
        self._site, self._officer = site, officer
        self._came: queue.SimpleQueue[tuple[bytes, tuple[bytes, ...]]] = queue.SimpleQueue()
        self._up: queue.SimpleQueue[Refused | None] = queue.SimpleQueue()
        self._lock = threading.Lock()
        self._pending: bytes | None = None
        """The request that waits for its answer: each new link gets it again."""
        self._following = False
        self._end = ClientEnd(
            site.control_address if lane is Lane.COMMANDS else site.picture_address,
            keys=load_key_pair(site.keys / OPERATOR_KEY),
            server_public=site.server_public,
            hello=bytes,
            on_message=lambda data, attachments: self._came.put((data, attachments)),
            on_up=self._welcomed,
            on_down=self._lost,
            on_refused=self._up.put,
            limits=COMMAND_LANE if lane is Lane.COMMANDS else PICTURE_LANE,
        )
        self._end.start()
        self._await_welcome(deadline_s)

    def ask(self, ask: Ask, deadline_s: float = ANSWER_S) -> tuple[dict[str, Any], dict[str, bytes]]:
        """Return the result and its attachments; raise the `WallError` that the server answered with.

        A link that is lost meanwhile does no harm: the same id gets the first answer again.
        """
        request = self._request(ask)
        with self._lock:
            self._following |= isinstance(ask, Events) and ask.follow
            self._pending = encode(request)
            self._end.send(self._pending)
        try:
            return self._answer(request.id, deadline_s)
        finally:
            with self._lock:
                self._pending = None

    def _answer(self, request: RequestId, deadline_s: float) -> tuple[dict[str, Any], dict[str, bytes]]:
        until = time.monotonic() + deadline_s
        pictures: dict[str, bytes] = {}
        while (left := until - time.monotonic()) > 0:
            try:
                data, attachments = self._came.get(timeout=left)
            except queue.Empty:
                break
            message = from_server.decode(data, "server")
            if not isinstance(message, Reply) or message.id != request:
                continue
            if message.problem is not None:
                raise _as_error(message.problem)
            pictures |= zip(message.attachments, attachments, strict=False)
            if not message.result.get("more"):
                return dict(message.result), pictures
        raise Unavailable(
            str(self._site.path), "the server does not answer", f"look into {self._site.log / 'server.log'}"
        )

    def status(self, deadline_s: float = ANSWER_S) -> dict[str, Any]:
        """Return what `status --json` prints."""
        return self.ask(Status(), deadline_s)[0]

    def happenings(self, after: int = 0) -> Iterator[Happened]:
        """After `Events(follow=True)`: yield those beyond that number as they come, for ever, each once.

        A server that restarts is asked again at each new link, for what happened meanwhile too.
        """
        while True:
            data, _ = self._came.get()
            message = from_server.decode(data, "server")
            for event in _happened(message):
                if event.seq > after:
                    after = event.seq
                    yield event

    def close(self) -> None:
        self._end.stop()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _await_welcome(self, deadline_s: float) -> None:
        until = time.monotonic() + deadline_s
        refused: Refused | None = None
        while refused is None or refused.reason in _MAY_PASS:
            try:
                refused = self._up.get(timeout=max(0.0, until - time.monotonic()))
            except queue.Empty:
                break
            if refused is None:
                return
        self._end.stop()
        if refused is not None:
            raise errors.Denied(str(self._site.path), refused.text)
        raise Unavailable(
            str(self._site.path), "its server does not run", f"start it: wallctl run {self._site.path}"
        )

    def _welcomed(self, welcome: Welcome) -> None:
        self._up.put(None)
        with self._lock:
            if self._pending is not None:
                self._end.send(self._pending)
            if self._following:
                again = Events(last=MISSED_AT_MOST, follow=True)
                self._end.send(encode(self._request(again)))

    def _request(self, ask: Ask) -> Request:
        number = RequestId(secrets.token_hex(12))
        return Request(id=number, seat=SEAT, officer=self._officer, ask=ask)

    def _lost(self, lost: Lost) -> None:
        pass


def _happened(message: object) -> Iterator[Happened]:
    """Yield what a message tells of events: one, or the answer to having asked for them."""
    if isinstance(message, Happened):
        yield message
    rows = message.result.get("events") if isinstance(message, Reply) else None
    for row in rows if isinstance(rows, list) else ():
        yield Happened.model_validate_json(json.dumps(row))


def open_site(path: Path | None) -> Site:
    """Return the site named by `--site`; raise `BadInput` when none was named."""
    if path is None:
        raise errors.BadInput("--site", "which site is meant?", "wallctl --site SITE COMMAND")
    return Site.open(path)


def _as_error(problem: Problem) -> WallError:
    kinds = {kind.__name__: kind for kind in WallError.__subclasses__()}
    return kinds.get(problem.error, WallError)(problem.thing, problem.reason, problem.remedy)
