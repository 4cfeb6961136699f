"""Rule: a stream that many cells show is opened once, all show its frames, a lost leader is replaced."""

from __future__ import annotations

import errno
import os
import stat
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.kit.clips import solid
from tests.kit.core_time import AllStarved
from tests.renderer.scripted import Camera, ScriptedOpener, source, wait_for
from wallctl.model.geometry import PxRect
from wallctl.model.health import Reason
from wallctl.model.layout import Crop, Fit
from wallctl.renderer.delivery import Shot
from wallctl.renderer.feed import Feed, Meeting
from wallctl.renderer.scaling import Target
from wallctl.renderer.sharing import ASK_EVERY_S, StreamPlace, Word
from wallctl.rules.freshness import Link

WIN = PxRect(x=0, y=0, w=16, h=6)
LEFT, RIGHT = PxRect(x=0, y=0, w=8, h=6), PxRect(x=8, y=0, w=8, h=6)
Cells = Callable[[int], list[Feed]]


@pytest.fixture
def opener() -> Iterator[ScriptedOpener]:
    opener = ScriptedOpener()
    yield opener
    opener.end()


@pytest.fixture
def camera(opener: ScriptedOpener) -> Camera:
    return opener.camera()


@pytest.fixture
def cells(opener: ScriptedOpener, short_path: Path) -> Iterator[Cells]:
    """Feeds of one stream, as the cells of a node have them; the first is the one that decodes."""
    feeds: list[Feed] = []

    def start(count: int) -> list[Feed]:
        began = len(feeds)
        for number in range(began, began + count):
            meeting = Meeting(short_path, f"r0c{number}.1")
            feed = Feed(source(), opener, lambda: None, meeting)
            part = LEFT if number % 2 == 0 else RIGHT
            feed.want({"k": _target(part)})
            feed.start()
            feeds.append(feed)
            if number == 0:
                wait_for(lambda: opener.camera().opens >= 1, 20.0, "the first opens")
            else:
                wait_for(
                    lambda: len(list(short_path.rglob("f-*"))) >= len(feeds) - 1, 20.0, "the others follow"
                )
        return feeds[began:]

    yield start
    for feed in feeds:
        feed.stop()
    opener.end()
    wait_for(lambda: not _reading(), 20.0, "the feeds' threads end")
    left = [path for path in short_path.rglob("*") if stat.S_ISSOCK(path.lstat().st_mode)]
    assert not left


def _target(part: PxRect) -> Target:
    return Target(WIN, part, Fit.STRETCH, Crop())


def _comes_to(feed: Feed, link: Link) -> None:
    wait_for(lambda: feed.view().link is link, 20.0, link.value)


def _reading() -> list[str]:
    return [thread.name for thread in threading.enumerate() if thread.name.startswith("feed ")]


def _level(shot: Shot) -> int:
    pixels = shot.patch.pixels[:, :, :3]
    assert pixels.min() == pixels.max(), "a picture mixes two frames"
    return int(pixels[0, 0, 0])


def _play(camera: Camera, feeds: list[Feed], level: int, deadline_s: float = 20.0) -> list[Shot]:
    """Let frames of that level come until every feed has one."""
    got: dict[int, Shot] = {}
    until = time.monotonic() + deadline_s
    while len(got) < len(feeds):
        assert time.monotonic() < until, f"{len(got)} of {len(feeds)} cells have a picture"
        camera.push(solid(level))
        time.sleep(0.01)
        for number, feed in enumerate(feeds):
            shot = feed.take("k")
            if shot is not None and _level(shot) == level:
                got[number] = shot
    return [got[number] for number in range(len(feeds))]


def test_one_opens_the_stream_and_all_show_it(cells: Cells, camera: Camera) -> None:
    feeds = cells(4)
    for level in (40, 80, 120):
        _play(camera, feeds, level)
    assert camera.opens == 1
    assert all(feed.view().link is Link.RUNNING for feed in feeds)
    assert feeds[0].followed and not feeds[1].followed


