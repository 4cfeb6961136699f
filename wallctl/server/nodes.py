"""The nodes: who is connected, what they last said of their cells, and the way to them.

Owns the links of nodes. Must not know requests, desks or the disk. Lives in the event loop.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import assert_never

from wallctl.bus.lane import Link, Lost
from wallctl.errors import BadMessage
from wallctl.model.desired import Version
from wallctl.model.health import CellHealth, CellPhase, NodeHealth
from wallctl.model.ids import CellId, NodeId, WindowId
from wallctl.protocol.attention import IDENTIFIED_FOR_S
from wallctl.protocol.cell import EchoWanted, Go, LabelsShown, NumbersShown, Picture, Withdraw
from wallctl.protocol.node import (
    CellReady,
    CellShown,
    CellSnapshot,
    EchoPicture,
    FromNode,
    IdentifyCells,
    LookOrder,
    LookSeen,
    LooksWanted,
    NodeEvent,
    NodeHello,
    NodeReport,
    RestartCell,
    Severity,
    SnapshotWanted,
    Step,
    StopNode,
    ToNode,
    from_node,
)
from wallctl.rules.numbers import SHOWN_FOR_S
from wallctl.server.events import EventLog
from wallctl.server.inbox import Lane, Message
from wallctl.server.lanes import Lanes
from wallctl.server.link_words import why_over
from wallctl.server.obedience import Obedience
from wallctl.server.wall_state import WallState

_COMING = (CellPhase.UP, CellPhase.STARTING)

_log = logging.getLogger(__name__)


@dataclass(slots=True)
class _Seat:
    """What is known of one node."""

    link: Link | None = None
    health: dict[CellId, CellHealth] = field(default_factory=dict)
    heard_s: float = 0.0
    cpu_percent: float | None = None
    obedience: Obedience = field(default_factory=Obedience)


@dataclass(frozen=True, slots=True)
class Listeners:
    """Who is told what nodes say."""

    ready: Callable[[CellReady], None]
    shown: Callable[[CellShown], None]
    lost: Callable[[Iterable[CellId]], None]
    """These cells cannot answer any more."""
    newer_epoch: Callable[[int], None]
    """A node has seen this epoch, which must be below ours."""
    changed: Callable[[], None]
    """What the desks show may differ now."""
    snapshot: Callable[[CellSnapshot, bytes], None]
    echo: Callable[[EchoPicture, bytes], None]
    look: Callable[[NodeId, LookSeen, bytes | None], None]


class Nodes:
    """All nodes of the wall, connected or not."""

    def __init__(self, lanes: Lanes, state: WallState, events: EventLog) -> None:
        self.echo = EchoWanted()
        self.listeners: Listeners | None = None
        self._lanes = lanes
        self._state = state
        self._events = events
        self._seats: dict[NodeId, _Seat] = {}
        self._looks: dict[NodeId, tuple[LookOrder, ...]] = {}

    # --- what is known

    @property
    def health(self) -> Mapping[CellId, CellHealth]:
        """What was heard last of each cell, whether or not its node is still there."""
        return {cell: one for seat in self._seats.values() for cell, one in seat.health.items()}

    @property
    def unheard(self) -> frozenset[CellId]:
        """Cells whose node is not connected."""
        there = {name for name, seat in self._seats.items() if seat.link is not None}
        return frozenset(surface.id for surface in self._state.surfaces if surface.node not in there)

    @property
    def reachable(self) -> frozenset[CellId]:
        """Cells that can be expected to answer an order; one of which nothing was said yet counts."""
        unheard, health = self.unheard, self.health
        return frozenset(
            surface.id
            for surface in self._state.surfaces
            if surface.id not in unheard and (surface.id not in health or health[surface.id].phase in _COMING)
        )

    @property
    def standing(self) -> tuple[NodeHealth, ...]:
        """How each node is that drives cells of the wall, in the order of their names."""
        seats = {name: self._seats.get(name, _Seat()) for name in {one.node for one in self._state.surfaces}}
        return tuple(
            NodeHealth(node=name, connected=seat.link is not None, cpu_percent=seat.cpu_percent)
            for name, seat in sorted(seats.items())
        )

    def heard_s(self, cell: CellId) -> float:
        """When the cell's node last reported (CLOCK_BOOTTIME), 0 if never."""
        return next((seat.heard_s for seat in self._seats.values() if cell in seat.health), 0.0)

    # --- links

    def up(self, link: Link) -> None:
        """A node's control link came; its hello follows."""
        name = NodeId(link.peer.name)
        seat = self._seats.setdefault(name, _Seat())
        if seat.link not in (None, link):
            # A node that was killed may be there again before the loss of its link was noticed.
            self._events.add(
                "node_lost",
                f"渲染节点 {name} 曾失去连接, 正在重新连接; 大屏画面不变",
                f"Node {name} lost its connection and connects again; its cells go on",
                severity=Severity.WARNING,
            )
        seat.link = link
        seat.obedience.connect()

    def down(self, link: Link, why: Lost) -> None:
        """A node's control link is over; one that was replaced by a newer link does not count."""
        name = NodeId(link.peer.name)
        seat = self._seats.get(name)
        if seat is None or seat.link != link:
            return
        seat.link = seat.cpu_percent = None
        over = why_over(why)
        self._events.add(
            "node_lost",
            f"渲染节点 {name} 失去连接 ({over.zh}); 大屏保持最后画面",
            f"Node {name} is not connected any more ({over.en}); its cells go on showing the last layout",
            severity=Severity.ALARM,
        )
        self._listening.lost(self._state.cells_of(name))
        self._listening.changed()

    def heard(self, message: Message) -> None:
        """Something came from a node's key; what does not fit the protocol or the node is dropped."""
        name = NodeId(message.link.peer.name)
        seat = self._seats.get(name)
        if message.lane is Lane.CONTROL and (seat is None or seat.link != message.link):
            return
        try:
            self._take_in(name, from_node.decode(message.data, str(message.link.peer)), message)
        except BadMessage as wrong:
            _log.warning("%s", wrong)

    def _take_in(self, name: NodeId, said: FromNode, message: Message) -> None:
        match said:
            case NodeHello():
                self._hello(name, said, message.heard_s)
            case NodeReport():
                self._report(name, said.node, said.cells, message.heard_s)
                self._seats[name].cpu_percent = said.cpu_percent
            case CellReady() | CellShown() if said.cell not in self._state.cells_of(name):
                raise BadMessage(str(name), f"speaks for cell {said.cell}, which is not its own")
            case CellReady():
                self._seats[name].obedience.ready(said)
                self._listening.ready(said)
            case CellShown():
                self._seats[name].obedience.shown(said, message.heard_s)
                self._listening.shown(said)
            case NodeEvent():
                self._events.from_node(said)
            case EchoPicture() | CellSnapshot():
                self._picture(name, said, message)
            case LookSeen():
                self._listening.look(name, said, message.attachments[0] if message.attachments else None)
            case _:
                assert_never(said)

    def _picture(self, name: NodeId, said: EchoPicture | CellSnapshot, message: Message) -> None:
        if said.cell not in self._state.cells_of(name) or len(message.attachments) != 1:
            raise BadMessage(str(name), f"a picture of {said.cell} that is not one of its own")
        if isinstance(said, CellSnapshot):
            self._listening.snapshot(said, message.attachments[0])
        else:
            self._listening.echo(said, message.attachments[0])

    def _hello(self, name: NodeId, hello: NodeHello, heard_s: float) -> None:
        seat = self._seats[name]
        self._report(name, hello.node, hello.cells, heard_s)
        seen = [hello.version.epoch]
        seen += [one.report.version.epoch for one in hello.cells if one.report is not None]
        # An epoch as high as ours, which we did not give it: another life of the server used it.
        if max(seen) > self._state.epoch or (max(seen) == self._state.epoch and not seat.obedience.told):
            self._listening.newer_epoch(max(seen))
        self._events.add("node_up", f"渲染节点 {name} 已连接", f"Node {name} is connected")
        if looks := self._looks.get(name):
            self._send(seat, LooksWanted(looks=looks))
        self._send(seat, self.echo)
        self._send(seat, LabelsShown(shown=self._state.labels_shown))
        self.take(name)

    def _report(self, name: NodeId, said_name: NodeId, cells: Iterable[CellHealth], heard_s: float) -> None:
        own = self._state.cells_of(name)
        if said_name != name:
            raise BadMessage(str(name), f"says that it is node {said_name}")
        seat = self._seats[name]
        before = seat.health
        seat.health = {one.cell: one for one in cells if one.cell in own}
        seat.heard_s = heard_s
        gone = [
            cell
            for cell, one in seat.health.items()
            if one.phase not in _COMING and (cell not in before or before[cell].phase in _COMING)
        ]
        if gone:
            self._listening.lost(gone)
        self._listening.changed()

    def walled(self) -> None:
        """The wall is another one: what was heard of cells that are no more counts no longer."""
        for name, seat in self._seats.items():
            own = self._state.cells_of(name)
            seat.health = {cell: one for cell, one in seat.health.items() if cell in own}
            seat.obedience.forget_shown()

    # --- orders

    def arm(self, version: Version, pictures: Mapping[CellId, Picture], *, held: bool = False) -> None:
        """Tell all nodes to prepare a version; `held`: nobody has asked for the take yet."""
        for name, seat in self._seats.items():
            order = self._state.order(name, Step.HOLD if held else Step.ARM, version, pictures)
            seat.obedience.arm(order)
            self._send(seat, order)

    def ask_for_held(self, version: Version, pictures: Mapping[CellId, Picture]) -> None:
        """Tell all nodes that the take of what they hold is asked for now: it comes before all else."""
        for name, seat in self._seats.items():
            self._send(seat, self._state.order(name, Step.ARM, version, pictures))

    def take_all(self, at_s: float | None = None) -> None:
        """Tell all nodes to show the acknowledged state, at that instant or as soon as they can."""
        for name in self._seats:
            self.take(name, at_s)

    def take(self, name: NodeId, at_s: float | None = None) -> None:
        """Tell one node to show the acknowledged state. Whole, so that it also heals whatever was lost."""
        seat = self._seats[name]
        order = self._state.order(name, Step.TAKE, self._state.version, self._state.pictures, at_s)
        if at_s is not None and seat.obedience.has_prepared(order):
            self._send(seat, Go(version=order.version, at_s=at_s))
        else:
            self._send(seat, order)
        seat.obedience.take()

    def withdraw(self, version: Version) -> None:
        """Tell all nodes to forget what they prepared."""
        for seat in self._seats.values():
            self._send(seat, Withdraw(version=version))

    def heal(self, now_s: float) -> None:
        """Send the state again to nodes that show another for too long; call while no take is under way."""
        for name, seat in self._seats.items():
            if seat.link is None:
                seat.obedience.rest()
            elif seat.obedience.overdue(seat.health, self._state.version, now_s):
                _log.info("node %s does not show revision %d: told again", name, self._state.desired.revision)
                self.take(name)
                seat.obedience.told_again(now_s)

    def settling(self, now_s: float) -> bool:
        """Tell whether a report of what was just shown is still to come."""
        wanted = self._state.version
        return any(
            seat.link is not None and seat.obedience.settling(seat.health, wanted, now_s)
            for seat in self._seats.values()
        )

    # --- pictures and labels

    def want_echo(self, wanted: EchoWanted) -> None:
        """Ask for pictures of the glass at this size and rate; a node that connects later is asked too."""
        if wanted != self.echo:
            self.echo = wanted
            self._send_all(wanted)

    def want_snapshot(self, ticket: str) -> frozenset[CellId]:
        """Ask for a picture of every cell that can be reached; return which."""
        reachable = self.reachable
        for name, seat in self._seats.items():
            cells = tuple(sorted(self._state.cells_of(name) & reachable))
            if cells:
                self._send(seat, SnapshotWanted(ticket=ticket, cells=cells))
        return reachable

    def want_looks(self, name: NodeId, looks: tuple[LookOrder, ...]) -> None:
        """Have a node do these looks off the wall and no others; one that connects later is told, too."""
        if self._looks.get(name, ()) != looks:
            self._looks[name] = looks
            seat = self._seats.get(name)
            if seat is not None:
                self._send(seat, LooksWanted(looks=looks))

    @property
    def connected(self) -> tuple[NodeId, ...]:
        """Nodes that hear us, in the order of their names."""
        return tuple(sorted(name for name, seat in self._seats.items() if seat.link is not None))

    def tell_labels(self) -> None:
        """Tell all nodes whether names are on the glass; one that connects later is told, too."""
        self._send_all(LabelsShown(shown=self._state.labels_shown))

    def tell_numbers(self, numbers: Mapping[WindowId, int]) -> None:
        """Have windows show these numbers for a while; none takes them away. Who comes later is not told."""
        self._send_all(NumbersShown(numbers=dict(numbers), for_s=SHOWN_FOR_S))

    def tell_identify(self, cells: Collection[CellId]) -> None:
        """Have these cells show which they are, for a while."""
        for name, seat in self._seats.items():
            theirs = tuple(sorted(self._state.cells_of(name) & set(cells)))
            if theirs:
                self._send(seat, IdentifyCells(cells=theirs, for_s=IDENTIFIED_FOR_S))

    def restart_all(self) -> None:
        """Have every renderer born anew, with the site's settings as they are now."""
        for name, seat in self._seats.items():
            for cell in sorted(self._state.cells_of(name)):
                self._send(seat, RestartCell(cell=cell))

    def stop_all(self) -> None:
        """End all renderers and nodes, in good order."""
        self._send_all(StopNode())

    def _send_all(self, message: ToNode) -> None:
        for seat in self._seats.values():
            self._send(seat, message)

    def _send(self, seat: _Seat, message: ToNode) -> None:
        if seat.link is None:
            return
        try:
            self._lanes.send(Lane.CONTROL, seat.link, message)
        except BadMessage as wrong:
            text = f"节点 {seat.link.peer.name} 的指令过大, 未发送"
            self._events.add("order_too_large", text, str(wrong), severity=Severity.ALARM)

    @property
    def _listening(self) -> Listeners:
        assert self.listeners is not None
        return self.listeners
