"""Rule: a feed shows the newest frame at its time, counts what it drops, and never gives up a stream."""

from __future__ import annotations

import errno
import itertools
import os
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest

from tests.kit.clips import Pixels, solid, solid_clip
from tests.kit.core_time import AllStarved
from tests.renderer.scripted import Camera, ScriptedCapture, ScriptedOpener, source, wait_for
from wallctl.errors import StreamLost
from wallctl.model.geometry import PxRect
from wallctl.model.health import Reason
from wallctl.model.layout import Crop, Fit
from wallctl.protocol.cell import SourceView
from wallctl.renderer import reading
from wallctl.renderer.capture import Opener, Places
from wallctl.renderer.delivery import Shot
from wallctl.renderer.feed import Feed, Meeting
from wallctl.renderer.ffmpeg_log import FfmpegLog
from wallctl.renderer.reading import boot_s
from wallctl.renderer.scaling import Target
from wallctl.renderer.sharing import StreamPlace
from wallctl.rules.freshness import Link
from wallctl.rules.retry import FIRST_PAUSE_S, SOON_CAP_S

STREAMS = Path(__file__).resolve().parents[2] / "streams"
WIN = PxRect(x=0, y=0, w=8, h=6)
TARGET = Target(WIN, WIN, Fit.STRETCH, Crop())


class Stand:
    """A feed with one target `k`, and how often it rang."""

    def __init__(self, feed: Feed) -> None:
        self.feed = feed
        self.feed.want({"k": TARGET})

    def next(self, deadline_s: float = 20.0) -> Shot:
        return wait_for(lambda: self.feed.take("k"), deadline_s, "a picture")

    def level(self) -> int:
        return level_of(self.next())


def level_of(shot: Shot) -> int:
    """The one grey of a plain picture; fails on a mix of two."""
    pixels = shot.patch.pixels[:, :, :3]
    assert pixels.min() == pixels.max(), "a picture mixes two frames"
    return int(pixels[0, 0, 0])


@pytest.fixture
def rings() -> list[float]:
    return []


@pytest.fixture
def opener() -> Iterator[ScriptedOpener]:
    opener = ScriptedOpener()
    yield opener
    opener.end()


@pytest.fixture
def camera(opener: ScriptedOpener) -> Camera:
    return opener.camera()


@pytest.fixture
def stand(opener: ScriptedOpener, rings: list[float]) -> Iterator[Stand]:
    feed = Feed(source(), opener, lambda: rings.append(boot_s()))
    stand = Stand(feed)
    feed.start()
    yield stand
    feed.stop()
    opener.end()
    wait_for(lambda: not _reading(), 20.0, "the feed's thread ends")


def _reading() -> list[str]:
    return [thread.name for thread in threading.enumerate() if thread.name.startswith("feed ")]


@pytest.fixture
def files(tmp_path: Path) -> Iterator[Callable[[str], Stand]]:
    """Feeds on real files in a media folder of the test's own."""
    opener, feeds = Opener(Places(tmp_path, None, {}), FfmpegLog()), []

    def start(name: str) -> Stand:
        feed = Feed(source(url=f"file:{name}"), opener, lambda: None)
        feeds.append(feed)
        feed.start()
        return Stand(feed)

    yield start
    for feed in feeds:
        feed.stop()
    wait_for(lambda: not _reading(), 20.0, "the feeds' threads end")


# ---- files -------------------------------------------------------------------------------------------------
def test_a_file_is_shown_at_its_own_pace_and_starts_again_at_its_end(
    files: Callable[[str], Stand], tmp_path: Path
) -> None:
    levels = list(range(10, 250, 12))
    solid_clip(tmp_path / "slow.avi", levels, fps=20)
    stand, seen, states = files("slow.avi"), [], set()
    began, starved = boot_s(), AllStarved()
    while boot_s() - began < 2.6:
        shot = stand.next()
        seen.append((shot.grabbed_s, level_of(shot)))
        states.add((stand.feed.view().link, stand.feed.view().reason))
    steps = [round((level - 10) / 12) for _, level in seen]
    follows = [(b - a) % len(levels) for a, b in itertools.pairwise(steps)]
    assert follows.count(1) >= len(follows) - 5 - starved.so_far_s() / 0.05, follows
    assert any(b < a for a, b in itertools.pairwise(steps)), "it starts again"
    first, last = seen[2], seen[-1]
    fps = sum(follows[2:]) / (last[0] - first[0])
    assert fps == pytest.approx(20, rel=0.15)
    assert states <= {(Link.OPENING, Reason.NONE), (Link.RUNNING, Reason.NONE)}
    interval = stand.feed.view().interval_s
    assert interval is not None and interval == pytest.approx(0.05, rel=0.3)


