"""The streams this renderer has open: shared by windows, kept warm for a while. GUI thread only."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable

from wallctl.model.health import Reason, WarmReport
from wallctl.model.ids import SourceId
from wallctl.protocol.cell import SourceView
from wallctl.renderer.feed import Feed, Meeting
from wallctl.renderer.feed_state import FeedView
from wallctl.renderer.opening import Opens
from wallctl.renderer.pane_view import PaneView
from wallctl.renderer.reading import boot_s
from wallctl.renderer.scaling import Target
from wallctl.renderer.window_feed import WindowFeed
from wallctl.rules.freshness import Link

WARM_S = 10.0
"""A stream that was just taken off stays open so long: taking it back is a warm take.

What the takes before took off is closed with the next: where takes follow each other the cores belong to what
is seen.
"""
PUT_OFF_S = 1.0
"""A stream whose other one is open already is opened after the take: opening it costs what the take needs."""
ONE_TAKE_S = 0.5
"""What was taken off within such a time was taken off by one take."""


class FeedPool:
    """Leases one feed per stream, and tells each feed which panes want its frames."""

    def __init__(self, opener: Opens, wake: Callable[[], None], meeting: Meeting | None = None) -> None:
        self._opener = opener
        self._wake = wake
        self._meeting = meeting
        self._leased = 0
        self._feeds: dict[Hashable, Feed] = {}
        self._ending: list[Feed] = []
        """Stopped, but maybe still within a read."""
        self._idle_since_s: dict[Hashable, float] = {}
        self._scarce: set[Hashable] = set()
        """Streams that are not kept open when nothing shows them."""
        self._painted: set[Hashable] = set()
        """Streams that panes want frames of."""
        self._put_off: dict[Hashable, float] = {}
        """Streams to be opened then at the latest: what stands in for them is open, and a take is near."""
        self._warm: dict[Hashable, SourceId] = {}
        """Streams that are kept open though nobody wants frames of them."""

    def lease(self, view: SourceView, within_s: float = 0.0) -> Feed:
        """Return the feed of that stream, opening it when it is not open: at once, or once takes are over."""
        key = _key(view)
        feed = self._feeds.get(key)
        if feed is None:
            feed = self._feeds[key] = Feed(view, self._opener, self._wake, self._member())
            if within_s > 0:
                self._put_off[key] = boot_s() + within_s
        if within_s <= 0:
            self._put_off.pop(key, None)
        if key not in self._put_off:
            feed.start()
        self._idle_since_s.pop(key, None)
        return feed

    def for_window(self, view: SourceView) -> WindowFeed:
        """Return what a window shows of that source; its other stream is taken at once where it is open.

        That is here, or on another cell: then its frames come from there, and no camera is asked for more.
        """
        other = view.other_view
        keys = {_key(view)} | ({_key(other)} if other is not None else set())
        self._scarce = self._scarce | keys if view.scarce else self._scarce - keys
        shared = view.other is not None and view.other.open and not view.scarce
        open_already = other is not None and (shared or _key(other) in self._feeds)
        stand_in = self.lease(other) if other is not None and open_already else None
        within_s = PUT_OFF_S if stand_in is not None else 0.0
        return WindowFeed(view, self.lease(view, within_s), self.lease, stand_in)

    def _member(self) -> Meeting | None:
        """A name for each feed: the next may meet before the last has left."""
        if self._meeting is None:
            return None
        self._leased += 1
        return self._meeting._replace(member=f"{self._meeting.member}.{self._leased}")

    def settle(self, panes: Iterable[PaneView]) -> None:
        """Give each feed exactly the targets of these panes; the others become idle."""
        wanted: dict[int, dict[Hashable, Target]] = {}
        most_fps: dict[Hashable, float] = {}
        for pane in panes:
            if pane.most_fps is not None:
                most_fps[pane.key] = pane.most_fps
            for feed in pane.feeds:
                wanted.setdefault(id(feed), {})[pane.key] = pane.target
        now = boot_s()
        self._painted = {key for key, feed in self._feeds.items() if wanted.get(id(feed))}
        for key, feed in self._feeds.items():
            targets = wanted.get(id(feed), {})
            feed.want(targets, {key: fps for key, fps in most_fps.items() if key in targets})
            if targets:
                self._idle_since_s.pop(key, None)
            else:
                self._idle_since_s.setdefault(key, now)

    def keep_warm(self, views: Iterable[SourceView]) -> None:
        """Keep exactly these open from now on, whether or not a pane wants them."""
        now, self._warm = boot_s(), {}
        for view in views:
            key = _key(view)
            if key not in self._painted:
                self.lease(view)
                self._idle_since_s[key] = now
            self._warm[key] = view.id
            self._scarce = self._scarce | {key} if view.scarce else self._scarce - {key}

    def warm(self) -> tuple[WarmReport, ...]:
        """Return how those are that are kept warm."""
        return tuple(
            _warm(source, self._feeds[key].view()) for key, source in self._warm.items() if key in self._feeds
        )

    def opened(self) -> tuple[tuple[SourceId, ...], tuple[SourceId, ...]]:
        """Return the sources that have a stream open here, and those that are only followed."""
        self._ending = [feed for feed in self._ending if not feed.ended]
        feeds = (*self._feeds.values(), *self._ending)
        decoded = {feed.source.id: None for feed in feeds if not feed.follows}
        followed = {feed.source.id: None for feed in feeds if feed.source.id not in decoded}
        return tuple(decoded), tuple(followed)

    def tick(self, now_s: float, takes: bool = False) -> None:
        """Close what has been idle for long enough; begin what could not begin before.

        `takes`: a take is being prepared, and what can be put off for it is.
        """
        self._put_off = {key: until_s for key, until_s in self._put_off.items() if takes and now_s < until_s}
        for key, feed in self._feeds.items():
            if key not in self._put_off:
                feed.start()
        surplus = self._surplus()
        for key, since in list(self._idle_since_s.items()):
            if key in self._warm:
                self._idle_since_s[key] = now_s
            elif (key in surplus or now_s - since > self._warm_s(key)) and not self._feeds[key].followed:
                del self._idle_since_s[key]
                feed = self._feeds.pop(key)
                feed.stop()
                self._ending.append(feed)

    def _surplus(self) -> set[Hashable]:
        """Return what was taken off by other takes than the last that took something off."""
        retired_s = {key: since for key, since in self._idle_since_s.items() if key not in self._warm}
        last_s = max(retired_s.values(), default=0.0)
        return {key for key, since in retired_s.items() if since < last_s - ONE_TAKE_S}

    def _warm_s(self, key: Hashable) -> float:
        return 0.0 if key in self._scarce else WARM_S

    def beat(self, now_s: float) -> None:
        """Show the followers of this renderer's streams that it goes on (CLOCK_BOOTTIME)."""
        for feed in self._feeds.values():
            feed.beat(now_s)

    def hush(self, until_s: float) -> None:
        """Let all feeds convert nothing in the last moment before then (CLOCK_BOOTTIME); 0 ends it."""
        for feed in self._feeds.values():
            feed.hush(until_s)

    def rest(self, until_s: float) -> None:
        """Painting rests until then (CLOCK_BOOTTIME): have the newest frames when it goes on."""
        for feed in self._feeds.values():
            feed.rest(until_s)

    def close(self) -> None:
        for feed in self._feeds.values():
            feed.stop()
        self._feeds.clear()


def _warm(source: SourceId, view: FeedView) -> WarmReport:
    failed = view.link is Link.FAILED
    # A feed that nobody wants frames of converts none: that they arrive is all there is to see.
    return WarmReport(
        source=source,
        ready=not failed and view.interval_s is not None,
        reason=view.reason if failed else Reason.NONE,
    )


def _key(view: SourceView) -> Hashable:
    return (view.id, view.stream, view.url, view.secret)
