"""What the I/O thread of a server end does, from birth to end inside it. Must not know payloads."""

from __future__ import annotations

import logging
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Any, assert_never

import zmq

from wallctl.bus.clock import now_s
from wallctl.bus.gate import Gate
from wallctl.bus.ipc_place import PlaceClaim, check_place
from wallctl.bus.keys import KeyPair, Peer
from wallctl.bus.lane import BEAT_S, Counts, Limits, Link, Lost, Trouble, TroubleReport
from wallctl.bus.mailbox import Mailbox, Order
from wallctl.bus.receiving import flaw_in
from wallctl.bus.sockets import Context, Monitor, Sight, Transport, new_context, new_router, transport_of
from wallctl.bus.switchboard import Line, Switchboard
from wallctl.bus.trouble import Complaints
from wallctl.errors import BadMessage, Unavailable
from wallctl.protocol.link import (
    CONTROL,
    FROM_CLIENT,
    Beat,
    Bye,
    Hello,
    Ping,
    Pong,
    RefusalReason,
    Refused,
    refusal_of_version,
)
from wallctl.rules.rate import Bucket, Rate

TICK_S = 0.1
RETRY_BLOCKED_S = 0.005
MIN_TURN = 256
GREETINGS = Rate(per_s=500, burst=1_000)
MAX_GREETERS = 1_024

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class ServerPlan:
    """What a server end is made of; see `ServerEnd`."""

    bind: str
    keys: KeyPair | None
    ring: Callable[[str], Peer | None]
    on_message: Callable[[Link, bytes, tuple[bytes, ...]], None]
    on_up: Callable[[Link, bytes], None]
    on_down: Callable[[Link, Lost], None]
    on_trouble: Callable[[TroubleReport], None]
    limits: Limits