@pytest.mark.parametrize(
    ("name", "start"),
    [
        ("lan-01-sub.h264", b"\0\0\0\1\x67"),
        ("exp-03-sub.h265", b"\0\0\0\1\x40\x01"),
        ("fir-03-sub.mjpeg", b"\xff\xd8\xff"),
    ],
)
def test_a_raw_stream_as_a_file_starts_again_too_and_is_never_called_lost(
    files: Callable[[str], Stand], tmp_path: Path, name: str, start: bytes
) -> None:
    if not (STREAMS / name).exists():
        pytest.skip(f"streams/{name} is not drawn")
    _, first, second, *_ = (STREAMS / name).read_bytes().split(start)
    few = 1 if "mjpeg" not in name else 12
    (tmp_path / name).write_bytes(b"".join([start + first] * few + [start + second]))
    stand, previous, counted = files(name), None, 0
    until = time.monotonic() + 2.4
    while time.monotonic() < until:
        shot = stand.next()
        counted += 1
        assert stand.feed.view().link is not Link.FAILED, stand.feed.view()
        gap = shot.grabbed_s - previous if previous is not None else 0.0
        assert gap < 0.45, "no gap that a window would call late"
        previous = shot.grabbed_s
    assert counted > 30


def test_a_file_that_cannot_be_read_is_tried_again_with_its_reason(
    files: Callable[[str], Stand], tmp_path: Path
) -> None:
    stand = files("later.avi")
    wait_for(lambda: stand.feed.view().link is Link.FAILED, 20.0, "it fails")
    assert stand.feed.view().reason is Reason.NOT_FOUND
    solid_clip(tmp_path / "later.avi", [50, 50])
    assert stand.level() == pytest.approx(50, abs=2)
    wait_for(lambda: stand.feed.view().link is Link.RUNNING, 20.0, "it runs")
    assert stand.feed.view().reason is Reason.NONE


# ---- frames ------------------------------------------------------------------------------------------------
def test_each_frame_comes_once_and_rings_once(stand: Stand, camera: Camera, rings: list[float]) -> None:
    for level in (3, 9, 27):
        camera.push(solid(level))
        assert stand.level() == level
        assert stand.feed.take("k") is None
    assert len(rings) == 3


def test_a_slow_painter_is_at_most_one_picture_behind_and_what_it_missed_is_counted(
    stand: Stand, camera: Camera
) -> None:
    camera.push(solid(1))
    wait_for(lambda: camera.grabbed == 1 and stand.feed.view().link is Link.RUNNING, 20.0, "the first")
    camera.push(*(solid(level) for level in range(2, 100)))
    wait_for(lambda: stand.feed.view().dropped == 98, 20.0, "the rest is read, not piled up")
    first = stand.next()
    camera.push(solid(100))
    second = stand.next()
    assert (level_of(first), level_of(second)) == (1, 100)
    assert first.grabbed_s < second.grabbed_s
    assert stand.feed.view().dropped == 98


def test_a_picture_tells_when_it_was_read_and_its_streams_size(stand: Stand, camera: Camera) -> None:
    before = boot_s()
    camera.push(solid(5, 64, 48))
    shot = stand.next()
    assert before <= shot.grabbed_s <= boot_s()
    assert (shot.frame_w, shot.frame_h) == (64, 48)


@pytest.mark.parametrize("win_w", [8, 13])
def test_a_picture_that_was_taken_never_changes_again(stand: Stand, camera: Camera, win_w: int) -> None:
    """It is drawn when the painter comes to it, and once more whenever the display asks.

    Where a seam lies within a pixel, it is kept as a whole frame and not as a piece of its own.
    """
    stand.feed.want({})
    stand.feed.want({"k": TARGET._replace(win=PxRect(x=0, y=0, w=win_w, h=6))})
    held = []
    for level in range(1, 40):
        camera.push(solid(level))
        held.append((level, stand.next()))
    for level, shot in held:
        assert level_of(shot) == level


