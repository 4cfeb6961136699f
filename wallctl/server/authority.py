"""The one writer: takes a request that changes something from `authorised` to `on disk` to `on the glass`.

Changes happen one after the other; waiting for the glass does not hold the next one up. Whoever asks again
with the same request id gets the first answer. Must not know links. Lives in the event loop.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from typing import assert_never

from pydantic import JsonValue

from wallctl.errors import CalledOff, Conflict, NotFound, Unavailable, WallError
from wallctl.model.desired import Desired, Version
from wallctl.model.ids import ActorId, PresetId, RequestId
from wallctl.model.layout import Layout
from wallctl.protocol.attention import AcknowledgeAlarms, Identify
from wallctl.protocol.desk import (
    ApplyPreset,
    Ask,
    ClearWall,
    Readiness,
    Reply,
    Request,
    Reseat,
    ReseatBack,
    SavePreset,
    ShowSource,
    ShowTour,
    TakeLayout,
    Undo,
)
from wallctl.protocol.drafting import (
    ArmDraft,
    CallTakeOff,
    DeletePreset,
    DropDraft,
    SaveDraft,
    SaveLive,
)
from wallctl.protocol.node import Severity
from wallctl.protocol.setting_up import LoadSample, SetWall
from wallctl.protocol.sourcing import PreviewImport
from wallctl.rules import edit
from wallctl.rules.access import Action, Actor
from wallctl.rules.presets import placed
from wallctl.rules.take import Ending
from wallctl.rules.take import Outcome as TakeOutcome
from wallctl.rules.tours import begun
from wallctl.server.alarms import Alarms
from wallctl.server.answers import locked_gone, refused, taken
from wallctl.server.arming import ArmingDesk
from wallctl.server.catalogue import CatalogueDesk
from wallctl.server.ceilings import CeilingNews
from wallctl.server.door import line
from wallctl.server.events import EventLog
from wallctl.server.past import Earlier
from wallctl.server.preparing import Preparing
from wallctl.server.record import done, origin_of
from wallctl.server.reseating import Reseating, told
from wallctl.server.setting_up import SettingUp
from wallctl.server.standings import StandingBook
from wallctl.server.takes import Takes
from wallctl.server.wall_state import WallState
from wallctl.server.words import in_words
from wallctl.store.change import Answer, Change, Outcome
from wallctl.store.state import Store

LayoutAsk = ShowSource | ShowTour | ClearWall | ApplyPreset | TakeLayout | Undo | Reseat | ReseatBack


@dataclass(frozen=True, slots=True)
class _Plan:
    """What a request makes of the wall."""

    layout: Layout
    readiness: Readiness = Readiness.HOLD
    preset: PresetId | None = None
    undoes: int | None = None
    reseats: int | None = None
    more: Mapping[str, JsonValue] = field(default_factory=dict)
    """What the answer says besides how the take went."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A request that came through the door."""

    actor: Actor
    request: Request
    at_s: float
    """When it came (CLOCK_BOOTTIME)."""

    @property
    def ask(self) -> Ask:
        return self.request.ask

    @property
    def key(self) -> tuple[ActorId, RequestId]:
        return self.actor.id, self.request.id


