"""Scenes at the water's edge: ferry, harbour, shipyard, promenade."""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np

from streams.draw import matter as m
from streams.draw.afloat import HULLS, Boat, draw_boat
from streams.draw.camera import Scene
from streams.draw.matter import Rng
from streams.draw.movers import draw_sorted
from streams.draw.people import stroll
from streams.draw.rivers import below, far_bank, open_water
from streams.draw.vehicles import SUV, TRUCK, Vehicle
from streams.draw.view import Colour, Image, Overlay, Point2, View, alongside, blob, glow, lying, upright
from streams.draw.water import Water


def ferry(w: int, h: int, mood: m.Mood, variant: int, rng: Rng) -> Scene:
    """A car ferry crossing from the far bank to the ramp in the foreground."""
    view = View(w, h, height_m=9, pitch_deg=7, yaw_deg=5, focal=0.95)
    canvas = m.sky(view, mood, rng, 0.8)
    far_bank(canvas, view, mood, rng, False)
    mask = below(view, [(-60, 4), (60, 4), (60, 15), (9, 17), (7, 26), (-6, 26), (-8, 17), (-60, 18)])
    ground = m.shade((128, 140, 148), m.fbm(h, w, rng, 40), 0.12)
    m.relight(ground, mood)
    np.copyto(canvas, ground, where=(mask > 127)[..., None])
    sea = open_water(view, mask)
    water = Water(view, sea, mood, rng, deep=(92, 112, 112), wave_m=3.2, flow=(1, 0))
    water.draw(canvas, 0)
    before = canvas.copy()
    _landing(canvas, view)
    stand = Overlay(before, canvas)
    queue = [Vehicle(-2.4, 19.5, 0, paint=(206, 208, 210)), Vehicle(2.6, 18.5, 0, SUV, (70, 90, 160))]
    crowd = stroll(rng, 6, (-16, 13, -9, 16))

    def now(phase: float) -> Image:
        picture = canvas.copy()
        water.draw(picture, phase)
        u = 0.5 - 0.5 * np.cos(phase * 2 * np.pi)
        draw_boat(picture, view, mood, Boat(52, 150, 88, 46, 10, HULLS[0], "barge"), phase)
        crossing = Boat(1 + 4 * u, 36 + 34 * u, 180 if phase < 0.5 else 0, 30, 11, (110, 70, 40), "ferry")
        draw_boat(picture, view, mood, crossing, phase)
        stand.put(picture)
        draw_sorted(picture, view, mood, queue, crowd(phase))
        return picture

    return now


def _landing(canvas: Image, view: View) -> None:
    """The ramp's two edges, and the board beside it."""
    for side in (-7, 8):
        view.stroke(canvas, [(side, 14, 0), (side, 26, 0.2)], (60, 180, 220), 3)
    board = m.sign("藕池河渡口 限载 20 吨", (120, 70, 20))
    wide = 1.4 * board.shape[1] / board.shape[0]
    view.hang(canvas, board, upright(-15, -15 + wide, 19, 4.4, 3.0))
    for x in (-14.5, -15 + wide - 0.5):
        view.stroke(canvas, [(x, 19, 0), (x, 19, 3.0)], (120, 124, 126), 3)


QUAY = 0
EDGES: tuple[tuple[Point2, ...], ...] = (
    ((6, 3), (6, 400), (400, 400), (400, 3)),
    ((-300, 3), (-300, 60), (-30, 70), (34, 74), (300, 80), (300, 3)),
)
CONTAINERS: tuple[Colour, ...] = (
    (60, 70, 170),
    (150, 100, 40),
    (70, 130, 70),
    (60, 140, 200),
    (160, 160, 164),
    (110, 60, 60),
)


