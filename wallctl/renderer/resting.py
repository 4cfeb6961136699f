"""When what is shown is not painted: around a take, what is new and the last cell need the cores more.

Must not know scenes. GUI thread only. All times are CLOCK_BOOTTIME seconds.
"""

from __future__ import annotations

from wallctl.renderer.feed_pool import FeedPool
from wallctl.renderer.reading import ARMING_S

REST_AGAIN_S = 1.0
"""What is shown rests for an order to prepare no more often."""
PREPARES_S = 1.0
"""What can wait for a take that is prepared waits no longer: one that is held may be held for a minute."""


class Rest:
    """Until when no new frames of what is shown are painted."""

    def __init__(self, feeds: FeedPool) -> None:
        self._feeds = feeds
        self._armed_s = 0.0
        self.until_s = 0.0

    def for_arming(self, now_s: float) -> None:
        """Leave the cores to what is prepared; in a storm of orders what is shown goes on all the same."""
        if now_s - self._armed_s >= REST_AGAIN_S:
            self._armed_s = now_s
            self.until(now_s + ARMING_S)

    def until(self, until_s: float) -> None:
        """Paint no new frames of what is shown until then; feeds have the newest ones after it."""
        self.until_s = until_s
        self._feeds.rest(until_s)
