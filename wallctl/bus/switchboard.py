"""The links of a server end and everything that goes out on them. Lives in the I/O thread.

Must not know how messages come in, nor who may have a link.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from pydantic import BaseModel

from wallctl import __version__
from wallctl.bus.clock import clock_id
from wallctl.bus.keys import Peer
from wallctl.bus.lane import Counts, Frames, Limits, Link, Lost
from wallctl.bus.mailbox import Mailbox
from wallctl.bus.sending import Fate, control_frames, send_now
from wallctl.bus.sockets import Socket
from wallctl.bus.trouble import Complaints
from wallctl.protocol.link import Beat, Bye, Welcome
from wallctl.rules.rate import Bucket

MAX_TOLD = 1024
TELL_EVERY_S = 1.0


@dataclass(slots=True)
class Line:
    """A link as the I/O thread sees it. `credential` is the public key (TCP) or the token (ipc)."""

    link: Link
    routing_id: bytes
    credential: str
    heard_s: float
    messages: Bucket
    size: Bucket

    def within_rate(self, limits: Limits, size: int, now_s: float) -> bool:
        """Charge the peer for a message; return whether it is still within what a peer may send."""
        self.messages, granted = self.messages.take(limits.messages, now_s)
        if granted:
            self.size, granted = self.size.take(limits.bytes_per_s, now_s, size)
        return granted


class Switchboard:
    """Opens, feeds and ends links. A link that cannot be written to is taken down at once."""

    def __init__(
        self,
        router: Socket,
        mailbox: Mailbox,
        counts: Counts,
        complaints: Complaints,
        limits: Limits,
        on_down: Callable[[Link, Lost], None],
    ) -> None:
        self._router = router
        self._mailbox = mailbox
        self._counts = counts
        self._complaints = complaints
        self._limits = limits
        self._on_down = on_down
        self._lines: dict[bytes, Line] = {}
        self._by_number: dict[int, Line] = {}
        self._told_s: dict[bytes, float] = {}
        self._next_number = 1
        self._clock_id = clock_id()
        self.now_s = 0.0
        self.blocked: set[int] = set()
        """Numbers of the links whose peer does not take more now."""

    def __len__(self) -> int:
        return len(self._lines)

    def line(self, routing_id: bytes) -> Line | None:
        """Return the link over which this connection speaks."""
        return self._lines.get(routing_id)

    def lines(self) -> list[Line]:
        """Return all links; a list, so that they may end while it is gone through."""
        return list(self._lines.values())

    def up(self, routing_id: bytes, credential: str, peer: Peer) -> Link | None:
        """Welcome a client; return its link, None when it is gone already."""
        link = Link(self._next_number, peer)
        messages = Bucket.full(self._limits.messages, self.now_s)
        size = Bucket.full(self._limits.bytes_per_s, self.now_s)
        if self.say_to(routing_id, Welcome(software=__version__, clock_id=self._clock_id)) is not Fate.SENT:
            return None
        self._next_number += 1
        line = Line(link, routing_id, credential, self.now_s, messages, size)
        self._lines[routing_id] = self._by_number[link.number] = line
        self._mailbox.open(link.number)
        return link

    def crowded(self, credential: str) -> bool:
        """Return whether a peer has all the links that it may have."""
        if self._count(credential) < self._limits.links_per_peer:
            return False
        # A peer that comes back again and again leaves dead links behind: writing to them shows which.
        for line in self.lines():
            if line.credential == credential:
                self.say(line, Beat())
        return self._count(credential) >= self._limits.links_per_peer

    def _count(self, credential: str) -> int:
        return sum(line.credential == credential for line in self._lines.values())

    def flush(self, number: int) -> None:
        """Send what waits on a link, as far as its peer takes it."""
        line = self._by_number.get(number)
        self.blocked.discard(number)
        waiting = self._mailbox.first(number)
        while line is not None and waiting is not None:
            match self._send(line, waiting.frames):
                case Fate.SENT:
                    self._counts.sent += 1
                    waiting = self._mailbox.done(number, waiting.ticket)
                case Fate.BLOCKED:
                    self.blocked.add(number)
                    return
                case Fate.UNREACHABLE:
                    return

    def say(self, line: Line, message: BaseModel) -> None:
        """Send one of the bus's own messages; it is left out when the peer does not take more now."""
        self._send(line, control_frames(message))

    def say_to(self, routing_id: bytes, message: BaseModel) -> Fate:
        """Send one of the bus's own messages to a connection that has no link."""
        return send_now(self._router, (routing_id, *control_frames(message)))

    def disabuse(self, routing_id: bytes) -> None:
        """Tell a client that believes in a link which is over; at most once a second."""
        if self.now_s - self._told_s.get(routing_id, -TELL_EVERY_S) < TELL_EVERY_S:
            return
        if len(self._told_s) >= MAX_TOLD:
            self._told_s.clear()
        self._told_s[routing_id] = self.now_s
        self.say_to(routing_id, Bye())

    def _send(self, line: Line, frames: Frames) -> Fate:
        fate = send_now(self._router, (line.routing_id, *frames))
        if fate is Fate.UNREACHABLE:
            self.down(line, Lost.GONE)
        return fate

    def dismiss(self, line: Line, why: Lost, last_word: BaseModel | None = None) -> None:
        """Say a last word and end the link."""
        self.say(line, last_word or Bye())
        self.down(line, why)

    def down(self, line: Line, why: Lost) -> None:
        """End a link; what waits on it is dropped. Once only, whoever finds it dead first."""
        if self._lines.pop(line.routing_id, None) is None:
            return
        number = line.link.number
        del self._by_number[number]
        self.blocked.discard(number)
        self._counts.undeliverable += self._mailbox.close(number)
        self._complaints.call(str(line.link), self.now_s, self._on_down, line.link, why)

    def close(self) -> None:
        """End all links."""
        for line in self.lines():
            self.dismiss(line, Lost.STOPPED)
