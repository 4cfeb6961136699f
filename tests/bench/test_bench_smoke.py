"""Rule: the benchmark runs from end to end; no figure of it is judged here."""

from __future__ import annotations

import pytest

from tests.bench import measure_playing
from tests.bench.grid import Grid
from tests.bench.rows import table
from tests.bench.site import OurSite
from tests.bench.stage import Stage
from tests.kit.city import ReplayCity


@pytest.mark.slow
@pytest.mark.xcb
@pytest.mark.city
@pytest.mark.timeout(180)
def test_a_small_wall_is_measured() -> None:
    grid = Grid(2, 2, 512, 384)
    with OurSite(grid) as site, ReplayCity(site.port) as city:
        stage = Stage(grid, seconds=2.0, takes=2, looks_hz=120.0, peers=("gst",), city=city, site=site)
        rows = measure_playing.measure(stage)
    assert [row.id for row in rows] == ["frames", "cpu-360p", "memory", "delay-all"]
    assert all(figure.value is not None for row in rows for figure in row.ours), table(rows)