class Authority:
    """Everything that changes what the store keeps goes through `change`."""

    def __init__(
        self,
        state: WallState,
        store: Store,
        takes: Takes,
        events: EventLog,
        catalogue: CatalogueDesk,
        reseating: Reseating,
        preparing: Preparing,
        alarms: Alarms,
        setting_up: SettingUp,
        book: StandingBook,
        arming: ArmingDesk,
    ) -> None:
        self._state = state
        self._store = store
        self._earlier = Earlier(state, store)
        self._takes = takes
        self._events = events
        self._ceilings = CeilingNews(state, events)
        self._catalogue = catalogue
        self._reseating = reseating
        self._preparing = preparing
        self._alarms = alarms
        self._setting_up = setting_up
        self._book = book
        self._arming = arming
        self._turn = asyncio.Lock()
        self._running: dict[tuple[ActorId, RequestId], asyncio.Future[Reply]] = {}

    async def change(self, asked: Asked) -> Reply:
        """Do what is asked and return the answer; a request that runs already is waited for."""
        running = self._running.get(asked.key)
        if running is not None:
            return await asyncio.shield(running)
        answer = asyncio.ensure_future(self._first_answer(asked))
        self._running[asked.key] = answer
        try:
            return await answer
        finally:
            del self._running[asked.key]

    async def preview(self, ask: PreviewImport) -> dict[str, JsonValue]:
        """Return what an import would do; raise what would refuse it. Nothing is changed."""
        return await self._catalogue.preview(ask)

    async def tend_sources(self, now_utc_s: float) -> None:
        """Take out the temporary sources whose time is over."""
        await self._catalogue.tend(now_utc_s, self._turn)

    async def _first_answer(self, asked: Asked) -> Reply:
        try:
            kept = await self._store.run(partial(self._store.reply_to, *asked.key))
            if kept is not None:
                return kept
            match asked.ask:
                case (
                    ShowSource()
                    | ShowTour()
                    | ClearWall()
                    | ApplyPreset()
                    | TakeLayout()
                    | Undo()
                    | Reseat()
                    | ReseatBack()
                ) as ask:
                    return await self._change_layout(asked, ask)
                case SaveDraft() | DropDraft() | SavePreset() | SaveLive() | DeletePreset() as ask:
                    return await self._preparing.change(asked.actor, asked.request, ask, self._turn)
                case ArmDraft() | CallTakeOff() as ask:
                    return await self._arming.change(asked.actor, asked.request, ask, self._turn, asked.at_s)
                case SetWall() | LoadSample() as ask:
                    return await self._setting_up.change(asked.actor, asked.request, ask, self._turn)
                case AcknowledgeAlarms() | Identify() as ask:
                    return await self._alarms.change(asked.actor, asked.request, ask, self._turn)
                case _:
                    return await self._catalogue.change(asked.actor, asked.request, self._turn)
        except WallError as wrong:
            return await self._refuse(asked, wrong)

    async def _refuse(self, asked: Asked, wrong: WallError) -> Reply:
        """A refusal is an answer, too: kept where the disk takes it."""
        reply = refused(asked.request.id, wrong)
        change = Change(
            line=line(
                asked.actor,
                Action(asked.ask.kind),
                in_words(asked.ask),
                asked.request.id,
                Outcome.REFUSED,
                detail=f"{type(wrong).__name__}: {wrong.reason}",
            ),
            answer=Answer(actor=asked.actor.id, request=asked.request.id, reply=reply),
        )
        try:
            await self._store.run(partial(self._store.commit, change))
        except WallError as full:
            self._events.add("refusal_not_kept", "拒绝未能写入审计日志", str(full), severity=Severity.WARNING)
        return reply

    # --- the wall

    async def _change_layout(self, asked: Asked, ask: LayoutAsk) -> Reply:
        async with self._turn:
            plan = await self._plan(asked.actor, ask)
            layout = begun(plan.layout, self._state.desired.layout, asked.at_s)
            plan = replace(plan, layout=layout)
            desired = self._next(asked, plan)
            armed = self._armed_as(layout)
            if plan.readiness is Readiness.HOLD:
                version = armed or self._state.coming_version
                await self._commit(asked, desired, version)
                pictures, commit = self._state.pictures, None
            else:
                version = armed or self._state.claim_version()
                pictures = self._state.compose(layout)
                commit = partial(self._commit_in_turn, asked, desired, version)
            ending = self._takes.begin(
                version, layout, pictures, plan.readiness, asked.at_s, commit, desired.origin
            )
        outcome = await ending
        if plan.readiness is Readiness.ALL_OR_NOTHING:
            await self._refuse_unless_shown(desired, outcome)
        elif outcome.ending is Ending.WITHDRAWN:
            # It was acknowledged, and is taken back on disk: its answer is there already, and is another now.
            reply = refused(asked.request.id, _called_off())
            await self._complete(asked, reply)
            return reply
        reply = Reply(id=asked.request.id, result=taken(desired.revision, outcome) | dict(plan.more))
        self._tell(asked, desired, outcome)
        await self._complete(asked, reply)
        return reply

    def _armed_as(self, layout: Layout) -> Version | None:
        """Return what just this is armed as, so that it can be taken at once; None: it is not."""
        newest = self._takes.newest
        if newest is None or not newest.held:
            return None
        return self._takes.version_for(self._state.compose(layout))

    async def _plan(self, actor: Actor, ask: LayoutAsk) -> _Plan:
        state = self._state
        wall, layout = state.wall, state.desired.layout
        # A source that was removed may stay where it is: its window has a card, and the others can be moved.
        known = state.sources.keys() | layout.sources
        match ask:
            case ShowSource(source=source, at=at, fit=fit, important=important):
                return _Plan(edit.show(wall, layout, source, at, fit, known, important))
            case ShowTour(tour=tour, at=at, fit=fit, important=important):
                return _Plan(edit.tour(wall, layout, tour, at, fit, known, important))
            case ClearWall():
                cleared = edit.clear(layout)
                return _Plan(cleared, more=locked_gone(layout, cleared))
            case ApplyPreset(preset=name, readiness=readiness):
                if name not in state.presets:
                    raise NotFound(f"preset {name}", "no preset of that name", "`wallctl presets` lists them")
                found = state.presets[name][1]
                filled = placed(found, layout, self._book.filled(found))
                more = locked_gone(layout, filled)
                return _Plan(edit.accepted(wall, filled, known), readiness, preset=name, more=more)
            case TakeLayout(layout=wanted, over=over, preset=preset, readiness=readiness):
                await self._earlier.refuse_if_changed(over)
                accepted = edit.accepted(wall, wanted, known)
                return _Plan(accepted, readiness, preset, reseats=await self._reseating.base_of(accepted))
            case Undo(over=over):
                target, before = await self._earlier.taken_back(actor, over)
                preset = before.origin.preset if before.origin is not None else None
                reseats = before.origin.reseats if before.origin is not None else None
                # The wall may have been larger then.
                edit.accepted(wall, before.layout, before.layout.sources)
                return _Plan(before.layout, preset=preset, undoes=target, reseats=reseats)
            case Reseat(lost=named, over=over):
                await self._earlier.refuse_if_changed(over)
                seating, base = await self._reseating.plan(named)
                reseats = base if seating.moves else None
                return _Plan(seating.layout, preset=self._preset, reseats=reseats, more=told(seating))
            case ReseatBack():
                return _Plan(await self._reseating.back(), preset=self._preset)
            case _:
                assert_never(ask)

    @property
    def _preset(self) -> PresetId | None:
        origin = self._state.desired.origin
        return origin.preset if origin is not None else None

    def _next(self, asked: Asked, plan: _Plan) -> Desired:
        return Desired(
            revision=self._state.desired.revision + 1,
            layout=plan.layout,
            origin=origin_of(
                asked.actor, asked.request, preset=plan.preset, undoes=plan.undoes, reseats=plan.reseats
            ),
        )

    async def _commit(self, asked: Asked, desired: Desired, version: Version) -> None:
        """Put the change, its revision, its audit line and a first answer on disk, at once or not at all."""
        undoes = desired.origin.undoes if desired.origin is not None else None
        pending: dict[str, JsonValue] = {
            "revision": desired.revision,
            "windows": len(desired.layout.windows),
            "ready": 0,
            "held": [],
            "took_ms": None,
            "spread_ms": None,
            "note": "accepted and kept; the server ended before it was measured on the glass",
        }
        change = done(
            asked.actor,
            asked.request,
            Reply(id=asked.request.id, result=pending),
            revision=desired.revision,
            epoch=max(self._state.epoch, version.epoch),
            undoes=undoes,
        ).with_(desired=desired)
        await self._store.run(partial(self._store.commit, change))
        self._state.now_desired(desired, version.epoch)

    async def _commit_in_turn(self, asked: Asked, desired: Desired, version: Version) -> bool:
        """All windows came: acknowledge the change unless another one came between."""
        async with self._turn:
            if desired.revision != self._state.desired.revision + 1:
                return False
            await self._commit(asked, desired, version)
            return True

    async def _refuse_unless_shown(self, desired: Desired, outcome: TakeOutcome) -> None:
        match outcome.ending:
            case Ending.CALLED_OFF:
                late = ", ".join(f"{held.name} ({held.reason.value})" for held in outcome.held)
                raise Unavailable(
                    "all or nothing",
                    f"{outcome.ready} of {outcome.windows} windows were ready, missing: "
                    f"{late or 'all cells'}; nothing was changed",
                    "see to these sources, or take without all-or-nothing",
                )
            case Ending.SUPERSEDED:
                # Given up while it armed, so never acknowledged; the one that came may not be so yet either.
                await self._earlier.refuse_if_changed(desired.revision - 1)
                raise Conflict(
                    "all or nothing",
                    "another take began before all windows were ready; nothing was changed",
                    "look at the wall as it is now, then take again",
                )
            case Ending.WITHDRAWN:
                raise _called_off()
            case Ending.SHOWN | Ending.NOBODY | Ending.LAPSED:
                pass
            case _:
                assert_never(outcome.ending)

    def _tell(self, asked: Asked, desired: Desired, outcome: TakeOutcome) -> None:
        spread = f", 时差 {outcome.spread_ms:g} ms" if outcome.spread_ms is not None else ""
        self._events.add(
            "take_done",
            f"上墙: 版本 {desired.revision}, {outcome.ready}/{outcome.windows} 个窗口就绪{spread}",
            f"Revision {desired.revision} {outcome.ending.value}: {outcome.ready} of {outcome.windows} "
            f"windows ready, took {outcome.took_ms} ms, spread {outcome.spread_ms} ms",
            severity=Severity.WARNING if outcome.held else Severity.INFO,
            by=asked.actor,
            revision=desired.revision,
        )
        self._ceilings.tell()

    async def _complete(self, asked: Asked, reply: Reply) -> None:
        """The change is safe already: an answer that cannot be completed on disk is told all the same."""
        try:
            await self._store.run(partial(self._store.finish, asked.actor.id, reply))
        except WallError as wrong:
            self._events.add("answer_not_kept", "结果未能写入磁盘", str(wrong), severity=Severity.WARNING)


def _called_off() -> CalledOff:
    return CalledOff("take", "was called off, nothing was changed", "take again when it is wanted")
