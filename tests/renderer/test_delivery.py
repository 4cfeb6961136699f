"""Rule: each target gets the newest frame once, and the parts of a spanning window join without a seam."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.kit.clips import Pixels, solid
from tests.kit.examples import share
from wallctl.model.geometry import PxRect
from wallctl.model.layout import Crop, Fit
from wallctl.renderer.delivery import LAST_GOOD_S, RENEWED_EVERY_S, Delivery, Recent, Shot
from wallctl.renderer.reading import boot_s
from wallctl.renderer.scaling import Target


def _rect(x: int, y: int, w: int, h: int) -> PxRect:
    return PxRect(x=x, y=y, w=w, h=h)


def _target(w: int = 8, h: int = 6) -> Target:
    return Target(_rect(0, 0, w, h), _rect(0, 0, w, h), Fit.STRETCH, Crop())


def _given(target: Target, frame: Pixels, *, cut: bool) -> Shot:
    """What one target gets of a frame that was decoded here, or cut out of another's memory."""
    delivery = Delivery(lambda: None)
    delivery.want({"k": target})
    if cut:
        size = (frame.shape[1], frame.shape[0])
        delivery.give_cut(delivery.wanting(), size, lambda x, y, r, b, make: make(frame[y:b, x:r]), 7.0)
    else:
        delivery.give(delivery.wanting(), frame, 7.0)
    shot = delivery.take("k")
    assert shot is not None
    return shot


