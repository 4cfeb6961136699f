"""The node as a whole: lanes, nursery, supervisor and conductor, tied together in one event loop.

Must not know how any of them works. Every part meets the others here and nowhere else.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import time
from pathlib import Path
from typing import assert_never

from wallctl.bus.clock import now_s
from wallctl.bus.lane import CELL_LANE
from wallctl.model.desired import Version
from wallctl.model.health import WindowState
from wallctl.model.ids import CellId, NodeId
from wallctl.node import news
from wallctl.node.admission import admission
from wallctl.node.cell import Cell
from wallctl.node.cell_lane import CellLane, Who
from wallctl.node.conductor import Conductor
from wallctl.node.cores import CoreGauge
from wallctl.node.display_server import DisplayServer
from wallctl.node.keeping import Keeping
from wallctl.node.kept_charges import KeptCharges
from wallctl.node.kept_state import KeptState
from wallctl.node.load import LoadGauge
from wallctl.node.nursery_link import NurseryLink
from wallctl.node.pictures import Pictures
from wallctl.node.pids import ProcessRecord
from wallctl.node.relief import Relief
from wallctl.node.reporter import Reporter
from wallctl.node.scouts import MakeScout, Scouts, ScoutWays
from wallctl.node.supervisor import TICK_S, MakeSpec, Supervisor, Watchers
from wallctl.node.ways import Server, Ways
from wallctl.protocol.cell import (
    Beat,
    CellHello,
    EchoPicture,
    EchoWanted,
    FromRenderer,
    Go,
    LabelsShown,
    NumbersShown,
    Order,
    Ready,
    Shown,
    Sighted,
    Snapshot,
    Stop,
    ToRenderer,
    Withdraw,
)
from wallctl.protocol.node import (
    FromNode,
    IdentifyCells,
    LooksWanted,
    NodeHello,
    NodeOrder,
    RestartCell,
    SnapshotWanted,
    StopNode,
    ToNode,
)
from wallctl.protocol.nursery import FromNursery, Nursing, WipeLastPicture
from wallctl.rules.life import DEFAULT_POLICY, Phase, Policy, ReportBack, ReportDied, ReportHung

STOP_S = 3.0
NURSERY_GREETS_S = 1.5


class Node:
    """One node. Build it, give it a server, `run` it."""

    def __init__(
        self,
        name: NodeId,
        *,
        cell_address: str,
        nursery_socket: Path,
        nursery_argv: tuple[str, ...],
        nursery_log: Path,
        spec: MakeSpec,
        scout: MakeScout,
        kept: KeptState,
        charges: KeptCharges,
        record: ProcessRecord,
        policy: Policy = DEFAULT_POLICY,
        steps_down: bool = True,
    ) -> None:
        """Needs a running event loop, and lives in it."""
        self._name = name
        self._server: Server | None = None
        self._keeping = Keeping(kept, charges, record, self._say)
        self._stop = asyncio.Event()
        self._stopping: asyncio.Task[None] | None = None
        self._nursery_heard = asyncio.Event()
        self._moved = asyncio.Event()
        self._lane_serves = False
        self._dirty = False
        self._lane = CellLane(cell_address, CELL_LANE, self._from_cell)
        self._nursery = NurseryLink(
            nursery_socket,
            nursery_argv,
            nursery_log,
            on_up=self._nursery_up,
            on_message=self._nursery_said,
            on_down=self._nursery_down,
        )
        watchers = Watchers(
            died=self._died,
            hung=self._hung,
            back=self._back,
            gone=self._gone,
            ask_to_end=lambda cell: self._lane.send(cell, Stop()),
            changed=self._changed,
        )
        display = DisplayServer(os.environ.get("DISPLAY", ""))
        self.supervisor = Supervisor(self._nursery, spec, watchers, now_s, policy, display)
        ways = Ways(
            to_cell=self._to_cell,
            to_server=self._say,
            want=self.supervisor.want,
            keep=self._keeping.keep,
            keep_charges=self._keeping.keep_charges,
            coming=self._coming,
            wipe=lambda cell: self._nursery.send(WipeLastPicture(cell=cell)),
        )
        self.conductor = Conductor(ways, self, now_s)
        self._relief = Relief(LoadGauge(), steps_down=steps_down)
        self._reporter = Reporter(name, self.conductor, self._relief, CoreGauge(), self._say)
        self._pictures = Pictures(self._lane.send, self._show, self.theirs)
        self.scouts = Scouts(self._scout_ways(), scout, now_s)

    def _scout_ways(self) -> ScoutWays:
        return ScoutWays(
            to_nursery=self._nursery.send,
            say=self._say,
            show=self._show,
            admit=self._admit,
            quarantined=self.conductor.quarantined,
            crashed=self.conductor.scout_crashed,
            judged=self.conductor.judged,
            theirs=self.theirs,
        )

    def serve(self, server: Server) -> None:
        """Set who the server is; before `run`."""
        self._server = server

    async def run(self) -> None:
        """Run until `stop` (renderers and nursery live on) or `StopNode` (all end)."""
        assert self._server is not None
        self.conductor.start_charged(self._keeping.charges(now_s()))
        order = self._keeping.order()
        if order is not None:
            self.conductor.start_with(order)
        nursery = asyncio.create_task(self._nursery.run(), name="nursery")
        ticking = asyncio.create_task(self._tick_for_ever(), name="tick")
        with contextlib.suppress(TimeoutError):
            # So that the first thing the server hears of an old wall is not that nothing lives.
            await asyncio.wait_for(self._nursery_heard.wait(), NURSERY_GREETS_S)
        self._server.start()
        stopped = asyncio.create_task(self._stop.wait())
        try:
            # A part that ends is a fault of ours: better to end and be started anew than to live half.
            done, _ = await asyncio.wait({nursery, ticking, stopped}, return_when=asyncio.FIRST_COMPLETED)
            for task in done:
                task.result()
        finally:
            self.scouts.stop()
            for task in (nursery, ticking, stopped):
                task.cancel()
            await asyncio.gather(nursery, ticking, stopped, return_exceptions=True)
            await self._keeping.finish()
            self._keeping.remember(self.supervisor.processes)
            self._server.stop()
            if self._lane_serves:
                self._lane.stop()

    def stop(self) -> None:
        """End the node alone. The wall shows on."""
        self._stop.set()

    async def stop_all(self) -> None:
        """End renderers, nursery and node; renderers wipe their last pictures, the nursery's go with it."""
        self.scouts.stop()
        self.supervisor.want(())
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(STOP_S):
                while any(cell.life.phase is not Phase.DOWN for cell in self._cells):
                    self._moved.clear()
                    await self._moved.wait()
        if self._nursery.quit():
            await self._nursery.wait_ended(STOP_S)
        self.supervisor.kill_all()
        self._stop.set()

    # From the server

    def from_server(self, message: ToNode) -> None:
        """Obey."""
        match message:
            case NodeOrder() | Go():
                self._ordered(message)
            case Withdraw():
                self.conductor.withdraw(message.version)
            case EchoWanted():
                self._pictures.echo(message, self.supervisor.cells)
            case LabelsShown():
                self._pictures.labels(message, self.supervisor.cells)
            case NumbersShown():
                self._pictures.numbers(message, self.supervisor.cells)
            case IdentifyCells():
                self._pictures.identify(message.cells, message.for_s)
            case SnapshotWanted():
                self._pictures.snapshot(message)
            case LooksWanted():
                self.scouts.order(message.looks)
            case RestartCell():
                self.supervisor.restart(message.cell)
            case StopNode():
                self._stopping = self._stopping or asyncio.create_task(self.stop_all(), name="stop")
            case _:
                assert_never(message)

    def _ordered(self, message: NodeOrder | Go) -> None:
        if self._stopping is not None:
            # A late order must not start again what is being ended.
            return
        match message:
            case NodeOrder():
                self.conductor.order(message)
            case Go():
                self.conductor.go(message)

    def hello(self) -> NodeHello:
        """Return the first word on each connection to the server."""
        cells = tuple(cell.health(now_s(), time.time()) for cell in self._cells)
        return NodeHello(node=self._name, version=self._newest(), cells=cells)

    def server_lost(self) -> None:
        """Nobody looks at pictures any more, or takes what is armed; all else goes on."""
        self.conductor.server_gone()
        self._pictures.server_gone(self.supervisor.cells)
        self.scouts.order(())

    def ours(self, theirs_s: float) -> float | None:
        """Convert an instant of the server's clock."""
        return None if self._server is None else self._server.ours(theirs_s)

    def theirs(self, ours_s: float) -> float | None:
        """Convert an instant of our clock."""
        return None if self._server is None else self._server.theirs(ours_s)

    def _newest(self) -> Version:
        """What was kept, or what a renderer shows: a node killed before it wrote must not forget an epoch."""
        known = [c.report.version for c in self._cells if c.report is not None]
        if self.conductor.taken is not None:
            known.append(self.conductor.taken.version)
        return max(known, key=lambda v: (v.epoch, v.revision), default=Version())

    @property
    def _cells(self) -> tuple[Cell, ...]:
        return tuple(self.supervisor.cells.values())

    def _say(self, message: FromNode, replace_key: str | None = None) -> None:
        if self._server is not None:
            self._server.say(message, replace_key)

    def _show(self, message: FromNode, picture: bytes, key: tuple[str, str]) -> None:
        if self._server is not None:
            self._server.show(message, picture, key)

    # From the renderers

    def _from_cell(self, who: Who, message: FromRenderer, attachments: tuple[bytes, ...]) -> None:
        cell, incarnation = who
        if isinstance(message, Sighted):
            self.scouts.heard(cell, message, attachments)
            return
        if cell not in self.supervisor.cells:
            return
        match message:
            case CellHello():
                self.supervisor.hello(cell, incarnation)
                self.conductor.hello(cell, message.version)
                self._pictures.hello(cell)
            case Beat(report=report):
                before = self.supervisor.cells[cell].report
                if before is None or before.version != report.version:
                    # The server waits for this: without it the glass would be right and the wall not true.
                    self._reporter.due()
                self.supervisor.beat(cell, incarnation, report)
                self.conductor.beat(cell, report)
                coming = any(pane.state is WindowState.CONNECTING for pane in report.panes)
                if self.conductor.shows(cell) and not coming:
                    self.supervisor.shown(cell)
            case Ready():
                self.conductor.ready(cell, message)
            case Shown():
                self.conductor.shown(cell, message)
            case EchoPicture() | Snapshot():
                self._pictures.came(cell, message, attachments)
            case _:
                assert_never(message)

    def _to_cell(self, cell: CellId, message: ToRenderer) -> bool:
        match message:
            case Order():
                # One of each at most waits: a newer picture replaces an older one that has not left yet.
                key = "prepare" if message.at_s is None else "show"
                return self._lane.send(cell, message, key)
            case Withdraw():
                return self._lane.send(cell, message)
            case _:
                return self._lane.send(cell, message, message.kind)

    def _coming(self, cell: CellId) -> bool:
        known = self.supervisor.cells.get(cell)
        return known is not None and known.life.phase in (Phase.SPAWNING, Phase.STARTING, Phase.UP)

    # From the supervisor

    def _nursery_said(self, message: FromNursery) -> None:
        if not self.scouts.nursery_said(message):
            self.supervisor.nursery_said(message)

    def _nursery_down(self) -> None:
        self.scouts.nursery_lost()
        self.supervisor.nursery_down()

    def _nursery_up(self, nursing: Nursing) -> None:
        if not self._lane_serves:
            nursed = {child.pid for child in nursing.children}
            self.supervisor.found_before(self._keeping.orphans(nursed))
        self.supervisor.nursery_up(nursing)
        if not self._lane_serves:
            # Only now: a renderer whose token is not known yet would be refused, and ends.
            self._admit()
            self._lane.start()
            self._lane_serves = True
        self._nursery_heard.set()

    def _changed(self) -> None:
        # At once, because a renderer that is about to be forked must find its token admitted.
        self._admit()
        self._dirty = True
        self._reporter.due()
        self._moved.set()

    def _admit(self) -> None:
        self._lane.admit(*admission(self.supervisor.cells, self.scouts.tokens))

    def _gone(self, cell: CellId) -> None:
        self._lane.forget(cell)
        self.conductor.gone(cell)

    def _died(self, cell: Cell, what: ReportDied) -> None:
        if what.crashed:
            self.conductor.crashed(cell.surface.id)
        self._say(news.died(cell.surface.id, what))

    def _hung(self, cell: Cell, what: ReportHung) -> None:
        self._say(news.hung(cell.surface.id, what))

    def _back(self, cell: Cell, what: ReportBack) -> None:
        if cell.life.restarts:
            self._say(news.back(cell.surface.id, what))

    # Time

    async def _tick_for_ever(self) -> None:
        while True:
            self.supervisor.tick()
            self.conductor.tick()
            self.scouts.try_out(self.conductor.trials)
            self.scouts.tick(self._relief.strained, arming=self.conductor.armed is not None)
            now = now_s()
            self._reporter.look(self._cells, now, time.time())
            self._pictures.pace(self._relief.echo_pace, self.supervisor.cells)
            if self._dirty:
                self._dirty = False
                self._keeping.remember(self.supervisor.processes)
            self._reporter.nursery(self._nursery.up, str(self._nursery.log_file), now)
            await asyncio.sleep(TICK_S)
