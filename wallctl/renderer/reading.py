"""Reads one open stream: every frame at its time, and whether pictures change. Must not know panes."""

from __future__ import annotations

import threading
import time
import zlib
from collections import deque
from collections.abc import Iterator

import numpy as np

from wallctl.errors import StreamLost
from wallctl.renderer.capture import READ_TIMEOUT_MS
from wallctl.renderer.opening import Opens, OpenStream, Timed

FULL_COMPARE_EVERY_S = 0.5
SIGNATURE_STEP_PX = 16
DARK_BELOW = 24
"""Levels (of 255) that even a camera's black keeps under."""
BURNT_IN_SHARE = 0.03
"""A dark picture still has its burnt-in name and clock."""
KEY_INTERVALS = 3
QUIET_BEFORE_S = 0.15
"""Frames are not converted in the last moment before a take: 24 cells that switch at once need the cores."""
ARMING_S = 0.4
"""So long after an order to prepare, the old picture is not painted: what is new comes sooner. Less than what
makes a picture late."""
QUIET_AFTER_S = 0.04
"""Nor in the first moment after it: the first cell that switched leaves the cores to the last."""


def boot_s() -> float:
    """Return CLOCK_BOOTTIME in seconds: it also counts suspend."""
    return time.clock_gettime(time.CLOCK_BOOTTIME)


def grabbed(capture: OpenStream, opener: Opens, source: str, stop: threading.Event) -> Iterator[float]:
    """Grab frame after frame, a file's at their own times; yield when each was there (CLOCK_BOOTTIME).

    Ends when stopped, or when a file that cannot be rewound is over. Raises `StreamLost`.
    """
    pace = Pace(capture) if capture.paced else None
    mark, seen = opener.mark(), False
    while not stop.is_set():
        asked = time.monotonic()
        try:
            capture.grab()
        except StreamLost:
            if pace is not None and seen:
                if capture.rewind():
                    pace.restart()
                    continue
                return
            if not seen:
                raise StreamLost(source, opener.why_no_picture(mark).value) from None
            raise
        if (time.monotonic() - asked) * 1000 > 0.9 * READ_TIMEOUT_MS:
            # A read that hits its limit can still claim success: the decoder was only flushed, and the next
            # one fails at once. If that comes, the stream goes on.
            continue
        seen = True
        if pace is not None:
            pace.wait(stop)
        yield boot_s()


class Change:
    """Whether pictures differ from one to the next: a cheap look at each, a whole one when that is equal."""

    def __init__(self) -> None:
        self.changed_s: float | None = None
        self.same_frames = 0
        self.light = 0.0
        """How much of the picture, 0..1, is not black."""
        self.dark = False
        self._signature = b""
        self._whole: int | None = None
        self._whole_s = 0.0

    def note(self, frame: np.ndarray, now_s: float) -> None:
        """Look at the newest frame."""
        sample = frame[::SIGNATURE_STEP_PX, ::SIGNATURE_STEP_PX]
        signature = sample.tobytes()
        if signature != self._signature:
            bright = np.count_nonzero(np.frombuffer(signature, np.uint8) >= DARK_BELOW)
            self.light = float(bright) / max(1, sample.size)
            self.dark = self.light <= BURNT_IN_SHARE
            self._signature, self._whole = signature, None
            self.changed_s, self.same_frames = now_s, 0
            return
        self.same_frames += 1
        if now_s - self._whole_s < FULL_COMPARE_EVERY_S:
            return
        whole, self._whole_s = zlib.crc32(np.ascontiguousarray(frame).data), now_s
        if self._whole is not None and whole != self._whole:
            self.changed_s, self.same_frames = now_s, 0
        self._whole = whole


class KeyFrames:
    """How far key frames are apart: the longest of the last few, for encoders change that with the scene."""

    def __init__(self) -> None:
        self._last_s: float | None = None
        self._intervals: deque[float] = deque(maxlen=KEY_INTERVALS)

    def note(self, is_key: bool, now_s: float) -> None:
        """Note the newest frame."""
        if is_key:
            if self._last_s is not None:
                self._intervals.append(now_s - self._last_s)
            self._last_s = now_s

    def interval_s(self, now_s: float) -> float:
        """Return the interval, also one that still lasts; 0: there was no key frame yet."""
        if self._last_s is None:
            return 0.0
        return max(*self._intervals, now_s - self._last_s, 0.0)


class Pace:
    """Shows a file's frames at their own times."""

    def __init__(self, capture: Timed) -> None:
        self._capture = capture
        self._step_s = 1.0 / (capture.nominal_fps() or 25.0)
        self.restart()

    def restart(self) -> None:
        """Begin again with the next frame."""
        self._zero: tuple[float, float] | None = None
        self._due = time.monotonic()

    def wait(self, stop: threading.Event) -> None:
        """Sleep until the grabbed frame is due."""
        position = self._capture.position_s()
        now = time.monotonic()
        if position <= 0:
            self._due += self._step_s
        elif self._zero is None:
            self._zero = (now, position)
            self._due = now
        else:
            self._due = self._zero[0] + position - self._zero[1]
        if self._due < now - 1.0 or self._due > now + 5.0:
            self._zero, self._due = None, now
        stop.wait(max(0.0, self._due - now))
