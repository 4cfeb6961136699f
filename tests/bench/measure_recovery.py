"""Rows of coming to life: from `wallctl run` to a live wall, and after renderers were killed."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tests.bench.cameras import Camera, slow_camera
from tests.bench.gauges import family
from tests.bench.grid import cell_spots
from tests.bench.rows import Figure, Row
from tests.bench.stage import LIVE_S, OURS, Stage
from tests.bench.watch import Kind, Look, wait_until

RUNS = 2
SETTLE_S = 4.0
AGAIN_S = 20.0
TO_SPARE_S: dict[int, float | None] = {1: 1.0, 8: 2.0, 24: 5.0}
ALL_BUSY_S: dict[int, float | None] = {1: 2.0, 8: None, 24: None}
"""Promised with all cores busy: 2 s for one renderer; of more at once nothing is promised then."""
LOOKS_HZ = 200.0


@dataclass(frozen=True, slots=True)
class _Healed:
    """Seconds from the kill to the last of the killed cells; None: not in time."""

    again_s: float | None
    live_s: float | None
    dark: int
    """Killed cells that were seen without their picture."""


def measure_start(stage: Stage) -> list[Row]:
    """A site whose wall is kept: how soon all cells are live on the glass, and how soon it says `ready`."""
    cameras = stage.cameras
    live, ready = [], []
    with stage.ours():
        stage.apply(cameras)
    for _ in range(RUNS):
        with stage.screen() as screen:
            spots = cell_spots(stage.grid, cameras[0].native)
            with (
                stage.watch(screen, spots, cameras, LOOKS_HZ) as watch,
                stage.site.run(screen.env, wait=False) as running,
            ):
                stage.await_tags(watch, range(len(cameras)), OURS, LIVE_S)
                live.append(time.monotonic() - running.began_s)
                running.await_ready()
                ready.append(running.ready_s or 0.0)
    figures = (Figure("all live", max(live), " s", at_most=5), Figure("`ready`", max(ready), " s"))
    each = f"live after {', '.join(f'{value:.2f}' for value in live)} s; the worst of {RUNS} runs counts"
    what = f"from `wallctl run` to {len(cameras)} live cells on the glass (two frames in each)"
    return [Row("start", what, figures, notes=(each, "cameras run already and had no viewers"))]


def measure_kill(stage: Stage) -> list[Row]:
    """kill -9 of some renderers and of all, each on a freshly started wall."""
    slow = [slow_camera()] * stage.grid.count
    return [
        _kill_row(stage, "kill", slow, TO_SPARE_S, "with CPU to spare (cameras of 1 frame a second)"),
        _kill_row(stage, "kill-busy", stage.cameras, ALL_BUSY_S, "with all cameras at 25 frames a second"),
    ]


def _kill_row(
    stage: Stage, id_: str, cameras: Sequence[Camera], limits_s: Mapping[int, float | None], how: str
) -> Row:
    figures, notes = [], []
    for count, at_most in limits_s.items():
        if count > stage.grid.count:
            continue
        healed = _kill(stage, cameras, count)
        figures.append(Figure(f"{count} again", healed.again_s, " s", at_most=at_most))
        live = "-" if healed.live_s is None else f"{healed.live_s:.2f} s"
        notes.append(f"{count} killed: seen dark {healed.dark}, all live again after {live}")
    what = (
        f"after kill -9 of {'/'.join(map(str, limits_s))} renderers: the right picture painted again, {how}"
    )
    return Row(id_, what, tuple(figures), notes=(*notes, "the slowest of the killed cells counts"))


def _kill(stage: Stage, cameras: Sequence[Camera], count: int) -> _Healed:
    spots = cell_spots(stage.grid, cameras[0].native)
    with stage.ours() as (screen, running):
        stage.apply(cameras)
        with stage.watch(screen, spots, cameras, LOOKS_HZ) as watch:
            stage.await_tags(watch, range(len(cameras)), OURS)
            time.sleep(SETTLE_S)
            pids = stage.site.renderers()
            cells = list(range(count))
            known = set(family(running.process.pid)) | set(running.pids)
            victims = [pids[stage.grid.names[cell]] for cell in cells]
            assert set(victims) <= known, "status names processes that are not the site's"
            began_s = time.monotonic()
            for pid in victims:
                os.kill(pid, signal.SIGKILL)
            wanted = {cell: cameras[cell].number for cell in cells}
            wait_until(lambda: len(_live(watch.since(began_s), wanted)) == count, AGAIN_S)
            looks = watch.since(began_s)
    again, live = _again(looks, wanted), _live(looks, wanted)
    return _Healed(
        again_s=max(again.values()) - began_s if len(again) == count else None,
        live_s=max(live.values()) - began_s if len(live) == count else None,
        dark=len({look.cell for look in looks if look.cell in wanted and look.kind is not Kind.TAG}),
    )


def _after_dark(looks: Sequence[Look], wanted: dict[int, int]) -> dict[int, list[Look]]:
    """For each cell that was seen without its picture: its own pictures from then on."""
    dark: set[int] = set()
    found: dict[int, list[Look]] = {}
    for look in looks:
        if look.kind is not Kind.TAG:
            dark.add(look.cell)
        elif look.cell in dark and wanted.get(look.cell) == look.camera:
            found.setdefault(look.cell, []).append(look)
    return found


def _again(looks: Sequence[Look], wanted: dict[int, int]) -> dict[int, float]:
    return {cell: seen[0].at_s for cell, seen in _after_dark(looks, wanted).items()}


def _live(looks: Sequence[Look], wanted: dict[int, int]) -> dict[int, float]:
    """When each cell showed a second frame, and so a moving picture."""
    seen = _after_dark(looks, wanted)
    return {
        cell: moved[0]
        for cell, own in seen.items()
        if (moved := [look.at_s for look in own if look.frame != own[0].frame])
    }
