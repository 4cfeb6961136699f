"""Rule: pictures have exactly their target's pixels, and neighbours of a spanning window join."""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from tests.kit.examples import share
from wallctl.model.geometry import PxRect
from wallctl.model.layout import Crop, Fit
from wallctl.renderer.scaling import (
    Patch,
    Planner,
    Target,
    dimmed,
    png,
    reduced,
    resized,
    shrunk_jpeg,
    small_grey,
    with_alpha,
)

Pixels = NDArray[np.uint8]
fits = st.sampled_from(list(Fit))
sides = st.integers(1, 97)
crops = st.builds(
    lambda x, y, w, h: Crop(x=x, y=y, w=min(w, 1 - x), h=min(h, 1 - y)),
    st.floats(0, 0.8),
    st.floats(0, 0.8),
    st.floats(0.05, 1),
    st.floats(0.05, 1),
)


def _rect(x: int, y: int, w: int, h: int) -> PxRect:
    return PxRect(x=x, y=y, w=w, h=h)


def _whole(w: int, h: int, fit: Fit = Fit.STRETCH, crop: Crop | None = None) -> Target:
    win = _rect(0, 0, w, h)
    return Target(win, win, fit, crop or Crop())


def _scaled(target: Target, frame: Pixels) -> Patch | None:
    """The picture that a target gets of that frame."""
    plan = Planner(target).plan(frame.shape[1], frame.shape[0])
    return None if plan is None else Patch(frame, plan)


def _rgb(patch: Patch) -> Pixels:
    return patch.pixels[:, :, :3]


def _ramp(width: int, height: int) -> Pixels:
    """Levels that rise smoothly across and down: a step at a seam stands out."""
    across = np.linspace(0, 200, width, dtype=np.float32)[None, :, None]
    down = np.linspace(0, 50, height, dtype=np.float32)[:, None, None]
    return np.broadcast_to(across + down, (height, width, 3)).astype(np.uint8)


@given(sides, sides, sides, sides, fits, crops)
def test_a_patch_fills_exactly_the_place_it_names_inside_the_target(
    frame_w: int, frame_h: int, w: int, h: int, fit: Fit, crop: Crop
) -> None:
    patch = _scaled(_whole(w, h, fit, crop), _ramp(frame_w, frame_h))
    assert patch is not None
    assert patch.pixels.shape == (patch.dst.h, patch.dst.w, 4)
    assert patch.pixels.dtype == np.uint8
    assert patch.dst.meet(_rect(0, 0, w, h)) == patch.dst
    if fit is not Fit.CONTAIN:
        assert patch.dst == _rect(0, 0, w, h)


@pytest.mark.parametrize("channels", [3, 4])
@pytest.mark.parametrize(
    ("frame", "size"),
    [
        ((640, 360), (1024, 576)),
        ((701, 523), (1003, 769)),
        ((640, 360), (512, 288)),
        ((640, 360), (200, 100)),
    ],
)
def test_what_opencv_calls_not_exact_is_one_level_off_at_most(
    frame: tuple[int, int], size: tuple[int, int], channels: int
) -> None:
    source = np.random.default_rng(1).integers(0, 256, (frame[1], frame[0], channels), np.uint8)
    made = resized(source, size)
    exact = cv2.resize(source, size, interpolation=cv2.INTER_LINEAR)
    assert np.abs(made.astype(np.int16) - exact).max() <= 1
    for level in (0, 1, 127, 128, 254, 255):
        assert (resized(np.full_like(source, level), size) == level).all()


