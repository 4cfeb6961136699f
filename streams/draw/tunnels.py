"""Scenes where a road meets something: tunnel portal, toll plaza, flooded underpass."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from streams.draw import matter as m
from streams.draw.camera import Scene
from streams.draw.crossings import WHITE
from streams.draw.matter import Rng
from streams.draw.movers import draw_sorted
from streams.draw.people import stroll
from streams.draw.roads import carriageway
from streams.draw.vehicles import SUV, Lane, Vehicle, passing, traffic
from streams.draw.view import Image, Point2, Point3, View, blob, glow, line, lying, upright
from streams.draw.water import Rain, Water

MOUTH_Y = 62.0
TOLL_Y = 64.0
BRIDGE_Y = 46


@dataclass(frozen=True)
class _Mouth:
    """The measures of a tunnel's front, in metres."""

    name: str
    yaw_deg: float
    x: float
    half_road: float
    wing: float
    top: float
    bores: tuple[Point2, ...]
    wall: float


TWIN = (8.0, 26, 13, ((-4.6, 4.2), (4.6, 4.2)), 2.6)
MOUTHS = (
    _Mouth("会龙山隧道", 6, -2.5, *TWIN),
    _Mouth("马安隧道", -7, 2.5, *TWIN),
    _Mouth("青山矿 主井口", 3, -1, 3.2, 12, 7, ((0.0, 2.6),), 1.9),
)


def portal(w: int, h: int, mood: m.Mood, variant: int, rng: Rng) -> Scene:
    """A tunnel mouth in a wooded hill; variant 2 is a mine's portal with a light railway."""
    mouth, mine = MOUTHS[variant], variant == 2
    view = View(w, h, height_m=6.5, pitch_deg=5.5, yaw_deg=mouth.yaw_deg, focal=0.95, x_m=mouth.x)
    canvas = m.sky(view, mood, rng, 0.5)
    _hill(canvas, view, mood, rng, mouth, mine)
    _front(canvas, view, mood, rng, mouth)
    holes = np.zeros((h, w), np.uint8)
    for x, radius in mouth.bores:
        _bore(canvas, holes, view, mood, x, radius, mouth.wall)
    _verges(canvas, view, mood, rng, mouth.half_road)
    lanes = [] if mine else _two_way(rng)
    if mine:
        _track(canvas, view, mood)
    crew = stroll(rng, 5, (-9, 22, -4, 44)) if mine else None

    def now(phase: float) -> Image:
        picture = canvas.copy()
        cars = passing(lanes, phase)
        inside = [car for car in cars if car.y > MOUTH_Y - 2.2]
        if inside:
            dark = picture.copy()
            draw_sorted(dark, view, m.MOODS["night"], inside, [])
            np.copyto(picture, dark, where=(holes > 127)[..., None])
        people = [] if crew is None else [replace(man, vest=True) for man in crew(phase)]
        if mine:
            out = 52 * (1 - abs(2 * phase - 1))
            for k in range(4):
                _tub(picture, view, mood, MOUTH_Y + 6 - out + 2.6 * k)
        draw_sorted(picture, view, mood, [car for car in cars if car.y <= MOUTH_Y - 2.2], people)
        return picture

    return now


def _hill(canvas: Image, view: View, mood: m.Mood, rng: Rng, mouth: _Mouth, mine: bool) -> None:
    """The ridge behind, the road to the mouth, the wooded slope over it."""
    w, h = view.width, view.height
    back = m.fade((88, 112, 86), mood, 160)
    m.ridge(canvas, rng, view.horizon_px + h * 0.06, h * 0.5, back, seed_cell=w * 0.5)
    verge, lanes = ((110, 124, 140), ()) if mine else (None, (4.2,))
    carriageway(view, mood, rng, canvas, mouth.half_road + 1.5, verge, length=130, lanes=lanes, median=0)
    slope = canvas[: int(view.at(0, MOUTH_Y)[1])]
    foot = view.at(0, MOUTH_Y, 10)[1]
    m.ridge(slope, rng, foot, h * 0.3, m.fade((66, 98, 72), mood, 60), seed_cell=w * 0.4)


