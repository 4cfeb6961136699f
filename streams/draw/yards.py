"""Scenes in yards: fire station, bus station, command post, assembly point."""

from __future__ import annotations

from dataclasses import replace

import cv2

from streams.draw import matter as m
from streams.draw.camera import Scene
from streams.draw.crossings import lamp_posts
from streams.draw.matter import Rng
from streams.draw.movers import draw_sorted
from streams.draw.people import stroll
from streams.draw.places import board_at, floor
from streams.draw.vehicles import AMBULANCE, BUS, FIRE, SUV, TRUCK, VAN, Vehicle
from streams.draw.view import Colour, Image, View, blob, glow, upright

BAYS_Y = 46.0
MAST_TOP = (34.0, 78.0, 36.0)


def garage(w: int, h: int, mood: m.Mood, variant: int, rng: Rng) -> Scene:
    """A fire station's bays: red doors, engines; one rolls out with its lights on."""
    view = View(w, h, height_m=7, pitch_deg=9, yaw_deg=4, focal=0.84)
    canvas = m.sky(view, mood, rng, 0.6)
    ground = m.paving(1600, 1600, rng, 10, 4.0, (150, 156, 160))
    for k in range(6):
        x = 800 + int((-30 + 12 * k) * 10)
        cv2.rectangle(ground, (x - 2, 1050), (x + 2, 1580), (70, 190, 225), -1)
    floor(canvas, view, mood, rng, ground)
    _bays(canvas, view, mood, rng)
    y = BAYS_Y
    red: Colour = (38, 38, 200)
    parked = [Vehicle(-12, y - 2.2, 180, FIRE, red), Vehicle(12, y - 2.0, 180, FIRE, red)]
    crew = stroll(rng, 6, (-20, 24, -4, 38))

    def now(phase: float) -> Image:
        picture = canvas.copy()
        u = phase
        place = y - 1.6 if u < 0.2 else y - 1.6 - 60 * ((u - 0.2) / 0.55) ** 1.7
        cars = [*parked]
        if u < 0.75 and place > 2:
            cars.append(Vehicle(0, place, 180, FIRE, red, beacon=phase))
        if u >= 0.75:
            cars.append(Vehicle(0, y + 6 - 7.6 * min((u - 0.75) / 0.2, 1.0), 180, FIRE, red))
        draw_sorted(picture, view, mood, cars, [replace(man, vest=True) for man in crew(phase)])
        return picture

    return now


def _bays(canvas: Image, view: View, mood: m.Mood, rng: Rng) -> None:
    """The station's front: its name, five numbered doors, those in the middle open."""
    y = BAYS_Y
    m.building(canvas, view, rng, mood, -32, y, 64, 22, 16, (120, 126, 190), strip=True)
    view.fill(canvas, upright(-32, 32, y - 0.1, 7.4, 0), m.fade((190, 196, 200), mood, y))
    board_at(canvas, view, "赫山特勤消防站  119", 0, y - 0.3, 10.6, 2.4, (40, 40, 200), (255, 255, 255))
    bays = [-24, -12, 0, 12, 24]
    for k, x in enumerate(bays):
        opened = k in (1, 2, 3)
        tone = (40, 42, 44) if opened else (44, 44, 190)
        view.fill(canvas, upright(x - 4.6, x + 4.6, y - 0.2, 6.2, 0), m.fade(tone, mood, y))
        if not opened:
            for z in (1.2, 2.4, 3.6, 4.8):
                view.stroke(
                    canvas, [(x - 4.6, y - 0.3, z), (x + 4.6, y - 0.3, z)], m.fade((30, 30, 140), mood, y), 2
                )
        board_at(canvas, view, str(k + 1), x, y - 0.4, 7.3, 0.9, (200, 206, 210), (40, 40, 190))


