"""The scene of a dyke, and of the men at its weak spot."""

from __future__ import annotations

from dataclasses import dataclass, replace

import cv2
import numpy as np

from streams.draw import matter as m
from streams.draw.camera import Scene
from streams.draw.matter import Rng
from streams.draw.movers import draw_sorted
from streams.draw.people import draw_walker, stroll
from streams.draw.rivers import below, far_bank
from streams.draw.vehicles import SUV, TRUCK, Vehicle
from streams.draw.view import Colour, Image, Overlay, Point2, View, blob, upright
from streams.draw.water import Water

# The houses in the polder, the farthest first.
VILLAGE: tuple[Point2, ...] = ((52, 300), (150, 260), (84, 250), (60, 240), (110, 236))


@dataclass(frozen=True)
class _Dyke:
    """One stretch: the camera's place, how deep the polder lies, the river's colour."""

    yaw_deg: float
    x: float
    drop: float
    deep: Colour


DYKES = (
    _Dyke(3, 2.5, 5.5, (70, 104, 126)),
    _Dyke(-4, 1.0, 5.0, (84, 116, 116)),
    _Dyke(5, 2.0, 9.0, (112, 120, 124)),
)
# The stretch where men work at the weak spot, and the one along bare ground.
WEAK, BARE = 0, 2


def dyke(w: int, h: int, mood: m.Mood, variant: int, rng: Rng) -> Scene:
    """A dyke's crest: the river high on one side, the polder low on the other; men work at the weak spot."""
    stretch = DYKES[variant]
    view = View(w, h, height_m=8.0, pitch_deg=11, yaw_deg=stretch.yaw_deg, focal=0.95, x_m=stretch.x)
    canvas = m.sky(view, mood, rng, 0.8)
    far_bank(canvas, view, mood, rng, False)
    low = replace(view, height_m=view.height_m + stretch.drop)
    _polder(canvas, low, mood, rng, variant)
    _bank(canvas, view, mood, rng, stretch.drop, variant)
    before = canvas.copy()
    if variant == WEAK:
        _sandbags(canvas, view, mood, rng)
        _flags(canvas, view, mood)
    stand = Overlay(before, canvas)
    mask = below(view, [(-6.2, 3), (-6.2, 1200), (-1400, 1200), (-500, 3)])
    water = Water(view, mask, mood, rng, deep=stretch.deep, wave_m=2.4, flow=(0, -2), z=-0.5, rough=1.2)
    crew = stroll(rng, 14, (-2.4, 15, 2.2, 44)) if variant == WEAK else stroll(rng, 3, (-1.5, 18, 1.5, 60))
    gang = stroll(rng, 9, (12, 26, 20, 36)) if variant == WEAK else None

    def now(phase: float) -> Image:
        picture = canvas.copy()
        water.draw(picture, phase)
        stand.put(picture)
        if gang is not None:
            _spring(picture, low, mood, phase)
            for man in sorted(gang(phase), key=lambda p: -p.y):
                draw_walker(picture, low, mood, replace(man, vest=man.look % 3 != 0))
        people = [replace(man, vest=variant == WEAK and man.look % 4 != 0) for man in crew(phase)]
        draw_sorted(picture, view, mood, _on_crest(variant, phase), people)
        return picture

    return now


def _polder(canvas: Image, low: View, mood: m.Mood, rng: Rng, variant: int) -> None:
    """Fields, a village and trees below the dyke; by the bare stretch gravel and few trees."""
    ppm = 3.0
    bare = variant == BARE
    plain = (
        m.shade((120, 132, 142), m.fbm(2700, 2100, rng, 160), 0.14) if bare else _fields(2700, 2100, rng, ppm)
    )
    m.relight(plain, mood)
    low.lay(canvas, plain, -60, 890, ppm)
    m.haze(canvas, low, mood)
    for x, y in () if bare else VILLAGE:
        m.building(canvas, low, rng, mood, x, y, 14, 10, rng.uniform(6, 9), (206, 212, 216))
    sprites = [m.tree_sprite(rng, mood, kind) for kind in ("round", "tall", "round")]
    for y in np.geomspace(400, 60, 8 if bare else 30):
        m.plant(canvas, low, mood, sprites[int(rng.integers(3))], rng.uniform(24, 140), y, rng.uniform(5, 9))


def _on_crest(variant: int, phase: float) -> list[Vehicle]:
    """A lorry that comes and one that is unloaded, or a car that goes by."""
    if variant == WEAK:
        parked = Vehicle(1.4, 58, 180, TRUCK, (70, 100, 60))
        y = 150 - 110 * phase
        # What comes by does not drive through the one that stands.
        return [parked] if 40 < y < 70 else [Vehicle(1.4, y, 180, TRUCK, (90, 130, 70)), parked]
    return [] if variant == BARE else [Vehicle(-1.2, 10 + 190 * phase, 0, SUV, (220, 222, 224))]


