"""Drives takes: sends what the rule commands, feeds it what nodes say, and answers when it is over.

One take at a time arms; the one before it may still be switching. Must not know requests or the disk: whoever
asks for all or nothing gives a `commit` that is awaited before the instant is told to anybody.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Mapping
from typing import assert_never

from wallctl.bus.clock import now_s
from wallctl.errors import WallError
from wallctl.model.desired import Origin, Version
from wallctl.model.ids import CellId
from wallctl.model.layout import Layout
from wallctl.protocol.cell import Picture
from wallctl.protocol.desk import Readiness
from wallctl.protocol.drafting import Arming
from wallctl.protocol.node import CellReady, CellShown
from wallctl.rules.take import LEAD_S, CallOff, Command, Ending, Finish, Outcome, Stage, Switch, Take
from wallctl.server.nodes import Nodes
from wallctl.server.wall_state import WallState

Commit = Callable[[], Awaitable[bool]]
"""Makes the armed version the acknowledged one; False: it may not be any more."""
TOLD_AFTER_S = 0.25
"""A take that is over sooner is not told about while it goes on: desks would only cost it time."""


class _Run:
    """One take and who waits for it."""

    def __init__(self, take: Take, commit: Commit | None, by: Origin | None) -> None:
        self.take = take
        self.by = by
        self.began_s = now_s()
        self.commit = commit
        """None once the version is acknowledged."""
        self.committing: asyncio.Task[None] | None = None
        self.outcome: asyncio.Future[Outcome] = asyncio.get_running_loop().create_future()


class Takes:
    """Lives in the event loop."""

    def __init__(self, nodes: Nodes, state: WallState) -> None:
        self.spread_ms: float | None = None
        """Of the last take that was shown."""
        self.on_progress: Callable[[], None] = lambda: None
        """Called when the take under way is further than before, and takes its time."""
        self._nodes = nodes
        self._state = state
        self._runs: list[_Run] = []

    @property
    def under_way(self) -> bool:
        return bool(self._runs)

    @property
    def arming(self) -> Arming | None:
        """How far the newest take is; None while none is under way."""
        if not self._runs:
            return None
        progress, by = self._runs[-1].take.progress, self._runs[-1].by
        if by is None:
            return progress
        return progress.with_(actor=by.actor, officer=by.officer, seat=by.seat)

    def begin(
        self,
        revision: int,
        layout: Layout,
        pictures: Mapping[CellId, Picture],
        readiness: Readiness,
        asked_s: float,
        commit: Commit | None = None,
        by: Origin | None = None,
    ) -> asyncio.Future[Outcome]:
        """Arm a revision; return the future of how it ended. Ends the take that arms now, if there is one."""
        self._supersede()
        now = now_s()
        version = Version(epoch=self._state.epoch, revision=revision)
        take = Take(version, layout, pictures, self._nodes.reachable, readiness, asked_s, now)
        run = _Run(take, commit, by)
        self._runs.append(run)
        self._nodes.arm(version, pictures)
        self._do(run, take.begin(now))
        return run.outcome

    def _supersede(self) -> None:
        """A newer change is accepted: what still arms is given up."""
        for run in tuple(self._runs):
            if run.take.stage is Stage.ARMING:
                if run.commit is not None:
                    self._forget(run)
                self._do(run, run.take.superseded(now_s()))

    # --- what nodes say

    def ready(self, said: CellReady) -> None:
        """A cell told how far it is in preparing."""
        now = now_s()
        for run in self._told():
            if run.take.version == said.version:
                self._do(run, run.take.cell_ready(said.cell, said.panes, said.done, now))
                if now - run.began_s > TOLD_AFTER_S:
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
        """Takes that may hear something; not those whose instant waits for the disk."""
        return tuple(run for run in self._runs if run.committing is None)

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
        """The number was armed but never acknowledged: another change gets it under a new epoch."""
        self._nodes.withdraw(run.take.version)
        self._state.burn_epoch()

    def _end(self, run: _Run, outcome: Outcome) -> None:
        if run in self._runs:
            self._runs.remove(run)
        if outcome.ending is Ending.SHOWN:
            self.spread_ms = outcome.spread_ms
        if not run.outcome.done():
            run.outcome.set_result(outcome)
