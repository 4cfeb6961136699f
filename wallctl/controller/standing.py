"""What every window and source is worth now, read out of the server's view. Must not know Qt."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from enum import Enum
from types import MappingProxyType

from wallctl.model.health import CellHealth, CellPhase, PaneReport, Reason, WindowState
from wallctl.model.ids import SourceId, WindowId
from wallctl.model.layout import Layout
from wallctl.model.sighting import SourceStanding
from wallctl.model.sighting import Standing as SeenStanding


class Grade(Enum):
    """How far a picture may be trusted; each has a shape and a word of its own on the desk."""

    OK = "ok"
    LATE = "late"
    STALE = "stale"
    LOST = "lost"
    WAITING = "waiting"
    UNKNOWN = "unknown"
    """Not on the wall, so nobody looks at it."""


_GRADES = {
    WindowState.LIVE: Grade.OK,
    WindowState.SLATE: Grade.OK,
    WindowState.CONNECTING: Grade.WAITING,
    WindowState.LATE: Grade.LATE,
    WindowState.DEGRADED: Grade.LATE,
    WindowState.STALE: Grade.STALE,
    WindowState.FROZEN: Grade.STALE,
    WindowState.BLACK: Grade.STALE,
    WindowState.NO_SIGNAL: Grade.LOST,
    WindowState.UNAUTHORISED: Grade.LOST,
    WindowState.UNSUPPORTED: Grade.LOST,
    WindowState.QUARANTINED: Grade.LOST,
}
_WORST_LAST = (
    WindowState.SLATE,
    WindowState.LIVE,
    WindowState.DEGRADED,
    WindowState.LATE,
    WindowState.FROZEN,
    WindowState.BLACK,
    WindowState.STALE,
    WindowState.CONNECTING,
    WindowState.UNAUTHORISED,
    WindowState.UNSUPPORTED,
    WindowState.QUARANTINED,
    WindowState.NO_SIGNAL,
)


@dataclass(frozen=True, slots=True)
class Standing:
    """One window's or source's worth: the worst of the cells it touches."""

    state: WindowState | None = None
    """None: not on the wall."""
    reason: Reason = Reason.NONE
    since_utc_s: float | None = None
    age_ms: int | None = None
    fps: float = 0.0
    source: SourceId | None = None
    """Which source the renderers show there: a tour's changes without a new layout."""
    last_known: bool = False
    """The server is lost: so it was before, and nobody knows how it is now."""

    @property
    def sure_grade(self) -> Grade:
        """The grade to show: what was well before the server was lost is not well for sure."""
        return Grade.UNKNOWN if self.last_known and self.grade is Grade.OK else self.grade

    @property
    def grade(self) -> Grade:
        return Grade.UNKNOWN if self.state is None else _GRADES[self.state]

    @property
    def live(self) -> bool:
        return self.grade is Grade.OK


NOT_SHOWN = Standing()


@dataclass(frozen=True, slots=True)
class Standings:
    """The worth of everything that the renderers report."""

    windows: dict[WindowId, Standing]
    sources: dict[SourceId, Standing]
    restarts: int = 0
    cells_up: int = 0
    ready: frozenset[SourceId] = frozenset()
    """Sources that no window shows, and that a look off the wall saw lately."""

    def of_source(self, source: SourceId | None) -> Standing:
        return self.sources.get(source, NOT_SHOWN) if source is not None else NOT_SHOWN


def standings(cells: Iterable[CellHealth], layout: Layout) -> Standings:
    """Return what each window of the layout is worth; a window on a dead cell counts as no signal."""
    windows: dict[WindowId, Standing] = {}
    restarts = up = 0
    for cell in cells:
        restarts += cell.restarts
        up += cell.phase is CellPhase.UP
        for pane in cell.report.panes if cell.report is not None else ():
            seen = _standing(pane, cell)
            windows[pane.window] = worse(windows.get(pane.window), seen)
    sources: dict[SourceId, Standing] = {}
    for window in layout.windows:
        found = windows.get(window.id)
        source = window.source if window.tour is None or found is None else found.source
        if source is not None and found is not None:
            known = sources.get(source)
            sources[source] = found if known is None or _rank(found) < _rank(known) else known
    return Standings(windows, sources, restarts, up)