class ServerLoop:
    """One run of a server end."""

    def __init__(self, plan: ServerPlan, mailbox: Mailbox, counts: Counts, open_things: ExitStack) -> None:
        """Bind, after the door is proved; raise `Unavailable` or `BadInput`. `open_things` closes it all."""
        self._plan = plan
        self._mailbox = mailbox
        self._counts = counts
        self._complaints = Complaints(plan.on_trouble, counts)
        self._greetings: dict[str, Bucket] = {}
        self._now_s = self._tick_due_s = self._beat_due_s = now_s()
        if transport_of(plan.bind) is Transport.IPC:
            open_things.callback(PlaceClaim(check_place(plan.bind)).give_up)
        context = new_context()
        open_things.callback(context.term)
        self._gate = self._open_gate(context, open_things)
        self._router = new_router(context, plan.limits, plan.keys)
        open_things.callback(self._router.close)
        if self._gate is not None and plan.keys is not None:
            self._gate.prove(context, self._router, plan.limits, plan.keys)
        self._monitor = Monitor(self._router)
        open_things.callback(self._monitor.close)
        self._poller = zmq.Poller()
        for watched in (self._router, self._monitor.socket, mailbox.fd, self._gate and self._gate.socket):
            if watched is not None:
                self._poller.register(watched, zmq.POLLIN)
        self._board = Switchboard(self._router, mailbox, counts, self._complaints, plan.limits, plan.on_down)
        self.endpoint = self._bind()
        open_things.callback(self._board.close)

    @staticmethod
    def run(plan: ServerPlan, mailbox: Mailbox, counts: Counts, ready: Future[str]) -> None:
        """Serve until ordered to stop. `ready` gets the address or the reason why there is none."""
        failed: BaseException | None = None
        with ExitStack() as open_things:
            open_things.callback(mailbox.shut)
            try:
                loop = ServerLoop(plan, mailbox, counts, open_things)
            except Exception as wrong:  # noqa: BLE001
                failed = wrong
            else:
                ready.set_result(loop.endpoint)
                loop._serve_guarded()
        # Only now, so that whoever hears of it finds everything closed.
        if failed is not None:
            ready.set_exception(failed)

    def _open_gate(self, context: Context, open_things: ExitStack) -> Gate | None:
        if self._plan.keys is None:
            return None
        gate = Gate(context, lambda key: self._peer(key) is not None, self._stranger)
        open_things.callback(gate.socket.close, 0)
        return gate

    def _bind(self) -> str:
        try:
            self._router.bind(self._plan.bind)
        except zmq.ZMQError as wrong:
            remedy = "another program uses it: stop that one or choose another port"
            raise Unavailable(self._plan.bind, f"cannot be served: {wrong.strerror}", remedy) from None
        return str(self._router.getsockopt_string(zmq.LAST_ENDPOINT)).rstrip("\0")

    # One turn reads before it judges silence: what waited while we did not run counts as heard.

    def _serve_guarded(self) -> None:
        try:
            while self._turn():
                pass
        except Exception as wrong:  # noqa: BLE001
            _log.exception("the bus thread of %s ended", self._plan.bind)
            self._complaints.note(Trouble.ENDED, self._plan.bind, type(wrong).__name__, now_s())

    def _turn(self) -> bool:
        """Wait and do what there is to do; return False when that was to stop."""
        wait_s, asleep_s = self._wait_s(), now_s()
        ready = {ready for ready, _ in self._poller.poll(round(wait_s * 1000))}
        self._now_s = self._board.now_s = now_s()
        self._forgive(self._now_s - asleep_s - wait_s)
        if self._gate is not None and self._gate.socket in ready:
            self._gate.answer()
        if self._monitor.socket in ready:
            self._watch()
        if self._router in ready:
            self._receive()
        if self._mailbox.fd in ready and self._obey():
            return False
        for number in list(self._board.blocked):
            self._board.flush(number)
        if self._now_s >= self._tick_due_s:
            self._tick()
        return True

    def _wait_s(self) -> float:
        """Even an idle socket is looked at: libzmq cleans up after failed handshakes only then."""
        if self._board.blocked:
            return RETRY_BLOCKED_S
        return TICK_S if len(self._board) else BEAT_S

    def _obey(self) -> bool:
        """Do what other threads asked for; return whether to stop."""
        dirty, orders = self._mailbox.collect()
        for number in dirty:
            self._board.flush(number)
        if Order.RECHECK in orders:
            self._recheck()
        return Order.STOP in orders

    def _forgive(self, stalled_s: float) -> None:
        """Do not charge peers for a time in which we ourselves did not run."""
        if stalled_s > BEAT_S:
            for line in self._board.lines():
                line.heard_s += stalled_s

    def _tick(self) -> None:
        self._tick_due_s = self._now_s + TICK_S
        if self._now_s >= self._beat_due_s:
            self._beat_due_s = self._now_s + BEAT_S
            self._recheck()
            for line in self._board.lines():
                self._board.say(line, Beat())
        for line in self._board.lines():
            if self._now_s - line.heard_s > self._plan.limits.silence_s:
                self._board.dismiss(line, Lost.SILENT)
        self._complaints.tick(self._now_s)

    def _peer(self, credential: str | None) -> Peer | None:
        """Ask the ring; one that fails lets nobody in."""
        if credential is None:
            return None
        try:
            return self._plan.ring(credential)
        except Exception as wrong:  # noqa: BLE001
            self._note(Trouble.CALLBACK, "key ring", type(wrong).__name__)
            return None

    def _recheck(self) -> None:
        for line in self._board.lines():
            self._still_known(line)

    def _still_known(self, line: Line) -> bool:
        """Ask the ring again; a link whose key or token means nobody, or somebody else, ends."""
        peer = self._peer(line.credential)
        if peer == line.link.peer:
            return True
        if peer is None:
            text = f"{line.link.peer}: the right to connect was taken back — ask who administers the wall"
            self._board.dismiss(line, Lost.REVOKED, Refused(reason=RefusalReason.REVOKED, text=text))
        else:
            self._board.dismiss(line, Lost.CHANGED)
        return False

    # Receiving

    def _receive(self) -> None:
        # ROUTER takes one message of each peer in turn: a flood from one delays the others by one each.
        for _ in range(max(MIN_TURN, 2 * len(self._board))):
            try:
                frames = self._router.recv_multipart(zmq.NOBLOCK, copy=False)
            except zmq.Again:
                return
            self._counts.received += 1
            try:
                self._take(frames)
            except Exception as wrong:  # noqa: BLE001  one message never ends the lane for all
                _log.exception("a message could not be handled")
                self._note(Trouble.BAD_FRAME, "an unknown client", type(wrong).__name__)

    def _take(self, frames: list[zmq.Frame]) -> None:
        routing_id = frames[0].bytes
        credential = self._credential(frames)
        line = self._board.line(routing_id)
        if line is None:
            self._take_unlinked(routing_id, credential, frames)
            return
        who, sizes = str(line.link), [len(frame) for frame in frames[1:]]
        line.heard_s = self._now_s
        if credential is not None and credential != line.credential:
            self._note(Trouble.FALSE_IDENTITY, who, "another key than the link's")
        elif not line.within_rate(self._plan.limits, sum(sizes), self._now_s):
            most = self._plan.limits
            text = f"over {most.messages.per_s:g} messages or {most.bytes_per_s.per_s:g} bytes a second"
            self._note(Trouble.FLOOD, who, text)
        elif (flaw := flaw_in(frames[1].bytes, sizes, self._plan.limits)) is not None:
            self._note(flaw[0], who, flaw[1])
        elif frames[1].bytes == CONTROL:
            self._take_control(line, frames[2].bytes)
        elif self._still_known(line):
            data, *attachments = (frame.bytes for frame in frames[2:])
            self._call(who, self._plan.on_message, line.link, data, tuple(attachments))

    def _credential(self, frames: list[zmq.Frame]) -> str | None:
        """Return the key that this message came with, None on a lane without keys."""
        if self._gate is None or len(frames) < 2:
            return None
        return str(frames[1].get("User-Id"))

    def _take_control(self, line: Line, body: bytes) -> None:
        try:
            message = FROM_CLIENT.decode(body, str(line.link))
        except BadMessage as wrong:
            self._note(Trouble.BAD_FRAME, str(line.link), wrong.reason)
            return
        match message:
            case Ping(sent_s=sent_s):
                # Read after the ping for certain; the time of this turn may be from before it came.
                heard_s = now_s()
                self._board.say(line, Pong(sent_s=sent_s, heard_s=heard_s, answered_s=heard_s))
            case Bye():
                self._board.down(line, Lost.LEFT)
            case Hello():
                self._note(Trouble.BAD_FRAME, str(line.link), "a second hello on one link")
            case _:
                assert_never(message)

    # Greeting

    def _take_unlinked(self, routing_id: bytes, credential: str | None, frames: list[zmq.Frame]) -> None:
        peer = self._peer(credential)
        who = str(peer) if peer is not None else "an unknown client"
        if not (len(routing_id) == 5 and routing_id[0] == 0):
            # Ours never choose a routing id. Whoever does hopes to be taken for somebody else.
            self._note(Trouble.FALSE_IDENTITY, who, "claims a name on the wire")
            return
        flaw = flaw_in(frames[1].bytes, [len(frame) for frame in frames[1:]], self._plan.limits)
        if not self._may_greet(credential or ""):
            self._note(Trouble.FLOOD, who, f"over {GREETINGS.per_s:g} messages a second without a link")
        elif flaw is not None:
            self._note(flaw[0], who, flaw[1])
        elif frames[1].bytes == CONTROL:
            greeting = frames[3].bytes if len(frames) > 3 else b""
            self._greet(routing_id, credential, who, frames[2].bytes, greeting)
        else:
            self._board.disabuse(routing_id)

    def _may_greet(self, credential: str) -> bool:
        if len(self._greetings) >= MAX_GREETERS:
            self._greetings.clear()
        bucket = self._greetings.get(credential) or Bucket.full(GREETINGS, self._now_s)
        self._greetings[credential], granted = bucket.take(GREETINGS, self._now_s)
        return granted

    def _greet(self, routing_id: bytes, key: str | None, who: str, body: bytes, greeting: bytes) -> None:
        other = refusal_of_version(body)
        if other is not None:
            self._refuse(routing_id, who, other)
            return
        try:
            message = FROM_CLIENT.decode(body, who)
        except BadMessage as wrong:
            self._note(Trouble.BAD_FRAME, who, wrong.reason)
            return
        match message:
            case Hello(token=token):
                self._let_in(routing_id, token if self._gate is None else key, who, greeting)
            case Ping():
                self._board.disabuse(routing_id)
            case Bye():
                pass
            case _:
                assert_never(message)

    def _let_in(self, routing_id: bytes, credential: str | None, who: str, greeting: bytes) -> None:
        peer = self._peer(credential)
        if credential is None or peer is None:
            text = "the server does not know this client — enrol it, or let its own parent start it"
            self._refuse(routing_id, who, Refused(reason=RefusalReason.STRANGER, text=text))
        elif self._board.crowded(credential):
            text = f"{peer} has {self._plan.limits.links_per_peer} connections already — close one"
            self._refuse(routing_id, who, Refused(reason=RefusalReason.CROWDED, text=text))
        elif (link := self._board.up(routing_id, credential, peer)) is not None:
            self._call(str(link), self._plan.on_up, link, greeting)

    def _refuse(self, routing_id: bytes, who: str, refused: Refused) -> None:
        self._note(Trouble.STRANGER, who, refused.text)
        self._board.say_to(routing_id, refused)

    # Complaints

    def _watch(self) -> None:
        for sight in self._monitor.sights():
            match sight:
                case Sight.NOT_UNDERSTOOD | Sight.HUNG_UP_EARLY:
                    detail = "a connection without key, with a wrong server key, or not of the bus"
                    self._note(Trouble.HANDSHAKE, self._plan.bind, detail)
                case Sight.UP | Sight.NOT_AUTHORISED | Sight.DISCONNECTED | Sight.NOT_CONNECTED:
                    pass
                case _:
                    assert_never(sight)

    def _stranger(self, address: str) -> None:
        self._note(Trouble.STRANGER, address, "its key is not enrolled")

    def _note(self, kind: Trouble, who: str, detail: str) -> None:
        self._complaints.note(kind, who, detail, self._now_s)

    def _call(self, whose: str, callback: Callable[..., None], *args: Any) -> None:
        self._complaints.call(whose, self._now_s, callback, *args)
