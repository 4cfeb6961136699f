"""Rule: what goes on being shown goes on: no new connection, no black frame, and frame numbers that go on.

A window that is moved or resized, a source that both layouts have, an undo within ten seconds. Frames are
read off the X screen by their strips; connections are counted in the system's tables.
"""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlsplit

import numpy as np
import psutil
import pytest

from tests.fakes.fake_desk import FakeDesk
from tests.kit.looks import CARD
from tests.kit.site import SiteUnderTest, until
from tests.kit.tags import Rect, TagReader
from wallctl.model.geometry import Rect as Cells
from wallctl.model.ids import SourceId, WindowId
from wallctl.model.layout import Layout, Window
from wallctl.protocol.desk import TakeLayout, Undo
from wallctl.store.site import Site

pytestmark = [pytest.mark.xcb, pytest.mark.city, pytest.mark.timeout(180)]

NATIVE = (640, 360)
PICTURE_RATIO = 16 / 9
CAMERA, OTHER = "one", "two"
FPS, CLIP_FRAMES = 25, 250
LONGEST_GAP_S = 1.0
"""On a machine that is full; a stream that is opened anew needs a key frame, which comes every 2 s."""
APART = 2
"""Cells of one window may be a frame or two apart, and any of them may be the one that is read."""
WRITING_S = 0.5
"""The X server may be copying while we look, and have no core to go on; but where it copies is a picture."""
FRAME_S = 1 / FPS
"""Cells are not one screen: where a picture goes to another cell, its old one may be empty sooner than the
new one shows it, by what the take itself measures as its spread, and the frame that is on its way."""
LOOKED_S = 0.1
"""A look counts for so long: what this thread, without a core, did not look at is held against nobody."""
DARK = 16


class Sight(NamedTuple):
    """One frame of the camera, read off the glass; when, in seconds of looking."""

    at_s: float
    frame: int


class Eyes:
    """Reads one camera's frames at all places where it may be, all the time."""

    def __init__(self, site: SiteUnderTest, number: int, places: list[Cells]) -> None:
        self._screen = site.screen
        self._number = number
        self._readers = [self._reader(site, place) for place in places]
        cells = [place for place in places if place.w <= 1]
        self._middles = [
            (round((place.y + place.h / 2) * site.cell[1]), round((place.x + place.w / 2) * site.cell[0]))
            for place in cells
        ]
        self._over = threading.Event()
        self.sights: list[Sight] = []
        self.blind: list[tuple[float, float]] = []
        """From when to when it was nowhere."""

    @staticmethod
    def _reader(site: SiteUnderTest, place: Cells) -> TagReader:
        cell_w, cell_h = site.cell
        box = Rect(place.x * cell_w, place.y * cell_h, place.w * cell_w, place.h * cell_h)
        high = box.w / PICTURE_RATIO
        picture = Rect(box.x, box.y + (box.h - high) / 2, box.w, high)
        return TagReader(picture, NATIVE, site.screen.pixels.shape[:2], box)

    def _look(self) -> int | None:
        for reader in self._readers:
            found = reader.first(self._screen.pixels)
            if found is not None and found.camera == self._number:
                return found.frame
        return None

    def _gone(self) -> bool:
        """Whether at none of the places is any picture: black, or a card."""
        boxes = [self._screen.pixels[y - 4 : y + 4, x - 4 : x + 4, :3].astype(int) for y, x in self._middles]
        return all(box.max() < DARK or np.abs(box - CARD).max() < DARK for box in boxes)

    def _watch(self) -> None:
        looked_s, seen_s, blind = time.monotonic(), 0.0, False
        while not self._over.wait(0.004):
            now_s, frame = time.monotonic(), self._look()
            seen_s, looked_s = seen_s + min(now_s - looked_s, LOOKED_S), now_s
            while frame is None and not self._gone() and time.monotonic() - now_s < WRITING_S:
                time.sleep(0.004)
                frame = self._look()
            if frame is None:
                # What was being copied when it was read may be there now.
                frame = self._look()
            if blind:
                self.blind[-1] = (self.blind[-1][0], seen_s)
            elif frame is None:
                self.blind.append((seen_s, seen_s))
            blind = frame is None
            if frame is None:
                continue
            if not self.sights or self.sights[-1].frame != frame:
                self.sights.append(Sight(seen_s, frame))

    @contextlib.contextmanager
    def open(self) -> Iterator[None]:
        watching = threading.Thread(target=self._watch)
        watching.start()
        try:
            yield
        finally:
            self._over.set()
            watching.join()

    def see_more(self, frames: int) -> None:
        """Wait until so many more frames were seen."""
        wanted = len(self.sights) + frames
        until(lambda: len(self.sights) >= wanted, 40, "frames go on")

    def check(self, spreads_ms: list[float]) -> None:
        """The camera was seen all the time but for the spread of each take, and its frames came in order."""
        allowed_s = [spread_ms / 1000 + FRAME_S for spread_ms in spreads_ms]
        dark_s = [to_s - since_s for since_s, to_s in self.blind]
        assert max(dark_s, default=0.0) <= max(allowed_s), f"no picture, from and to: {self.blind}"
        assert sum(dark_s) <= sum(allowed_s), f"no picture, from and to: {self.blind}"
        for before, after in zip(self.sights, self.sights[1:], strict=False):
            ahead = (after.frame - before.frame) % CLIP_FRAMES
            back = CLIP_FRAMES - ahead
            assert ahead < back or back <= APART, f"frame {after.frame} after {before.frame}: back in time"
            gap_s = after.at_s - before.at_s
            assert gap_s < LONGEST_GAP_S, f"{gap_s:.2f} s between frames {before.frame} and {after.frame}"


