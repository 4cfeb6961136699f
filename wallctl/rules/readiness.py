"""How ready sources are: what windows show of them now, and what looks off the wall saw lately. PURE.

Times are Unix seconds of one clock of the caller.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from wallctl.model.health import CellHealth, PaneReport, Reason, WindowState
from wallctl.model.ids import SourceId
from wallctl.model.sighting import Sighting, SourceStanding, Standing

HOLDS_S = 1800.0
"""So long a look says something about now."""

_LIVE = frozenset((WindowState.LIVE, WindowState.LATE, WindowState.DEGRADED, WindowState.BLACK))
"""Pictures come: a dark or damaged one is that camera's picture all the same."""
_FAILING = frozenset(
    (
        WindowState.NO_SIGNAL,
        WindowState.FROZEN,
        WindowState.UNSUPPORTED,
        WindowState.UNAUTHORISED,
        WindowState.QUARANTINED,
    )
)


class Seen(NamedTuple):
    """The last look at a source, and when."""

    sighting: Sighting
    at_utc_s: float


class Ready(NamedTuple):
    """`ready now 22/24`, and those that are not ready."""

    ready: int
    of: int
    failing: tuple[SourceId, ...] = ()
    unknown: tuple[SourceId, ...] = ()


def on_wall(cells: Iterable[CellHealth]) -> dict[SourceId, SourceStanding]:
    """Return how the sources are that windows show; connecting and stalled ones say nothing yet.

    One that is live on any cell is live; its time is None, which is now.
    """
    found: dict[SourceId, SourceStanding] = {}
    for cell in cells:
        for pane in cell.report.panes if cell.report is not None else ():
            standing = _of_pane(pane)
            if pane.source is None or standing is None:
                continue
            known = found.get(pane.source)
            if known is None or standing is Standing.LIVE:
                at_s = pane.since_utc_s if standing is Standing.FAILING else None
                reason = pane.reason if standing is Standing.FAILING else Reason.NONE
                found[pane.source] = SourceStanding(
                    source=pane.source, standing=standing, reason=reason, at_utc_s=at_s
                )
    return found


def standing_of(
    source: SourceId, shown: Mapping[SourceId, SourceStanding], seen: Seen | None, now_utc_s: float
) -> SourceStanding:
    """Return how ready that source is: what is on the glass counts more than what was seen off it."""
    if source in shown:
        return shown[source]
    if seen is None or now_utc_s - seen.at_utc_s > HOLDS_S or seen.sighting.reason is Reason.OVER_CEILING:
        return SourceStanding(source=source, standing=Standing.UNKNOWN)
    standing = Standing.READY if seen.sighting.ready else Standing.FAILING
    reason = Reason.NONE if seen.sighting.ready else seen.sighting.reason
    return SourceStanding(source=source, standing=standing, reason=reason, at_utc_s=seen.at_utc_s)


def ready_of(sources: Iterable[SourceId], standings: Iterable[SourceStanding]) -> Ready:
    """Return how many of these sources are ready now; each counts once."""
    known = {one.source: one for one in standings}
    wanted = tuple(dict.fromkeys(sources))
    failing = tuple(one for one in wanted if one in known and known[one].standing is Standing.FAILING)
    ready = sum(1 for one in wanted if one in known and known[one].counts)
    unknown = tuple(one for one in wanted if one not in known or known[one].standing is Standing.UNKNOWN)
    return Ready(ready, len(wanted), failing, unknown)


def failing(standings: Iterable[SourceStanding]) -> frozenset[SourceId]:
    """Return the sources that are known to give no picture now."""
    return frozenset(one.source for one in standings if one.standing is Standing.FAILING)


def _of_pane(pane: PaneReport) -> Standing | None:
    if pane.reason is Reason.OVER_CEILING:
        return None
    if pane.state in _LIVE:
        return Standing.LIVE
    return Standing.FAILING if pane.state in _FAILING else None
