"""The scene of a staff gauge in the river."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from streams.draw import matter as m
from streams.draw.camera import Scene
from streams.draw.lettering import text_image
from streams.draw.matter import Rng
from streams.draw.rivers import below, far_bank
from streams.draw.view import Colour, Image, Overlay, View, blob, glow, upright
from streams.draw.water import Rain, Water


def gauge_board(top_m: int) -> Image:
    """A staff gauge of four metres: E marks and digits, red and blue metre by metre."""
    board = np.full((1600, 240, 3), 238, np.uint8)
    for step in range(40):
        colour = (40, 40, 200) if (step // 10) % 2 else (150, 70, 20)
        y = step * 40
        left = 6 if step % 2 else 120
        for bar in (0, 16, 32):
            if step % 2 or bar != 16:
                cv2.rectangle(board, (left, y + bar), (left + 112, y + bar + 8), colour, -1)
        cv2.rectangle(board, (112 if step % 2 else 120, y), (120 if step % 2 else 128, y + 40), colour, -1)
        if step % 2 == 0:
            mark = text_image(str(9 - step % 10), 46)
            area = board[y : y + mark.shape[0], 30 : 30 + mark.shape[1]]
            area[:] = np.where(mark[: area.shape[0], : area.shape[1], None] > 120, colour, area)
        if step % 10 == 0:
            label = text_image(str(top_m - step // 10), 76)
            area = board[y + 2 : y + 2 + label.shape[0], 128 : 128 + label.shape[1]]
            area[:] = np.where(label[: area.shape[0], : area.shape[1], None] > 120, (30, 30, 30), area)
    return board


@dataclass(frozen=True)
class _Place:
    """One gauge: the camera's turn, the side of its bank, the water's colour, the gauge's top metre."""

    yaw_deg: float
    side: int
    deep: Colour
    top_m: int

    @property
    def x(self) -> float:
        """Where its pile stands."""
        return self.side * -0.25


PLACES = (
    _Place(4, -1, (96, 120, 118), 40),
    _Place(-5, 1, (90, 112, 126), 37),
    _Place(8, -1, (84, 84, 84), 36),
    _Place(-3, 1, (90, 100, 96), 35),
)
PILE_Y, HALF_PILE = 7.4, 0.62


def gauge(w: int, h: int, mood: m.Mood, variant: int, rng: Rng) -> Scene:
    """A staff gauge on its pile in the river, the steps of the bank beside it."""
    place = PLACES[variant]
    view = View(w, h, height_m=3.4, pitch_deg=15, yaw_deg=place.yaw_deg, focal=1.15)
    canvas = m.sky(view, mood, rng, 0.7)
    far_bank(canvas, view, mood, rng, variant == 1)
    water = Water(view, below(view), mood, rng, deep=place.deep, wave_m=0.9, flow=(-2, 0), rough=1.3)
    water.draw(canvas, 0)
    before = canvas.copy()
    _steps(canvas, view, mood, rng, place.side)
    _pile(canvas, view, mood, rng, place)
    if mood.dark or variant == 3:
        gx, gy = view.at(place.x, PILE_Y, 1.4)
        glow(canvas, gx, gy, h * 0.62, (70, 78, 82))
    stand = Overlay(before, canvas)
    rain = Rain(w, h, rng, 60) if mood.rain else None
    drift = []
    for _ in range(5):
        # The first number was a place across; it stays so that the flotsam does.
        rng.random()
        drift.append((float(rng.uniform(5, 15)), float(rng.uniform(0.1, 0.4))))

    def now(phase: float) -> Image:
        picture = canvas.copy()
        water.draw(picture, phase)
        for k, (y, size) in enumerate(drift):
            px = view.px_per_m(0, y)
            fx, fy = view.at(10 - 20 * ((phase + k * 0.21) % 1.0), y)
            blob(picture, fx, fy, size * px, size * 0.22 * px, m.fade((60, 84, 96), mood, y))
        stand.put(picture)
        _waterline(picture, view, mood, water, place.x, phase)
        if rain is not None:
            rain.draw(picture, phase)
        return picture

    return now


