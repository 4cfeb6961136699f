"""Scenes on open water: bridge span, channel, beacon."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from streams.draw import matter as m
from streams.draw.afloat import HULLS, Boat, draw_boat, draw_buoy
from streams.draw.camera import Scene
from streams.draw.matter import Rng
from streams.draw.view import Colour, Floats, Image, Point2, View, blob, glow, poly, upright
from streams.draw.water import TILE, Water


def below(view: View, bank: Sequence[Point2] | None = None) -> Image:
    """A mask of all water to the horizon, or of a shore's polygon in ground metres."""
    mask = np.zeros((view.height, view.width), np.uint8)
    top = max(int(view.horizon_px) + 3, 0)
    if bank is None:
        mask[top:] = 255
    else:
        view.fill(mask, [(x, y, 0.0) for x, y in bank], 255)
        mask[:top] = 0
    return mask


def open_water(view: View, land: Image) -> Image:
    """A mask of all water to the horizon but what `land` masks."""
    return np.asarray(cv2.subtract(below(view), land), np.uint8)


def far_bank(canvas: Image, view: View, mood: m.Mood, rng: Rng, town: bool) -> None:
    """Hills and, where there is a town, its skyline at the horizon."""
    h = view.height
    horizon = view.horizon_px
    m.ridge(canvas, rng, horizon + 2, h * 0.11, m.fade((136, 140, 116), mood, 420))
    m.ridge(canvas, rng, horizon + 3, h * 0.05, m.fade((96, 116, 88), mood, 240), rough=1.4)
    if town:
        for x in range(-420, 420, 26):
            m.building(
                canvas,
                view,
                rng,
                mood,
                x + rng.uniform(-6, 6),
                620,
                rng.uniform(16, 28),
                10,
                rng.uniform(14, 58),
            )
    canvas[int(horizon) + 3 :] = m.fade((110, 118, 100), mood, 500)


# Where the bridge stands, and the height of its deck.
SPAN_Y, DECK_M = 150.0, 22.0
GREEN: Colour = (60, 150, 50)
RED: Colour = (50, 50, 210)


def span(w: int, h: int, mood: m.Mood, variant: int, rng: Rng) -> Scene:
    """A great bridge across the river; barges pass under its marked span."""
    yaw, x = ((4, -14), (-6, 10))[variant]
    view = View(w, h, height_m=13, pitch_deg=4.2, yaw_deg=yaw, focal=0.92, x_m=x)
    canvas = m.sky(view, mood, rng, 0.7)
    far_bank(canvas, view, mood, rng, variant == 1)
    water = Water(view, below(view), mood, rng, deep=(104, 122, 104), wave_m=4, flow=(0, -1))
    water.draw(canvas, 0)
    over = canvas.copy()
    _bridge(over, view, mood, arched=variant == 0)
    bridge = np.any(over != canvas, axis=2)
    courses = [_Course(37 + 4 * k, HULLS[k % 4], -1 if k % 2 else 1, float(rng.random())) for k in range(2)]
    courses.append(_Course(-44, HULLS[2], -1, 0.35))

    def now(phase: float) -> Image:
        picture = canvas.copy()
        water.draw(picture, phase)
        fleet = sorted((course.barge(phase) for course in courses), key=lambda b: -b.y)
        for boat in fleet:
            if boat.y > SPAN_Y:
                draw_boat(picture, view, mood, boat, phase)
        np.copyto(picture, over, where=bridge[..., None])
        _fairway(picture, view, mood, ((18, 60), (62, 64), (14, 110), (66, 112)), phase)
        for boat in fleet:
            if boat.y <= SPAN_Y:
                draw_boat(picture, view, mood, boat, phase)
        _deck_traffic(picture, view, mood, phase)
        return picture

    return now


@dataclass(frozen=True)
class _Course:
    """A barge that goes up (1) or down (-1) the river, `start` of a loop ahead of the others."""

    x: float
    hull: Colour
    way: int
    start: float

    def barge(self, phase: float) -> Boat:
        u = (phase + self.start) % 1.0
        y = 46 + (u if self.way > 0 else 1 - u) * 74 + 70 * self.start
        return Boat(self.x, y, 0 if self.way > 0 else 180, 52, 10, self.hull, "barge")


