"""Rule: a file is shown at its own pace whatever its time stamps do, and any pixel that changes is seen."""

from __future__ import annotations

import threading
import time
from types import SimpleNamespace

import numpy as np
import pytest

from tests.kit.clips import solid
from wallctl.renderer import reading
from wallctl.renderer.reading import (
    FULL_COMPARE_EVERY_S,
    Change,
    KeyFrames,
    Pace,
    boot_s,
)


class Positions:
    """A capture of which only time stamps are asked."""

    def __init__(self, fps: float = 0.0) -> None:
        self.position = 0.0
        self._fps = fps

    def position_s(self) -> float:
        return self.position

    def nominal_fps(self) -> float:
        return self._fps


class Clock(threading.Event):
    """Time that passes by waiting for this event, which never comes, and by nothing else."""

    def __init__(self) -> None:
        super().__init__()
        self.now_s = 500.0
        self.waits_s: list[float] = []

    def monotonic(self) -> float:
        return self.now_s

    def wait(self, timeout: float | None = None) -> bool:
        assert timeout is not None
        self.now_s += timeout
        self.waits_s.append(timeout)
        return False


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    # Feeds of earlier tests may still be ending, and ask for other times.
    monkeypatch.setattr(reading, "time", SimpleNamespace(**vars(time) | {"monotonic": clock.monotonic}))
    return clock


def _waits_s(clock: Clock, capture: Positions, positions: list[float]) -> list[float]:
    """How long each frame was held back."""
    pace = Pace(capture)
    for position in positions:
        capture.position = position
        pace.wait(clock)
    return clock.waits_s


def test_frames_come_as_far_apart_as_their_time_stamps(clock: Clock) -> None:
    assert _waits_s(clock, Positions(), [0.5, 0.6, 0.8, 0.9]) == pytest.approx([0.0, 0.1, 0.2, 0.1])


def test_without_time_stamps_the_containers_rate_is_kept(clock: Clock) -> None:
    assert _waits_s(clock, Positions(20.0), [0.0] * 6) == pytest.approx([0.05] * 6)


def test_without_any_rate_it_is_25_a_second(clock: Clock) -> None:
    assert _waits_s(clock, Positions(), [0.0] * 5) == pytest.approx([0.04] * 5)


def test_time_that_passed_meanwhile_is_not_waited_for_again(clock: Clock) -> None:
    capture = Positions(20.0)
    pace = Pace(capture)
    pace.wait(clock)
    clock.now_s += 0.03
    pace.wait(clock)
    assert clock.waits_s == pytest.approx([0.05, 0.02])


@pytest.mark.parametrize("jump", [1000.0, 0.001, 3600.0 * 24])
def test_a_jump_of_the_time_stamps_makes_neither_a_freeze_nor_a_burst(clock: Clock, jump: float) -> None:
    waits_s = _waits_s(clock, Positions(), [10.0, 10.05, jump, jump + 0.05, jump + 0.1])
    assert waits_s == pytest.approx([0.0, 0.05, 0.0, 0.0, 0.05])


def test_a_pace_that_waits_ends_when_it_is_told() -> None:
    capture = Positions()
    pace, stop = Pace(capture), threading.Event()
    capture.position = 1.0
    pace.wait(stop)
    capture.position = 5.0
    stop.set()
    began = time.monotonic()
    pace.wait(stop)
    assert time.monotonic() - began < 2.0, "and not after the 4 s that were left"


def test_time_also_counts_suspend() -> None:
    before_s = time.clock_gettime(time.CLOCK_BOOTTIME)
    assert before_s <= boot_s() <= time.clock_gettime(time.CLOCK_BOOTTIME)


def test_the_first_picture_counts_as_a_change() -> None:
    change = Change()
    change.note(solid(5), 10.0)
    assert (change.changed_s, change.same_frames) == (10.0, 0)


def test_equal_pictures_are_counted_from_the_last_change() -> None:
    change = Change()
    for number in range(100):
        change.note(solid(5), 10.0 + number * 0.04)
    assert (change.changed_s, change.same_frames) == (10.0, 99)
    change.note(solid(6), 20.0)
    assert (change.changed_s, change.same_frames) == (20.0, 0)


@pytest.mark.parametrize(("x", "y"), [(0, 0), (13, 11), (63, 47), (1, 0), (17, 33)])
def test_a_single_pixel_that_changes_is_seen_in_time_wherever_it_is(x: int, y: int) -> None:
    change, now_s = Change(), 10.0
    for number in range(50):
        frame = solid(5)
        frame[y, x] = number * 5 % 256
        change.note(frame, now_s := now_s + 0.04)
    assert change.changed_s is not None
    assert now_s - change.changed_s <= 2 * FULL_COMPARE_EVERY_S + 0.1


def test_a_frame_that_is_a_view_of_something_larger_can_be_compared() -> None:
    change, larger = Change(), np.zeros((100, 100, 3), np.uint8)
    for now_s in (1.0, 2.0, 3.0):
        change.note(larger[10:60, 20:70], now_s)
    assert change.same_frames == 2


def test_key_frames_are_as_far_apart_as_the_longest_of_the_last() -> None:
    keys = KeyFrames()
    assert keys.interval_s(5.0) == 0.0
    for at_s in (10.0, 12.0, 20.0, 22.0):
        for number in range(3):
            keys.note(number == 0, at_s + number * 0.04)
    assert keys.interval_s(22.1) == 8.0
    for at_s in (24.0, 26.0):
        keys.note(True, at_s)
    assert keys.interval_s(26.1) == 2.0


def test_an_interval_that_lasts_counts_already() -> None:
    keys = KeyFrames()
    keys.note(True, 10.0)
    assert keys.interval_s(40.0) == 30.0
