"""Scenes of slopes and wide views: landslide, debris gully, city skyline."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np

from streams.draw import matter as m
from streams.draw.camera import Scene
from streams.draw.matter import Rng
from streams.draw.movers import draw_sorted
from streams.draw.vehicles import Lane, passing, traffic
from streams.draw.view import Colour, Floats, Image, Point2, View, blob, glow, line, paste, poly
from streams.draw.water import Rain

# Per variant: the camera's turn, where the slide's strip runs and begins, the colour of its earth.
YAWS_DEG = (3, -4, 2, -3)
MIDDLES = (0.56, 0.42, 0.5, 0.62)
TOPS = (0.30, 0.26, 0.2, 0.34)
EARTHS: tuple[Colour, ...] = ((96, 128, 164), (84, 116, 150), (92, 112, 128), (80, 116, 160))
GULLY = 2
# Instruments on the slope, as shares of the picture.
MASTS = ((0.36, 0.62), (0.58, 0.52), (0.72, 0.70))
ROAD = 0.90


def _scar(w: int, h: int, rng: Rng, variant: int) -> Image:
    """The bare strip of a slide or gully: a mask with ragged edges, wide below."""
    ys = np.linspace(0, 1, h, dtype=np.float32)[:, None]
    xs = np.linspace(0, 1, w, dtype=np.float32)[None, :]
    centre = MIDDLES[variant] + 0.10 * np.sin(ys * 5 + variant) * (1 - ys)
    width = (0.05 + 0.24 * ys**1.4) if variant != GULLY else (0.035 + 0.09 * ys)
    rag = 0.035 * m.fbm(h, w, rng, 60, 5)
    inside = (np.abs(xs - centre) + rag < width) & (ys > TOPS[variant] + 0.4 * rag)
    return np.asarray(inside * 255, np.uint8)


def hillside(w: int, h: int, mood: m.Mood, variant: int, rng: Rng) -> Scene:
    """A wooded slope with a slide's scar above a road; stones trickle, instruments blink."""
    view = View(w, h, height_m=7, pitch_deg=4, yaw_deg=YAWS_DEG[variant], focal=0.95)
    canvas = m.sky(view, mood, rng, 0.7)
    m.ridge(canvas, rng, h * 0.26, h * 0.16, m.fade((112, 130, 108), mood, 260))
    m.ridge(canvas, rng, h * 0.30, h * 0.20, m.fade((62, 104, 76), mood, 60), seed_cell=w * 0.5, woods=0.22)
    scar = _scar(w, h, rng, variant)
    _earth(canvas, mood, rng, scar, EARTHS[variant])
    _road_below(canvas, mood)
    _slope_trees(canvas, mood, rng, scar)
    _masts(canvas, mood)
    infrared = float(np.mean(mood.ambient)) < 0.7 and not mood.rain
    if infrared:
        _lit_by_lamp(canvas)
    rain = Rain(w, h, rng) if mood.rain else None
    stones = [(float(rng.uniform(-0.05, 0.05)), float(rng.random())) for _ in range(0 if infrared else 7)]
    flow = _gully(w, h, rng, scar) if variant == GULLY else None
    lane = Lane(-30, 24, 30, 24, 1, traffic(rng, 1, 0.5))
    road_view = View(w, h, height_m=5.5, pitch_deg=-6, focal=0.95)

    def now(phase: float) -> Image:
        picture = canvas.copy()
        if flow is not None:
            flow(picture, mood, phase)
        _stones(picture, mood, stones, MIDDLES[variant], phase)
        _blink(picture, infrared, phase)
        if not infrared and variant in (1, 3):
            draw_sorted(picture, road_view, mood, lane.vehicles(phase), [])
        if rain is not None:
            rain.draw(picture, phase)
        return picture

    return now


