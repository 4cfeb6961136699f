"""Where things lie on the screen: cells, the pictures in them, and which pixels tell a picture's tag.

Pure arithmetic. Knows nothing of wallctl, players or X.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product

import numpy as np
from numpy.typing import NDArray

from streams.strips import COLUMNS, ROWS, tag_places

Indices = NDArray[np.intp]
MODULES = COLUMNS * ROWS
_DARK_POINTS = (0.12, 0.31, 0.5, 0.69, 0.88)


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle on the screen, pixels."""

    x: float
    y: float
    w: float
    h: float


@dataclass(frozen=True, slots=True)
class Grid:
    """Cells of one size, row by row from the screen's top left corner, as `wallctl run` places them."""

    rows: int
    cols: int
    cell_w: int = 1024
    cell_h: int = 768

    @property
    def count(self) -> int:
        return self.rows * self.cols

    @property
    def width(self) -> int:
        return self.cols * self.cell_w

    @property
    def height(self) -> int:
        return self.rows * self.cell_h

    @property
    def names(self) -> list[str]:
        return [f"r{row}c{col}" for row, col in product(range(self.rows), range(self.cols))]

    def box(self, index: int, cells_w: int = 1, cells_h: int = 1) -> Box:
        """The screen's part of that cell, or of a block of cells whose top left one it is."""
        row, col = divmod(index, self.cols)
        return Box(col * self.cell_w, row * self.cell_h, cells_w * self.cell_w, cells_h * self.cell_h)


@dataclass(frozen=True, slots=True)
class Spot:
    """What is sampled for one cell: the middles of a tag's modules, and points that tell a black picture."""

    cell: int
    tag_y: Indices
    tag_x: Indices
    dark_y: Indices
    dark_x: Indices


def contained(native: tuple[int, int], box: Box) -> Box:
    """The whole picture in the middle of a box, its shape kept."""
    scale = min(box.w / native[0], box.h / native[1])
    w, h = native[0] * scale, native[1] * scale
    return Box(box.x + (box.w - w) / 2, box.y + (box.h - h) / 2, w, h)


def spot(cell: int, picture: Box, native: tuple[int, int], seen: Box) -> Spot:
    """Sample the tag nearest to the middle of `seen`, of a picture that lies at `picture`.

    Labels and badges keep to the edges. Raises ValueError where no whole tag is to be seen.
    """
    per_x, per_y = picture.w / native[0], picture.h / native[1]
    middle_x, middle_y = seen.x + seen.w / 2, seen.y + seen.h / 2
    best: tuple[float, float, float, float] | None = None
    for place in tag_places(*native):
        x, y = picture.x + place.x_px * per_x, picture.y + place.y_px * per_y
        w, h = COLUMNS * place.module_px * per_x, ROWS * place.module_px * per_y
        inside = x >= seen.x and y >= seen.y and x + w <= seen.x + seen.w and y + h <= seen.y + seen.h
        away = abs(x + w / 2 - middle_x) + abs(y + h / 2 - middle_y)
        if inside and (best is None or away < best[0]):
            best = (away, x, y, place.module_px)
    if best is None:
        raise ValueError(f"no whole tag of a {native[0]}x{native[1]} picture is to be seen in {seen}")
    _, x, y, module = best
    columns, rows = np.meshgrid(np.arange(COLUMNS), np.arange(ROWS))
    tag_x = np.floor(x + (columns.ravel() + 0.5) * module * per_x).astype(np.intp)
    tag_y = np.floor(y + (rows.ravel() + 0.5) * module * per_y).astype(np.intp)
    left, right = max(picture.x, seen.x), min(picture.x + picture.w, seen.x + seen.w)
    top, below = max(picture.y, seen.y), min(picture.y + picture.h, seen.y + seen.h)
    points = list(product(_DARK_POINTS, _DARK_POINTS))
    dark_x = np.array([int(left + fx * (right - left)) for fx, _ in points], np.intp)
    dark_y = np.array([int(top + fy * (below - top)) for _, fy in points], np.intp)
    return Spot(cell, tag_y, tag_x, dark_y, dark_x)


def cell_spots(grid: Grid, native: tuple[int, int], count: int | None = None) -> list[Spot]:
    """One picture of that size in each of the first `count` cells, whole and with bars."""
    spots = []
    for cell in range(grid.count if count is None else count):
        box = grid.box(cell)
        spots.append(spot(cell, contained(native, box), native, box))
    return spots


def spanning_spots(grid: Grid, native: tuple[int, int], first: int, cells_w: int, cells_h: int) -> list[Spot]:
    """One picture stretched over a block of cells: a spot in each of them."""
    picture = grid.box(first, cells_w, cells_h)
    cells = [first + row * grid.cols + col for row in range(cells_h) for col in range(cells_w)]
    return [spot(cell, picture, native, grid.box(cell)) for cell in cells]
