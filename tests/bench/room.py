"""A command room for the stop-watch: a real site's wall, a real desk before it, and eyes on the glass.

Owns the site, as `wallctl init --sample` and `run` make it, the desk's process on a screen of its own, and
the counting of what the hand does. All of it is on this machine, which therefore does more than a desk's.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, redirect_stdout
from dataclasses import dataclass, field
from pathlib import Path

from tests.bench.grid import Grid
from tests.bench.rows import spread_of
from tests.bench.sights import Place, Seen, Sights
from tests.bench.stage import RETIRED_S
from tests.bench.watch import Watch, wait_until
from tests.kit.driver import Driver, layout_of
from tests.kit.real_desk import RealDesk
from tests.kit.screen import Pixels
from tests.kit.site import SiteUnderTest
from wallctl.demo.clips import load_manifest
from wallctl.model.wall import Size, Wall
from wallctl.protocol.desk import TakeLayout
from wallctl.rules.enlarge import central_area

LOOKS_HZ = 60.0
"""Each look reads some dozens of places that nothing is on; more of them would take the wall's time."""
WITHIN_S = 30.0
PATROL_KEY = "F9"
"""Of the shipped preset that has a camera on every cell."""


@dataclass
class Took:
    """What each time took, from before the first event: to the pictures, and until they were seen to move."""

    seen_s: list[float] = field(default_factory=list)
    moving_s: list[float] = field(default_factory=list)

    def add(self, began_s: float, seen: Seen) -> None:
        self.seen_s.append(seen.at_s - began_s)
        self.moving_s.append(seen.moving_s - began_s)

    @property
    def moved(self) -> str:
        """How long it took until each picture was seen to move, in words."""
        p50, p95 = spread_of(self.moving_s)
        return f"{p50 or 0:.2f} s p50, {p95 or 0:.2f} s p95"


class Hand:
    """Does what it is told, and knows how much: a key, a word typed, a drag or a click is one action each."""

    def __init__(self) -> None:
        self.actions = 0

    def does(self, action: Callable[[], object]) -> None:
        self.actions += 1
        action()


class Room:
    """The wall, the desk, the eyes. Places are in cells."""

    def __init__(self, grid: Grid, pixels: Pixels, desk: RealDesk, drive: Driver) -> None:
        self.grid, self.desk = grid, desk
        self._pixels, self._drive = pixels, drive
        wall = Wall(id="w", rows=grid.rows, cols=grid.cols, cell_px=Size(w=grid.cell_w, h=grid.cell_h))
        area = central_area(wall)
        self.main: Place = (int(area.x), int(area.y), int(area.w), int(area.h))
        """Where an enlarged picture goes."""
        self.half = grid.rows // 2
        """The first row of the lower half."""
        self.four: Place = (1, self.half, 2, 2)
        self.cells: list[Place] = [(col, row, 1, 1) for row in range(grid.rows) for col in range(grid.cols)]
        clips = load_manifest().clips
        self.with_main = {clip.camera for clip in clips if clip.kind == "main"}
        self.cameras = list(dict.fromkeys(clip.camera for clip in clips if clip.number))
        """Those whose pictures are told apart on the glass."""
        self._numbers = {clip.camera: clip.number for clip in clips}
        self._tags = {(clip.number, clip.frames) for clip in clips}
        self._sights = Sights(grid, (*self.cells, self.four, self.main))

    @contextmanager
    def watched(self) -> Iterator[Watch]:
        """Eyes on all places; for a round at a time, because they keep all that they see."""
        with Watch(self._pixels, self._sights.spots, self._tags, LOOKS_HZ) as watch:
            yield watch

    def put(self, shown: Mapping[Place, str]) -> None:
        """Have this on the wall by other hands than the desk's, and let what was taken off close."""
        layout = layout_of({(x, y, w, h): camera for (x, y, w, h), camera in shown.items()})
        self._drive.client.ask(TakeLayout(layout=layout))
        time.sleep(RETIRED_S)
        self.desk.settle()

    def to_board(self, x: float, y: float) -> None:
        """Click on a point of the board, and wait until the desk has the keys: it has no window manager."""
        self.desk.click(x, y)
        self.desk.settle()

    def ordered(self) -> dict[Place, str]:
        """Return which camera is on each cell by what the desk was told, once every cell has one.

        A preset takes what can be seen just then, not always its first choice.
        """
        self.desk.until(lambda: len(self.desk.see("windows")) == len(self.cells), "a camera on every cell")
        rows = self.desk.see("windows")
        return {(int(x), int(y), int(w), int(h)): camera for _, camera, x, y, w, h in rows}

    def timed(
        self,
        watch: Watch,
        acts: Callable[[], object],
        wanted: Mapping[Place, str] | Callable[[], Mapping[Place, str]],
        took: Took,
    ) -> Mapping[Place, str]:
        """Let the hand act and look meanwhile; write down when each place first showed its camera.

        What is wanted may be asked for after the hand has acted; returned is what it was. Raises TimeoutError
        where a camera is not seen, and whatever the hand met.
        """
        found: list[Seen] = []

        def acted() -> Mapping[Place, str]:
            acts()
            return wanted() if callable(wanted) else wanted

        with ThreadPoolExecutor(1) as hand:
            began_s = time.monotonic()
            acting = hand.submit(acted)

            def all_seen() -> bool:
                if not acting.done():
                    return False
                numbers = {place: self._numbers[camera] for place, camera in acting.result().items()}
                if self._sights.there(watch.now, numbers):
                    seen = self._sights.seen(watch.since(began_s), numbers, began_s)
                    found.extend([seen] if seen is not None else [])
                return bool(found)

            in_time = wait_until(all_seen, WITHIN_S)
            shown = acting.result()
        if in_time is None:
            missing = f"{dict(shown)} not on the glass after {WITHIN_S:.0f} s"
            raise TimeoutError(f"{missing}; {self.desk.words()}")
        took.add(began_s, found[0])
        self.desk.settle()
        return shown


@contextmanager
def open_room(grid: Grid) -> Iterator[Room]:
    """Site, wall and desk, ready, while the context lasts."""
    # What a site that fails prints of its logs does not belong between the lines of the table.
    with redirect_stdout(sys.stderr), tempfile.TemporaryDirectory(prefix="wb-") as folder:
        cell = (grid.cell_w, grid.cell_h)
        with SiteUnderTest(Path(folder), rows=grid.rows, cols=grid.cols, cell=cell) as site:
            site.run()
            with RealDesk(site.path, "bench") as desk, Driver(site.path) as drive:
                desk.settle()
                yield Room(grid, site.screen.pixels, desk, drive)
            site.stop()
