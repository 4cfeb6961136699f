"""Which source of a tour has its turn, when the next one is opened, and what is shown where it does not come.

Pure: times are the server's clock and arguments, so that all nodes that know it change at one instant. A tour
keeps to its clock: turn number n begins `n * dwell_s` after its start, whatever was shown before. A source
that is not ready at its turn is passed over for the next one that is; where none is, what is shown stays.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Collection
from enum import Enum

from wallctl.model.base import Value
from wallctl.model.ids import SourceId
from wallctl.model.layout import Layout, Tour, Window

WARM_S = 8.0
"""So long before its turn a source is opened behind the picture; half the dwell where that is less."""
SOONEST_S = 2.5
"""A short dwell is no reason to open a source later than this before its turn."""
PREPARE_S = 1.0
"""So long before its turn the picture is prepared."""
GRACE_S = 1.0
"""A turn waits so long for a slow camera, then it is passed over."""
ROUNDING = 1e-6
LOOK_AHEAD = 3
"""So many sources are kept warm for one turn, where the first of them do not come."""


class Standing(Enum):
    """How a source is that was opened for its turn, on all cells that will show it."""

    READY = "ready"
    COMING = "coming"
    FAILED = "failed"


class Turn(Value):
    """Where one tour stands: what it shows, and the number of the last turn that was decided."""

    showing: SourceId
    number: int


Stands = Callable[[SourceId], Standing]


def number_at(tour: Tour, now_s: float) -> int:
    """Return the number of the turn that the clock is in; before the start it is negative."""
    return math.floor((now_s - tour.start_s) / tour.dwell_s + ROUNDING)


def begins_s(tour: Tour, number: int) -> float:
    """Return when that turn begins."""
    return tour.start_s + number * tour.dwell_s


def turn_at(tour: Tour, now_s: float) -> Turn:
    """Return where a tour stands of which nothing else is known: with the source of this turn."""
    number = number_at(tour, now_s)
    return Turn(showing=tour.sources[number % len(tour.sources)], number=number)


def next_number(tour: Tour, turn: Turn, now_s: float) -> int:
    """Return the turn that is to be decided next; those that were slept through are left out."""
    return max(turn.number + 1, number_at(tour, now_s))


def due_s(tour: Tour, turn: Turn, now_s: float, shown_lives: bool) -> float:
    """Return when the next change is due: at the next turn, at once where what is shown gives no picture."""
    return begins_s(tour, next_number(tour, turn, now_s)) if shown_lives else now_s


def to_warm(tour: Tour, turn: Turn, now_s: float, shown_lives: bool, stands: Stands) -> tuple[SourceId, ...]:
    """Return the sources that are to be open behind the picture now, the next one first."""
    left_s = due_s(tour, turn, now_s, shown_lives) - now_s
    if left_s > max(min(WARM_S, tour.dwell_s / 2), SOONEST_S):
        return ()
    warm: list[SourceId] = []
    for source in _candidates(tour, turn, now_s, shown_lives):
        if source == turn.showing:
            break
        warm.append(source)
        standing = stands(source)
        if standing is Standing.READY or (standing is Standing.COMING and left_s > PREPARE_S):
            break
    return tuple(warm)


def choose(tour: Tour, turn: Turn, now_s: float, shown_lives: bool, stands: Stands) -> SourceId | None:
    """Return who gets the next turn: the first that is ready, else None, and what is shown stays.

    The source that is shown counts as ready as long as it lives.
    """
    for source in _candidates(tour, turn, now_s, shown_lives):
        if source == turn.showing or stands(source) is Standing.READY:
            return source
    return None


def decided(tour: Tour, turn: Turn, showing: SourceId, now_s: float) -> Turn:
    """Return where the tour stands after a turn was decided; one that came early decides nothing yet."""
    number = next_number(tour, turn, now_s)
    early = begins_s(tour, number) - now_s > PREPARE_S + GRACE_S
    return Turn(showing=showing, number=turn.number if early else number)


def _candidates(tour: Tour, turn: Turn, now_s: float, shown_lives: bool) -> tuple[SourceId, ...]:
    """Return the sources that may get the next turn, in order, none twice."""
    number, count = next_number(tour, turn, now_s), len(tour.sources)
    found = dict.fromkeys(tour.sources[(number + ahead) % count] for ahead in range(count))
    return tuple(source for source in found if shown_lives or source != turn.showing)[:LOOK_AHEAD]


def without(window: Window, withheld: Collection[SourceId]) -> Window:
    """Return the window with a tour of only those sources that it may show; with one left it shows that."""
    if window.tour is None:
        return window
    left = tuple(source for source in window.tour.sources if source not in withheld)
    if len(left) == len(window.tour.sources):
        return window
    tour = window.tour.with_(sources=left) if len(set(left)) > 1 else None
    return window.with_(tour=tour, source=left[0] if left else window.source)


def begun(layout: Layout, before: Layout, now_s: float) -> Layout:
    """Return the layout with the start of each tour: now, or when it began where it runs already."""
    running = {window.id: window.tour for window in before.windows if window.tour is not None}

    def start(window: Window) -> Window:
        if window.tour is None:
            return window
        old = running.get(window.id)
        same = old is not None and old.with_(start_s=0.0) == window.tour.with_(start_s=0.0)
        start_s = old.start_s if same and old is not None else now_s
        return window.with_(tour=window.tour.with_(start_s=start_s))

    return layout.with_(windows=tuple(map(start, layout.windows)))
