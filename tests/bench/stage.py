"""What every measurement stands on: screen, cameras, our site, the watch, and how long to look."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from tests.bench.cameras import Camera, clocks_of, small_cameras
from tests.bench.frames import Shown, shown
from tests.bench.gauges import Cost, Meter, family, pss_mb
from tests.bench.grid import Grid, Spot, cell_spots, contained
from tests.bench.limit import Scaler, ffmpeg_ms_per_frame
from tests.bench.players import PEERS
from tests.bench.rtsp_tap import CameraClock
from tests.bench.site import OurSite, Running
from tests.bench.watch import Kind, Watch, wait_until
from tests.kit.city import ReplayCity
from tests.kit.screen import VirtualScreen

OURS = "ours"
LIVE_S = 40.0
TAP_S = 2.0
WARM_UP_S = 2.0
RETIRED_S = 12.0
"""A stream that was taken off stays open for ten seconds; after that it costs nothing, and is cold again."""


@dataclass(frozen=True, slots=True)
class Played:
    """One contestant, playing for a while: what came on the glass and what it cost."""

    shown: Shown
    cost: Cost
    pss_mb: float
    pids: int
    looks_hz: float
    worst_gap_ms: float
    sender_late_p95_ms: float

    @property
    def ms_per_frame(self) -> float:
        return self.cost.player_s * 1000 / max(1, self.shown.frames)

    def disturbance(self, who: str) -> str:
        """One line on how good this measurement was."""
        cost = self.cost
        return (
            f"{who}: {cost.busy:.0%} of {cost.cores} cores busy: player {cost.player_s / cost.seconds:.2f}, "
            f"X {cost.screen_s / cost.seconds:.2f}, cameras {cost.cameras_s / cost.seconds:.2f}, watch "
            f"{cost.watch_s / cost.seconds:.2f}, others {cost.others_s / cost.seconds:.2f} cores; looks "
            f"{self.looks_hz:.0f}/s, longest gap {self.worst_gap_ms:.0f} ms; cameras late p95 "
            f"{self.sender_late_p95_ms:.0f} ms"
        )


@dataclass
class Stage:
    """The plan of a run. `seconds`: how long each contestant plays; `takes`: how often a take is repeated."""

    grid: Grid
    seconds: float
    takes: int
    looks_hz: float
    peers: tuple[str, ...]
    city: ReplayCity
    site: OurSite
    saved: dict[tuple[str, ...], str] = field(default_factory=dict)
    added: set[str] = field(default_factory=set)
    on_wall: tuple[str, ...] = ()
    """The sources that were applied last."""

    @property
    def cameras(self) -> list[Camera]:
        """One small camera for each cell."""
        return small_cameras(self.grid.count)

    def screen(self) -> VirtualScreen:
        return VirtualScreen(self.grid.width, self.grid.height)

    def watch(
        self, screen: VirtualScreen, spots: Sequence[Spot], cameras: Sequence[Camera], looks_hz: float = 0
    ) -> Watch:
        """A watch that knows these cameras' tags."""
        tags = {(camera.number, camera.frames) for camera in cameras}
        return Watch(screen.pixels, spots, tags, looks_hz or self.looks_hz)

    def limit_ms(self, camera: Camera, scaler: Scaler = Scaler.LINEAR) -> float:
        """ffmpeg's cost of one frame of it, measured now."""
        box = contained(camera.native, self.grid.box(0))
        return ffmpeg_ms_per_frame(camera.clip, camera.frames, round(box.w), round(box.h), scaler)

    def apply(self, cameras: Sequence[Camera]) -> dict[str, Any]:
        """Put one camera into each of the first cells, in the stream that it names."""
        return self.apply_sources([self.source_of(camera) for camera in cameras])

    def apply_sources(self, sources: Sequence[str]) -> dict[str, Any]:
        """Put one source into each of the first cells; the preset is saved the first time."""
        key = tuple(sources)
        if key not in self.saved:
            self.saved[key] = f"bench-{len(self.saved) + 1}"
            self.site.save_preset(self.saved[key], key)
        self.on_wall = key
        return self.site.ask("apply", self.saved[key])

    def source_of(self, camera: Camera) -> str:
        """The source of our site that shows this stream; a main stream gets a source that has no other."""
        if camera.stream == "sub":
            return camera.id
        return self.add_stream(f"main-{camera.id}", camera.url(self.city.port))

    def add_stream(self, name: str, url: str) -> str:
        """Add a source, once; return its name."""
        if name not in self.added:
            self.site.add_stream(name, url)
            self.added.add(name)
        return name

    @contextmanager
    def smaller(self, grid: Grid) -> Iterator[Stage]:
        """The same stage with another wall, of a site of its own."""
        with OurSite(grid) as site:
            yield Stage(grid, self.seconds, self.takes, self.looks_hz, self.peers, self.city, site)

    @contextmanager
    def ours(self) -> Iterator[tuple[VirtualScreen, Running]]:
        """Our wall on a fresh screen, ready; it shows what it showed last."""
        with self.screen() as screen, self.site.run(screen.env) as running:
            yield screen, running

    @contextmanager
    def playing(
        self, who: str, cameras: Sequence[Camera]
    ) -> Iterator[tuple[VirtualScreen, Callable[[], list[int]]]]:
        """That contestant, playing one camera in each of the first cells; gives screen and process ids."""
        if who == OURS:
            with self.ours() as (screen, running):
                before = self.on_wall
                self.apply(cameras)
                if before not in ((), self.on_wall):
                    time.sleep(RETIRED_S)
                yield screen, lambda: running.pids
            return
        with self.screen() as screen, PEERS[who](screen.env) as players:
            urls = [camera.url(self.city.port) for camera in cameras]
            players.play(urls, self.grid, cameras[0].native)
            yield screen, lambda: players.pids

    def play_all(self, cameras: Sequence[Camera], looks_hz: float = 0) -> tuple[dict[str, Played], list[str]]:
        """Let all contestants play, one after the other; with a line on each, also where a peer failed."""
        plays, notes = {}, []
        for who in (OURS, *self.peers):
            try:
                plays[who] = self.play(who, cameras, looks_hz)
            except TimeoutError as why:
                if who == OURS:
                    raise
                notes.append(str(why))
            else:
                notes.append(plays[who].disturbance(who))
        return plays, notes

    def play(self, who: str, cameras: Sequence[Camera], looks_hz: float = 0) -> Played:
        """Let a contestant play until all cells are live, and then count for `seconds`."""
        with self.playing(who, cameras) as (screen, pids):
            spots = cell_spots(self.grid, cameras[0].native, len(cameras))
            with self.watch(screen, spots, cameras, looks_hz) as watch:
                self.await_tags(watch, range(len(cameras)), who)
                return self.count(watch, screen, pids(), cameras)

    def count(
        self, watch: Watch, screen: VirtualScreen, pids: Sequence[int], cameras: Sequence[Camera]
    ) -> Played:
        """Count what runs already, for `seconds`, after a short warm-up."""
        time.sleep(WARM_UP_S)
        clocks = clocks_of(list(dict.fromkeys(cameras)), self.city.port, TAP_S)
        first_gap, used_s = len(watch.gaps_s), watch.cpu_s
        meter = Meter(pids, screen_pids(screen), family(self.city.pid))
        began_s = time.monotonic()
        time.sleep(self.seconds)
        ended_s = time.monotonic()
        cost = meter.stop(watch.cpu_s - used_s)
        gaps = watch.gaps_s[first_gap:] or [0.0]
        return Played(
            shown=shown(watch.since(began_s), len(cameras), began_s, ended_s, clocks, cameras[0].fps),
            cost=cost,
            pss_mb=pss_mb(pids),
            pids=len(pids),
            looks_hz=len(gaps) / self.seconds,
            worst_gap_ms=max(gaps) * 1000,
            sender_late_p95_ms=_late_p95_ms(clocks),
        )

    def await_tags(self, watch: Watch, cells: Sequence[int], who: str, within_s: float = LIVE_S) -> float:
        """Wait until each of these cells has shown two frames; seconds that took, or TimeoutError."""
        seen: dict[int, set[int]] = {cell: set() for cell in cells}

        def all_live() -> bool:
            for cell in cells:
                look = watch.now.get(cell)
                if look is not None and look.kind is Kind.TAG:
                    seen[cell].add(look.frame)
            return all(len(frames) > 1 for frames in seen.values())

        took_s = wait_until(all_live, within_s)
        if took_s is None:
            dead = [self.grid.names[cell] for cell, frames in seen.items() if len(frames) < 2]
            raise TimeoutError(
                f"{who}: {len(dead)} cells not live after {within_s:.0f} s: {' '.join(dead[:6])}"
            )
        return took_s


def screen_pids(screen: VirtualScreen) -> list[int]:
    """The X server's process."""
    server = screen._server
    return [server.pid] if server is not None else []


def _late_p95_ms(clocks: Mapping[int, CameraClock]) -> float:
    late = sorted(ms for clock in clocks.values() for ms in clock.late_ms)
    return late[int(len(late) * 0.95)] if late else 0.0
