"""Rule: letters can be read from 8 m away and stay in their window, and each state has its own shape."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtGui import QColor, QFontDatabase, QGuiApplication

from tests.kit.examples import share
from wallctl.model.geometry import PxRect
from wallctl.model.health import Reason, WindowState
from wallctl.renderer.cards import CardText
from wallctl.renderer.lettering import Badge, Lettering, Name, Shape, plate_h
from wallctl.renderer.marks import live_marks, mark_px
from wallctl.renderer.typesetting import (
    BG,
    FAMILIES,
    LEAST_ON_DESK_PX,
    LEAST_PX,
    MUTED,
    PANEL,
    PLATE,
    WHY,
    Sizes,
)
from wallctl.rules.legible import Letters, letters_on
from wallctl.rules.words import REASONS, REMEDIES, STATES, Words

LONG = "长江干堤民主垸险工段管涌处置点三号球机"
DYKE = Name(Words(LONG, "Minzhu dyke, third camera"), "水利局", "#2AA9E0")
SIZES = Sizes(36, 18)


@pytest.fixture
def lettering(qapp: QGuiApplication) -> Lettering:
    lettering = Lettering()
    lettering.warm()
    return lettering


def _ink(pixels: np.ndarray, ground: str) -> np.ndarray:
    """Where something is written on the ground."""
    colour = QColor(ground)
    level = (colour.blue(), colour.green(), colour.red())
    return np.asarray(np.abs(pixels[:, :, :3].astype(int) - level).max(axis=2) > 40)


def _height(ink: np.ndarray) -> int:
    rows = np.flatnonzero(ink.any(axis=1))
    return int(rows[-1] - rows[0] + 1) if rows.size else 0


def test_a_font_with_chinese_letters_is_there(qapp: QGuiApplication) -> None:
    assert set(FAMILIES) & set(QFontDatabase.families()), "apt-get install fonts-noto-cjk"


def _card(
    lettering: Lettering, text: CardText, width: int, height: int, sizes: Sizes, last: np.ndarray | None
) -> np.ndarray:
    """The card of a window that is all on one cell."""
    at = PxRect(x=0, y=0, w=width, h=height)
    return lettering.card(text, at, at, sizes, last)


def _named(zh: str, agency: str = "", en: str = "") -> Name:
    return Name(Words(zh, en), agency, "#2AA9E0")


@pytest.mark.parametrize("cell_h", [360, 768, 1050, 1080, 2160])
def test_drawn_letters_are_as_high_as_they_must_be_to_be_read_from_8_m(
    lettering: Lettering, cell_h: int
) -> None:
    """Measured in drawn pixels, on a cube of 1021 mm: 32 mm for names and states, 20 mm for small lines."""
    letters = letters_on(cell_h, 1021.0, 8.0)
    sizes = lettering.sizes(letters, cell_h)
    stripe = sizes.px // 5 + 2
    name = _height(_ink(lettering.label(_named("国"), sizes, 4000), BG)[:, stripe:])
    state = _height(
        _ink(lettering.badge(Badge(Words("国", ""), "", "#ffffff", Shape.RING), sizes, 4000), PLATE)
    )
    assert name / cell_h * 1021 >= 32 and state / cell_h * 1021 >= 32
    assert name >= cell_h / 24
    small = _card(lettering, CardText(Words("", ""), Words("", ""), Words("", "H")), 900, 400, sizes, None)
    assert _height(_ink(small, PANEL)) / cell_h * 1021 >= 20 * 0.72, (
        "a Latin capital is 0.72 of a Chinese letter"
    )


def test_plates_keep_to_the_outer_eighth_of_their_window(lettering: Lettering) -> None:
    for pane_h in range(104, 1200, 8):
        assert plate_h(lettering.sizes(letters_on(768, 1021.0, 8.0), pane_h).px) <= pane_h // 8


def test_letters_shrink_only_in_windows_too_small_for_them(lettering: Lettering) -> None:
    letters = letters_on(768)
    assert lettering.sizes(letters, 768) == lettering.sizes(letters, 500)
    assert lettering.sizes(letters, 150).px < lettering.sizes(letters, 768).px
    assert lettering.sizes(letters, 16) == (LEAST_PX, LEAST_PX)
    assert mark_px(768, 768) == 19 and mark_px(768, 16) == 4


def test_on_a_wall_drawn_small_on_a_desk_letters_stay_letters(lettering: Lettering) -> None:
    assert lettering.sizes(Letters(5, 3), 120).px == LEAST_ON_DESK_PX


@share(60)
@given(
    name=st.text(max_size=60),
    en=st.text(max_size=60),
    agency=st.text(max_size=20),
    px=st.integers(9, 60),
    most=st.integers(40, 900),
)
def test_no_label_is_wider_than_its_window(
    qapp: QGuiApplication, name: str, en: str, agency: str, px: int, most: int
) -> None:
    label = Lettering().label(_named(name, agency, en), Sizes(px, max(9, px // 2)), most)
    assert label.shape[1] <= most
    assert label.dtype == np.uint8 and label.shape[2] == 4


@pytest.mark.parametrize("most", [30, 60, 120, 300, 700])
@pytest.mark.parametrize("name", [DYKE, _named("Minzhu dyke, landward side, camera 3 of 5 (PTZ)")])
def test_a_long_name_is_shortened_and_never_cut(lettering: Lettering, name: Name, most: int) -> None:
    label = lettering.label(name, Sizes(24, 12), most)
    assert label.shape[1] <= most
    assert not _ink(label, BG)[:, -2:].any(), "nothing is written over the edge"
    assert (label[:, :3, :3] == (0xE0, 0xA9, 0x2A)).all(), "the agency's stripe stays"


def test_a_long_name_keeps_its_beginning_and_its_end(lettering: Lettering) -> None:
    most = lettering.label(_named("长江干堤民主垸…三号球机"), SIZES, 4000).shape[1]
    one = lettering.label(_named("长江干堤民主垸险工段管涌处置点三号球机"), SIZES, most)
    other = lettering.label(_named("长江干堤民主垸险工段管涌处置点七号球机"), SIZES, most)
    elsewhere = lettering.label(_named("资江干堤民主垸险工段管涌处置点三号球机"), SIZES, most)
    assert one.shape == other.shape and (one != other).any(), "its number tells it apart"
    assert (one != elsewhere).any(), "its place does"


def test_the_agency_and_then_the_english_name_are_written_where_there_is_room(lettering: Lettering) -> None:
    said = _named("民主垸", "水利", "Minzhu dyke")
    widths = [
        lettering.label(one, SIZES, 900).shape[1]
        for one in (_named("民主垸"), _named("民主垸", "水利"), said)
    ]
    assert widths == sorted(set(widths))
    assert lettering.label(said, SIZES, widths[2] - 1).shape[1] == widths[1]
    assert lettering.label(said, SIZES, widths[1] - 1).shape[1] == widths[0]


@pytest.mark.parametrize("most", [60, 100, 200, 800])
@pytest.mark.parametrize("shape", list(Shape))
def test_no_badge_is_wider_than_its_place(lettering: Lettering, most: int, shape: Shape) -> None:
    badge = lettering.badge(Badge(STATES[WindowState.STALE], "12 分 05 秒", "#ff8a3d", shape), SIZES, most)
    assert badge.shape[1] <= most and badge.shape[2] == 4
    assert not _ink(badge, PLATE)[:, -2:].any()


def test_a_badge_without_room_keeps_the_age(lettering: Lettering) -> None:
    one, other = (
        lettering.badge(Badge(STATES[WindowState.STALE], age, "#ff8a3d", Shape.TRIANGLE), SIZES, 180)
        for age in ("47 秒", "48 秒")
    )
    assert one.shape == other.shape and (one != other).any()


def test_states_differ_by_shape_and_not_by_colour_alone(lettering: Lettering) -> None:
    drawn = [lettering.badge(Badge(Words("滞后", ""), "", "#ffffff", shape), SIZES, 400) for shape in Shape]
    for one, other in itertools.combinations(drawn, 2):
        assert (one != other).any()


@pytest.mark.parametrize("size", [(1024, 768), (512, 384), (200, 150), (64, 48), (16, 16), (1, 1), (3, 700)])
@pytest.mark.parametrize("reason", list(Reason))
def test_a_card_fills_its_window_whatever_its_size(
    lettering: Lettering, size: tuple[int, int], reason: Reason
) -> None:
    width, height = size
    remedy = REMEDIES.get(reason, Words("", ""))
    text = CardText(Words(LONG, "Minzhu dyke"), REASONS[reason], remedy, "10:00", "#2AA9E0")
    last = np.full((max(1, height // 4), max(1, width // 3), 4), 90, np.uint8)
    for small in (None, last):
        card = _card(lettering, text, width, height, lettering.sizes(letters_on(768), height), small)
        assert card.shape == (height, width, 4)


def test_a_card_says_what_and_why_in_letters_of_full_height(lettering: Lettering) -> None:
    letters = letters_on(768, 1021.0, 8.0)
    text = CardText(Words("国", ""), Words("国", ""), Words("", ""))
    card = _card(lettering, text, 1024, 768, lettering.sizes(letters, 768), None)
    rows = np.flatnonzero(_ink(card, PANEL).any(axis=1))
    runs = np.split(rows, np.flatnonzero(np.diff(rows) > letters.name_px // 4) + 1)
    assert len(runs) == 2
    assert all(len(run) >= letters.name_px for run in runs)


@pytest.mark.parametrize("size", [(1024, 768), (341, 256), (160, 120)])
def test_nothing_on_a_card_is_cut_at_its_edges(lettering: Lettering, size: tuple[int, int]) -> None:
    width, height = size
    text = CardText(Words(LONG, "Minzhu dyke" * 9), Words(LONG, LONG), Words(LONG, "Mend it. " * 20))
    card = _card(lettering, text, width, height, lettering.sizes(letters_on(768), height), None)
    ink = _ink(card, PANEL)
    assert ink.any()
    assert not ink[:2].any() and not ink[-2:].any() and not ink[:, :2].any() and not ink[:, -2:].any()


def test_a_card_keeps_the_last_picture_small_on_it(lettering: Lettering) -> None:
    text = CardText(Words("甲", ""), STATES[WindowState.NO_SIGNAL], Words("", ""), "最后画面 10:00:00")
    last = np.full((200, 300, 4), 123, np.uint8)
    card = _card(lettering, text, 1024, 768, SIZES, last)
    kept = (card[:, :, :3] == 123).all(axis=2)
    assert kept.sum() >= 200 * 300
    assert not (_card(lettering, text, 1024, 768, SIZES, None)[:, :, :3] == 123).all(axis=2).any()


@pytest.mark.parametrize("size", [(160, 120), (341, 256), (1024, 768)])
def test_on_a_card_chinese_is_never_lower_than_the_english_beside_it(
    lettering: Lettering, size: tuple[int, int]
) -> None:
    width, height = size
    sizes = lettering.sizes(letters_on(height, 1021.0, 8.0), height)
    zh, en = (
        _card(lettering, CardText(Words("", ""), Words("", ""), words), width, height, sizes, None)
        for words in (Words("国", ""), Words("", "H"))
    )
    assert _height(_ink(zh, PANEL)) > _height(_ink(en, PANEL)) >= height / 60


@pytest.mark.parametrize(("right", "down"), [(False, False), (True, False), (False, True), (True, True)])
def test_where_four_cubes_meet_in_the_middle_words_lean_to_there(
    lettering: Lettering, right: bool, down: bool
) -> None:
    cell = PxRect(x=0, y=0, w=400, h=300)
    win = PxRect(x=-400 if right else 0, y=-300 if down else 0, w=800, h=600)
    text = CardText(Words("国", ""), Words("国", ""), Words("", ""))
    ink = _ink(lettering.card(text, win, cell, Sizes(20, 10), None), PANEL)
    rows, cols = np.flatnonzero(ink.any(axis=1)), np.flatnonzero(ink.any(axis=0))
    assert (cols[0] < 100) if right else (cols[-1] > 300)
    assert (rows[0] < 75) if down else (rows[-1] > 225)
    assert cols[0] >= 10 and cols[-1] < 390 and rows[0] >= 10 and rows[-1] < 290, "inside its cube"


def test_a_card_of_a_place_that_is_meant_to_be_empty_is_not_amber(lettering: Lettering) -> None:
    amber = (0x33, 0xB2, 0xF2)
    for tone, expected in ((MUTED, False), (WHY, True)):
        text = CardText(Words("甲", ""), Words("乙", ""), Words("", ""), tone=tone)
        card = _card(lettering, text, 400, 300, SIZES, None)
        assert bool((np.abs(card[:, :, :3].astype(int) - amber).max(axis=2) < 8).any()) is expected


def test_the_big_age_stays_inside_its_window(lettering: Lettering) -> None:
    for most in (40, 100, 900):
        plate = lettering.big_age("画面停滞 12 分 05 秒", 48, most)
        assert plate.shape[1] <= most
        assert not _ink(plate, BG)[:, -1:].any()


@pytest.mark.parametrize("px", [4, 5, 9, 19, 27])
def test_the_live_mark_has_four_places_of_one_size_that_all_differ(px: int) -> None:
    marks = live_marks(px)
    assert len(marks) == 4 and len({mark.shape for mark in marks}) == 1
    for one, other in itertools.combinations(marks, 2):
        assert (one != other).any()


def test_texts_that_are_drawn_again_are_not_drawn_twice_and_not_kept_for_ever(lettering: Lettering) -> None:
    first = lettering.label(_named("甲"), SIZES, 300)
    assert lettering.label(_named("甲"), SIZES, 300) is first
    for number in range(1000):
        lettering.label(_named(f"{number}"), SIZES, 300)
    again = lettering.label(_named("甲"), SIZES, 300)
    assert again is not first and np.array_equal(again, first)


def test_a_card_that_is_painted_again_is_not_drawn_again(lettering: Lettering) -> None:
    text = CardText(Words("甲", ""), Words("乙", ""), Words("", ""))
    first = _card(lettering, text, 400, 300, SIZES, None)
    assert _card(lettering, text, 400, 300, SIZES, None) is first
    assert _card(lettering, text, 400, 301, SIZES, None) is not first
    other = text._replace(when="10:00")
    assert _card(lettering, other, 400, 300, SIZES, None) is not first
