"""Rows of takes: 24 warm windows, and 24 cold RTSP sources; believed from the answer and from the glass."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass

from tests.bench.cameras import Camera, small_cameras
from tests.bench.frames import black_s, camera_changes
from tests.bench.grid import cell_spots
from tests.bench.key_times import KeyTimes
from tests.bench.rows import Figure, Row, spread_of
from tests.bench.stage import OURS, RETIRED_S, Stage
from tests.bench.watch import Watch, wait_until

LOOKS_HZ = 250.0
CHANGED_S = 8.0
WARM_TAKES_FIRST = 2
COLD_TAKES = 3


@dataclass(frozen=True, slots=True)
class _Taken:
    """One take: what was answered, and what the glass showed."""

    took_ms: float | None
    spread_ms: float | None
    held: int
    glass_spread_ms: float | None
    """None: not every cell changed in time."""
    last_s: float | None
    black_ms: float
    missing: int


def measure_warm(stage: Stage) -> list[Row]:
    """Two layouts of the same cameras, each moved on by one cell, taken in turn: all streams are open."""
    cameras = stage.cameras
    layouts = (cameras, [*cameras[1:], cameras[0]])
    taken = []
    with stage.ours() as (screen, _):
        stage.apply(cameras)
        with stage.watch(screen, cell_spots(stage.grid, cameras[0].native), cameras, LOOKS_HZ) as watch:
            stage.await_tags(watch, range(len(cameras)), OURS)
            for number in range(stage.takes + WARM_TAKES_FIRST):
                layout = layouts[(number + 1) % 2]
                one = _take(stage, watch, layout, [stage.source_of(camera) for camera in layout])
                if number >= WARM_TAKES_FIRST:
                    taken.append(one)
    took = [one.took_ms for one in taken if one.took_ms is not None]
    spread = [one.spread_ms for one in taken if one.spread_ms is not None]
    glass = [one.glass_spread_ms for one in taken if one.glass_spread_ms is not None]
    figures = (
        Figure("took p50", spread_of(took)[0], " ms"),
        Figure("took p95", spread_of(took)[1], " ms", at_most=150),
        Figure("spread p95", spread_of(spread)[1], " ms", at_most=40),
        Figure("glass spread p50", spread_of(glass)[0], " ms"),
        Figure("glass spread p95", spread_of(glass)[1], " ms", at_most=40),
        Figure("black", max((one.black_ms for one in taken), default=None), " ms", at_most=0),
    )
    what = f"take of {len(cameras)} warm windows, {len(taken)} times: asked to last cell shown, spread, black"
    return [Row("take-warm", what, figures, notes=(*_answers(taken), *_LOOKS))]


def measure_cold(stage: Stage) -> list[Row]:
    """From one wall of live cameras to another whose streams nobody has open."""
    old, new = stage.cameras, small_cameras(stage.grid.count, skip=stage.grid.count)
    taken, after, keys = [], [], []
    with stage.ours() as (screen, _), KeyTimes(stage.city.port) as key_times:
        # A name of its own for each port: key_times gets another one each time.
        names = [f"cold-{key_times.port}-{camera.id}" for camera in new]
        stage.apply(old)
        for name, camera in zip(names, new, strict=True):
            stage.add_stream(name, camera.url(key_times.port))
        spots = cell_spots(stage.grid, old[0].native)
        with stage.watch(screen, spots, [*old, *new], LOOKS_HZ) as watch:
            for number in range(COLD_TAKES):
                if number:
                    _take(stage, watch, old, [stage.source_of(camera) for camera in old])
                stage.await_tags(watch, range(len(old)), OURS)
                time.sleep(RETIRED_S)
                asked_s = time.monotonic()
                one = _take(stage, watch, new, names)
                taken.append(one)
                seen = key_times.since(asked_s)
                keys.append(len({found.camera for found in seen}))
                if one.last_s is not None and keys[-1] == len(new):
                    after.append((one.last_s - max(found.key_s for found in seen)) * 1000)
    black = max((one.black_ms for one in taken), default=None)
    figures = (
        Figure("black", black, " ms", at_most=0),
        Figure("after last key frame p50", spread_of(after)[0], " ms"),
        Figure("worst", max(after, default=None), " ms", at_most=150),
        Figure("glass spread worst", _worst([one.glass_spread_ms for one in taken]), " ms"),
    )
    notes = (
        *_answers(taken),
        f"viewers with a key frame: {keys} of {len(new)}; passed on by key_times, which adds its own load",
        *_LOOKS,
    )
    what = (
        f"take of {len(new)} cold RTSP sources, {COLD_TAKES} times: black, time after the slowest key frame"
    )
    return [Row("take-cold", what, figures, notes=notes)]


def _take(stage: Stage, watch: Watch, layout: Sequence[Camera], sources: Sequence[str]) -> _Taken:
    """Apply, and watch every cell change to its camera."""
    wanted = {cell: camera.number for cell, camera in enumerate(layout)}
    began_s = time.monotonic()
    answer = stage.apply_sources(sources)
    wait_until(lambda: len(camera_changes(watch.since(began_s), began_s, wanted)) == len(wanted), CHANGED_S)
    ended_s = time.monotonic()
    looks = watch.since(began_s)
    changed = camera_changes(looks, began_s, wanted)
    whole = len(changed) == len(wanted)
    return _Taken(
        took_ms=answer.get("took_ms"),
        spread_ms=answer.get("spread_ms"),
        held=len(answer.get("held") or ()),
        glass_spread_ms=(max(changed.values()) - min(changed.values())) * 1000 if whole else None,
        last_s=max(changed.values()) if whole else None,
        black_ms=max(black_s(looks, began_s, ended_s).values(), default=0.0) * 1000,
        missing=len(wanted) - len(changed),
    )


_LOOKS = (f"on the glass to one look's interval, {1000 / LOOKS_HZ:.0f} ms and what the machine adds",)


def _answers(taken: Sequence[_Taken]) -> list[str]:
    held = sum(one.held for one in taken)
    missing = sum(one.missing for one in taken)
    took = ", ".join("-" if one.took_ms is None else f"{one.took_ms:.0f}" for one in taken)
    return [
        f"took, ms: {took}",
        f"windows held: {held}; cells that did not change in {CHANGED_S:.0f} s: {missing}",
    ]


def _worst(values: Sequence[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return max(known) if known and len(known) == len(values) else None
