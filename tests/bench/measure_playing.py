"""Rows of plain playing: frames on the glass, cost of a frame, memory, and delay, ours beside the players."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from statistics import median

from tests.bench.cameras import Camera, large_cameras
from tests.bench.grid import Grid, cell_spots
from tests.bench.limit import Scaler
from tests.bench.rows import Figure, Row, spread_of
from tests.bench.stage import OURS, Played, Stage
from tests.kit.real_desk import RealDesk

GROWTH_MS = 40.0
"""One frame: a delay that grows by less over the whole stretch counts as not growing."""
ALONE_LOOKS_HZ = 400.0
PACED_S = 10.0
"""So long after its start the desk gets as many pictures as the wall can spare."""
DELAY_NOTE = (
    "from the camera's sending of a frame (its own clock, see rtsp_tap) to the first look that finds it on "
    "the glass; error 0 to one look's interval and some 2 ms of that clock; no encoder's time is in it"
)
_Figures = tuple[Figure, ...]


def measure(stage: Stage) -> list[Row]:
    """One small camera in each cell: frames, cost, memory, delay."""
    cameras = stage.cameras
    limit = _Limit(stage, [cameras[0], cameras[len(cameras) // 2], cameras[-1]])
    plays, quality = stage.play_all(cameras)
    limit.again()
    count = len(cameras)
    what = f"{count} RTSP cameras of 640x360 at 25 fps, one a cell"
    return [
        _row("frames", f"frames on the glass: share, worst cell, growth of delay; {what}", plays, _frames,
             *quality),
        _row("cpu-360p", f"CPU of a shown frame, and against ffmpeg's decode+scale+convert; {what}", plays,
             lambda played: _cpu(played, limit, 1.3), *limit.notes()),
        _row("memory", f"memory of all processes (PSS), {count} live cells", plays, _memory,
             *(f"{who}: {played.pids} processes" for who, played in plays.items())),
        _row("delay-all", f"delay to the glass; {what}", plays, _delay_all, DELAY_NOTE),
    ]  # fmt: skip


def measure_alone(stage: Stage) -> list[Row]:
    """One small camera on one cell of the wall: its delay."""
    camera = stage.cameras[:1]
    plays, quality = stage.play_all(camera, ALONE_LOOKS_HZ)
    return [
        _row(
            "delay-one", "delay to the glass, one camera on one cell", plays, _delay_one, DELAY_NOTE, *quality
        )
    ]


def measure_watched(stage: Stage) -> list[Row]:
    """One small camera in each cell, and a desk that looks at the wall: what looking costs the wall."""
    cameras = stage.cameras
    with stage.playing(OURS, cameras) as (screen, pids), RealDesk(stage.site.folder, "bench") as desk:
        desk.settle()
        spots = cell_spots(stage.grid, cameras[0].native, len(cameras))
        with stage.watch(screen, spots, cameras) as watch:
            stage.await_tags(watch, range(len(cameras)), OURS)
            time.sleep(PACED_S)
            played = stage.count(watch, screen, pids(), cameras)
        said = desk.see("echo")
    what = f"frames with a desk at the wall: share, worst cell, growth of delay; {len(cameras)} cameras"
    notes = (
        f"the desk is on this machine, and counts with the others; at the end it said: {said}",
        played.disturbance(OURS),
    )
    return [Row("watched", what, _frames(played), notes=notes)]


def measure_large(stage: Stage) -> list[Row]:
    """Four 1080p mains on four cells, a wall of its own: the cost of a frame."""
    with stage.smaller(Grid(2, 2, stage.grid.cell_w, stage.grid.cell_h)) as small:
        mains = large_cameras(small.grid.count)
        limit = _Limit(small, mains)
        plays, quality = small.play_all(mains)
        limit.again()
    what = f"CPU of a shown frame, and against ffmpeg; {len(mains)} mains of 1080p on {len(mains)} cells"
    return [_row("cpu-1080p", what, plays, lambda played: _cpu(played, limit, 1.1), *limit.notes(), *quality)]


def measure_shared(stage: Stage) -> list[Row]:
    """The same mains over the whole wall, each on several cells: what sharing gives."""
    mains = large_cameras(4)
    many = [mains[cell % len(mains)] for cell in range(stage.grid.count)]
    limit = _Limit(stage, mains[:1])
    plays, quality = stage.play_all(many)
    what = f"{len(mains)} mains of 1080p on {len(many)} cells: share of frames on the glass, worst cell, CPU"
    note = f"each camera is on {len(many) / len(mains):.0f} cells; a player decodes it anew for each of them"
    return [
        _row("shared-1080p", what, plays, lambda played: (*_frames(played)[:2], *_cpu(played, limit, None)),
             note, *limit.notes(), *quality)
    ]  # fmt: skip


class _Limit:
    """ffmpeg's own cost of a frame of these cameras, measured before and after the others."""

    def __init__(self, stage: Stage, cameras: list[Camera]) -> None:
        self._stage, self._cameras = stage, cameras
        self._linear: list[float] = []
        self._default = [stage.limit_ms(camera, Scaler.DEFAULT) for camera in cameras]
        self.again()

    def again(self) -> None:
        self._linear += [self._stage.limit_ms(camera) for camera in self._cameras]

    @property
    def ms(self) -> float:
        return median(self._linear)

    def notes(self) -> list[str]:
        each = ", ".join(f"{value:.2f}" for value in self._linear)
        return [
            f"limit: ffmpeg, one thread, bilinear as ours: {self.ms:.2f} ms a frame ({each})",
            f"with ffmpeg's own default (bicubic) it is {median(self._default):.2f} ms",
            "of players and ours all processes count; X, cameras and the watch apart",
        ]


def _frames(played: Played) -> _Figures:
    shown = played.shown
    return (
        Figure("share", shown.share * 100, " %", at_least=90),
        Figure("worst cell", shown.worst_share * 100, " %", at_least=85),
        Figure("growth", shown.growth_ms, " ms", at_most=GROWTH_MS),
    )


def _cpu(played: Played, limit: _Limit, at_most: float | None) -> _Figures:
    return (
        Figure("a frame", played.ms_per_frame, " ms"),
        Figure("against limit", played.ms_per_frame / limit.ms, " x", at_most=at_most),
    )


def _memory(played: Played) -> _Figures:
    return (Figure("PSS", played.pss_mb, " MB", at_most=1024),)


def _delay_all(played: Played) -> _Figures:
    middle, most = spread_of(played.shown.delays_ms)
    return (
        Figure("p50", middle, " ms"),
        Figure("p95", most, " ms", at_most=120),
        Figure("growth", played.shown.growth_ms, " ms", at_most=GROWTH_MS),
    )


def _delay_one(played: Played) -> _Figures:
    middle, most = spread_of(played.shown.delays_ms)
    return (Figure("p50", middle, " ms"), Figure("p95", most, " ms", at_most=50))


def _row(
    id_: str, what: str, plays: Mapping[str, Played], figures: Callable[[Played], _Figures], *notes: str
) -> Row:
    peers = {who: figures(played) for who, played in plays.items() if who != OURS}
    return Row(id_, what, figures(plays[OURS]), peers, tuple(notes))
