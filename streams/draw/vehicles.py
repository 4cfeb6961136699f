"""Vehicles: bodies, a shaded drawing of one, and lanes on which they pass without a seam."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from streams.draw.matter import Mood, Rng
from streams.draw.pose import Pose
from streams.draw.view import Colour, Image, Point3, View, alongside, blob, glow, lying, poly, upright

GLASS: Colour = (70, 58, 46)
PAINTS: tuple[Colour, ...] = (
    (232, 234, 236),
    (226, 228, 230),
    (40, 38, 38),
    (120, 118, 114),
    (176, 178, 180),
    (44, 40, 150),
    (132, 84, 36),
    (60, 62, 66),
    (210, 214, 216),
    (74, 110, 150),
    (38, 44, 120),
)
LORRY_PAINTS: tuple[Colour, ...] = (
    (70, 90, 160),
    (150, 110, 60),
    (90, 140, 90),
    (190, 190, 196),
    (60, 150, 200),
)


@dataclass(frozen=True)
class Body:
    """Size in metres of one kind of vehicle, and where its cabin stands."""

    length: float
    width: float
    height: float
    deck: float
    cab_from: float
    cab_to: float
    nose: float = 0.35


CAR = Body(4.5, 1.8, 1.46, 0.86, -1.9, 1.15, 0.55)
SUV = Body(4.7, 1.9, 1.75, 1.0, -2.25, 1.2, 0.45)
VAN = Body(5.2, 1.95, 2.1, 1.05, -2.55, 1.9, 0.5)
BUS = Body(11.5, 2.5, 3.1, 1.15, -5.7, 5.65, 0.05)
TRUCK = Body(9.5, 2.45, 3.3, 1.2, -4.75, 2.2, 0.0)
AMBULANCE = Body(5.6, 2.0, 2.5, 1.15, -2.8, 1.75, 0.45)
FIRE = Body(8.6, 2.5, 3.2, 1.35, -4.3, 4.2, 0.06)


@dataclass(frozen=True)
class Vehicle:
    """One vehicle at a moment: centre, heading (0 = along +Y, away), colour."""

    x: float
    y: float
    heading: float
    body: Body = CAR
    paint: Colour = (200, 200, 200)
    beacon: float = -1.0
    braking: bool = False


class _Parked(Pose):
    """One vehicle on one canvas, with the sides and ends of it that the camera sees."""

    def __init__(self, canvas: Image, view: View, mood: Mood, car: Vehicle, far: float) -> None:
        super().__init__(canvas, view, mood, car.x, car.y, car.heading, far)
        self.car, self.body = car, car.body
        self.half, self.wide = car.body.length / 2, car.body.width / 2
        self.sides = [side for side in (-1, 1) if self.eye_across * side > self.wide]
        self.ends = [end for end in (-1, 1) if self.eye_ahead * end > self.half]

    @property
    def long(self) -> bool:
        """A lorry, a bus, a fire engine."""
        return self.body.length >= 7

    def painted(self, corners: Sequence[Point3], lit: float) -> None:
        self.face(corners, self.car.paint, lit)

    def glazed(self, corners: Sequence[Point3]) -> None:
        self.face(corners, GLASS)


def draw_vehicle(canvas: Image, view: View, mood: Mood, car: Vehicle) -> None:
    """A shaded body with cabin glass, wheels, lamps and a soft shadow."""
    far = view.depth(car.x, car.y)
    if far < 3:
        return
    thing = _Parked(canvas, view, mood, car, far)
    _shadow(canvas, thing.at(lying(-thing.half, thing.half, -thing.wide, thing.wide * 1.35, 0)), mood)
    _chassis(thing)
    _cabin(thing)
    if thing.body is TRUCK:
        _cab(thing)
    _lamps(thing)
    if car.beacon >= 0:
        _beacon(thing)


def _chassis(thing: _Parked) -> None:
    """The lower body with its wheels."""
    half, wide, low, deck = thing.half, thing.wide, 0.28, thing.body.deck
    r = 0.5 if thing.long else 0.34
    for side in thing.sides:
        s = side * wide
        thing.painted([(-half, s, low), (half, s, low), (half, s, deck * 0.92), (-half, s, deck)], 0.72)
        for axle in (-half * 0.62, half * 0.62):
            turns = np.linspace(0, 6.28, 10, endpoint=False)
            thing.face([(axle + r * np.cos(a), s, r + r * np.sin(a)) for a in turns], (28, 28, 28))
    for end in thing.ends:
        e = end * half
        thing.painted(alongside(e, -wide, wide, low, deck), 0.86)
        thing.painted(alongside(e, -wide, wide, low, low + 0.2), 0.35)
    nose = deck * 0.94
    thing.painted([(-half, -wide, deck), (half, -wide, nose), (half, wide, nose), (-half, wide, deck)], 1.05)


def _cabin(thing: _Parked) -> None:
    """What stands on the body: sides, ends, glass, roof."""
    body, wide = thing.body, thing.wide
    deck, top, inner = body.deck, body.height, wide * 0.86
    back, front = body.cab_from, body.cab_to
    roof_back, roof_front = back + body.nose * 0.5, front - body.nose * 1.4
    for side in thing.sides:
        s, t = side * wide, side * inner
        quad = [(back, s, deck), (front, s, deck), (roof_front, t, top), (roof_back, t, top)]
        thing.painted(quad, 0.7)
        _windows(thing, quad)
    for end in thing.ends:
        edge, roof = (front, roof_front) if end > 0 else (back, roof_back)
        quad = [(edge, -wide, deck), (edge, wide, deck), (roof, inner, top), (roof, -inner, top)]
        thing.painted(quad, 0.8)
        if body is not TRUCK or end > 0:
            thing.glazed(_inset(quad, 0.12, 0.3 if thing.long else 0.14))
    thing.painted(lying(roof_back, roof_front, -inner, inner, top), 1.0)


def _cab(thing: _Parked) -> None:
    """A lorry's cab before its box."""
    wide, pane = thing.wide, thing.wide * 0.88
    for side in thing.sides:
        s = side * wide
        thing.painted([(2.6, s, 0.6), (4.7, s, 0.6), (4.7, s, 2.7), (2.6, s, 2.8)], 0.6)
        thing.glazed(upright(3.3, 4.5, s, 1.6, 2.4))
    if 1 in thing.ends:
        thing.painted([(4.75, -wide, 0.5), (4.75, wide, 0.5), (4.7, wide, 2.7), (4.7, -wide, 2.7)], 0.7)
        thing.glazed([(4.75, -pane, 1.5), (4.75, pane, 1.5), (4.72, pane, 2.4), (4.72, -pane, 2.4)])
    thing.painted([(2.6, -wide, 2.8), (4.7, -wide, 2.7), (4.7, wide, 2.7), (2.6, wide, 2.8)], 0.9)


