"""A storm of takes, none of which may come to its end: what is on the wall goes on, live.

Promise 4 and 1: three cells keep their cameras through layout after layout while the fourth is to show ones
that never come, so that each take is overtaken by the next before its instant. Read off the glass: no window
that stays is ever later than LATE, or covered.
"""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from tests.faults.test_f09_dead_cameras import Glass, cameras_of
from tests.kit.bad_camera import BadCamera, silent
from tests.kit.driver import Driver, Orders
from tests.kit.looks import Look, look_of, mark_of
from tests.kit.site import SiteUnderTest, until

pytestmark = [pytest.mark.xcb, pytest.mark.city, pytest.mark.timeout(180)]

CALM_S, STORM_S, EVERY_S = 3.0, 6.0, 0.12
NEVER = 8
SLACK = 1.5
STOOD_S = 2.0
"""From here on a picture is STALE."""


def test_takes_that_overtake_each_other_let_nothing_stand_still(short_path: Path) -> None:
    with BadCamera(silent) as mute, SiteUnderTest(short_path) as site:
        site.run()
        names = cameras_of(site)[:4]
        with Driver(site.path) as drive:
            for number in range(NEVER):
                drive.add_camera(f"never-{number}", mute.url())
        cells = list(site.cells)
        staying = dict(zip(cells[:3], names, strict=False))
        places = {cell: (float(col), float(row), 1.0, 1.0) for cell, (col, row) in site.cells.items()}
        glass = Glass(site)
        with Orders(site.path) as orders:
            orders.show({places[cell]: name for cell, name in zip(cells, names, strict=True)})
            until(lambda: all(glass.camera(cell) is not None for cell in cells), 15.0, "all are on the glass")
            calm, _, _ = watch(site, orders, places, staying, CALM_S, asks=False)
            worst, looks, asked = watch(site, orders, places, staying, STORM_S, asks=True)
        words = ", ".join(sorted(look.value for look in looks))
        print(f"{asked} takes; stood still for at most {worst:.2f} s; looks {words}")
        assert looks <= {Look.PLAIN, Look.LATE}, f"some stood still or were covered: {words}"
        # Where others keep the cores busy, no picture stands still for much longer than without the storm.
        assert worst < max(STOOD_S, SLACK * calm), f"a picture that stays stood still for {worst:.2f} s"
        site.stop()


def watch(
    site: SiteUnderTest,
    orders: Orders,
    places: dict[str, tuple[float, float, float, float]],
    staying: dict[str, str],
    seconds: float,
    *,
    asks: bool,
) -> tuple[float, set[Look], int]:
    """Look, and ask for layout after layout: how long a cell that stays stood still, its looks, how many."""
    (left,) = places.keys() - staying.keys()
    marks = dict.fromkeys(staying, b"")
    began_s = asked_s = time.monotonic()
    moved_s = dict.fromkeys(staying, began_s)
    worst, looks, asked = 0.0, set[Look](), 0
    while (now_s := time.monotonic()) < began_s + seconds:
        if asks and now_s >= asked_s and orders.waiting < 24:
            asked_s = now_s + EVERY_S
            shown = {places[cell]: name for cell, name in staying.items()}
            orders.show({**shown, places[left]: f"never-{asked % NEVER}"})
            asked += 1
        for cell in staying:
            pixels = site.glass(cell)
            looks.add(look_of(pixels))
            mark = mark_of(pixels)
            if mark != marks[cell]:
                marks[cell], moved_s[cell] = mark, now_s
            worst = max(worst, now_s - moved_s[cell])
        time.sleep(0.01)
    return worst, looks, asked
