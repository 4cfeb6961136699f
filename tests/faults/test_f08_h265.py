"""F8 with H.265: the size changes in mid-stream, and FFmpeg says so at its most talkative level only.

Promise 2: what is squeezed is not live. A changed size keeps its shape on the glass, read from its bars.
"""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from tests.faults.test_f05_f07_f08_false_pictures import held, shape_of
from tests.kit.cores import Cores
from tests.kit.driver import Driver
from tests.kit.http_camera import PART_S, ResizingCamera
from tests.kit.site import SiteUnderTest, until

pytestmark = [pytest.mark.xcb, pytest.mark.city, pytest.mark.timeout(180)]

CELL = "r0c0"
SIZES = ((320, 180), (240, 240))
RESIZED_S = 3.0
"""So long a new size may look wrong, or stand still."""


def test_a_new_size_in_an_h265_stream_keeps_its_shape(short_path: Path) -> None:
    with (
        SiteUnderTest(short_path, cell=(320, 240)) as site,
        ResizingCamera(short_path, SIZES, 12) as camera,
        Driver(site.path) as drive,
    ):
        site.run()
        drive.add_camera("h265", camera.url)
        drive.show({(0, 0, 1, 1): "h265"})
        until(lambda: [one["state"] for one in drive.cell(CELL)["windows"]] == ["live"], 20, "it is live")
        pid = site.renderer(CELL).pid
        shapes: list[tuple[float, str]] = []
        states = set()
        cores = Cores()
        end_s = time.monotonic() + 4 * PART_S
        while time.monotonic() < end_s:
            shape = shape_of(site.glass(CELL))
            if not shapes or shapes[-1][1] != shape:
                shapes.append((time.monotonic(), shape))
            states.add(drive.cell(CELL)["windows"][0]["state"])
            time.sleep(0.02)
        spans = held(shapes, end_s)
        print("shapes:", {shape: f"{seconds:.1f} s" for shape, seconds in spans.items()}, states)
        for shape in ("wide", "square"):
            assert spans.get(shape, 0.0) >= 2 * (PART_S - RESIZED_S), f"it did not keep its shape: {spans}"
        honest = {"live", "late", "stale"} if cores.busy() else {"live", "late"}
        assert states <= honest and site.renderer(CELL).pid == pid
        site.stop()