def test_all_who_want_a_stream_get_the_same_frame(stand: Stand, camera: Camera) -> None:
    other = Target(PxRect(x=0, y=0, w=3, h=3), PxRect(x=0, y=0, w=3, h=3), Fit.STRETCH, Crop())
    stand.feed.want({"k": TARGET, "other": other})
    camera.push(solid(7))
    first, second = stand.next(), wait_for(lambda: stand.feed.take("other"), 20.0, "the other's")
    assert first.grabbed_s == second.grabbed_s
    assert level_of(first) == level_of(second) == 7
    assert second.patch.dst.w == 3


def test_who_wants_nothing_any_more_gets_nothing(stand: Stand, camera: Camera) -> None:
    camera.push(solid(7))
    wait_for(lambda: camera.grabbed == 1, 20.0, "read")
    stand.feed.want({})
    assert stand.feed.take("k") is None
    camera.push(*(solid(level) for level in range(5)))
    wait_for(lambda: stand.feed.view().dropped >= 5, 20.0, "frames that nobody wants are dropped")
    stand.feed.want({"k": TARGET})
    camera.push(solid(99))
    assert stand.level() == 99


def test_in_the_last_moment_before_a_take_frames_are_only_read(stand: Stand, camera: Camera) -> None:
    stand.feed.hush(boot_s() + 0.14)
    camera.push(solid(1), solid(2))
    wait_for(lambda: stand.feed.view().dropped == 2, 20.0, "read and dropped")
    assert stand.feed.take("k") is None
    stand.feed.hush(0.0)
    camera.push(solid(3))
    assert stand.level() == 3


def test_a_take_that_is_far_off_does_not_stop_the_picture(stand: Stand, camera: Camera) -> None:
    stand.feed.hush(boot_s() + 60)
    camera.push(solid(1))
    assert stand.level() == 1


# ---- does the picture move? --------------------------------------------------------------------------------
def _moves(stand: Stand, camera: Camera, frame: Pixels) -> tuple[float | None, int]:
    camera.push(frame)
    stand.next()
    return stand.feed.view().changed_s, stand.feed.view().same_frames


def test_equal_pictures_are_counted_and_another_one_ends_the_count(stand: Stand, camera: Camera) -> None:
    first, count = _moves(stand, camera, solid(5))
    assert first is not None and count == 0
    for expected in (1, 2, 3):
        assert _moves(stand, camera, solid(5)) == (first, expected)
    changed, count = _moves(stand, camera, solid(6))
    assert changed is not None and changed > first and count == 0


def test_one_pixel_that_changes_is_seen_within_a_second(stand: Stand, camera: Camera) -> None:
    """A clock that ticks in a corner is a live picture."""
    _moves(stand, camera, solid(5))
    first = stand.feed.view().changed_s
    until, level = time.monotonic() + 3.0, 0
    while stand.feed.view().changed_s == first and time.monotonic() < until:
        frame, level = solid(5), level + 1
        frame[11, 13] = level % 200
        _moves(stand, camera, frame)
    assert stand.feed.view().changed_s != first


# ---- failures ----------------------------------------------------------------------------------------------
@pytest.mark.parametrize("reason", [Reason.REFUSED, Reason.WRONG_PASSWORD, Reason.UNSUPPORTED_CODEC])
def test_a_stream_that_does_not_open_says_why_and_rings(
    opener: ScriptedOpener, rings: list[float], reason: Reason
) -> None:
    opener.camera().fail(reason)
    feed = Feed(source(), opener, lambda: rings.append(boot_s()))
    feed.start()
    wait_for(lambda: feed.view().link is Link.FAILED, 20.0, "failed")
    assert feed.view().reason is reason
    assert rings
    feed.stop()


def test_tries_come_further_and_further_apart_and_never_end(
    opener: ScriptedOpener, camera: Camera, rings: list[float]
) -> None:
    camera.fail(Reason.REFUSED)
    feed, starved = Feed(source(), opener, lambda: None), AllStarved()
    feed.start()
    wait_for(lambda: camera.opens >= 5, 30.0, "five tries")
    feed.stop()
    gaps, late_s = [b - a for a, b in itertools.pairwise(camera.open_times_s)], starved.so_far_s()
    for number, gap in enumerate(gaps[:4]):
        aim = min(SOON_CAP_S, FIRST_PAUSE_S * 2**number)
        assert 0.74 * aim <= gap <= aim + 0.5 + late_s, gaps


