"""Rules: the benchmark's own counting is right, on pictures and looks made for the purpose."""

from __future__ import annotations

import numpy as np
import pytest

from streams.strips import DARK, LIGHT, Tag, modules_of, tag_places
from tests.bench.cameras import small_cameras
from tests.bench.frames import apart_frames, black_s, camera_changes, shown
from tests.bench.grid import Grid, cell_spots, contained, spanning_spots
from tests.bench.rows import Figure, Row, Verdict, failed, table
from tests.bench.rtsp_tap import CameraClock, clip_digests
from tests.bench.sights import NATIVES, Seen, Sights
from tests.bench.watch import Kind, Look, Watch, wait_until
from tests.kit.screen import Pixels

SMALL = (640, 360)
CLOCK = CameraClock(t0_s=100.0, fps=25.0, frames=250, late_ms=())


def _draw(pixels: Pixels, grid: Grid, cell: int, tag: Tag) -> None:
    """All tags of one picture, scaled as a player would."""
    place = contained(SMALL, grid.box(cell))
    per = place.w / SMALL[0]
    for spot in tag_places(*SMALL):
        for row, modules in enumerate(modules_of(tag)):
            for column, light in enumerate(modules):
                left = round(place.x + (spot.x_px + column * spot.module_px) * per)
                top = round(place.y + (spot.y_px + row * spot.module_px) * per)
                side = round(spot.module_px * per)
                pixels[top : top + side, left : left + side] = LIGHT if light else DARK


def _look(at_s: float, cell: int, frame: int, camera: int = 1) -> Look:
    return Look(at_s, cell, Kind.TAG, camera, frame)


def test_watch_sees_tags_black_and_cards() -> None:
    grid = Grid(1, 2)
    pixels: Pixels = np.full((grid.height, grid.width, 4), 90, np.uint8)
    _draw(pixels, grid, 0, Tag(camera=7, frame=41))
    pixels[:, grid.cell_w :] = 0
    with Watch(pixels, cell_spots(grid, SMALL), [(7, 250), (9, 250)], 200) as watch:
        assert wait_until(lambda: len(watch.now) == 2, 30) is not None
        assert watch.now[0][2:] == (Kind.TAG, 7, 41)
        assert watch.now[1].kind is Kind.BLACK
        _draw(pixels, grid, 1, Tag(camera=9, frame=3))
        assert wait_until(lambda: watch.now[1][2:] == (Kind.TAG, 9, 3), 30) is not None
        pixels[:, : grid.cell_w] = 90
        assert wait_until(lambda: watch.now[0].kind is Kind.NO_TAG, 30) is not None
    assert watch.cpu_s > 0


def test_watch_reads_a_dimmed_picture() -> None:
    grid = Grid(1, 1)
    pixels: Pixels = np.zeros((grid.height, grid.width, 4), np.uint8)
    _draw(pixels, grid, 0, Tag(camera=7, frame=41))
    pixels //= 3
    with Watch(pixels, cell_spots(grid, SMALL), [(7, 250)], 200) as watch:
        assert wait_until(lambda: 0 in watch.now, 30) is not None
    assert watch.now[0][2:] == (Kind.TAG, 7, 41)


def test_every_cell_of_a_spanning_picture_has_a_spot() -> None:
    grid = Grid(4, 6)
    assert {spot.cell for spot in spanning_spots(grid, (1920, 1080), 0, 6, 4)} == set(range(24))
    assert [spot.cell for spot in spanning_spots(grid, (1920, 1080), 7, 2, 2)] == [7, 8, 13, 14]


def test_frames_count_once_and_only_forward() -> None:
    looks = [_look(0.1, 0, 248), _look(0.2, 0, 249), _look(0.3, 0, 248), _look(0.4, 0, 0), _look(0.5, 0, 2)]
    counted = shown(looks, cells=1, began_s=0.0, ended_s=1.0, clocks={}, fps=25)
    assert counted.frames == 4
    assert counted.backward == 1
    assert counted.share == pytest.approx(4 / 25)


def test_worst_cell_is_the_one_that_shows_nothing() -> None:
    counted = shown([_look(0.1, 0, 1)], cells=2, began_s=0.0, ended_s=1.0, clocks={}, fps=25)
    assert counted.worst_share == 0


def test_delay_is_the_age_of_the_frame_and_its_growth_is_seen() -> None:
    steady = [_look(200.05 + n * 0.04, 0, n % 250) for n in range(500)]
    counted = shown(steady, 1, 200.0, 220.0, {1: CLOCK}, 25)
    assert counted.delays_ms[0] == pytest.approx(50)
    assert counted.growth_ms == pytest.approx(0, abs=1e-6)
    slow = [_look(200.05 + n * 0.08, 0, n % 250) for n in range(500)]
    counted = shown(slow, 1, 200.0, 240.0, {1: CLOCK}, 25)
    # 40 ms more with each frame, beyond one round of the clip: 500 frames, the middles of two quarters apart.
    assert counted.growth_ms == pytest.approx(15_000, rel=0.01)


