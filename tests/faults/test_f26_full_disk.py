"""F26: the site's disk is full to the last byte while cameras go away and come back and a renderer dies.

Promises 1 and 2, read off the glass: what comes back is live again, nobody dies but who is killed, and a
stream on several cells stays one stream.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.kit.looks import Look, look_of
from tests.kit.site import SiteUnderTest, kill, until
from tests.kit.small_disk import Full, small_disk
from tests.kit.tags import Rect, TagReader

pytestmark = [pytest.mark.xcb, pytest.mark.city, pytest.mark.timeout(240)]

SHOWN = {"r0c0": "wat-08", "r0c1": "wat-08", "r1c0": "wat-08", "r1c1": "trf-01"}
PARTS = ("cameras", "server", "node", "nursery", *SHOWN)
ENCODINGS = 2
"""A cell that begins anew may take the other one until its own comes; alone, three cells would open three."""
BLIPS = 3
COVERED_S, LIVE_AGAIN_S, HEALED_S = 10.0, 8.0, 10.0


@pytest.fixture
def disk(short_path: Path) -> Iterator[Path]:
    with small_disk(short_path / "d") as place:
        yield place


class Glass:
    """Whether pictures move on the glass, and claim to."""

    def __init__(self, site: SiteUnderTest) -> None:
        self._site = site
        self._reader = TagReader(Rect(0, 60, 640, 360), (640, 360), site.glass("r0c0").shape[:2])

    def live(self) -> bool:
        """Whether every cell shows two different frames within a second, and no badge."""
        return all(self._moves(cell) for cell in SHOWN)

    def _moves(self, cell: str) -> bool:
        seen: set[int] = set()
        end_s = time.monotonic() + 1.0
        while len(seen) < 2 and time.monotonic() < end_s:
            reading = self._reader.first(self._site.glass(cell))
            seen |= {reading.frame} if reading is not None else set()
            time.sleep(0.01)
        return len(seen) > 1 and look_of(self._site.glass(cell)) is Look.PLAIN

    def covered(self) -> bool:
        """Whether no cell claims to show its camera."""
        return all(look_of(self._site.glass(cell)) is Look.CARD for cell in SHOWN)


def pids(site: SiteUnderTest) -> dict[str, int]:
    """Each part and renderer; there is one of each."""
    found = {}
    for part in PARTS:
        (process,) = site.processes(part)
        found[part] = process.pid
    return found


def test_on_a_full_disk_cameras_that_come_back_are_live_again_and_nobody_dies(disk: Path) -> None:
    with SiteUnderTest(disk) as site:
        site.run()
        for cell, source in SHOWN.items():
            site.show(source, cell)
        glass = Glass(site)
        until(glass.live, 20.0, "all cells are live")
        before = pids(site)
        with Full(disk):
            for _ in range(BLIPS):
                for camera in set(SHOWN.values()):
                    site.fault(camera, "offline")
                until(glass.covered, COVERED_S, "every cell says that its camera is gone")
                for camera in set(SHOWN.values()):
                    site.fault(camera, "none")
                until(glass.live, LIVE_AGAIN_S, "every cell is live again")
            assert pids(site) == before
            for cell in ("r0c0", "r0c1", "r1c0"):
                kill(site.renderer(cell))
                until(lambda: site.processes(cell) and glass.live(), HEALED_S, f"{cell} is live again")  # noqa: B023
            after = pids(site)
            assert {part for part in PARTS if after[part] != before[part]} == {"r0c0", "r0c1", "r1c0"}
            until(lambda: 1 <= site.viewers("wat-08") <= ENCODINGS, 5.0, "three cells show one stream")
        assert glass.live()
        site.stop()
