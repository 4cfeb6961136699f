"""The rule that says what a picture is worth."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wallctl.model.health import Reason, WindowState
from wallctl.rules.freshness import (
    MAX_KEY_INTERVAL_S,
    MIN_FROZEN_FRAMES,
    Link,
    Sighting,
    doubt,
    frozen_after_s,
    judge,
    limits,
)


def sight(**fields: object) -> Sighting:
    return Sighting(**({"link": Link.RUNNING, "wanted_since_s": 0.0} | fields))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("age_s", "state"),
    [
        (0.1, WindowState.LIVE),
        (0.49, WindowState.LIVE),
        (0.6, WindowState.LATE),
        (2.1, WindowState.STALE),
        (5.1, WindowState.NO_SIGNAL),
        (90.0, WindowState.NO_SIGNAL),
    ],
)
def test_age_alone_takes_a_picture_from_live_to_no_signal(age_s: float, state: WindowState) -> None:
    assert judge(sight(painted_s=100.0, interval_s=0.04), 100.0 + age_s).state is state


def test_a_slow_camera_gets_limits_in_its_own_intervals() -> None:
    bound = limits(1.0)
    assert (bound.late_s, bound.stale_s, bound.lost_s) == (2.5, 5.0, 10.0)


def test_no_camera_is_slower_than_two_seconds_for_the_limits() -> None:
    assert limits(60.0) == limits(2.0)


def test_a_link_that_says_running_makes_nothing_live() -> None:
    assert judge(sight(), 1.0).state is WindowState.CONNECTING
    assert judge(sight(), 6.0).state is WindowState.NO_SIGNAL


def test_a_failed_open_says_so_at_once_and_why() -> None:
    worth = judge(sight(link=Link.FAILED, reason=Reason.REFUSED), 0.2)
    assert (worth.state, worth.reason) == (WindowState.NO_SIGNAL, Reason.REFUSED)


def test_a_codec_that_cannot_be_decoded_is_named() -> None:
    worth = judge(sight(link=Link.FAILED, reason=Reason.UNSUPPORTED_CODEC), 0.2)
    assert worth.state is WindowState.UNSUPPORTED


FRESH = sight(painted_s=109.99, interval_s=0.04, changed_s=99.0, same_frames=140)


def test_equal_pictures_for_ten_seconds_are_frozen_however_fresh_they_are() -> None:
    assert judge(FRESH, 110.0).state is WindowState.FROZEN
    assert judge(FRESH.with_(changed_s=101.0), 110.0).state is WindowState.LIVE
    assert judge(FRESH.with_(same_frames=MIN_FROZEN_FRAMES - 1), 110.0).state is WindowState.LIVE


def test_a_still_night_may_repeat_a_picture_from_one_key_frame_to_the_next() -> None:
    night = FRESH.with_(key_interval_s=8.0)
    assert judge(night, 110.0).state is WindowState.LIVE
    assert judge(night.with_(changed_s=93.9), 110.0).state is WindowState.FROZEN


def test_an_encoder_without_key_frames_is_not_waited_for_for_ever() -> None:
    endless = FRESH.with_(key_interval_s=1e6)
    assert judge(endless.with_(changed_s=109.0 - 2 * MAX_KEY_INTERVAL_S), 110.0).state is WindowState.FROZEN


def test_what_no_camera_makes_may_stand_still() -> None:
    assert judge(FRESH.with_(may_stand_still=True, dark=True), 110.0).state is WindowState.LIVE


@given(st.floats(0, 1e6), st.floats(0, 1e6))
def test_a_picture_may_last_ten_seconds_and_two_key_frame_intervals(a: float, b: float) -> None:
    short, long = sorted((a, b))
    assert 10.0 <= frozen_after_s(short) <= frozen_after_s(long) <= 2 * MAX_KEY_INTERVAL_S
    assert frozen_after_s(short) >= 2 * min(short, MAX_KEY_INTERVAL_S)


def test_black_that_never_changes_is_called_black() -> None:
    assert judge(FRESH.with_(dark=True), 110.0).state is WindowState.BLACK
    assert judge(FRESH.with_(dark=True, changed_s=109.0, same_frames=3), 110.0).state is WindowState.LIVE


def test_dark_at_an_hour_that_is_light_is_black_also_while_it_moves() -> None:
    moves = FRESH.with_(changed_s=109.9, same_frames=0, dark=True, black=True)
    assert judge(moves, 110.0).state is WindowState.BLACK
    assert judge(moves.with_(black=False), 110.0).state is WindowState.LIVE
    assert judge(moves.with_(may_stand_still=True), 110.0).state is WindowState.LIVE


def test_damage_is_shown_for_a_while_and_then_forgotten() -> None:
    hurt = sight(painted_s=109.99, interval_s=0.04, changed_s=109.9, damaged_s=106.0)
    assert judge(hurt, 110.0).state is WindowState.DEGRADED
    assert judge(hurt.with_(damaged_s=100.0), 110.0).state is WindowState.LIVE


@given(st.floats(0.001, 5), st.floats(0, 60), st.floats(0, 60))
def test_a_picture_never_gets_better_by_growing_older(interval_s: float, a: float, b: float) -> None:
    order = [WindowState.LIVE, WindowState.LATE, WindowState.STALE, WindowState.NO_SIGNAL]
    young, old = sorted((a, b))
    seen = [judge(sight(painted_s=0.0, interval_s=interval_s), now).state for now in (young, old)]
    assert order.index(seen[0]) <= order.index(seen[1])


@pytest.mark.parametrize(
    ("link", "opened", "waited_s", "failed", "why"),
    [
        (Link.OPENING, False, 1.9, Reason.NONE, Reason.NONE),
        (Link.OPENING, False, 2.1, Reason.NONE, Reason.NO_ANSWER),
        (Link.OPENING, True, 30.0, Reason.NONE, Reason.NONE),
        (Link.OPENING, False, 0.0, Reason.REFUSED, Reason.REFUSED),
        (Link.RUNNING, True, 0.0, Reason.REFUSED, Reason.NONE),
        (Link.RUNNING, True, 2.1, Reason.NONE, Reason.STOPPED),
        (Link.FAILED, False, 9.0, Reason.REFUSED, Reason.NONE),
    ],
)
def test_nobody_waits_for_a_camera_that_does_not_answer_or_failed_lately(
    link: Link, opened: bool, waited_s: float, failed: Reason, why: Reason
) -> None:
    assert doubt(link, opened, waited_s, failed) is why
