"""Arms drafts by themselves, and calls off what arms: the wall stays as it is.

Called by the authority, and told of each change of a draft: one that is armed is armed anew. What is armed is
in memory only, for a server that dies leaves nothing to take. Must not know links. Lives in the event loop.
"""

from __future__ import annotations

import asyncio
from functools import partial
from typing import assert_never

from wallctl.bus.clock import now_s
from wallctl.errors import Conflict, WallError
from wallctl.model.desired import Desired, Origin
from wallctl.model.ids import SeatId
from wallctl.model.layout import Layout
from wallctl.protocol.desk import Readiness, Reply, Request
from wallctl.protocol.drafting import HELD_FOR_S, ArmDraft, CallTakeOff
from wallctl.protocol.node import Severity
from wallctl.rules import edit
from wallctl.rules.access import Actor
from wallctl.rules.tours import begun
from wallctl.server.answers import accepted
from wallctl.server.events import EventLog
from wallctl.server.past import Earlier
from wallctl.server.record import done, origin_of
from wallctl.server.takes import LetGo, Newest, Takes, Why
from wallctl.server.wall_state import WallState
from wallctl.store.state import Store


class ArmingDesk:
    """Of all seats; one at a time has something armed."""

    def __init__(self, state: WallState, store: Store, takes: Takes, events: EventLog) -> None:
        self._state, self._store = state, store
        self._takes, self._events = takes, events
        self._earlier = Earlier(state, store)
        takes.on_let_go = self._let_go

    async def change(
        self, actor: Actor, request: Request, ask: ArmDraft | CallTakeOff, turn: asyncio.Lock, asked_s: float
    ) -> Reply:
        """Do it and return the answer; raise what refuses it."""
        match ask:
            case ArmDraft():
                return await self._arm(actor, request, ask, turn)
            case CallTakeOff():
                async with turn:
                    return await self._call_off(actor, request, asked_s)
            case _:
                assert_never(ask)

    def drafted(self, seat: SeatId) -> None:
        """The draft of that seat is another than before: if it is armed, it is armed anew."""
        newest, draft = self._takes.newest, self._state.drafts.get(seat)
        if newest is None or not newest.held or newest.by is None or newest.by.seat != seat:
            return
        if draft is None:
            self._takes.let_go()
        elif draft.layout != newest.layout:
            try:
                self._hold(self._accepted(draft.layout), newest.by)
            except WallError as wrong:
                # It cannot be taken as it is now either: the officer hears why at the take.
                self._takes.let_go()
                self._events.add(
                    "arming_ended",
                    "待上墙改动后不能上墙, 预加载已放开",
                    f"The draft cannot be shown as it was changed, what was armed is let go: {wrong}",
                    severity=Severity.WARNING,
                )

    # --- arming

    async def _arm(self, actor: Actor, request: Request, ask: ArmDraft, turn: asyncio.Lock) -> Reply:
        while True:
            # A renderer prepares one thing at a time, and somebody waits for that one.
            await self._takes.settled()
            async with turn:
                if not self._takes.under_way:
                    return await self._arm_now(actor, request, ask)

    async def _arm_now(self, actor: Actor, request: Request, ask: ArmDraft) -> Reply:
        await self._earlier.refuse_if_changed(ask.over)
        layout = self._accepted(ask.layout)
        reply = accepted(
            request.id,
            self._state.desired.revision,
            windows=len(layout.windows),
            held_for_s=HELD_FOR_S,
        )
        await self._keep(actor, request, reply)
        self._hold(layout, origin_of(actor, request))
        return reply

    def _accepted(self, layout: Layout) -> Layout:
        known = self._state.sources.keys() | self._state.desired.layout.sources
        return edit.accepted(self._state.wall, layout, known)

    def _hold(self, layout: Layout, by: Origin) -> None:
        started = begun(layout, self._state.desired.layout, now_s())
        self._takes.hold(layout, started, self._state.compose(started), by)

    def _let_go(self, what: LetGo) -> None:
        """Whoever armed it should know that a take is none of an armed draft any more."""
        match what.why:
            case Why.TIME:
                told = f"{HELD_FOR_S:g} 秒内没有上墙"
                told_en = f"nobody took it within {HELD_FOR_S:g} s"
            case Why.LEFT:
                told, told_en = "席位上已没有操作台", "no desk of the seat is there any more"
            case Why.OTHER_SEAT:
                who = _who(what.instead)
                told = f"{who} 改了大屏或预加载了别的画面"
                told_en = f"{who} changed the wall, or armed something else"
            case _:
                assert_never(what.why)
        self._events.add(
            "arming_ended",
            f"{_who(what.by)} 的预加载已放开: {told}",
            f"What {_who(what.by)} had armed is let go: {told_en}",
        )

    # --- calling off

    async def _call_off(self, actor: Actor, request: Request, asked_s: float) -> Reply:
        newest = self._takes.newest
        if newest is None or newest.by is None:
            raise _too_late()
        if newest.by.seat != actor.seat:
            by = newest.by
            raise Conflict(
                "calling off",
                f"{_who(by)} is taking, and only that seat calls it off",
                f"have it called off at seat {by.seat}",
                actor=by.actor,
                officer=by.officer,
                seat=by.seat,
                at_utc_s=by.at_utc_s,
            )
        if newest.acknowledged:
            reply = await self._take_back(actor, request, newest, asked_s)
        else:
            self._takes.call_off(newest.version)
            what = "arming" if newest.held else "take"
            reply = accepted(request.id, self._state.desired.revision, what=what)
            await self._keep(actor, request, reply)
        self._tell(actor, newest)
        return reply

    async def _take_back(self, actor: Actor, request: Request, newest: Newest, asked_s: float) -> Reply:
        """The take was acknowledged before it armed: what was there before becomes the newest revision."""
        state, undone = self._state, self._state.desired
        if undone.revision != newest.version.revision:
            raise _too_late()
        self._takes.freeze(newest.version)
        try:
            before = await self._store.run(lambda: self._store.desired_at(undone.revision - 1))
            assert before is not None
            origin = origin_of(
                actor,
                request,
                preset=before.origin.preset if before.origin is not None else None,
                undoes=undone.revision,
                reseats=before.origin.reseats if before.origin is not None else None,
            )
            desired = Desired(revision=undone.revision + 1, layout=before.layout, origin=origin)
            version = state.coming_version
            reply = accepted(request.id, desired.revision, what="take")
            await self._keep(actor, request, reply, desired, version.epoch)
        except BaseException:
            self._takes.thaw(newest.version)
            raise
        state.now_desired(desired, version.epoch)
        self._takes.call_off(newest.version)
        self._takes.begin(
            version, before.layout, state.pictures, Readiness.HOLD, asked_s, by=origin, firm=True
        )
        return reply

    def _tell(self, actor: Actor, newest: Newest) -> None:
        """All seats see it in what happens: `by` names who."""
        if newest.held:
            text = "预加载已取消, 大屏没有改变"
            text_en = "What was armed is called off, the wall is as it was"
        else:
            text = "上墙已取消, 大屏没有改变"
            text_en = "The take is called off, the wall is as it was"
        self._events.add("called_off", text, text_en, by=actor, revision=self._state.desired.revision)

    # --- the disk

    async def _keep(
        self,
        actor: Actor,
        request: Request,
        reply: Reply,
        desired: Desired | None = None,
        epoch: int | None = None,
    ) -> None:
        """Put the audit line and the answer on disk, and a revision where there is one."""
        undone = desired.origin.undoes if desired is not None and desired.origin is not None else None
        change = done(
            actor,
            request,
            reply,
            revision=(desired or self._state.desired).revision,
            epoch=self._state.epoch if epoch is None else max(self._state.epoch, epoch),
            undoes=undone,
        ).with_(desired=desired)
        await self._store.run(partial(self._store.commit, change))


def _too_late() -> Conflict:
    return Conflict(
        "calling off",
        "no take waits for pictures, and nothing is armed",
        "look at the wall; undo brings back what was there before",
    )


def _who(by: Origin | None) -> str:
    return f"{by.officer or by.actor} ({by.seat})" if by is not None else "-"
