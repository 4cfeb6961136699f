"""Random layouts that fill a wall: windows of one, two and four cells, each with another source. PURE."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence

from tests.kit.driver import Place

SIZES = ((1, 1), (1, 1), (1, 1), (2, 2), (2, 1), (1, 2))


def random_layout(
    chance: random.Random,
    rows: int,
    cols: int,
    sources: Sequence[str],
    fixed: Mapping[tuple[int, int], str] | None = None,
) -> dict[Place, str]:
    """Return which source is where; no two windows overlap, and no cell is bare.

    The cells (column, row) of `fixed` show their own source in every layout.
    """
    kept = fixed or {}
    free = {(col, row) for row in range(rows) for col in range(cols)} - kept.keys()
    names = chance.sample([name for name in sources if name not in kept.values()], len(free))
    shown: dict[Place, str] = {}
    for col, row in sorted(free):
        if (col, row) not in free:
            continue
        wide, high = chance.choice(SIZES)
        under = {(col + x, row + y) for x in range(wide) for y in range(high)}
        if not under <= free:
            wide, high, under = 1, 1, {(col, row)}
        free -= under
        shown[(col, row, wide, high)] = names[len(shown)]
    return shown | {(col, row, 1, 1): name for (col, row), name in kept.items()}
