"""People: how one looks in step, and how a crowd strolls and comes back to its places."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from streams.draw.matter import Mood, Rng, fade
from streams.draw.view import Colour, Image, View, blob, line, poly, scaled


@dataclass(frozen=True)
class Walker:
    """One person at a moment; `stride` is the phase of the steps, `look` picks the clothes."""

    x: float
    y: float
    stride: float
    look: int
    tall: float = 1.7
    vest: bool = False
    umbrella: bool = False


COATS: tuple[Colour, ...] = (
    (70, 60, 52),
    (120, 84, 60),
    (60, 60, 140),
    (170, 170, 172),
    (90, 120, 150),
    (50, 80, 60),
    (140, 110, 160),
    (40, 40, 42),
    (200, 190, 176),
    (110, 140, 70),
)


def draw_walker(canvas: Image, view: View, mood: Mood, man: Walker) -> None:
    """A person: shadow, legs in step, body, arms, head."""
    depth = view.depth(man.x, man.y)
    if depth < 2:
        return
    x, y = view.at(man.x, man.y)
    unit = view.px_per_m(man.x, man.y) * man.tall / 1.7
    coat = (30, 110, 245) if man.vest else COATS[man.look % len(COATS)]
    trousers = ((50, 46, 44), (90, 70, 52), (60, 62, 70))[man.look % 3]
    swing = np.sin(man.stride * 2 * np.pi) * 0.2
    lean = 0.1 if mood.shadow > 0.3 else 0.0
    soft = fade((40, 40, 40), mood, depth)
    if unit > 5:
        blob(canvas, x + lean * unit, y, 0.36 * unit, 0.10 * unit, scaled(soft, 0.55, 30))
    ink = fade(trousers, mood, depth)
    for side in (-1, 1):
        foot = np.array([[x, y - 0.82 * unit], [x + side * swing * unit, y - 0.02 * unit]])
        line(canvas, foot, ink, 0.17 * unit)
    body = fade(coat, mood, depth)
    torso = [(-0.2, -0.76), (0.2, -0.76), (0.25, -1.36), (0.12, -1.46), (-0.12, -1.46), (-0.25, -1.36)]
    poly(canvas, np.array([(x + a * unit, y + b * unit) for a, b in torso]), body)
    if man.vest and unit > 8:
        band = np.array([[x - 0.2 * unit, y - 1.02 * unit], [x + 0.2 * unit, y - 1.02 * unit]])
        line(canvas, band, fade((160, 240, 240), mood, depth), 0.07 * unit)
    _arms(canvas, x, y, unit, swing, fade(scaled(coat, 0.85), mood, depth))
    hair = fade((36, 36, 200) if man.vest else (32, 32, 36), mood, depth)
    blob(canvas, x, y - 1.58 * unit, 0.115 * unit, 0.14 * unit, fade((140, 168, 204), mood, depth))
    blob(canvas, x, y - 1.63 * unit, 0.12 * unit, 0.10 * unit, hair)
    if man.umbrella:
        shell = COATS[(man.look * 7 + 2) % len(COATS)]
        arc = [(np.cos(a) * 0.62, -1.75 - np.sin(a) * 0.38) for a in np.linspace(0, np.pi, 12)]
        poly(canvas, np.array([(x + a * unit, y + b * unit) for a, b in arc]), fade(shell, mood, depth, 1.1))


def _arms(canvas: Image, x: float, y: float, unit: float, swing: float, sleeve: Colour) -> None:
    for side in (-1, 1):
        shoulder = (x + side * 0.22 * unit, y - 1.36 * unit)
        hand = (x + side * (0.28 - 0.6 * swing * side) * unit, y - 0.86 * unit)
        line(canvas, np.array([shoulder, hand]), sleeve, 0.11 * unit)


def stroll(
    rng: Rng, count: int, box: tuple[float, float, float, float], umbrellas: float = 0.0
) -> Callable[[float], list[Walker]]:
    """People who walk to and fro through a box (x0, y0, x1, y1), each back at its place after a loop."""
    x0, y0, x1, y1 = box
    rows = [
        (
            rng.uniform(x0, x1),
            rng.uniform(y0, y1),
            rng.uniform(-1, 1) * 6.5,
            rng.uniform(-1, 1) * 3.0,
            rng.random(),
            int(rng.integers(30)),
            rng.uniform(1.5, 1.8),
            bool(rng.random() < umbrellas),
            bool(rng.random() < 0.3),
        )
        for _ in range(count)
    ]

    def now(phase: float) -> list[Walker]:
        people = []
        for x, y, dx, dy, start, look, tall, wet, stands in rows:
            u = (phase + start) % 1.0
            away = 1 - abs(2 * u - 1)
            stride = 0.0 if stands else phase * 16 + start
            scale = 0.0 if stands else away - 0.5
            people.append(Walker(x + dx * scale, y + dy * scale, stride, look, tall, umbrella=wet))
        return people

    return now