def _inset(quad: Sequence[Point3], u: float, v: float) -> list[Point3]:
    a, b, c, d = (np.array(p) for p in quad)
    out = []
    for s, t in ((u, v), (1 - u, v), (1 - u, 1 - v), (u, 1 - v)):
        p = (a * (1 - s) + b * s) * (1 - t) + (d * (1 - s) + c * s) * t
        out.append((float(p[0]), float(p[1]), float(p[2])))
    return out


def _windows(thing: _Parked, quad: Sequence[Point3]) -> None:
    """A side's glass: none on a lorry's box, the front part only where it carries men or tools."""
    if thing.body is TRUCK:
        return
    if thing.body is AMBULANCE or thing.body is FIRE:
        a, b, c, d = (np.array(p) for p in quad)
        half = [tuple(a * 0.28 + b * 0.72), tuple(b), tuple(c), tuple(d * 0.28 + c * 0.72)]
        thing.glazed(_inset(half, 0.1, 0.2))
        return
    thing.glazed(_inset(quad, 0.05, 0.34 if thing.long else 0.16))


def _shadow(canvas: Image, corners: NDArray[np.float64], mood: Mood) -> None:
    low = np.maximum(np.floor(corners.min(0)).astype(int) - 2, 0)
    high = np.minimum(np.ceil(corners.max(0)).astype(int) + 3, [canvas.shape[1], canvas.shape[0]])
    if (high <= low).any():
        return
    area = canvas[low[1] : high[1], low[0] : high[0]]
    cover = np.zeros(area.shape[:2], np.uint8)
    poly(cover, corners - low, 255)
    darker = (255 - cover * (0.3 + 0.5 * mood.shadow)).astype(np.uint8)
    for channel in range(3):
        area[..., channel] = cv2.multiply(area[..., channel], darker, scale=1 / 255)


