"""Rule: a window changes its stream with its size, or when one does not come, and shows no black for it."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Self

import pytest

from tests.kit.clips import solid_clip
from tests.kit.small_wall import SLACK, STEP, SmallWall, until

pytestmark = [pytest.mark.xcb, pytest.mark.timeout(180)]

W, H = 800, 600
"""2x2 cells ask for the main stream, one cell for the sub stream."""
SUB, MAIN = 70, 170


class LargeCells(SmallWall):
    """Two by two cells that are large enough for a stream of their own choice."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder, (2 * W, 2 * H))

    def __enter__(self) -> Self:
        self._screen.__enter__()
        wall = self._folder / "wall.toml"
        wall.write_text(f'id = "t"\nrows = 2\ncols = 2\n[cell_px]\nw = {W}\nh = {H}\n')
        self.wallctl("init", str(self.site), "--wall", str(wall))
        with (self.site / "site.toml").open("a") as settings:
            settings.write('\n[[budgets.platforms]]\nname = "gate"\nagencies = ["psb"]\nstreams = 1\n')
        for name, grey in (("sub", SUB), ("main", MAIN)):
            solid_clip(self.site / "media" / f"{name}.avi", [grey] * 5 + [grey + STEP] * 5, 10.0)
        return self

    def middle(self) -> int:
        """Grey of the middle of the first cell, on the X screen."""
        return int(self._screen.pixels[H // 2, W // 2, 0])

    def shows(self, grey: int) -> bool:
        return -SLACK <= self.middle() - grey <= STEP + SLACK

    def told(self, what: str) -> bool:
        """Whether such an event was told."""
        return what in self.wallctl("--site", str(self.site), "events", "--json")

    def seen_while(self, act: Callable[[], object], until_shown: int) -> set[int]:
        """All greys of the first cell from before `act` until it showed that one for half a second."""
        seen: set[int] = set()
        worker = threading.Thread(target=act)
        worker.start()
        since_s: float | None = None
        end_s = time.monotonic() + 40
        while since_s is None or time.monotonic() - since_s < 0.5 or worker.is_alive():
            assert time.monotonic() < end_s, f"{until_shown} does not come: {seen}"
            seen.add(self.middle())
            since_s = None if not self.shows(until_shown) else since_s or time.monotonic()
            time.sleep(0.004)
        worker.join()
        return seen


def _no_other(seen: set[int], *greys: int) -> bool:
    return all(any(-SLACK <= one - grey <= STEP + SLACK for grey in greys) for one in seen)


def test_a_resize_over_the_border_changes_the_stream_and_loses_no_frame_to_black(short_path: Path) -> None:
    with LargeCells(short_path) as wall:
        wall.run()
        until(wall.answers, 60, "the server answers")
        wall.ask("source", "add", "cam", "file:main.avi", "--sub", "file:sub.avi")
        wall.ask("source", "add", "half", "file:main.avi", "--sub", "file:gone.avi")
        wall.ask("show", "cam", "--at", "0,0,1,1")
        until(lambda: wall.shows(SUB), 20, "one cell shows the sub stream")

        seen = wall.seen_while(lambda: wall.ask("show", "cam", "--at", "0,0,2,2"), MAIN)
        assert _no_other(seen, SUB, MAIN), f"something else was on the glass: {sorted(seen)}"

        seen = wall.seen_while(lambda: wall.ask("undo"), SUB)
        assert _no_other(seen, SUB, MAIN), f"something else was on the glass: {sorted(seen)}"

        wall.ask("show", "half", "--at", "0,0,1,1")
        until(lambda: wall.shows(MAIN), 20, "the main stream stands in for a sub stream that is not there")
        until(lambda: wall.told("stream_stands_in"), 10, "said")
        solid_clip(wall.site / "media" / "gone.avi", [SUB] * 5 + [SUB + STEP] * 5, 10.0)
        seen = wall.seen_while(lambda: None, SUB)
        assert _no_other(seen, SUB, MAIN), "the wanted stream is taken back without black"
        until(lambda: wall.told("stream_wanted_back"), 10, "said")

        # The platform `gate` hands over one stream.
        for name in ("one", "two"):
            wall.ask("source", "add", name, "file:main.avi", "--agency", "psb")
        wall.ask("show", "one", "--at", "0,0,1,1")
        wall.ask("show", "two", "--at", "1,0,1,1")
        until(lambda: wall.shows(MAIN), 20, "the first is shown")
        assert wall.told("over_ceiling") and wall.told("platform ceiling of 1 streams reached: gate")
        states = {w["source"]: w["state"] for c in wall.ask("status")["cells"] for w in c["windows"]}
        assert (states["one"], states["two"]) == ("live", "no_signal")
