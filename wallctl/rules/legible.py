"""How high letters on a cube must be to be read from the desks. Must not know fonts or how they are drawn.

People read a letter without effort from 250 times its height, and can make it out from 400 times. A 67 inch
cube is 1021 mm high; from 8 m that is 32 mm and 20 mm of it.
"""

from __future__ import annotations

import math
from typing import NamedTuple

COMFORT = 250
"""Distance over height of a letter that is read without effort."""
LIMIT = 400
"""Distance over height of a letter that can just be read."""
LEAST_SHARE = 1 / 24
"""Names are never lower than this share of the cell, however near the desks stand."""
MOST_SHARE = 1 / 14
"""Higher ones would leave the outer eighth of the picture."""


class Letters(NamedTuple):
    """Heights of drawn letters in pixels: of names and states, and of the small lines beside them."""

    name_px: int
    small_px: int


def letters_on(cell_h_px: int, cell_h_mm: float = 0.0, viewing_m: float = 0.0) -> Letters:
    """Return how high letters are drawn on a cell of that height; 0 mm or 0 m: not known."""
    known = cell_h_mm > 0 and viewing_m > 0
    comfort = viewing_m * 1000 / COMFORT / cell_h_mm if known else LEAST_SHARE
    limit = viewing_m * 1000 / LIMIT / cell_h_mm if known else LEAST_SHARE / 2
    name = min(MOST_SHARE, max(LEAST_SHARE, comfort))
    return Letters(math.ceil(cell_h_px * name), math.ceil(cell_h_px * min(name, max(name / 2, limit))))