def harbour(w: int, h: int, mood: m.Mood, variant: int, rng: Rng) -> Scene:
    """A quay with cranes and containers (0) or a shipyard's slip with a hull on it (1)."""
    yaw, x = ((10, 4), (-8, -4))[variant]
    view = View(w, h, height_m=13, pitch_deg=9, yaw_deg=yaw, focal=0.9, x_m=x)
    canvas = m.sky(view, mood, rng, 0.7)
    far_bank(canvas, view, mood, rng, variant == QUAY)
    land = below(view, EDGES[variant])
    _paved(canvas, view, mood, rng, land)
    water = Water(view, open_water(view, land), mood, rng, deep=(104, 118, 92), wave_m=3.4)
    water.draw(canvas, 0)
    over = canvas.copy()
    if variant == QUAY:
        _stacks(over, view, mood, rng)
        for y in (150, 84):
            _crane(over, view, mood, y)
    else:
        _hull(over, view, mood)
    stand = Overlay(canvas, over)
    crew = stroll(rng, 8, (8, 18, 14, 40) if variant == QUAY else (-22, 20, 22, 36))

    def now(phase: float) -> Image:
        picture = canvas.copy()
        water.draw(picture, phase)
        if variant == QUAY:
            stand.put(picture)
            _shipping(picture, view, mood, phase)
            cars = _quay_trucks(phase)
        else:
            draw_boat(picture, view, mood, Boat(-70 + 150 * phase, 170, 90, 50, 10, HULLS[2], "barge"), phase)
            stand.put(picture)
            _welding(picture, view, phase)
            cars = []
        draw_sorted(picture, view, mood, cars, [replace(man, vest=man.look % 2 == 0) for man in crew(phase)])
        return picture

    return now


def _paved(canvas: Image, view: View, mood: m.Mood, rng: Rng, land: Image) -> None:
    """Slabs of concrete where `land` masks the ground."""
    ppm = 4.0
    ground = m.paving(int(420 * ppm), int(300 * ppm), rng, ppm, 5.0, (146, 152, 156))
    m.relight(ground, mood)
    laid = canvas.copy()
    view.lay(laid, ground, -150, 415, ppm)
    m.haze(laid, view, mood)
    np.copyto(canvas, laid, where=(land > 127)[..., None])


def _stacks(canvas: Image, view: View, mood: m.Mood, rng: Rng) -> None:
    for y in np.arange(190, 34, -13.0):
        for x in np.arange(58, 24, -6.8):
            for level in range(int(rng.integers(1, 4))):
                _container(canvas, view, mood, x, y, 2.6 * level, CONTAINERS[int(rng.integers(6))])


def _shipping(canvas: Image, view: View, mood: m.Mood, phase: float) -> None:
    """The barge at the quay, two that pass, and the crane's trolley over it."""
    draw_boat(canvas, view, mood, Boat(-1.5, 84, 0, 66, 12, HULLS[0], "barge"), phase)
    for start in (0.0, 0.5):
        u = (phase + start) % 1.0
        passer = Boat(-52, 60 + 320 * u, 2, 60, 11, HULLS[2], "barge", (80, 110, 130))
        draw_boat(canvas, view, mood, passer, phase)
    _trolley(canvas, view, mood, 84, phase)


def _quay_trucks(phase: float) -> list[Vehicle]:
    """One that drives up the quay, one that comes back."""
    there, back = phase % 1, 1 - (phase + 0.2) % 1
    return [
        Vehicle(15.5, 6 + 150 * there, 0, TRUCK, (170, 110, 50)),
        Vehicle(19.5, 6 + 150 * back, 180, TRUCK, (80, 90, 170)),
    ]


def _welding(canvas: Image, view: View, phase: float) -> None:
    """Sparks at the hull, now here, now there."""
    rng = np.random.default_rng(int(phase * 250))
    for x, z in ((-9, 5), (4, 8), (12, 4)):
        if rng.random() < 0.45:
            sx, sy = view.at(x, 51.5, z)
            blob(canvas, sx, sy, 3, 3, (255, 250, 240))
            glow(canvas, sx, sy, 46, (190, 160, 130))


