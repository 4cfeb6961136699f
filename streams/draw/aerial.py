"""Pictures from a drone and from a moving vehicle."""

from __future__ import annotations

from dataclasses import dataclass
from math import tau

import cv2
import numpy as np

from streams.draw import matter as m
from streams.draw.camera import Scene
from streams.draw.crossings import WHITE, YELLOW
from streams.draw.lettering import caption
from streams.draw.matter import Rng
from streams.draw.vehicles import AMBULANCE, FIRE, Lane, Vehicle, draw_vehicle, traffic
from streams.draw.view import Colour, Floats, Image, View, alongside, blob, line, paste, poly, rect


def drone(w: int, h: int, mood: m.Mood, variant: int, rng: Rng) -> Scene:
    """Straight down from a hovering drone: roofs, a street with traffic, a fire engine, flight data."""
    big = np.empty((int(h * 1.12), int(w * 1.12), 3), np.uint8)
    big[:] = m.grass(*big.shape[:2], rng, (76, 118, 104))
    # Pixels in a metre, and the size of what the drone may see while it hovers.
    u, (bh, bw) = w / 120.0, big.shape[:2]
    _streets(big, u)
    _houses(big, rng, u)
    _crowns(big, rng, u)
    cars = [_Car(k, float(rng.random())) for k in range(12)]
    smoke = m.tile_noise(256, rng, 1.7)
    burn = (0.335 * bw, 0.22 * bh)

    def now(phase: float) -> Image:
        ground = big.copy()
        for car in cars:
            car.draw(ground, u, phase)
        _engine(ground, 0.40 * bw, 0.40 * bh, u, phase)
        _smoke(ground, smoke, burn, u, phase)
        dx = 0.06 * bw * (0.5 + 0.35 * np.sin(phase * tau))
        dy = 0.06 * bh * (0.5 + 0.35 * np.cos(phase * tau))
        matrix = np.array([[1, 0, -dx], [0, 1, -dy]], np.float32)
        picture = np.asarray(cv2.warpAffine(ground, matrix, (w, h), flags=cv2.INTER_LINEAR), np.uint8)
        _flight_data(picture, phase)
        return picture

    return now


def _streets(big: Image, u: float) -> None:
    """A street across and one up, with their marks."""
    bh, bw = big.shape[:2]
    cv2.rectangle(big, (0, int(bh * 0.44)), (bw, int(bh * 0.58)), (94, 92, 90), -1)
    cv2.rectangle(big, (int(bw * 0.56), 0), (int(bw * 0.64), bh), (94, 92, 90), -1)
    big[int(bh * 0.51) - 2 : int(bh * 0.51) + 2, : int(bw * 0.55)] = (70, 180, 214)
    for x in range(0, bw, int(6 * u)):
        for y in (0.475, 0.545):
            cv2.rectangle(big, (x, int(bh * y)), (x + int(3 * u), int(bh * y) + 2), (206, 208, 210), -1)


def _houses(big: Image, rng: Rng, u: float) -> None:
    bh, bw = big.shape[:2]
    roofs: tuple[Colour, ...] = (
        (150, 156, 164),
        (92, 100, 168),
        (170, 140, 96),
        (182, 188, 192),
        (120, 132, 150),
    )
    for column in range(7):
        for row in (0.02, 0.225, 0.64, 0.845):
            x, y = int((column * 0.155 + 0.02) * bw), int(row * bh)
            if 0.53 * bw < x + 12 * u < 0.68 * bw:
                continue
            wide, deep = int(rng.uniform(12, 16) * u), int(rng.uniform(8, 11.5) * u)
            _roof(big, x, y, wide, deep, roofs[int(rng.integers(5))], u, rng)


def _crowns(big: Image, rng: Rng, u: float) -> None:
    """Trees along the street, each with its shadow."""
    bh, bw = big.shape[:2]
    for _ in range(160):
        x, y = rng.uniform(0, bw), rng.choice([rng.uniform(0.40, 0.435), rng.uniform(0.585, 0.62)]) * bh
        tone = rng.uniform(0.8, 1.2)
        blob(big, x + u * 0.5, y + u * 0.6, 1.6 * u, 1.6 * u, (44, 62, 54))
        blob(big, x, y, 1.6 * u, 1.6 * u, (52 * tone, 104 * tone, 76 * tone))