@pytest.mark.parametrize(
    ("frame", "size", "cheaper"),
    [((160, 90), (300, 200), True), ((200, 100), (100, 100), True), ((201, 100), (100, 100), False)],
)
def test_only_what_is_not_made_much_smaller_is_scaled_in_the_cheaper_way(
    frame: tuple[int, int], size: tuple[int, int], cheaper: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And nothing else that this thread scales is: the switch is off again."""
    used = []
    resize = cv2.resize

    def looked_at(*args: Any, **named: Any) -> Any:
        used.append(cv2.ipp.useIPP_NotExact())
        return resize(*args, **named)

    monkeypatch.setattr(cv2, "resize", looked_at)
    resized(np.zeros((frame[1], frame[0], 4), np.uint8), size)
    assert used == [cheaper]
    assert not cv2.ipp.useIPP_NotExact()


@given(sides, sides, sides, sides, fits, crops, st.integers(0, 255))
def test_a_plain_picture_stays_plain_to_its_edges(
    frame_w: int, frame_h: int, w: int, h: int, fit: Fit, crop: Crop, level: int
) -> None:
    frame = np.full((frame_h, frame_w, 3), level, np.uint8)
    patch = _scaled(_whole(w, h, fit, crop), frame)
    assert patch is not None
    assert (_rgb(patch) == level).all()


@share(60)
@given(st.integers(40, 90), st.integers(40, 90), st.integers(40, 90), st.data(), fits, crops)
def test_the_two_sides_of_a_seam_are_the_two_halves_of_one_picture(
    frame_w: int, frame_h: int, side: int, data: st.DataObject, fit: Fit, crop: Crop
) -> None:
    """A window over two cells is scaled in two processes; put together, nothing shows where they meet."""
    frame = _ramp(frame_w, frame_h)
    win = _rect(0, 0, side, side)
    cut = data.draw(st.integers(1, side - 1))
    left, right = _rect(0, 0, cut, side), _rect(cut, 0, side - cut, side)
    whole = _scaled(Target(win, win, fit, crop), frame)
    assert whole is not None
    canvas = np.zeros((side, side, 3), np.int16)
    covered = np.zeros((side, side), bool)
    for part in (left, right):
        patch = _scaled(Target(win, part, fit, crop), frame)
        if patch is not None:
            at = patch.dst
            assert not covered[at.y : at.bottom, at.x : at.right].any()
            canvas[at.y : at.bottom, at.x : at.right] = _rgb(patch)
            covered[at.y : at.bottom, at.x : at.right] = True
    at = whole.dst
    assert covered.sum() == at.w * at.h
    together = canvas[at.y : at.bottom, at.x : at.right]
    # Interpolation works in 1/32 of a pixel; the ramp rises by at most 5 levels a pixel.
    assert np.abs(together - _rgb(whole).astype(np.int16)).max() <= 3


@given(st.integers(1, 120), st.integers(1, 120))
def test_a_frame_of_the_targets_own_size_is_not_touched(w: int, h: int) -> None:
    frame = np.random.default_rng(w * 1000 + h).integers(0, 256, (h, w, 3), np.uint8)
    patch = _scaled(_whole(w, h), frame)
    assert patch is not None
    assert np.array_equal(_rgb(patch), frame)


@given(sides, sides, sides, sides, fits, crops)
def test_four_channels_make_the_same_picture_as_three(
    frame_w: int, frame_h: int, w: int, h: int, fit: Fit, crop: Crop
) -> None:
    frame, target = _ramp(frame_w, frame_h), _whole(w, h, fit, crop)
    three, four = _scaled(target, frame), _scaled(target, with_alpha(frame))
    assert three is not None and four is not None and three.dst == four.dst
    assert np.abs(_rgb(three).astype(np.int16) - _rgb(four)).max() <= 1


def test_a_plan_follows_a_change_of_the_streams_size() -> None:
    planner = Planner(_whole(8, 6, Fit.CONTAIN))
    first, second = planner.plan(8, 6), planner.plan(16, 9)
    assert first is not None and second is not None
    assert first.dst == _rect(0, 0, 8, 6) and second.dst.h < 6
    assert planner.plan(8, 6) == first


def test_a_part_that_holds_only_bars_gets_no_picture() -> None:
    win = _rect(0, 0, 100, 10)
    target = Target(win, _rect(0, 0, 10, 10), Fit.CONTAIN, Crop())
    assert _scaled(target, np.zeros((10, 10, 3), np.uint8)) is None


def test_the_smallest_crop_of_the_smallest_frame_is_still_a_picture() -> None:
    crop = Crop(x=0.9999, y=0.5, w=1e-6, h=1e-6)
    for fit in Fit:
        patch = _scaled(_whole(5, 5, fit, crop), np.full((2, 2, 3), 77, np.uint8))
        assert patch is not None
        assert (_rgb(patch) == 77).all()


@given(sides, sides, st.integers(1, 20), st.integers(1, 20), st.data(), fits, crops, st.booleans())
def test_a_drawn_piece_is_that_piece_of_the_picture_and_nothing_else(
    frame_w: int, frame_h: int, w: int, h: int, data: st.DataObject, fit: Fit, crop: Crop, seen: bool
) -> None:
    frame, at = _ramp(frame_w, frame_h), _rect(3, 4, w, h)
    patch, twin = (_scaled(Target(at, at, fit, crop), frame) for _ in range(2))
    assert patch is not None and twin is not None
    left, top = data.draw(st.integers(0, patch.dst.w - 1)), data.draw(st.integers(0, patch.dst.h - 1))
    wide, tall = data.draw(st.integers(1, patch.dst.w - left)), data.draw(st.integers(1, patch.dst.h - top))
    part = _rect(patch.dst.x + left, patch.dst.y + top, wide, tall)
    expected = np.full((40, 40, 4), 7, np.uint8)
    expected[part.y : part.bottom, part.x : part.right] = twin.pixels[top : top + tall, left : left + wide]
    canvas = np.full((40, 40, 4), 7, np.uint8)
    if seen:
        _ = patch.pixels
    patch.draw(canvas, part)
    assert np.array_equal(canvas[:, :, :3], expected[:, :, :3])


def test_a_dimmed_picture_cannot_be_taken_for_a_live_one() -> None:
    patch = _scaled(_whole(4, 4), np.full((4, 4, 3), 240, np.uint8))
    assert patch is not None
    assert _rgb(dimmed(patch)).max() < 100
    assert _rgb(patch).min() == 240


@share(40)
@given(width=sides, height=sides, data=st.data())
def test_a_frame_made_smaller_at_once_is_the_same_picture_and_keeps_nothing_of_it(
    width: int, height: int, data: st.DataObject
) -> None:
    """The frame may be in memory that another process writes to."""
    wide, high = data.draw(st.integers(width, 160)), data.draw(st.integers(height, 160))
    frame = np.random.default_rng(wide).integers(0, 256, (high, wide, 3), np.uint8)
    plan = Planner(_whole(width, height)).plan(wide, high)
    assert plan is not None
    at_once, when_drawn = reduced(frame, plan), Patch(frame.copy(), plan)
    assert at_once is not None and at_once.dst is plan.dst
    frame[:] = 0
    assert np.array_equal(at_once.pixels, when_drawn.pixels)


def test_a_frame_that_is_made_larger_is_not_scaled_before_it_is_drawn() -> None:
    plan = Planner(_whole(64, 48)).plan(32, 24)
    assert plan is not None and reduced(np.zeros((24, 32, 3), np.uint8), plan) is None


def test_the_small_copy_for_a_card_is_grey_and_dim() -> None:
    frame = np.zeros((40, 60, 3), np.uint8)
    frame[..., 2] = 255
    patch = _scaled(_whole(60, 40), frame)
    assert patch is not None
    small = small_grey(patch, 30)
    assert small.shape == (20, 30, 4)
    assert (small[..., 0] == small[..., 1]).all() and (small[..., 1] == small[..., 2]).all()
    assert small[..., :3].max() < 128


def test_pictures_for_the_desk_can_be_opened() -> None:
    canvas = np.zeros((30, 50, 4), np.uint8)
    canvas[:, 25:] = (10, 200, 30, 255)
    whole = cv2.imdecode(np.frombuffer(png(canvas), np.uint8), cv2.IMREAD_UNCHANGED)
    assert whole is not None and np.array_equal(whole, canvas[:, :, :3])
    data, width, height = shrunk_jpeg(canvas, 25, 70)
    small = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_COLOR)
    assert small is not None and small.shape == (height, width, 3) == (15, 25, 3)
