"""Where the renderers of this machine come in: tokens, links, and which incarnation speaks.

Must not know what is said. The bus asks for tokens on its I/O thread; everything else runs in the event loop.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Hashable, Mapping
from typing import NamedTuple

from pydantic import BaseModel

from wallctl.bus.keys import Peer, PeerRole
from wallctl.bus.lane import Limits, Link, Lost, Sent
from wallctl.bus.server_end import ServerEnd
from wallctl.errors import BadMessage
from wallctl.model.ids import CellId
from wallctl.protocol.cell import CellHello, FromRenderer, from_renderer
from wallctl.protocol.codec import encode

_log = logging.getLogger(__name__)


class Who(NamedTuple):
    """One renderer process, as its token names it."""

    cell: CellId
    incarnation: int

    @property
    def peer(self) -> Peer:
        return Peer(name=f"{self.cell}.{self.incarnation}", role=PeerRole.RENDERER)


class CellLane:
    """Serves the node's local address."""

    def __init__(
        self,
        address: str,
        limits: Limits,
        on_message: Callable[[Who, FromRenderer, tuple[bytes, ...]], None],
    ) -> None:
        """`on_message` runs in the event loop, for present incarnations only; the hello is a message too."""
        self._loop = asyncio.get_running_loop()
        self._on_message = on_message
        self._peers: Mapping[str, Peer] = {}
        self._who: Mapping[Peer, Who] = {}
        self._present: Mapping[CellId, int] = {}
        self._links: dict[CellId, tuple[Who, Link]] = {}
        self.dropped = 0
        """Messages of older incarnations and messages that could not be read."""
        self._end = ServerEnd(
            address,
            keys=None,
            ring=lambda token: self._peers.get(token),
            on_message=lambda link, data, more: self._soon(self._message, link, data, more),
            on_up=lambda link, greeting: self._soon(self._up, link, greeting),
            on_down=lambda link, why: self._soon(self._down, link, why),
            limits=limits,
        )

    def start(self) -> None:
        """Serve; raise `Unavailable` when another process does."""
        self._end.start()

    def stop(self) -> None:
        """Say good-bye to the renderers: they paint on."""
        self._end.stop()

    def admit(self, tokens: Mapping[str, Who], present: Mapping[CellId, int]) -> None:
        """Only these tokens are let in; `present` are the incarnations whose words count."""
        # Whole values are swapped, because the I/O thread reads them.
        self._who = {who.peer: who for who in tokens.values()}
        self._peers = {token: who.peer for token, who in tokens.items()}
        self._present = dict(present)

    def linked(self, cell: CellId) -> bool:
        """Whether the present incarnation is on the bus."""
        known = self._links.get(cell)
        return known is not None and known[0].incarnation == self._present.get(cell)

    def send(self, cell: CellId, message: BaseModel, replace_key: Hashable | None = None) -> bool:
        """Send to the present incarnation; False when it is not there or takes nothing more."""
        known = self._links.get(cell)
        if known is None or known[0].incarnation != self._present.get(cell):
            return False
        outcome = self._end.send(known[1], encode(message), replace_key=replace_key)
        return outcome in (Sent.QUEUED, Sent.REPLACED)

    def forget(self, cell: CellId) -> None:
        """The process is gone, whatever its link still seems to be."""
        self._links.pop(cell, None)

    def _soon(self, call: Callable[..., None], *args: object) -> None:
        self._loop.call_soon_threadsafe(call, *args)

    def _present_one(self, link: Link) -> Who | None:
        who = self._who.get(link.peer)
        if who is None or who.incarnation != self._present.get(who.cell):
            self.dropped += 1
            return None
        return who

    def _up(self, link: Link, greeting: bytes) -> None:
        if greeting:
            self._message(link, greeting, ())

    def _down(self, link: Link, why: Lost) -> None:
        known = self._links.get(self._who[link.peer].cell) if link.peer in self._who else None
        if known is not None and known[1] == link:
            del self._links[known[0].cell]

    def _message(self, link: Link, data: bytes, attachments: tuple[bytes, ...]) -> None:
        who = self._present_one(link)
        if who is None:
            return
        try:
            message = from_renderer.decode(data, str(link.peer))
        except BadMessage as wrong:
            self.dropped += 1
            _log.warning("%s", wrong)
            return
        if isinstance(message, CellHello):
            self._links[who.cell] = who, link
        self._on_message(who, message, attachments)