def _lamps(thing: _Parked) -> None:
    px, canvas = thing.px_per_m, thing.canvas
    z, lit, braking = thing.body.deck * 0.78, thing.mood.dark or thing.mood.rain, thing.car.braking
    for end in thing.ends:
        e = end * (thing.half + 0.02)
        for x, y in thing.at([(e, -thing.wide * 0.78, z), (e, thing.wide * 0.78, z)]):
            if end > 0:
                blob(canvas, x, y, 0.17 * px, 0.12 * px, (250, 252, 255) if lit else (226, 228, 224))
                if lit:
                    glow(canvas, x, y, min(1.5 * px, 46), (120, 150, 160))
            else:
                blob(canvas, x, y, 0.16 * px, 0.12 * px, (40, 40, 235 if lit or braking else 150))
                if lit:
                    glow(canvas, x, y, min(0.9 * px, 26), (10, 10, 220 if braking else 120))


def _beacon(thing: _Parked) -> None:
    """Blue lights that flash by turns."""
    px = thing.px_per_m
    for index, side in enumerate((-0.5, 0.5)):
        x, y = thing.at([(thing.half * 0.5, side * thing.wide, thing.body.height + 0.12)])[0]
        on = (thing.car.beacon * 20 + index) % 2 < 1
        blob(thing.canvas, x, y, 0.22 * px, 0.13 * px, (255, 90, 40) if on else (120, 40, 30))
        if on:
            glow(thing.canvas, x, y, min(1.6 * px, 40), (220, 90, 20))


@dataclass(frozen=True)
class Lane:
    """A lane along +Y or -Y (or any heading) on which vehicles pass for ever, `laps` lengths a loop."""

    x0: float
    y0: float
    x1: float
    y1: float
    laps: int
    traffic: tuple[tuple[float, Body, Colour], ...]

    def vehicles(self, phase: float) -> list[Vehicle]:
        heading = float(np.rad2deg(np.arctan2(self.x1 - self.x0, self.y1 - self.y0)))
        found = []
        for offset, body, paint in self.traffic:
            u = (phase * self.laps + offset) % 1.0
            x, y = self.x0 + (self.x1 - self.x0) * u, self.y0 + (self.y1 - self.y0) * u
            found.append(Vehicle(x, y, heading, body, paint))
        return found


def passing(lanes: Iterable[Lane], phase: float) -> list[Vehicle]:
    return [car for lane in lanes for car in lane.vehicles(phase)]


def traffic(rng: Rng, count: int, heavy: float = 0.2) -> tuple[tuple[float, Body, Colour], ...]:
    """`count` vehicles spread over a lane with room between."""
    found: list[tuple[float, Body, Colour]] = []
    for index in range(count):
        offset = (index + rng.uniform(0.1, 0.6)) / count
        kind = rng.random()
        if kind < heavy:
            body = (TRUCK, BUS)[int(rng.random() < 0.35)]
            paint = LORRY_PAINTS[rng.integers(len(LORRY_PAINTS))]
        else:
            body = (CAR, CAR, SUV, VAN)[rng.integers(4)]
            paint = PAINTS[rng.integers(len(PAINTS))]
        found.append((float(offset), body, paint))
    return tuple(found)
