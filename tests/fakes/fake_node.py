"""A node without renderers: takes orders from a real server over the real bus, obeys, and reports.

`behaviour` may be changed while it runs. All its work happens on one thread of its own.
"""

from __future__ import annotations

import heapq
import itertools
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from types import TracebackType
from typing import Self

from pydantic import BaseModel

from tests.kit.ending import end_patiently
from wallctl.bus import PICTURE_LANE, ClientEnd, load_key_pair, now_s
from wallctl.model.desired import Version
from wallctl.model.health import CellHealth, CellPhase, CellReport, PaneReport, Reason, WindowState
from wallctl.model.ids import CellId, SourceId, WindowId
from wallctl.model.wall import LOCAL_NODE
from wallctl.protocol.cell import (
    EchoWanted,
    Go,
    LabelsShown,
    NumbersShown,
    Pane,
    PaneReady,
    Picture,
    Withdraw,
)
from wallctl.protocol.codec import encode
from wallctl.protocol.node import (
    CellReady,
    CellShown,
    CellSnapshot,
    EchoPicture,
    IdentifyCells,
    NodeEvent,
    NodeHello,
    NodeOrder,
    NodeReport,
    SnapshotWanted,
    Step,
    ToNode,
    to_node,
)
from wallctl.store.site import Site

REPORT_S = 0.2
PNG = b"\x89PNG not really"


@dataclass
class Behaviour:
    """How it obeys."""

    ready_after_s: float = 0.01
    silent: frozenset[SourceId] = frozenset()
    """Sources that never become ready, and nobody knows why."""
    refused: frozenset[SourceId] = frozenset()
    """Sources that are known at once not to come."""
    apart_s: float = 0.001
    """Between one cell's switching and the next one's."""
    deaf_to: frozenset[Step] = frozenset()
    """Orders that get lost on the way."""
    down: frozenset[CellId] = frozenset()
    """Cells whose renderer is dead."""
    lost: frozenset[SourceId] = frozenset()
    """Sources whose cameras do not answer."""
    frozen: frozenset[SourceId] = frozenset()
    """Sources whose cameras send one picture again and again."""
    mute: frozenset[CellId] = frozenset()
    """Cells that never say that they show something."""


@dataclass
class _Cell:
    version: Version = Version()  # noqa: RUF009 - a frozen value
    picture: Picture = field(default_factory=Picture)


