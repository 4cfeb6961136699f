"""Rule: the benchmark runs from end to end; no figure of it is judged here."""

from __future__ import annotations

import pytest

from tests.bench import measure_enlarge, measure_jobs, measure_playing
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


@pytest.mark.slow
@pytest.mark.xcb
@pytest.mark.city
@pytest.mark.timeout(600)
def test_the_stop_watch_times_a_real_desk_before_a_wall() -> None:
    grid = Grid(4, 6, 512, 384)
    with OurSite(grid) as site, ReplayCity(site.port) as city:
        stage = Stage(grid, seconds=2.0, takes=1, looks_hz=120.0, peers=(), city=city, site=site)
        jobs, enlarge = measure_jobs.measure(stage), measure_enlarge.measure(stage)
    actions = {row.id: row.ours[0] for row in jobs}
    assert {id_: found.value for id_, found in actions.items()} == {
        "job-camera": 3, "job-window": 2, "job-save": 2, "job-preset": 1
    }  # fmt: skip
    assert all(found.reached for found in actions.values())
    assert all(figure.value is not None for row in (*jobs, *enlarge) for figure in row.ours)
