"""Looks at the cells of a small wall all the time, while something else is broken."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from tests.kit.small_wall import CELLS, GREYS, SLACK, STEP, SmallWall

CALM_S = 4.0
MOST_UNSEEN_S = 0.1
"""A turn of looking that took longer was not looking: this process had no core."""


@contextmanager
def no_flicker(
    wall: SmallWall, cells: Iterable[str] = tuple(CELLS), still_s: float | None = None
) -> Iterator[None]:
    """Each of these cells shows its own picture, live, from beginning to end.

    `still_s`: none of them shows one grey for longer than that, or than it does while nothing is broken, and
    half as much again. A clip changes it twice a second.
    """
    over = threading.Event()
    seen: dict[str, set[int]] = {cell: set() for cell in cells}
    calm_s = _longest_in_calm(wall, seen) if still_s is not None else 0.0
    still = {cell: _Still() for cell in seen}

    def look() -> None:
        while not over.wait(0.004):
            for cell, greys in seen.items():
                grey = wall.grey(cell)
                greys.add(grey)
                still[cell].see(grey, time.monotonic())

    looking = threading.Thread(target=look)
    looking.start()
    try:
        yield
    finally:
        over.set()
        looking.join()
    for cell, greys in seen.items():
        lowest, highest = GREYS[cell] - SLACK, GREYS[cell] + STEP + SLACK
        assert greys, cell
        assert lowest <= min(greys) and max(greys) <= highest, f"{cell} showed {sorted(greys)}"
        assert max(greys) - min(greys) >= STEP // 2, f"{cell} stood still"
        longest_s = still[cell].longest_s
        most_s = None if still_s is None else max(still_s, calm_s * 1.5)
        assert most_s is None or longest_s <= most_s, (
            f"{cell} stood still for {longest_s:.2f} s of {most_s:.2f}"
        )


def _longest_in_calm(wall: SmallWall, cells: Iterable[str]) -> float:
    """How long one grey stands on this machine as it is now: it may be shared."""
    still = {cell: _Still() for cell in cells}
    end_s = time.monotonic() + CALM_S
    while time.monotonic() < end_s:
        for cell, one in still.items():
            one.see(wall.grey(cell), time.monotonic())
        time.sleep(0.004)
    return max(one.longest_s for one in still.values())


class _Still:
    """For how long one grey was seen at most; what was not looked at is not held against it."""

    def __init__(self) -> None:
        self._grey = -STEP
        self._looked_s = float("inf")
        self._still_s = 0.0
        self.longest_s = 0.0

    def see(self, grey: int, now_s: float) -> None:
        self._still_s += min(max(now_s - self._looked_s, 0.0), MOST_UNSEEN_S)
        self._looked_s = now_s
        self.longest_s = max(self.longest_s, self._still_s)
        if abs(grey - self._grey) >= STEP // 2:
            self._grey, self._still_s = grey, 0.0