class FakeNode:
    """Connects at once; `with` ends it. `orders` keeps all orders as they came."""

    def __init__(
        self, site: Site, behaviour: Behaviour | None = None, version: Version | None = None
    ) -> None:
        self.behaviour = behaviour or Behaviour()
        self.version = version or Version()
        self.orders: list[NodeOrder] = []
        self.withdrawn: list[Version] = []
        self.echo = EchoWanted()
        self.labels_shown = True
        self.identified: list[tuple[CellId, ...]] = []
        self.numbers: dict[WindowId, int] | None = None
        self.connected = threading.Event()
        self._cells: dict[CellId, _Cell] = {}
        self._work: list[tuple[float, int, Callable[[], None]]] = []
        self._count = itertools.count()
        self._wake = threading.Condition()
        self._ended = False
        keys = load_key_pair(site.node_key)
        self._control = ClientEnd(
            site.control_address,
            keys=keys,
            server_public=site.server_public,
            hello=bytes,
            on_message=lambda data, _: self._later(0, lambda: self._obey(to_node.decode(data, "server"))),
            on_up=lambda welcome: self._later(0, self._hello),
            on_down=lambda lost: self.connected.clear(),
            on_refused=lambda refused: None,
        )
        self._pictures = ClientEnd(
            site.picture_address,
            keys=keys,
            server_public=site.server_public,
            hello=bytes,
            on_message=lambda data, _: None,
            on_up=lambda welcome: None,
            on_down=lambda lost: None,
            on_refused=lambda refused: None,
            limits=PICTURE_LANE,
        )
        self._thread = threading.Thread(target=self._run, name="fake node", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        self._control.start()
        self._pictures.start()
        self._later(REPORT_S, self._report_again)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        end_patiently(self._control)
        end_patiently(self._pictures)
        with self._wake:
            self._ended = True
            self._wake.notify()
        self._thread.join(30)

    def say(self, message: BaseModel) -> None:
        """Say anything at all to the server."""
        self._control.send(encode(message))

    def happened(self, what: str) -> None:
        self.say(NodeEvent(what=what, text=f"发生 {what}"))

    def report(self) -> None:
        """Report what all cells show now."""
        self._later(0, self._report)

    def wait_for_order(self, number: int = 1, deadline_s: float = 30.0) -> NodeOrder:
        """Return the order of that number (from 1), once it came."""
        until = time.monotonic() + deadline_s
        while len(self.orders) < number:
            assert time.monotonic() < until, f"only {len(self.orders)} orders came"
            time.sleep(0.005)
        return self.orders[number - 1]

    def shows(self, cell: CellId) -> tuple[Version, Picture]:
        return self._cells[cell].version, self._cells[cell].picture

    # --- the thread

    def _later(self, delay_s: float, work: Callable[[], None]) -> None:
        with self._wake:
            heapq.heappush(self._work, (time.monotonic() + delay_s, next(self._count), work))
            self._wake.notify()

    def _run(self) -> None:
        while True:
            with self._wake:
                while not self._ended and (not self._work or self._work[0][0] > time.monotonic()):
                    self._wake.wait(max(0.0, self._work[0][0] - time.monotonic()) if self._work else None)
                if self._ended:
                    return
                work = heapq.heappop(self._work)[2]
            work()

    def _hello(self) -> None:
        self.say(NodeHello(node=LOCAL_NODE, version=self.version, cells=self._health()))
        self.connected.set()

    def _report_again(self) -> None:
        self._report()
        self._later(REPORT_S, self._report_again)

    def _report(self) -> None:
        self.say(NodeReport(node=LOCAL_NODE, version=self.version, cells=self._health()))

    def _obey(self, said: ToNode) -> None:
        match said:
            case NodeOrder():
                self.orders.append(said)
                if said.step not in self.behaviour.deaf_to:
                    self._take(said) if said.step is Step.TAKE else self._arm(said)
            case Go(version=version, at_s=at_s):
                # What it means is noted down as if it had been said in full.
                armed = next(order for order in reversed(self.orders) if order.version == version)
                self._obey(armed.with_(step=Step.TAKE, at_s=at_s))
            case Withdraw(version=version):
                self.withdrawn.append(version)
            case EchoWanted():
                self.echo = said
            case LabelsShown(shown=shown):
                self.labels_shown = shown
            case NumbersShown(numbers=numbers):
                self.numbers = numbers
            case IdentifyCells(cells=cells):
                self.identified.append(cells)
            case SnapshotWanted(ticket=ticket, cells=cells):
                for cell in cells:
                    self._pictures.send(
                        encode(CellSnapshot(ticket=ticket, cell=cell)), (PNG + cell.encode(),)
                    )
            case _:
                pass

    def send_echo(self, cell: CellId, jpeg: bytes) -> None:
        echo = EchoPicture(cell=cell, version=self.version, taken_s=now_s(), width=320, height=240)
        self._pictures.send(encode(echo), (jpeg,), replace_key=cell)

    def _arm(self, order: NodeOrder) -> None:
        def ready(cell: CellId, picture: Picture) -> None:
            panes = tuple(self._pane_ready(pane) for pane in picture.panes)
            waits = any(pane.source and pane.source.id in self.behaviour.silent for pane in picture.panes)
            self.say(CellReady(version=order.version, cell=cell, panes=panes, done=not waits))

        for cell, picture in order.pictures.items():
            if cell not in self.behaviour.down:
                self._later(self.behaviour.ready_after_s, lambda c=cell, p=picture: ready(c, p))  # type: ignore[misc]

    def _pane_ready(self, pane: Pane) -> PaneReady:
        source = pane.source.id if pane.source else None
        if source in self.behaviour.refused:
            return PaneReady(window=pane.window, ready=False, reason=Reason.REFUSED)
        if source in self.behaviour.silent:
            return PaneReady(window=pane.window, ready=False)
        return PaneReady(window=pane.window, ready=True, state=WindowState.LIVE)

    def _take(self, order: NodeOrder) -> None:
        if self.version.newer_than(order.version):
            return
        self.version = order.version
        now = now_s()
        at_s = max(now, order.at_s or now)
        for number, (cell, picture) in enumerate(order.pictures.items()):
            if cell not in self.behaviour.down:
                instant = at_s + number * self.behaviour.apart_s
                show = lambda c=cell, p=picture, i=instant: self._show(order.version, c, p, i)  # noqa: E731
                self._later(instant - now, show)

    def _show(self, version: Version, cell: CellId, picture: Picture, at_s: float) -> None:
        """Says when it was to show it, also where a busy machine made it late: tests measure exactly."""
        if self._cells.get(cell, _Cell()).version.newer_than(version):
            return
        self._cells[cell] = _Cell(version, picture)
        if cell not in self.behaviour.mute:
            self.say(CellShown(version=version, cell=cell, at_s=at_s))

    def _health(self) -> tuple[CellHealth, ...]:
        cells = self._cells.keys() | self.behaviour.down
        return tuple(self._cell_health(cell, self._cells.get(cell, _Cell())) for cell in sorted(cells))

    def _cell_health(self, cell: CellId, one: _Cell) -> CellHealth:
        if cell in self.behaviour.down:
            return CellHealth(cell=cell, phase=CellPhase.WAITING, reason="killed", restarts=1)
        panes = tuple(
            PaneReport(
                window=pane.window,
                source=SourceId(pane.source.id) if pane.source else None,
                dst=pane.dst,
                state=self._state(pane),
                frame_age_ms=20,
                fps=25.0,
            )
            for pane in one.picture.panes
        )
        report = CellReport(cell=cell, incarnation=1, pid=4242, version=one.version, panes=panes)
        return CellHealth(cell=cell, phase=CellPhase.UP, pid=4242, incarnation=1, report=report)

    def _state(self, pane: Pane) -> WindowState:
        if pane.source is None:
            return WindowState.SLATE
        if pane.source.id in self.behaviour.lost:
            return WindowState.NO_SIGNAL
        return WindowState.FROZEN if pane.source.id in self.behaviour.frozen else WindowState.LIVE