def _earth(canvas: Image, mood: m.Mood, rng: Rng, scar: Image, tone: Colour) -> None:
    """Bare layers where the slope went down, and boulders on them."""
    h, w = scar.shape
    soft = (np.asarray(scar, np.float32) / 255)[..., None]
    layers = m.fbm(h, w, rng, 30, 6, 0.7) + 0.5 * m.fbm(h, w // 6 + 1, rng, 40, 4).repeat(6, 1)[:, :w]
    earth = m.shade(tone, layers, 0.22).astype(np.float32) * np.array(mood.ambient, np.float32)
    canvas[:] = (canvas + (earth - canvas) * soft).astype(np.uint8)
    for _ in range(150):
        y, x = int(rng.uniform(0.5, 0.92) * h), int(rng.uniform(0.2, 0.85) * w)
        if scar[y, x]:
            size = rng.uniform(2, 10) * (0.5 + y / h)
            lit = rng.uniform(0.8, 1.2)
            blob(canvas, x, y + size * 0.35, size, size * 0.5, m.fade((46, 56, 66), mood, 40))
            blob(canvas, x, y, size, size * 0.7, m.fade((128 * lit, 146 * lit, 160 * lit), mood, 40))


def _road_below(canvas: Image, mood: m.Mood) -> None:
    h, w = canvas.shape[:2]
    edges = ((0, -0.03), (w, 0.0), (w, 0.085), (0, 0.05))
    poly(canvas, np.array([(x, h * (ROAD + share)) for x, share in edges]), m.fade((96, 96, 94), mood, 20))
    for k in range(14):
        x = w * k / 13
        y = h * (ROAD + 0.01 + 0.032 * x / w)
        line(canvas, np.array([(x, y), (x + w * 0.035, y + h * 0.001)]), m.fade((206, 210, 212), mood, 20), 2)


def _slope_trees(canvas: Image, mood: m.Mood, rng: Rng, scar: Image) -> None:
    h, w = scar.shape
    trees = [m.tree_sprite(rng, mood, kind) for kind in ("round", "bush", "tall")]
    for _ in range(26):
        x, y = rng.uniform(0, w), rng.uniform(0.55, 0.86) * h
        if not scar[min(int(y), h - 1), min(int(x), w - 1)]:
            paste(canvas, trees[int(rng.integers(3))], x, y, rng.uniform(0.05, 0.09) * w * (0.5 + y / h))


def _masts(canvas: Image, mood: m.Mood) -> None:
    """Instruments with their solar panels."""
    h, w = canvas.shape[:2]
    px = w * 0.010
    for across, down in MASTS:
        x, y = across * w, down * h
        line(canvas, np.array([(x, y), (x, y - 5 * px)]), m.fade((220, 222, 224), mood, 20), 2.4)
        panel = ((-1.6, 4.4), (1.2, 4.9), (1.2, 3.6), (-1.6, 3.1))
        corners = np.array([(x + a * px, y - b * px) for a, b in panel])
        poly(canvas, corners, m.fade((110, 70, 40), mood, 20))


def _lit_by_lamp(canvas: Image) -> None:
    """The infrared lamp lights the middle, the corners fall off."""
    h, w = canvas.shape[:2]
    ys, xs = np.mgrid[-1 : 1 : h * 1j, -1 : 1 : w * 1j]
    lamp = np.clip(1.25 - 0.75 * (xs * xs + 0.8 * (ys - 0.1) ** 2), 0.16, 1.3).astype(np.float32)
    canvas[:] = np.clip(canvas * lamp[..., None], 0, 255).astype(np.uint8)


def _stones(canvas: Image, mood: m.Mood, stones: Sequence[Point2], middle: float, phase: float) -> None:
    """Stones that jump down the scar, each (place beside its middle, start)."""
    h, w = canvas.shape[:2]
    tone = m.fade((110, 132, 150), mood, 30)
    for off, start in stones:
        u = (phase * 2 + start) % 1.0
        x = (middle + off + 0.02 * np.sin(u * 19 + start * 6)) * w
        y = (0.36 + 0.48 * u * u) * h
        blob(canvas, x, y - abs(np.sin(u * 16)) * 6, 2 + 3 * u, 1.6 + 2.4 * u, tone)


def _blink(canvas: Image, infrared: bool, phase: float) -> None:
    """The instruments' lamps; white to an infrared camera."""
    h, w = canvas.shape[:2]
    lamp: Colour = (255, 255, 255) if infrared else (60, 60, 255)
    halo: Colour = (60, 60, 60) if infrared else (30, 30, 170)
    for k, (x, y) in enumerate(MASTS):
        if (phase * 5 + k / 3) % 1.0 < 0.3:
            blob(canvas, x * w, y * h - w * 0.052, 2.6, 2.6, lamp)
            glow(canvas, x * w, y * h - w * 0.052, 16, halo)


def _gully(w: int, h: int, rng: Rng, scar: Image) -> Callable[[Image, m.Mood, float], None]:
    """Muddy water that runs down the scar's middle."""
    noise = m.tile_noise(512, rng, 1.2)
    ys, xs = np.nonzero(scar)
    y0, y1, x0, x1 = int(ys.min()), int(h * 0.86), int(xs.min()), int(xs.max())
    rows = np.arange(y0, y1)
    middle = np.array([np.mean(np.nonzero(scar[row])[0]) if scar[row].any() else np.nan for row in rows])
    middle = np.interp(rows, rows[~np.isnan(middle)], middle[~np.isnan(middle)])
    span = 0.012 * w + 0.05 * w * (rows - y0) / (y1 - y0)
    columns = np.arange(x0, x1)[None, :]
    cover: Floats = np.clip(1.4 - np.abs(columns - middle[:, None]) / span[:, None], 0, 1).astype(np.float32)
    tile_y, tile_x = rows[:, None] % 512, columns % 512

    def draw(canvas: Image, mood: m.Mood, phase: float) -> None:
        swirl = noise[(tile_y - int(512 * 3 * phase)) % 512, tile_x]
        tone = np.clip(
            np.array((84, 118, 146), np.float32)
            * (1 + 0.24 * swirl[..., None])
            * np.array(mood.ambient, np.float32),
            0,
            255,
        )
        area = canvas[y0:y1, x0:x1]
        area[:] = (area + (tone - area) * cover[..., None] * 0.92).astype(np.uint8)

    return draw


def skyline(w: int, h: int, mood: m.Mood, variant: int, rng: Rng) -> Scene:
    """The city from a tower: blocks to the horizon, a ring road with traffic, the river's bend."""
    view = View(w, h, height_m=95, pitch_deg=11, yaw_deg=(5, -6)[variant], focal=0.78, x_m=20)
    mood = replace(mood, haze_m=mood.haze_m * 3.2)
    canvas = m.sky(view, mood, rng, 0.9)
    m.ridge(canvas, rng, view.horizon_px + 6, h * 0.08, m.fade((120, 128, 108), mood, 380))
    _streets(canvas, view, mood, rng)
    _blocks(canvas, view, mood, rng)
    lanes = [
        Lane(22, 90, 22, 620, 1, traffic(rng, 14, 0.25)),
        Lane(17, 620, 17, 90, 1, traffic(rng, 14, 0.25)),
    ]
    beacons = [
        (float(rng.uniform(0.1, 0.9)) * w, view.horizon_px + float(rng.uniform(0.02, 0.16)) * h)
        for _ in range(9)
    ]

    def now(phase: float) -> Image:
        picture = canvas.copy()
        draw_sorted(picture, view, mood, passing(lanes, phase), [])
        for k, (x, y) in enumerate(beacons):
            if mood.dark and (phase * 5 + k * 0.37) % 1.0 < 0.4:
                blob(picture, x, y, 2.4, 2.4, (70, 70, 255))
                glow(picture, x, y, 14, (20, 20, 160))
        _birds(picture, mood, w, h, phase)
        return picture

    return now


def _birds(picture: Image, mood: m.Mood, w: int, h: int, phase: float) -> None:
    for k in range(3):
        u = (phase + k / 3) % 1.0
        x, y = w * (1.05 - 1.1 * u), h * (0.16 + 0.04 * k) + 6 * np.sin(u * 9)
        flap = 4 * np.sin((phase * 24 + k) * 2 * np.pi)
        for s in (-1, 1):
            line(picture, np.array([(x, y), (x + s * 6, y - 3 - flap)]), m.fade((70, 70, 70), mood, 60), 1.6)


def _blocks(canvas: Image, view: View, mood: m.Mood, rng: Rng) -> None:
    """Blocks row by row, the farthest first; no house stands in the river or on the ring road."""
    for row in range(13, 0, -1):
        y = 92 * row + 60
        if 640 < y < 880:
            continue
        reach = int(8 + 0.0102 * y) + 3
        for k in sorted(range(-reach, reach + 1), key=lambda k: -abs(k)):
            x = -800 + 74 * (round(800 / 74) + k) + 15
            if rng.random() < 0.08:
                continue
            tall = float(np.clip(rng.lognormal(3.35, 0.5), 12, 74 if y > 200 else 46))
            m.building(
                canvas,
                view,
                rng,
                mood,
                x + rng.uniform(0, 8),
                y + rng.uniform(0, 10),
                rng.uniform(24, 46),
                rng.uniform(24, 50),
                tall,
                strip=rng.random() < 0.3,
            )


def _streets(canvas: Image, view: View, mood: m.Mood, rng: Rng) -> None:
    """The plain from above: a grid of streets, and the river's band."""
    ppm = 1.6
    ground = m.shade((104, 118, 112), m.fbm(int(1500 * ppm), int(1600 * ppm), rng, 40), 0.14)
    for x in range(0, ground.shape[1], int(74 * ppm)):
        ground[:, x : x + int(12 * ppm)] = (96, 94, 92)
    for y in range(0, ground.shape[0], int(92 * ppm)):
        ground[y : y + int(12 * ppm)] = (96, 94, 92)
    river = int(640 * ppm)
    ground[river : river + int(90 * ppm)] = (136, 130, 104)
    m.relight(ground, mood)
    view.lay(canvas, ground, -800, 1500, ppm)
    m.haze(canvas, view, mood)
