"""Frames of one look: their rate by their own time stamps, and how far key frames are apart."""

from __future__ import annotations

import pytest

from wallctl.renderer.counting import Counting


def counted(frames: int, every_s: float, stamped: bool, key_every: int, burst: int = 0) -> Counting:
    counting = Counting()
    for number in range(frames):
        at_s = 1000.0 + max(0, number - burst) * every_s
        counting.note(at_s, number * every_s if stamped else 0.0, number % key_every == 0)
    return counting


def test_rate_and_key_frames_by_time_stamps_even_when_frames_come_at_once() -> None:
    counting = counted(50, 0.04, stamped=True, key_every=25, burst=30)
    assert counting.fps == pytest.approx(25.0)
    assert counting.key_interval_s == pytest.approx(1.0)


def test_without_time_stamps_what_came_is_counted() -> None:
    counting = counted(50, 0.1, stamped=False, key_every=10)
    assert counting.fps == pytest.approx(10.0)
    assert counting.key_interval_s == pytest.approx(1.0)


def test_too_few_frames_are_no_rate_and_one_key_frame_is_no_interval() -> None:
    counting = counted(3, 0.04, stamped=True, key_every=25)
    assert (counting.fps, counting.key_interval_s) == (0.0, 0.0)


def test_file_that_starts_again_does_not_jump() -> None:
    counting = Counting()
    for number in range(40):
        counting.note(1000.0 + number * 0.1, (number % 20) * 0.1, number % 20 == 0)
    assert counting.fps == pytest.approx(10.0)
    assert counting.key_interval_s == pytest.approx(2.0)


def test_stream_that_is_stamped_by_a_rate_it_only_claims_is_counted_as_it_comes() -> None:
    counting = Counting()
    for number in range(20):
        counting.note(1000.0 + number * 0.125, number * 0.04, number == 0)
    assert counting.fps == pytest.approx(8.0, abs=0.1)
