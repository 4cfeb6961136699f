"""Why a picture stands in its place of a preset, and which one could stand there while it does not come."""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Mapping
from enum import StrEnum
from typing import NamedTuple

from wallctl.model.ids import SourceId
from wallctl.model.layout import Slot, Window
from wallctl.model.source import Source
from wallctl.rules.select import WITHOUT_CAMERA

EARTH_KM = 6371.0


class Why(StrEnum):
    """The rule by which `rules.select.fill` chose a source; in its order."""

    NAMED = "named"
    PREFERRED = "preferred"
    BY_RULE = "by_rule"
    MISSING = "missing"
    """Preferred though it gives no picture: nothing else would do."""


class Substitute(NamedTuple):
    """Another source for a window, and how far it is from the one that is there; None: not known."""

    source: SourceId
    km: float | None


def why(slot: Slot, source: Source, usable: Callable[[Source], bool]) -> Why | None:
    """Return the rule of a place that this source meets; None: somebody put it there by hand."""
    named = slot.tour.sources[:1] if slot.tour is not None else (slot.source,)
    if source.ref in named:
        return Why.NAMED
    if slot.role in WITHOUT_CAMERA:
        return None
    if source.ref in slot.prefer:
        return Why.PREFERRED if usable(source) else Why.MISSING
    return Why.BY_RULE if _meets_rule(slot, source) else None


def substitute(
    window: Window,
    slot: Slot | None,
    sources: Mapping[SourceId, Source],
    taken: Collection[SourceId],
    usable: Callable[[Source], bool],
) -> Substitute | None:
    """Return what could stand in the window's place: usable, and in no other window.

    The first that the place prefers, else of those that meet its rule the one nearest to what is there, else
    (a window of no preset) the nearest of the same agency. Where places are not known, the first in
    the catalogue. None where nothing fits, and for tours and windows without a camera.
    """
    there = sources.get(window.source) if window.source is not None else None
    if window.tour is not None or window.content is not None or window.role in WITHOUT_CAMERA:
        return None
    free = [s for s in sources.values() if s.ref not in taken and s.ref != window.source and usable(s)]
    if slot is not None:
        by_name = {source.ref: source for source in free}
        preferred = next((by_name[name] for name in slot.prefer if name in by_name), None)
        if preferred is not None:
            return Substitute(preferred.ref, distance_km(there, preferred))
        free = [source for source in free if _meets_rule(slot, source)]
    elif there is not None:
        free = [source for source in free if source.agency == there.agency]
    else:
        return None
    return _nearest(there, free)


def distance_km(one: Source | None, other: Source | None) -> float | None:
    """Return how far two cameras are apart as the crow flies; None where a place is not known."""
    if one is None or other is None or one.lon is None or one.lat is None:
        return None
    if other.lon is None or other.lat is None:
        return None
    lat, other_lat = math.radians(one.lat), math.radians(other.lat)
    lon = math.radians(other.lon - one.lon)
    half = math.sin((other_lat - lat) / 2) ** 2 + math.cos(lat) * math.cos(other_lat) * math.sin(lon / 2) ** 2
    return 2 * EARTH_KM * math.asin(math.sqrt(half))


def _nearest(there: Source | None, free: Collection[Source]) -> Substitute | None:
    found = [Substitute(source.ref, distance_km(there, source)) for source in free]
    return min(found, key=lambda one: math.inf if one.km is None else one.km, default=None)


def _meets_rule(slot: Slot, source: Source) -> bool:
    """As `select` reads a rule; a place that is saved as it was has none."""
    if slot.role in WITHOUT_CAMERA or slot.fixed or slot.content is not None:
        return False
    return (not slot.agencies or source.agency in slot.agencies) and (
        not slot.kinds or source.kind.value in slot.kinds
    )
