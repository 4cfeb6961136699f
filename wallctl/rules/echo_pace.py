"""How many pictures the echo has: desks get fewer before anything on the wall gives something up.

Values in, values out: knows no node or clock.
"""

from __future__ import annotations

from wallctl.model.base import Value
from wallctl.rules.easing import Load

LEAST_FPS = 1.0
"""So many pictures of each cell a second stay: a desk calls its echo fresh for one and a half seconds."""
YIELDS_BELOW = 0.9
"""Of the frames that were due; windows give something up below 0.7 only (`easing.Patience`)."""
YIELDS_PRESSED = 0.4
GROWS_ABOVE = 0.95
SETTLE_S = 1.0
"""After each halving: how long it takes until it shows."""
GROWS_AFTER_S = 8.0
"""So long nothing may be missing before more of them are made."""
GROWTH = 1.5
LEAST_SHARE = 0.1


class EchoPace(Value):
    """What of the rate that was asked for is kept to, and since when things are so."""

    share: float = 1.0
    moved_s: float | None = None
    room_since_s: float | None = None
    unsure: bool = False
    """After a take while somebody waits for a core: as few as can be until it is known what it costs."""

    def fps(self, wanted_fps: float) -> float:
        """Return the rate to send at; 0 where none is wanted."""
        least_fps = min(wanted_fps, LEAST_FPS)
        return least_fps if self.unsure else max(least_fps, wanted_fps * self.share)


def paced(before: EchoPace, load: Load, whole: bool, now_s: float) -> EchoPace:
    """Return the pace from now on. `whole`: no window gives anything up. Call every half second or so."""
    pressed = load.pressed > YIELDS_PRESSED
    strained = pressed and load.share < YIELDS_BELOW
    room = load.known and whole and load.share > GROWS_ABOVE
    now = before.with_(
        room_since_s=(before.room_since_s or now_s) if room else None, unsure=pressed and not load.known
    )
    if strained and (now.moved_s is None or now_s - now.moved_s >= SETTLE_S):
        return now.with_(share=max(LEAST_SHARE, now.share / 2), moved_s=now_s)
    if now.room_since_s is not None and now_s - now.room_since_s >= GROWS_AFTER_S and now.share < 1.0:
        return now.with_(share=min(1.0, now.share * GROWTH), moved_s=now_s, room_since_s=now_s)
    return now
