"""Counts the frames of one look: their rate and their key frames. Must not know where they come from."""

from __future__ import annotations

LONGEST_STEP_S = 5.0
"""Time stamps that jump farther say nothing."""
LONGEST_KEY_S = 600.0
ENOUGH_STEPS = 5
BURST_S, SETTLED_S = 0.3, 1.0
TELLING = 0.25


class Counting:
    """One stream's frames from its first one on. One thread."""

    def __init__(self) -> None:
        self._first_s: float | None = None
        self._last_s = 0.0
        self._frames = 0
        self._settled, self._settled_s = 0, 0.0
        self._position_s = 0.0
        self._steps = 0
        self._stepped_s = 0.0
        self._key: tuple[float, float] | None = None
        self.key_interval_s = 0.0
        """The longest between two key frames; 0: fewer than two came."""

    def note(self, at_s: float, position_s: float = 0.0, is_key: bool = False) -> None:
        """A frame came then, with that time stamp (0: none), seconds each."""
        if self._first_s is None:
            self._first_s = at_s
        if at_s - self._first_s < BURST_S:
            # What is there at once after a connect is no rate.
            self._settled, self._settled_s = 0, at_s
        else:
            self._settled += 1
        self._last_s = at_s
        self._frames += 1
        step_s, self._position_s = position_s - self._position_s, position_s
        if self._frames > 1 and 0 < step_s < LONGEST_STEP_S:
            self._steps += 1
            self._stepped_s += step_s
        if is_key:
            if self._key is not None:
                stamped_s, came_s = position_s - self._key[0], at_s - self._key[1]
                apart_s = stamped_s if 0 < stamped_s < LONGEST_KEY_S else came_s
                self.key_interval_s = max(self.key_interval_s, apart_s)
            self._key = position_s, at_s

    @property
    def fps(self) -> float:
        """Frames a second, 0: too few. By their time stamps, unless they come at quite another rate."""
        came = self._came_fps()
        if self._steps < ENOUGH_STEPS:
            return round(came, 1)
        stamped = self._steps / self._stepped_s
        # Some streams are stamped by a rate that only their container claims.
        return round(came if came and abs(came - stamped) > TELLING * stamped else stamped, 1)

    def _came_fps(self) -> float:
        lasted_s = self._last_s - self._settled_s
        return self._settled / lasted_s if self._settled >= ENOUGH_STEPS and lasted_s >= SETTLED_S else 0.0
