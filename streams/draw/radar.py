"""The rain radar board."""

from __future__ import annotations

from math import tau

import cv2
import numpy as np

from streams.draw import matter as m
from streams.draw.camera import Scene
from streams.draw.lettering import caption, text_image
from streams.draw.matter import Rng
from streams.draw.view import Image, Point2, blob, line, paste

TOWNS = (
    ("益阳", 0.50, 0.44),
    ("桃江", 0.40, 0.50),
    ("安化", 0.16, 0.62),
    ("沅江", 0.53, 0.28),
    ("南县", 0.56, 0.12),
    ("柘溪", 0.08, 0.70),
    ("大通湖", 0.66, 0.20),
)
# From which strength of echo on which colour.
LEVELS = (
    (0.15, (190, 150, 40)),
    (0.45, (90, 190, 60)),
    (0.75, (60, 210, 90)),
    (1.05, (60, 230, 240)),
    (1.4, (40, 150, 250)),
    (1.75, (50, 50, 230)),
    (2.1, (150, 40, 170)),
)


def radar(w: int, h: int, mood: m.Mood, variant: int, rng: Rng) -> Scene:
    """A rain radar board: districts and rivers on dark ground, echoes that wander, the beam, the legend."""
    canvas = np.full((h, w, 3), (34, 24, 16), np.uint8)
    centre, reach = (w * 0.46, h * 0.5), h * 0.62
    _grid(canvas, centre, reach)
    _map(canvas, rng, centre)
    field, fine = m.tile_noise(512, rng, 1.9, 1.4), m.tile_noise(512, rng, 1.2)
    ys, xs = np.mgrid[0:h:4, 0:w:4].astype(np.float32)
    inside = ((xs - centre[0]) ** 2 + (ys - centre[1]) ** 2 < reach * reach).astype(np.float32)
    ripple = 0.28 * m.wrapped(fine, xs, ys)
    _legend(canvas)

    def now(phase: float) -> Image:
        # The echoes wander round a loop.
        east = np.float32(60 * np.sin(phase * tau))
        north = np.float32(34 * np.cos(phase * tau))
        strength = (
            m.wrapped(field, np.mod(xs * 0.32, 512) + east, np.mod(ys * 0.32, 512) + north) + ripple + 0.15
        ) * inside
        echo = np.zeros((*strength.shape, 4), np.uint8)
        for least, tone in LEVELS:
            echo[strength > least] = (*tone, 205)
        big = cv2.resize(echo, (w, h), interpolation=cv2.INTER_NEAREST).astype(np.float32)
        picture = (canvas + (big[..., :3] - canvas) * (big[..., 3:] / 255)).astype(np.uint8)
        _beam(picture, centre, reach, phase)
        return picture

    return now


def _grid(canvas: Image, centre: Point2, reach: float) -> None:
    """Rings of distance and lines of bearing."""
    grid, (cx, cy) = (70, 54, 40), centre
    for k in range(1, 5):
        cv2.circle(canvas, (int(cx), int(cy)), int(reach * k / 4), grid, 2, cv2.LINE_AA)
    for a in range(0, 180, 30):
        dx, dy = reach * np.cos(np.deg2rad(a)), reach * np.sin(np.deg2rad(a))
        line(canvas, np.array([(cx - dx, cy - dy), (cx + dx, cy + dy)]), grid, 1)


def _map(canvas: Image, rng: Rng, centre: Point2) -> None:
    """The districts' borders, the river, the towns."""
    h, w = canvas.shape[:2]
    for k in range(9):
        x, y = centre[0] + rng.uniform(-0.4, 0.4) * w, centre[1] + rng.uniform(-0.4, 0.4) * h
        radius = rng.uniform(0.12, 0.26) * h
        ring = [
            (
                x + radius * (1 + 0.25 * np.sin(3 * t + k) + 0.12 * np.sin(7 * t)) * np.cos(t),
                y + radius * (1 + 0.2 * np.cos(2 * t + k)) * np.sin(t),
            )
            for t in np.linspace(0, tau, 60)
        ]
        line(canvas, np.array(ring), (120, 110, 96), 1)
    river = [(w * (0.02 + 0.09 * k), h * (0.66 - 0.05 * k + 0.05 * np.sin(k * 1.7))) for k in range(11)]
    line(canvas, np.array(river), (190, 130, 60), 4)
    for name, x, y in TOWNS:
        blob(canvas, x * w, y * h, 4, 4, (230, 230, 230))
        label = caption(name, w // 44, 2)
        paste(canvas, label, x * w + label.shape[1] * 0.62, y * h + label.shape[0] * 0.5, label.shape[1])


def _legend(canvas: Image) -> None:
    """The colours with their dBZ, and the board's title."""
    h, w = canvas.shape[:2]
    for k, (_, tone) in enumerate(LEVELS):
        y = int(h * (0.76 - 0.075 * k))
        cv2.rectangle(canvas, (int(w * 0.9), y), (int(w * 0.93), y + int(h * 0.07)), tone, -1)
        label = caption(str(15 + 8 * k), w // 50, 2)
        paste(canvas, label, w * 0.955, y + h * 0.06, label.shape[1])
    title = text_image("雷达回波 组合反射率 dBZ", w // 34)
    x0, y0 = int(w * 0.60), int(h * 0.03)
    area = canvas[y0 : y0 + title.shape[0], x0 : x0 + title.shape[1]]
    lit = title[: area.shape[0], : area.shape[1], None] * np.full(3, 0.9)
    area[:] = np.maximum(area, lit.astype(np.uint8))


def _beam(canvas: Image, centre: Point2, reach: float, phase: float) -> None:
    """The beam and its fading trail."""
    for k in range(12):
        a = phase * tau - k * 0.02
        side, green = int(90 * (1 - k / 12)) + 40, int(190 * (1 - k / 12)) + 40
        end = (centre[0] + reach * np.cos(a), centre[1] + reach * np.sin(a))
        line(canvas, np.array([centre, end]), (side, green, side), 2)