def test_the_age_of_a_followers_picture_is_counted_from_when_the_leader_read_it(
    cells: Cells, camera: Camera
) -> None:
    feeds = cells(2)
    _play(camera, feeds, 10)
    shots: list[dict[int, Shot]] = [{}, {}]
    # A cell that did not take the frame before in time has no room for this one: then it is the next.
    for level in range(100, 200):
        camera.push(solid(level))
        wait_for(lambda: not camera.frames, 20.0, "it is read")
        until_s = time.monotonic() + 1.0
        while time.monotonic() < until_s and not all(level in found for found in shots):
            for feed, found in zip(feeds, shots, strict=True):
                shot = feed.take("k")
                if shot is not None:
                    found[_level(shot)] = shot
            time.sleep(0.002)
        both = shots[0].keys() & shots[1].keys() - {10}
        if both:
            break
    assert both, "both have the same frame"
    assert all(shots[0][level].grabbed_s == shots[1][level].grabbed_s for level in both)


def test_followers_tell_why_there_is_no_picture_as_the_leader_does(cells: Cells, camera: Camera) -> None:
    camera.fail(Reason.WRONG_PASSWORD)
    feeds = cells(3)
    for feed in feeds:
        _comes_to(feed, Link.FAILED)
        assert feed.view().reason is Reason.WRONG_PASSWORD
    camera.heal()
    _play(camera, feeds, 50)
    for feed in feeds:
        _comes_to(feed, Link.RUNNING)
        assert feed.view().reason is Reason.NONE


def test_followers_know_whether_the_picture_moves(cells: Cells, camera: Camera) -> None:
    feeds = cells(2)
    _play(camera, feeds, 10)
    for _ in range(5):
        _play(camera, feeds, 10)
    changed = [feed.view().changed_s for feed in feeds]
    assert changed[0] is not None and changed[1] == pytest.approx(changed[0], abs=0.5)
    assert feeds[1].view().same_frames >= 4


@pytest.mark.timeout(30)
def test_when_the_leader_leaves_another_leads_and_nobody_stays_dark(cells: Cells, camera: Camera) -> None:
    feeds = cells(3)
    _play(camera, feeds, 10)
    assert [feed.follows for feed in feeds] == [False, True, True]
    feeds[0].stop()
    camera.push(solid(10))
    starved = AllStarved()
    wait_for(lambda: camera.closes == 1, 20.0, "the leader has left")
    wait_for(lambda: len(camera.open_times_s) == 2, 20.0, "another leads")
    took_s = camera.open_times_s[1] - camera.close_times_s[0] - starved.so_far_s()
    print(f"after {took_s:.2f} s")
    assert took_s < 1.5
    _play(camera, feeds[1:], 20)
    assert camera.opens == 2
    assert sorted(feed.follows for feed in feeds[1:]) == [False, True]
    feeds[1].stop()
    feeds[2].stop()


def test_a_stream_that_changes_its_size_is_followed(cells: Cells, camera: Camera) -> None:
    feeds = cells(2)
    _play(camera, feeds, 10)
    until = time.monotonic() + 20.0
    sizes: set[tuple[int, int]] = set()
    while (96, 72) not in sizes and time.monotonic() < until:
        camera.push(solid(60, 96, 72))
        time.sleep(0.01)
        shot = feeds[1].take("k")
        if shot is not None and shot.frame_w == 96:
            assert _level(shot) == 60
            sizes.add((shot.frame_w, shot.frame_h))
        feeds[0].take("k")
    assert (96, 72) in sizes
    assert camera.opens == 1