def test_cells_apart_are_counted_round_the_clip() -> None:
    looks = [_look(0.0, 0, 249), _look(0.0, 1, 249), _look(0.5, 0, 0)]
    apart = apart_frames(looks, [0, 1], 0.0, 1.0, 250)
    assert set(apart) == {0.0, 1.0}
    assert len(apart) == pytest.approx(200, abs=2)


def test_changes_and_black_are_told_for_each_cell() -> None:
    looks = [_look(1.0, 0, 5, camera=3), Look(1.1, 1, Kind.BLACK, 0, 0), _look(1.4, 1, 5, camera=4)]
    assert camera_changes(looks, 0.5, {0: 3, 1: 4}) == {0: 1.0, 1: 1.4}
    assert black_s(looks, 0.5, 2.0) == {1: pytest.approx(0.3)}


def test_a_picture_is_seen_when_its_last_cell_shows_it_and_moves_when_each_has_a_second_frame() -> None:
    place = (1, 0, 2, 1)
    sights = Sights(Grid(2, 3), [(0, 0, 1, 1), place])
    streams = len(NATIVES)
    # Numbers of spots: those of the first place, then each cell of the second one.
    left, right = streams, 2 * streams
    before = [_look(1.0, left, 1), _look(1.0, right, 1)]
    looks = [
        *before,
        _look(2.0, left, 2),
        _look(2.2, left, 3),
        _look(2.3, right, 4, camera=7),
        _look(2.4, right, 4),
    ]
    assert sights.seen(looks, {place: 1}, 1.5) is None, "the second cell has shown one frame"
    looks += [_look(2.5, right, 4), _look(2.6, right + 1, 5)]
    assert sights.seen(looks, {place: 1}, 1.5) == Seen(at_s=2.4, moving_s=2.6)
    assert sights.seen(looks, {place: 1, (0, 0, 1, 1): 1}, 1.5) is None


def test_a_picture_is_there_in_either_of_its_streams_and_on_all_of_its_cells() -> None:
    place = (0, 0, 2, 1)
    sights = Sights(Grid(1, 2), [place])
    one, other = _look(1.0, 0, 1), _look(1.0, len(NATIVES) + 1, 1)
    assert not sights.there({0: one}, {place: 1})
    assert sights.there({0: one, len(NATIVES) + 1: other}, {place: 1})
    assert not sights.there({0: one, len(NATIVES) + 1: other}, {place: 2})


def test_a_large_picture_is_looked_for_where_it_lies_on_each_cell() -> None:
    grid = Grid(2, 2, 640, 480)
    pixels: Pixels = np.full((grid.height, grid.width, 4), 90, np.uint8)
    sights = Sights(grid, [(0, 0, 2, 2)])
    with Watch(pixels, sights.spots, [(7, 250)], 200) as watch:
        assert wait_until(lambda: len(watch.now) == len(sights.spots), 30) is not None
        assert not sights.there(watch.now, {(0, 0, 2, 2): 7})
        _draw(pixels, Grid(1, 1, grid.width, grid.height), 0, Tag(camera=7, frame=41))
        assert wait_until(lambda: sights.there(watch.now, {(0, 0, 2, 2): 7}), 30) is not None


def test_a_recorded_clip_is_known_by_its_pictures() -> None:
    camera = small_cameras(1)[0]
    digests = clip_digests(camera.clip)
    assert len(digests) == camera.frames
    assert sorted(digests.values()) == list(range(camera.frames))


def test_a_row_is_reached_when_all_its_figures_are() -> None:
    good, bad = Figure("p50", 3.0, " ms", at_most=5), Figure("p95", 9.0, " ms", at_most=5)
    unknown, free = Figure("p95", None, " ms", at_most=5), Figure("cost", 9.0)
    assert Row("a", "x", (good, free)).verdict is Verdict.REACHED
    assert Row("a", "x", (good, bad)).verdict is Verdict.NOT_REACHED
    assert Row("a", "x", (good, unknown)).verdict is Verdict.NOT_REACHED
    assert Row("a", "x", (free,)).verdict is Verdict.NOT_YET
    assert failed("a", "x", OSError("no screen")).verdict is Verdict.NOT_YET


def test_the_table_names_rows_targets_peers_and_verdicts() -> None:
    row = Row(
        "kill", "what", (Figure("1", 0.5, " s", at_most=1),), {"mpv": (Figure("1", 2.0, " s"),)}, ("n",)
    )
    text = table([row])
    for word in ("kill", "<=1 s", "0.50 s", "mpv", "2 s", "reached", "n"):
        assert word in text
    assert row.as_json()["verdict"] == "reached"
