"""Where the threads of a process meet the I/O thread of an end. Must not know sockets.

Any thread puts messages in; only the I/O thread takes them out. It sleeps in a poll that also watches `fd`.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Hashable
from enum import Enum

from wallctl.bus.lane import Counts, Frames, Limits, Sent
from wallctl.bus.outbox import Outbox, Waiting


class Order(Enum):
    """What else the I/O thread can be asked."""

    RECHECK = "recheck"
    STOP = "stop"


class Mailbox:
    """Outboxes by link number. All methods may be called from any thread and return at once."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._lock = threading.Lock()
        self._outboxes: dict[int, Outbox] = {}
        self._dirty: set[int] = set()
        self._orders: set[Order] = set()
        self._fd: int | None = os.eventfd(0, os.EFD_CLOEXEC | os.EFD_NONBLOCK)
        self._woken = False
        self._replaced = 0
        self._overflowed = 0

    @property
    def fd(self) -> int:
        """Readable while something waits that the I/O thread has not looked at."""
        if self._fd is None:
            raise ValueError("mailbox is closed")
        return self._fd

    def put(self, number: int, frames: Frames, key: Hashable | None) -> Sent:
        """Queue a message for a link."""
        with self._lock:
            outbox = self._outboxes.get(number)
            if outbox is None:
                return Sent.GONE
            lost_before = outbox.overflowed
            outcome = outbox.put(frames, key)
            self._overflowed += outbox.overflowed - lost_before
            if outcome is Sent.REPLACED:
                self._replaced += 1
            if outcome is not Sent.FULL:
                self._dirty.add(number)
                self._wake()
            return outcome

    def order(self, order: Order) -> None:
        """Ask the I/O thread for something; without effect once it has ended."""
        with self._lock:
            self._orders.add(order)
            self._wake()

    def _wake(self) -> None:
        if not self._woken and self._fd is not None:
            self._woken = True
            os.eventfd_write(self._fd, 1)

    def open(self, number: int) -> None:
        """Begin to take messages for a link."""
        with self._lock:
            self._outboxes[number] = Outbox(self._limits.queue_messages, self._limits.queue_bytes)

    def close(self, number: int) -> int:
        """Take no more for a link; return how many were never sent.

        They are gone: a late command is a wrong one.
        """
        with self._lock:
            outbox = self._outboxes.pop(number, None)
            self._dirty.discard(number)
            return len(outbox) if outbox is not None else 0

    def collect(self) -> tuple[set[int], set[Order]]:
        """Return the links that got something since the last call, and the orders; `fd` falls silent."""
        with self._lock:
            if self._woken and self._fd is not None:
                os.eventfd_read(self._fd)
                self._woken = False
            dirty, self._dirty = self._dirty, set()
            orders, self._orders = self._orders, set()
            return dirty, orders

    def first(self, number: int) -> Waiting | None:
        """Return what is to be sent next on a link."""
        with self._lock:
            outbox = self._outboxes.get(number)
            return outbox.first() if outbox is not None else None

    def done(self, number: int, ticket: int) -> Waiting | None:
        """Note that a message is sent; return the next one of that link."""
        with self._lock:
            outbox = self._outboxes.get(number)
            if outbox is None:
                return None
            outbox.done(ticket)
            return outbox.first()

    def fill_in(self, counts: Counts) -> Counts:
        """Return the counts with what was replaced and dropped here."""
        with self._lock:
            counts.replaced, counts.overflowed = self._replaced, self._overflowed
            return counts

    def shut(self) -> None:
        """Forget everything and give the descriptor back; later puts find no link."""
        with self._lock:
            self._outboxes.clear()
            self._dirty.clear()
            if self._fd is not None:
                os.close(self._fd)
                self._fd = None
