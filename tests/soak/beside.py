"""Watches the cells to which nothing is done while others are struck: their own pictures move on the glass.

Must not know what was done, nor ask anybody.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping
from typing import Protocol

STOOD_S = 2.0
"""Longer than that no picture stands whose camera and renderer are well: it would be stale."""
STEP_S = 0.02


class Glass(Protocol):
    """What is read of the screen."""

    def frame(self, cell: str) -> tuple[int, int] | None:
        """Camera and frame of the cell's picture; None: none can be read."""
        ...


class Beside:
    """`numbers`: whose camera belongs on which cell. Times are CLOCK_MONOTONIC."""

    def __init__(self, glass: Glass, numbers: Mapping[str, int], cells: Iterable[str]) -> None:
        self._glass = glass
        self._numbers = {cell: numbers[cell] for cell in cells}
        self._frames: dict[str, int] = {}
        self._moved_s = dict.fromkeys(self._numbers, time.monotonic())
        self.wrong = ""
        """The first thing that was not right; empty: nothing."""

    def look(self) -> None:
        """Look once at each of them."""
        for cell, number in self._numbers.items():
            seen = self._glass.frame(cell)
            # The wall may have got this thread late: what counts is from one look to the next.
            now_s = time.monotonic()
            if seen is not None and seen[0] != number:
                self.wrong = self.wrong or f"{cell} showed the picture of another camera"
            elif seen is not None and seen[1] != self._frames.get(cell):
                self._frames[cell], self._moved_s[cell] = seen[1], now_s
            elif now_s - self._moved_s[cell] > STOOD_S:
                self.wrong = self.wrong or f"{cell}, to which nothing was done, stood still"

    def watch(self, seconds: float) -> None:
        """Look for so long."""
        until_s = time.monotonic() + seconds
        while True:
            self.look()
            rest_s = until_s - time.monotonic()
            if rest_s <= 0:
                return
            time.sleep(min(STEP_S, rest_s))
