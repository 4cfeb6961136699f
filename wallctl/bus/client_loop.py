"""What the I/O thread of a client end does, from birth to end inside it. Must not know payloads.

Every connection is a socket of its own, so that nothing queued for a lost one can reach the next.
"""

from __future__ import annotations

import logging
import random
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field
from enum import Enum
from typing import Any, assert_never

import zmq
from pydantic import BaseModel

from wallctl import __version__
from wallctl.bus.clock import now_s
from wallctl.bus.keys import KeyPair
from wallctl.bus.lane import BEAT_S, Counts, Limits, Lost, Trouble, TroubleReport
from wallctl.bus.mailbox import Mailbox, Order
from wallctl.bus.receiving import flaw_in
from wallctl.bus.sending import Fate, control_frames, send_now
from wallctl.bus.sockets import Context, Monitor, Sight, Transport, new_context, new_dealer, transport_of
from wallctl.bus.trouble import Complaints
from wallctl.errors import BadMessage
from wallctl.protocol.link import (
    CONTROL,
    FROM_SERVER,
    Beat,
    Bye,
    Hello,
    Ping,
    Pong,
    RefusalReason,
    Refused,
    Welcome,
    refusal_from_other_version,
)
from wallctl.rules.clock import ClockFilter, Sample

LINK = 1
CONNECT_DEADLINE_S = 3.0
EAGER_PINGS = 5
EAGER_PING_S = 0.04
TURN = 256

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class ClientPlan:
    """What a client end is made of; see `ClientEnd`."""

    connect: str
    server_public: str | None
    keys: KeyPair | None
    token: str | None
    hello: Callable[[], bytes]
    on_message: Callable[[bytes, tuple[bytes, ...]], None]
    on_up: Callable[[Welcome], None]
    on_down: Callable[[Lost], None]
    on_refused: Callable[[Refused], None]
    on_trouble: Callable[[TroubleReport], None]
    limits: Limits


@dataclass(slots=True)
class ClockReading:
    """The filter as the I/O thread last left it; whole values only, so any thread may read it."""

    filter: ClockFilter = field(default_factory=ClockFilter)
    clock_id: str = ""


class Phase(Enum):
    """The life of the link; it goes round until the end is stopped."""

    PAUSED = "paused"
    CONNECTING = "connecting"
    GREETING = "greeting"
    UP = "up"


class _Connection:
    """One DEALER with its monitor."""

    def __init__(self, context: Context, plan: ClientPlan) -> None:
        self.socket = new_dealer(context, plan.limits, plan.keys, plan.server_public)
        self.monitor = Monitor(self.socket)
        self.socket.connect(plan.connect)

    def close(self) -> None:
        self.monitor.close()
        self.socket.close()


