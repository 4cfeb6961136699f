"""Pictures of the glass for those who may see them: echo and snapshot, on the picture lane and nowhere else.

Must not know rights: whoever comes here went through the door. Lives in the event loop.
"""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field

from pydantic import JsonValue

from wallctl.bus.clock import now_s
from wallctl.bus.lane import Link, Sent
from wallctl.errors import BadInput, Unavailable
from wallctl.model.ids import CellId, RequestId
from wallctl.protocol.cell import EchoWanted
from wallctl.protocol.desk import Reply, Request, TakeSnapshot, WatchEcho
from wallctl.protocol.node import CellSnapshot, EchoPicture
from wallctl.server.inbox import Lane
from wallctl.server.lanes import Lanes
from wallctl.server.nodes import Nodes
from wallctl.server.wall_state import WallState

SNAPSHOT_DEADLINE_S = 5.0
PART_CELLS = 48
PART_BYTES = 24 << 20
"""One answer message carries at most so much; a larger snapshot comes in several, all but the last `more`."""
SEND_DEADLINE_S = 10.0


@dataclass(slots=True)
class _Watcher:
    link: Link
    width: int
    fps: float
    sent_s: dict[CellId, float] = field(default_factory=dict)


@dataclass(slots=True)
class _Ticket:
    wanted: frozenset[CellId]
    complete: asyncio.Event = field(default_factory=asyncio.Event)
    pictures: dict[CellId, bytes] = field(default_factory=dict)


class Sight:
    """Who looks at the glass, and snapshots under way."""

    def __init__(self, lanes: Lanes, nodes: Nodes, state: WallState) -> None:
        self._lanes = lanes
        self._nodes = nodes
        self._state = state
        self._watchers: dict[int, _Watcher] = {}
        self._tickets: dict[str, _Ticket] = {}

    async def answer(self, lane: Lane, link: Link, request: Request) -> tuple[Reply, list[bytes]]:
        """Return the answer and its pictures; raise `BadInput` when it was not asked on the picture lane."""
        if lane is not Lane.PICTURE:
            raise BadInput(request.ask.kind, "pictures travel on the picture lane", "ask there")
        match request.ask:
            case WatchEcho(width=width, fps=fps):
                self._watch(link, width, fps)
                return Reply(id=request.id), []
            case TakeSnapshot():
                return await self._snapshot(link, request.id)
            case other:
                raise BadInput(other.kind, "gives no picture", "this is a fault of wallctl")

    def gone(self, lane: Lane, link: Link) -> None:
        """The link is over: nobody looks there any more."""
        if lane is Lane.PICTURE and self._watchers.pop(link.number, None) is not None:
            self._want()

    # --- echo

    def _watch(self, link: Link, width: int, fps: float) -> None:
        if fps > 0 and width > 0:
            self._watchers[link.number] = _Watcher(link, width, fps)
        else:
            self._watchers.pop(link.number, None)
        self._want()

    def _want(self) -> None:
        """Nodes make one size and rate: the largest that anybody asked for."""
        width = max((one.width for one in self._watchers.values()), default=0)
        fps = max((one.fps for one in self._watchers.values()), default=0.0)
        self._nodes.want_echo(EchoWanted(width=width, fps=fps))

    def echo(self, said: EchoPicture, jpeg: bytes) -> None:
        """A node sent a picture: pass it on to those who look, the newest in place of one that waits."""
        now = now_s()
        for one in self._watchers.values():
            # A tenth early is on time: pictures do not come evenly.
            if now - one.sent_s.get(said.cell, 0.0) >= 0.9 / one.fps:
                one.sent_s[said.cell] = now
                self._lanes.send(Lane.PICTURE, one.link, said, (jpeg,), replace_key=("echo", said.cell))

    # --- snapshot

    async def _snapshot(self, link: Link, request: RequestId) -> tuple[Reply, list[bytes]]:
        number = secrets.token_hex(8)
        ticket = self._tickets[number] = _Ticket(self._nodes.reachable)
        try:
            asked = self._nodes.want_snapshot(number)
            if not asked:
                raise Unavailable("snapshot", "no renderer can be reached", "see `wallctl status`")
            try:
                await asyncio.wait_for(ticket.complete.wait(), SNAPSHOT_DEADLINE_S)
            except TimeoutError:
                if not ticket.pictures:
                    reason = f"no cell sent its picture in {SNAPSHOT_DEADLINE_S:g} s"
                    raise Unavailable("snapshot", reason, "see `wallctl status`") from None
        finally:
            del self._tickets[number]
        return await self._deliver(link, request, ticket.pictures)

    def snapshot(self, said: CellSnapshot, png: bytes) -> None:
        """A node sent one cell's picture; one that nobody waits for is dropped."""
        ticket = self._tickets.get(said.ticket)
        if ticket is not None:
            ticket.pictures[said.cell] = png
            if ticket.wanted <= ticket.pictures.keys():
                ticket.complete.set()

    async def _deliver(
        self, link: Link, request: RequestId, pictures: dict[CellId, bytes]
    ) -> tuple[Reply, list[bytes]]:
        """Send all parts but the last, which is returned: a wall of usual size has only that one."""
        told: dict[str, JsonValue] = {
            "revision": self._state.desired.revision,
            "wall": self._state.wall.model_dump(mode="json"),
            "missing": [surface.id for surface in self._state.surfaces if surface.id not in pictures],
        }
        *first, last = _parts(pictures)
        for part in first:
            reply = Reply(id=request, result=told | {"more": True}, attachments=part)
            await self._send_part(link, reply, [pictures[cell] for cell in part])
        return Reply(id=request, result=told, attachments=last), [pictures[cell] for cell in last]

    async def _send_part(self, link: Link, reply: Reply, pictures: list[bytes]) -> None:
        until_s = now_s() + SEND_DEADLINE_S
        while self._lanes.send(Lane.PICTURE, link, reply, pictures) is Sent.FULL:
            if now_s() > until_s:
                raise Unavailable("snapshot", "this link is too slow for it", "try again on a better line")
            await asyncio.sleep(0.02)


def _parts(pictures: Mapping[CellId, bytes]) -> list[tuple[CellId, ...]]:
    """Part the cells so that each part fits into one message; at least one part."""
    parts: list[tuple[CellId, ...]] = [()]
    size = 0
    for cell in sorted(pictures):
        more = len(pictures[cell])
        if parts[-1] and (len(parts[-1]) >= PART_CELLS or size + more > PART_BYTES):
            parts.append(())
            size = 0
        parts[-1] = (*parts[-1], cell)
        size += more
    return parts
