"""Rule: who reads a camera too slowly knows how far behind it is, and is not when it has caught up.

A real camera over RTSP, read as on a node without time: each frame is waited for, asleep, as a thread waits
for the interpreter's lock. Windows said LIVE up to seven seconds behind where that was taken for waiting for
the camera.
"""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from tests.kit.city import ReplayCity
from tests.renderer.scripted import source
from wallctl.renderer.capture import Capture, Opener, Places
from wallctl.renderer.ffmpeg_log import FfmpegLog
from wallctl.renderer.lagging import BEHIND_S, Lag, core_time
from wallctl.renderer.reading import boot_s
from wallctl.rules.freshness import LATE_AFTER_S
from wallctl.rules.urls import UrlRules

pytestmark = [pytest.mark.city, pytest.mark.timeout(120)]

CAMERA = "psb-02"
HELD_UP_S = 0.08
"""Twice as long as from one frame to the next."""
SLOW_FRAMES, MOST_FRAMES = 60, 400
ERROR_S = 0.25


class Reader:
    """Reads one camera, as slowly as it is told."""

    def __init__(self, capture: Capture, lag: Lag) -> None:
        self._capture, self.lag = capture, lag

    def read(self, held_up_s: float = 0.0) -> float:
        """Read a frame; return how long that is after its own time, whenever that clock began."""
        threading.Event().wait(held_up_s)
        self._capture.grab()
        now_s, position_s = boot_s(), self._capture.position_s()
        self.lag.behind(now_s, position_s)
        return now_s - position_s

    def catch_up(self) -> float:
        """Read until the newest frame was; return how long that was since its own time."""
        for _ in range(MOST_FRAMES):
            late_s = self.read()
            if self.lag.lag_s < BEHIND_S:
                return late_s
        raise AssertionError(f"still {self.lag.lag_s:.2f} s behind after {MOST_FRAMES} frames")


def test_who_reads_too_slowly_knows_how_far_behind_it_is(tmp_path: Path) -> None:
    places = Places(tmp_path, None, {}, UrlRules(networks=("127.0.0.0/8",)))
    with ReplayCity() as city, core_time() as busy_s:
        asked_s = boot_s()
        capture = Opener(places, FfmpegLog()).open(source(url=city.url(CAMERA)))
        try:
            reader = Reader(capture, Lag(busy_s, capture.backlog, asked_s))
            fresh_s = reader.catch_up()
            for _ in range(SLOW_FRAMES):
                behind_s = reader.read(HELD_UP_S) - fresh_s
                known_s = reader.lag.lag_s
                assert known_s > behind_s - ERROR_S, f"{behind_s:.2f} s behind, and taken for {known_s:.2f} s"
            assert behind_s > 2 * LATE_AFTER_S, "it was slow enough to show anything"
            assert abs(reader.catch_up() - fresh_s) < ERROR_S, "only what is fresh is taken for that"
        finally:
            capture.close()
