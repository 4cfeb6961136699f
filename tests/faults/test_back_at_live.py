"""A renderer that was stopped is back at live, not as late as it was stopped: nothing piles up unread.

Read off the glass: the camera's frame number against the clock, before and after. The node is stopped as
well, or it would put another renderer in its place (F2).
"""

from __future__ import annotations

import contextlib
import signal
import time
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from typing import NamedTuple

import psutil
import pytest

from tests.kit.site import SiteUnderTest, kill, until
from tests.kit.tags import Rect, TagReader

pytestmark = [pytest.mark.xcb, pytest.mark.city, pytest.mark.timeout(120)]

CAMERA, CELL = "one", "r0c0"
NATIVE = (640, 360)
FPS, PERIOD_S = 25, 10.0
"""The clip begins again after that time: a delay is known but for a multiple of it."""
LATE_S, BACK_S = 1.0, 3.0
STAYS_S = 1.5


class Sight(NamedTuple):
    """One new frame on the glass."""

    at_s: float
    frame: int

    @property
    def offset_s(self) -> float:
        return (self.at_s - self.frame / FPS) % PERIOD_S


class Eyes:
    """Reads the frame numbers of one cell."""

    def __init__(self, site: SiteUnderTest) -> None:
        self._screen, (cell_w, cell_h) = site.screen, site.cell
        (col, row), high = site.cells[CELL], cell_w * NATIVE[1] / NATIVE[0]
        box = Rect(col * cell_w, row * cell_h, cell_w, cell_h)
        picture = Rect(box.x, box.y + (cell_h - high) / 2, cell_w, high)
        self._reader = TagReader(picture, NATIVE, site.screen.pixels.shape[:2], box)

    def frame(self) -> int | None:
        """The frame that is there now."""
        found = self._reader.first(self._screen.pixels)
        return found.frame if found is not None else None

    def sights(self, seconds: float) -> Iterator[Sight]:
        """Each new frame, as it comes, for so long."""
        last, end_s = self.frame(), time.monotonic() + seconds
        while time.monotonic() < end_s:
            frame = self.frame()
            if frame is not None and frame != last:
                last = frame
                yield Sight(time.monotonic(), frame)
            time.sleep(0.004)


def _apart_s(sight: Sight, usual_s: float) -> float:
    """How much later than usual that frame is; a little earlier is less than nothing."""
    late_s = (sight.offset_s - usual_s) % PERIOD_S
    return late_s - PERIOD_S if late_s > PERIOD_S - LATE_S else late_s


@contextlib.contextmanager
def _stopped(processes: list[psutil.Process]) -> Iterator[None]:
    for process in processes:
        kill(process, signal.SIGSTOP)
    try:
        yield
    finally:
        for process in processes:
            kill(process, signal.SIGCONT)


# Never a multiple of the clip's length: such a delay could not be seen.
@pytest.mark.parametrize("seconds", [6.0, pytest.param(13.0, marks=pytest.mark.slow)])
def test_a_renderer_that_was_stopped_is_back_at_live(short_path: Path, seconds: float) -> None:
    with SiteUnderTest(short_path) as site:
        site.run()
        known = {source["id"]: source for source in site.cli("sources")["sources"]}
        site.cli("source", "add", CAMERA, known["wat-08"]["sub"]["url"])
        site.show(CAMERA, CELL)
        eyes = Eyes(site)
        until(eyes.frame, 20, "the camera is read off the glass")
        before = list(eyes.sights(2.0))
        assert len(before) > FPS, "the camera plays"
        usual_s = before[0].offset_s + median(_apart_s(sight, before[0].offset_s) for sight in before)
        renderer = site.renderer(CELL)
        with _stopped([*site.processes("node"), renderer]):
            stopped_s = time.monotonic()
            until(lambda: time.monotonic() - stopped_s > seconds, seconds + 5, "time passes")
            kill(renderer, signal.SIGCONT)
            woken_s, back_s = time.monotonic(), None
            delays = []
            for sight in eyes.sights(BACK_S + STAYS_S):
                delays.append(round(_apart_s(sight, usual_s), 2))
                if back_s is None and delays[-1] < LATE_S:
                    back_s = sight.at_s - woken_s
            assert site.renderer(CELL).pid == renderer.pid
        assert back_s is not None and back_s < BACK_S, f"still late after {BACK_S} s: {delays[-10:]}"
        assert delays[-1] < LATE_S, f"late again: {delays[-10:]}"
        print(f"stopped for {seconds:.0f} s: back at live after {back_s:.2f} s")
