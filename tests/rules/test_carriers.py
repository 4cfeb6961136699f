"""Rule: the words of a spanning window lie inside one cube, where they are seen; a card's in its middle."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wallctl.model.geometry import Rect
from wallctl.model.ids import cell_id
from wallctl.model.wall import Surface, Wall
from wallctl.rules.carriers import card_cell, label_cell

WALL = Wall(id="t", rows=3, cols=8)
CELLS = WALL.surfaces


def rect(x: float, y: float, w: float, h: float) -> Rect:
    return Rect(x=x, y=y, w=w, h=h)


def _touched(at: Rect) -> list[Surface]:
    return [one for one in CELLS if one.area is not None and one.area.meets(at)]


@pytest.mark.parametrize(
    ("at", "cell"),
    [
        (rect(0, 0, 1, 1), (0, 0)),
        (rect(0, 0, 3, 3), (1, 1)),
        (rect(2, 0, 3, 1), (0, 3)),
        (rect(1, 1, 2, 2), (1, 1)),
        (rect(0.5, 0.5, 2, 2), (1, 1)),
        (rect(3.9, 0, 1.1, 1), (0, 4)),
    ],
)
def test_a_card_stands_in_the_middle_cell(at: Rect, cell: tuple[int, int]) -> None:
    assert card_cell(at, _touched(at), []) == cell_id(*cell)


def test_a_card_under_another_window_moves_to_the_nearest_cell_that_is_seen() -> None:
    at = rect(0, 0, 3, 3)
    assert card_cell(at, _touched(at), [rect(1, 1, 1, 1)]) in {
        cell_id(0, 1), cell_id(1, 0), cell_id(1, 2), cell_id(2, 1)
    }  # fmt: skip
    assert card_cell(at, _touched(at), [at]) is None, "then each says it on what is left of it"


@pytest.mark.parametrize(
    ("at", "above", "cell"),
    [
        (rect(0, 0, 3, 2), [], (1, 0)),
        (rect(0, 0, 3, 2), [rect(0, 1, 1, 1)], (1, 1)),
        (rect(0.9, 0, 2.1, 2), [], (1, 1)),
    ],
)
def test_a_name_stands_in_the_lowest_leftmost_cell_with_room(
    at: Rect, above: list[Rect], cell: tuple[int, int]
) -> None:
    assert label_cell(at, _touched(at), above) == cell_id(*cell)


quarters = st.integers(0, 20).map(lambda n: n / 4)


@given(x=quarters, y=quarters, w=quarters, h=quarters)
def test_words_stand_on_a_cell_of_the_window(x: float, y: float, w: float, h: float) -> None:
    at = rect(x, min(y, 2), w + 0.25, h + 0.25)
    touched = _touched(at)
    names = {one.id for one in touched}
    if names:
        assert card_cell(at, touched, []) in names and label_cell(at, touched, []) in names