def connections(site: SiteUnderTest, port: int) -> set[tuple[int, int]]:
    """(process, its port) of every connection that renderers have to the cameras."""
    found = set()
    for process in site.processes():
        if process.name().startswith("wallctl-r"):
            with contextlib.suppress(psutil.Error):
                tcp = process.net_connections("tcp")
                found |= {(process.pid, c.laddr.port) for c in tcp if port in c.raddr[1:]}
    return found


def window(name: str, place: Cells) -> Window:
    return Window(id=WindowId(name), rect=place, source=SourceId(name))


def at(x: float, y: float, w: float = 1, h: float = 1) -> Cells:
    return Cells(x=x, y=y, w=w, h=h)


@pytest.fixture
def site(short_path: Path) -> Iterator[SiteUnderTest]:
    with SiteUnderTest(short_path) as site:
        site.run()
        # With one stream only, so that no size asks for another.
        known = {source["id"]: source for source in site.cli("sources")["sources"]}
        for name, camera in ((CAMERA, "wat-08"), (OTHER, "wat-03")):
            site.cli("source", "add", name, known[camera]["sub"]["url"])
        yield site


def number_of(site: SiteUnderTest, cell: str) -> int:
    """Which camera the strips of that cell name."""
    col, row = site.cells[cell]
    reader = Eyes._reader(site, at(col, row))

    def read() -> int | None:
        found = reader.first(site.screen.pixels)
        return found.camera if found is not None else None

    number = until(read, 40, f"a camera is read in {cell}")
    assert number is not None
    return number


def test_a_window_is_moved_resized_and_brought_back_without_a_gap(site: SiteUnderTest) -> None:
    port = urlsplit(site.cli("sources")["sources"][-1]["main"]["url"]).port
    assert port is not None
    places = [at(0, 0), at(1, 0), at(0, 0, 2, 2)]
    with FakeDesk(Site.open(site.path)) as desk:

        def take(*windows: Window) -> dict[str, Any]:
            return desk.ask(TakeLayout(layout=Layout(windows=windows)))

        take(window(CAMERA, places[0]), window(OTHER, at(1, 1)))
        eyes = Eyes(site, number_of(site, "r0c0"), places)
        number_of(site, "r1c1")
        before = connections(site, port)
        assert len(before) == 2
        spreads_ms = []
        with eyes.open():
            eyes.see_more(20)
            for layout in (
                (window(CAMERA, places[1]), window(OTHER, at(1, 1))),
                (window(CAMERA, places[2]),),
                (window(CAMERA, places[0]), window(OTHER, at(0, 1))),
            ):
                answer = take(*layout)
                assert answer["held"] == [], answer
                spreads_ms.append(answer["spread_ms"])
                assert connections(site, port) == before, "nothing was opened or closed"
                eyes.see_more(20)
            for _ in range(2):
                answer = desk.ask(Undo())
                assert answer["held"] == [], answer
                spreads_ms.append(answer["spread_ms"])
                assert connections(site, port) == before, "an undo takes what is still warm"
                eyes.see_more(15)
        eyes.check(spreads_ms)