def test_a_stream_that_breaks_is_opened_again_and_runs(stand: Stand, camera: Camera) -> None:
    camera.push(solid(1))
    assert stand.level() == 1
    camera.fail(Reason.STOPPED)
    wait_for(lambda: stand.feed.view().link is Link.FAILED, 20.0, "lost")
    assert stand.feed.view().reason is Reason.STOPPED
    assert stand.feed.view().interval_s is None
    camera.heal()
    camera.push(solid(2))
    assert stand.level() == 2
    wait_for(lambda: stand.feed.view().link is Link.RUNNING, 20.0, "runs")
    assert camera.opens >= 2 and camera.closes >= 1


def test_after_a_good_picture_the_first_retry_comes_soon(stand: Stand, camera: Camera) -> None:
    camera.fail(Reason.REFUSED)
    wait_for(lambda: camera.opens >= 4, 20.0, "tried some times")
    camera.heal()
    camera.push(solid(1))
    assert stand.level() == 1
    lost_at, opens, starved = time.monotonic(), camera.opens, AllStarved()
    camera.fail(Reason.STOPPED)
    wait_for(lambda: len(camera.open_times_s) > opens, 20.0, "tried again")
    assert camera.open_times_s[opens] - lost_at < FIRST_PAUSE_S + 0.3 + starved.so_far_s()


def test_a_picture_from_a_read_that_took_all_its_time_is_not_believed(
    stand: Stand, camera: Camera, monkeypatch: pytest.MonkeyPatch
) -> None:
    """At a stall the decoder is flushed, so that the read which timed out claims success."""
    _stall(stand, camera, monkeypatch)
    camera.push(solid(2))
    wait_for(lambda: camera.grabbed == 2, 20.0, "read")
    camera.fail(Reason.STOPPED)
    wait_for(lambda: stand.feed.view().link is Link.FAILED, 20.0, "the next read fails")
    assert stand.feed.take("k") is None


def test_a_stream_that_goes_on_after_a_long_silence_is_not_opened_anew(
    stand: Stand, camera: Camera, monkeypatch: pytest.MonkeyPatch
) -> None:
    _stall(stand, camera, monkeypatch)
    camera.push(solid(2), solid(3))
    assert stand.level() == 3
    assert camera.opens == 1 and stand.feed.view().link is Link.RUNNING


def _stall(stand: Stand, camera: Camera, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "READ_TIMEOUT_MS", 200)
    camera.push(solid(1))
    assert stand.level() == 1
    until = time.monotonic() + 0.3
    wait_for(lambda: time.monotonic() > until, 20.0, "longer than the limit")


def test_a_stream_that_opens_and_gives_nothing_says_so(stand: Stand, camera: Camera) -> None:
    camera.fail(Reason.STOPPED)
    wait_for(lambda: stand.feed.view().link is Link.FAILED, 20.0, "failed")
    assert stand.feed.view().reason in (Reason.NO_PICTURE, Reason.STOPPED)


def test_one_picture_that_cannot_be_decoded_is_skipped(
    stand: Stand, camera: Camera, monkeypatch: pytest.MonkeyPatch
) -> None:
    good = ScriptedCapture.retrieve

    def fails_on_black(capture: ScriptedCapture) -> Pixels:
        frame = good(capture)
        if not frame.any():
            raise StreamLost("cam", Reason.NO_PICTURE.value)
        return frame

    monkeypatch.setattr(ScriptedCapture, "retrieve", fails_on_black)
    camera.push(solid(0), solid(8))
    assert stand.level() == 8
    assert stand.feed.view().link is Link.RUNNING


def test_a_stopped_feed_ends_and_closes_its_stream(
    opener: ScriptedOpener, camera: Camera, rings: list[float]
) -> None:
    feed = Feed(source(), opener, lambda: rings.append(boot_s()))
    feed.want({"k": TARGET})
    feed.start()
    camera.push(solid(1))
    wait_for(lambda: rings, 20.0, "it runs")
    feed.stop()
    camera.push(solid(2))
    wait_for(lambda: camera.closes == 1, 20.0, "closed")
    wait_for(lambda: not _reading(), 20.0, "its thread ends")
    assert camera.opens == 1


