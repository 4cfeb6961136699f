"""Row of spanning: one 1080p source over one cell, four, all; its cost, and how far apart the cells are."""

from __future__ import annotations

import time
from dataclasses import dataclass

from tests.bench.cameras import LARGE, Camera, large_cameras
from tests.bench.frames import apart_frames, shown
from tests.bench.gauges import Meter, family
from tests.bench.grid import spanning_spots
from tests.bench.rows import Figure, Row, spread_of
from tests.bench.site import Running
from tests.bench.stage import OURS, RETIRED_S, WARM_UP_S, Stage, screen_pids
from tests.kit.screen import VirtualScreen


@dataclass(frozen=True, slots=True)
class _Spanned:
    """One source over a block of cells."""

    cores: float
    share: float
    worst_share: float
    apart: list[float]
    others: float


def measure(stage: Stage) -> list[Row]:
    """The same source in three sizes, on one running wall, and the wall empty for comparison."""
    camera = large_cameras(1)[0]
    rows, cols = stage.grid.rows, stage.grid.cols
    sizes = {"one": (1, 1), "2x2": (2, 2), "all": (cols, rows)}
    with stage.ours() as (screen, running):
        stage.site.ask("clear")
        time.sleep(RETIRED_S)
        empty = _cores(stage, screen, running)
        found = {name: _span(stage, screen, running, camera, *size) for name, size in sizes.items()}
    one = max(0.001, found["one"].cores - empty)
    apart = [frames for name in ("2x2", "all") for frames in found[name].apart]
    figures = (
        Figure("2x2 against one", (found["2x2"].cores - empty) / one, " x", at_most=2),
        Figure("all against one", (found["all"].cores - empty) / one, " x", at_most=5),
        Figure("frames apart p95", spread_of(apart)[1], "", at_most=1),
    )
    notes = [
        f"{name}: {span.cores:.2f} cores, {span.share:.0%} of frames on the glass (worst cell "
        f"{span.worst_share:.0%}), apart p50/p95 {_pair(span.apart)}, others {span.others:.2f} cores"
        for name, span in found.items()
    ]
    notes.append(
        f"the empty wall uses {empty:.2f} cores, which are taken off; X, cameras and the watch apart"
    )
    what = (
        f"one 1080p source over 2x2 and over all {stage.grid.count} cells: CPU against one cell, frames apart"
    )
    return [Row("span", what, figures, notes=tuple(notes))]


def _span(
    stage: Stage, screen: VirtualScreen, running: Running, camera: Camera, wide: int, tall: int
) -> _Spanned:
    stage.site.ask("clear")
    stage.site.ask("show", stage.source_of(camera), "--at", f"0,0,{wide},{tall}", "--fit", "stretch")
    spots = spanning_spots(stage.grid, LARGE, 0, wide, tall)
    cells = [spot.cell for spot in spots]
    with stage.watch(screen, spots, [camera]) as watch:
        stage.await_tags(watch, cells, OURS)
        time.sleep(WARM_UP_S)
        used_s = watch.cpu_s
        meter = Meter(running.pids, screen_pids(screen), family(stage.city.pid))
        began_s = time.monotonic()
        time.sleep(stage.seconds / 2)
        ended_s = time.monotonic()
        cost = meter.stop(watch.cpu_s - used_s)
        looks = watch.since(began_s)
    places = {cell: place for place, cell in enumerate(cells)}
    counted = shown(
        [look._replace(cell=places[look.cell]) for look in looks],
        len(cells),
        began_s,
        ended_s,
        {},
        camera.fps,
    )
    return _Spanned(
        cores=cost.player_s / cost.seconds,
        share=counted.share,
        worst_share=counted.worst_share,
        apart=apart_frames(looks, cells, began_s, ended_s, camera.frames),
        others=cost.others_s / cost.seconds,
    )


def _cores(stage: Stage, screen: VirtualScreen, running: Running) -> float:
    meter = Meter(running.pids, screen_pids(screen), family(stage.city.pid))
    time.sleep(stage.seconds / 4)
    cost = meter.stop(0.0)
    return cost.player_s / cost.seconds


def _pair(values: list[float]) -> str:
    middle, most = spread_of(values)
    return "-" if middle is None or most is None else f"{middle:.0f}/{most:.0f}"
