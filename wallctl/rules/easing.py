"""What windows give up so that their node is not overloaded: the least important first, never their delay.

First the sub stream in place of the main stream, then fewer frames. The main window and those marked
important give up nothing. All is taken back, the most important first, when there is room for it; an attempt
that ends in strain again makes the next one wait longer. Values in, values out: knows no node or clock.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from enum import IntEnum
from typing import NamedTuple

from pydantic import Field

from wallctl.model.base import Value
from wallctl.model.ids import WindowId

FEWER_FPS = 8.0
"""Frames a second of a window that gives up frames: late after half a second all the same."""


class Give(IntEnum):
    """What a window gives up; each step includes those below it."""

    NOTHING = 0
    STREAM = 1
    """Its main stream."""
    FRAMES = 2


class Load(NamedTuple):
    """How a node fared in the last seconds."""

    share: float
    """Of the frames that were due, those that were painted."""
    pressed: float
    """Share of the time in which somebody on the machine waited for a core."""
    known: bool = True
    """False: cells show this layout for too short a time; then nothing is called missing."""


class Payer(Value):
    """A window that could give something up."""

    window: WindowId
    important: bool = False
    size: float = 0.0
    steps: tuple[Give, ...] = ()
    """What would help, in that order; empty: nothing."""


class Easing(Value):
    """Who gives up what, and since when things are as they are."""

    given: dict[WindowId, Give] = Field(default_factory=dict)
    strained_since_s: float | None = None
    room_since_s: float | None = None
    moved_s: float | None = None
    restored_s: float | None = None
    """When something was given back last."""
    patience_s: float = 0.0


class Patience(Value):
    """When something is done about it."""

    strained_below: float = 0.7
    strained_pressed: float = 0.4
    strained_for_s: float = 4.0
    settle_s: float = 6.0
    """After each step: how long it takes until it shows."""
    room_above: float = 0.93
    room_pressed: float = 0.6
    room_for_s: float = 15.0
    relapse_s: float = 30.0
    """Strain so soon after something was given back says that this was too early."""
    longest_s: float = 300.0


DEFAULT_PATIENCE = Patience()


def eased(
    before: Easing, payers: Iterable[Payer], load: Load, now_s: float, patience: Patience = DEFAULT_PATIENCE
) -> Easing:
    """Return who gives up what from now on. Call every half second or so."""
    known = {payer.window: payer for payer in payers}
    given = {
        name: give
        for name, give in before.given.items()
        if name in known and not known[name].important and give in known[name].steps
    }
    strained = load.share < patience.strained_below and load.pressed > patience.strained_pressed
    room = load.share > patience.room_above and load.pressed < patience.room_pressed
    now = before.with_(
        given=given,
        strained_since_s=(before.strained_since_s or now_s) if strained else None,
        room_since_s=(before.room_since_s or now_s) if room else None,
        patience_s=before.patience_s or patience.room_for_s,
    )
    if now.moved_s is not None and now_s - now.moved_s < patience.settle_s:
        return now
    if now.strained_since_s is not None and now_s - now.strained_since_s >= patience.strained_for_s:
        return _take(now, known, 1.0 - load.share, now_s, patience)
    if now.room_since_s is not None and now_s - now.room_since_s >= now.patience_s:
        return _give_back(now, known, now_s)
    return now


def _take(now: Easing, known: dict[WindowId, Payer], lack: float, now_s: float, patience: Patience) -> Easing:
    """Let some more windows give something up, as many as what is missing says."""
    least_first = sorted((p for p in known.values() if not p.important), key=lambda p: (p.size, p.window))
    for give in (Give.STREAM, Give.FRAMES):
        able = [p for p in least_first if give in p.steps and now.given.get(p.window, Give.NOTHING) < give]
        if able:
            some = able[: max(1, math.ceil(len(least_first) * min(lack, 0.5)))]
            waits = now.patience_s
            if now.restored_s is not None and now_s - now.restored_s < patience.relapse_s + waits:
                waits = min(2 * waits, patience.longest_s)
            return now.with_(
                given=now.given | {payer.window: give for payer in some},
                moved_s=now_s,
                room_since_s=None,
                patience_s=waits,
            )
    return now


def _give_back(now: Easing, known: dict[WindowId, Payer], now_s: float) -> Easing:
    """Give one window back what it gave up last."""
    if not now.given:
        return now.with_(patience_s=0.0, restored_s=None)
    most = max(now.given.values())
    name = max((n for n, give in now.given.items() if give is most), key=lambda n: (known[n].size, n))
    lower = [give for give in known[name].steps if give < most]
    rest = {n: give for n, give in now.given.items() if n != name}
    given = rest | {name: max(lower)} if lower else rest
    return now.with_(given=given, moved_s=now_s, restored_s=now_s)
