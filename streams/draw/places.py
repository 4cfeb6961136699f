"""Scenes in town: square and station, and what other places are built of."""

from __future__ import annotations

import cv2
import numpy as np

from streams.draw import matter as m
from streams.draw.camera import Scene
from streams.draw.crossings import lamp_posts
from streams.draw.matter import Rng
from streams.draw.movers import draw_sorted
from streams.draw.people import Walker, stroll
from streams.draw.vehicles import CAR, SUV, Lane
from streams.draw.view import Colour, Image, View, alongside, blob, glow, line, lying, poly, scaled, upright

FOUNTAIN_Y = 52.0


def floor(
    canvas: Image, view: View, mood: m.Mood, rng: Rng, texture: Image | None = None, ppm: float = 10.0
) -> None:
    """Lay paving (or a given top-down texture) over 160 x 160 m in front of the camera."""
    ground = m.paving(int(160 * ppm), int(160 * ppm), rng, ppm, 1.5) if texture is None else texture.copy()
    m.relight(ground, mood)
    view.lay(canvas, ground, -80, 158, ppm)
    m.haze(canvas, view, mood)


def board_at(
    canvas: Image,
    view: View,
    text: str,
    x: float,
    y: float,
    z: float,
    tall: float,
    back: Colour,
    ink: Colour = (255, 255, 255),
    lit: bool = False,
) -> None:
    """A sign whose middle is at x, its top at z; a lit one glows."""
    board = m.sign(text, back, ink, px=72, pad=14)
    wide = tall * board.shape[1] / board.shape[0]
    view.hang(canvas, board, upright(x - wide / 2, x + wide / 2, y, z, z - tall))
    if lit:
        gx, gy = view.at(x, y, z - tall / 2)
        glow(canvas, gx, gy, wide * 1.1 * view.px_per_m(x, y), scaled(ink, 0.25, 14))


def block(
    canvas: Image,
    view: View,
    mood: m.Mood,
    box: tuple[float, float, float, float, float, float],
    tone: Colour,
) -> None:
    """A plain box: x0, x1, y0, y1, z0, z1."""
    x0, x1, y0, y1, z0, z1 = box
    far = view.depth((x0 + x1) / 2, y0)
    if view.height_m > z1:
        view.fill(canvas, lying(x0, x1, y0, y1, z1), m.fade(tone, mood, far, 1.1))
    side = x0 if view.x_m < x0 else x1
    if view.x_m < x0 or view.x_m > x1:
        view.fill(canvas, alongside(side, y0, y1, z0, z1), m.fade(tone, mood, far, 0.68))
    view.fill(canvas, upright(x0, x1, y0, z0, z1), m.fade(tone, mood, far, 0.9))


def square(w: int, h: int, mood: m.Mood, variant: int, rng: Rng) -> Scene:
    """A great square: rings of paving, fountain, flag, people crossing, the town behind."""
    view = View(w, h, height_m=16, pitch_deg=15, yaw_deg=(3, -5)[variant], focal=0.78)
    canvas = m.sky(view, mood, rng, 0.6)
    ppm = 10.0
    ground = m.paving(1600, 1600, rng, ppm, 1.5, (160, 168, 174))
    centre = (800, int((158 - FOUNTAIN_Y) * ppm))
    _square_paint(ground, rng, centre)
    floor(canvas, view, mood, rng, ground, ppm)
    _theatre(canvas, view, mood, rng, variant)
    trees = [m.tree_sprite(rng, mood) for _ in range(3)]
    for y in (140, 126, 112, 98, 84, 70, 58):
        for x in (-56, 56):
            m.plant(
                canvas, view, mood, trees[int(rng.integers(3))], x + rng.uniform(-1, 1), y, rng.uniform(6, 8)
            )
    lamp_posts(canvas, view, mood, [(x, y, 0) for y in (110, 82, 60, 40) for x in (-24, 24)], 8)
    px = view.px_per_m(0, 100)
    view.stroke(canvas, [(0, 104, 0), (0, 104, 22)], m.fade((214, 216, 218), mood, 100), 0.3 * px)
    crowd = [stroll(rng, 26, (-38, 26, 38, 84)), stroll(rng, 10, (-14, 24, 14, 34))]

    def now(phase: float) -> Image:
        picture = canvas.copy()
        _flag(picture, view, mood, phase)
        _fountain(picture, view, mood, phase)
        people = [man for group in crowd for man in group(phase) if not _in_fountain(man)]
        draw_sorted(picture, view, mood, [], people)
        return picture

    return now


