"""Keeps one renderer for each surface: feeds `rules.supervise` with what happens and does what it says.

Owns the cells and their processes. Must not know what they show. Lives in the event loop; it never waits.
"""

from __future__ import annotations

import logging
import random
import secrets
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Protocol, assert_never

from wallctl.model.health import CellReport
from wallctl.model.ids import CellId
from wallctl.model.wall import Surface
from wallctl.node.cell import Cell, Parent
from wallctl.node.display_server import DisplayServer
from wallctl.node.pids import Process, kill, lives, started
from wallctl.node.starving import Starving
from wallctl.protocol.nursery import Born as ChildBorn
from wallctl.protocol.nursery import Child, FromNursery, Nursing, RendererSpec, ToNursery
from wallctl.protocol.nursery import Died as ChildDied
from wallctl.protocol.nursery import Fork as ForkChild
from wallctl.protocol.nursery import Kill as KillChild
from wallctl.rules.life import (
    DEFAULT_POLICY,
    Adopted,
    Ask,
    Beat,
    Born,
    Died,
    Event,
    Hello,
    Kill,
    Life,
    Phase,
    Policy,
    Replace,
    ReportBack,
    ReportDied,
    ReportHung,
    Restart,
    Slept,
    Start,
    Tick,
    Unborn,
    Unwanted,
    Wanted,
)
from wallctl.rules.proof import Painting, heard, proves
from wallctl.rules.supervise import step

TICK_S = 0.1
SLEPT_S = 0.5
"""A tick that comes so much too late says that the node itself did not run."""
FORK_ANSWER_S = 10.0
"""A nursery that says nothing for so long, while a fork is waited for, is mute. One that has many to bear on
full cores says so with each."""
SUCCESSION_S = 10.0
"""How long one orphan's successor may take before the next orphan's is begun."""

_log = logging.getLogger(__name__)


class Nursery(Protocol):
    """The line to the nursery."""

    @property
    def up(self) -> bool: ...

    def send(self, message: ToNursery) -> bool: ...

    def doubt(self) -> None: ...


class MakeSpec(Protocol):
    """What a renderer is born with; `surfaces` are all that this node drives."""

    def __call__(
        self, surface: Surface, surfaces: tuple[Surface, ...], incarnation: int, token: str
    ) -> RendererSpec: ...


@dataclass(frozen=True, slots=True)
class Watchers:
    """Whom the supervisor tells. `gone`: this incarnation's bus link and pictures mean nothing any more."""

    died: Callable[[Cell, ReportDied], None]
    hung: Callable[[Cell, ReportHung], None]
    back: Callable[[Cell, ReportBack], None]
    gone: Callable[[CellId], None]
    ask_to_end: Callable[[CellId], object]
    changed: Callable[[], None]
    """A phase or the set of processes changed."""