def _roof(big: Image, x: int, y: int, wide: int, deep: int, tone: Colour, u: float, rng: Rng) -> None:
    """A roof with its shadow, some with a shaded half, and what stands on it."""
    shade, far = int(2.2 * u), int(2.6 * u)
    b, g, r = tone
    cv2.rectangle(big, (x + shade, y + far), (x + wide + shade, y + deep + far), (52, 60, 58), -1)
    cv2.rectangle(big, (x, y), (x + wide, y + deep), tone, -1)
    cv2.rectangle(big, (x, y), (x + wide, y + deep), (int(b * 0.75), int(g * 0.75), int(r * 0.75)), 3)
    if rng.random() < 0.5:
        dim = (int(b * 0.86), int(g * 0.86), int(r * 0.86))
        cv2.rectangle(big, (x, y + deep // 2), (x + wide, y + deep), dim, -1)
    for _ in range(4):
        px, py = x + int(rng.uniform(0.1, 0.8) * wide), y + int(rng.uniform(0.15, 0.75) * deep)
        cv2.rectangle(big, (px, py), (px + int(1.6 * u), py + int(1.2 * u)), (204, 208, 210), -1)
        cv2.rectangle(big, (px, py + int(1.2 * u)), (px + int(1.6 * u), py + int(1.6 * u)), (80, 84, 86), -1)


CAR_PAINTS: tuple[Colour, ...] = ((228, 230, 232), (40, 38, 150), (60, 62, 66), (150, 96, 40))


@dataclass(frozen=True)
class _Car:
    """The k-th car of the street, seen from above; every fourth drives twice as fast."""

    k: int
    start: float

    def draw(self, ground: Image, u: float, phase: float) -> None:
        bh, bw = ground.shape[:2]
        share = (0.462 if self.k % 3 else 0.532) + 0.03 * (self.k % 2)
        way = 1 if share > 0.52 else -1
        x = ((self.start + phase * (2 if self.k % 4 == 0 else 1)) % 1.0) * (bw + 12 * u) - 6 * u
        x, y = x if way > 0 else bw - x, share * bh
        long, wide = 2.3 * u, 0.95 * u
        poly(ground, rect(x + 3, y + 5, long, wide), (54, 54, 54))
        poly(ground, rect(x, y, long, wide), CAR_PAINTS[self.k % 4])
        for a, b in ((0.25, 0.55), (-0.75, -0.55)):
            glass = rect(x + way * (a + b) / 2 * long, y, way * (b - a) / 2 * long, wide * 0.8)
            poly(ground, glass, (60, 50, 44))


def _engine(ground: Image, x: float, y: float, u: float, phase: float) -> None:
    long, wide = 4.4 * u, 1.3 * u
    poly(ground, rect(x, y, long, wide), (36, 36, 204))
    poly(ground, rect(x - long * 0.2, y, long * 0.7, wide * 0.5), (196, 202, 206))
    on = (phase * 20) % 2 < 1
    blob(ground, x + long * 0.75, y, 0.5 * u, 0.9 * u, (255, 120, 60) if on else (90, 40, 30))


def _smoke(ground: Image, noise: Floats, burn: tuple[float, float], u: float, phase: float) -> None:
    bx, by = burn
    rng = np.random.default_rng(int(phase * 250) % 250)
    for _ in range(14):
        blob(
            ground,
            bx + rng.normal(0, 1.7 * u),
            by + rng.normal(0, 1.3 * u),
            rng.uniform(0.3, 1.2) * u,
            rng.uniform(0.3, 1.0) * u,
            (40, rng.uniform(110, 200), 250),
        )
    x0, y0 = int(max(bx - 8 * u, 0)), 0
    x1, y1 = int(bx + 46 * u), int(by + 12 * u)
    area = ground[y0:y1, x0:x1]
    hh, ww = area.shape[0] // 2, area.shape[1] // 2
    ys, xs = np.mgrid[0:hh, 0:ww].astype(np.float32) * 2
    reach = np.maximum(xs + x0 - bx, 0)
    lane = (
        np.exp(-(((ys + y0 - by + 0.22 * reach) / (2.4 * u + 0.2 * reach)) ** 2))
        * np.exp(-reach / (30 * u))
        * (xs + x0 > bx - u)
    )
    swirl = m.wrapped(noise, xs * 0.5 - 512 * phase, ys * 0.5)
    cover = cv2.resize(
        np.clip(lane * (1.5 + 0.6 * swirl), 0, 0.95).astype(np.float32), (area.shape[1], area.shape[0])
    )[..., None]
    area[:] = (area + (np.array((62, 62, 64), np.float32) - area) * cover).astype(np.uint8)


def _flight_data(picture: Image, phase: float) -> None:
    h, w = picture.shape[:2]
    ink = (120, 250, 120)
    cx, cy, s = w / 2, h / 2, w * 0.03
    for dx, dy in ((1, 1), (1, -1), (-1, 1), (-1, -1)):
        line(
            picture,
            np.array(
                [
                    (cx + dx * s * 1.6, cy + dy * s * 0.5),
                    (cx + dx * s * 1.6, cy + dy * s),
                    (cx + dx * s, cy + dy * s),
                ]
            ),
            ink,
            2,
        )
    line(picture, np.array([(cx - s * 0.3, cy), (cx + s * 0.3, cy)]), ink, 2)
    line(picture, np.array([(cx, cy - s * 0.3), (cx, cy + s * 0.3)]), ink, 2)
    px = w // 46
    for k, text in enumerate(
        (
            f"ALT {118 + 0.4 * np.sin(phase * tau):5.1f} m",
            f"SPD {1.2 + 0.3 * np.cos(phase * tau):3.1f} m/s",
            "BAT 68%",
        )
    ):
        label = caption(text, px, 2, mono=True)
        paste(picture, label, w * 0.03 + label.shape[1] / 2, h * (0.62 + 0.06 * k), label.shape[1])


# The street repeats after this many metres; its texture has this many pixels a metre.
LAP_M, LAP_PPM = 120.0, 12.0
# A house's face and its height in metres.
Front = tuple[Image, float]


def dashcam(w: int, h: int, mood: m.Mood, variant: int, rng: Rng) -> Scene:
    """From a command vehicle on its way: the street streams by, an ambulance ahead."""
    view = View(w, h, height_m=2.6, pitch_deg=4, focal=0.8)
    canvas = m.sky(view, mood, rng, 0.8)
    m.ridge(canvas, rng, view.horizon_px + 3, h * 0.08, m.fade((116, 126, 104), mood, 260))
    ground = _lap_of_road(mood, rng)
    houses = _street_fronts(mood, rng)
    trees = [m.tree_sprite(rng, mood) for _ in range(2)]
    bonnet = ((0, 1), (0, 0.965), (0.18, 0.925), (0.5, 0.91), (0.82, 0.925), (1, 0.965), (1, 1))
    hood = np.array([(w * x, h * y) for x, y in bonnet])
    ahead = Lane(-2.0, 320, -2.0, 0, 1, traffic(rng, 4, 0.3))

    def now(phase: float) -> Image:
        picture = canvas.copy()
        gone = LAP_M * phase
        start = int((LAP_M - gone) * LAP_PPM)
        view.lay(picture, ground[start : start + int(LAP_M * LAP_PPM)], -22, 122, LAP_PPM)
        m.haze(picture, view, mood)
        for k in range(6, -1, -1):
            y = k * 20.0 - gone % 20
            index = (k + int(gone // 20)) % 6
            for side, front in ((-1, houses[index]), (1, houses[(index + 3) % 6])):
                _pass_by(picture, view, mood, side * 15.0, y, front)
            if y > 4:
                for x in (-9.6, 9.6):
                    m.plant(picture, view, mood, trees[index % 2], x, y, 6)
        cars = [car for car in ahead.vehicles(phase) if 5 < car.y < 150]
        cars += [
            Vehicle(2.0, 17 + 3 * np.sin(phase * tau), 0, AMBULANCE, (232, 234, 236), beacon=phase),
            Vehicle(5.4, 40 + 5 * np.cos(phase * tau), 0, FIRE, (38, 38, 200), beacon=phase),
        ]
        for car in sorted(cars, key=lambda c: -c.y):
            draw_vehicle(picture, view, mood, car)
        poly(picture, hood, m.fade((60, 56, 52), mood, 1))
        line(picture, hood[1:6], m.fade((120, 118, 116), mood, 1), 3)
        return picture

    return now


def _lap_of_road(mood: m.Mood, rng: Rng) -> Image:
    """The street from above, one lap and its beginning again, so that it can be cut anywhere."""
    ppm = LAP_PPM
    ground = m.paving(int(LAP_M * ppm), int(44 * ppm), rng, ppm, 1.2, (140, 146, 148))
    road = m.asphalt(ground.shape[0], int(15 * ppm), rng)
    ground[:, int(14.5 * ppm) : int(14.5 * ppm) + road.shape[1]] = road
    for x in (18.3, 25.7):
        for y in range(0, ground.shape[0], int(15 * ppm)):
            cv2.rectangle(ground, (int(x * ppm) - 1, y), (int(x * ppm) + 1, y + int(6 * ppm)), WHITE, -1)
    cv2.rectangle(ground, (int(22 * ppm) - 2, 0), (int(22 * ppm) + 2, ground.shape[0]), YELLOW, -1)
    m.relight(ground, mood)
    return np.vstack([ground, ground])


def _street_fronts(mood: m.Mood, rng: Rng) -> list[Front]:
    walls: tuple[tuple[float, Colour], ...] = (
        (15, (170, 184, 196)),
        (24, (150, 160, 180)),
        (18, (190, 196, 198)),
        (28, (138, 150, 170)),
        (12, (176, 178, 180)),
        (21, (160, 172, 186)),
    )
    return [
        (m.facade(20, tall, rng, wall, mood, ppm=8, strip=k % 3 == 0), tall)
        for k, (tall, wall) in enumerate(walls)
    ]


def _pass_by(canvas: Image, view: View, mood: m.Mood, x: float, y: float, front: Front) -> None:
    """A house's side along the street from `y` on, without what is behind the camera."""
    face, tall = front
    near, far = max(y, 2.2), y + 20
    if far <= near + 0.5:
        return
    mix = 1 - float(np.exp(-max(y, 1) / mood.haze_m))
    part = face[:, int((near - y) / 20 * face.shape[1]) :]
    hazed = (part * (1 - mix) + np.array(mood.haze) * mix).astype(np.uint8)
    view.hang(canvas, hazed, alongside(x, near, far, tall, 0))