def _theatre(canvas: Image, view: View, mood: m.Mood, rng: Rng, variant: int) -> None:
    """The town behind, and the theatre with its name."""
    for x in range(-190, 190, 30):
        m.building(
            canvas,
            view,
            rng,
            mood,
            x + rng.uniform(-4, 4),
            190 + rng.uniform(0, 40),
            rng.uniform(20, 30),
            24,
            rng.uniform(22, 62),
            strip=rng.random() < 0.4,
        )
    m.building(canvas, view, rng, mood, -34, 150, 68, 26, 21, (186, 198, 206), strip=True)
    board_at(
        canvas, view, ("秀峰大剧院", "南洲文化中心")[variant], 0, 149.5, 21, 4.4, (40, 40, 160), lit=mood.dark
    )


def _square_paint(ground: Image, rng: Rng, centre: tuple[int, int]) -> None:
    """Rings and spokes of darker stone around the fountain, four lawns."""
    for radius, tone in (
        (300, (126, 138, 160)),
        (270, (168, 176, 182)),
        (190, (120, 132, 156)),
        (165, (176, 184, 190)),
        (90, (118, 128, 150)),
    ):
        ring = np.zeros(ground.shape[:2], np.uint8)
        cv2.circle(ring, centre, radius, 255, -1, cv2.LINE_AA)
        tint = np.array(tone, np.float32) / 164
        ground[ring > 0] = np.clip(ground[ring > 0] * tint, 0, 255).astype(np.uint8)
    for angle in range(0, 360, 30):
        end = (
            int(centre[0] + 420 * np.cos(np.deg2rad(angle))),
            int(centre[1] + 420 * np.sin(np.deg2rad(angle))),
        )
        cv2.line(ground, centre, end, (128, 138, 156), 9, cv2.LINE_AA)
    lawn = m.grass(260, 300, rng)
    for x, y in ((230, 800), (1070, 800), (230, 250), (1070, 250)):
        ground[y : y + 260, x : x + 300] = lawn
        cv2.rectangle(ground, (x, y), (x + 300, y + 260), (190, 194, 196), 5)


def _fountain(canvas: Image, view: View, mood: m.Mood, phase: float) -> None:
    """The basin, a ring of jets that fall inwards, a taller sheaf in the middle."""
    x, y = view.at(0, FOUNTAIN_Y)
    px, flat = view.px_per_m(0, FOUNTAIN_Y), view.height_m / view.depth(0, FOUNTAIN_Y)
    blob(canvas, x, y, 8.6 * px, 8.6 * px * flat, m.fade((178, 186, 192), mood, 52))
    blob(canvas, x, y, 8.0 * px, 8.0 * px * flat, m.fade((150, 140, 104), mood, 52))
    for k in range(28):
        a = k / 28 * 2 * np.pi
        rise = (5.2 + 0.5 * np.sin(phase * 2 * np.pi * 3 + k)) * 0.55 * px
        arc = []
        for s in np.linspace(0, 1, 7):
            out = 6.4 * px * (1 - s * 0.75)
            arc.append((x + np.cos(a) * out, y + np.sin(a) * out * flat - np.sin(s * np.pi) * rise))
        line(canvas, np.array(arc), m.fade((238, 236, 232), mood, 30), 1.4)
    tall = (7.5 + 1.2 * np.sin(phase * 2 * np.pi * 2)) * px
    for k in range(-2, 3):
        jet = np.array([(x + k * 2, y), (x + k * 3.2, y - tall * (1 - 0.12 * abs(k)))])
        line(canvas, jet, m.fade((240, 240, 236), mood, 20), 2.2)
    if mood.dark:
        glow(canvas, x, y - 2 * px, 12 * px, (130, 70, 40))


