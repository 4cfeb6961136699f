"""Rules: on a draft a zoomed window shows its part of the picture, cut from the glass."""

from __future__ import annotations

import pytest

from tests.rules.test_enlarge import WALL, window
from wallctl.controller.canvas.content_words import manner
from wallctl.controller.canvas.scene import Board, Scene
from wallctl.model.geometry import Rect
from wallctl.model.layout import Crop, Fit, Home, Layout

HALF = Crop(x=0.5, y=0.5, w=0.5, h=0.5)


def region(fit: Fit, crop: Crop) -> Rect:
    glass = Layout(windows=(window("a", 2, 1, fit=fit),))
    cropped = window("a", 0, 0, crop=crop)
    found = Scene(Board.DRAFT, WALL, Layout(windows=(cropped,)), glass).picture_region(cropped)
    assert found is not None
    return found


def test_the_whole_picture_is_the_whole_window_of_the_glass() -> None:
    assert region(Fit.COVER, Crop()) == Rect(x=2, y=1, w=1, h=1)


def test_a_part_is_cut_out_of_the_picture_without_its_bars() -> None:
    assert region(Fit.STRETCH, HALF) == Rect(x=2.5, y=1.5, w=0.5, h=0.5)
    contained = region(Fit.CONTAIN, HALF)
    assert (contained.x, contained.w) == (2.5, 0.5)
    assert contained.h == pytest.approx(0.375) and contained.y == pytest.approx(1.5)


def test_what_is_not_plain_is_said_in_short() -> None:
    assert manner(window("a", 0, 0)) == ""
    home = Home(rect=Rect(x=0, y=0, w=1, h=1), z=0)
    odd = window("a", 0, 0, 2, 2, crop=HALF, locked=True, home=home)
    assert manner(odd) == "已放大 · 2.0× · 锁"
    assert manner(window("a", 0, 0, crop=Crop(x=0.4, w=0.2, h=0.9))) == "局部", "no zoom says how much"
    aside = Home(rect=Rect(x=0, y=0, w=4, h=3), z=0)
    assert manner(window("m", 0, 0, home=aside)) == "让位"