def _noise(width: int, height: int, seed: int) -> Pixels:
    small = np.random.default_rng(seed).integers(0, 256, (height // 4 + 2, width // 4 + 2, 3), np.uint8)
    return np.repeat(np.repeat(small, 4, axis=0), 4, axis=1)[:height, :width].copy()


@share(80)
@given(
    st.tuples(st.integers(20, 90), st.integers(20, 90)),
    st.tuples(st.integers(20, 120), st.integers(20, 120)),
    st.sampled_from(list(Fit)),
    st.data(),
)
def test_a_follower_paints_the_same_pixels_as_one_who_decodes(
    frame_size: tuple[int, int], window: tuple[int, int], fit: Fit, data: st.DataObject
) -> None:
    """Half the cells of a spanning window follow: a cut that lacks its neighbours shows as a seam."""
    frame = _noise(*frame_size, seed=frame_size[0])
    win = _rect(0, 0, *window)
    cut_at = data.draw(st.integers(1, window[0] - 1))
    for part in (_rect(0, 0, cut_at, window[1]), _rect(cut_at, 0, window[0] - cut_at, window[1])):
        target = Target(win, part, fit, Crop())
        leader, follower = _given(target, frame, cut=False), _given(target, frame, cut=True)
        assert leader.patch.dst == follower.patch.dst
        apart = leader.patch.pixels[:, :, :3].astype(int) - follower.patch.pixels[:, :, :3]
        # The two resample in 1/32 and 1/2048 of a pixel.
        assert np.abs(apart).max() <= 24


@pytest.mark.parametrize("cut", [False, True])
def test_a_part_with_nothing_but_bars_gets_the_frame_too(cut: bool) -> None:
    """It is as live as the rest of its window, and black."""
    target = Target(_rect(0, 0, 40, 200), _rect(0, 0, 40, 50), Fit.CONTAIN, Crop())
    shot = _given(target, solid(200, 64, 48), cut=cut)
    assert shot.grabbed_s == 7.0 and (shot.frame_w, shot.frame_h) == (64, 48)
    assert not shot.patch.pixels[:, :, :3].any()
    assert shot.patch.dst.meet(target.dst) == shot.patch.dst


def test_a_frame_is_kept_for_those_who_have_not_taken_the_last_one_and_rings_once() -> None:
    rings: list[int] = []
    delivery = Delivery(lambda: rings.append(1))
    delivery.want({"a": _target(), "b": _target()})
    delivery.give(delivery.wanting(), solid(1), 1.0)
    assert set(delivery.wanting()) == set()
    assert delivery.take("a") is not None and delivery.take("a") is None
    assert set(delivery.wanting()) == {"a"}
    delivery.give(delivery.wanting(), solid(2), 2.0)
    first, second = delivery.take("a"), delivery.take("b")
    assert first is not None and first.grabbed_s == 2.0
    assert second is not None and second.grabbed_s == 1.0
    assert len(rings) == 2


def test_what_was_asked_for_before_is_not_given_after_it_is_wanted_no_more() -> None:
    delivery = Delivery(lambda: None)
    delivery.want({"a": _target()})
    asked = delivery.wanting()
    delivery.want({"b": _target()})
    delivery.give(asked, solid(1), 1.0)
    assert delivery.take("a") is None and delivery.take("b") is None


def test_a_frame_that_is_gone_before_it_is_copied_is_not_given() -> None:
    rings: list[int] = []
    delivery = Delivery(lambda: rings.append(1))
    delivery.want({"a": _target()})
    delivery.give_cut(delivery.wanting(), (64, 48), lambda *edges: None, 1.0)
    assert delivery.take("a") is None and not rings
    assert set(delivery.wanting()) == {"a"}


def test_a_window_that_gave_up_frames_gets_so_many_a_second_and_the_first_at_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    now = [100.0]
    monkeypatch.setattr("wallctl.renderer.delivery.time.monotonic", lambda: now[0])
    delivery = Delivery(lambda: None)
    delivery.want({"a": _target(), "few": _target()}, {"few": 8.0})
    got = {"a": 0, "few": 0}
    for number in range(100):
        now[0] = 100.0 + number / 25
        delivery.give(delivery.wanting(), solid(number, 8, 6), now[0])
        for key in got:
            got[key] += delivery.take(key) is not None
        if number == 0:
            assert got == {"a": 1, "few": 1}
    assert got["a"] == 100 and 31 <= got["few"] <= 33, got
    delivery.want({"a": _target(), "few": _target()})
    assert delivery.wanting().keys() == {"a", "few"}, "and all of them again"


def test_a_target_that_is_new_gets_the_last_frame_at_once() -> None:
    delivery = Delivery(lambda: None)
    delivery.want({"a": _target()})
    delivery.give(delivery.wanting(), solid(9, 8, 6), boot_s())
    delivery.seed(delivery.want({"a": _target(), "b": _target(4, 4)}), None)
    shot = delivery.take("b")
    assert shot is not None and shot.patch.pixels[0, 0, 0] == 9


def test_a_target_that_is_new_gets_the_newest_frame_of_a_shared_stream() -> None:
    frame = solid(44, 8, 6)
    recent = Recent((8, 6), lambda x, y, right, bottom, make: make(frame[y:bottom, x:right]), boot_s())
    delivery = Delivery(lambda: None)
    delivery.seed(delivery.want({"b": _target(4, 4)}), recent)
    shot = delivery.take("b")
    assert shot is not None and shot.patch.pixels[0, 0, 0] == 44


def test_a_frame_that_is_older_is_no_ones_first_picture() -> None:
    delivery = Delivery(lambda: None)
    delivery.want({"a": _target()})
    delivery.give(delivery.wanting(), solid(9, 8, 6), boot_s() - 2 * LAST_GOOD_S)
    delivery.seed(delivery.want({"b": _target(4, 4)}), None)
    assert delivery.take("b") is None


def test_nothing_is_kept_when_nobody_wants_anything() -> None:
    delivery = Delivery(lambda: None)
    delivery.want({"a": _target()})
    delivery.give(delivery.wanting(), solid(9, 8, 6), boot_s())
    delivery.want({})
    delivery.seed(delivery.want({"b": _target(4, 4)}), None)
    assert delivery.take("b") is None


def test_a_frame_from_before_does_not_keep_a_newer_one_out() -> None:
    delivery = Delivery(lambda: None)
    delivery.want({"a": _target()})
    delivery.give(delivery.wanting(), solid(9, 8, 6), boot_s())
    delivery.take("a")
    delivery.seed(delivery.want({"a": _target(), "b": _target(4, 4)}), None)
    assert set(delivery.wanting()) == {"a", "b"}
    delivery.give(delivery.wanting(), solid(77, 8, 6), boot_s())
    assert delivery.wanting() == {}
    shot = delivery.take("b")
    assert shot is not None and shot.patch.pixels[0, 0, 0] == 77


def test_while_the_painter_rests_what_it_did_not_take_is_replaced_now_and_then(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    clock_s = [100.0]
    monkeypatch.setattr("wallctl.renderer.delivery.boot_s", lambda: clock_s[0])
    delivery = Delivery(lambda: None)
    delivery.want({"k": _target()})
    delivery.rest(101.0)
    given = []
    for number in range(25):
        clock_s[0] = 100.0 + number / 25
        wanting = delivery.wanting()
        if wanting:
            given.append(clock_s[0])
            delivery.give(wanting, solid(number), clock_s[0])
    assert given[0] == 100.0, "who has none gets the first"
    assert all(b - a >= RENEWED_EVERY_S for a, b in pairwise(given))
    assert 7 <= len(given) <= 10
    clock_s[0] = 101.0
    assert not delivery.wanting(), "afterwards one waits to be taken, as ever"
    shot = delivery.take("k")
    assert shot is not None and shot.grabbed_s > 100.8 and delivery.wanting()