def _container(canvas: Image, view: View, mood: m.Mood, x: float, y: float, z: float, colour: Colour) -> None:
    wide, long, tall = 6.1, 12.2, 2.6
    far = view.depth(x, y)
    view.fill(canvas, lying(x, x + wide, y, y + long, z + tall), m.fade(colour, mood, far, 1.1))
    view.fill(canvas, alongside(x, y, y + long, z, z + tall), m.fade(colour, mood, far, 0.66))
    view.fill(canvas, upright(x, x + wide, y, z, z + tall), m.fade(colour, mood, far, 0.9))
    for k in range(1, 6):
        gx = x + wide * k / 6
        view.stroke(canvas, [(gx, y, z + 0.1), (gx, y, z + tall - 0.1)], m.fade(colour, mood, far, 0.75), 1)


def _crane(canvas: Image, view: View, mood: m.Mood, y: float) -> None:
    px = view.px_per_m(10, y)
    blue = m.fade((170, 96, 36), mood, y)
    dark = m.fade((120, 66, 24), mood, y)
    for x in (8, 22):
        for yy, ink in ((y + 10, dark), (y, blue)):
            view.stroke(canvas, [(x, yy, 0), (x, yy, 22)], ink, 0.8 * px)
    for z in (9, 22):
        view.stroke(canvas, [(8, y, z), (22, y, z)], blue, 0.7 * px)
    view.stroke(canvas, [(-26, y, 23), (34, y, 23)], blue, 1.1 * px)
    view.stroke(canvas, [(8, y, 22), (15, y, 33), (22, y, 22)], blue, 0.5 * px)
    view.stroke(canvas, [(-24, y, 23), (15, y, 33), (33, y, 23)], m.fade((60, 60, 60), mood, y), 0.2 * px)


def _trolley(canvas: Image, view: View, mood: m.Mood, y: float, phase: float) -> None:
    u = 0.5 - 0.5 * np.cos(phase * 2 * np.pi)
    x, z = -4 + 20 * u, 8 + 9 * np.sin(phase * 2 * np.pi) ** 2
    px = view.px_per_m(x, y)
    for dx in (-1.5, 1.5):
        view.stroke(canvas, [(x + dx, y, 22.5), (x + dx, y, z + 2.6)], (50, 50, 50), 0.12 * px)
    view.fill(canvas, upright(x - 3, x + 3, y, z, z + 2.6), m.fade((60, 70, 170), mood, y))


def _hull(canvas: Image, view: View, mood: m.Mood) -> None:
    y = 52.0
    red, grey = m.fade((52, 58, 128), mood, y), m.fade((120, 108, 96), mood, y)
    low = [(-24, y, 1.5), (22, y, 1.5), (25, y, 5), (-27, y, 5)]
    high = [(-27, y, 5), (25, y, 5), (30, y, 13), (-28, y, 12)]
    view.fill(canvas, low, red)
    view.fill(canvas, high, grey)
    for z in (7.0, 9.0, 11.0):
        view.stroke(canvas, [(-27.5, y, z), (27, y, z + 0.3)], m.fade((96, 86, 76), mood, y), 1)
    house = [(-26, y, 12), (-14, y, 12), (-14, y, 21), (-25, y, 21)]
    view.fill(canvas, house, m.fade((196, 204, 208), mood, y))
    for z in (14, 17, 19):
        for x in np.arange(-24.5, -15, 1.8):
            px, py = view.at(x, y, z)
            blob(
                canvas,
                px,
                py,
                0.5 * view.px_per_m(0, y),
                0.5 * view.px_per_m(0, y),
                m.fade((80, 66, 54), mood, y),
            )
    for x in np.arange(-26, 26, 3.2):
        view.stroke(canvas, [(x, y - 2, 0), (x, y - 2, 12)], m.fade((80, 150, 190), mood, y), 1.2)
    for z in (3, 6, 9):
        view.stroke(canvas, [(-26, y - 2, z), (25, y - 2, z)], m.fade((80, 150, 190), mood, y), 1.2)
    for x in (-34, 36):
        ink = m.fade((50, 150, 215), mood, y)
        px = view.px_per_m(x, y)
        view.stroke(canvas, [(x, y, 0), (x, y, 34)], ink, 1.0 * px)
        view.stroke(canvas, [(x - 10, y, 34), (x + 26 * (-1 if x > 0 else 1), y, 36)], ink, 0.8 * px)
        view.stroke(
            canvas,
            [(x + 18 * (-1 if x > 0 else 1), y, 35.4), (x + 18 * (-1 if x > 0 else 1), y, 20)],
            (60, 60, 60),
            1,
        )