def _verges(canvas: Image, view: View, mood: m.Mood, rng: Rng, half_road: float) -> None:
    trees = [m.tree_sprite(rng, mood, kind) for kind in ("round", "bush")]
    for side in (-1, 1):
        for y in np.linspace(58, 18, 9):
            tree = trees[int(rng.integers(2))]
            m.plant(
                canvas, view, mood, tree, side * (half_road + 4 + rng.uniform(0, 8)), y, rng.uniform(3, 5.5)
            )


def _front(canvas: Image, view: View, mood: m.Mood, rng: Rng, mouth: _Mouth) -> None:
    """The wall of dressed stone and the tunnel's name on it."""
    stone = m.shade((150, 160, 168), m.fbm(300, 900, rng, 40), 0.08)
    for row in range(0, 300, 25):
        stone[row : row + 2] = (stone[row : row + 2] * 0.8).astype(np.uint8)
        joints = stone[row : row + 25, (row // 25 % 2) * 30 :: 60]
        joints[:] = (joints * 0.85).astype(np.uint8)
    m.relight(stone, mood)
    view.hang(canvas, stone, upright(-mouth.wing, mouth.wing, MOUTH_Y, mouth.top, 0))
    board = m.sign(mouth.name, (60, 66, 70), (90, 190, 235), px=64)
    half = 1.7 * board.shape[1] / board.shape[0] / 2
    view.hang(canvas, board, upright(-half, half, MOUTH_Y - 0.1, mouth.top - 0.7, mouth.top - 2.4))


def _bore(canvas: Image, holes: Image, view: View, mood: m.Mood, x: float, r: float, wall: float) -> None:
    """One tube: its rim, the dark in it, its floor and its lamps; `holes` learns where it is open."""

    def arch(radius: float) -> list[Point3]:
        bend = [
            (x + radius * np.cos(a), MOUTH_Y, wall + radius * np.sin(a)) for a in np.linspace(0, np.pi, 28)
        ]
        return [*bend, (x - radius, MOUTH_Y, 0), (x + radius, MOUTH_Y, 0)]

    view.fill(canvas, arch(r + 0.5), m.fade((196, 204, 208), mood, MOUTH_Y))
    view.fill(canvas, arch(r), (22, 24, 26))
    view.fill(holes, arch(r), 255)
    for deep in np.geomspace(MOUTH_Y + 3, MOUTH_Y + 160, 18)[::-1]:
        tone = 34 + 30 * np.exp(-(deep - MOUTH_Y) / 60)
        view.fill(canvas, lying(x - r, x + r, deep, deep + 4, 0), (tone, tone * 1.02, tone * 1.02))
        px = view.px_per_m(0, deep)
        for side in (-1, 1):
            gx, gy = view.at(x + side * r * 0.72, deep, wall + r * 0.55)
            blob(canvas, gx, gy, 0.55 * px, 0.16 * px, (120, 210, 250))
            glow(canvas, gx, gy, 2.2 * px, (20, 44, 58))


def _two_way(rng: Rng) -> list[Lane]:
    far = MOUTH_Y + 110
    away = [Lane(x, -6, x, far, 1, traffic(rng, 2, 0.25)) for x in (3.0, 6.3)]
    return away + [Lane(-x, far, -x, -6, 1, traffic(rng, 2, 0.25)) for x in (3.0, 6.3)]


def _track(canvas: Image, view: View, mood: m.Mood) -> None:
    """The mine's light railway."""
    for x in (-0.5, 0.5):
        view.stroke(canvas, [(x, 4, 0.1), (x, MOUTH_Y, 0.1)], m.fade((84, 92, 100), mood, 20), 3)
    for y in np.arange(6, MOUTH_Y, 1.2):
        thick = max(0.18 * view.px_per_m(0, y), 1)
        view.stroke(canvas, [(-0.9, y, 0.02), (0.9, y, 0.02)], m.fade((70, 84, 96), mood, y), thick)


def _tub(canvas: Image, view: View, mood: m.Mood, y: float) -> None:
    if not 3 <= y <= 61:
        return
    view.fill(canvas, lying(-1, 1, y, y + 2, 1.5), m.fade((44, 48, 52), mood, y))
    front = [(-0.8, y, 0.4), (0.8, y, 0.4), (1.0, y, 1.5), (-1.0, y, 1.5)]
    view.fill(canvas, front, m.fade((60, 96, 150), mood, y))


def toll(w: int, h: int, mood: m.Mood, variant: int, rng: Rng) -> Scene:
    """A toll plaza: wide canopy, booths, barriers, vehicles that stop and go."""
    view = View(w, h, height_m=11, pitch_deg=12, yaw_deg=5, focal=0.85, x_m=-4)
    canvas = m.sky(view, mood, rng, 0.6)
    m.ridge(canvas, rng, view.horizon_px + h * 0.02, h * 0.12, m.fade((120, 130, 104), mood, 330))
    carriageway(view, mood, rng, canvas, 30, (150, 156, 158), length=260, lanes=(), median=0)
    centres = (-21, -15, -9, -3, 3, 9, 15, 21)
    for x in (*(c - 3 for c in centres), 24):
        _island(canvas, view, mood, rng, x)
    _canopy(canvas, view, mood, centres)
    trucks = [traffic(rng, 1, 0.3)[0] for _ in centres]
    starts = rng.random(len(centres))

    def now(phase: float) -> Image:
        picture = canvas.copy()
        cars = []
        for x, (_, body, paint), start in zip(centres, trucks, starts, strict=True):
            u = (phase + start) % 1.0
            y = _paying_y(u)
            y, heading = (y, 0.0) if x > 0 else (2 * (TOLL_Y - 4) - y + 4, 180.0)
            if 4 < y < 150:
                cars.append(Vehicle(x, y, heading, body, paint, braking=0.3 < u < 0.62))
            opened = 0.6 < u < 0.8
            tip = view.at(x - 2, TOLL_Y - 1, 4.2) if opened else view.at(x + 1.6, TOLL_Y - 1, 1.1)
            arm = np.array([view.at(x - 2, TOLL_Y - 1, 1.1), tip])
            line(picture, arm, m.fade((50, 50, 220), mood, TOLL_Y), 0.16 * view.px_per_m(x, TOLL_Y))
        draw_sorted(picture, view, mood, cars, [])
        return picture

    return now


def _paying_y(u: float) -> float:
    """Where the one who drives away is: up to the booth, a stop, and off."""
    stop = TOLL_Y - 4
    if u < 0.62:
        return float(-8 + (stop + 8) * min(u / 0.45, 1.0) ** 0.7)
    return float(stop + 120 * (u - 0.62) ** 1.6 * 4)


def _island(canvas: Image, view: View, mood: m.Mood, rng: Rng, x: float) -> None:
    """The dashes that lead to a booth, its island, the booth and its pillar."""
    for y in np.arange(8, 58, 3.0):
        view.fill(canvas, lying(x - 0.1, x + 0.1, y, y + 2, 0), m.fade(WHITE, mood, y))
    y = TOLL_Y
    view.fill(canvas, lying(x - 0.9, x + 0.9, y - 9, y + 9, 0.25), m.fade((80, 190, 220), mood, y))
    m.building(canvas, view, rng, mood, x - 0.8, y, 1.6, 3, 2.8, (200, 206, 208))
    view.fill(canvas, upright(x - 0.3, x + 0.3, y, 0, 7), m.fade((190, 196, 198), mood, y))


def _canopy(canvas: Image, view: View, mood: m.Mood, centres: Sequence[float]) -> None:
    """The roof with the station's name, and a sign over each lane."""
    y = TOLL_Y - 7
    view.fill(canvas, upright(-27, 27, y, 7, 9.4), m.fade((212, 216, 218), mood, TOLL_Y))
    view.fill(canvas, upright(-27, 27, y, 7, 7.5), m.fade((150, 96, 30), mood, TOLL_Y))
    board = m.sign("南 县 收 费 站", (216, 218, 220), (40, 40, 190), px=96, pad=4)
    half = 1.9 * board.shape[1] / board.shape[0] / 2
    view.hang(canvas, board, upright(-half, half, y - 0.1, 9.6, 7.6))
    for x in centres:
        electronic = abs(x) == 3
        text = "ETC" if electronic else ("绿" if x % 2 else "人工")
        sign = m.sign(text, (60, 120, 30) if electronic else (110, 70, 20), px=40, pad=8)
        half = 0.9 * sign.shape[1] / sign.shape[0] / 2
        view.hang(canvas, sign, upright(x - half, x + half, y - 0.1, 6.9, 6.0))


def underpass(w: int, h: int, mood: m.Mood, variant: int, rng: Rng) -> Scene:
    """A road that dips under a railway bridge and has filled with brown water; rain; a stranded car."""
    view = View(w, h, height_m=6, pitch_deg=11, yaw_deg=4, focal=0.95)
    canvas = m.sky(view, mood, rng, 0.8)
    for x in (-60, -34, 26, 52):
        m.building(canvas, view, rng, mood, x, 90, 22, 20, rng.uniform(18, 34))
    carriageway(view, mood, rng, canvas, 8, (132, 138, 140), length=180, lanes=(3.6,), median=0.2)
    _cutting(canvas, view, mood, rng)
    mask = np.zeros((h, w), np.uint8)
    pond = [(-9, 17.5), (-3, 16.8), (3, 17.4), (9, 16.5), (9, 72), (-9, 72)]
    view.fill(mask, [(x, yy, 0) for x, yy in pond], 255)
    water = Water(view, mask, mood, rng, deep=(66, 96, 118), wave_m=1.1, flow=(0, 1), rough=0.9)
    rain = Rain(w, h, rng)
    drops = rng.random((60, 3))

    def now(phase: float) -> Image:
        picture = canvas.copy()
        water.draw(picture, phase)
        _ripples(picture, view, drops, phase)
        draw_sorted(picture, view, mood, [Vehicle(-2.6, 31, 172, SUV, (216, 218, 220), beacon=phase)], [])
        # The stranded car stands in the water up to its lamps.
        surface = picture.copy()
        water.draw(surface, phase)
        drowned = (
            slice(int(view.at(-2.6, 28.6, 0.75)[1]), int(view.at(0, 28)[1]) + 6),
            slice(int(view.at(-4.4, 28.6)[0]), int(view.at(-0.6, 28.6)[0])),
        )
        picture[drowned] = surface[drowned]
        rain.draw(picture, phase)
        return picture

    return now


def _cutting(canvas: Image, view: View, mood: m.Mood, rng: Rng) -> None:
    """The walls, the bridge's face, the dark below it, and the signs."""
    for side in (-1, 1):
        wall = m.shade((140, 146, 150), m.fbm(160, 800, rng, 50), 0.1)
        wall[110:] = (wall[110:] * 0.62).astype(np.uint8)
        m.relight(wall, mood)
        view.hang(
            canvas, wall, [(side * 9, 8, 4.2), (side * 9, 46, 5.4), (side * 9, 46, 0), (side * 9, 8, 0)]
        )
    y = BRIDGE_Y
    face = m.shade((150, 158, 164), m.fbm(120, 1200, rng, 60), 0.08)
    m.relight(face, mood)
    view.hang(canvas, face, upright(-60, 60, y, 9, 5.2))
    view.fill(canvas, upright(-9, 9, y, 5.2, 0), (46, 48, 48))
    view.fill(canvas, upright(-7, 7, y + 26, 4.6, 0), m.fade((170, 172, 172), mood, 60))
    board = m.sign("限高 4.5m", (40, 200, 235), (20, 20, 30), px=64, pad=10)
    wide = 1.3 * board.shape[1] / board.shape[0]
    view.hang(canvas, board, upright(-wide / 2, wide / 2, y - 0.1, 7.6, 6.3))
    warn = m.sign("积水危险 禁止通行", (30, 30, 205), px=56, pad=12)
    for x in (-4.6, 1.0):
        ww = 0.8 * warn.shape[1] / warn.shape[0]
        view.hang(canvas, warn, upright(x, x + ww * 0.7, 15.5, 1.25, 0.5))


def _ripples(canvas: Image, view: View, drops: NDArray[np.float64], phase: float) -> None:
    """Rings of rain on the water."""
    for x, deep, start in drops:
        y = 18 + 30 * deep * deep
        px, py = view.at(-8.5 + 17 * x, y)
        size = view.px_per_m(0, y) * 0.5 * ((phase * 12 + start) % 1.0)
        axes = (max(int(size), 1), max(int(size * 0.28), 1))
        cv2.ellipse(canvas, (int(px), int(py)), axes, 0, 0, 360, (182, 186, 188), 1, cv2.LINE_AA)
