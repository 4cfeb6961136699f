"""Makes an empty site the room's own: another wall, the sample city. Must not know links.

Called by the authority alone. Both change what the site is, so both want it empty: of windows, of sources.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from functools import partial
from typing import assert_never

from pydantic import JsonValue

from wallctl.errors import Conflict, Unavailable
from wallctl.model.source import Agency, Source
from wallctl.model.wall import Wall
from wallctl.protocol.desk import Reply, Request
from wallctl.protocol.setting_up import LoadSample, SetWall
from wallctl.rules.access import Actor
from wallctl.rules.new_wall import reshaped
from wallctl.server.answers import accepted
from wallctl.server.events import EventLog
from wallctl.server.lookup import Lookup
from wallctl.server.nodes import Nodes
from wallctl.server.record import done
from wallctl.server.takes import Takes
from wallctl.server.wall_state import WallState
from wallctl.store.sample_city import LOOPBACK, SampleCity
from wallctl.store.state import Store

TAKE_ENDS_S = 3.0
_LOOK_S = 0.05


class SettingUp:
    """Lives in the event loop."""

    def __init__(
        self,
        state: WallState,
        store: Store,
        nodes: Nodes,
        takes: Takes,
        lookup: Lookup,
        events: EventLog,
        sample: SampleCity | None,
    ) -> None:
        """`sample`: None where there is no site folder around the store."""
        self.on_catalogue: Callable[[], None] = lambda: None
        """Called when sources, or which presets suit the wall, are others than before."""
        self.on_wall: Callable[[], None] = lambda: None
        """Called when the wall is another one."""
        self._state, self._store, self._nodes, self._takes = state, store, nodes, takes
        self._lookup, self._events, self._sample = lookup, events, sample

    async def change(
        self, actor: Actor, request: Request, ask: SetWall | LoadSample, turn: asyncio.Lock
    ) -> Reply:
        """Do it and return the answer; raise what refuses it, and then nothing was changed."""
        match ask:
            case SetWall():
                await self._await_take()
                async with turn:
                    return await self._set_wall(actor, request, ask)
            case LoadSample():
                async with turn:
                    return await self._load_sample(actor, request)
            case _:
                assert_never(ask)

    async def _await_take(self) -> None:
        """What was cleared just now is on its way to the glass, on cells that may soon be no more."""
        for _ in range(round(TAKE_ENDS_S / _LOOK_S)):
            if not self._takes.under_way:
                return
            await asyncio.sleep(_LOOK_S)

    async def _set_wall(self, actor: Actor, request: Request, ask: SetWall) -> Reply:
        state = self._state
        on_it = len(state.desired.layout.windows)
        if on_it:
            raise Conflict("wall", f"{on_it} windows are on it", "clear the wall first, then set it")
        if self._takes.under_way:
            raise Unavailable("wall", "a take is under way", "try again in a moment")
        wall = reshaped(state.wall, ask.rows, ask.cols, ask.cell_px, ask.outputs)
        reply = await self._commit(actor, request, {"wall": wall.shape}, wall=wall)
        state.now_walled(wall)
        self._nodes.walled()
        self._nodes.take_all()
        self._events.add(
            "wall_set",
            f"大屏已设为 {wall.rows}×{wall.cols}, 每单元 {wall.cell_px.w}×{wall.cell_px.h}",
            f"The wall is {wall.rows}x{wall.cols} now, cells of {wall.cell_px.w}x{wall.cell_px.h}",
            by=actor,
        )
        self.on_wall()
        self.on_catalogue()
        return reply

    async def _load_sample(self, actor: Actor, request: Request) -> Reply:
        state, sample = self._state, self._sample
        if sample is None:
            raise Unavailable("sample city", "this server has no site folder", "`wallctl init --sample`")
        if state.sources:
            there = len(state.sources)
            raise Conflict("catalogue", f"{there} sources are in it already", "try it on a new, empty site")
        cameras = await self._store.run(sample.cameras)
        known = await self._store.run(sample.agencies)
        agencies = tuple(agency for agency in known if agency.id not in state.agencies)
        # Before the change: without it what is acknowledged could not be opened. Alone it harms nothing.
        await self._store.run(sample.switch_on)
        told: dict[str, JsonValue] = {"sources": len(cameras)}
        reply = await self._commit(actor, request, told, sources=cameras, agencies=agencies)
        rules = state.url_rules
        state.url_rules = rules.with_(networks=tuple(dict.fromkeys((*rules.networks, LOOPBACK))))
        self._lookup.follow(state.url_rules)
        state.now_catalogued(cameras, agencies)
        # What may be opened is said to a renderer at its birth.
        self._nodes.restart_all()
        self._events.add(
            "sample_loaded",
            f"示例城市已载入: {len(cameras)} 台摄像机, 由本机回放",
            f"The sample city is loaded: {len(cameras)} cameras, replayed by this machine",
            by=actor,
        )
        self.on_catalogue()
        return reply

    async def _commit(
        self,
        actor: Actor,
        request: Request,
        told: dict[str, JsonValue],
        *,
        wall: Wall | None = None,
        sources: tuple[Source, ...] = (),
        agencies: tuple[Agency, ...] = (),
    ) -> Reply:
        revision = self._state.desired.revision
        reply = accepted(request.id, revision, **told)
        change = done(actor, request, reply, revision=revision, epoch=self._state.epoch)
        change = change.with_(wall=wall, sources=sources, agencies=agencies)
        await self._store.run(partial(self._store.commit, change))
        return reply
