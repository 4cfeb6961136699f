"""The server's two addresses: one for words, one for pictures. Must not know what is said on them."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from types import TracebackType
from typing import Self

from pydantic import BaseModel

from wallctl.bus import (
    COMMAND_LANE,
    PICTURE_LANE,
    KeyPair,
    Limits,
    Link,
    Peer,
    Sent,
    ServerEnd,
    TroubleReport,
    now_s,
)
from wallctl.bus.trouble import log_trouble
from wallctl.protocol.codec import encode
from wallctl.server.inbox import Down, Item, Lane, Message, Up


class Lanes:
    """Open from `__enter__` to `__exit__`; `put` gets everything, on the bus's threads, which ask `ring`."""

    def __init__(
        self,
        control: str,
        picture: str,
        keys: KeyPair,
        ring: Callable[[str], Peer | None],
        put: Callable[[Item], None],
        on_trouble: Callable[[TroubleReport], None] = log_trouble,
    ) -> None:
        self._put = put
        self._ends = {
            Lane.CONTROL: self._end(Lane.CONTROL, control, keys, ring, on_trouble, COMMAND_LANE),
            Lane.PICTURE: self._end(Lane.PICTURE, picture, keys, ring, on_trouble, PICTURE_LANE),
        }

    def _end(
        self,
        lane: Lane,
        address: str,
        keys: KeyPair,
        ring: Callable[[str], Peer | None],
        on_trouble: Callable[[TroubleReport], None],
        limits: Limits,
    ) -> ServerEnd:
        return ServerEnd(
            address,
            keys=keys,
            ring=ring,
            on_message=lambda link, data, more: self._put(Message(lane, link, now_s(), data, more)),
            on_up=lambda link, greeting: self._put(Up(lane, link, now_s())),
            on_down=lambda link, lost: self._put(Down(lane, link, now_s(), lost)),
            on_trouble=on_trouble,
            limits=limits,
        )

    def send(
        self,
        lane: Lane,
        link: Link,
        message: BaseModel,
        attachments: Sequence[bytes] = (),
        replace_key: Hashable | None = None,
    ) -> Sent:
        """Queue a message; raise `BadMessage` when it is larger than the lane carries."""
        return self._ends[lane].send(link, encode(message), attachments, replace_key=replace_key)

    def recheck(self) -> None:
        """End the links of keys that the ring does not know any more."""
        for end in self._ends.values():
            end.recheck()

    @property
    def alive(self) -> bool:
        """Whether both ends still serve; a server without them is of no use."""
        return all(end.alive for end in self._ends.values())

    def __enter__(self) -> Self:
        """Raise `Unavailable` when an address is taken."""
        started: list[ServerEnd] = []
        try:
            for end in self._ends.values():
                end.start()
                started.append(end)
        except BaseException:
            for end in started:
                end.stop()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for end in self._ends.values():
            end.stop()
