"""From windows to presets and back: what is saved of a layout, and what a partial preset leaves alone."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from wallctl.model.geometry import Rect
from wallctl.model.ids import WindowId
from wallctl.model.layout import Layout, Preset, Role, Slot, Window
from wallctl.model.sighting import SourceStanding
from wallctl.model.wall import Wall
from wallctl.rules.edit_layout import locked_seen, put_back
from wallctl.rules.readiness import failing
from wallctl.rules.select import Known, fill

NOT_SAVED = frozenset({"until_utc_s", "home"})
"""What a window has only now: the end of a right, and where it goes back to."""


def slots_of(
    windows: Iterable[Window], old: Iterable[Slot] = (), filled: Layout | None = None
) -> tuple[Slot, ...]:
    """Return places that show these windows again, just so.

    `old` are the places of the preset that the windows came from, `filled` what it would show now: a place
    whose picture nobody changed keeps its rule.
    """
    rules = {slot.id: slot for slot in old}
    return tuple(_slot(window, rules.get(window.id), filled) for window in windows)


def saved(
    preset: Preset,
    layout: Layout,
    wall: Wall,
    *,
    only: Collection[WindowId] = (),
    filled: Layout | None = None,
) -> Preset:
    """Return the preset with this layout for this shape of wall; other shapes stay as they are.

    What is enlarged is saved where it belongs.

    With `only` it is partial and holds these windows alone.
    """
    layout = put_back(layout)
    windows = [w for w in layout.windows if w.id in only] if only else layout.windows
    slots = slots_of(windows, preset.walls.get(wall.shape, ()), filled)
    partial = bool(only) or (preset.partial and filled is not None)
    return preset.with_(walls=preset.walls | {wall.shape: slots}, partial=partial)


def put_up(preset: Preset, wall: Wall, sources: Known, standings: Iterable[SourceStanding]) -> Layout:
    """Return the preset's windows as they go up now: what is known to give no picture gives way.

    Desk and server both go by this rule, from the same standings: the wall shows what card and draft showed.
    """
    lost = failing(standings)
    return fill(preset, wall, sources, lambda source: source.ref not in lost)


def placed(preset: Preset, base: Layout, filled: Layout) -> Layout:
    """Return the board with the preset on it: its windows alone or, of a partial one, over what is there."""
    return overlay(base, filled) if preset.partial else filled


def overlay(base: Layout, filled: Layout) -> Layout:
    """Return the base with these windows on top. Cells that they do not touch show what they showed.

    Windows of the base that lie wholly in cells that are touched go; others stay below. Locked ones stay, and
    stay seen; what would lie wholly under one of them is left out.
    """
    touched = {cell for window in filled.windows for cell in _cells(window.rect)}
    kept = tuple(w for w in base.windows if w.locked or not _cells(w.rect) <= touched)
    locked = [w.rect for w in kept if w.locked]
    below = [w.z for w in kept if any(w.rect.meets(new.rect) for new in filled.windows)]
    lift = max(0, max(below, default=0) - min((w.z for w in filled.windows), default=0))
    taken = {w.id for w in kept}
    added = []
    for window in filled.windows:
        if any(rect.covers(window.rect) for rect in locked):
            continue
        name = _free_name(window.id, taken)
        taken.add(name)
        added.append(window.with_(id=name, z=window.z + lift))
    return locked_seen(base.with_(windows=(*kept, *added)), {window.id for window in added})


def _slot(window: Window, rule: Slot | None, filled: Layout | None) -> Slot:
    fields = {name: getattr(window, name) for name in Window.model_fields if name not in NOT_SAVED}
    fields["role"] = window.role or Role.SINGLE
    before = filled.window(window.id) if filled is not None else None
    same = before is not None and (before.source, before.tour) == (window.source, window.tour)
    if rule is not None and same:
        chosen = {"source": rule.source, "tour": rule.tour}
        return rule.with_(**(fields | chosen))
    if rule is not None and window.tour is None and window.source in rule.prefer:
        # Another one of those that may stand here: it comes first from now on, the rule stays.
        others = (name for name in rule.prefer if name != window.source)
        kept = {"source": None, "tour": None, "prefer": (window.source, *others)}
        return rule.with_(**(fields | kept))
    tour = window.tour.with_(start_s=0.0) if window.tour is not None else None
    return Slot(**(fields | {"tour": tour, "fixed": True}))


def _cells(rect: Rect) -> frozenset[tuple[int, int]]:
    """Return the cells that a rectangle touches, as (row, column)."""
    small = 1e-6
    rows = range(int(rect.y + small), int(rect.bottom - small) + 1)
    cols = range(int(rect.x + small), int(rect.right - small) + 1)
    return frozenset((row, col) for row in rows for col in cols)


def _free_name(name: WindowId, taken: Collection[WindowId]) -> WindowId:
    number, free = 2, name
    while free in taken:
        free, number = WindowId(f"{name}-{number}"), number + 1
    return free