def _pile(canvas: Image, view: View, mood: m.Mood, rng: Rng, place: _Place) -> None:
    """The pile, dark below, and the soiled board on it."""
    x, y = place.x, PILE_Y
    concrete = m.shade((136, 146, 152), m.fbm(400, 120, rng, 30), 0.12)
    concrete[250:] = (concrete[250:] * np.linspace(0.9, 0.55, 150)[:, None, None]).astype(np.uint8)
    m.relight(concrete, mood)
    view.hang(canvas, concrete, upright(x - HALF_PILE, x + HALF_PILE, y + 0.1, 2.75, -0.4))
    soil = np.linspace(1.0, 0.7, 1600)[:, None, None] * (1 + 0.05 * m.fbm(1600, 240, rng, 120)[..., None])
    board = np.clip(gauge_board(place.top_m) * soil, 0, 255).astype(np.uint8)
    m.relight(board, mood)
    view.hang(canvas, board, upright(x - 0.36, x + 0.36, y, 2.55, -0.35))


def _waterline(canvas: Image, view: View, mood: m.Mood, water: Water, x: float, phase: float) -> None:
    """The water before the pile, which rises and falls, with the pile's mirror image."""
    bob = 0.035 * np.sin(phase * 2 * np.pi * 4) + 0.02 * np.sin(phase * 2 * np.pi * 7)
    edge = int(view.at(x, PILE_Y, bob)[1])
    left, right = int(view.at(x - HALF_PILE, PILE_Y)[0]), int(view.at(x + HALF_PILE, PILE_Y)[0])
    wet = canvas.copy()
    water.draw(wet, phase)
    _reflected(wet, canvas, edge, left, right, phase)
    canvas[edge:, left - 6 : right + 6] = wet[edge:, left - 6 : right + 6]
    foam = m.fade((214, 220, 220), mood, 8)
    cv2.line(canvas, (left - 8, edge), (right + 8, edge), foam, 2, cv2.LINE_AA)


def _reflected(wet: Image, picture: Image, edge: int, left: int, right: int, phase: float) -> None:
    """The pile's mirror image, broken by the waves."""
    depth = min(wet.shape[0] - edge, edge, 260)
    mirror = picture[edge - depth : edge, left:right][::-1].astype(np.float32)
    area = wet[edge : edge + depth, left:right]
    rows = np.arange(depth)
    shift = (3.5 * np.sin(rows / 5.0 + phase * 2 * np.pi * 6) * np.minimum(rows / 30, 1.6)).astype(int)
    strength = np.clip(0.5 - rows / 620, 0.1, 0.5)
    for row in range(depth):
        bent = np.roll(mirror[row], shift[row], 0)
        area[row] = (area[row] * (1 - strength[row]) + bent * strength[row]).astype(np.uint8)


def _steps(canvas: Image, view: View, mood: m.Mood, rng: Rng, side: int) -> None:
    for k in range(9):
        x0, z = side * (2.6 + 0.55 * k), 0.10 + 0.28 * k
        for (ax, az, bx, bz), lit in (((x0, z - 0.28, x0, z), 0.7), ((x0, z, x0 + side * 0.55, z), 1.0)):
            face = m.shade((142, 150, 156), m.fbm(40, 500, rng, 24), 0.1)
            face = (face * lit * (0.7 if k < 2 else 1.0)).astype(np.uint8)
            m.relight(face, mood)
            view.hang(canvas, face, [(ax, 2.0, az), (ax, 40, az), (bx, 40, bz), (bx, 2.0, bz)])
    bank = [(side * 7.5, 2, 2.6), (side * 7.5, 60, 2.6), (side * 60, 60, 3.0), (side * 60, 2, 3.0)]
    view.fill(canvas, bank, m.fade((60, 104, 84), mood, 20))
