"""Rule: odd cameras are shown as they are: other codecs, another shape, few frames, a night without motion.

Each on a cell of its own, read off the glass: its own strips where a picture that is not stretched has them,
ever newer ones, a live mark that moves, no badge; and it is called live, never late or frozen.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.kit.cores import Cores
from tests.kit.driver import Driver
from tests.kit.looks import badge_px, mark_of
from tests.kit.site import SiteUnderTest, until
from tests.kit.tags import Rect, TagReader
from wallctl.demo.clips import Clip, load_manifest

pytestmark = [pytest.mark.xcb, pytest.mark.city, pytest.mark.timeout(180)]

CAMERAS = {
    "r0c0": "exp-03",  # H.265
    "r0c1": "fir-03",  # Motion-JPEG
    "r0c2": "urb-03",  # 4:3
    "r1c0": "mar-04",  # 15 frames a second
    "r1c1": "wat-05",  # 1 frame a second
    "r1c2": "lan-01",  # a night in which nothing moves
}
CELL_PX = (640, 400)
"""Neither 16:9 nor 4:3: who stretches a picture moves its strips."""
WATCH_S = 20.0
"""Twice as long as a picture must stand still to be frozen."""
ASK_S = 0.2
LEAST_SHARE = 0.5
"""Of its frames: this test does not look often enough to see each."""


@dataclass
class Sight:
    """What one cell showed."""

    clip: Clip
    reader: TagReader
    frames: list[int] = field(default_factory=list)
    marks: set[bytes] = field(default_factory=set)
    states: set[str] = field(default_factory=set)
    wrong: set[str] = field(default_factory=set)
    badges: int = 0
    looks: int = 0
    unread: int = 0


class Eyes:
    """Looks at all six."""

    def __init__(self, site: SiteUnderTest, drive: Driver) -> None:
        self._site, self._drive, self._asked_s = site, drive, 0.0
        manifest = load_manifest()
        self.sights = {}
        for cell, camera in CAMERAS.items():
            clip = manifest.clip(camera, "sub")
            reader = TagReader(whole(clip), (clip.width, clip.height), (CELL_PX[1], CELL_PX[0]))
            self.sights[cell] = Sight(clip, reader)

    def look(self) -> None:
        """Look once at each; look for badges, and ask for their states, five times a second."""
        for cell, sight in self.sights.items():
            glass = self._site.glass(cell)
            tags = sight.reader.read(glass)
            seen = [tag for tag in tags if tag is not None]
            sight.looks += 1
            sight.unread += 2 * len(seen) < len(tags)
            sight.wrong |= {f"camera {tag.camera}" for tag in seen if tag.camera != sight.clip.number}
            if seen and (not sight.frames or sight.frames[-1] != seen[0].frame):
                sight.frames.append(seen[0].frame)
            sight.marks.add(mark_of(glass))
        if time.monotonic() > self._asked_s + ASK_S:
            self._asked_s = time.monotonic()
            for told in self._drive.status()["cells"]:
                sight = self.sights[told["cell"]]
                sight.states |= {window["state"] for window in told["windows"]}
                sight.badges += badge_px(self._site.glass(told["cell"])) > 0

    def fresh(self) -> None:
        """Begin anew."""
        for cell, sight in self.sights.items():
            self.sights[cell] = Sight(sight.clip, sight.reader)

    def all_live(self) -> bool:
        """Look; whether each has shown some frames, and is live now."""
        self.look()
        return all(len(sight.frames) > 2 and "live" in sight.states for sight in self.sights.values())


def whole(clip: Clip) -> Rect:
    """Where the whole picture lies on its cell, in its own shape."""
    wide, high = CELL_PX
    scale = min(wide / clip.width, high / clip.height)
    w, h = clip.width * scale, clip.height * scale
    return Rect((wide - w) / 2, (high - h) / 2, w, h)


def test_odd_cameras_are_shown_as_they_are(short_path: Path) -> None:
    with (
        SiteUnderTest(short_path, rows=2, cols=3, cell=CELL_PX) as site,
        Driver(site.path) as drive,
    ):
        site.run()
        drive.show({(col, row, 1, 1): CAMERAS[cell] for cell, (col, row) in site.cells.items()})
        eyes = Eyes(site, drive)
        until(eyes.all_live, 30, "all six play")
        print("until all played:", {CAMERAS[cell]: sorted(one.states) for cell, one in eyes.sights.items()})
        eyes.fresh()
        cores, end_s = Cores(), time.monotonic() + WATCH_S
        while time.monotonic() < end_s:
            eyes.look()
            time.sleep(0.005)
        busy = cores.busy()
        # Who gets no core has no newer picture, and says so; frozen or damaged it calls nothing for that.
        honest = {"live", "late", "stale", "no_signal"} if busy else {"live"}
        for cell, sight in eyes.sights.items():
            name, due = CAMERAS[cell], sight.clip.fps * WATCH_S
            print(
                f"{name}: {len(sight.frames)} of {due:.0f} frames, {len(sight.marks)} marks, {sight.states}"
            )
            assert not sight.wrong, f"{name}: {sight.wrong}"
            assert sight.unread < sight.looks / 10, f"{name}: its strips are not where they belong"
            most = min(due, sight.looks)
            assert len(sight.frames) >= LEAST_SHARE * most, (
                f"{name}: {len(sight.frames)} of {most:.0f} frames"
            )
            assert len(sight.marks) > 2, f"{name}: its live mark stands still"
            assert sight.states <= honest, f"{name}: {sight.states}"
            assert busy or not sight.badges, f"{name}: a badge on a picture that is live"
        site.stop()
