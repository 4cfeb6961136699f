"""Alarms of lost pictures, and cells that say which they are: who asked, who heard. Must not know links.

Alarms are on disk soon after they were raised, an acknowledgement before it is answered: a server that starts
again sounds for what nobody knew of, and for nothing else.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Collection, Sequence
from functools import partial

from pydantic import JsonValue

from wallctl.errors import NotFound, WallError
from wallctl.model.alarm import Acknowledgement, Alarm
from wallctl.model.health import WindowState
from wallctl.model.ids import CellId, RequestId, SeatId, cell_place
from wallctl.protocol.attention import AcknowledgeAlarms, Identify
from wallctl.protocol.desk import Reply, Request
from wallctl.protocol.node import Severity
from wallctl.rules.access import Actor
from wallctl.rules.alarms import Lookout, acknowledged, followed
from wallctl.rules.putting_up import important_pictures
from wallctl.rules.words import REASONS, Words
from wallctl.server.answers import accepted
from wallctl.server.catalogue import SERVER
from wallctl.server.door import WORDS_LIMIT
from wallctl.server.events import EventLog
from wallctl.server.nodes import Nodes
from wallctl.server.putting_up import PuttingUp
from wallctl.server.record import done
from wallctl.server.reseating import Reseating
from wallctl.server.wall_state import WallState
from wallctl.store.change import AuditLine, Change, Outcome
from wallctl.store.state import Store

AttentionAsk = AcknowledgeAlarms | Identify
AGAIN_S = 5.0
"""A disk that refused to keep alarms is not asked sooner."""
_NAMED_CELLS = 8
"""So many cells of a wall are named one by one."""

_LOST = Words("重要画面无信号", "Important picture lost")
_HOW = {
    WindowState.FROZEN: Words("重要画面冻结", "Important picture frozen"),
    WindowState.STALE: Words("重要画面停滞", "Important picture stale"),
}

_log = logging.getLogger(__name__)


class Alarms:
    """Knows what must be heard as long as `tick` is called."""

    def __init__(
        self,
        state: WallState,
        nodes: Nodes,
        reseating: Reseating,
        store: Store,
        events: EventLog,
        began_s: float,
    ) -> None:
        # Before a restart of the machine its clock showed more.
        self.now = tuple(one.with_(raised_s=min(one.raised_s, began_s)) for one in state.alarms)
        self._state = state
        self._nodes = nodes
        self._reseating = reseating
        self._store = store
        self._events = events
        self._lookout = Lookout()
        self._putting_up = PuttingUp(state, store)
        self._writing = asyncio.Lock()
        self._keeping: asyncio.Task[None] | None = None
        self._not_before_s = 0.0

    def tick(self, now_s: float, seats: Collection[SeatId]) -> bool:
        """Look at all important windows; `seats`: where desks are. Tell whether anything changed."""
        state, before = self._state, self.now
        layout = state.desired.layout
        self._putting_up.tick(now_s)
        health, dark = self._nodes.health.values(), self._reseating.lost
        self.now = followed(
            before,
            self._lookout.look(state.wall, layout, health, dark, now_s),
            important_pictures(layout),
            seats,
            self._putting_up.seats,
            (now_s, time.time()),
        )
        known = {alarm.id for alarm in before}
        for alarm in self.now:
            if alarm.id not in known:
                self._raise(alarm)
        if self._keeping is None and now_s >= self._not_before_s and _kept(self.now) != _kept(state.alarms):
            self._keeping = asyncio.ensure_future(self._keep(now_s))
        return self.now != before

    async def change(self, actor: Actor, request: Request, ask: AttentionAsk, turn: asyncio.Lock) -> Reply:
        """Do it and return the answer; raise what refuses it, and then nothing was changed."""
        async with turn:
            match ask:
                case AcknowledgeAlarms():
                    return await self._acknowledge(actor, request, ask)
                case Identify():
                    return await self._identify(actor, request, ask)

    async def _acknowledge(self, actor: Actor, request: Request, ask: AcknowledgeAlarms) -> Reply:
        by = Acknowledgement(actor=actor.id, officer=actor.officer, seat=actor.seat, at_utc_s=time.time())
        async with self._writing:
            named = ask.alarms or tuple(alarm.id for alarm in self.now)
            fresh = [alarm for alarm in self.now if alarm.id in named and alarm.acknowledged is None]
            known = acknowledged(self.now, named, by)
            # Who comes second hears that it is known, and is not refused: both meant the same.
            told: dict[str, JsonValue] = {"acknowledged": [alarm.id for alarm in fresh]}
            reply = await self._commit(actor, request, told, known)
            self._state.now_alarmed(known)
            # What was raised meanwhile sounds on.
            self.now = acknowledged(self.now, named, by)
        for alarm in fresh:
            name, name_en = self._names(alarm)
            self._events.add(
                "alarm_acknowledged",
                f"{actor.name} 已确认告警: {name}",
                f"{actor.name} acknowledged: {name_en}",
                source=alarm.source,
                by=actor,
            )
        return reply

    async def _identify(self, actor: Actor, request: Request, ask: Identify) -> Reply:
        known = [surface.id for surface in self._state.surfaces]
        for cell in ask.cells:
            if cell not in known:
                raise NotFound(f"cell {cell}", "is not of this wall", f"name one of {there_are(known)}")
        cells = ask.cells or tuple(known)
        reply = await self._commit(actor, request, {"cells": list(cells)})
        self._nodes.tell_identify(cells)
        return reply

    def _raise(self, alarm: Alarm) -> None:
        name, name_en = self._names(alarm)
        how = _HOW.get(alarm.state, _LOST)
        why = f" ({REASONS[alarm.reason].en})" if REASONS[alarm.reason].en else ""
        self._events.add(
            "picture_lost",
            f"{how.zh}: {name}",
            f"{how.en}: {name_en}{why}",
            severity=Severity.ALARM,
            source=alarm.source,
        )

    def _names(self, alarm: Alarm) -> tuple[str, str]:
        source = self._state.sources.get(alarm.source) if alarm.source is not None else None
        if source is None:
            return str(alarm.source or alarm.window), str(alarm.source or alarm.window)
        return f"{source.id} {source.name}", f"{source.id} {source.name_en or source.name}"

    async def _keep(self, now_s: float) -> None:
        """Write down what was raised and what is over. It sounds whether or not the disk takes it."""
        try:
            async with self._writing:
                alarms = self.now
                entry = _noted(self._state.alarms, alarms, self._state.desired.revision)
                await self._store.run(partial(self._store.commit, Change(line=entry, alarms=alarms)))
                self._state.now_alarmed(alarms)
        except WallError as wrong:
            self._not_before_s = now_s + AGAIN_S
            _log.warning("alarms are not on disk for now: %s", wrong)
        finally:
            self._keeping = None

    async def _commit(
        self,
        actor: Actor,
        request: Request,
        told: dict[str, JsonValue],
        alarms: tuple[Alarm, ...] | None = None,
    ) -> Reply:
        revision = self._state.desired.revision
        reply = accepted(request.id, revision, **told)
        change = done(actor, request, reply, revision=revision, epoch=self._state.epoch).with_(alarms=alarms)
        await self._store.run(partial(self._store.commit, change))
        return reply


def _kept(alarms: Collection[Alarm]) -> list[tuple[str, Acknowledgement | None]]:
    """What of alarms has to outlive the server; all else shows itself anew."""
    return [(alarm.id, alarm.acknowledged) for alarm in alarms]


def _noted(before: Collection[Alarm], now: Collection[Alarm], revision: int) -> AuditLine:
    """Return the line of the server's own in the audit log."""
    was, is_now = ({alarm.id for alarm in alarms} for alarms in (before, now))
    raised = [f"raised {name}" for name in sorted(is_now - was)]
    parts = [*raised, *(f"over {name}" for name in sorted(was - is_now))]
    return AuditLine(
        at_utc_s=time.time(),
        actor=SERVER,
        seat=SeatId("server"),
        request=RequestId("alarms"),
        action="alarms",
        what=", ".join(parts)[:WORDS_LIMIT],
        outcome=Outcome.NOTED,
        revision=revision,
    )


def there_are(known: Sequence[CellId]) -> str:
    """Return which cells and monitors a wall has: one by one while they are few, the grid by its corners."""
    grid = [cell for cell in known if cell_place(cell) is not None]
    if len(grid) > _NAMED_CELLS:
        # In order row by row; monitors come after the grid, and have names that follow from nothing.
        return ", ".join([f"{grid[0]} to {grid[-1]}", *known[len(grid) :]])
    return ", ".join(known)
