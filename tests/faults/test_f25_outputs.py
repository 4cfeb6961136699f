"""F25: an output is unplugged, plugged in again, and changed: each cell is on its own output within 5 s.

Meanwhile its renderer lives, the truth line names the output, and its picture is on no neighbour's cell.
"""

from __future__ import annotations

import random
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import pytest

from tests.kit.driver import Driver
from tests.kit.monitors import Monitors
from tests.kit.small_wall import CELLS, GREYS, SLACK, STEP, WALL, H, SmallWall, W, until

pytestmark = [pytest.mark.xcb, pytest.mark.timeout(300)]
BACK_S = 5.0
TOLD_S = 20.0
"""Until the truth line says so; what is promised is the glass."""
OUTPUTS = {"r0c0": "DP-1", "r0c1": "DP-2", "r1c0": "DP-3", "r1c1": "DP-4"}
CUBES = "".join(f'[[cubes]]\ncell = "{cell}"\noutput = "{name}"\n' for cell, name in OUTPUTS.items())
PLACES = {cell: (x * W, y * H, W, H) for cell, (x, y) in CELLS.items()}
ELSEWHERE = (2 * W, H, W, H)
SMALLER = (2 * W + 40, H + 30, W - 80, H - 60)


class Outputs:
    """A small wall each of whose cells has an output by name."""

    def __init__(self, folder: Path) -> None:
        self.wall = SmallWall(folder, (3 * W, 2 * H), WALL + CUBES)
        self.places = dict(PLACES)

    def __enter__(self) -> Self:
        self._drive = Driver(self.wall.site)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._drive.hang_up()

    def begin(self) -> None:
        """Plug all in, and show on each its own source."""
        self.monitors = Monitors(self.wall.screen, (2 * W, 0, W, H))
        for cell, place in PLACES.items():
            self.monitors.plug(OUTPUTS[cell], *place)
        self.wall.run()
        self.wall.show_all()
        self.pids = self.wall.pids()

    def shows(self, cell: str, place: tuple[int, int, int, int]) -> bool:
        """Whether that place shows the cell's own source, in its corners and its middle."""
        x, y, w, h = place
        spots = [(x + w // 2, y + h // 2), (x + 4, y + h // 2), (x + w - 4, y + h // 2)]
        greys = [int(self.wall.screen.pixels[at_y, at_x, 0]) for at_x, at_y in spots]
        return all(-SLACK <= grey - GREYS[cell] <= STEP + SLACK for grey in greys)

    def lies(self) -> dict[str, str]:
        """What the truth line says of which cell."""
        truth: dict[str, Any] = self._drive.status()["truth"]
        return {lie["cell"]: lie["why"] for lie in truth["lies"]}

    def unplug(self, cell: str) -> None:
        """The output goes; its picture goes with it, is nowhere else, and it is said."""
        gone = self.places[cell]
        others = [other for other in CELLS if other != cell]
        self.monitors.unplug(OUTPUTS[cell])
        until(lambda: not self.shows(cell, gone), BACK_S, f"the picture of {cell} goes with its output")
        until(lambda: cell in self.lies(), TOLD_S, f"the truth line names {cell}")
        said = self.lies()
        assert set(said) == {cell} and OUTPUTS[cell] in said[cell], said
        for other in others:
            assert self.shows(other, self.places[other]), f"{other} is not what it was"
        assert self.wall.pids() == self.pids, "a renderer ended"

    def plug(self, cell: str, place: tuple[int, int, int, int]) -> float:
        """The output comes, there; return how long the cell took to be on it."""
        self.places[cell] = place
        self.monitors.plug(OUTPUTS[cell], *place)
        took_s = until(lambda: self.shows(cell, place), 3 * BACK_S, f"{cell} is on its output again")
        assert took_s <= BACK_S, f"{cell} came back after {took_s:.2f} s"
        return took_s

    def is_true(self) -> None:
        """All cells are on their own outputs, and said to be."""
        until(lambda: not self.lies(), TOLD_S, "all is true again")
        assert all(self.shows(cell, place) for cell, place in self.places.items())
        assert self.wall.pids() == self.pids


def test_a_cell_goes_with_its_output_and_comes_back_with_it(short_path: Path) -> None:
    outputs = Outputs(short_path)
    with outputs.wall, outputs:
        outputs.begin()
        for cell, place in (("r0c1", PLACES["r0c1"]), ("r1c0", ELSEWHERE), ("r1c0", SMALLER)):
            outputs.unplug(cell)
            print(f"{cell}: back after {outputs.plug(cell, place):.2f} s")
            outputs.is_true()


@pytest.mark.slow
@pytest.mark.timeout(1500)
def test_a_hundred_times(short_path: Path) -> None:
    seed = random.SystemRandom().randrange(10**6)
    print(f"seed {seed}")
    chance, outputs = random.Random(seed), Outputs(short_path)
    took: list[float] = []
    with outputs.wall, outputs:
        outputs.begin()
        for _ in range(100):
            cell = chance.choice(list(CELLS))
            outputs.unplug(cell)
            free = not any(place in (ELSEWHERE, SMALLER) for c, place in outputs.places.items() if c != cell)
            took.append(
                outputs.plug(
                    cell, chance.choice([PLACES[cell], ELSEWHERE, SMALLER] if free else [PLACES[cell]])
                )
            )
            outputs.is_true()
    print(f"back after {sum(took) / len(took):.2f} s, at most {max(took):.2f} s")
