"""The desks and command lines: their links, their requests in, and what they follow out.

Every request goes through the door first. Must not know how anything is changed. Lives in the event loop.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import assert_never

from pydantic import BaseModel

from wallctl.bus.clock import now_s
from wallctl.bus.lane import Link
from wallctl.errors import BadInput, BadMessage, Unavailable, WallError
from wallctl.model.ids import ActorId, RequestId, SeatId
from wallctl.model.people import officer_name
from wallctl.protocol.desk import Events, Happened, ProposeReseat, Reply, Request, to_server
from wallctl.protocol.drafting import ListVersions
from wallctl.protocol.looks import CancelLook
from wallctl.protocol.sourcing import PreviewImport
from wallctl.rules.access import EFFECTS, Action, Actor, Effect
from wallctl.server.answers import Reader, refused
from wallctl.server.authority import Asked, Authority
from wallctl.server.door import Door
from wallctl.server.events import EventLog
from wallctl.server.inbox import Lane, Message
from wallctl.server.lanes import Lanes
from wallctl.server.looks import Looks
from wallctl.server.preparing import Preparing
from wallctl.server.sight import Sight
from wallctl.server.words import in_words

AT_ONCE = 32
"""Requests of one link that may be under way; one more is refused by name."""
NAME_LIMIT = 100
"""Ids and seats are kept for ever in the audit log."""
VIEW_S = 0.5
VIEW_AT_MOST_S = 0.05
"""A view is sent twice a second, and at each change, but not more often than this."""

_log = logging.getLogger(__name__)
_Key = tuple[Lane, int]


@dataclass(slots=True)
class _Desk:
    lane: Lane
    link: Link
    under_way: int = 0
    watches: bool = False
    follows: bool = False
    seat: SeatId | None = None
    """Where it watches from: it hears of that seat's draft."""