def promenade(w: int, h: int, mood: m.Mood, variant: int, rng: Rng) -> Scene:
    """A riverside walk at dusk: lamps, railings, strollers, the lit town across the river."""
    view = View(w, h, height_m=6, pitch_deg=7, yaw_deg=-12, focal=0.95, x_m=3)
    canvas = m.sky(view, mood, rng, 0.8)
    far_bank(canvas, view, mood, rng, True)
    land = below(view, [(-2.5, 2), (-2.5, 300), (60, 300), (60, 2)])
    _walk(canvas, view, mood, rng, land)
    sea = open_water(view, land)
    water = Water(view, sea, mood, rng, deep=(90, 74, 58), shine=(110, 120, 180), wave_m=2.5)
    water.draw(canvas, 0)
    before = canvas.copy()
    trees = [m.tree_sprite(rng, mood) for _ in range(2)]
    for y in np.geomspace(110, 12, 12):
        m.plant(canvas, view, mood, trees[int(rng.integers(2))], 12.5, y, 6.5)
    _railing(canvas, view, mood)
    _lanterns(canvas, view)
    stand = Overlay(before, canvas)
    crowd = stroll(rng, 16, (-1.6, 9, 8, 50))

    def now(phase: float) -> Image:
        picture = canvas.copy()
        water.draw(picture, phase)
        for start in (0.0, 0.5):
            u = (phase + start) % 1.0
            draw_boat(picture, view, mood, Boat(-60, 60 + 200 * u, 8, 26, 6, (150, 90, 60), "ferry"), phase)
        stand.put(picture)
        draw_sorted(picture, view, mood, [], crowd(phase))
        return picture

    return now


def _walk(canvas: Image, view: View, mood: m.Mood, rng: Rng, land: Image) -> None:
    """Small slabs with a darker band, where `land` masks the ground."""
    ppm = 14.0
    ground = m.paving(int(120 * ppm), int(26 * ppm), rng, ppm, 0.8, (150, 160, 172))
    cv2.rectangle(ground, (int(8 * ppm), 0), (int(9.2 * ppm), ground.shape[0]), (96, 116, 150), -1)
    m.relight(ground, mood)
    laid = canvas.copy()
    view.lay(laid, ground, -2.5, 120, ppm)
    np.copyto(canvas, laid, where=(land > 127)[..., None])


def _railing(canvas: Image, view: View, mood: m.Mood) -> None:
    for y in np.arange(100, 5, -2.0):
        thick = 0.12 * view.px_per_m(-2, y)
        view.stroke(canvas, [(-2.3, y, 0), (-2.3, y, 1.1)], m.fade((190, 194, 196), mood, y), thick)
    for z in (0.4, 0.75, 1.1):
        view.stroke(canvas, [(-2.3, 5, z), (-2.3, 120, z)], m.fade((200, 204, 206), mood, 20), 2)


def _lanterns(canvas: Image, view: View) -> None:
    for y in (90, 60, 40, 26, 16):
        px = view.px_per_m(-1.6, y)
        view.stroke(canvas, [(-1.6, y, 0), (-1.6, y, 4.2)], (66, 66, 66), 0.14 * px)
        x0, y0 = view.at(-1.6, y, 4.3)
        blob(canvas, x0, y0, 0.26 * px, 0.26 * px, (190, 236, 255))
        glow(canvas, x0, y0, 3 * px, (90, 150, 190))
        gx, gy = view.at(-1.0, y)
        glow(canvas, gx, gy, 3.6 * px, (30, 54, 70))