def test_a_new_ring_is_found_though_its_word_was_lost(
    cells: Cells, camera: Camera, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A follower whose queue was full hears of frames only, and its ring gets none any more."""
    call = StreamPlace.call

    def full(place: StreamPlace, word: Word) -> None:
        if word is not Word.STATE:
            call(place, word)

    leader, follower = cells(2)
    _play(camera, [leader, follower], 10)
    monkeypatch.setattr(StreamPlace, "call", full)

    def larger() -> bool:
        camera.push(solid(60, 96, 72))
        leader.take("k")
        shot = follower.take("k")
        return shot is not None and (shot.frame_w, _level(shot)) == (96, 60)

    wait_for(larger, 20.0, "frames of the new ring")
    assert camera.opens == 1


def test_one_who_comes_late_gets_the_next_frame(cells: Cells, camera: Camera) -> None:
    first = cells(1)
    _play(camera, first, 10)
    late = cells(1)
    _play(camera, [*first, *late], 20)
    assert camera.opens == 1


def test_a_leader_whose_own_window_is_gone_decodes_on_for_the_others(cells: Cells, camera: Camera) -> None:
    leader, follower = cells(2)
    _play(camera, [leader, follower], 10)
    leader.want({})
    _play(camera, [follower], 20)
    assert camera.opens == 1 and leader.followed


def test_a_follower_whose_frames_nobody_wants_dozes_and_knows_the_rate_all_the_same(
    cells: Cells, camera: Camera
) -> None:
    leader, follower = cells(2)
    _play(camera, [leader, follower], 10)
    follower.want({})
    # The frame that it is within is the last that it looks at as it comes.
    wait_for(lambda: _plays(camera, leader, 20) and follower.view().dropped > 0, 20.0, "it dozes")
    looked, began_s = follower.view().dropped, time.monotonic()
    for level in range(30, 90):
        camera.push(solid(level))
        wait_for(lambda: not camera.frames, 20.0, "it is read")
        leader.take("k")
    looks, took_s = follower.view().dropped - looked, time.monotonic() - began_s
    assert looks <= took_s / ASK_EVERY_S + 1
    follower.want({"k": _target(RIGHT)})
    _play(camera, [follower], 120)
    ours, theirs = follower.view().interval_s, leader.view().interval_s
    assert ours is not None and theirs is not None and ours < 2 * theirs + 0.01
    assert camera.opens == 1


def _plays(camera: Camera, feed: Feed, level: int) -> bool:
    camera.push(solid(level))
    return feed.take("k") is not None


def test_one_that_dozes_leads_when_the_leader_is_gone(cells: Cells, camera: Camera) -> None:
    leader, follower = cells(2)
    _play(camera, [leader, follower], 10)
    follower.want({})
    leader.stop()
    camera.push(solid(10))
    wait_for(lambda: camera.opens == 2, 20.0, "another leads")
    follower.want({"k": _target(RIGHT)})
    _play(camera, [follower], 20)


def test_where_nobody_can_meet_each_decodes_for_itself(opener: ScriptedOpener, short_path: Path) -> None:
    deep = short_path / ("d" * 90)
    deep.mkdir()
    feeds = [Feed(source(), opener, lambda: None, Meeting(deep, f"r0c{n}.1")) for n in range(2)]
    for feed in feeds:
        feed.want({"k": _target(LEFT)})
        feed.start()
    wait_for(lambda: opener.camera().opens == 2, 20.0, "both open")
    for feed in feeds:
        feed.stop()
    opener.end()
    wait_for(lambda: not _reading(), 20.0, "the feeds' threads end")


def test_on_a_full_disk_streams_break_are_led_by_others_and_are_followed_as_ever(
    cells: Cells, camera: Camera, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(path: Path, *_: str) -> int:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(path))

    monkeypatch.setattr(Path, "write_text", full)
    feeds = cells(3)
    _play(camera, feeds, 30)
    camera.fail(Reason.STOPPED)
    for feed in feeds:
        _comes_to(feed, Link.FAILED)
    camera.heal()
    _play(camera, feeds, 60)
    opens = camera.opens
    feeds[0].stop()
    camera.push(solid(60))
    wait_for(lambda: camera.opens == opens + 1, 20.0, "another one leads")
    _play(camera, feeds[1:], 90)
    assert camera.opens == opens + 1