def test_a_feed_that_waits_to_try_again_stops_at_once(opener: ScriptedOpener, camera: Camera) -> None:
    camera.fail(Reason.REFUSED)
    feed = Feed(source(), opener, lambda: None)
    feed.start()
    wait_for(lambda: camera.opens >= 3, 20.0, "tried")
    feed.stop()
    wait_for(lambda: not _reading(), 0.5, "its thread ends")


def test_readers_of_a_feed_see_no_torn_view_while_it_works(stand: Stand, camera: Camera) -> None:
    until = time.monotonic() + 0.5
    while time.monotonic() < until:
        camera.push(solid(1))
        view = stand.feed.view()
        assert view.interval_s is None or view.interval_s >= 0
        stand.feed.take("k")
    assert np.isfinite(stand.feed.view().dropped)


# ---- a machine that refuses --------------------------------------------------------------------------------
def full(*_: object) -> None:
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


@pytest.mark.parametrize("wrong", [RuntimeError("a fault"), MemoryError(), OSError(errno.EMFILE, "too many")])
def test_a_round_that_raises_is_told_as_a_fault_of_this_machine_and_followed_by_another(
    opener: ScriptedOpener, camera: Camera, monkeypatch: pytest.MonkeyPatch, wrong: Exception
) -> None:
    good, left = ScriptedOpener.open, [wrong, wrong, wrong]

    def opens(self: ScriptedOpener, view: SourceView) -> ScriptedCapture:
        if left:
            raise left.pop()
        return good(self, view)

    monkeypatch.setattr(ScriptedOpener, "open", opens)
    stand = Stand(Feed(source(), opener, lambda: None))
    stand.feed.start()
    wait_for(lambda: stand.feed.view().reason is Reason.OWN_FAULT, 20.0, "it is told")
    assert stand.feed.view().link is Link.FAILED
    camera.push(solid(9))
    assert stand.level() == 9
    wait_for(lambda: stand.feed.view().link is Link.RUNNING, 20.0, "it runs")
    assert stand.feed.view().reason is Reason.NONE
    stand.feed.stop()
    opener.end()
    wait_for(lambda: not _reading(), 20.0, "its thread ends")


def test_a_round_that_always_raises_is_tried_further_and_further_apart_and_stops_at_once(
    opener: ScriptedOpener, monkeypatch: pytest.MonkeyPatch
) -> None:
    tries: list[float] = []

    def opens(self: ScriptedOpener, view: SourceView) -> ScriptedCapture:
        tries.append(time.monotonic())
        raise RuntimeError("a fault")

    monkeypatch.setattr(ScriptedOpener, "open", opens)
    feed = Feed(source(), opener, lambda: None)
    feed.start()
    wait_for(lambda: len(tries) >= 4, 20.0, "tried")
    feed.stop()
    wait_for(lambda: not _reading(), 0.5, "its thread ends")
    gaps = [b - a for a, b in itertools.pairwise(tries)]
    assert all(gap >= 0.9 * FIRST_PAUSE_S * 2**number for number, gap in enumerate(gaps[:3])), gaps


@pytest.mark.parametrize("refused", ["_locked", "_bind", "look_for_followers"])
def test_where_sharing_is_refused_the_stream_is_decoded_alone_and_shared_after_its_next_loss(
    opener: ScriptedOpener,
    camera: Camera,
    monkeypatch: pytest.MonkeyPatch,
    short_path: Path,
    refused: str,
) -> None:
    with monkeypatch.context() as disk:
        disk.setattr(StreamPlace, refused, full)
        stand = Stand(Feed(source(), opener, lambda: None, Meeting(short_path, "r0c0.1")))
        stand.feed.start()
        camera.push(solid(1))
        assert stand.level() == 1
        assert stand.feed.view().reason is Reason.NONE, "its camera has no fault"
    camera.fail(Reason.STOPPED)
    wait_for(lambda: stand.feed.view().link is Link.FAILED, 20.0, "lost")
    camera.heal()
    camera.push(solid(2))
    assert stand.level() == 2
    assert list(short_path.rglob("lead.json")), "it may be followed"
    stand.feed.stop()
    opener.end()
    wait_for(lambda: not _reading(), 20.0, "its thread ends")