def as_last_known(known: Standings) -> Standings:
    """Return the same as what was known when the server was lost."""
    sources = {source: replace(standing, last_known=True) for source, standing in known.sources.items()}
    return replace(known, sources=sources)


def _standing(pane: PaneReport, cell: CellHealth) -> Standing:
    if cell.phase is not CellPhase.UP:
        return Standing(WindowState.NO_SIGNAL, Reason.NO_ANSWER, None, pane.frame_age_ms, source=pane.source)
    return Standing(pane.state, pane.reason, pane.since_utc_s, pane.frame_age_ms, pane.fps, pane.source)


def _rank(standing: Standing) -> int:
    return -1 if standing.state is None else _WORST_LAST.index(standing.state)


def worse(one: Standing | None, other: Standing) -> Standing:
    """Return the less trustworthy of two; of equals the older picture."""
    if one is None:
        return other
    return max((one, other), key=lambda found: (_rank(found), found.age_ms or 0))


def worst_grade(found: Iterable[Standing]) -> Grade:
    """Return how far the least trustworthy of them may be trusted; OK where there is none."""
    grades = {standing.grade for standing in found}
    return next((g for g in (Grade.LOST, Grade.STALE, Grade.LATE, Grade.WAITING) if g in grades), Grade.OK)


def live_grade(live: int, windows: int, known: Standings) -> Grade:
    """Return how far the pictures of the wall may be trusted of which so many are live; of none: unknown."""
    if not windows:
        return Grade.UNKNOWN
    if live >= windows:
        return Grade.OK
    worst = worst_grade(known.windows.values())
    return Grade.LATE if worst is Grade.OK else worst


NONE_SEEN: Mapping[SourceId, SourceStanding] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Readiness:
    """How many pictures of a preset are known to come: `unseen` have not been looked at."""

    ready: int
    of: int
    unseen: int
    last_known: bool = False
    """The server is lost: so many they were before."""

    @property
    def whole(self) -> bool:
        return self.ready == self.of


def readiness(
    sources: Iterable[SourceId | None], known: Standings, seen: Mapping[SourceId, SourceStanding] = NONE_SEEN
) -> Readiness:
    """Return how many of these sources give a picture now; places without a source do not count.

    `seen`: what looks off the wall saw lately, for those that no window shows.
    """
    ready = unseen = 0
    named = [source for source in sources if source is not None]
    for source in named:
        grade, look = known.of_source(source).grade, seen.get(source)
        if grade in (Grade.OK, Grade.LATE):
            ready += 1
        elif grade is Grade.UNKNOWN and (look is None or look.standing is SeenStanding.UNKNOWN):
            unseen += 1
        elif grade is Grade.UNKNOWN and look is not None and look.counts:
            ready += 1
    return Readiness(ready, len(named), unseen)


@dataclass(frozen=True, slots=True)
class Count:
    """How many sources are how, each counted once: `of` is their sum."""

    of: int
    online: int
    lost: int
    weak: int
    odd: int
    """Frozen, black, too old, or still opening."""
    unseen: int

    @property
    def grade(self) -> Grade:
        """As good as the worst of them; where nobody looked, nothing is claimed."""
        if self.lost:
            return Grade.LOST
        if self.weak or self.odd:
            return Grade.LATE
        return Grade.UNKNOWN if self.unseen else Grade.OK


def counted(
    sources: Iterable[SourceId], known: Standings, seen: Mapping[SourceId, SourceStanding] = NONE_SEEN
) -> Count:
    """Return how many sources are how: from the windows that show them, else from looks off the wall."""
    found = [_of(source, known, seen) for source in sources]
    return Count(
        of=len(found),
        online=found.count(Grade.OK),
        lost=found.count(Grade.LOST),
        weak=found.count(Grade.LATE),
        odd=found.count(Grade.STALE) + found.count(Grade.WAITING),
        unseen=found.count(Grade.UNKNOWN),
    )


def _of(source: SourceId, known: Standings, seen: Mapping[SourceId, SourceStanding]) -> Grade:
    grade, look = known.of_source(source).grade, seen.get(source)
    if grade is not Grade.UNKNOWN or look is None:
        return grade
    if look.standing is SeenStanding.FAILING:
        return Grade.LOST
    return Grade.OK if look.counts else Grade.UNKNOWN
