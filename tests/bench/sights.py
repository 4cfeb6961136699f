"""When a camera is seen whole at a place of the wall: on every cell that the place covers, by its tags.

Owns which pixels are looked at for a place, in either size of a camera's streams, and what the looks of the
watch say of it. Must not know who asked for what.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from tests.bench.grid import Box, Grid, Spot, contained, spot
from tests.bench.watch import Kind, Look

Place = tuple[int, int, int, int]
"""x, y, w, h on the wall, in cells."""
NATIVES = ((640, 360), (1920, 1080))
"""Sub stream and main stream; their tags lie elsewhere, and a window may be given either."""


@dataclass(frozen=True, slots=True)
class Seen:
    """When the last cell of all the places first showed its camera, and when each showed a second frame."""

    at_s: float
    moving_s: float


class Sights:
    """The spots of these places, numbered through: a watch takes each for a cell of its own."""

    def __init__(self, grid: Grid, places: Iterable[Place]) -> None:
        self.spots: list[Spot] = []
        self._pieces: dict[Place, list[tuple[int, ...]]] = {}
        for place in places:
            self._pieces[place] = [self._piece(grid, place, cell) for cell in _cells(grid, place)]

    def _piece(self, grid: Grid, place: Place, cell: int) -> tuple[int, ...]:
        """Add what is to be seen of the place on one cell; return the numbers, one for each stream."""
        x, y, w, h = place
        window = grid.box(y * grid.cols + x, w, h)
        return tuple(self._add(contained(native, window), native, grid.box(cell)) for native in NATIVES)

    def _add(self, picture: Box, native: tuple[int, int], seen: Box) -> int:
        number = len(self.spots)
        self.spots.append(spot(number, picture, native, seen))
        return number

    def there(self, now: Mapping[int, Look], wanted: Mapping[Place, int]) -> bool:
        """Whether each of these places shows its camera now, on all of its cells."""
        return all(
            any(_shows(now.get(number), camera) for number in piece)
            for place, camera in wanted.items()
            for piece in self._pieces[place]
        )

    def seen(self, looks: Sequence[Look], wanted: Mapping[Place, int], since_s: float) -> Seen | None:
        """When all of that was first seen since then; None where a cell has not shown two frames of it."""
        frames: dict[tuple[int, int], dict[int, float]] = {}
        for look in looks:
            if look.at_s >= since_s and look.kind is Kind.TAG:
                frames.setdefault((look.cell, look.camera), {}).setdefault(look.frame, look.at_s)
        first, second = since_s, since_s
        for place, camera in wanted.items():
            for piece in self._pieces[place]:
                times = sorted(at_s for number in piece for at_s in frames.get((number, camera), {}).values())
                if len(times) < 2:
                    return None
                first, second = max(first, times[0]), max(second, times[1])
        return Seen(first, second)


def _shows(look: Look | None, camera: int) -> bool:
    return look is not None and look.kind is Kind.TAG and look.camera == camera


def _cells(grid: Grid, place: Place) -> list[int]:
    x, y, w, h = place
    return [row * grid.cols + col for row in range(y, y + h) for col in range(x, x + w)]
