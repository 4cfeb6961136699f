"""Where the desk's panels stand and how large they are: rules on `Zones` alone. Must not know any widget.

Two panels have three places beside the boards: left, below, right. A place has room for one panel: who comes
to one that is taken sends who stands there to the other side. The boards always keep their share.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from wallctl.controller.keymap import Act
from wallctl.controller.settings import Place, WindowPlace, Zones
from wallctl.controller.words import QT_TRANSLATE_NOOP, translate

LEAST_PX, LEAST_STRIP_PX = 180, 150
CENTRE_SHARE = 0.4
"""Of the width, and of the height, the boards keep at least so much."""
_STRIP_PX = ((800, 190), (1250, 240), (99_999, 300))
"""How high a panel below the boards is, by the room for both."""
_STEPS = (1.0, 1.35, 0.8)
_OTHER_SIDE = {Place.LEFT: Place.RIGHT, Place.RIGHT: Place.LEFT}
_SIDE_SHARE, _FOOT_SHARE = 0.2, 0.3
"""What of the desk's edge means a place while a panel is dragged."""


class Zone(Enum):
    """The zones that can be hidden."""

    SOURCES = "sources"
    SIDE = "side"
    PRESETS = "presets"


@dataclass(frozen=True, slots=True)
class PanelActs:
    """What keys do to one panel."""

    hide: Act
    place: Act
    float_: Act


PANELS: dict[Zone, PanelActs] = {
    Zone.SOURCES: PanelActs(Act.SOURCES, Act.SOURCES_PLACE, Act.SOURCES_FLOAT),
    Zone.SIDE: PanelActs(Act.SIDE, Act.SIDE_PLACE, Act.SIDE_FLOAT),
}
"""The zones that can stand elsewhere. Boards, presets and take bar never do."""
_USUAL_PX: dict[Zone, tuple[tuple[int, int], ...]] = {
    Zone.SOURCES: ((1500, 244), (2200, 308), (99_999, 372)),
    Zone.SIDE: ((1500, 224), (2200, 296), (99_999, 360)),
}
_WORDS: dict[Zone, str] = {
    Zone.SOURCES: QT_TRANSLATE_NOOP("Zones", "信号源"),
    Zone.SIDE: QT_TRANSLATE_NOOP("Zones", "正在发生"),
    Zone.PRESETS: QT_TRANSLATE_NOOP("Zones", "场景与上墙"),
}
_PLACE_WORDS: dict[Place, str] = {
    Place.LEFT: QT_TRANSLATE_NOOP("Zones", "停靠在左侧"),
    Place.BELOW: QT_TRANSLATE_NOOP("Zones", "停靠在画布下方"),
    Place.RIGHT: QT_TRANSLATE_NOOP("Zones", "停靠在右侧"),
}


def zone_word(zone: Zone) -> str:
    """Return what a zone is called."""
    return translate("Zones", _WORDS[zone])


def place_word(place: Place) -> str:
    """Return what it means to go there."""
    return translate("Zones", _PLACE_WORDS[place])


def float_word() -> str:
    """Return what it means to leave the desk's window."""
    return translate("Zones", "浮动为单独的窗口")


# where


def place_of(zones: Zones, zone: Zone) -> Place:
    """Return the place that a panel has in the desk; one that floats comes back to it."""
    return zones.sources_at if zone is Zone.SOURCES else zones.side_at


def floats(zones: Zones, zone: Zone) -> bool:
    """Tell whether a zone is in a window of its own."""
    return zone in PANELS and bool(getattr(zones, f"{zone.value}_floats"))


def lies(zones: Zones, zone: Zone) -> bool:
    """Tell whether a zone is a wide, low strip below the boards."""
    return zone in PANELS and place_of(zones, zone) is Place.BELOW and not floats(zones, zone)


def seen(zones: Zones, zone: Zone) -> bool:
    """Tell whether a zone is not hidden."""
    return bool(getattr(zones, zone.value))


def window_of(zones: Zones, zone: Zone) -> WindowPlace | None:
    """Return where a panel's own window was last."""
    return zones.sources_window if zone is Zone.SOURCES else zones.side_window


