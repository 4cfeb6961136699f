"""A take: every window prepared behind the picture, then one instant for all cells. Events in, commands out.

Must not know links, clocks or disks; all times are seconds of the server's CLOCK_BOOTTIME and come as
arguments. A cell that cannot answer (no node, no renderer) is not waited for; a cell that is only slow is
waited for until the deadline. Everything here is about one version; a newer one ends it. A draft that is
armed by itself is a take that is not asked for yet: it is held, and counts, until it is taken, called off or
let go.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import assert_never

from wallctl.model.base import Value
from wallctl.model.desired import Version
from wallctl.model.health import Reason
from wallctl.model.ids import CellId, SourceId, WindowId
from wallctl.model.layout import Layout
from wallctl.protocol.cell import PaneReady, Picture
from wallctl.protocol.desk import Readiness
from wallctl.protocol.drafting import HELD_FOR_S, Arming, ArmStage, Waiting

READY_DEADLINE_S = 3.0
"""How long the wall waits for windows that are still being opened."""
LEAD_S = 0.04
"""From naming the instant to the instant: the order must be at every renderer by then."""
CLOCK_UNCERTAINTY_S = 0.002
SHOWN_DEADLINE_S = 1.0
"""After the instant: how long the answer waits for cells that have not said that they show it."""


class Stage(StrEnum):
    """The life of a take."""

    HELD = "held"
    """Armed by itself: nobody has asked for the take yet."""
    ARMING = "arming"
    SWITCHING = "switching"
    ENDED = "ended"


class Ending(StrEnum):
    """How a take ended."""

    SHOWN = "shown"
    """On every cell that could be reached in time (`late` names the others)."""
    CALLED_OFF = "called_off"
    """All or nothing was asked, and not all was ready: nothing changed on the glass."""
    SUPERSEDED = "superseded"
    """A newer change came before the instant was named."""
    WITHDRAWN = "withdrawn"
    """The officer called it off before the instant was named."""
    LAPSED = "lapsed"
    """It was armed, and nobody took it in time, or nobody was there any more who could."""
    NOBODY = "nobody"
    """No cell could be reached; they will show it when they come."""


class Held(Value):
    """A window that was not ready, and why; on the wall it shows a card that says so."""

    window: WindowId
    source: SourceId | None
    reason: Reason = Reason.NO_PICTURE

    @property
    def name(self) -> str:
        """The source's id; the window's where it has none."""
        return self.source or self.window


class Outcome(Value):
    """What is told of a take when it ended. Times in milliseconds."""

    version: Version
    ending: Ending
    windows: int
    ready: int
    held: tuple[Held, ...] = ()
    took_ms: float | None = None
    """From the request to the last cell shown."""
    spread_ms: float | None = None
    """Between the first and the last cell, measured after a round trip to the display."""
    shown: int = 0
    late: tuple[CellId, ...] = ()


class Switch(Value):
    """Tell every node to show the version at this instant."""

    at_s: float


class CallOff(Value):
    """Tell every node to forget the version."""


class Finish(Value):
    """The take is over."""

    outcome: Outcome


Command = Switch | CallOff | Finish

_TOLD = {
    Stage.HELD: ArmStage.HELD,
    Stage.ARMING: ArmStage.ARMING,
    Stage.SWITCHING: ArmStage.SWITCHING,
    Stage.ENDED: ArmStage.SWITCHING,
}


class Take:
    """One take from arming to its end. Every method returns what is to be done now, in that order."""

    def __init__(
        self,
        version: Version,
        layout: Layout,
        pictures: Mapping[CellId, Picture],
        reachable: Iterable[CellId],
        readiness: Readiness,
        asked_s: float,
        now_s: float,
        *,
        held: bool = False,
    ) -> None:
        """`pictures` is the whole order; `reachable` are the cells whose renderers can be expected to answer.

        `asked_s` is when the request came; `held`: only to arm, until `take_held`.
        """
        self.version = version
        self.readiness = readiness
        self.stage = Stage.HELD if held else Stage.ARMING
        self.deadline_s = now_s + (HELD_FOR_S if held else READY_DEADLINE_S)
        self._asked_s = asked_s
        self._sources = {window.id: window.source for window in layout.windows}
        self._cells_of: dict[WindowId, set[CellId]] = {name: set() for name in self._sources}
        for cell, picture in pictures.items():
            for pane in picture.panes:
                self._cells_of[pane.window].add(cell)
        self._cells = frozenset(pictures)
        self._reachable = set(reachable) & self._cells
        self._done: set[CellId] = set()
        self._ready: set[tuple[CellId, WindowId]] = set()
        self._reasons: dict[WindowId, Reason] = {}
        self._shown: dict[CellId, float] = {}

    @property
    def progress(self) -> Arming:
        """How many windows are ready, which are not, and why; what is only being opened has no reason yet."""
        waiting = tuple(
            Waiting(
                window=held.window, source=held.source, reason=self._reasons.get(held.window, Reason.NONE)
            )
            for held in self._held()
        )
        return Arming(
            revision=self.version.revision,
            stage=_TOLD[self.stage],
            windows=len(self._sources),
            ready=len(self._sources) - len(waiting),
            waiting=waiting,
            whole=self.readiness is Readiness.ALL_OR_NOTHING,
        )

    def begin(self, now_s: float) -> list[Command]:
        """Call once the order to arm is on its way."""
        return self._look(now_s)

    def take_held(
        self, reachable: Iterable[CellId], readiness: Readiness, asked_s: float, now_s: float
    ) -> list[Command]:
        """What is held is to be taken: at once where all is ready, else it is waited for as for any take."""
        assert self.stage is Stage.HELD
        self.stage, self.readiness, self._asked_s = Stage.ARMING, readiness, asked_s
        self.deadline_s = now_s + READY_DEADLINE_S
        self._reachable = set(reachable) & self._cells
        return self._look(now_s)

    def call_off(self, now_s: float) -> list[Command]:
        """The officer wants it no more; once the instant is named it is too late, and nothing is done."""
        if self.stage not in (Stage.HELD, Stage.ARMING):
            return []
        return [CallOff(), self._finish(Ending.WITHDRAWN, now_s)]

    def let_go(self, now_s: float) -> list[Command]:
        """Nobody is there any more who could take what is held; what is asked for goes on."""
        if self.stage is not Stage.HELD:
            return []
        return [CallOff(), self._finish(Ending.LAPSED, now_s)]

    def cell_ready(self, cell: CellId, panes: Iterable[PaneReady], done: bool, now_s: float) -> list[Command]:
        """A cell told how far it is; the newest word of a window counts."""
        for pane in panes:
            if pane.ready:
                self._ready.add((cell, pane.window))
            else:
                self._ready.discard((cell, pane.window))
                if pane.reason is not Reason.NONE:
                    self._reasons[pane.window] = pane.reason
        if done:
            self._done.add(cell)
        else:
            self._done.discard(cell)
        return self._look(now_s)

    def cell_shown(self, cell: CellId, at_s: float, now_s: float) -> list[Command]:
        """A cell has it on the glass since `at_s`."""
        self._shown.setdefault(cell, at_s)
        return self._look(now_s)

    def cells_lost(self, cells: Iterable[CellId], now_s: float) -> list[Command]:
        """These cells cannot answer any more: none is waited for. What they held is prepared anew."""
        gone = set(cells)
        self._reachable -= gone
        if self.stage is Stage.HELD:
            self._done -= gone
            self._ready = {(cell, name) for cell, name in self._ready if cell not in gone}
        return self._look(now_s)

    def superseded(self, now_s: float) -> list[Command]:
        """A newer change was accepted. Once the instant is named, the take goes on to its end."""
        if self.stage not in (Stage.HELD, Stage.ARMING):
            return []
        return [self._finish(Ending.SUPERSEDED, now_s)]

    def given_up(self, now_s: float) -> list[Command]:
        """The instant was named but not told to anybody, because the change may not be accepted any more."""
        return [CallOff(), self._finish(Ending.SUPERSEDED, now_s)]

    def tick(self, now_s: float) -> list[Command]:
        """Time has passed; call at `deadline_s`, or as often as is convenient."""
        return self._look(now_s)

    def _look(self, now_s: float) -> list[Command]:
        match self.stage:
            case Stage.HELD:
                return self.let_go(now_s) if now_s >= self.deadline_s else []
            case Stage.ARMING:
                return self._look_at_arming(now_s)
            case Stage.SWITCHING:
                if now_s >= self.deadline_s or self._reachable <= self._shown.keys():
                    return [self._finish(Ending.SHOWN, now_s)]
                return []
            case Stage.ENDED:
                return []
            case _:
                assert_never(self.stage)

    def _look_at_arming(self, now_s: float) -> list[Command]:
        if not self._reachable <= self._done and now_s < self.deadline_s:
            return []
        whole = bool(self._reachable) and not self._held()
        if self.readiness is Readiness.ALL_OR_NOTHING and not whole:
            return [CallOff(), self._finish(Ending.CALLED_OFF, now_s)]
        if not self._reachable:
            # Nodes that are there but have no renderer yet are told all the same, and show it when they can.
            return [Switch(at_s=now_s), self._finish(Ending.NOBODY, now_s)]
        at_s = now_s + LEAD_S + 2 * CLOCK_UNCERTAINTY_S
        self.stage = Stage.SWITCHING
        self.deadline_s = at_s + SHOWN_DEADLINE_S
        return [Switch(at_s=at_s)]

    def _held(self) -> tuple[Held, ...]:
        """Windows that are not ready on every cell they lie on; one that is wholly covered is never held."""
        return tuple(
            self._as_held(name)
            for name, cells in self._cells_of.items()
            if not all(self._is_ready(cell, name) for cell in cells)
        )

    def _is_ready(self, cell: CellId, name: WindowId) -> bool:
        """A window without a source is a card: it needs a renderer, and nothing to come."""
        return (cell, name) in self._ready or (self._sources[name] is None and cell in self._done)

    def _as_held(self, name: WindowId) -> Held:
        reason = self._reasons.get(name, Reason.NO_PICTURE)
        return Held(window=name, source=self._sources[name], reason=reason)

    def _finish(self, ending: Ending, now_s: float) -> Finish:
        self.stage = Stage.ENDED
        times = self._shown.values()
        if ending is Ending.SHOWN and not times and not self._reachable:
            ending = Ending.NOBODY
        held = tuple(map(self._as_held, self._sources)) if ending is Ending.NOBODY else self._held()
        last_s = max(times) if times else now_s
        return Finish(
            outcome=Outcome(
                version=self.version,
                ending=ending,
                windows=len(self._sources),
                ready=len(self._sources) - len(held),
                held=held,
                took_ms=round((last_s - self._asked_s) * 1000, 1),
                spread_ms=round((last_s - min(times)) * 1000, 1) if times else None,
                shown=len(times),
                late=tuple(sorted(self._reachable - self._shown.keys())),
            )
        )
