"""How one feed is doing, written by its thread and read by the GUI thread. Must not know who decodes."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Hashable, Mapping
from typing import NamedTuple

from wallctl.model.health import Reason
from wallctl.renderer.delivery import Delivery
from wallctl.renderer.reading import QUIET_BEFORE_S, boot_s
from wallctl.renderer.ring import RingReader
from wallctl.renderer.scaling import Planner, Target
from wallctl.rules.freshness import Link, doubt

INTERVAL_FRAMES = 25
ENOUGH_STEPS = 5
MOST_STEP_S = 5.0


class FeedView(NamedTuple):
    """How a feed is doing. `same_frames` and `changed_s` tell whether its pictures move."""

    link: Link
    reason: Reason
    interval_s: float | None
    changed_s: float | None
    same_frames: int
    dropped: int
    dark: bool = False
    damaged_s: float | None = None
    """When its decoder last reported damage (CLOCK_BOOTTIME)."""
    key_interval_s: float = 0.0
    black: bool = False
    """Dark for a while, and not usually so at this hour."""
    sent_interval_s: float | None = None
    """Between frames by the stream's own time stamps: what the camera sends, however slowly it is read."""
    doubt: Reason = Reason.NONE
    """Why a take should not wait for its first picture."""


class FeedState:
    """One feed's slots and signs of life."""

    def __init__(self, wake: Callable[[], None]) -> None:
        self._wake = wake
        self.delivery = Delivery(wake)
        self.link, self.reason = Link.OPENING, Reason.NONE
        self._asked_s = boot_s()
        self.opened = False
        """Whether the camera has answered."""
        self.failed_lately = Reason.NONE
        """Why its last try failed, where that was short ago."""
        self._since_s = boot_s()
        self.changed_s: float | None = None
        self.same_frames = 0
        self.dark = False
        self.damaged_s: float | None = None
        self.key_interval_s = 0.0
        self.black = False
        self.dropped = 0
        self.quiet_until_s = 0.0
        """In the last moment before it frames are only grabbed: the cores belong to a take."""
        self.followed = False
        """Whether other renderers live on this one's decoding."""
        self.ring: RingReader | None = None
        """Where the stream's frames lie while it is shared."""
        self.beat: Callable[[float], None] | None = None
        """Shows followers that this process goes on, while there are any."""
        self._wanted = threading.Event()
        self._came = 0
        self._arrivals: deque[tuple[float, int]] = deque(maxlen=INTERVAL_FRAMES)
        """When frames came, and how many had come by then."""
        self._steps: deque[float] = deque(maxlen=INTERVAL_FRAMES)
        self._position_s = 0.0

    def want(self, targets: Mapping[Hashable, Target], most_fps: Mapping[Hashable, float] | None) -> None:
        """Deliver for these targets; those that are new get the newest frame there is at once. GUI thread."""
        newcomers, ring = self.delivery.want(targets, most_fps), self.ring
        if targets:
            self._wanted.set()
        else:
            self._wanted.clear()
        if newcomers:
            self.delivery.seed(newcomers, ring.recent() if ring is not None else None)

    def say(self, link: Link, reason: Reason = Reason.NONE) -> None:
        """The stream runs, failed, or is being opened."""
        if link is not self.link:
            self._since_s = boot_s()
        self.link, self.reason = link, reason
        if link is Link.FAILED:
            self._arrivals.clear()
            self._wake()

    def wanted_within(self, timeout_s: float) -> bool:
        """Wait until anybody wants frames, no longer than that; tell whether anybody does."""
        return self._wanted.wait(timeout_s)

    def arrived(self, at_s: float, frames: int = 1) -> None:
        """So many frames came since the last call, the newest now."""
        self._came += frames
        self._arrivals.append((at_s, self._came))

    def stamped(self, position_s: float) -> None:
        """That frame carries this time stamp; 0 where the stream has none."""
        step_s, self._position_s = position_s - self._position_s, position_s
        if 0 < step_s < MOST_STEP_S:
            self._steps.append(step_s)

    def quiet(self) -> bool:
        """Tell whether nothing is to be converted now."""
        return 0 < self.quiet_until_s - boot_s() < QUIET_BEFORE_S

    def wanting(self) -> dict[Hashable, Planner]:
        """Return the targets that want a frame now."""
        return {} if self.quiet() else self.delivery.wanting()

    def view(self) -> FeedView:
        """Return how the feed is doing."""
        arrivals = tuple(self._arrivals)
        (first_s, before), (last_s, came) = (arrivals[0], arrivals[-1]) if arrivals else ((0.0, 0), (0.0, 0))
        interval = (last_s - first_s) / (came - before) if came > before else None
        # What is said before the first picture is how a decoder begins in the middle of a stream.
        damaged = self.damaged_s is not None and self.damaged_s > self._since_s
        since_s = last_s if arrivals else max(self._asked_s, self._since_s)
        return FeedView(
            self.link,
            self.reason,
            interval,
            self.changed_s,
            self.same_frames,
            self.dropped,
            self.dark,
            self.damaged_s if damaged else None,
            self.key_interval_s,
            self.black,
            self._sent_interval_s(),
            doubt(self.link, self.opened, boot_s() - since_s, self.failed_lately),
        )

    def _sent_interval_s(self) -> float | None:
        steps = sorted(self._steps)
        return steps[len(steps) // 2] if len(steps) >= ENOUGH_STEPS else None
