"""Scenes where people stroll: market and park."""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np

from streams.draw import matter as m
from streams.draw.afloat import Boat, draw_boat
from streams.draw.camera import Scene
from streams.draw.matter import Rng
from streams.draw.movers import draw_sorted
from streams.draw.people import stroll
from streams.draw.places import block, board_at, floor
from streams.draw.rivers import below
from streams.draw.view import Colour, Image, Overlay, Point2, View, alongside, blob
from streams.draw.water import Water

AWNINGS: tuple[Colour, ...] = ((60, 60, 200), (90, 150, 60), (190, 120, 40), (60, 170, 220), (200, 200, 204))
GOODS: tuple[Colour, ...] = (
    (60, 160, 80),
    (50, 60, 210),
    (40, 140, 235),
    (60, 200, 220),
    (120, 80, 150),
    (210, 214, 216),
)


def market(w: int, h: int, mood: m.Mood, variant: int, rng: Rng) -> Scene:
    """A market street under awnings, crowded."""
    view = View(w, h, height_m=6, pitch_deg=15, yaw_deg=2, focal=0.82)
    canvas = m.sky(view, mood, rng, 0.5)
    floor(canvas, view, mood, rng)
    for left in (-26, 12):
        for near in range(120, 10, -16):
            m.building(canvas, view, rng, mood, left, near, 14, 15.6, rng.uniform(10, 16))
    board_at(canvas, view, "长益农贸市场", 0, 58, 8.4, 2.6, (40, 40, 200), (90, 220, 250))
    for x in (-8.6, 8.6):
        block(canvas, view, mood, (x - 0.3, x + 0.3, 58, 58.6, 0, 8), (60, 60, 170))
    for y in np.arange(66, 9, -4.4):
        for side in (-1, 1):
            _stall(canvas, view, mood, rng, side, y)
    crowd = [stroll(rng, 40, (-3.2, 11, 3.2, 60)), stroll(rng, 8, (-3, 9, 3, 16))]

    def now(phase: float) -> Image:
        picture = canvas.copy()
        people = [replace(p, x=float(np.clip(p.x, -3.6, 3.6))) for group in crowd for p in group(phase)]
        draw_sorted(picture, view, mood, [], people)
        return picture

    return now


def _stall(canvas: Image, view: View, mood: m.Mood, rng: Rng, side: int, y: float) -> None:
    """A table with goods under an awning of two stripes."""
    tone = AWNINGS[int(rng.integers(5))]
    outer, inner = sorted((side * 8.4, side * 4.6))
    block(canvas, view, mood, (outer, inner, y, y + 3.4, 0, 0.9), (120, 140, 156))
    px = view.px_per_m(side * 6, y)
    for k in range(9):
        gx, gy = view.at(side * (5.0 + 0.38 * k), y + rng.uniform(0.3, 3), 1.0)
        blob(canvas, gx, gy, 0.42 * px, 0.22 * px, m.fade(GOODS[int(rng.integers(6))], mood, y))
    _sloping(canvas, view, side, (y, y - 0.2), (y + 3.8, y + 3.8), m.fade(tone, mood, y))
    for k in (0, 2):
        near, far = y + k, y + k + 0.9
        _sloping(canvas, view, side, (near, near), (far, far), m.fade((230, 232, 234), mood, y))
    view.fill(canvas, alongside(side * 4.0, y - 0.2, y + 3.8, 2.6, 2.3), m.fade(tone, mood, y, 0.75))


def _sloping(canvas: Image, view: View, side: int, near: Point2, far: Point2, ink: Colour) -> None:
    """A piece of an awning; `near` and `far` are its ends at the wall and at the street."""
    wall, street = side * 9.2, side * 4.0
    corners = [(wall, near[0], 3.3), (street, near[1], 2.6), (street, far[1], 2.6), (wall, far[0], 3.3)]
    view.fill(canvas, corners, ink)


