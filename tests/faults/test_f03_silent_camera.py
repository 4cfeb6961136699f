"""F3: a camera takes the connection and says nothing, at once or after PLAY; another hangs up on each try.

Promise 2 and 7: covered within 6 s with the reason, tried again less and less often, at next to no CPU, and
the neighbour notices nothing.
"""

from __future__ import annotations

import itertools
import threading
import time
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import psutil
import pytest

from tests.kit.bad_camera import BadCamera, hang_up, silent
from tests.kit.looks import Look, look_of, says_trouble
from tests.kit.site import SiteUnderTest, until
from tests.kit.tags import Rect, TagReader

pytestmark = [pytest.mark.xcb, pytest.mark.city, pytest.mark.timeout(180)]

COVERED_S = 6.0
WATCH_S = 12.0
CPU_LIMIT = 0.05
DEAD = {"r0c0": "dead-at-open", "r0c1": "wat-08", "r1c0": "dead-hangs-up"}
GOOD = "r1c1"
REASONS = {
    "r0c0": {"no_answer", "no_picture"},
    "r0c1": {"no_answer", "no_picture", "stopped"},
    "r1c0": {"refused"},
}


def cpu_s(process: psutil.Process) -> float:
    times = process.cpu_times()
    return float(times.user + times.system)


class Cards:
    """Watches when each dead cell's card first told that something is wrong, as long as it is open.

    The first time, not the last change: with each new try the reason on a card may become another.
    """

    def __init__(self, site: SiteUnderTest) -> None:
        self._site = site
        self.told_s: dict[str, float] = {}
        self._ending = threading.Event()
        self._thread = threading.Thread(target=self._look)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._ending.set()
        self._thread.join()

    def _look(self) -> None:
        while not self._ending.wait(0.02):
            for cell in DEAD.keys() - self.told_s.keys():
                if says_trouble(self._site.glass(cell)):
                    self.told_s[cell] = time.monotonic()


def windows(site: SiteUnderTest) -> dict[str, dict[str, Any]]:
    """What each cell's one window says of itself."""
    return {cell["cell"]: cell["windows"][0] for cell in site.cli("status")["cells"] if cell["windows"]}


def test_silent_cameras_are_covered_with_their_reason_and_cost_nothing(short_path: Path) -> None:
    with BadCamera(silent) as mute, BadCamera(hang_up) as rude, SiteUnderTest(short_path) as site:
        site.run()
        site.cli("source", "add", DEAD["r0c0"], mute.url())
        site.cli("source", "add", DEAD["r1c0"], rude.url())
        site.fault(DEAD["r0c1"], "silent_after_play")
        site.show("trf-01", GOOD)
        reader = TagReader(Rect(0, 60, 640, 360), (640, 360), site.glass(GOOD).shape[:2])
        until(lambda: reader.first(site.glass(GOOD)), 30.0, "the good camera is on the glass")
        with Cards(site) as cards:
            asked: dict[str, float] = {}
            for cell, source in DEAD.items():
                took_ms = site.show(source, cell)["took_ms"]
                # From when the server had the order: starting the command line is no part of the promise.
                asked[cell] = time.monotonic() - took_ms / 1000
            told = until(lambda: _all_lost(site), 30.0, "every dead camera is told")
        for cell, since_s in asked.items():
            assert cell in cards.told_s, f"{cell}: no word of it on the glass"
            took_s = cards.told_s[cell] - since_s
            assert took_s < COVERED_S, f"{cell}: {took_s:.1f} s until it was called lost"
            assert look_of(site.glass(cell)) is Look.CARD
        for cell, reasons in REASONS.items():
            assert told[cell]["reason"] in reasons, told[cell]
            assert told[cell]["frame_age_ms"] is None

        _watch(site, reader)
        until(lambda: len(_gaps(mute)) >= 3, 30.0, "three pauses")
        rude_gaps, mute_gaps = _gaps(rude), _gaps(mute)
        assert max(rude_gaps, default=0.0) > 1.0 and sum(gap < 1.0 for gap in rude_gaps) <= 5, rude_gaps
        # Each try takes 5 s by itself; the pauses between grow. A thread of this process tells them.
        assert min(mute_gaps) > 4.5 and max(mute_gaps) > mute_gaps[0] + 0.5, mute_gaps
        site.stop()


def _gaps(camera: BadCamera) -> list[float]:
    """Between one try of FFmpeg's and the next; our own question why it failed belongs to the try."""
    tries = [at_s for at_s, first in zip(camera.asked_s, camera.firsts, strict=False) if b"Lavf" in first]
    return [b - a for a, b in itertools.pairwise(tries)]


def _all_lost(site: SiteUnderTest) -> dict[str, dict[str, Any]] | None:
    told = windows(site)
    return told if all(told[cell]["state"] == "no_signal" for cell in DEAD) else None


def _watch(site: SiteUnderTest, reader: TagReader) -> None:
    """Look on for a while: what the dead cells' renderers cost, whether the neighbour's picture stops."""
    renderers = {cell: site.renderer(cell) for cell in DEAD}
    spent = {cell: cpu_s(process) for cell, process in renderers.items()}
    good = site.renderer(GOOD)
    good_spent = cpu_s(good)
    began_s = looked_s = time.monotonic()
    frame, still_s, worst_s = -1, 0.0, 0.0
    while (now_s := time.monotonic()) < began_s + WATCH_S:
        reading = reader.first(site.glass(GOOD))
        # What was not looked at is not held against it: this test waits for a core too.
        still_s, looked_s = still_s + min(now_s - looked_s, 0.1), now_s
        assert look_of(site.glass(GOOD)) is Look.PLAIN
        for cell in DEAD:
            assert look_of(site.glass(cell)) is Look.CARD, f"{cell} is covered no more"
        if reading is not None and reading.frame != frame:
            worst_s, frame, still_s = max(worst_s, still_s), reading.frame, 0.0
        time.sleep(0.02)
    assert worst_s < 0.5, f"the neighbour stood still for {worst_s:.2f} s"
    # On a slow machine all costs more: what shows and decodes a picture costs several times as much.
    most = max(CPU_LIMIT, (cpu_s(good) - good_spent) / (time.monotonic() - began_s) / 2)
    for cell, process in renderers.items():
        share = (cpu_s(process) - spent[cell]) / (time.monotonic() - began_s)
        print(f"{cell} {DEAD[cell]}: {share:.1%} of a core")
        assert share < most, f"{cell} {DEAD[cell]}: {share:.1%} of a core"
