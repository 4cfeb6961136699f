"""Rules: cells tile the canvas in whole pixels, and a point finds its cell back."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPointF

from wallctl.controller.canvas.scale import Scale, handle_centre, handles_of, wall_ratio
from wallctl.model.geometry import Rect
from wallctl.model.wall import Wall
from wallctl.rules.edit_layout import Side

walls = st.builds(
    lambda rows, cols: Wall(id="w", rows=rows, cols=cols), st.integers(1, 12), st.integers(1, 12)
)
sizes = st.integers(200, 3_000)


@given(walls, sizes, sizes)
def test_cells_tile_without_gap_or_overlap(wall: Wall, width: int, height: int) -> None:
    scale = Scale.fitted(wall, width, height)
    for row in range(wall.rows):
        for col in range(wall.cols):
            here = scale.cell_px(row, col)
            assert here.width() > 0 and here.height() > 0
            assert col == 0 or scale.cell_px(row, col - 1).right() + 1 == here.left()
            assert row == 0 or scale.cell_px(row - 1, col).bottom() + 1 == here.top()
    last = scale.cell_px(wall.rows - 1, wall.cols - 1)
    assert (last.right(), last.bottom()) == (scale.wall_px.right(), scale.wall_px.bottom())


@given(walls, sizes, sizes)
def test_the_wall_fits_and_keeps_its_shape(wall: Wall, width: int, height: int) -> None:
    place = Scale.fitted(wall, width, height).wall_px
    assert place.width() <= width and place.height() <= height
    assert abs(place.width() / wall_ratio(wall) - place.height()) <= 1


@given(walls, st.integers(0, 11), st.integers(0, 11))
def test_the_middle_of_a_cell_is_found_back(wall: Wall, row: int, col: int) -> None:
    if row >= wall.rows or col >= wall.cols:
        return
    scale = Scale.fitted(wall, 1_200, 800)
    x, y = scale.cells_at(QPointF(scale.cell_px(row, col).center()))
    assert (int(x), int(y)) == (col, row)


def test_every_handle_is_found_where_it_is_drawn() -> None:
    scale = Scale.fitted(Wall(id="w", rows=3, cols=8), 1_600, 600)
    rect = Rect(x=1, y=0, w=2, h=2)
    assert set(handles_of(scale.rect_px(rect))) == set(Side)
    for side in Side:
        assert scale.handle_at(rect, handle_centre(scale.rect_px(rect), side)) is side
    assert scale.handle_at(rect, QPointF(scale.rect_px(rect).center())) is None


def test_on_a_tiny_window_the_middle_can_still_be_grabbed() -> None:
    scale = Scale.fitted(Wall(id="w", rows=12, cols=32), 1_200, 600)
    rect = Rect(x=4, y=4, w=1, h=1)
    assert scale.handle_at(rect, QPointF(scale.rect_px(rect).center())) is None
