"""One window's picture: from the stream it wants, or from the source's other one while that does not come.

Must not know panes, takes or the bus. GUI thread only. The wanted stream is tried behind all the time; its
first frame takes the picture back, and between the two the last frame stays: no change shows black.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable

from wallctl.model.health import Reason
from wallctl.model.ids import SourceId
from wallctl.model.source import StreamKind
from wallctl.protocol.cell import SourceView
from wallctl.renderer.delivery import Shot
from wallctl.renderer.feed import Feed
from wallctl.renderer.feed_state import FeedView
from wallctl.rules.freshness import Link
from wallctl.rules.streams import may_stand_in, needs_stand_in, says_so


class WindowFeed:
    """The wanted stream's feed and, while it is needed, the feed of the one that stands in for it."""

    def __init__(
        self, view: SourceView, wanted: Feed, lease: Callable[[SourceView], Feed], stand_in: Feed | None
    ) -> None:
        """`stand_in`: the other stream, where it is open already; else `lease` opens it when it is needed."""
        self._wanted = wanted
        self._other = view.other_view
        self._lease = lease
        self._stand_in = stand_in
        self._kinds = (view.stream, self._other.stream if self._other is not None else view.stream)
        self._since_s: float | None = None
        self._came = False
        self._from_stand_in = False

    @property
    def feeds(self) -> tuple[Feed, ...]:
        """What has to deliver for this window."""
        return (self._wanted,) if self._stand_in is None else (self._wanted, self._stand_in)

    @property
    def shown_stream(self) -> StreamKind:
        """The encoding whose frames are shown, or will be."""
        return self._kinds[1] if self._from_stand_in else self._kinds[0]

    @property
    def shown_source(self) -> SourceId:
        """Whose frames are shown: that of the feed they came from, whatever was asked for."""
        feed = self._stand_in if self._from_stand_in and self._stand_in is not None else self._wanted
        return feed.source.id

    def shares(self, other: WindowFeed) -> bool:
        """Tell whether a picture of that one is a picture of this one."""
        return any(feed in other.feeds for feed in self.feeds)

    def succeed(self, old: WindowFeed) -> None:
        """Go on where another window of the same stream is."""
        if old._wanted is self._wanted:
            self._since_s, self._came = old._since_s, old._came
        shown = old._stand_in if old._from_stand_in else old._wanted
        self._from_stand_in = shown is not None and shown is self._stand_in

    def take(self, key: Hashable) -> Shot | None:
        """Return the newest picture for that target once: the wanted stream's, if it has one."""
        shot = self._wanted.take(key)
        if shot is not None:
            self._came, self._from_stand_in = True, False
            return shot
        if self._stand_in is None or (self._came and self._wanted.view().link is Link.RUNNING):
            return None
        shot = self._stand_in.take(key)
        self._from_stand_in = self._from_stand_in or shot is not None
        return shot

    def view(self) -> FeedView:
        """Return how the shown feed is doing. While the other one may still come, none has failed."""
        wanted = self._wanted.view()
        if self._stand_in is not None:
            other = self._stand_in.view()
            if self._from_stand_in and other.link is Link.RUNNING:
                return other
            if wanted.link is Link.FAILED and other.link is Link.FAILED:
                return wanted
        if wanted.link is Link.FAILED and self._other is not None and may_stand_in(wanted.reason):
            # A device whose other stream says nothing either is not waited for.
            doubt = self._stand_in.view().doubt if self._stand_in is not None else Reason.NONE
            return wanted._replace(link=Link.OPENING, doubt=doubt)
        return wanted

    def stands_in(self, now_s: float) -> StreamKind | None:
        """Return the encoding to name on the glass: not the wanted one, and not for a moment only."""
        if not self._from_stand_in or self._since_s is None:
            return None
        return self._kinds[1] if says_so(self._wanted.view().link, now_s - self._since_s) else None

    def tend(self, now_s: float) -> bool:
        """Open or leave the stand-in; tell whether `feeds` changed."""
        self._since_s = now_s if self._since_s is None else self._since_s
        if self._other is None:
            return False
        wanted = self._wanted.view()
        if wanted.link is Link.FAILED:
            self._came = False
        needed = not self._came and needs_stand_in(wanted.link, wanted.reason, now_s - self._since_s)
        if self._stand_in is None and needed:
            self._stand_in = self._lease(self._other)
            return True
        if self._stand_in is not None and self._came and not self._from_stand_in:
            self._stand_in, self._since_s = None, now_s
            return True
        return False