def _in_fountain(man: Walker) -> bool:
    return (man.x / 9.5) ** 2 + ((man.y - FOUNTAIN_Y) / 9.5) ** 2 <= 1


def _flag(canvas: Image, view: View, mood: m.Mood, phase: float) -> None:
    x, y = view.at(0, 104, 22)
    px = view.px_per_m(0, 104)
    top = [
        (x + s * 4.8 * px, y + 0.35 * px * np.sin(s * 5 - phase * 2 * np.pi * 6) * s)
        for s in np.linspace(0, 1, 10)
    ]
    low = [(a, b + 3.2 * px) for a, b in top[::-1]]
    poly(canvas, np.array(top + low), m.fade((34, 34, 214), mood, 60))
    blob(canvas, x + 1.0 * px, y + 0.9 * px, 0.42 * px, 0.42 * px, m.fade((70, 224, 250), mood, 60))


def station(w: int, h: int, mood: m.Mood, variant: int, rng: Rng) -> Scene:
    """A station's front: great glass hall, clock, crowds with luggage, taxis."""
    view = View(w, h, height_m=11, pitch_deg=5, yaw_deg=(-4, 6)[variant], focal=0.72)
    canvas = m.sky(view, mood, rng, 0.7)
    floor(canvas, view, mood, rng)
    _hall(canvas, view, mood, rng, variant)
    lamp_posts(canvas, view, mood, [(x, yy, 0) for yy in (66, 46) for x in (-34, 34)], 10)
    trees = [m.tree_sprite(rng, mood) for _ in range(2)]
    for x in (-60, -50, 50, 60):
        m.plant(canvas, view, mood, trees[int(rng.integers(2))], x, 68, 7)
    crowd = [stroll(rng, 46, (-30, 20, 30, 72)), stroll(rng, 16, (-15, 64, 15, 76))]
    taxi: Colour = (70, 150, 60)
    lane = Lane(-70, 17.5, 70, 17.5, 1, ((0.1, CAR, taxi), (0.4, CAR, taxi), (0.75, SUV, (40, 38, 40))))

    def now(phase: float) -> Image:
        picture = canvas.copy()
        people = [man for group in crowd for man in group(phase)]
        draw_sorted(picture, view, mood, lane.vehicles(phase), people)
        return picture

    return now


def _hall(canvas: Image, view: View, mood: m.Mood, rng: Rng, variant: int) -> None:
    """The glass front under its roof, pillars, the station's name, the doors."""
    y, wide = 78, 62
    name, tall, rise, name_z = (("益 阳 站", 19, 7, 6.2), ("益 阳 南 站", 24, 10, 8))[variant]
    glass = m.facade(wide * 2, tall, rng, (200, 206, 208), mood, 4.8, 4.0, (150, 128, 96), strip=True)
    view.hang(canvas, glass, upright(-wide, wide, y, tall, 0))
    eaves, ridge = wide + 8, wide + 4
    roof = [(-eaves, y - 6, tall + 1), (eaves, y - 6, tall + 1)]
    roof += [(ridge, y + 6, tall + rise), (-ridge, y + 6, tall + rise)]
    view.fill(canvas, roof, m.fade((208, 214, 218), mood, y, 1.02))
    view.fill(canvas, upright(-eaves, eaves, y - 6, tall, tall + 1.2), m.fade((150, 158, 164), mood, y))
    for x in range(-56, 57, 14):
        block(canvas, view, mood, (x - 0.8, x + 0.8, y - 5, y - 4, 0, tall), (206, 210, 212))
    back = m.fade((208, 214, 218), mood, y)
    board_at(canvas, view, name, 0, y - 6.2, tall + name_z, 4.6, back, (30, 30, 200))
    block(canvas, view, mood, (-16, 16, y - 2, y - 1, 0, 5), (96, 84, 70))
    board_at(canvas, view, "进站口 ENTRANCE", -8, y - 2.2, 6.4, 1.3, (120, 66, 18))
    board_at(canvas, view, "售票处", 10, y - 2.2, 6.4, 1.3, (120, 66, 18))
