"""Scenes at doors: guarded gate and hospital entrance."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import cv2
import numpy as np

from streams.draw import matter as m
from streams.draw.camera import Scene
from streams.draw.crossings import lamp_posts
from streams.draw.matter import Rng
from streams.draw.movers import draw_sorted
from streams.draw.people import Walker, stroll
from streams.draw.places import block, board_at, floor
from streams.draw.vehicles import AMBULANCE, CAR, SUV, Body, Vehicle, draw_vehicle, traffic
from streams.draw.view import Colour, Image, View, glow, poly, rect, upright

GATE_Y = 34.0
DOOR_Y = 52.0


def gate(w: int, h: int, mood: m.Mood, variant: int, rng: Rng) -> Scene:
    """A guarded gate: pillars, sliding barrier, guard house; cars stop and are let in."""
    yaw, x = ((6, -3), (-7, 3))[variant]
    view = View(w, h, height_m=6.5, pitch_deg=9, yaw_deg=yaw, focal=0.92, x_m=x)
    canvas = m.sky(view, mood, rng, 0.7)
    ground = m.asphalt(1600, 1600, rng, (104, 104, 102))
    for row in (300, 1200):
        cv2.rectangle(ground, (0, row), (1600, row + 10), (190, 196, 200), -1)
    floor(canvas, view, mood, rng, ground)
    if variant == 0:
        _offices(canvas, view, mood, rng)
    else:
        _works(canvas, view, mood, rng)
    trees = [m.tree_sprite(rng, mood, kind) for kind in ("round", "bush")]
    for x in (-40, -31, -22, 22, 31, 40):
        m.plant(canvas, view, mood, trees[int(rng.integers(2))], x, 50, rng.uniform(4, 7))
    _gateway(canvas, view, mood, rng, variant)
    lamp_posts(canvas, view, mood, [(-13, 26, 2), (13, 26, -2)], 8)
    guards = [Walker(-3.4, GATE_Y - 3, 0.0, 1), Walker(3.0, GATE_Y - 3.2, 0.0, 1)]
    crowd = stroll(rng, 7, (-24, 18, -12, 31))
    visits = []
    for k in range(4):
        _, body, paint = traffic(rng, 1, 0.15)[0]
        visits.append(_Visit(body, paint, k * 0.5, into=k < 2))

    def now(phase: float) -> Image:
        picture = canvas.copy()
        cars = [car for visit in visits if (car := visit.at(phase)) is not None]
        _barrier(picture, view, mood, 1.0 if any(visit.let_in(phase) for visit in visits) else 0.0)
        draw_sorted(picture, view, mood, cars, [*guards, *crowd(phase)])
        return picture

    return now


def _offices(canvas: Image, view: View, mood: m.Mood, rng: Rng) -> None:
    m.building(canvas, view, rng, mood, -40, 110, 80, 30, 34, (190, 200, 206))
    for x in (-70, 44):
        m.building(canvas, view, rng, mood, x, 120, 28, 30, 22, (180, 190, 200))
    board_at(canvas, view, "为人民服务", 0, 109, 8, 3.0, (40, 40, 190), (90, 220, 250))


def _works(canvas: Image, view: View, mood: m.Mood, rng: Rng) -> None:
    """A chemical works: chimneys, a hall, pipes before it."""
    for x, tall, wide in ((-52, 30, 9), (-38, 38, 5), (34, 26, 12), (56, 44, 5)):
        _stack(canvas, view, mood, x, 120, tall, wide)
    m.building(canvas, view, rng, mood, -24, 100, 50, 26, 13, (170, 178, 180))
    for z in (7, 9, 11):
        view.stroke(canvas, [(-70, 92, z), (70, 92, z)], m.fade((150, 160, 170), mood, 90), 2)


def _stack(canvas: Image, view: View, mood: m.Mood, x: float, y: float, tall: float, wide: float) -> None:
    for k in range(6):
        a, b = x - wide / 2 + wide * k / 6, x - wide / 2 + wide * (k + 1) / 6
        lit = 0.62 + 0.42 * np.sin((k + 0.5) / 6 * np.pi)
        view.fill(canvas, upright(a, b, y, 0, tall), m.fade((196, 202, 206), mood, y, lit))
    for z in (tall * 0.6, tall * 0.95):
        view.stroke(canvas, [(x - wide / 2, y, z), (x + wide / 2, y, z)], m.fade((60, 60, 190), mood, y), 2)


def _gateway(canvas: Image, view: View, mood: m.Mood, rng: Rng, variant: int) -> None:
    """Walls, pillars, the name, and the guard house in the middle."""
    y = GATE_Y
    for side, wall in ((-1, (-40, -11)), (1, (11, 40))):
        x = side * 10.2
        block(canvas, view, mood, (*wall, y, y + 0.6, 0, 2.6), (176, 186, 194))
        block(canvas, view, mood, (x - 1.1, x + 1.1, y - 0.6, y + 1.4, 0, 6.2), (150, 160, 176))
        block(canvas, view, mood, (x - 1.4, x + 1.4, y - 0.8, y + 1.6, 6.2, 6.7), (110, 120, 140))
    name, x, z = (("益阳市政务中心", 14.2, 2.3), ("化工园区 东门", -10.2, 5.6))[variant]
    board_at(canvas, view, name, x, y - 0.7, z, 1.2, (60, 60, 66), (120, 210, 240))
    m.building(canvas, view, rng, mood, -2.2, y - 2, 3.6, 4, 3.2, (206, 214, 218))
    block(canvas, view, mood, (-2.8, 2.0, y - 2.6, y + 2.4, 3.2, 3.6), (150, 100, 50))


@dataclass(frozen=True)
class _Visit:
    """One car that drives up, stops at the barrier, is let through."""

    body: Body
    paint: Colour
    start: float
    into: bool

    def _turn(self, phase: float) -> float:
        return (phase + self.start) % 1.0

    def let_in(self, phase: float) -> bool:
        return 0.55 <= self._turn(phase) < 0.8

    def at(self, phase: float) -> Vehicle | None:
        u = self._turn(phase)
        stop = GATE_Y - 5 if self.into else GATE_Y + 6
        if u < 0.35:
            y = -12 + (stop + 12) * (1 - (1 - u / 0.35) ** 2)
        elif u < 0.55:
            y = stop
        else:
            y = stop + 62 * ((u - 0.55) / 0.45) ** 1.5
        x, heading = (5.6, 0) if self.into else (-6.2, 180)
        y = y if self.into else 2 * stop - y
        return Vehicle(x, y, heading, self.body, self.paint, braking=u < 0.55) if 5 < y < 95 else None


def _barrier(canvas: Image, view: View, mood: m.Mood, raised: float) -> None:
    """Both arms, red and white, from shut (0) to open (1)."""
    y, tones = GATE_Y - 2, [m.fade(tone, mood, GATE_Y) for tone in ((236, 238, 240), (40, 40, 214))]
    thick = 0.18 * view.px_per_m(0, GATE_Y)
    for s in (-1, 1):
        reach, rise = s * 7.4 * (1 - 0.8 * raised), 6.5 * raised
        joints = [(s * 1.8 + reach * k / 8, y, 1.1 + rise * k / 8) for k in range(9)]
        for k, (a, b) in enumerate(pairwise(joints)):
            view.stroke(canvas, [a, b], tones[k % 2], thick)


def hospital(w: int, h: int, mood: m.Mood, variant: int, rng: Rng) -> Scene:
    """An emergency entrance: white front, red cross, lit canopy, an ambulance that arrives and leaves."""
    yaw, x = ((5, -2), (-5, 2), (8, -3), (-8, 3))[variant]
    view = View(w, h, height_m=7.5, pitch_deg=10, yaw_deg=yaw, focal=0.9, x_m=x)
    canvas = m.sky(view, mood, rng, 0.6)
    ground = m.asphalt(1600, 1600, rng, (120, 122, 122))
    for column in range(200, 1500, 32):
        cv2.line(ground, (column, 980), (column, 1040), (214, 218, 220), 2)
    cv2.rectangle(ground, (690, 1100), (910, 1330), (60, 60, 190), -1)
    cv2.rectangle(ground, (700, 1110), (900, 1320), (110, 112, 190), -1)
    floor(canvas, view, mood, rng, ground)
    _front(canvas, view, mood, rng, variant)
    _red_cross(canvas, view, mood)
    trees = [m.tree_sprite(rng, mood) for _ in range(2)]
    for x in (-34, -26, 26, 34):
        m.plant(canvas, view, mood, trees[int(rng.integers(2))], x, 46, rng.uniform(5, 7))
    _parked(canvas, view, mood, rng)
    crowd = stroll(rng, 12, (-13, 24, -5, 46), 0.0)
    more = stroll(rng, 8, (8, 30, 18, 47))

    def now(phase: float) -> Image:
        picture = canvas.copy()
        place = _ambulance_y(phase)
        cars = [Vehicle(1.0, place, 0.0, AMBULANCE, (232, 234, 236), beacon=phase)] if place > 4 else []
        people = [*crowd(phase), *more(phase)]
        if 0.42 < phase < 0.74:
            y = place + 3.6 + 6 * max(phase - 0.5, 0)
            people += [Walker(x, y, phase * 20, 3, tall=1.7) for x in (0.3, 1.7)]
        draw_sorted(picture, view, mood, cars, people)
        return picture

    return now


def _front(canvas: Image, view: View, mood: m.Mood, rng: Rng, variant: int) -> None:
    """The wards, the clinic before them, its glass door and the lettered canopy."""
    y = DOOR_Y
    white: Colour = (226, 230, 230)
    m.building(canvas, view, rng, mood, -46, y + 18, 92, 30, 44, white)
    m.building(canvas, view, rng, mood, -38, y, 76, 20, 11, white, strip=True)
    door = (150, 214, 236) if mood.dark else (70, 60, 48)
    view.fill(canvas, upright(-9, 9, y - 0.1, 4, 0), m.fade(door, mood, y * 0.3, 2.0 if mood.dark else 1.0))
    for x in np.arange(-9.0, 10, 3):
        view.stroke(canvas, [(x, y - 0.2, 0), (x, y - 0.2, 4)], m.fade((180, 184, 186), mood, y), 2)
    block(canvas, view, mood, (-12, 12, y - 9, y, 4.4, 5.2), (206, 212, 214))
    for x in (-11.4, 11.4):
        block(canvas, view, mood, (x - 0.35, x + 0.35, y - 8.6, y - 8, 0, 4.4), (196, 200, 202))
    names = (
        ("急诊 EMERGENCY", (30, 30, 205)),
        ("发热门诊 FEVER CLINIC", (30, 110, 225)),
        ("救护车通道 AMBULANCE", (30, 30, 205)),
        ("急 诊", (30, 30, 205)),
    )
    text, back = names[variant]
    board_at(canvas, view, text, 0, y - 9.1, 7.6, 2.3, back, lit=mood.dark)


def _red_cross(canvas: Image, view: View, mood: m.Mood) -> None:
    """The cross on the roof; in the dark it shines, and so does the entrance."""
    y = DOOR_Y
    cx, cy = view.at(0, y + 17.5, 38)
    arm = 3.2 * view.px_per_m(0, y + 18)
    for a, b in ((arm, arm * 0.33), (arm * 0.33, arm)):
        poly(canvas, rect(cx, cy, a, b), (40, 40, 220))
    if mood.dark:
        glow(canvas, cx, cy, arm * 3, (30, 30, 150))
        gx, gy = view.at(0, y - 4)
        glow(canvas, gx, gy, 16 * view.px_per_m(0, y), (80, 96, 100))


def _parked(canvas: Image, view: View, mood: m.Mood, rng: Rng) -> None:
    places: tuple[tuple[float, float, Body, Colour], ...] = (
        (-24, 33, SUV, (206, 208, 210)),
        (-19.5, 34, CAR, (60, 62, 66)),
        (18, 33, SUV, (90, 60, 40)),
        (22.5, 34, CAR, (40, 44, 130)),
    )
    for x, y, body, paint in places:
        if rng.random() < 0.85:
            draw_vehicle(canvas, view, mood, Vehicle(x, y, 0, body, paint))


def _ambulance_y(phase: float) -> float:
    """It comes to the canopy, stands, and drives back."""
    stop = DOOR_Y - 13
    if phase < 0.4:
        return -8 + (stop + 8) * (1 - (1 - phase / 0.4) ** 2)
    if phase < 0.75:
        return stop
    return stop - 56 * ((phase - 0.75) / 0.25) ** 2
