"""Scenes on open roads: expressway, country road, city bridge."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import cv2
import numpy as np

from streams.draw import matter as m
from streams.draw.camera import Scene
from streams.draw.crossings import WHITE, YELLOW, dashes, lamp_posts
from streams.draw.matter import Rng
from streams.draw.movers import draw_sorted
from streams.draw.people import stroll
from streams.draw.vehicles import Lane, passing, traffic
from streams.draw.view import Colour, Image, Overlay, View, alongside, lying, scaled, upright
from streams.draw.water import Water


def rails(
    canvas: Image, view: View, mood: m.Mood, x: float, y0: float, y1: float, colour: Colour = (178, 178, 174)
) -> None:
    for a, b in pairwise(np.geomspace(max(y0, 4), y1, 24)):
        quad = alongside(x, a, b, 0.75, 0.4)
        view.fill(canvas, quad, m.fade(colour, mood, a))
    for y in np.arange(max(y0, 6), min(y1, 120), 4):
        view.stroke(
            canvas, [(x, y, 0), (x, y, 0.7)], m.fade((110, 110, 108), mood, y), 0.1 * view.px_per_m(x, y)
        )


def carriageway(
    view: View,
    mood: m.Mood,
    rng: Rng,
    canvas: Image,
    half: float,
    verge: Colour | None,
    length: float = 420,
    lanes: tuple[float, ...] = (5.0, 8.75),
    median: float = 1.2,
) -> None:
    ppm = 8.0
    wide = 220
    ground = (
        m.grass(int(length * ppm), int(wide * ppm), rng)
        if verge is None
        else m.shade(verge, m.fbm(int(length * ppm), int(wide * ppm), rng, 60), 0.1)
    )
    x0 = -wide / 2

    def px(x: float) -> int:
        return int((x - x0) * ppm)

    road = m.asphalt(ground.shape[0], int(2 * half * ppm), rng)
    ground[:, px(-half) : px(-half) + road.shape[1]] = road
    if median > 0:
        strip = m.grass(ground.shape[0], int(2 * median * ppm), rng, (52, 96, 78))
        ground[:, px(-median) : px(-median) + strip.shape[1]] = strip
    for side in (-1, 1):
        for x, colour in ((side * (median + 0.5), YELLOW), (side * (half - 2.2), WHITE)):
            cv2.rectangle(ground, (px(x) - 1, 0), (px(x) + 1, ground.shape[0]), colour, -1)
        for lane in lanes:
            dashes(ground, px(side * lane), 0, ground.shape[0], 6 * ppm, 9 * ppm, 2, WHITE)
    m.relight(ground, mood)
    view.lay(canvas, ground, x0, length - 10, ppm)
    m.haze(canvas, view, mood)


def _gantry(
    canvas: Image,
    view: View,
    mood: m.Mood,
    y: float,
    x0: float,
    x1: float,
    boards: Sequence[tuple[float, str, Colour]],
) -> None:
    px = view.px_per_m(0, y)
    ink = m.fade((150, 152, 154), mood, y)
    for z in (6.6, 7.4):
        view.stroke(canvas, [(x0, y, z), (x1, y, z)], ink, 0.16 * px)
    for x in (x0, x1):
        view.stroke(canvas, [(x, y, 0), (x, y, 7.6)], ink, 0.4 * px)
    for x, text, back in boards:
        board = m.sign(text, scaled(back, 0.75 if mood.dark else 1.0), px=48, pad=22)
        tall = 2.6
        wide = tall * board.shape[1] / board.shape[0]
        view.hang(canvas, board, upright(x, x + wide, y, 8.6, 6.0))


EXIT_GREEN: Colour = (84, 110, 20)
SPEED_BLUE: Colour = (150, 84, 22)


@dataclass(frozen=True)
class _Stretch:
    """One stretch of the expressway: the camera's place, and its gantry's boards."""

    pitch_deg: float
    yaw_deg: float
    x: float
    boards: tuple[tuple[float, str, Colour], ...]


STRETCHES = (
    _Stretch(9.5, 7, -3.5, ((3.4, "益阳北 2km", EXIT_GREEN), (-13, "长沙 86", EXIT_GREEN))),
    _Stretch(10, -8, 3, ((2.4, "资江特大桥", EXIT_GREEN), (-12, "限速 100", SPEED_BLUE))),
    _Stretch(11, 4, 0, ((2.6, "谢林港枢纽", EXIT_GREEN), (-13.4, "娄底 益阳南", EXIT_GREEN))),
)
OVER_WATER, INTERCHANGE = 1, 2


def expressway(w: int, h: int, mood: m.Mood, variant: int, rng: Rng) -> Scene:
    """A dual carriageway with fast traffic, gantry and hills; variant 1 runs on a bridge over the river."""
    stretch = STRETCHES[variant]
    pitch, yaw, x = stretch.pitch_deg, stretch.yaw_deg, stretch.x
    view = View(w, h, height_m=10.5, pitch_deg=pitch, yaw_deg=yaw, focal=0.95, x_m=x)
    canvas = m.sky(view, mood, rng, 0.6)
    for step, tone in enumerate(((150, 150, 118), (112, 124, 92), (74, 100, 72))):
        rise, far = h * (0.16 - 0.045 * step), 420 - 150 * step
        m.ridge(canvas, rng, view.horizon_px + h * 0.015, rise, m.fade(tone, mood, far))
    carriageway(view, mood, rng, canvas, 13.5, (112, 122, 116) if variant == OVER_WATER else None)
    water = None
    if variant == OVER_WATER:
        mask = _beside(view, int(view.horizon_px) + 3, 14.5, 5)
        water = Water(view, mask, mood, rng, deep=(104, 116, 96), wave_m=9, z=-12)
        water.draw(canvas, 0.0)
    else:
        _avenue(canvas, view, mood, rng)
    for x in (-13.8, 0.0, 13.8):
        rails(canvas, view, mood, x, 5, 300)
    if variant == INTERCHANGE:
        _overpass(canvas, view, mood)
    _gantry(canvas, view, mood, 95, -15, 15, stretch.boards)
    lanes = _six_lanes(rng)
    if mood.dark:
        lamp_posts(canvas, view, mood, [(0, y, 0) for y in (150, 110, 70, 40)], 10)

    return _flowing(canvas, view, mood, lanes, water)


def _flowing(canvas: Image, view: View, mood: m.Mood, lanes: list[Lane], water: Water | None) -> Scene:
    """Traffic that passes, and water that flows where there is some."""

    def now(phase: float) -> Image:
        picture = canvas.copy()
        if water is not None:
            water.draw(picture, phase)
        draw_sorted(picture, view, mood, passing(lanes, phase), [])
        return picture

    return now


def _beside(view: View, top_px: int, half_m: float, from_m: float) -> Image:
    """A mask of all below the row `top_px` but the deck of a bridge."""
    mask = np.zeros((view.height, view.width), np.uint8)
    mask[top_px:] = 255
    view.fill(mask, [(-half_m, from_m, 0), (-half_m, 900, 0), (half_m, 900, 0), (half_m, from_m, 0)], 0)
    return mask


def _avenue(canvas: Image, view: View, mood: m.Mood, rng: Rng) -> None:
    trees = [m.tree_sprite(rng, mood) for _ in range(3)]
    for y in np.geomspace(240, 22, 26):
        for side in (-1, 1):
            tree, x = trees[int(rng.integers(3))], side * rng.uniform(17, 40)
            m.plant(canvas, view, mood, tree, x, y, rng.uniform(5, 9))


def _overpass(canvas: Image, view: View, mood: m.Mood) -> None:
    """A ramp that crosses over, on its pillars."""
    y = 150
    view.fill(canvas, upright(60, -70, y, 6, 8.2), m.fade((150, 156, 160), mood, y))
    for x in (-40, -18, 20, 42):
        view.fill(canvas, upright(x, x + 2, y, 0, 6), m.fade((140, 146, 150), mood, y))


def _six_lanes(rng: Rng) -> list[Lane]:
    """Three each way, the more lorries the farther out."""
    return [
        Lane(side * x, near, side * x, far, 1, traffic(rng, 2 + int(rng.integers(2)), heavy))
        for side, near, far in ((1, -6, 290), (-1, 290, -6))
        for x, heavy in ((3.1, 0.0), (6.9, 0.2), (10.4, 0.7))
    ]


def road(w: int, h: int, mood: m.Mood, variant: int, rng: Rng) -> Scene:
    """A two-lane country road between fields (0) or on a wooded river bank (1)."""
    view = View(w, h, height_m=7.5, pitch_deg=10, yaw_deg=(-9, 12)[variant], focal=1.0, x_m=(3, -5)[variant])
    canvas = m.sky(view, mood, rng, 0.7)
    horizon = view.horizon_px
    for step, tone in enumerate(((140, 144, 116), (84, 108, 80))):
        m.ridge(
            canvas,
            rng,
            horizon + h * 0.02,
            h * ((0.12, 0.34)[variant] - 0.06 * step),
            m.fade(tone, mood, 380 - 160 * step),
        )
    carriageway(view, mood, rng, canvas, 5.0, None, lanes=(), median=0)
    for y in np.arange(8, 260, 15.0):
        quad = lying(-0.09, 0.09, y, y + 6, 0)
        view.fill(canvas, quad, m.fade(YELLOW, mood, y))
    water = None
    if variant == 1:
        mask = np.zeros((h, w), np.uint8)
        bank = [(9, 3, 0), (9, 40, 0), (14, 120, 0), (30, 800, 0), (900, 800, 0), (400, 3, 0)]
        view.fill(mask, bank, 255)
        mask[: int(horizon) + 3] = 0
        water = Water(view, mask, mood, rng, deep=(110, 124, 78), wave_m=5)
        rails(canvas, view, mood, 6.4, 5, 200)
    _roadside(canvas, view, mood, rng, variant)
    lanes = [
        Lane(2.2, -6, 2.2, 200, 1, traffic(rng, 3, 0.4)),
        Lane(-2.2, 200, -2.2, -6, 1, traffic(rng, 3, 0.4)),
    ]

    return _flowing(canvas, view, mood, lanes, water)


def _roadside(canvas: Image, view: View, mood: m.Mood, rng: Rng, variant: int) -> None:
    """Trees on the left, and on the right where there is no water."""
    trees = [m.tree_sprite(rng, mood, kind) for kind in ("round", "tall", "round")]
    for y in np.geomspace(230, 14, 30):
        m.plant(
            canvas,
            view,
            mood,
            trees[int(rng.integers(3))],
            -rng.uniform(8, 13) - 0.02 * y,
            y,
            rng.uniform(6, 9.5),
        )
        if variant == 0:
            m.plant(
                canvas,
                view,
                mood,
                trees[int(rng.integers(3))],
                rng.uniform(8, 12) + 0.02 * y,
                y,
                rng.uniform(6, 9),
            )


def bridge(w: int, h: int, mood: m.Mood, variant: int, rng: Rng) -> Scene:
    """The head of a city bridge: towers, stays, river on both sides, skyline on the far bank."""
    view = View(
        w, h, height_m=9.5, pitch_deg=8.5, yaw_deg=(9, -10)[variant], focal=0.92, x_m=(-5, 5)[variant]
    )
    canvas = m.sky(view, mood, rng, 0.5)
    horizon = view.horizon_px
    m.ridge(canvas, rng, horizon + 2, h * 0.07, m.fade((128, 132, 110), mood, 420))
    _far_town(canvas, view, mood, rng)
    carriageway(view, mood, rng, canvas, 11.5, (120, 124, 120), lanes=(4.2, 7.6), median=0.3)
    mask = _beside(view, int(horizon) + 4, 15, 4)
    water = Water(view, mask, mood, rng, deep=(112, 126, 92), wave_m=8, z=-14)
    water.draw(canvas, 0.0)
    before = canvas.copy()
    _deck(canvas, view, mood)
    stand = Overlay(before, canvas)
    lanes = [Lane(x, -6, x, 190, 1, traffic(rng, 3, 0.15)) for x in (2.3, 5.9, 9.3)]
    lanes += [Lane(-x, 190, -x, -6, 1, traffic(rng, 3, 0.15)) for x in (2.3, 5.9, 9.3)]
    crowd = stroll(rng, 5, (12, 16, 14.4, 60))

    def now(phase: float) -> Image:
        picture = canvas.copy()
        water.draw(picture, phase)
        stand.put(picture)
        draw_sorted(picture, view, mood, passing(lanes, phase), crowd(phase))
        return picture

    return now


def _deck(canvas: Image, view: View, mood: m.Mood) -> None:
    """Footways, rails, the tower with its stays, lamps."""
    for side in (-1, 1):
        walk = [(side * 11.5, 4, 0.2), (side * 11.5, 500, 0.2), (side * 15, 500, 0.2), (side * 15, 4, 0.2)]
        view.fill(canvas, walk, m.fade((150, 156, 158), mood, 40))
        rails(canvas, view, mood, side * 15, 5, 300, (196, 200, 202))
        rails(canvas, view, mood, side * 11.4, 5, 300, (150, 154, 150))
    _pylon(canvas, view, mood, 90)
    lamp_posts(canvas, view, mood, [(s * 12, y, -s * 2) for y in (170, 130, 62, 34) for s in (-1, 1)])


def _far_town(canvas: Image, view: View, mood: m.Mood, rng: Rng) -> None:
    for x in range(-330, 330, 24):
        m.building(
            canvas,
            view,
            rng,
            mood,
            x + rng.uniform(-5, 5),
            520 + rng.uniform(0, 60),
            rng.uniform(16, 26),
            10,
            rng.uniform(18, 62),
        )


def _pylon(canvas: Image, view: View, mood: m.Mood, y: float) -> None:
    tone, dim = m.fade((186, 196, 202), mood, y), m.fade((140, 150, 158), mood, y)
    cable = m.fade((205, 208, 208), mood, y)
    for side in (-1, 1):
        for k in range(1, 9):
            z = 40 - 2.2 * k
            for ahead in (-1, 1):
                far = y + ahead * 9.5 * k
                if far > 6:
                    view.stroke(
                        canvas, [(side * 6, y, z), (side * 12.5, far, 1.0)], cable, 0.1 * view.px_per_m(0, y)
                    )
        leg = [(side * 15.4, y, 0.3), (side * 13.2, y, 0.3), (side * 5.2, y, 42), (side * 7.4, y, 42)]
        view.fill(canvas, leg, tone if side < 0 else dim)
    for z in (3.0, 26.0, 40.0):
        reach = 15.5 - 8 * (z + 14) / 56
        beam = upright(-reach, reach, y, z, z + 2)
        if z > 5:
            view.fill(canvas, beam, dim)