def yard(w: int, h: int, mood: m.Mood, variant: int, rng: Rng) -> Scene:
    """A bus station's bays (0), a command post's yard at night (1), an assembly point with tents (2)."""
    view = View(w, h, height_m=9, pitch_deg=13, yaw_deg=(-6, 5, 4)[variant], focal=0.86)
    canvas = m.sky(view, mood, rng, 0.7)
    hard = variant != 2
    ground = m.asphalt(1600, 1600, rng, (112, 112, 110)) if hard else m.grass(1600, 1600, rng, (70, 124, 104))
    if variant == 0:
        for x in range(160, 1500, 52):
            cv2.line(ground, (x, 870), (x + 70, 1040), (200, 206, 210), 3)
    floor(canvas, view, mood, rng, ground)
    trees = [m.tree_sprite(rng, mood) for _ in range(3)]
    for x in range(-70, 75, 9):
        m.plant(
            canvas, view, mood, trees[int(rng.integers(3))], x, 96 + rng.uniform(-3, 3), rng.uniform(6, 9)
        )
    match variant:
        case 0:
            cars = _bus_station(canvas, view, mood, rng)
        case 1:
            cars = _command_post(canvas, view, mood, rng)
        case _:
            cars = _assembly_point(canvas, view, mood)
    crowd = stroll(rng, (16, 8, 34)[variant], (-24, 20, 22, 52))

    def now(phase: float) -> Image:
        picture = canvas.copy()
        moving = list(cars)
        if variant == 0:
            later = (phase + 0.5) % 1.0
            moving.append(Vehicle(-64 + 128 * phase, 42, 90, BUS, (80, 150, 60)))
            moving.append(Vehicle(-64 + 128 * later, 35, 90, BUS, (206, 210, 214)))
        if variant == 1:
            moving.append(Vehicle(0, 8 + 90 * phase, 0, SUV, (70, 92, 80)))
            _mast_lamp(picture, view, phase)
        draw_sorted(picture, view, mood, moving, crowd(phase))
        return picture

    return now


def _bus_station(canvas: Image, view: View, mood: m.Mood, rng: Rng) -> list[Vehicle]:
    m.building(canvas, view, rng, mood, -48, 84, 96, 16, 12, (206, 210, 206), strip=True)
    board_at(canvas, view, "桃花江汽车站", 0, 83.5, 15.4, 3.2, (150, 90, 30))
    paints: tuple[Colour, ...] = ((200, 206, 210), (80, 150, 60), (170, 110, 40))
    return [Vehicle(-32 + 5.4 * k, 62, 22, BUS, paints[k % 3]) for k in range(12) if k not in (4, 9)]


def _command_post(canvas: Image, view: View, mood: m.Mood, rng: Rng) -> list[Vehicle]:
    m.building(canvas, view, rng, mood, -30, 74, 60, 20, 15, (150, 158, 150))
    board_at(canvas, view, "人民防空指挥所", 0, 73.5, 14.6, 2.0, (50, 60, 50), (150, 220, 240), lit=True)
    lamp_posts(canvas, view, mood, [(-26, 60, 3), (26, 60, -3), (-18, 34, 3), (18, 34, -3)], 9)
    x, y, _ = MAST_TOP
    view.stroke(canvas, [(x, y, 0), MAST_TOP], m.fade((150, 154, 156), mood, y), 3)
    return [Vehicle(-18 + 6 * k, 56, 0, (TRUCK, TRUCK, VAN, SUV)[k % 4], (70, 92, 80)) for k in range(7)]


def _mast_lamp(canvas: Image, view: View, phase: float) -> None:
    if (phase * 8) % 1 < 0.5:
        x, y = view.at(*MAST_TOP)
        blob(canvas, x, y, 3, 3, (60, 60, 255))
        glow(canvas, x, y, 26, (20, 20, 190))


def _assembly_point(canvas: Image, view: View, mood: m.Mood) -> list[Vehicle]:
    for row, y in enumerate((78, 64, 50)):
        for x in range(-34, 36, 12):
            tone = (150, 90, 34) if (x + row) % 3 else (226, 230, 232)
            _tent(canvas, view, mood, x + 3 * (row % 2), y, tone)
    board_at(canvas, view, "应急疏散集结点", -22, 38, 3.8, 1.5, (70, 140, 30))
    return [Vehicle(30, 44, 200, TRUCK, (70, 110, 70)), Vehicle(24, 36, 180, AMBULANCE, (232, 234, 236))]


def _tent(canvas: Image, view: View, mood: m.Mood, x: float, y: float, tone: Colour) -> None:
    far = view.depth(x, y)
    view.fill(canvas, upright(x, x + 7, y, 0, 2), m.fade(tone, mood, far, 0.8))
    view.fill(
        canvas,
        [(x - 0.3, y - 0.2, 2), (x + 7.3, y - 0.2, 2), (x + 6.4, y + 3, 3.6), (x + 0.6, y + 3, 3.6)],
        m.fade(tone, mood, far, 1.1),
    )
    view.fill(
        canvas,
        [(x + 2.6, y - 0.1, 0), (x + 4.4, y - 0.1, 0), (x + 3.5, y - 0.1, 1.9)],
        m.fade((60, 60, 56), mood, far),
    )
