"""Rules: the part that is drawn is the part that is shown, in any proportions, never outside the picture."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.rules.wall_state import window
from wallctl.model.geometry import PxRect, Rect
from wallctl.model.layout import Crop, Fit, Layout
from wallctl.model.wall import Size, Wall
from wallctl.rules.arrows import Way
from wallctl.rules.cropping import STEPS, begun, cropped, picture_place
from wallctl.rules.edit_several import MOST_ZOOM
from wallctl.rules.fitting import content_rect

WALL = Wall(id="main", rows=3, cols=4, cell_px=Size(w=800, h=600))
TALL = window("a", 1, 1).with_(fit=Fit.CONTAIN)
FITS = st.sampled_from(list(Fit))
CROPS = st.builds(
    lambda x, y, w, h: Crop(x=x * (1 - w), y=y * (1 - h), w=w, h=h),
    st.floats(0, 1),
    st.floats(0, 1),
    st.floats(1 / MOST_ZOOM, 1),
    st.floats(1 / MOST_ZOOM, 1),
)


@given(FITS, CROPS, st.integers(1, 4), st.integers(1, 3))
def test_the_desk_knows_where_the_glass_paints_the_picture(fit: Fit, crop: Crop, w: int, h: int) -> None:
    shown = window("a", 0, 0, w, h).with_(fit=fit, crop=crop)
    place = picture_place(WALL, shown, 1920 / 1080)
    glass = content_rect(PxRect(x=0, y=0, w=w * 800, h=h * 600), 1920, 1080, fit, crop)
    for desk_cells, cell_px, glass_px in (
        (place.x, 800, glass.x),
        (place.y, 600, glass.y),
        (place.right, 800, glass.right),
        (place.bottom, 600, glass.bottom),
    ):
        assert desk_cells * cell_px == pytest.approx(glass_px, abs=2)


@given(FITS, CROPS, st.tuples(*[st.floats(-1, 5)] * 4))
def test_what_is_drawn_is_what_is_shown(
    fit: Fit, crop: Crop, hand: tuple[float, float, float, float]
) -> None:
    shown = window("a", 0, 0, 2, 2).with_(fit=fit, crop=crop)
    cut = begun(WALL, shown).drawn(*hand)
    assert cut.area.covers(cut.part) and shown.rect.covers(cut.area)
    now = cropped(Layout(windows=(shown,)), cut).windows[0].crop
    assert now.w >= 1 / MOST_ZOOM - 1e-9 and now.h >= 1 / MOST_ZOOM - 1e-9
    asked = (cut.part.x - cut.place.x) / cut.place.w * crop.w + crop.x
    asked_w = cut.part.w / cut.place.w * crop.w
    assert now.x <= asked + 1e-9 and now.x + now.w >= asked + asked_w - 1e-9
    if asked_w > 1 / MOST_ZOOM:
        assert now.x == pytest.approx(asked, abs=1e-6) and now.w == pytest.approx(asked_w, abs=1e-6)


def test_keys_move_the_frame_and_make_it_larger_inside_the_picture() -> None:
    cut = begun(WALL, TALL)
    assert cut.area.w == 1 and cut.area.h == pytest.approx(0.75), "the bars are no part of it"
    assert cut.moved(Way.RIGHT).part.x == pytest.approx(cut.part.x + 1 / STEPS)
    assert cut.grown(Way.DOWN).part.h == pytest.approx(cut.part.h + 0.75 / STEPS)
    for way in Way:
        held = cut
        for _ in range(2 * STEPS):
            held = held.grown(way).moved(way)
        assert cut.area.covers(held.part) and held.part.w >= 1 / STEPS - 1e-9


def test_of_a_part_too_small_to_tell_anything_more_round_it_is_shown() -> None:
    cut = begun(WALL, TALL.with_(fit=Fit.STRETCH)).drawn(1.5, 1.5, 1.51, 1.51)
    crop = cropped(Layout(windows=(TALL,)), cut).windows[0].crop
    assert (crop.w, crop.h) == (1 / MOST_ZOOM, 1 / MOST_ZOOM)
    assert crop.x == pytest.approx(0.505 - 0.5 / MOST_ZOOM) and Rect(x=0, y=0, w=1, h=1).covers(
        Rect(x=crop.x, y=crop.y, w=crop.w, h=crop.h)
    )
