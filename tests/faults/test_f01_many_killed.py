"""F1 on a wall of 24: kill -9 of one, of eight and of all renderers at once.

With CPU to spare each killed cell paints its own picture again within 1, 2 and 5 s, read off the glass.
Cameras of two pictures a second leave that much. While others want the cores nobody is killed, and what they
disturbed is not judged: what is promised then is in `test_f01_killed_renderer`.
"""

from __future__ import annotations

import json
import random
import signal
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import psutil
import pytest

from tests.faults.test_f09_dead_cameras import Glass
from tests.kit.clips import tagged_clip
from tests.kit.cores import Others
from tests.kit.driver import Driver
from tests.kit.site import SiteUnderTest, kill, until
from tests.soak.beside import Beside

pytestmark = [pytest.mark.xcb, pytest.mark.city, pytest.mark.slow, pytest.mark.timeout(1200)]

ROWS, COLS, CELL_PX = 4, 6, (320, 240)
FPS, FRAMES = 2.0, 20
LIMIT_S = {1: 1.0, 8: 2.0, ROWS * COLS: 5.0}
ROUNDS, SPARE_WITHIN_S = 2, 120.0
SPARE = 0.2
"""Others that take more of the cores leave none to spare."""
SETTLED_S = 6.0
"""A cell that has just come back pays for it with a pause: only who painted for a while is innocent."""
BACK_S, LIVE_FRAMES = 120.0, 3


@dataclass
class Return:
    """What one cell showed since it was killed."""

    right_s: float | None = None
    """When its own picture was seen, never to go again; None: it is not there."""
    dark: bool = False
    frames: set[int] = field(default_factory=set)

    def see(self, frame: int | None, now_s: float) -> None:
        """`frame` of its own camera; None: its picture is not there."""
        if frame is None:
            self.dark, self.right_s = True, None
            self.frames.clear()
            return
        self.right_s = self.right_s or now_s
        self.frames.add(frame)

    @property
    def live(self) -> bool:
        """Whether its picture moves; what the killed process had left to draw is one frame at most."""
        return len(self.frames) >= LIVE_FRAMES


def shown(site: SiteUnderTest, drive: Driver) -> dict[str, int]:
    """Give each cell a camera of its own, which is told by its number; return the numbers."""
    numbers = {cell: number for number, cell in enumerate(site.cells, 1)}
    for cell, number in numbers.items():
        tagged_clip(site.path / "media" / f"{cell}.avi", number, FRAMES, FPS)
        drive.add_file(f"s-{cell}", f"{cell}.avi")
    drive.show({(col, row, 1, 1): f"s-{cell}" for cell, (col, row) in site.cells.items()})
    return numbers


def renderers(site: SiteUnderTest) -> dict[str, psutil.Process]:
    """The one renderer of each cell."""
    found = {process.name().removeprefix("wallctl-"): process for process in site.processes()}
    return {cell: found[cell] for cell in site.cells}


def told_pids(site: SiteUnderTest) -> dict[str, int]:
    """The renderers that the node has, as its own record says."""
    known = json.loads((site.path / "run" / "renderers.json").read_text())
    return {str(entry["cell"]): int(entry["pid"]) for entry in known}


@dataclass(frozen=True)
class Fall:
    """What came of killing some cells at once."""

    took_s: float
    """Until the last of them had its own picture again."""
    dark: int
    """So many were seen without it."""
    others: float
    """What share of the cores others had until then."""
    beside: str
    """What was wrong with cells to which nothing was done; empty: nothing."""

    @property
    def spare(self) -> bool:
        """Whether there was CPU to spare."""
        return self.others <= SPARE

    def __str__(self) -> str:
        return f"{self.took_s:.2f} s; seen dark {self.dark}; others had {self.others:.0%} of the cores"


def fall_of(site: SiteUnderTest, numbers: Mapping[str, int], killed: Iterable[str]) -> Fall:
    """Kill these at once and watch until all are live."""
    glass, victims = Glass(site), renderers(site)
    back = {cell: Return() for cell in killed}
    beside = Beside(glass, numbers, numbers.keys() - back.keys())
    others, killed_s, share = Others(), time.monotonic(), None
    for cell in back:
        kill(victims[cell], signal.SIGKILL)
    while not all(one.live for one in back.values()):
        for cell, one in back.items():
            seen = glass.frame(cell)
            one.see(seen[1] if seen is not None and seen[0] == numbers[cell] else None, time.monotonic())
        beside.look()
        if share is None and all(one.right_s is not None for one in back.values()):
            share = others.share()
        left = sorted(cell for cell, one in back.items() if not one.live)
        assert time.monotonic() < killed_s + BACK_S, f"{len(back)} killed: {left} are not back"
        time.sleep(0.002)
    after = told_pids(site)
    replaced = {cell for cell in site.cells if victims[cell].pid != after[cell]}
    wrong = beside.wrong or (f"replaced were {sorted(replaced)}" if replaced != back.keys() else "")
    took_s = max(one.right_s or killed_s for one in back.values()) - killed_s
    return Fall(took_s, sum(one.dark for one in back.values()), share or 0.0, wrong)


def await_spare(glass: Glass, numbers: Mapping[str, int]) -> None:
    """Watch until all cells have settled while others left the cores alone; skip where they never do."""
    end_s = time.monotonic() + SPARE_WITHIN_S
    while True:
        others, beside = Others(), Beside(glass, numbers, numbers)
        beside.watch(SETTLED_S)
        if others.share() <= SPARE:
            assert not beside.wrong, beside.wrong
            return
        if time.monotonic() > end_s:
            pytest.skip(f"others take {others.share():.0%} of the cores: there is no CPU to spare")


def test_one_eight_and_all_of_a_wall_of_24_paint_again_in_time(short_path: Path) -> None:
    chance = random.Random(24)
    with SiteUnderTest(short_path, rows=ROWS, cols=COLS, cell=CELL_PX) as site, Driver(site.path) as drive:
        site.run()
        numbers, glass = shown(site, drive), Glass(site)
        until(lambda: all(glass.camera(cell) == numbers[cell] for cell in site.cells), 60, "all are shown")
        for count, limit_s in LIMIT_S.items():
            judged = 0
            while judged < ROUNDS:
                await_spare(glass, numbers)
                fall = fall_of(site, numbers, chance.sample(sorted(site.cells), count))
                print(f"{count} killed: {fall}")
                if fall.spare:
                    judged += 1
                    assert not fall.beside, fall.beside
                    assert fall.took_s <= limit_s, f"{count} killed: {fall}; the limit is {limit_s} s"
        states = {window["state"] for cell in drive.status()["cells"] for window in cell["windows"]}
        assert states == {"live"}, states
        site.stop()