class Supervisor:
    """All cells of the node."""

    def __init__(
        self,
        nursery: Nursery,
        spec: MakeSpec,
        watchers: Watchers,
        now_s: Callable[[], float],
        policy: Policy = DEFAULT_POLICY,
        display: DisplayServer | None = None,
    ) -> None:
        """`spec` makes what a renderer is born with; `now_s` never steps; `display` is the local X server."""
        self._nursery = nursery
        self._spec = spec
        self._watchers = watchers
        self._now_s = now_s
        self._policy = policy
        self._ticked_s = now_s()
        self._starving = Starving(display)
        self._chance = random.Random(secrets.randbits(64))  # noqa: S311 - spreads starts, guards nothing
        self._wanted: dict[CellId, Surface] = {}
        self._rescaled = False
        self._known_nursery = False
        self._heard_nursery_s = self._ticked_s
        self._succeeding: tuple[CellId, float] | None = None
        self.cells: dict[CellId, Cell] = {}

    # What is wanted

    def want(self, surfaces: Iterable[Surface]) -> None:
        """These surfaces are to have a renderer each, and no others.

        Starts nothing before the nursery said who lives: a renderer that is already there must be found.
        """
        before, self._wanted = self._wanted, {surface.id: surface for surface in surfaces}
        # Those without an output of their own lie on one screen together: its scale is theirs from birth.
        self._rescaled |= bool(before) and _extent(before.values()) != _extent(self._wanted.values())
        for name, surface in self._wanted.items():
            self.cells.setdefault(name, Cell(surface))
        if self._known_nursery:
            self._reconcile()

    def _reconcile(self) -> None:
        for name, surface in self._wanted.items():
            cell = self.cells[name]
            if cell.surface != surface or (self._rescaled and not surface.output):
                cell.surface = surface
                self._feed(cell, Restart())
            self._feed(cell, Wanted())
        self._rescaled = False
        for name in [name for name in self.cells if name not in self._wanted]:
            cell = self.cells[name]
            self._feed(cell, Unwanted())
            self._end_predecessor(cell)
            if cell.life.phase is Phase.DOWN:
                del self.cells[name]

    def restart(self, name: CellId) -> bool:
        """A technician wants another process; False: no such cell."""
        cell = self.cells.get(name)
        if cell is not None:
            self._feed(cell, Restart())
        return cell is not None

    # What the nursery says

    def found_before(self, processes: Iterable[Process]) -> None:
        """Renderers that an earlier node left and that still live; heard before `nursery_up`."""
        for process in processes:
            cell = self.cells.get(process.cell)
            if cell is None or cell.process is not None:
                kill(process.pid, process.started)
                continue
            self._adopt(cell, process, Parent.NOBODY)

    def nursery_up(self, nursing: Nursing) -> None:
        """A nursery is there, and these are its children."""
        self._heard_nursery_s = self._now_s()
        children = {child.pid: child for child in sorted(nursing.children, key=lambda c: c.incarnation)}
        for cell in self.cells.values():
            mine = cell.process
            if mine is None:
                continue
            child = children.get(mine.pid)
            if child is not None and child.token == mine.token:
                cell.parent = Parent.NURSERY
                del children[mine.pid]
        for child in reversed(children.values()):
            self._foundling(child)
        self._known_nursery = True
        self._reconcile()
        self._watchers.changed()

    def _foundling(self, child: Child) -> None:
        cell = self.cells.get(child.cell)
        if cell is None or cell.process is not None:
            self._nursery.send(KillChild(pid=child.pid))
            return
        self._adopt(cell, _process(child), Parent.NURSERY)

    def _adopt(self, cell: Cell, process: Process, parent: Parent) -> None:
        cell.process = process
        cell.token = process.token
        cell.parent = parent
        self._feed(cell, Adopted(incarnation=process.incarnation))

    def nursery_down(self) -> None:
        """The line is cut. Its children may live on or not: until one is there again we look ourselves."""
        for cell in self.cells.values():
            cell.parent = Parent.NOBODY
            if cell.process is None:
                self._feed(cell, Unborn(incarnation=cell.life.incarnation))

    def nursery_said(self, message: FromNursery) -> None:
        """A birth or a death."""
        self._heard_nursery_s = self._now_s()
        match message:
            case ChildBorn(child=child):
                self._born(child)
            case ChildDied(child=child, code=code):
                self._died(child, code)
            case Nursing():
                self.nursery_up(message)
            case _:
                assert_never(message)

    def _born(self, child: Child) -> None:
        cell = self.cells.get(child.cell)
        if cell is None or child.token != cell.token:
            self._nursery.send(KillChild(pid=child.pid))
            return
        cell.process = _process(child)
        cell.parent = Parent.NURSERY
        self._feed(cell, Born(incarnation=child.incarnation))
        self._watchers.changed()

    def _died(self, child: Child, code: int) -> None:
        cell = self.cells.get(child.cell)
        if cell is not None and child.token == cell.token:
            self._process_gone(cell, code)

    def _process_gone(self, cell: Cell, code: int | None) -> None:
        number = cell.life.incarnation
        cell.process = None
        cell.report = None
        self._starving.forget((cell.surface.id, number))
        self._watchers.gone(cell.surface.id)
        self._feed(cell, Died(incarnation=number, code=code))
        if cell.life.phase is Phase.DOWN and cell.surface.id not in self._wanted:
            del self.cells[cell.surface.id]
        self._watchers.changed()

    # What the renderers say

    def hello(self, name: CellId, incarnation: int) -> None:
        """The renderer is on the bus."""
        self._feed(self.cells[name], Hello(incarnation=incarnation))

    def beat(self, name: CellId, incarnation: int, report: CellReport) -> None:
        """The renderer painted, unless it contradicts itself."""
        cell, now_s = self.cells[name], self._now_s()
        cell.report, cell.reported_s = report, now_s
        cell.painting = heard(cell.painting, report, now_s)
        if proves(cell.painting, report, now_s):
            self._feed(cell, Beat(incarnation=incarnation))

    def shown(self, name: CellId) -> None:
        """The renderer has its picture on the glass: who painted there before may go."""
        self._end_predecessor(self.cells[name])

    # Time

    def tick(self) -> None:
        """To be called every `TICK_S`."""
        now_s = self._now_s()
        late_s = now_s - self._ticked_s - TICK_S
        self._ticked_s = now_s
        if late_s > SLEPT_S:
            for cell in list(self.cells.values()):
                self._feed(cell, Slept(gap_s=late_s))
                if cell.reported_s is not None:
                    # What they said meanwhile is still to be read.
                    cell.reported_s += late_s
        self._starving.look()
        for cell in list(self.cells.values()):
            if cell.parent is Parent.NOBODY and cell.process is not None and not lives(cell.process):
                self._process_gone(cell, None)
            self._forgive_starving(cell, now_s, TICK_S + max(0.0, late_s))
            self._feed(cell, Tick())
        if self._nursery.up:
            self._doubt_a_mute_nursery(now_s)
            self._succeed_orphans(now_s)

    def _forgive_starving(self, cell: Cell, now_s: float, elapsed_s: float) -> None:
        if cell.process is None or cell.life.phase not in (Phase.STARTING, Phase.UP):
            return
        key = (cell.surface.id, cell.life.incarnation)
        silent_s = now_s - cell.life.proof_s
        gap_s = self._starving.forgive_s(key, cell.process.pid, silent_s, elapsed_s)
        if gap_s > 0:
            self._feed(cell, Slept(gap_s=gap_s))

    def _doubt_a_mute_nursery(self, now_s: float) -> None:
        waits = [c.life for c in self.cells.values() if c.life.phase is Phase.SPAWNING and c.process is None]
        if not waits:
            return
        silent_s = now_s - max(self._heard_nursery_s, min(life.since_s for life in waits))
        if silent_s > FORK_ANSWER_S:
            # The next doubt is about the next one: this one may take its time to end.
            self._heard_nursery_s = now_s
            self._nursery.doubt()

    def _succeed_orphans(self, now_s: float) -> None:
        """Replace renderers whose nursery died, one at a time: no cell is dark and no core is flooded."""
        if self._succeeding is not None:
            cell = self.cells.get(self._succeeding[0])
            if cell is not None and cell.predecessor is not None and now_s < self._succeeding[1]:
                return
            if cell is not None and cell.paints:
                # It paints, only its sources do not come: not a reason to keep two processes.
                self._end_predecessor(cell)
            self._succeeding = None
        orphans = (c for c in self.cells.values() if c.parent is Parent.NOBODY and c.process is not None)
        cell = next((c for c in orphans if c.paints and c.predecessor is None), None)
        if cell is None:
            return
        self._succeeding = cell.surface.id, now_s + SUCCESSION_S
        cell.predecessor, cell.process = cell.process, None
        self._feed(cell, Replace())

    def _end_predecessor(self, cell: Cell) -> None:
        if cell.predecessor is not None:
            kill(cell.predecessor.pid, cell.predecessor.started)
            cell.predecessor = None
            self._watchers.changed()

    # Commands

    def _feed(self, cell: Cell, event: Event) -> None:
        before = cell.life.phase
        cell.life, commands = step(cell.life, event, self._now_s(), self._chance.random(), self._policy)
        for command in commands:
            match command:
                case Start():
                    self._start(cell, command.incarnation)
                case Ask():
                    self._watchers.ask_to_end(cell.surface.id)
                case Kill():
                    self._kill(cell)
                case ReportDied():
                    self._watchers.died(cell, command)
                case ReportHung():
                    self._watchers.hung(cell, command)
                case ReportBack():
                    if cell.predecessor is None:
                        self._watchers.back(cell, command)
                case _:
                    assert_never(command)
        if cell.life.phase is not before:
            self._watchers.changed()

    def _start(self, cell: Cell, incarnation: int) -> None:
        cell.token = secrets.token_urlsafe(24)
        cell.report, cell.painting = None, Painting()
        # The ring of tokens must know the newcomer before it can possibly say hello.
        self._watchers.changed()
        spec = self._spec(cell.surface, tuple(self._wanted.values()), incarnation, cell.token)
        if cell.predecessor is not None:
            spec = spec.with_(successor_of=cell.predecessor.pid)
        if not self._nursery.send(ForkChild(spec=spec)):
            self._feed(cell, Unborn(incarnation=incarnation))

    def _kill(self, cell: Cell) -> None:
        if cell.process is None:
            return
        if cell.parent is Parent.NURSERY and self._nursery.send(KillChild(pid=cell.process.pid)):
            return
        kill(cell.process.pid, cell.process.started)

    # Views

    @property
    def processes(self) -> tuple[Process, ...]:
        """All that live, also those that are about to be succeeded."""
        each = [p for cell in self.cells.values() for p in (cell.process, cell.predecessor)]
        return tuple(process for process in each if process is not None)

    @property
    def lives(self) -> dict[CellId, Life]:
        """The lives of all cells, for looking at."""
        return {name: cell.life for name, cell in self.cells.items()}

    def kill_all(self) -> None:
        """End every renderer now, also those that have no nursery, and forget the cells."""
        for process in self.processes:
            kill(process.pid, process.started)
        self.cells.clear()


def _process(child: Child) -> Process:
    start = started(child.pid)
    return Process(
        cell=child.cell,
        incarnation=child.incarnation,
        pid=child.pid,
        started=start,
        token=child.token,
    )


def _extent(surfaces: Iterable[Surface]) -> tuple[int, int]:
    """Return how far the surfaces without an output of their own reach, in pixels of their one screen."""
    places = [surface.place_px for surface in surfaces if not surface.output]
    return max((place.right for place in places), default=0), max((p.bottom for p in places), default=0)
