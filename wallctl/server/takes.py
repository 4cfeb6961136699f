"""Drives takes: sends what the rule commands, feeds it what nodes say, and answers when it is over.

One take at a time arms; the one before it may still be switching. Must not know requests or the disk: whoever
asks for all or nothing gives a `commit` that is awaited before the instant is told to anybody. What is armed
by itself is a take, too, that nobody has asked for yet; the take of just these pictures finds it prepared.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import assert_never

from wallctl.bus.clock import now_s
from wallctl.errors import WallError
from wallctl.model.desired import Origin, Version
from wallctl.model.ids import CellId, SeatId
from wallctl.model.layout import Layout
from wallctl.protocol.cell import Picture
from wallctl.protocol.desk import Readiness
from wallctl.protocol.drafting import HELD_FOR_S, Arming
from wallctl.protocol.node import CellReady, CellShown
from wallctl.rules.take import LEAD_S, CallOff, Command, Ending, Finish, Outcome, Stage, Switch, Take
from wallctl.server.nodes import Nodes
from wallctl.server.wall_state import WallState

Commit = Callable[[], Awaitable[bool]]
"""Makes the armed version the acknowledged one; False: it may not be any more."""
TOLD_AFTER_S = 0.25
"""A take that is over sooner is not told about while it goes on: desks would only cost it time."""


@dataclass(frozen=True, slots=True)
class Newest:
    """The newest take, or what is armed, while it may still be called off."""

    version: Version
    held: bool
    """Nobody has asked for the take."""
    acknowledged: bool
    """It is the wall's desired state already."""
    layout: Layout
    """As it was asked for."""
    by: Origin | None


class Why(Enum):
    """Why what was armed is let go, for those who should be told."""

    TIME = "time"
    """Nobody took it for `HELD_FOR_S`."""
    LEFT = "left"
    """No desk of its seat is there any more."""
    OTHER_SEAT = "other_seat"
    """Another seat changed the wall, or armed."""


@dataclass(frozen=True, slots=True)
class LetGo:
    """What was armed and was not taken: whose, why, and who came instead where somebody did."""

    by: Origin | None
    why: Why
    instead: Origin | None = None


class _Run:
    """One take and who waits for it."""

    def __init__(
        self, take: Take, layout: Layout, pictures: Mapping[CellId, Picture], by: Origin | None
    ) -> None:
        self.take = take
        self.layout, self.pictures = layout, pictures
        self.by = by
        self.began_s = now_s()
        self.held = take.stage is Stage.HELD
        self.until_utc_s = time.time() + HELD_FOR_S if self.held else None
        self.why: Why | None = Why.TIME
        """Why it is let go, should it be; None: whoever should know does."""
        self.instead: Origin | None = None
        self.commit: Commit | None = None
        """None once the version is acknowledged, and while nobody has asked for the take."""
        self.committing: asyncio.Task[None] | None = None
        self.firm = False
        """Brings back what was there before a take that was called off: it is not told, nor called off."""
        self.frozen = False
        """Hears nothing: whether it goes on is being settled on disk."""
        self.outcome: asyncio.Future[Outcome] = asyncio.get_running_loop().create_future()

    @property
    def acknowledged(self) -> bool:
        return self.commit is None and not self.held


