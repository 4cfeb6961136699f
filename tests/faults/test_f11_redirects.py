"""F11: a camera redirects whoever comes, round and round.

Promise 7 and 6: it shows no picture and says why, burns no core, and its neighbours stay live.
"""

from __future__ import annotations

import time
from functools import partial
from pathlib import Path

import psutil
import pytest

from tests.kit.driver import Driver
from tests.kit.site import SiteUnderTest, until

pytestmark = [pytest.mark.xcb, pytest.mark.city, pytest.mark.timeout(300)]

OPEN_S = 5.0
WATCH_S = 15.0
CORE_SHARE = 0.10


def used_s(process: psutil.Process) -> float:
    times = process.cpu_times()
    return float(times.user + times.system)


def rests(process: psutil.Process) -> bool:
    """Whether it uses next to nothing for a second; who goes round for ever has no such second for long."""
    before_s, end_s = used_s(process), time.monotonic() + 1.0
    while time.monotonic() < end_s:
        time.sleep(0.05)
    return used_s(process) - before_s < CORE_SHARE / 2


@pytest.mark.parametrize("watch_s", [WATCH_S, pytest.param(300.0, marks=pytest.mark.slow)])
def test_a_camera_that_redirects_in_a_circle_says_so_and_burns_no_core(
    short_path: Path, watch_s: float
) -> None:
    with SiteUnderTest(short_path, cell=(320, 240)) as site, Driver(site.path) as drive:
        site.run()
        site.fault("psb-01", "redirect")
        site.show("psb-01", "r0c0")
        for cell, camera in (("r0c1", "psb-02"), ("r1c0", "psb-03"), ("r1c1", "psb-04")):
            site.show(camera, cell)

        def state(cell: str) -> str:
            (window,) = drive.cell(cell)["windows"]
            return str(window["state"])

        until(lambda: state("r0c0") == "unauthorised", 3 * OPEN_S, "its cell says that it may not be opened")
        neighbours = ("r0c1", "r1c0", "r1c1")
        until(lambda: {state(cell) for cell in neighbours} == {"live"}, 60.0, "its neighbours are live")
        renderer = site.renderer("r0c0")
        # Either of its two streams is opened once, and leads FFmpeg round for as long as an opening may take.
        until(partial(rests, renderer), 60.0, "both of its streams were tried")
        began_s = used_s(renderer)
        began_at_s = time.monotonic()
        end_s = began_at_s + watch_s
        while time.monotonic() < end_s:
            assert state("r0c0") == "unauthorised"
            assert {state(cell) for cell in neighbours} <= {"live", "late"}
            time.sleep(0.5)
        print(f"used {used_s(renderer) - began_s:.2f} s in {time.monotonic() - began_at_s:.1f} s")
        assert used_s(renderer) - began_s < CORE_SHARE * (time.monotonic() - began_at_s)
        site.fault("psb-01", "none")
        until(lambda: state("r0c0") == "live", 60.0, "it comes when it answers for itself")
