"""Turns the server's orders into orders for each cell, and what the cells answer into answers for the server.

Owns what the cells are to show, prepared and taken. Must not know processes, sockets or disks. Whole states
only: whatever is lost is healed by sending it again. All times are this machine's CLOCK_BOOTTIME, the
server's where a name says so. `cell_orders` keeps what each cell was sent, `tour_host` serves the tours,
`quarantine` bars sources; here they meet (`_picture` is the one place that says what a cell shows).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from wallctl.model.desired import Version
from wallctl.model.health import CellReport, Reason
from wallctl.model.ids import CellId, SourceId, WindowId
from wallctl.model.sighting import LookFor
from wallctl.node.cell_orders import CellOrders, Part
from wallctl.node.holdings import Holdings
from wallctl.node.quarantine import Quarantine
from wallctl.node.relief import relieved
from wallctl.node.tour_host import TourHost
from wallctl.node.touring import Touring
from wallctl.node.ways import ServerClock, Ways
from wallctl.protocol.cell import Go, Pane, PaneReady, Picture, Ready, Shown, SourceView, Withdraw
from wallctl.protocol.drafting import HELD_FOR_S
from wallctl.protocol.node import CellReady, CellShown, LookOrder, NodeOrder, Step
from wallctl.rules.charges import DEFAULT_SENTENCE, Charges
from wallctl.rules.easing import Give

TRIAL_SPARE_S = 15.0
"""For opening the source, before the time of the trial begins."""
PREPARE_S = 3.0
"""How long an order without an instant waits for its pictures."""
HEAL_S = 0.5
"""An order that is not on the glass so long after its instant is sent again."""
HELD_AT_MOST_S = HELD_FOR_S + 15.0
"""The server lets go of what nobody takes; one that does not is gone, or hangs."""
FARTHEST_TAKE_S = 10.0
"""No take is agreed on farther ahead: a clock estimate that says so is wrong, and the wall does not wait."""


@dataclass(slots=True)
class Conductor:
    """The orders of all cells of the node."""

    ways: Ways
    clock: ServerClock
    now_s: Callable[[], float]
    armed: NodeOrder | None = None
    given: Mapping[WindowId, Give] = field(default_factory=dict)
    """What windows give up while the node is overloaded."""
    _armed_s: float = 0.0
    """When the server had something prepared last."""
    _orders: CellOrders = field(init=False)
    _quarantine: Quarantine = field(init=False)
    _holdings: Holdings = field(init=False)
    _touring: Touring = field(init=False)

    def __post_init__(self) -> None:
        self._orders = CellOrders(self.ways.to_cell, self.now_s, self._picture)
        self._quarantine = Quarantine(self.ways.to_server, self.name, self.ways.keep_charges)
        self._holdings = Holdings()
        self._touring = Touring(TourHost(self._orders, self.clock, self._quarantine, self._make_room))

    @property
    def taken(self) -> NodeOrder | None:
        """What is to be on the glass."""
        return self._orders.taken

    @property
    def charges(self) -> Charges:
        """What is held against sources."""
        return self._quarantine.charges

    # From the server

    def start_charged(self, charges: Charges) -> None:
        """What the node's disk says is held against sources; before `start_with`."""
        self._quarantine.charges = charges

    def start_with(self, order: NodeOrder) -> None:
        """What the node's disk says the cells showed last; renderers that are newer keep what they have."""
        self._touring.meet((order,), self.now_s(), unsure=True)
        self._take(order, self.now_s())

    def order(self, order: NodeOrder) -> None:
        """Prepare or take. Older than what is taken: dropped; the same again: sent where it is missing."""
        if self.taken is not None and self.taken.version.newer_than(order.version):
            return
        if order.step is not Step.TAKE:
            self._arm(order)
            return
        before = self.taken
        self._wipe_what_lost_its_right(order)
        self._take(order, self._instant(order))
        if before is None or before.with_(at_s=None) != order.with_(at_s=None):
            self.ways.keep(order.with_(at_s=None))

    def go(self, go: Go) -> None:
        """Take what is armed; if another version is, the server hears from reports that it is not shown."""
        if self.armed is not None and self.armed.version == go.version:
            self.order(self.armed.with_(step=Step.TAKE, at_s=go.at_s))

    def server_gone(self) -> None:
        """Nobody is there who could have it taken: what is only held is let go, in the renderers too."""
        if self.armed is not None and self.armed.step is Step.HOLD:
            self.withdraw(self.armed.version)

    def withdraw(self, version: Version) -> None:
        """Forget what was prepared."""
        if self.armed is None or self.armed.version != version:
            return
        self.armed = None
        self._meet_tours()
        for cell, part in self._orders.parts.items():
            part.owes_arming = False
            self.ways.to_cell(cell, Withdraw(version=version))

    def _instant(self, order: NodeOrder) -> float | None:
        if order.at_s is None:
            return None
        now_s = self.now_s()
        ours_s = self.clock.ours(order.at_s)
        return now_s if ours_s is None or ours_s > now_s + FARTHEST_TAKE_S else ours_s

    def _arm(self, order: NodeOrder) -> None:
        if self._orders.is_taken(order.version):
            return
        if self._asks_for_held(order):
            self.armed = order
            for cell, part in self._orders.parts.items():
                self._arm_if_settled(cell, part)
            return
        self.armed, self._armed_s = order, self.now_s()
        self._meet_tours()
        for surface in order.surfaces:
            part = self._orders.part(surface.id)
            part.prepared = None
            part.owes_arming = True
            self._arm_if_settled(surface.id, part)
            if not self.ways.coming(surface.id):
                # Nobody will prepare it in time: the others need not wait for this cell.
                panes = tuple(PaneReady(window=p.window, ready=False) for p in _panes(order, surface.id))
                done = CellReady(version=order.version, cell=surface.id, panes=panes, done=True)
                self.ways.to_server(done)

    def _asks_for_held(self, order: NodeOrder) -> bool:
        """Whether it is what is held, and a take of it is asked for now."""
        held = self.armed
        return held is not None and held.step is Step.HOLD and held.with_(step=order.step) == order

    def _make_room(self, cells: Iterable[CellId]) -> None:
        """What is held gives way to a turn on these cells; it is prepared again once that is on the glass."""
        if self.armed is None or self.armed.step is not Step.HOLD:
            return
        for cell in cells:
            part = self._orders.part(cell)
            if part.owes_arming:
                continue
            part.owes_arming, part.prepared = True, None
            self.ways.to_cell(cell, Withdraw(version=self.armed.version))
            panes = tuple(PaneReady(window=p.window, ready=False) for p in _panes(self.armed, cell))
            self.ways.to_server(CellReady(version=self.armed.version, cell=cell, panes=panes))

    def _arm_if_settled(self, cell: CellId, part: Part) -> None:
        if self.armed is None or not part.owes_arming or part.shown is None:
            return
        if self.armed.step is Step.HOLD and self._turns_on(cell, part):
            return
        if self.taken is None or self._orders.shows(part):
            part.owes_arming = not self._orders.prepare(cell, self.armed)

    def _turns_on(self, cell: CellId, part: Part) -> bool:
        """Whether a turn of a tour is prepared there, or waits for its instant."""
        return self._touring.busy(cell) or (part.show_at_s is not None and self.now_s() < part.show_at_s)

    def _take(self, order: NodeOrder, at_s: float | None) -> None:
        now_s = self.now_s()
        if self.armed is not None and not self.armed.version.newer_than(order.version):
            self.armed = None
        before = self.taken if self.taken is not None and self.taken.version == order.version else None
        if before is not None and before.pictures != order.pictures:
            self._orders.amend()
        self._orders.taken = order
        self._meet_tours()
        self.ways.want(order.surfaces)
        names = {surface.id for surface in order.surfaces}
        for gone in self._orders.parts.keys() - names:
            del self._orders.parts[gone]
        for cell in names:
            part = self._orders.part(cell)
            if before is None:
                # What is armed for later gave way to this in the renderer.
                part.owes_arming = self.armed is not None
                # Nothing to keep on the glass meanwhile, or all is prepared: no reason to wait.
                ready = part.prepared == order.version or part.shown in (None, Version())
                part.show_at_s = now_s if at_s is None and ready else at_s
                part.give_up_s = now_s + PREPARE_S
            elif self._orders.shows(part):
                if before.pictures.get(cell) == order.pictures.get(cell):
                    continue
                part.show_at_s = now_s
            self._orders.send(cell, part)

    def _wipe_what_lost_its_right(self, order: NodeOrder) -> None:
        for cell, picture in order.pictures.items():
            before = {p.window: p for p in _panes(self.taken, cell) if p.verdict is Reason.NONE}
            if any(p.window in before and _lost_right(before[p.window], p) for p in picture.panes):
                self.ways.wipe(cell)

    # From the cells

    def hello(self, cell: CellId, version: Version) -> None:
        """A renderer is on the bus and shows this version: tell it what it lacks."""
        part = self._orders.part(cell)
        self._touring.hello(cell)
        part.prepared = None
        part.shown = version
        part.owes_arming = self.armed is not None
        if self.taken is not None and (version != self.taken.version or self._orders.amendment):
            if version == Version():
                # A newcomer has nothing on the glass that waiting would keep.
                part.show_at_s = max(self.now_s(), part.show_at_s or 0.0)
            self._orders.send(cell, part)
        self._arm_if_settled(cell, part)

    def gone(self, cell: CellId) -> None:
        """That renderer is no more."""
        self._holdings.gone(cell)
        self._touring.gone(cell)
        part = self._orders.parts.get(cell)
        if part is not None:
            part.shown = part.sent = part.prepared = None

    def ready(self, cell: CellId, ready: Ready) -> None:
        """Progress in preparing."""
        part = self._orders.parts.get(cell)
        if part is None or self._touring.ready(cell, ready):
            return
        if ready.done:
            part.prepared = ready.version
        if self.armed is not None and ready.version == self.armed.version:
            answer = CellReady(version=ready.version, cell=cell, panes=ready.panes, done=ready.done)
            self.ways.to_server(answer)
        elif ready.done and self._orders.is_taken(ready.version) and part.show_at_s is None:
            part.show_at_s = self.now_s()
            self._orders.send(cell, part)

    def shown(self, cell: CellId, shown: Shown) -> None:
        """An order is on the glass."""
        at_s = self.clock.theirs(shown.at_s)
        if at_s is not None:
            self.ways.to_server(CellShown(version=shown.version, cell=cell, at_s=at_s))
        self._on_glass(cell, shown.version)

    def beat(self, cell: CellId, report: CellReport) -> None:
        """What the cell paints now."""
        self._holdings.beat(cell, report, self.now_s())
        self._touring.beat(cell, report, self.taken)
        self._on_glass(cell, report.version)

    def _on_glass(self, cell: CellId, version: Version) -> None:
        part = self._orders.part(cell)
        part.shown = version
        if self.taken is None or self._orders.shows(part):
            self._arm_if_settled(cell, part)

    def shows(self, cell: CellId) -> bool:
        """Whether the taken picture, if any, is on that cell's glass."""
        part = self._orders.parts.get(cell)
        return self.taken is None or (part is not None and self._orders.shows(part))

    # Time

    def tick(self) -> None:
        """Heal what is missing, let pictures wait no longer than they may, look after quarantined sources."""
        now_s = self.now_s()
        for cell, part in self._orders.parts.items():
            if part.show_at_s is None and now_s > part.give_up_s:
                part.show_at_s = now_s
                self._orders.send(cell, part)
            elif part.shown is not None and not self._orders.shows(part):
                due_s = max(part.sent_s, part.show_at_s or 0.0) + HEAL_S
                if part.show_at_s is not None and now_s > due_s:
                    self._orders.send(cell, part)
        asked_for = self.armed is not None and self.armed.step is Step.ARM
        too_long = self._touring.tick(self.taken, asked_for, now_s)
        too_long = too_long or now_s > self._armed_s + HELD_AT_MOST_S
        if too_long and self.armed is not None:
            self.withdraw(self.armed.version)
        if self.charges and self._quarantine.passed(self.names.keys(), now_s):
            self._orders.amend_changed()

    def ease(self, given: Mapping[WindowId, Give]) -> None:
        """These windows give something up from now on, and no others."""
        if given != self.given:
            self.given = dict(given)
            self._orders.amend_changed()

    def crashed(self, cell: CellId) -> None:
        """The renderer, which is gone, died by its own fault: charge what it may have died of."""
        now_s = self.now_s()
        if self._quarantine.crashed(self._holdings.suspects(cell, self._sources(cell), now_s), now_s):
            self._orders.amend_changed()

    def scout_crashed(self, source: SourceId) -> None:
        """A scout died of it: charged as if a cell had, before one does."""
        if self._quarantine.scout_crashed(source, self.now_s()):
            self._orders.amend_changed()

    def judged(self, source: SourceId, ready: bool) -> None:
        """A scout has tried a quarantined source and lived; `ready`: its pictures came."""
        if self._quarantine.judged(source, ready, self.now_s()):
            self._orders.amend_changed()

    def quarantined(self, source: SourceId) -> bool:
        """Whether nobody but a scout on trial may open it."""
        return self._quarantine.barred(source)

    @property
    def trials(self) -> tuple[LookOrder, ...]:
        """The quarantined sources that scouts are to try now, in the stream that windows wait for."""
        if not self.charges or self.taken is None:
            return ()
        wanted = frozenset(self._quarantine.on_trial)
        views: dict[SourceId, SourceView] = {}
        for picture in self.taken.pictures.values():
            for pane in picture.panes:
                toured = pane.tour.sources if pane.tour is not None else ()
                for view in (*toured, *((pane.source,) if pane.source is not None else ())):
                    if view.id in wanted:
                        views.setdefault(view.id, view)
        return tuple(trial_of(view) for view in views.values())

    def name(self, source: SourceId) -> str:
        """What people call the source; empty: not on our cells."""
        return self.names.get(source, "")

    @property
    def names(self) -> dict[SourceId, str]:
        """Names of all sources on our cells."""
        pictures = () if self.taken is None else self.taken.pictures.values()
        panes = [pane for picture in pictures for pane in picture.panes]
        shown = {pane.source.id: pane.source.name for pane in panes if pane.source is not None}
        tours = (pane.tour.sources for pane in panes if pane.tour is not None)
        return shown | {source.id: source.name for tour in tours for source in tour}

    def _meet_tours(self) -> None:
        orders = (order for order in (self.taken, self.armed) if order is not None)
        self._touring.meet(orders, self.now_s())

    # What a cell shows

    def _picture(
        self, cell: CellId, order: NodeOrder, instead: Mapping[WindowId, SourceId] | None = None
    ) -> Picture:
        picture = self._touring.expand(order.pictures.get(cell, Picture()), instead)
        return self._quarantine.marked(relieved(picture, self.given))

    def _sources(self, cell: CellId) -> set[SourceId]:
        """What the cell was told to open, on the glass or behind it."""
        orders = (order for order in (self.taken, self.armed) if order is not None)
        pictures = (order.pictures.get(cell, Picture()) for order in orders)
        panes = [pane for picture in pictures for pane in self._touring.expand(picture).panes]
        shown = {p.source.id for p in panes if p.source is not None and p.verdict is Reason.NONE}
        return shown | self._touring.warm_on(cell)


def trial_of(view: SourceView) -> LookOrder:
    """Return the look that a quarantined source has to stand."""
    trial_s = DEFAULT_SENTENCE.trial_s
    return LookOrder(
        look=f"trial {view.id}",
        purpose=LookFor.TRIAL,
        view=view,
        watch_s=trial_s,
        within_s=trial_s + TRIAL_SPARE_S,
    )


def _lost_right(before: Pane, after: Pane) -> bool:
    """Whether the window may not show any more what it might have shown until now."""
    if after.verdict in (Reason.RIGHT_ENDED, Reason.NOT_ALLOWED):
        return True
    toured = before.tour.course.sources if before.tour is not None else ()
    left = after.tour.course.sources if after.tour is not None else (after.source and after.source.id,)
    return not set(toured) <= set(left)


def _panes(order: NodeOrder | None, cell: CellId) -> tuple[Pane, ...]:
    picture = None if order is None else order.pictures.get(cell)
    return () if picture is None else picture.panes