def _fields(h: int, w: int, rng: Rng, ppm: float) -> Image:
    """Paddy and rape fields from above."""
    ground = m.grass(h, w, rng, (66, 122, 98))
    tones = ((70, 140, 110), (84, 150, 128), (60, 118, 86), (110, 160, 150), (96, 132, 120))
    side = int(46 * ppm)
    for top in range(0, h, side):
        for left in range(0, w, int(side * 1.6)):
            tone = np.array(tones[int(rng.integers(5))], np.float32)
            area = ground[top + 4 : top + side, left + 4 : left + int(side * 1.6)]
            area[:] = np.clip(area * 0.45 + tone * 0.55, 0, 255).astype(np.uint8)
    return ground


def _bank(canvas: Image, view: View, mood: m.Mood, rng: Rng, drop: float, variant: int) -> None:
    """Crest road, stone revetment to the river, grass slope to the polder, stretch by stretch."""
    edges = np.geomspace(3.0, 900, 22)
    slope = (120, 130, 138) if variant == BARE else (56, 112, 88)
    for far, near in zip(edges[::-1], edges[-2::-1], strict=False):
        mix = 1 - float(np.exp(-near / mood.haze_m))
        away = np.array(mood.haze, np.float32)
        for (ax, az, bx, bz), tone, lit in (
            ((2.8, 0.0, 2.8 + drop * 2.3, -drop), slope, 0.92),
            ((-6.6, -0.6, -2.8, 0.0), (140, 148, 152), 0.95),
            ((-2.8, 0.0, 2.8, 0.0), (150, 158, 164), 1.0),
        ):
            face = m.shade(tone, m.fbm(120, 200, rng, 26, 5, 0.65), 0.16 if tone[1] < 120 else 0.07).astype(
                np.float32
            )
            face *= np.array(mood.ambient, np.float32) * lit
            face += (away - face) * mix
            view.hang(
                canvas, face.astype(np.uint8), [(ax, far, az), (bx, far, bz), (bx, near, bz), (ax, near, az)]
            )
    for x in (-2.6, 2.6):
        for y in np.geomspace(200, 8, 30):
            px = view.px_per_m(x, y)
            view.stroke(canvas, [(x, y, 0), (x, y, 0.7)], m.fade((214, 218, 220), mood, y), 0.16 * px)


def _sandbags(canvas: Image, view: View, mood: m.Mood, rng: Rng) -> None:
    for y in np.arange(70, 11, -0.75):
        for level in range(3):
            for x in (-2.35, -1.9):
                bx, by = view.at(x + rng.uniform(-0.05, 0.05), y + 0.3 * (level % 2), 0.14 + 0.24 * level)
                px = view.px_per_m(x, y)
                lit = rng.uniform(0.84, 1.1)
                tone = (168 * lit, 190 * lit, 200 * lit)
                blob(
                    canvas,
                    bx,
                    by + 0.05 * px,
                    0.40 * px,
                    0.17 * px,
                    m.fade((tone[0] * 0.6, tone[1] * 0.6, tone[2] * 0.6), mood, y),
                )
                blob(canvas, bx, by, 0.38 * px, 0.14 * px, m.fade(tone, mood, y))


def _flags(canvas: Image, view: View, mood: m.Mood) -> None:
    for x, y, text in ((-3.1, 40, "抢险突击队"), (3.2, 30, "党员先锋岗")):
        px = view.px_per_m(x, y)
        view.stroke(canvas, [(x, y, 0), (x, y, 4.4)], m.fade((200, 204, 206), mood, y), 0.09 * px)
        board = m.sign(text, (36, 36, 205), (120, 230, 250), px=60, pad=18)
        wide = 1.3 * board.shape[1] / board.shape[0]
        view.hang(canvas, board, upright(x, x + wide, y, 4.4, 3.1))


def _spring(canvas: Image, low: View, mood: m.Mood, phase: float) -> None:
    """The piping: a ring of sandbags at the dyke's foot with muddy water welling up in it."""
    x, y = 16.5, 30.0
    cx, cy = low.at(x, y)
    px = low.px_per_m(x, y)
    flat = low.height_m / low.depth(x, y)
    for k in range(40):
        a = k / 40 * 2 * np.pi
        blob(
            canvas,
            cx + np.cos(a) * 3.2 * px,
            cy + np.sin(a) * 3.2 * px * flat,
            0.5 * px,
            0.26 * px,
            m.fade((160, 186, 196), mood, y),
        )
    blob(canvas, cx, cy, 2.8 * px, 2.8 * px * flat, m.fade((70, 104, 132), mood, y))
    for k in range(3):
        u = (phase * 8 + k / 3) % 1.0
        radius = 2.6 * u * px
        cv2.ellipse(
            canvas,
            (int(cx), int(cy)),
            (int(radius) + 1, int(radius * flat) + 1),
            0,
            0,
            360,
            m.fade((120, 158, 184), mood, y),
            1,
            cv2.LINE_AA,
        )
    blob(
        canvas,
        cx,
        cy - 0.1 * px,
        (0.5 + 0.1 * np.sin(phase * 60)) * px,
        0.34 * px,
        m.fade((130, 166, 190), mood, y),
    )
