"""What sounds, where, and until when. Nothing else ever sounds. Must not know who plays it.

A lost picture in a window marked important is heard at the seat that put it up, after `EVERYWHERE_AFTER_S` at
every desk; where that seat has no desk, at every desk at once. Loss of the server is heard at each desk that
lost it. Both until somebody acknowledges it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from wallctl.model.alarm import Acknowledgement, Alarm
from wallctl.model.health import CellHealth, CellPhase, PaneReport, Reason, WindowState
from wallctl.model.ids import CellId, SeatId, SourceId, WindowId
from wallctl.model.layout import Layout
from wallctl.model.wall import Wall
from wallctl.rules.putting_up import Picture, Shown

EVERYWHERE_AFTER_S = 60.0
LOST_STATES = frozenset(
    {
        WindowState.NO_SIGNAL,
        WindowState.UNAUTHORISED,
        WindowState.UNSUPPORTED,
        WindowState.QUARANTINED,
    }
)
STANDING_STATES = frozenset({WindowState.STALE, WindowState.FROZEN})
"""A picture is there, but an old one: lost once it has been so for `STANDS_FOR_S`."""
STANDS_FOR_S = 60.0
"""A stream that is opened anew, or a camera that pauses, is long back by then."""
LIVING_STATES = frozenset(
    {WindowState.LIVE, WindowState.LATE, WindowState.DEGRADED, WindowState.BLACK, WindowState.SLATE}
)
"""The picture is back. A dark one too: only what is usual tells a dark room from a covered lens."""


@dataclass(frozen=True, slots=True)
class LostPicture:
    """An important window without its picture."""

    source: SourceId | None
    reason: Reason
    state: WindowState = WindowState.NO_SIGNAL


@dataclass(frozen=True, slots=True)
class Seen:
    """The important windows whose picture is lost, and those whose picture lives; of others nobody knows."""

    lost: Mapping[WindowId, LostPicture]
    living: frozenset[WindowId] = frozenset()


@dataclass(slots=True)
class Lookout:
    """Since when important pictures have been ill. Feed it what is known, at least once a second."""

    _ill_since_s: dict[tuple[WindowId, SourceId | None], float] = field(default_factory=dict)

    def look(
        self,
        wall: Wall,
        layout: Layout,
        cells: Iterable[CellHealth],
        dark: Collection[CellId],
        now_s: float,
    ) -> Seen:
        """Return how the important windows are; `dark` cells have shown nothing for long."""
        lost = _hidden(wall, layout, dark)
        hidden, panes = frozenset(lost), _panes(layout, cells, dark)
        since_s: dict[tuple[WindowId, SourceId | None], float] = {}
        for name, reports in panes.items():
            ill = _worst(reports)
            if ill is None:
                continue
            picture = (name, ill.source)
            since_s[picture] = self._ill_since_s.get(picture, now_s)
            if ill.state in LOST_STATES or now_s - since_s[picture] >= STANDS_FOR_S:
                lost[name] = LostPicture(ill.source, ill.reason, ill.state)
        self._ill_since_s = since_s
        living = {
            name for name, reports in panes.items() if all(pane.state in LIVING_STATES for pane in reports)
        }
        return Seen(lost, frozenset(living - hidden))


def _hidden(wall: Wall, layout: Layout, dark: Collection[CellId]) -> dict[WindowId, LostPicture]:
    areas = [surface.area for surface in wall.surfaces if surface.id in dark and surface.area is not None]
    return {
        window.id: LostPicture(window.source, Reason.NO_ANSWER)
        for window in layout.windows
        if window.important and any(window.rect.meets(area) for area in areas)
    }


def _panes(
    layout: Layout, cells: Iterable[CellHealth], dark: Collection[CellId]
) -> dict[WindowId, list[PaneReport]]:
    """Return what cells that can be believed report of each important window."""
    important = {window.id for window in layout.windows if window.important}
    found: dict[WindowId, list[PaneReport]] = {}
    for cell in cells:
        up = cell.phase is CellPhase.UP and cell.cell not in dark
        for pane in cell.report.panes if up and cell.report is not None else ():
            if pane.window in important:
                found.setdefault(pane.window, []).append(pane)
    return found


def _worst(reports: Iterable[PaneReport]) -> PaneReport | None:
    """Return the pane that lost its picture, else one whose picture stands; None: all are well."""
    with_source = [pane for pane in reports if pane.source is not None]
    gone = (pane for pane in with_source if pane.state in LOST_STATES)
    standing = (pane for pane in with_source if pane.state in STANDING_STATES)
    return next(gone, None) or next(standing, None)


def followed(
    alarms: Iterable[Alarm],
    seen: Seen,
    shown: Mapping[WindowId, Shown],
    seats: Collection[SeatId],
    put_up: Mapping[Picture, SeatId | None],
    now: tuple[float, float],
) -> tuple[Alarm, ...]:
    """Return the alarms as they are now: new ones raised, ended ones gone, old ones heard everywhere.

    `shown`: the important windows on the wall; `seats`: where desks are; `put_up`: whose each picture is;
    `now`: seconds of the server's clock and of Unix time.
    """
    now_s, utc_s = now
    kept = []
    for alarm in alarms:
        back = alarm.window in seen.living
        if not _concerns(alarm, shown) or (back and alarm.acknowledged is not None):
            continue
        seat = alarm.seat or put_up.get((alarm.window, shown[alarm.window]))
        late = now_s - alarm.raised_s >= EVERYWHERE_AFTER_S
        kept.append(alarm.with_(back=back, seat=seat, everywhere=late or seat not in seats))
    known = {alarm.window for alarm in kept}
    for window, picture in seen.lost.items():
        if window in shown and window not in known:
            seat = put_up.get((window, shown[window]))
            kept.append(
                Alarm(
                    id=f"{window}@{utc_s:.3f}",
                    window=window,
                    source=picture.source,
                    reason=picture.reason,
                    state=picture.state,
                    raised_s=now_s,
                    raised_utc_s=utc_s,
                    seat=seat,
                    everywhere=seat not in seats,
                )
            )
    return tuple(kept)


def _concerns(alarm: Alarm, shown: Mapping[WindowId, Shown]) -> bool:
    """Tell whether its window is still there, important, and shows that source."""
    sources = shown.get(alarm.window)
    return sources is not None and (alarm.source is None or alarm.source in sources)


def acknowledged(alarms: Iterable[Alarm], names: Collection[str], by: Acknowledgement) -> tuple[Alarm, ...]:
    """Return the alarms after somebody said that they know of these; the first one to say so stays."""
    return tuple(
        alarm.with_(acknowledged=by) if alarm.id in names and alarm.acknowledged is None else alarm
        for alarm in alarms
    )


def heard(alarms: Iterable[Alarm], seat: SeatId) -> tuple[Alarm, ...]:
    """Return the alarms that this seat's desk sounds for."""
    return tuple(
        alarm for alarm in alarms if alarm.acknowledged is None and (alarm.everywhere or alarm.seat == seat)
    )


def sounds(alarms: Iterable[Alarm], seat: SeatId, *, server_lost: bool, loss_acknowledged: bool) -> bool:
    """Tell whether a desk sounds now."""
    return (server_lost and not loss_acknowledged) or bool(heard(alarms, seat))
