"""How far behind its camera a live stream is read, and what is done about it. Must not know panes or frames.

The time stamps of a stream tell only how late a frame is against others of it: the least of the last minutes
is taken for not late at all.
"""

from __future__ import annotations

import math
import os
from collections.abc import Callable

BEHIND_S = 0.06
"""A live stream read so far behind its camera is only grabbed until it has caught up."""
MOST_SKIPPED = 4
GAIN_S = 0.02
"""What grabbing so many frames without converting them must gain, if any were waiting to be read."""
LEAST_OVER_S = 60.0
FARTHEST_STEP_S = 5.0
WAITED_SHARE = 0.5
"""Who spent more of the time waiting than working, and not for a core, waited for the camera."""
OPEN_ANEW_S = 3.0
"""So far behind, connecting again is the shorter way to a live picture (OpenCV thread 13145)."""
OPEN_ANEW_EVERY_S = 10.0


def busy_s() -> float:
    """Return how long this thread has run or waited for a core, seconds; 0 where the kernel does not say."""
    try:
        # Asked for each few frames by who has no time: a file object took a twentieth of it.
        stat = os.open("/proc/thread-self/schedstat", os.O_RDONLY | os.O_CLOEXEC)
        try:
            ran, waited = os.read(stat, 100).split()[:2]
        finally:
            os.close(stat)
    except (OSError, ValueError):
        return 0.0
    return (int(ran) + int(waited)) / 1e9


class Lag:
    """One open stream's. Times in seconds; `busy_s` as the function of that name, which is the default."""

    def __init__(self, busy_s: Callable[[], float] = busy_s) -> None:
        self.lag_s = 0.0
        """How much later than usual the newest frame was read, because reading does not keep up."""
        self._busy_s = busy_s
        self._least = self._least_before = math.inf
        self._since_s = self._position_s = 0.0
        self._skipped, self._late_at_first = 0, 0.0
        self._began = 0.0, 0.0

    def behind(self, now_s: float, position_s: float) -> bool:
        """Tell whether to only grab this frame, so that reading catches up; never for many in a row."""
        before_s, self._position_s = self._position_s, position_s
        late = now_s - position_s
        if not before_s < position_s < before_s + FARTHEST_STEP_S:
            # No times at all, or a jump in them: what was least says nothing about what comes.
            self._least = self._least_before = math.inf
            self._skipped, self.lag_s = 0, 0.0
            return False
        self._least = min(self._least, late)
        self.lag_s = late - min(self._least, self._least_before)
        if self.lag_s < BEHIND_S:
            if now_s - self._since_s > LEAST_OVER_S:
                self._least_before, self._least, self._since_s = self._least, late, now_s
            self._skipped, self.lag_s = 0, 0.0
            return False
        if self._skipped == 0:
            self._late_at_first, self._began = late, (now_s, self._busy_s())
        elif self._skipped >= MOST_SKIPPED:
            if late > self._late_at_first - GAIN_S and self._waited(now_s):
                # Nothing was there to be read: the frames themselves come later now.
                self._least = self._least_before = late
                self.lag_s = 0.0
            self._skipped = 0
            return False
        self._skipped += 1
        return True

    def hopeless(self, open_s: float) -> bool:
        """Tell whether to open anew a stream that has been open for so long."""
        return self.lag_s > OPEN_ANEW_S and open_s > OPEN_ANEW_EVERY_S

    def _waited(self, now_s: float) -> bool:
        began_s, busy_s = self._began
        lasted_s = now_s - began_s
        return lasted_s - (self._busy_s() - busy_s) > WAITED_SHARE * lasted_s