class Desks:
    """Everybody who asks."""

    def __init__(
        self,
        lanes: Lanes,
        door: Door,
        authority: Authority,
        reader: Reader,
        events: EventLog,
        sight: Sight,
        looks: Looks,
        preparing: Preparing,
    ) -> None:
        self._lanes = lanes
        self._door = door
        self._authority = authority
        self._reader = reader
        self._events = events
        self._sight = sight
        self._looks = looks
        self._preparing = preparing
        self._desks: dict[_Key, _Desk] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._view_due = False
        self._view_sent_s = 0.0
        self.on_left: Callable[[SeatId], None] = lambda seat: None
        """Called when the last desk of a seat that showed the wall is gone."""

    # --- links and requests

    def up(self, lane: Lane, link: Link) -> None:
        """A link of somebody who may ask came."""
        self._desks[lane, link.number] = _Desk(lane, link)

    def down(self, lane: Lane, link: Link) -> None:
        """The link is over; what it asked for still happens."""
        desk = self._desks.pop((lane, link.number), None)
        self._sight.gone(lane, link)
        self._looks.gone(lane, link)
        if desk is not None and desk.watches and desk.seat is not None and desk.seat not in self.seats:
            self.on_left(desk.seat)

    def heard(self, message: Message) -> None:
        """A request; one that cannot be read is dropped and said in the log."""
        desk = self._desks.get((message.lane, message.link.number))
        if desk is None:
            return
        try:
            request = to_server.decode(message.data, str(message.link.peer))
        except BadMessage as wrong:
            _log.warning("%s", wrong)
            return
        if max(len(request.id), len(request.seat)) > NAME_LIMIT:
            long = BadInput("request", f"its id or seat has more than {NAME_LIMIT} characters", "shorten it")
            self._send(desk, refused(request.id, long))
            return
        if desk.under_way >= AT_ONCE:
            busy = Unavailable(str(message.link.peer), f"asks for more than {AT_ONCE} things at once", "wait")
            self._send(desk, refused(request.id, busy))
            return
        desk.under_way += 1
        task = asyncio.ensure_future(self._serve(desk, request, message.heard_s))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _serve(self, desk: _Desk, request: Request, heard_s: float) -> None:
        pictures: list[bytes] = []
        try:
            reply, pictures = await self._answer(desk, request, heard_s)
        except WallError as wrong:
            reply = refused(request.id, wrong)
        except Exception:  # noqa: BLE001 - see below
            # A fault of ours in one request: its asker is told, and everybody else is served on.
            _log.exception("request %s (%s)", request.id, request.ask.kind)
            reply = refused(request.id, WallError("server", "an internal fault", "see the server's log"))
        except asyncio.CancelledError:
            # The server ends: what was acknowledged on disk is there; the client asks again with the same id.
            return
        finally:
            desk.under_way -= 1
        self._send(desk, reply, pictures=pictures)

    async def _answer(self, desk: _Desk, request: Request, heard_s: float) -> tuple[Reply, list[bytes]]:
        peer = desk.link.peer
        actor = Actor(
            id=ActorId(peer.name),
            role=peer.role.value,
            seat=request.seat,
            officer=officer_name(request.officer),
        )
        action = Action(request.ask.kind)
        await self._door.authorise(actor, action, in_words(request.ask), request.id)
        match EFFECTS[action]:
            case Effect.CHANGE:
                return await self._authority.change(Asked(actor, request, heard_s)), []
            case Effect.LOOK:
                return await self._look(desk, request, action), []
            case Effect.PICTURE if action in (Action.SOURCE_TEST, Action.WATCH_PREVIEWS):
                return await self._looks.answer(desk.lane, desk.link, request)
            case Effect.PICTURE:
                return await self._sight.answer(desk.lane, desk.link, request)
            case _:
                assert_never(EFFECTS[action])

    async def _look(self, desk: _Desk, request: Request, action: Action) -> Reply:
        match action:
            case Action.STATUS:
                return Reply(id=request.id, result=await self._reader.status())
            case Action.RESEAT_PROPOSE:
                assert isinstance(request.ask, ProposeReseat)
                return Reply(id=request.id, result=await self._reader.proposal(request.ask.lost))
            case Action.MEDIA:
                return Reply(id=request.id, result=await self._reader.media())
            case Action.SOURCES:
                return Reply(id=request.id, result=self._reader.sources())
            case Action.PRESETS:
                return Reply(id=request.id, result=self._reader.presets())
            case Action.IMPORT_PREVIEW:
                assert isinstance(request.ask, PreviewImport)
                return Reply(id=request.id, result=await self._authority.preview(request.ask))
            case Action.EVENTS:
                assert isinstance(request.ask, Events)
                newest = await self._events.newest(request.ask.last)
                desk.follows = request.ask.follow
                rows = [event.model_dump(mode="json") for event in newest]
                return Reply(id=request.id, result={"events": [*rows]})
            case Action.LOOK_CANCEL:
                assert isinstance(request.ask, CancelLook)
                self._looks.cancel(desk.link, request.ask.request)
                return Reply(id=request.id)
            case Action.WATCH:
                desk.watches = desk.follows = True
                desk.seat = request.seat
                self._send(desk, self._reader.catalogue(), replace_key="catalogue")
                self._send(desk, self._reader.view(), replace_key="wall")
                self._send(desk, self._looks.book.standings, replace_key="standings")
                self._send(desk, self._reader.draft(request.seat))
                return Reply(id=request.id)
            case Action.PRESET_VERSIONS:
                assert isinstance(request.ask, ListVersions)
                return Reply(id=request.id, result=await self._preparing.versions(request.ask))
            case _:
                raise BadInput(action.value, "is no look", "this is a fault of wallctl")

    # --- what is told without being asked

    def happened(self, event: Happened) -> None:
        """Tell those who follow."""
        for desk in self._desks.values():
            if desk.follows:
                self._send(desk, event)

    def changed(self) -> None:
        """What the wall shows, or should show, may differ from what the desks know."""
        self._view_due = True

    def catalogued(self) -> None:
        """Sources or presets are others than before."""
        watchers = [desk for desk in self._desks.values() if desk.watches]
        if watchers:
            catalogue = self._reader.catalogue()
            for desk in watchers:
                self._send(desk, catalogue, replace_key="catalogue")

    def drafted(self, seat: SeatId) -> None:
        """The draft of a seat is another than before."""
        self._view_due = True
        news = self._reader.draft(seat)
        for desk in self._desks.values():
            if desk.watches and desk.seat == seat:
                self._send(desk, news)

    def stand(self) -> None:
        """Sources are ready that were not, or the other way round."""
        for desk in self._desks.values():
            if desk.watches:
                self._send(desk, self._looks.book.standings, replace_key="standings")

    @property
    def seats(self) -> frozenset[SeatId]:
        """Where desks are that show the wall."""
        return frozenset(desk.seat for desk in self._desks.values() if desk.watches and desk.seat)

    def tick(self) -> None:
        """Send the view where it is due; call often."""
        since_s = now_s() - self._view_sent_s
        if since_s < (VIEW_AT_MOST_S if self._view_due else VIEW_S):
            return
        self._view_due, self._view_sent_s = False, now_s()
        watchers = [desk for desk in self._desks.values() if desk.watches]
        if watchers:
            view = self._reader.view()
            for desk in watchers:
                self._send(desk, view, replace_key="wall")

    async def close(self) -> None:
        """Nobody is served any more; returns when all requests have ended."""
        tasks = tuple(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def _send(
        self,
        desk: _Desk,
        message: BaseModel,
        *,
        pictures: Sequence[bytes] = (),
        replace_key: str | None = None,
    ) -> None:
        try:
            self._lanes.send(desk.lane, desk.link, message, pictures, replace_key=replace_key)
        except BadMessage as wrong:
            _log.error("%s", wrong)
            if isinstance(message, Reply):
                self._send_too_large(desk, message.id, wrong)

    def _send_too_large(self, desk: _Desk, request: RequestId, wrong: BadMessage) -> None:
        problem = Unavailable("the answer", wrong.reason, "ask for less")
        self._lanes.send(desk.lane, desk.link, refused(request, problem))