class ClientLoop:
    """One run of a client end."""

    def __init__(self, plan: ClientPlan, mailbox: Mailbox, counts: Counts, clock: ClockReading) -> None:
        self._plan = plan
        self._mailbox = mailbox
        self._counts = counts
        self._clock = clock
        self._complaints = Complaints(plan.on_trouble, counts)
        self._context = new_context()
        self._connection: _Connection | None = None
        self._phase = Phase.PAUSED
        self._now_s = now_s()
        self._due_s = self._now_s
        """PAUSED: when to connect; CONNECTING, GREETING: when to give up; UP: when to ping."""
        self._heard_s = self._now_s
        self._failures = 0
        self._pings = 0
        self._blocked = False
        self._watched: tuple[_Connection | None, bool] | None = None
        self._last_poller = zmq.Poller()
        local = transport_of(plan.connect) is Transport.IPC
        # However long the server was away: within 2 s of its return its nodes know what it knows.
        self._pause_s, self._longest_pause_s = (0.05, 0.5) if local else (0.1, 1.0)

    @staticmethod
    def run(plan: ClientPlan, mailbox: Mailbox, counts: Counts, clock: ClockReading) -> None:
        """Keep the link until ordered to stop."""
        with ExitStack() as open_things:
            open_things.callback(mailbox.shut)
            loop = ClientLoop(plan, mailbox, counts, clock)
            open_things.callback(loop._context.term)
            open_things.callback(loop._leave)
            try:
                loop._serve()
            except Exception as wrong:  # noqa: BLE001
                _log.exception("the bus thread to %s ended", plan.connect)
                loop._complaints.note(Trouble.ENDED, plan.connect, type(wrong).__name__, now_s())

    def _serve(self) -> None:
        while True:
            wait_s = max(0.0, self._next_s() - now_s())
            asleep_s = now_s()
            ready = {ready for ready, _ in self._poller().poll(round(wait_s * 1000 + 0.5))}
            self._now_s = now_s()
            stalled_s = self._now_s - asleep_s - wait_s
            if stalled_s > BEAT_S:
                # We did not run: what the server said meanwhile is read below, before its silence is judged.
                self._heard_s += stalled_s
            if self._connection is not None and self._connection.socket in ready:
                self._receive()
            if self._connection is not None and self._connection.monitor.socket in ready:
                self._watch()
            if self._mailbox.fd in ready or self._blocked:
                _, orders = self._mailbox.collect()
                self._flush()
                if Order.STOP in orders:
                    return
            self._tick()

    def _next_s(self) -> float:
        return (
            min(self._due_s, self._heard_s + self._plan.limits.silence_s)
            if self._phase is Phase.UP
            else self._due_s
        )

    def _poller(self) -> zmq.Poller:
        """Return a poller of what is to be watched now; it is kept as long as that stays the same."""
        watched = (self._connection, self._blocked)
        if self._watched != watched:
            self._watched = watched
            self._last_poller = poller = zmq.Poller()
            poller.register(self._mailbox.fd, zmq.POLLIN)
            if self._connection is not None:
                poller.register(self._connection.socket, zmq.POLLIN | (zmq.POLLOUT if self._blocked else 0))
                poller.register(self._connection.monitor.socket, zmq.POLLIN)
        return self._last_poller

    def _tick(self) -> None:
        match self._phase:
            case Phase.PAUSED:
                if self._now_s >= self._due_s:
                    self._connection = _Connection(self._context, self._plan)
                    self._phase, self._due_s = Phase.CONNECTING, self._now_s + CONNECT_DEADLINE_S
            case Phase.CONNECTING | Phase.GREETING:
                if self._now_s >= self._due_s:
                    self._lose(Lost.SILENT)
            case Phase.UP:
                if self._now_s >= self._heard_s + self._plan.limits.silence_s:
                    self._lose(Lost.SILENT)
                elif self._now_s >= self._due_s:
                    self._ping()
            case _:
                assert_never(self._phase)
        self._complaints.tick(self._now_s)

    def _ping(self) -> None:
        self._pings += 1
        self._due_s = self._now_s + (EAGER_PING_S if self._pings < EAGER_PINGS else BEAT_S)
        self._say(Ping(sent_s=now_s()))

    def _say(self, message: BaseModel, attachment: bytes | None = None) -> None:
        if self._connection is not None:
            send_now(self._connection.socket, control_frames(message, attachment))

    # The connection

    def _watch(self) -> None:
        connection = self._connection
        for sight in connection.monitor.sights() if connection is not None else ():
            match sight:
                case Sight.UP:
                    self._greet()
                case Sight.NOT_AUTHORISED:
                    self._refused(
                        self._refusal(
                            RefusalReason.STRANGER,
                            "the server does not know our key",
                            "enrol it on the server",
                        )
                    )
                case Sight.NOT_UNDERSTOOD | Sight.HUNG_UP_EARLY:
                    self._note(Trouble.HANDSHAKE, "broken off")
                    self._refused(
                        self._refusal(
                            RefusalReason.HANDSHAKE,
                            "the server broke off the exchange of keys (it stopped, or it has another key)",
                            "compare its public key with the one we were given",
                        )
                    )
                case Sight.DISCONNECTED | Sight.NOT_CONNECTED:
                    # A good-bye can reach us between the poll's look at the socket and at the monitor.
                    self._receive()
                    if self._connection is connection:
                        self._lose(Lost.GONE)
                case _:
                    assert_never(sight)
            if self._connection is not connection:
                return

    def _refusal(self, reason: RefusalReason, why: str, remedy: str) -> Refused:
        return Refused(reason=reason, text=f"{self._plan.connect}: {why} — {remedy}")

    def _greet(self) -> None:
        greeting: list[bytes] = []
        self._call(lambda: greeting.append(self._plan.hello()))
        self._say(Hello(software=__version__, token=self._plan.token), b"".join(greeting))
        self._phase, self._due_s = Phase.GREETING, self._now_s + CONNECT_DEADLINE_S

    def _welcomed(self, welcome: Welcome) -> None:
        if welcome.clock_id != self._clock.clock_id:
            self._clock.filter, self._clock.clock_id = ClockFilter(), welcome.clock_id
        self._phase, self._due_s = Phase.UP, self._now_s
        self._failures, self._pings = 0, 0
        self._mailbox.open(LINK)
        self._call(self._plan.on_up, welcome)

    def _refused(self, refused: Refused) -> None:
        self._lose(Lost.REVOKED)
        self._call(self._plan.on_refused, refused)

    def _lose(self, why: Lost) -> None:
        """End this connection, if any, and pause before the next."""
        if self._connection is not None:
            self._connection.socket.setsockopt(zmq.LINGER, 0)
            self._connection.close()
            self._connection = None
        was, self._phase, self._blocked = self._phase, Phase.PAUSED, False
        self._counts.undeliverable += self._mailbox.close(LINK)
        # All clients of a server that restarts lose it in the same instant; chance spreads their return.
        pause_s = min(self._longest_pause_s, self._pause_s * 2 ** min(self._failures, 10))
        self._due_s = self._now_s + pause_s * random.uniform(0.75, 1.25)  # noqa: S311
        self._failures += 1
        if was is Phase.UP:
            self._call(self._plan.on_down, why)

    def _leave(self) -> None:
        if self._connection is not None:
            self._say(Bye())
            self._connection.close()
            self._connection = None
        if self._phase is Phase.UP:
            self._phase = Phase.PAUSED
            self._call(self._plan.on_down, Lost.STOPPED)

    # Messages

    def _receive(self) -> None:
        for _ in range(TURN):
            connection = self._connection
            if connection is None:
                return
            try:
                frames = connection.socket.recv_multipart(zmq.NOBLOCK)
            except zmq.Again:
                return
            self._counts.received += 1
            self._heard_s = self._now_s
            self._take(frames)

    def _take(self, frames: list[bytes]) -> None:
        flaw = flaw_in(frames[0], [len(frame) for frame in frames], self._plan.limits)
        if flaw is not None:
            self._note(*flaw)
        elif frames[0] == CONTROL:
            self._take_control(frames[1])
        elif self._phase is Phase.UP:
            self._call(self._plan.on_message, frames[1], tuple(frames[2:]))

    def _take_control(self, body: bytes) -> None:
        other = refusal_from_other_version(body)
        if other is not None:
            self._refused(other)
            return
        try:
            message = FROM_SERVER.decode(body, "server")
        except BadMessage as wrong:
            self._note(Trouble.BAD_FRAME, wrong.reason)
            return
        match message:
            case Welcome():
                if self._phase is Phase.GREETING:
                    self._welcomed(message)
            case Pong(sent_s=sent_s, heard_s=heard_s, answered_s=answered_s):
                sample = Sample(sent_s, heard_s, answered_s, now_s())
                self._clock.filter = self._clock.filter.add(sample)
            case Beat():
                pass
            case Refused():
                self._refused(message)
            case Bye():
                self._lose(Lost.LEFT)
            case _:
                assert_never(message)

    def _flush(self) -> None:
        self._blocked = False
        waiting = self._mailbox.first(LINK)
        while waiting is not None and self._connection is not None:
            if send_now(self._connection.socket, waiting.frames) is not Fate.SENT:
                self._blocked = True
                return
            self._counts.sent += 1
            waiting = self._mailbox.done(LINK, waiting.ticket)

    # Complaints

    def _note(self, kind: Trouble, detail: str) -> None:
        self._complaints.note(kind, f"server at {self._plan.connect}", detail, self._now_s)

    def _call(self, callback: Callable[..., None], *args: Any) -> None:
        self._complaints.call(self._plan.connect, self._now_s, callback, *args)
