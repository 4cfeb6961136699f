"""How far behind its camera a live stream is read, and what is done about it. Must not know panes or frames.

The time stamps of a stream tell only how late a frame is against others of it. Not late at all is one after
which nothing waits on the connection; where that is not known, the least of the last minutes.
"""

from __future__ import annotations

import math
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from wallctl.renderer.backlog import Backlog
from wallctl.rules.freshness import LATE_AFTER_S

BEHIND_S = 0.06
"""A live stream read so far behind its camera is only grabbed until it has caught up."""
RESTS_S = 0.2
"""While it catches up a picture comes so often all the same: it would be late for want of one."""
LATE_RESTS_S = 0.5
"""What is late already is sooner live again when the time goes into reading."""
TRIED_FRAMES = 4
GAIN_S = 0.02
"""What reading so many frames must gain, if any were waiting to be read."""
USUAL_FRAMES = 50
"""After so many it is known how large they are: the first is a key frame."""
LEAST_OVER_S = 60.0
FARTHEST_STEP_S = 5.0
WAITED_SHARE = 0.5
"""Who spent more of the time waiting than working, and not for a core, waited for the camera."""
OPEN_ANEW_S = 3.0
"""So far behind, connecting again is the shorter way to a live picture (OpenCV thread 13145)."""
OPEN_ANEW_EVERY_S = 10.0


@contextmanager
def core_time() -> Iterator[Callable[[], float]]:
    """Give a function that returns how long this thread has run or waited for a core, seconds.

    To be called by this thread only; returns 0 where the kernel does not say. Asked for every few frames by
    who has no time, so the file stays open.
    """
    try:
        stat = os.open("/proc/thread-self/schedstat", os.O_RDONLY | os.O_CLOEXEC)
    except OSError:
        yield lambda: 0.0
        return
    try:
        yield lambda: _busy_s(stat)
    finally:
        os.close(stat)


def _busy_s(stat: int) -> float:
    try:
        ran, waited = os.pread(stat, 100, 0).split()[:2]
    except (OSError, ValueError):
        return 0.0
    return (int(ran) + int(waited)) / 1e9


class Lag:
    """One open stream's. Times in seconds (CLOCK_BOOTTIME)."""

    def __init__(
        self, busy_s: Callable[[], float], backlog: Callable[[], Backlog | None], asked_s: float
    ) -> None:
        """`busy_s` as `core_time` gives it; `asked_s`: when it was asked for, before any of it was sent."""
        self.lag_s = 0.0
        """How much later than usual the newest frame was read, because reading does not keep up."""
        self._busy_s, self._backlog, self._asked_s = busy_s, backlog, asked_s
        self._least = self._least_before = math.inf
        self._first: float | None = None
        """How late the first frame would be if it had been sent when the stream was asked for."""
        self._sure = False
        """Whether what is least was met when nothing waited to be read."""
        self._frames = 0
        self._since_s = self._position_s = 0.0
        self._converted_s = -math.inf
        self._tried, self._late_at_first = 0, 0.0
        self._began = 0.0, 0.0

    def behind(self, now_s: float, position_s: float) -> bool:
        """Tell whether to only grab this frame, so that reading catches up; never for long."""
        if not self._is_behind(now_s, position_s):
            self._tried, self.lag_s, self._converted_s = 0, 0.0, now_s
            return False
        rests_s = RESTS_S if self.lag_s < LATE_AFTER_S else LATE_RESTS_S
        if now_s - self._converted_s >= rests_s:
            self._converted_s = now_s
            return False
        return True

    def _is_behind(self, now_s: float, position_s: float) -> bool:
        before_s, self._position_s = self._position_s, position_s
        self._frames += 1
        late = now_s - position_s
        if not before_s < position_s < before_s + FARTHEST_STEP_S:
            # No times at all, or a jump in them: what was least says nothing about what comes.
            self._least = self._least_before = math.inf
            self._first, self._sure = None if self._frames == 1 else math.inf, False
            return False
        self._first = self._asked_s - position_s if self._first is None else self._first
        self._least = min(self._least, late)
        self.lag_s = late - min(self._least, self._least_before)
        if self._sure and self.lag_s < BEHIND_S:
            self._age(now_s, late)
            return False
        backlog = self._backlog()
        if backlog is None:
            return self._seems_behind(now_s, late)
        if self._all_read(backlog):
            # This one was the newest, however late the camera sent it.
            self._least = self._least_before = late
            self._sure = True
            return False
        if not self._sure:
            # All that was read came late, maybe: what it was sent at is only known not to be before we asked.
            self._least = min(self._least, self._first)
            self.lag_s = late - self._least
        return self.lag_s >= BEHIND_S

    def _all_read(self, backlog: Backlog) -> bool:
        """Tell whether nothing waits, or less than a usual frame: large ones come in parts."""
        if backlog.unread == 0 or self._frames < USUAL_FRAMES:
            return backlog.unread == 0
        return backlog.unread * self._frames <= backlog.received - backlog.unread

    def _seems_behind(self, now_s: float, late: float) -> bool:
        """Judge by time stamps and effort alone: what lasts and is not for want of a core is the camera's."""
        if self.lag_s < BEHIND_S:
            self._age(now_s, late)
            return False
        if self._tried < TRIED_FRAMES:
            if self._tried == 0:
                self._late_at_first, self._began = late, (now_s, self._busy_s())
            self._tried += 1
            return True
        self._tried = 0
        if late > self._late_at_first - GAIN_S and self._waited(now_s):
            # Nothing was there to be read: the frames themselves come later now.
            self._least = self._least_before = late
            return False
        return True

    def _age(self, now_s: float, late: float) -> None:
        """Forget what was least long ago: the cameras' clocks drift."""
        if now_s - self._since_s > LEAST_OVER_S:
            self._least_before, self._least, self._since_s = self._least, late, now_s

    def hopeless(self, open_s: float) -> bool:
        """Tell whether to open anew a stream that has been open for so long."""
        return self.lag_s > OPEN_ANEW_S and open_s > OPEN_ANEW_EVERY_S

    def _waited(self, now_s: float) -> bool:
        began_s, busy_s = self._began
        lasted_s = now_s - began_s
        return lasted_s - (self._busy_s() - busy_s) > WAITED_SHARE * lasted_s