class Takes:
    """Lives in the event loop."""

    def __init__(self, nodes: Nodes, state: WallState) -> None:
        self.spread_ms: float | None = None
        """Of the last take that was shown."""
        self.on_progress: Callable[[], None] = lambda: None
        """Called when the take under way, or what is armed, is further than before, and takes its time."""
        self.on_let_go: Callable[[LetGo], None] = lambda let_go: None
        """Called when what was armed is let go without having been taken."""
        self._nodes = nodes
        self._state = state
        self._runs: list[_Run] = []

    @property
    def under_way(self) -> bool:
        """Whether somebody waits for a take; what is only armed does not count."""
        return any(not run.held for run in self._runs)

    @property
    def arming(self) -> Arming | None:
        """How far the newest take is, or what is armed; None while there is neither."""
        if not self._runs or self._runs[-1].firm:
            return None
        run = self._runs[-1]
        progress, by = run.take.progress.with_(until_utc_s=run.until_utc_s if run.held else None), run.by
        if by is None:
            return progress
        return progress.with_(actor=by.actor, officer=by.officer, seat=by.seat)

    @property
    def newest(self) -> Newest | None:
        """The newest take, or what is armed; None where its instant is named, or there is neither."""
        run = self._newest_run
        if run is None or run.firm:
            return None
        return Newest(run.take.version, run.held, run.acknowledged, run.layout, run.by)

    async def settled(self) -> None:
        """Return once no take is under way that was when this was called."""
        waited = [run.outcome for run in self._runs if not run.held]
        if waited:
            await asyncio.wait(waited)

    def version_for(self, pictures: Mapping[CellId, Picture]) -> Version | None:
        """Return what these very pictures are armed as for the next change; None: they are not."""
        run = self._newest_run
        if run is None or not run.held or run.pictures != pictures:
            return None
        version = run.take.version
        fits = version.revision == self._state.coming_version.revision
        return version if fits and version.newer_than(self._state.version) else None

    def begin(
        self,
        version: Version,
        layout: Layout,
        pictures: Mapping[CellId, Picture],
        readiness: Readiness,
        asked_s: float,
        commit: Commit | None = None,
        by: Origin | None = None,
        *,
        firm: bool = False,
    ) -> asyncio.Future[Outcome]:
        """Arm a version; return the future of how it ended. Ends the take that arms now, if there is one.

        What is armed as that version is taken as it is. `firm`: it cannot be called off.
        """
        held = self._newest_run
        now = now_s()
        if held is not None and held.held and (held.take.version, held.pictures) == (version, pictures):
            held.held, held.commit, held.by, held.began_s = False, commit, by, now
            self._do(held, held.take.take_held(self._nodes.reachable, readiness, asked_s, now))
            if held.take.stage is Stage.ARMING:
                self._nodes.ask_for_held(version, pictures)
            return held.outcome
        self._supersede(by)
        take = Take(version, layout, pictures, self._nodes.reachable, readiness, asked_s, now)
        run = _Run(take, layout, pictures, by)
        run.commit, run.firm = commit, firm
        return self._arm(run, now)

    def hold(self, layout: Layout, begun: Layout, pictures: Mapping[CellId, Picture], by: Origin) -> None:
        """Arm, and wait for somebody to take it; `begun` is the layout with its tours begun.

        No take may be under way. What was armed before is let go, without a word where it is the same seat's.
        """
        self._supersede(by)
        now, version = now_s(), self._state.claim_version()
        take = Take(version, begun, pictures, self._nodes.reachable, Readiness.HOLD, now, now, held=True)
        self._arm(_Run(take, layout, pictures, by), now)
        self.on_progress()

    def _arm(self, run: _Run, now: float) -> asyncio.Future[Outcome]:
        self._runs.append(run)
        self._nodes.arm(run.take.version, run.pictures, held=run.held)
        self._do(run, run.take.begin(now))
        return run.outcome

    # --- what ends it before its time

    def freeze(self, version: Version) -> None:
        """It names no instant until it is called off, or thawed."""
        for run in self._runs:
            run.frozen = run.frozen or run.take.version == version

    def thaw(self, version: Version) -> None:
        """It goes on after all."""
        for run in tuple(self._runs):
            if run.take.version == version:
                run.frozen = False
                self._do(run, run.take.tick(now_s()))

    def call_off(self, version: Version) -> None:
        """The officer wants it no more: nothing of it comes to the glass."""
        for run in tuple(self._runs):
            if run.take.version == version:
                run.why = None
                self._do(run, run.take.call_off(now_s()))

    def let_go(self) -> None:
        """What is armed is let go, without a word."""
        for run in tuple(self._runs):
            run.why = None
            self._do(run, run.take.let_go(now_s()))

    def seat_left(self, seat: SeatId) -> None:
        """No desk is there any more from which the seat could take what it armed."""
        for run in tuple(self._runs):
            if run.by is not None and run.by.seat == seat:
                run.why = Why.LEFT
                self._do(run, run.take.let_go(now_s()))

    def _supersede(self, by: Origin | None) -> None:
        """A newer change is accepted, or armed: what still arms is given up."""
        for run in tuple(self._runs):
            if run.take.stage in (Stage.HELD, Stage.ARMING):
                run.instead = by
                run.why = Why.OTHER_SEAT if by and run.by and by.seat != run.by.seat else None
                if not run.acknowledged:
                    self._forget(run)
                self._do(run, run.take.superseded(now_s()))

    # --- what nodes say

    def ready(self, said: CellReady) -> None:
        """A cell told how far it is in preparing."""
        now = now_s()
        for run in self._told():
            if run.take.version == said.version:
                self._do(run, run.take.cell_ready(said.cell, said.panes, said.done, now))
                if run.held or now - run.began_s > TOLD_AFTER_S:
                    self.on_progress()

    def shown(self, said: CellShown) -> None:
        """A cell has a version on the glass."""
        now = now_s()
        for run in self._told():
            if run.take.version == said.version:
                self._do(run, run.take.cell_shown(said.cell, said.at_s, now))

    def lost(self, cells: Iterable[CellId]) -> None:
        """These cells cannot answer any more."""
        gone, now = tuple(cells), now_s()
        for run in self._told():
            self._do(run, run.take.cells_lost(gone, now))

    def tick(self) -> None:
        """Let deadlines pass; call often."""
        now = now_s()
        for run in self._told():
            self._do(run, run.take.tick(now))

    def close(self) -> None:
        """The server ends: nobody is kept waiting."""
        for run in self._runs:
            if run.committing is not None:
                run.committing.cancel()
            run.outcome.cancel()
        self._runs.clear()

    def _told(self) -> tuple[_Run, ...]:
        """Takes that may hear something; not those that wait for the disk."""
        return tuple(run for run in self._runs if run.committing is None and not run.frozen)

    @property
    def _newest_run(self) -> _Run | None:
        run = self._runs[-1] if self._runs else None
        return run if run is not None and run.take.stage in (Stage.HELD, Stage.ARMING) else None

    def _do(self, run: _Run, commands: Iterable[Command]) -> None:
        for command in commands:
            match command:
                case Switch(at_s=at_s):
                    if run.commit is None:
                        self._nodes.take_all(at_s)
                    else:
                        commit = run.commit
                        run.committing = asyncio.ensure_future(self._commit_and_switch(run, commit, at_s))
                case CallOff():
                    self._forget(run)
                case Finish(outcome=outcome):
                    self._end(run, outcome)
                case _:
                    assert_never(command)

    async def _commit_and_switch(self, run: _Run, commit: Commit, at_s: float) -> None:
        """All is ready: only now is the change acknowledged, and only then shown."""
        try:
            accepted = await commit()
        except WallError as wrong:
            self._forget(run)
            self._runs.remove(run)
            if not run.outcome.done():
                run.outcome.set_exception(wrong)
            return
        run.committing = None
        if accepted:
            run.commit = None
            self._nodes.take_all(max(at_s, now_s() + LEAD_S))
        else:
            self._do(run, run.take.given_up(now_s()))

    def _forget(self, run: _Run) -> None:
        """Have it forgotten; a number that was never acknowledged comes again under another epoch only."""
        self._nodes.withdraw(run.take.version)

    def _end(self, run: _Run, outcome: Outcome) -> None:
        if run in self._runs:
            self._runs.remove(run)
        if outcome.ending is Ending.SHOWN:
            self.spread_ms = outcome.spread_ms
        if not run.outcome.done():
            run.outcome.set_result(outcome)
        if run.held:
            if run.why is not None:
                self.on_let_go(LetGo(run.by, run.why, run.instead))
            self.on_progress()
