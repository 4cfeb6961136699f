"""Rule: what a feed says of itself is whole, and a failure ends what was measured before it."""

from __future__ import annotations

import pytest

from wallctl.model.geometry import PxRect
from wallctl.model.health import Reason
from wallctl.model.layout import Crop, Fit
from wallctl.renderer.feed_state import FeedState
from wallctl.renderer.reading import QUIET_BEFORE_S, boot_s
from wallctl.renderer.scaling import Target
from wallctl.rules.freshness import Link


def test_a_new_feed_is_opening_and_knows_nothing() -> None:
    view = FeedState(lambda: None).view()
    assert (view.link, view.reason) == (Link.OPENING, Reason.NONE)
    assert view.interval_s is None and view.changed_s is None and view.dropped == 0


def test_the_interval_is_the_mean_of_the_last_frames() -> None:
    state = FeedState(lambda: None)
    for number in range(200):
        state.arrived(100.0 + number)
    for number in range(50):
        state.arrived(300.0 + number * 0.04)
    assert state.view().interval_s == pytest.approx(0.04)


def test_frames_that_were_not_looked_at_count_for_the_interval_all_the_same() -> None:
    state = FeedState(lambda: None)
    state.arrived(100.0)
    for number in range(1, 9):
        state.arrived(100.0 + number * 0.25, 5)
    assert state.view().interval_s == pytest.approx(0.05)


def test_whether_frames_are_wanted_is_known_at_once() -> None:
    state = FeedState(lambda: None)
    assert not state.wanted_within(0.0)
    whole = PxRect(x=0, y=0, w=8, h=6)
    state.want({"k": Target(whole, whole, Fit.STRETCH, Crop())}, None)
    assert state.wanted_within(0.0)
    state.want({}, None)
    assert not state.wanted_within(0.0)


def test_a_failure_rings_and_forgets_the_interval() -> None:
    rings: list[int] = []
    state = FeedState(lambda: rings.append(1))
    state.arrived(1.0)
    state.arrived(1.1)
    state.say(Link.RUNNING)
    assert not rings
    state.say(Link.FAILED, Reason.REFUSED)
    assert rings and state.view().interval_s is None
    assert (state.view().link, state.view().reason) == (Link.FAILED, Reason.REFUSED)


def test_damage_from_before_the_first_picture_is_not_told() -> None:
    """A decoder that begins in the middle of a stream complains until the first key frame."""
    state = FeedState(lambda: None)
    state.damaged_s = boot_s()
    state.say(Link.RUNNING)
    assert state.view().damaged_s is None
    state.damaged_s = at = boot_s()
    state.say(Link.RUNNING)
    assert state.view().damaged_s == at


def test_nothing_is_wanted_in_the_quiet_before_a_take() -> None:
    state = FeedState(lambda: None)
    state.quiet_until_s = boot_s() + QUIET_BEFORE_S / 2
    assert state.quiet() and state.wanting() == {}
    for far in (0.0, boot_s() + 60, boot_s() - 1):
        state.quiet_until_s = far
        assert not state.quiet()


def test_what_a_camera_sends_is_told_by_its_stamps_however_slowly_it_is_read() -> None:
    state = FeedState(lambda: None)
    for number in range(30):
        state.arrived(100.0 + number / 5)
        state.stamped(7.0 + number / 25)
    view = state.view()
    assert view.interval_s is not None and view.interval_s > 0.15
    assert view.sent_interval_s is not None and abs(view.sent_interval_s - 0.04) < 1e-6


def test_streams_without_stamps_and_stamps_that_jump_tell_nothing_wrong() -> None:
    bare, jumping = FeedState(lambda: None), FeedState(lambda: None)
    for number in range(30):
        bare.stamped(0.0)
        jumping.stamped(1000.0 * (number % 2))
    assert bare.view().sent_interval_s is None and jumping.view().sent_interval_s is None