def park(w: int, h: int, mood: m.Mood, variant: int, rng: Rng) -> Scene:
    """A lake in a park: arched bridge, pavilion, lawns, pleasure boats, people on the path."""
    view = View(w, h, height_m=13, pitch_deg=9, yaw_deg=-3, focal=0.8)
    canvas = m.sky(view, mood, rng, 0.7)
    m.ridge(canvas, rng, view.horizon_px + 3, h * 0.11, m.fade((96, 128, 96), mood, 260))
    for left in range(-260, 260, 40):
        m.building(canvas, view, rng, mood, left, 420, 22, 12, rng.uniform(24, 60))
    ground = m.grass(1600, 1600, rng, (66, 134, 104))
    path = np.array([[300, 1600], [420, 1420], [800, 1330], [1200, 1420], [1600, 1380]], np.int32)
    cv2.polylines(ground, [path], False, (176, 190, 200), 44, cv2.LINE_AA)
    floor(canvas, view, mood, rng, ground)
    lake = [(-70, 44), (-30, 33), (20, 31), (64, 40), (120, 70), (90, 150), (-20, 165), (-100, 120)]
    mask = below(view, lake)
    water = Water(view, mask, mood, rng, deep=(110, 124, 74), wave_m=1.6)
    water.draw(canvas, 0)
    before = canvas.copy()
    trees = [m.tree_sprite(rng, mood, kind) for kind in ("round", "round", "bush")]
    for _ in range(60):
        x, y = rng.uniform(-130, 130), rng.uniform(168, 260)
        m.plant(canvas, view, mood, trees[int(rng.integers(3))], x, y, rng.uniform(7, 13))
    _pavilion(canvas, view, mood, 32, 122)
    _arch_bridge(canvas, view, mood)
    for x, y in ((-46, 36), (-38, 30), (58, 34), (40, 27), (-20, 24)):
        m.plant(canvas, view, mood, trees[int(rng.integers(2))], x, y, rng.uniform(5, 8))
    stand = Overlay(before, canvas)
    crowd = stroll(rng, 12, (-30, 23, 30, 28))

    def now(phase: float) -> Image:
        picture = canvas.copy()
        water.draw(picture, phase)
        _pedalos(picture, view, mood, phase)
        stand.put(picture)
        draw_sorted(picture, view, mood, [], crowd(phase))
        return picture

    return now


def _pedalos(canvas: Image, view: View, mood: m.Mood, phase: float) -> None:
    """Three pleasure boats that go round."""
    paints: tuple[Colour, ...] = ((60, 60, 200), (60, 190, 220), (180, 120, 40))
    for k, (x, y) in enumerate(((-10, 66), (14, 92), (-38, 84))):
        a = phase * 2 * np.pi + k
        boat = Boat(x + 6 * np.cos(a), y + 4 * np.sin(a), -np.rad2deg(a), 5, 2.2, paints[k], "boat")
        draw_boat(canvas, view, mood, boat, phase)


def _pavilion(canvas: Image, view: View, mood: m.Mood, x: float, y: float) -> None:
    block(canvas, view, mood, (x - 7, x + 7, y, y + 6, 0, 0.8), (176, 184, 188))
    for dx in (-5, -1.7, 1.7, 5):
        block(canvas, view, mood, (x + dx - 0.3, x + dx + 0.3, y, y + 0.6, 0.8, 6), (50, 56, 150))
    for z, half in ((6, 8.5), (9.4, 5.6)):
        eave = [
            (x - half, y, z),
            (x - half * 0.62, y, z + 1.2),
            (x, y, z + 3.4),
            (x + half * 0.62, y, z + 1.2),
            (x + half, y, z),
            (x, y, z + 0.4),
        ]
        view.fill(canvas, eave, m.fade((70, 96, 90), mood, y))


def _arch_bridge(canvas: Image, view: View, mood: m.Mood) -> None:
    y, x0, x1 = 108.0, -66.0, -14.0
    arch = [(x, y, 1.4 + 5.4 * np.sin((x - x0) / (x1 - x0) * np.pi)) for x in np.linspace(x0, x1, 30)]
    under = [
        (x, y, max(0.0, -0.9 + 5.0 * abs(np.sin((x - x0) / (x1 - x0) * np.pi * 3))))
        for x in np.linspace(x1, x0, 40)
    ]
    view.fill(canvas, arch + under, m.fade((190, 198, 202), mood, y))
    rail = [(x, yy, z + 1.2) for x, yy, z in arch]
    view.stroke(canvas, rail, m.fade((216, 222, 226), mood, y), 2)
    for (x, yy, z), (_, _, top) in zip(arch[::2], rail[::2], strict=True):
        view.stroke(canvas, [(x, yy, z), (x, yy, top)], m.fade((210, 216, 220), mood, y), 1)