def _fairway(canvas: Image, view: View, mood: m.Mood, buoys: Sequence[Point2], phase: float) -> None:
    """Green and red buoys by turns."""
    for k, (x, y) in enumerate(buoys):
        draw_buoy(canvas, view, mood, x, y, RED if k % 2 else GREEN, phase)


def _bridge(canvas: Image, view: View, mood: m.Mood, arched: bool) -> None:
    """Piers, arches or stays, the deck, and the diamonds that mark the span to pass under."""
    y, px = SPAN_Y, view.px_per_m(0, SPAN_Y)
    tone, dim = m.fade((178, 188, 194), mood, y), m.fade((128, 138, 146), mood, y)
    for x in (-150, -75, 0, 75, 150):
        view.fill(canvas, upright(x - 3, x + 3, y, 0, DECK_M), dim)
        view.fill(canvas, upright(x - 5, x + 5, y, 0, 2.5), tone)
        if arched:
            arch = [(x + 75 * u, y, DECK_M - 1 - 11 * (2 * u - 1) ** 2) for u in np.linspace(0, 1, 30)]
            view.stroke(canvas, arch, tone, 1.9 * px)
        elif abs(x) == 75:
            mast = [(x - 1.6, y, DECK_M), (x + 1.6, y, DECK_M), (x + 1.0, y, 58), (x - 1.0, y, 58)]
            view.fill(canvas, mast, tone)
            for k in range(1, 9):
                for side in (-1, 1):
                    stay = [(x, y, 57 - 2.4 * k), (x + side * 8.6 * k, y, DECK_M + 1.5)]
                    view.stroke(canvas, stay, tone, 0.9)
    view.fill(canvas, upright(-400, 400, y, DECK_M, DECK_M + 3), tone)
    view.fill(canvas, upright(-400, 400, y, DECK_M, DECK_M + 0.9), dim)
    for x, colour in ((37, (60, 190, 235)), (-38, (60, 60, 210))):
        cx, cy = view.at(x, y - 1, DECK_M + 1.4)
        size = 2.4 * px
        poly(canvas, np.array([(cx, cy - size), (cx + size, cy), (cx, cy + size), (cx - size, cy)]), colour)


def _deck_traffic(canvas: Image, view: View, mood: m.Mood, phase: float) -> None:
    """Nine cars and lorries on the bridge, to and fro, seen from the side."""
    px = view.px_per_m(0, SPAN_Y)
    outline = ((-1, 0), (1, 0), (1, 0.6), (0.7, 1), (-0.8, 1), (-1, 0.55))
    for k in range(9):
        u = (phase + k / 9) % 1.0
        x, y = view.at(-190 + 380 * (u if k % 2 else 1 - u), SPAN_Y, DECK_M + 3)
        tone = m.fade(((210, 212, 214), (60, 60, 140), (150, 120, 60))[k % 3], mood, SPAN_Y)
        long, tall = ((2.3, 1.3), (2.3, 1.3), (4.6, 2.7))[k % 3]
        poly(canvas, np.array([(x + a * long * px, y - b * tall * px) for a, b in outline]), tone)


def channel(w: int, h: int, mood: m.Mood, variant: int, rng: Rng) -> Scene:
    """The mouth of a channel: laden barges between buoys."""
    view = View(w, h, height_m=15, pitch_deg=7, yaw_deg=-6, focal=1.0)
    canvas = m.sky(view, mood, rng, 0.8)
    far_bank(canvas, view, mood, rng, False)
    spit = [(-30, 420), (-46, 160), (-38, 70), (-90, 30), (-600, 60), (-600, 420)]
    # What a first water once took of the random numbers; without it the trees would stand elsewhere.
    rng.random((2, TILE, TILE))
    land = m.grass(h, w, rng)
    m.relight(land, mood)
    m.haze(land, view, mood)
    shore = below(view, spit)
    np.copyto(canvas, land, where=(shore > 127)[..., None])
    water = Water(view, open_water(view, shore), mood, rng, deep=(96, 118, 86), wave_m=5, flow=(0, -1))
    trees = [m.tree_sprite(rng, mood, kind) for kind in ("round", "tall", "bush")]
    for yy in np.geomspace(380, 60, 26):
        m.plant(
            canvas, view, mood, trees[int(rng.integers(3))], -44 - rng.uniform(8, 70), yy, rng.uniform(5, 10)
        )

    def now(phase: float) -> Image:
        picture = canvas.copy()
        water.draw(picture, phase)
        buoys = ((-16, 230), (36, 220), (-14, 120), (30, 116), (-10, 64), (26, 60))
        _fairway(picture, view, mood, buoys, phase)
        fleet = [
            Boat(4 + 10 * np.sin(phase * 6.28) * 0.1, 62 + 70 * phase, 4, 58, 11, HULLS[1], "barge"),
            Boat(4, 132 + 70 * phase, 2, 58, 11, HULLS[1], "barge"),
            Boat(20, 320 - 120 * phase, 182, 54, 10, HULLS[3], "barge", (70, 90, 110)),
            Boat(20, 200 - 120 * phase, 182, 54, 10, HULLS[3], "barge", (70, 90, 110)),
        ]
        for boat in sorted(fleet, key=lambda b: -b.y):
            draw_boat(picture, view, mood, boat, phase)
        return picture

    return now