def shown(zones: Zones, zone: Zone, *, seen: bool) -> Zones:
    """Hide a zone, or show it where it was."""
    return zones.with_(**{zone.value: seen})


def put(zones: Zones, zone: Zone, place: Place) -> Zones:
    """Have a panel stand there; who stands there goes to the other side, from below to where this one was."""
    other = Zone.SIDE if zone is Zone.SOURCES else Zone.SOURCES
    away = _OTHER_SIDE.get(place, place_of(zones, zone))
    changes: dict[str, object] = {f"{zone.value}_at": place, f"{zone.value}_floats": False, zone.value: True}
    if place_of(zones, other) is place:
        changes[f"{other.value}_at"] = away
    return zones.with_(**changes)


def next_place(zones: Zones, zone: Zone) -> Place:
    """Return where the key puts a panel next; what is hidden or floats comes back to its place first."""
    now = place_of(zones, zone)
    if floats(zones, zone) or not seen(zones, zone):
        return now
    places = list(Place)
    return places[(places.index(now) + 1) % len(places)]


def floated(zones: Zones, zone: Zone) -> Zones:
    """Put a panel into a window of its own, and show it there."""
    return zones.with_(**{f"{zone.value}_floats": True, zone.value: True})


def with_window(zones: Zones, zone: Zone, window: WindowPlace) -> Zones:
    """Keep where a panel's own window is."""
    return zones.with_(**{f"{zone.value}_window": window})


def place_at(x_px: float, y_px: float, wide_px: int, tall_px: int) -> Place | None:
    """Return the place that a point of the desk means while a panel is dragged; None: none, it floats."""
    if not (0 <= x_px < wide_px and 0 <= y_px < tall_px):
        return None
    if x_px < wide_px * _SIDE_SHARE:
        return Place.LEFT
    if x_px >= wide_px * (1 - _SIDE_SHARE):
        return Place.RIGHT
    return Place.BELOW if y_px >= tall_px * (1 - _FOOT_SHARE) else None


# how large


@dataclass(frozen=True, slots=True)
class Widths:
    """What stands left and right of the boards gets."""

    left: int
    right: int


def usual_width(zone: Zone, window_px: int, by: float) -> int:
    """Return the width that suits a window of that width, at that size of type."""
    return round(next(width for limit, width in _USUAL_PX[zone] if window_px < limit) * by)


def usual_height(room_px: int, by: float) -> int:
    """Return how high a panel below the boards is where there is so much room for both."""
    return round(next(height for limit, height in _STRIP_PX if room_px < limit) * by)


def widths(window_px: int, zones: Zones, by: float) -> Widths:
    """Return the widths beside the boards: the officer's if there are any; room stays for boards."""
    found = dict.fromkeys(Place, 0)
    for zone in PANELS:
        if seen(zones, zone) and not floats(zones, zone):
            chosen = zones.sources_px if zone is Zone.SOURCES else zones.side_px
            found[place_of(zones, zone)] = max(LEAST_PX, chosen or usual_width(zone, window_px, by))
    left, right = found[Place.LEFT], found[Place.RIGHT]
    most = int(window_px * (1 - CENTRE_SHARE))
    if left + right > most:
        left, right = left * most // (left + right), right * most // (left + right)
    return Widths(left, right)


def height_below(room_px: int, zones: Zones, by: float) -> int:
    """Return how high the panel below the boards is, of the room for both; the boards keep their share."""
    wanted = max(LEAST_STRIP_PX, zones.below_px or usual_height(room_px, by))
    return min(wanted, int(room_px * (1 - CENTRE_SHARE)))


def next_size(now_px: int | None, usual_px: int) -> int | None:
    """Return the width or height after this one: usual, wide, narrow, usual; None is the usual one."""
    sizes = [round(usual_px * step) for step in _STEPS]
    at = 0 if now_px is None else min(range(len(sizes)), key=lambda i: abs(sizes[i] - now_px))
    following = (at + 1) % len(sizes)
    return None if following == 0 else sizes[following]
