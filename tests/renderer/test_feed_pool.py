"""Rule: a stream is open once per renderer, stays warm for a while after its last window, and then ends."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from functools import partial
from typing import NamedTuple

import pytest

from tests.kit.clips import solid
from tests.renderer.scripted import ScriptedOpener, source, wait_for
from wallctl.model.geometry import PxRect
from wallctl.model.health import Reason
from wallctl.model.layout import Crop, Fit
from wallctl.model.source import StreamKind
from wallctl.protocol.cell import OtherStream, SourceView
from wallctl.renderer.feed import Feed
from wallctl.renderer.feed_pool import PUT_OFF_S, WARM_S, FeedPool
from wallctl.renderer.reading import boot_s
from wallctl.renderer.scaling import Target
from wallctl.rules.freshness import Link

WIN = PxRect(x=0, y=0, w=8, h=6)
TARGET = Target(WIN, WIN, Fit.STRETCH, Crop())


class Pane(NamedTuple):
    """What the pool must know of a window."""

    feed: Feed | None
    key: str
    target: Target = TARGET

    most_fps: float | None = None

    @property
    def feeds(self) -> tuple[Feed, ...]:
        return () if self.feed is None else (self.feed,)


@pytest.fixture
def opener() -> Iterator[ScriptedOpener]:
    opener = ScriptedOpener()
    yield opener
    opener.end()


@pytest.fixture
def pool(opener: ScriptedOpener) -> Iterator[FeedPool]:
    pool = FeedPool(opener, lambda: None)
    yield pool
    pool.close()


def _settle(pool: FeedPool, *panes: Pane) -> None:
    pool.settle(panes)  # type: ignore[arg-type]


def _opens(opener: ScriptedOpener, name: str, count: int) -> None:
    wait_for(lambda: opener.camera(name).opens >= count, 20.0, f"{name} opens")
    assert opener.camera(name).opens == count


def _closes(opener: ScriptedOpener, name: str) -> None:
    wait_for(lambda: opener.camera(name).closes == 1, 20.0, f"{name} closes")


def test_two_windows_of_one_stream_share_it(pool: FeedPool, opener: ScriptedOpener) -> None:
    assert pool.lease(source("a")) is pool.lease(source("a"))
    _opens(opener, "a", 1)


@pytest.mark.parametrize(
    "other",
    [
        source("a", url="rtsp://127.0.0.1/other"),
        source("a", secret="gate"),
        source("a").with_(stream=StreamKind.MAIN),
    ],
)
def test_another_address_login_or_encoding_is_another_stream(pool: FeedPool, other: SourceView) -> None:
    assert pool.lease(source("a")) is not pool.lease(other)


def test_each_window_gets_its_frames_under_its_own_key(pool: FeedPool, opener: ScriptedOpener) -> None:
    feed = pool.lease(source("a"))
    _settle(pool, Pane(feed, "left"), Pane(feed, "right"), Pane(None, "card"))
    opener.camera("a").push(solid(5))
    wait_for(lambda: feed.take("left"), 20.0, "left")
    wait_for(lambda: feed.take("right"), 20.0, "right")
    _settle(pool, Pane(feed, "right"))
    opener.camera("a").push(solid(6))
    wait_for(lambda: feed.take("right"), 20.0, "right")
    assert feed.take("left") is None


def test_a_stream_without_windows_stays_warm_and_then_ends(pool: FeedPool, opener: ScriptedOpener) -> None:
    feed = pool.lease(source("a"))
    _settle(pool, Pane(feed, "k"))
    _settle(pool)
    now_s = boot_s()
    pool.tick(now_s + WARM_S - 1)
    assert pool.lease(source("a")) is feed, "still warm"
    _settle(pool)
    pool.tick(boot_s() + WARM_S + 1)
    opener.camera("a").push(solid(5))
    wait_for(lambda: opener.camera("a").closes == 1, 20.0, "closed")
    assert pool.lease(source("a")) is not feed
    _opens(opener, "a", 2)


def _show(pool: FeedPool, *names: str) -> None:
    """A take: these are shown and nothing else."""
    _settle(pool, *(Pane(pool.lease(source(name)), name) for name in names))


def test_where_takes_follow_each_other_only_what_the_last_one_took_off_stays_open(
    pool: FeedPool, opener: ScriptedOpener, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock_s = [100.0]
    monkeypatch.setattr("wallctl.renderer.feed_pool.boot_s", lambda: clock_s[0])
    for take in range(8):
        _show(pool, f"t{take}")
        clock_s[0] += 1.0
        pool.tick(clock_s[0])
    assert _stopped(pool) == {f"t{take}" for take in range(6)}, "t7 is shown, t6 is kept"
    _show(pool, *"abcdef")
    clock_s[0] += 1.0
    _show(pool, "g")
    pool.tick(clock_s[0])
    assert not _stopped(pool) & {*"abcdefg"}, "an undo is warm, however many windows there were"
    assert {"t6", "t7"} <= _stopped(pool)


def _stopped(pool: FeedPool) -> set[str]:
    return {str(feed.source.id) for feed in pool._ending}


def test_a_stream_in_use_never_ends(pool: FeedPool, opener: ScriptedOpener) -> None:
    feed = pool.lease(source("a"))
    _settle(pool, Pane(feed, "k"))
    pool.tick(boot_s() + 100 * WARM_S)
    _settle(pool)
    _settle(pool, Pane(feed, "k"))
    pool.tick(boot_s() + 100 * WARM_S)
    assert pool.lease(source("a")) is feed
    assert opener.camera("a").closes == 0


def test_before_a_take_all_streams_only_read(pool: FeedPool, opener: ScriptedOpener) -> None:
    feeds = {name: pool.lease(source(name)) for name in "ab"}
    _settle(pool, *(Pane(feed, name) for name, feed in feeds.items()))
    pool.hush(boot_s() + 0.12)
    for name in feeds:
        opener.camera(name).push(solid(1))
    wait_for(lambda: all(feed.view().dropped == 1 for feed in feeds.values()), 20.0, "read and dropped")
    pool.hush(0.0)
    for name, feed in feeds.items():
        opener.camera(name).push(solid(2))
        wait_for(partial(feed.take, name), 20.0, "goes on")


def _large(name: str) -> SourceView:
    """The main stream of a camera whose sub stream is there, too."""
    sub = source(name)
    other = OtherStream(stream=sub.stream, url=sub.url)
    return source(f"{name}", url=f"rtsp://127.0.0.1/{name}-main").with_(stream=StreamKind.MAIN, other=other)


def test_a_stream_whose_other_one_is_open_is_opened_once_the_take_is_over(
    pool: FeedPool, opener: ScriptedOpener
) -> None:
    pool.lease(source("a"))
    _opens(opener, "a", 1)
    feed = pool.for_window(_large("a")).feeds
    assert len(feed) == 2
    now_s = boot_s()
    pool.tick(now_s, takes=True)
    assert opener.camera("a").opens == 1, "it would cost what the take needs"
    pool.tick(now_s + PUT_OFF_S / 2, takes=False)
    _opens(opener, "a", 2)


def test_it_is_put_off_for_a_moment_only(pool: FeedPool, opener: ScriptedOpener) -> None:
    pool.lease(source("a"))
    _opens(opener, "a", 1)
    pool.for_window(_large("a"))
    pool.tick(boot_s() + PUT_OFF_S + 0.1, takes=True)
    _opens(opener, "a", 2)


def test_who_needs_it_at_once_is_not_put_off(pool: FeedPool, opener: ScriptedOpener) -> None:
    pool.lease(source("a"))
    _opens(opener, "a", 1)
    pool.for_window(_large("a"))
    pool.lease(_large("a"))
    _opens(opener, "a", 2)


def test_a_stream_that_nothing_stands_in_for_is_opened_at_once(
    pool: FeedPool, opener: ScriptedOpener
) -> None:
    pool.for_window(_large("a"))
    _opens(opener, "a", 1)


def test_closing_ends_every_stream(pool: FeedPool, opener: ScriptedOpener) -> None:
    for name in "abc":
        pool.lease(source(name))
        _opens(opener, name, 1)
    pool.close()
    for name in "abc":
        opener.camera(name).push(solid(1))
        _closes(opener, name)


def test_what_is_kept_warm_is_open_and_told_of_until_it_is_not_wanted_any_more(
    pool: FeedPool, opener: ScriptedOpener
) -> None:
    pool.keep_warm([source("a"), source("b")])
    _opens(opener, "a", 1)
    assert [(one.source, one.ready) for one in pool.warm()] == [("a", False), ("b", False)]
    opener.camera("a").push(solid(5))
    opener.camera("a").push(solid(6))
    wait_for(lambda: pool.warm()[0].ready, 20.0, "frames of it come")
    for later in (1, 2, 3):
        pool.tick(boot_s() + later * (WARM_S + 1))
    assert pool.lease(source("a")) is pool.lease(source("a"))
    _opens(opener, "a", 1)
    _settle(pool)
    pool.keep_warm([])
    assert pool.warm() == ()
    pool.tick(boot_s() + 5 * (WARM_S + 1))
    pool.lease(source("a"))
    _opens(opener, "a", 2)


def test_a_stream_that_a_window_shows_is_not_closed_for_having_been_warm(
    pool: FeedPool, opener: ScriptedOpener
) -> None:
    pool.keep_warm([source("a")])
    feed = pool.lease(source("a"))
    _settle(pool, Pane(feed, "w"))
    pool.keep_warm([])
    pool.tick(boot_s() + WARM_S + 1)
    assert pool.lease(source("a")) is feed


def test_everything_that_is_open_is_told_shown_or_not(pool: FeedPool, opener: ScriptedOpener) -> None:
    _settle(pool, Pane(pool.lease(source("a")), "w1"))
    pool.keep_warm([source("b")])
    assert pool.opened() == (("a", "b"), ())
    _settle(pool)
    pool.keep_warm([])
    pool.tick(boot_s() + 2 * WARM_S)
    assert set(pool.opened()[0]) == {"a", "b"}, "they are within a read"
    for name in ("a", "b"):
        opener.camera(name).push(solid(10))
    wait_for(lambda: pool.opened() == ((), ()), 20.0, "nothing is open any more")


def test_what_was_warm_for_a_tour_is_closed_at_once_where_its_platform_is_short(
    pool: FeedPool, opener: ScriptedOpener
) -> None:
    pool.keep_warm([source("a").with_(scarce=True)])
    _opens(opener, "a", 1)
    pool.keep_warm([])
    pool.tick(boot_s() + 0.01)
    opener.camera("a").push(solid(10))
    _closes(opener, "a")


def test_a_stream_that_there_is_no_thread_for_is_told_and_begins_when_there_is_one(
    pool: FeedPool, opener: ScriptedOpener, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(thread: threading.Thread) -> None:
        raise RuntimeError("can't start new thread")

    with monkeypatch.context() as system:
        system.setattr(threading.Thread, "start", refused)
        feed = pool.lease(source("a"))
        pool.tick(boot_s())
        assert (feed.view().link, feed.view().reason) == (Link.FAILED, Reason.OWN_FAULT)
    pool.tick(boot_s())
    pool.tick(boot_s())
    opener.camera("a").push(solid(1))
    _opens(opener, "a", 1)
    wait_for(lambda: feed.view().link is Link.OPENING, 20.0, "it begins")
