"""Runs the tours of the node's cells: opens what comes next, prepares it, and names the instant of its turn.

Decides with `rules.tours`, by the server's clock; without a server it goes on by what is known of that clock.
Must not know sockets or processes: the conductor, its host, sends. A turn is prepared behind the picture on
all cells of its window, then shown on all of them at one instant; while the server prepares a take, no tour
moves. What is only held makes room for a turn, and is prepared again after it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple, Protocol

from wallctl.model.desired import Version
from wallctl.model.health import CellReport, Reason, WarmReport, WindowState
from wallctl.model.ids import CellId, SourceId, WindowId
from wallctl.model.layout import Tour
from wallctl.protocol.cell import Pane, PaneTour, Picture, Ready, SourceView
from wallctl.protocol.node import NodeOrder
from wallctl.rules import tours
from wallctl.rules.tours import GRACE_S, PREPARE_S, Standing, Turn

LEAD_S = 0.08
"""From naming the instant to the instant, where a turn is late."""
ARMED_FOR_S = 15.0
"""So long a prepared take holds the tours up; a server that asks for longer is gone."""
_GONE = frozenset((WindowState.NO_SIGNAL, WindowState.UNSUPPORTED, WindowState.QUARANTINED))


class Host(Protocol):
    """What the conductor does for its tours."""

    def ours(self, theirs_s: float) -> float: ...

    def theirs(self, ours_s: float) -> float: ...

    def there(self) -> frozenset[CellId]:
        """Cells with a renderer on the bus."""
        ...

    def showing(self) -> frozenset[CellId]:
        """Those of them that show the taken version."""
        ...

    def barred(self, source: SourceId, cell: CellId) -> bool: ...

    def keep_warm(self, cell: CellId, sources: tuple[SourceView, ...]) -> bool: ...

    def prepare_turn(self, cells: Iterable[CellId], showing: Mapping[WindowId, SourceId]) -> int:
        """Have it prepared, in place of what is held; return the amendment that the cells will answer for."""
        ...

    def take_turn(self, cells: Iterable[CellId], at_s: float) -> None: ...

    def drop_turn(self, cells: Iterable[CellId]) -> None: ...


class _Key(NamedTuple):
    """One tour of one window; a tour that was changed is another one."""

    window: WindowId
    course: Tour


@dataclass(slots=True)
class _Change:
    """Turns that are prepared together because they share cells."""

    turns: dict[_Key, SourceId]
    cells: frozenset[CellId]
    at_s: float
    give_up_s: float
    version: Version
    """What was on the glass when it began: under another one nothing is prepared of it any more."""
    amendment: int = 0
    waiting: set[CellId] = field(default_factory=set)


@dataclass(slots=True)
class Touring:
    """All tours of the node. Times are this machine's unless a name says otherwise."""

    host: Host
    _turns: dict[_Key, Turn] = field(default_factory=dict)
    _unsure: set[_Key] = field(default_factory=set)
    """After a restart of the node: what renderers show of these is not known yet."""
    _changes: list[_Change] = field(default_factory=list)
    _reports: dict[CellId, CellReport] = field(default_factory=dict)
    _warm: dict[CellId, tuple[SourceView, ...]] = field(default_factory=dict)
    """What each renderer was told to keep open."""
    _armed_s: float | None = None

    # What is shown

    def meet(self, orders: Iterable[NodeOrder], now_s: float, unsure: bool = False) -> None:
        """These orders are all that counts; a tour that is in them goes on, a new one begins by the clock."""
        before, theirs_s, all_orders = self._turns, self.host.theirs(now_s), tuple(orders)
        versions = {order.version for order in all_orders}
        self._changes = [change for change in self._changes if change.version in versions]
        self._turns = {}
        for key in {key for order in all_orders for key in _tours(order)}:
            turn = before.get(key) or self._heir(key, before)
            self._turns[key] = turn or tours.turn_at(key.course, theirs_s)
            if turn is None and unsure:
                self._unsure.add(key)
        self._unsure &= self._turns.keys()

    def expand(self, picture: Picture, instead: Mapping[WindowId, SourceId] | None = None) -> Picture:
        """Return the picture with each tour as the source that has its turn."""
        if all(pane.tour is None for pane in picture.panes):
            return picture
        return picture.with_(panes=tuple(self._expanded(pane, instead or {}) for pane in picture.panes))

    def warm_on(self, cell: CellId) -> set[SourceId]:
        """Return what the cell has open behind its picture for tours."""
        return {view.id for view in self._warm.get(cell, ())}

    def _expanded(self, pane: Pane, instead: Mapping[WindowId, SourceId]) -> Pane:
        if pane.tour is None:
            return pane
        turn = self._turns.get(_Key(pane.window, pane.tour.course))
        name = instead.get(pane.window) or (turn.showing if turn is not None else None)
        view = next((view for view in pane.tour.sources if view.id == name), pane.source)
        return pane.with_(tour=None, source=view)

    def _heir(self, key: _Key, before: Mapping[_Key, Turn]) -> Turn | None:
        """A tour of the same clock that lost or got a source goes on with what it shows."""
        for old, turn in before.items():
            same = old.window == key.window and old.course.start_s == key.course.start_s
            if same and old.course.dwell_s == key.course.dwell_s and turn.showing in key.course.sources:
                return turn
        return None

    def busy(self, cell: CellId) -> bool:
        """Tell whether the cell prepares a turn."""
        return any(cell in change.cells for change in self._changes)

    # What cells say

    def beat(self, cell: CellId, report: CellReport, taken: NodeOrder | None) -> None:
        """What the cell paints, and how its warm sources are."""
        self._reports[cell] = report
        if self._unsure and taken is not None and report.version == taken.version:
            shown = {pane.window: pane.source for pane in report.panes}
            for key in tuple(self._unsure):
                source = shown.get(key.window)
                if source is not None and source in key.course.sources:
                    self._turns[key] = self._turns[key].with_(showing=source)
                    self._unsure.discard(key)

    def hello(self, cell: CellId) -> None:
        """A renderer came anew to the bus: it keeps nothing warm, and prepares nothing of ours."""
        self.gone(cell)

    def gone(self, cell: CellId) -> None:
        """That renderer is no more; nobody waits for it."""
        self._reports.pop(cell, None)
        self._warm.pop(cell, None)
        for change in self._changes:
            change.waiting.discard(cell)

    def ready(self, cell: CellId, ready: Ready) -> bool:
        """Progress in preparing; tell whether it was about a turn."""
        for change in self._changes:
            same = (change.version, change.amendment) == (ready.version, ready.amendment)
            if same and cell in change.cells:
                if ready.done and all(pane.ready for pane in ready.panes if pane.window in _windows(change)):
                    change.waiting.discard(cell)
                return True
        return False

    # Time

    def tick(self, taken: NodeOrder | None, armed: bool, now_s: float) -> bool:
        """Let turns come; tell whether a take has been prepared for too long and should be forgotten."""
        if taken is None or not self._turns:
            self._changes.clear()
            self._send_warm({})
            return False
        cells = _cells_of(taken)
        self._armed_s = (self._armed_s or now_s) if armed else None
        if armed:
            # What is prepared for the take has replaced what was prepared for turns.
            self._changes.clear()
        self._finish(cells, now_s)
        views = {view.id: view for tour in _pane_tours(taken) for view in tour.sources}
        warm: dict[CellId, dict[SourceId, SourceView]] = {}
        due: list[_Change] = []
        for key, on in cells.items():
            if key in self._unsure or key not in self._turns:
                continue
            for source in self._to_warm(key, on, now_s):
                for cell in on:
                    warm.setdefault(cell, {})[source] = views[source]
            change = None if armed else self._due(key, on, taken.version, now_s)
            if change is not None:
                due.append(change)
        self._send_warm({cell: tuple(wanted.values()) for cell, wanted in warm.items()})
        self._begin(due)
        return self._armed_s is not None and now_s - self._armed_s > ARMED_FOR_S

    def _to_warm(self, key: _Key, on: frozenset[CellId], now_s: float) -> tuple[SourceId, ...]:
        turn, theirs_s = self._turns[key], self.host.theirs(now_s)
        lives = self._lives(key, on)
        return tours.to_warm(key.course, turn, theirs_s, lives, lambda source: self._stands(source, on))

    def _due(self, key: _Key, on: frozenset[CellId], version: Version, now_s: float) -> _Change | None:
        """Return the change of source that is to be prepared now, if there is one."""
        course, turn, theirs_s = key.course, self._turns[key], self.host.theirs(now_s)
        lives = self._lives(key, on)
        due_s = tours.due_s(course, turn, theirs_s, lives)
        living = on & self.host.there()
        if theirs_s < due_s - PREPARE_S or any(key in change.turns for change in self._changes):
            return None
        if not living <= self.host.showing():
            # A take is on its way to the glass.
            return None
        chosen = tours.choose(course, turn, theirs_s, lives, lambda source: self._stands(source, on))
        if not living and theirs_s >= due_s:
            # Nobody shows it: the clock alone says whose turn it is.
            self._turns[key] = tours.turn_at(course, theirs_s)
        elif chosen == turn.showing or (chosen is None and theirs_s > due_s + GRACE_S):
            if theirs_s >= due_s:
                self._turns[key] = tours.decided(course, turn, turn.showing, theirs_s)
        elif chosen is not None and living:
            at_s = self.host.ours(due_s)
            give_up_s = max(at_s, now_s + PREPARE_S) + GRACE_S
            return _Change({key: chosen}, living, at_s, give_up_s, version)
        return None

    def _begin(self, due: Iterable[_Change]) -> None:
        """Prepare changes; those that share cells together, and only where no other is under way."""
        groups: list[_Change] = []
        for change in due:
            shared = [group for group in groups if group.cells & change.cells]
            for group in shared:
                groups.remove(group)
                change.turns |= group.turns
                change.cells |= group.cells
                change.at_s = max(change.at_s, group.at_s)
                change.give_up_s = max(change.give_up_s, group.give_up_s)
            groups.append(change)
        busy = {cell for change in self._changes for cell in change.cells}
        for group in groups:
            if not group.cells & busy:
                instead = {key.window: source for key, source in group.turns.items()}
                group.amendment = self.host.prepare_turn(group.cells, instead)
                group.waiting = set(group.cells)
                self._changes.append(group)

    def _finish(self, cells: Mapping[_Key, frozenset[CellId]], now_s: float) -> None:
        for change in tuple(self._changes):
            if not change.waiting and now_s >= change.at_s - 2 * LEAD_S:
                self._changes.remove(change)
                self._decide(change, now_s)
                # Also where a renderer came while the others prepared.
                on = change.cells.union(*(cells.get(key, frozenset()) for key in change.turns))
                self.host.take_turn(on, max(change.at_s, now_s + LEAD_S))
            elif now_s > change.give_up_s:
                self._changes.remove(change)
                self._decide(change, now_s, passed_over=True)
                self.host.drop_turn(change.cells)

    def _decide(self, change: _Change, now_s: float, passed_over: bool = False) -> None:
        theirs_s = self.host.theirs(now_s)
        for key, source in change.turns.items():
            turn = self._turns.get(key)
            if turn is not None:
                showing = turn.showing if passed_over else source
                self._turns[key] = tours.decided(key.course, turn, showing, theirs_s)

    def _send_warm(self, wanted: Mapping[CellId, tuple[SourceView, ...]]) -> None:
        for cell in wanted.keys() | self._warm.keys():
            sources = wanted.get(cell, ())
            if self._warm.get(cell, ()) != sources and self.host.keep_warm(cell, sources):
                self._warm[cell] = sources

    # How sources are

    def _lives(self, key: _Key, on: frozenset[CellId]) -> bool:
        """Whether what the tour shows gives a picture on any of its cells, as far as is known."""
        showing = self._turns[key].showing
        states = [
            pane.state
            for cell in on
            if cell in self._reports
            for pane in self._reports[cell].panes
            if pane.window == key.window and pane.source == showing
        ]
        return not states or any(state not in _GONE for state in states)

    def _stands(self, source: SourceId, on: frozenset[CellId]) -> Standing:
        """How a source is on all of these cells whose renderers are there."""
        living = on & self.host.there()
        if any(self.host.barred(source, cell) for cell in living):
            return Standing.FAILED
        told = [self._told(source, cell) for cell in living]
        if any(one is not None and one.reason is not Reason.NONE for one in told):
            return Standing.FAILED
        ready = bool(told) and all(one is not None and one.ready for one in told)
        return Standing.READY if ready else Standing.COMING

    def _told(self, source: SourceId, cell: CellId) -> WarmReport | None:
        report = self._reports.get(cell)
        return (
            next((one for one in report.warm if one.source == source), None) if report is not None else None
        )


def _windows(change: _Change) -> set[WindowId]:
    return {key.window for key in change.turns}


def _tours(order: NodeOrder) -> Iterable[_Key]:
    return _cells_of(order).keys()


def _cells_of(order: NodeOrder) -> dict[_Key, frozenset[CellId]]:
    """Return the tours of an order, each with the cells that it lies on."""
    found: dict[_Key, frozenset[CellId]] = {}
    for cell, picture in order.pictures.items():
        for pane in picture.panes:
            if pane.tour is not None and pane.verdict is Reason.NONE:
                key = _Key(pane.window, pane.tour.course)
                found[key] = found.get(key, frozenset()) | {cell}
    return found


def _pane_tours(order: NodeOrder) -> Iterable[PaneTour]:
    return (pane.tour for picture in order.pictures.values() for pane in picture.panes if pane.tour)
