"""Rule: a live stream that is read late catches up, says its true age, or is opened anew; none trails on."""

from __future__ import annotations

import threading
import time
from itertools import pairwise

import pytest

from wallctl.renderer.backlog import Backlog
from wallctl.renderer.lagging import (
    BEHIND_S,
    LATE_RESTS_S,
    LEAST_OVER_S,
    OPEN_ANEW_EVERY_S,
    OPEN_ANEW_S,
    RESTS_S,
    TRIED_FRAMES,
    USUAL_FRAMES,
    Lag,
    core_time,
)
from wallctl.rules.freshness import LATE_AFTER_S

FRAME_BYTES = 1000


def idle() -> float:
    """A thread that only ever waits for its camera."""
    return 0.0


def untold() -> Backlog | None:
    """A connection that tells nothing."""
    return None


class Play:
    """A live stream's frames, each read so long after its own time, by a thread with so much to do.

    `waiting`: how many newer frames have come already; None: nobody knows.
    """

    def __init__(self, busy_share: float, frame_s: float = 0.04) -> None:
        self.lag = Lag(lambda: self._now_s * busy_share, self._backlog, 100.0)
        self._frame_s, self._now_s, self._number = frame_s, 100.0, 0
        self._waiting: int | None = None

    def _backlog(self) -> Backlog | None:
        if self._waiting is None:
            return None
        unread = self._waiting * FRAME_BYTES
        return Backlog(unread, self._number * FRAME_BYTES + unread)

    def read(self, late_s: float, waiting: int | None = None) -> bool:
        at_s = self._number * self._frame_s
        self._number, self._now_s, self._waiting = self._number + 1, 100.0 + at_s + late_s, waiting
        return self.lag.behind(self._now_s, 1.0 + at_s)


def _grabbed_only(delays_s: list[float], busy_share: float = 0.0, frame_s: float = 0.04) -> list[bool]:
    """Which frames are only grabbed."""
    play = Play(busy_share, frame_s)
    return [play.read(late_s) for late_s in delays_s]


def test_a_stream_that_keeps_up_is_converted_whole() -> None:
    assert not any(_grabbed_only([0.01, 0.03, 0.0, 0.05] * 100))


def _rests_s(skipped: list[bool], frame_s: float) -> list[float]:
    """How long it was from each picture to the next."""
    shown = [number for number, only_grabbed in enumerate(skipped) if not only_grabbed]
    return [(after - before) * frame_s for before, after in pairwise(shown)]


def test_a_stream_read_behind_its_camera_is_only_grabbed_until_it_has_caught_up() -> None:
    catching_up = [0.4 - 0.02 * n for n in range(18)]
    skipped = _grabbed_only([0.0] * 10 + catching_up + [0.0] * 10, busy_share=1.0)
    late = [late_s >= BEHIND_S for late_s in catching_up]
    assert not any(skipped[:10]) and not any(skipped[28:])
    assert all(only_grabbed <= is_late for only_grabbed, is_late in zip(skipped[10:28], late, strict=True))
    assert sum(skipped[10:28]) >= sum(late) - 3


@pytest.mark.parametrize("frame_s", [0.04, 0.02, 0.1])
def test_while_it_catches_up_no_picture_is_late_for_want_of_a_newer_one(frame_s: float) -> None:
    skipped = _grabbed_only([0.0] * 10 + [0.3] * 100, busy_share=1.0, frame_s=frame_s)
    assert max(_rests_s(skipped[10:], frame_s)) <= RESTS_S + frame_s < LATE_AFTER_S


def test_what_is_late_already_shows_fewer_pictures_and_reads_the_more() -> None:
    skipped = _grabbed_only([0.0] * 10 + [2.0] * 100, busy_share=1.0)
    rests_s = _rests_s(skipped[11:], 0.04)
    assert rests_s and min(rests_s) >= LATE_RESTS_S - 0.04
    assert max(rests_s) <= LATE_RESTS_S + 0.04


@pytest.mark.parametrize("frame_s", [0.04, 1.0])
def test_frames_that_come_later_from_now_on_are_not_read_behind(frame_s: float) -> None:
    play = Play(busy_share=0.0, frame_s=frame_s)
    skipped = [play.read(late_s) for late_s in [0.0] * 10 + [0.25] * 20]
    assert not any(skipped[:10])
    assert not any(skipped[10 + TRIED_FRAMES :]), "nothing was there to be read"
    assert play.lag.lag_s == 0.0


