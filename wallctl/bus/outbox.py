"""Messages of one link that wait to be sent: bounded, newest whole state first in worth.

Not thread-safe by itself.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable
from dataclasses import dataclass

from wallctl.bus.lane import Frames, Sent


@dataclass(frozen=True, slots=True)
class Waiting:
    """One queued message; `ticket` tells it from a later one of the same key."""

    ticket: int
    frames: Frames
    size: int
    key: Hashable | None


class Outbox:
    """First in, first out, except that a message with a key takes the place of the older one with that key.

    A full box refuses messages without a key, while one with a key (a whole state) pushes out the oldest
    without: what is lost is then a message that somebody will miss and ask for again, never the state of the
    wall. Where even that does not help, the older state stays.
    """

    def __init__(self, max_messages: int, max_bytes: int) -> None:
        self._max_messages = max_messages
        self._max_bytes = max_bytes
        self._waiting: OrderedDict[int, Waiting] = OrderedDict()
        self._by_key: dict[Hashable, int] = {}
        self._bytes = 0
        self._next = 0
        self.overflowed = 0

    def __len__(self) -> int:
        return len(self._waiting)

    def put(self, frames: Frames, key: Hashable | None) -> Sent:
        """Queue a message; the box never grows beyond its bounds."""
        older = self._by_key.get(key) if key is not None else None
        size = sum(map(len, frames))
        freed = (1, self._waiting[older].size) if older is not None else (0, 0)
        if not self._fits(size, *freed) and not (key is not None and self._make_room(size, *freed)):
            self.overflowed += 1
            return Sent.FULL
        if older is not None:
            self._drop(older)
        self._next += 1
        self._waiting[self._next] = Waiting(self._next, frames, size, key)
        self._bytes += size
        if key is not None:
            self._by_key[key] = self._next
        return Sent.QUEUED if older is None else Sent.REPLACED

    def first(self) -> Waiting | None:
        """Return the message to send next without taking it out."""
        return next(iter(self._waiting.values()), None)

    def done(self, ticket: int) -> None:
        """Take out a message that was sent; nothing happens when a newer one has replaced it."""
        if ticket in self._waiting:
            self._drop(ticket)

    def _fits(self, size: int, freed_messages: int, freed_bytes: int) -> bool:
        messages, size_then = len(self._waiting) - freed_messages, self._bytes - freed_bytes + size
        return messages < self._max_messages and size_then <= self._max_bytes

    def _make_room(self, size: int, freed_messages: int, freed_bytes: int) -> bool:
        for ticket in [waiting.ticket for waiting in self._waiting.values() if waiting.key is None]:
            self._drop(ticket)
            self.overflowed += 1
            if self._fits(size, freed_messages, freed_bytes):
                return True
        return False

    def _drop(self, ticket: int) -> None:
        waiting = self._waiting.pop(ticket)
        self._bytes -= waiting.size
        if waiting.key is not None:
            del self._by_key[waiting.key]
