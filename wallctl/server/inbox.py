"""From the bus's threads into the event loop, fairly: a flood on one link delays the others by one turn.

Must not know what the messages say. Each link has a queue of its own with a limit; what comes beyond it is
dropped and counted. Links coming and going are never dropped and keep their place among the link's messages.
"""

from __future__ import annotations

import asyncio
import threading
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from wallctl.bus.lane import Link, Lost

QUEUE_MESSAGES = 1024
TURN_MESSAGES = 16


class Lane(StrEnum):
    """Which of the server's two addresses a link is on."""

    CONTROL = "control"
    PICTURE = "picture"


@dataclass(frozen=True, slots=True)
class Up:
    """A link came."""

    lane: Lane
    link: Link
    heard_s: float


@dataclass(frozen=True, slots=True)
class Down:
    """A link is over."""

    lane: Lane
    link: Link
    heard_s: float
    why: Lost


@dataclass(frozen=True, slots=True)
class Message:
    """Something that a link said, at `heard_s` (CLOCK_BOOTTIME)."""

    lane: Lane
    link: Link
    heard_s: float
    data: bytes
    attachments: tuple[bytes, ...]


Item = Up | Down | Message
_Key = tuple[Lane, int]


class Inbox:
    """`put` from any thread; `handle` is called in the event loop, one item at a time."""

    def __init__(self, loop: asyncio.AbstractEventLoop, handle: Callable[[Item], None]) -> None:
        self.dropped = 0
        self._loop = loop
        self._handle = handle
        self._lock = threading.Lock()
        self._queues: dict[_Key, deque[Item]] = {}
        self._turns: deque[_Key] = deque()
        self._awake = False

    def put(self, item: Item) -> None:
        """Queue an item; wakes the loop when it sleeps."""
        key = (item.lane, item.link.number)
        with self._lock:
            queue = self._queues.get(key)
            if queue is None:
                queue = self._queues[key] = deque()
                self._turns.append(key)
            if len(queue) >= QUEUE_MESSAGES and isinstance(item, Message):
                self.dropped += 1
                return
            queue.append(item)
            if self._awake:
                return
            self._awake = True
        self._wake()

    def _wake(self) -> None:
        try:
            self._loop.call_soon_threadsafe(self._turn)
        except RuntimeError:
            # The loop is closed: the server ends, and nobody is there to be told.
            return

    def _turn(self) -> None:
        """Take a few items of the link whose turn it is; then let the loop do other things."""
        with self._lock:
            if not self._turns:
                self._awake = False
                return
            key = self._turns.popleft()
            queue = self._queues[key]
            batch = [queue.popleft() for _ in range(min(TURN_MESSAGES, len(queue)))]
            if queue:
                self._turns.append(key)
            else:
                del self._queues[key]
        self._loop.call_soon(self._turn)
        for item in batch:
            self._handle(item)