def test_what_was_least_long_ago_is_forgotten() -> None:
    a_minute = int(LEAST_OVER_S / 0.04)
    drift = [n * 0.02 / a_minute for n in range(5 * a_minute)]
    assert not any(_grabbed_only(drift)), "the cameras' clocks drift"


@pytest.mark.parametrize("positions", [[0.0] * 50, [1.0, 1.0] * 25, [n % 7 * 9.0 + 1 for n in range(50)]])
def test_times_that_say_nothing_hold_no_frame_back(positions: list[float]) -> None:
    lag = Lag(idle, untold, 0.0)
    assert not any(lag.behind(100.0 + n * 0.5, position) for n, position in enumerate(positions))


def test_who_has_no_time_to_decode_stays_behind_in_words_too() -> None:
    play = Play(busy_share=1.0)
    for _ in range(10):
        play.read(0.0)
    for number in range(2 * int(LEAST_OVER_S / 0.04)):
        play.read(min(2.0, 0.1 + 0.02 * number))
    assert play.lag.lag_s == pytest.approx(2.0), "nothing that is late becomes usual by lasting"


def test_what_trails_too_far_is_opened_anew_but_not_again_and_again() -> None:
    play = Play(busy_share=1.0)
    for late_s in (0.0, 0.0, OPEN_ANEW_S + 0.1):
        assert not play.lag.hopeless(60.0)
        play.read(late_s)
    assert play.lag.hopeless(60.0)
    assert not play.lag.hopeless(OPEN_ANEW_EVERY_S - 1.0)


def test_a_camera_that_sends_later_is_not_opened_anew() -> None:
    play = Play(busy_share=0.1)
    for late_s in [0.0] * 10 + [OPEN_ANEW_S + 1.0] * (TRIED_FRAMES + 1):
        play.read(late_s)
    assert play.lag.lag_s == 0.0 and not play.lag.hopeless(60.0)


def test_what_was_never_read_in_time_is_as_old_as_it_may_be_since_it_was_asked_for() -> None:
    play = Play(busy_share=0.0)
    for _ in range(50):
        play.read(3.0, waiting=70)
        assert play.lag.lag_s == pytest.approx(3.0), "no earlier frame came sooner, and still it is not live"
    play.read(3.0, waiting=0)
    assert play.lag.lag_s == 0.0, "nothing else had come: it is the camera that began so late"


def test_what_waits_to_be_read_is_never_taken_for_the_cameras_own_delay() -> None:
    play = Play(busy_share=0.0)
    play.read(0.0, waiting=0)
    for _ in range(200):
        play.read(2.0, waiting=50)
        assert play.lag.lag_s == pytest.approx(2.0), (
            "who waits for another lock than a core is behind all the same"
        )


def test_frames_that_come_later_and_of_which_none_waits_are_not_behind() -> None:
    play = Play(busy_share=1.0)
    assert not any(play.read(late_s, waiting=0) for late_s in [0.0] * 10 + [0.3, 0.9, 0.2] * 10)
    assert play.lag.lag_s == 0.0


def test_a_part_of_the_next_frame_is_no_backlog() -> None:
    play = Play(busy_share=0.0)
    for _ in range(USUAL_FRAMES):
        play.read(0.0, waiting=0)
    assert not any(play.read(0.25, waiting=1) for _ in range(20))


def test_what_waits_after_the_first_frames_is_a_backlog_however_little_it_is() -> None:
    play = Play(busy_share=0.0)
    play.read(0.0, waiting=0)
    play.read(0.25, waiting=1)
    assert play.lag.lag_s == pytest.approx(0.25), "a key frame says nothing about the size of the others"


def test_after_a_jump_in_its_times_nothing_is_concluded_from_when_it_was_asked_for() -> None:
    now_s, lag = 100.0, Lag(idle, lambda: Backlog(50_000, 60_000), 100.0)
    for number in range(40):
        lag.behind(now_s + number, 1.0 + number)
    for number in range(40):
        lag.behind(now_s + 40 + number, 90_000.0 + number)
    assert lag.lag_s < 1.0


def test_work_counts_as_busy_and_waiting_does_not() -> None:
    found: list[float] = []

    def work() -> None:
        with core_time() as busy_s:
            began_s, until_s = busy_s(), time.thread_time() + 0.05
            while time.thread_time() < until_s:
                pass
            found.append(busy_s() - began_s)
            began_s = busy_s()
            threading.Event().wait(0.2)
            found.append(busy_s() - began_s)

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    worked, waited = found
    assert worked >= 0.04
    assert waited < 0.15