def beacon(w: int, h: int, mood: m.Mood, variant: int, rng: Rng) -> Scene:
    """A lake at dusk: the beacon's lamp turns, fishing boats ride at anchor."""
    view = View(w, h, height_m=8, pitch_deg=3.5, yaw_deg=0, focal=1.0)
    canvas = m.sky(view, mood, rng, 0.9)
    sun_x = w * 0.27
    glow(canvas, sun_x, view.horizon_px - h * 0.03, h * 0.75, (40, 90, 170))
    blob(canvas, sun_x, view.horizon_px - h * 0.035, h * 0.035, h * 0.035, (170, 226, 255))
    m.ridge(canvas, rng, view.horizon_px + 3, h * 0.05, m.fade((90, 84, 80), mood, 300))
    water = Water(view, below(view), mood, rng, deep=(96, 74, 60), shine=(110, 140, 214), wave_m=2.4)
    water.draw(canvas, 0)
    bx, by = view.at(9, 52)
    px = view.px_per_m(9, 52)

    def now(phase: float) -> Image:
        picture = canvas.copy()
        slope = water.draw(picture, phase)
        _glitter(picture, view, sun_x, slope, phase)
        for x, y, turn in ((-24, 90, 70), (-34, 120, 82), (40, 140, 65), (-8, 170, 80)):
            rock = 1.2 * np.sin((phase * 3 + x) * 6.28)
            draw_boat(picture, view, mood, Boat(x, y, turn + rock, 11, 3, (60, 70, 80), "boat"), phase)
        _tower(picture, bx, by, px, phase)
        return picture

    return now


def _tower(canvas: Image, x: float, y: float, px: float, phase: float) -> None:
    """The beacon on its rock: four bands, shaded on the right, and the lamp that turns."""
    blob(canvas, x, y, 4 * px, 0.8 * px, (70, 74, 78))
    for k in range(4):
        low, high = y - 3.2 * k * px, y - 3.2 * (k + 1) * px
        half = (1.7 - 0.18 * k) * px
        slim = half - 0.18 * px
        band, shaded = ((70, 70, 176), (46, 46, 120)) if k % 2 else ((168, 170, 178), (120, 122, 132))
        poly(canvas, np.array([(x - half, low), (x + half, low), (x + slim, high), (x - slim, high)]), band)
        dark = x + half * 0.3
        poly(canvas, np.array([(dark, low), (x + half, low), (x + slim, high), (dark, high)]), shaded)
    top = y - 13.6 * px
    blob(canvas, x, top, 1.0 * px, 0.9 * px, (60, 60, 66))
    if (phase * 5) % 1.0 < 0.35:
        blob(canvas, x, top, 0.7 * px, 0.7 * px, (150, 240, 255))
        glow(canvas, x, top, 10 * px, (60, 170, 210))


def _glitter(picture: Image, view: View, x: float, slope: Floats, phase: float) -> None:
    top = int(view.horizon_px) + 4
    rng = np.random.default_rng(5)
    for k in range(150):
        depth = rng.random() ** 1.7
        y = top + depth * (view.height - top)
        sway = np.sin((phase * (2 + k % 3) + rng.random()) * 6.28)
        px = x + rng.normal(0, 14 + 60 * depth) + sway * (3 + 10 * depth)
        if sway > -0.2:
            half = 2 + 16 * depth
            cv2.line(
                picture,
                (int(px - half), int(y)),
                (int(px + half), int(y)),
                (120, 176, 236),
                max(int(1 + 2 * depth), 1),
                cv2.LINE_AA,
            )
