"""Stuff: noise, sky, haze, asphalt, paving, grass, façades, trees, signs: drawn once a scene."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from streams.draw.lettering import text_image
from streams.draw.view import Colour, Floats, Image, View, paste, upright

Rng = np.random.Generator


@dataclass(frozen=True)
class Mood:
    """The light of a scene. Colours are BGR; `ambient` multiplies what is lit by the sky."""

    sky_top: Colour
    sky_low: Colour
    ambient: Colour
    haze: Colour
    haze_m: float
    shadow: float
    dark: bool = False
    rain: bool = False


MOODS = {
    "day": Mood((214, 160, 104), (236, 218, 196), (0.98, 1.0, 1.02), (226, 210, 192), 520, 0.42),
    "overcast": Mood((186, 176, 166), (214, 208, 202), (0.86, 0.86, 0.85), (204, 198, 192), 300, 0.2),
    "dusk": Mood((122, 84, 62), (110, 148, 228), (0.62, 0.58, 0.64), (128, 128, 170), 330, 0.25, dark=True),
    "night": Mood((38, 24, 14), (70, 50, 38), (0.42, 0.36, 0.33), (46, 34, 28), 300, 0.3, dark=True),
    "rain": Mood((150, 142, 132), (172, 166, 158), (0.68, 0.68, 0.66), (164, 160, 154), 150, 0.12, rain=True),
    "ir": Mood((22, 22, 22), (46, 46, 46), (0.66, 0.66, 0.66), (44, 44, 44), 220, 0.2),
}


def fbm(h: int, w: int, rng: Rng, cell: float = 64, octaves: int = 5, gain: float = 0.5) -> Floats:
    """Fractal noise, mean 0, about -1..1."""
    total = np.zeros((h, w), np.float32)
    amp = 1.0
    for _ in range(octaves):
        gh, gw = max(int(h / cell) + 3, 3), max(int(w / cell) + 3, 3)
        coarse = rng.standard_normal((gh, gw)).astype(np.float32)
        fine = cv2.resize(coarse, (int(gw * cell) + 1, int(gh * cell) + 1), interpolation=cv2.INTER_CUBIC)
        total += amp * fine[:h, :w]
        amp *= gain
        cell = max(cell / 2, 1.0)
    return (total / 1.6).astype(np.float32)


def tile_noise(n: int, rng: Rng, slope: float = 1.6, stretch: float = 1.0) -> Floats:
    """Noise that repeats without a seam, unit deviation; `stretch` > 1 draws it out sideways."""
    fy = np.fft.fftfreq(n)[:, None] / stretch * 1.0
    fx = np.fft.fftfreq(n)[None, :] * stretch
    radius = np.sqrt(fx * fx + fy * fy)
    radius[0, 0] = 1
    spectrum = radius**-slope * np.exp(2j * np.pi * rng.random((n, n)))
    spectrum[0, 0] = 0
    field = np.fft.ifft2(spectrum).real
    return np.asarray(field / field.std(), np.float32)


def wrapped(noise: Floats, x: NDArray[np.floating], y: NDArray[np.floating]) -> Floats:
    """What a noise that repeats holds at pixel places of any size, between its own pixels too."""
    side = noise.shape[0]
    found = cv2.remap(
        noise,
        np.mod(x, side).astype(np.float32),
        np.mod(y, side).astype(np.float32),
        cv2.INTER_LINEAR,
        borderMode=cv2.BORDER_WRAP,
    )
    return np.asarray(found, np.float32)


def shade(colour: Colour, noise: Floats, depth: float) -> Image:
    """A texture of one colour, lightened and darkened by noise."""
    base = np.array(colour, np.float32)
    return np.clip(base * (1 + depth * noise[..., None]), 0, 255).astype(np.uint8)


def sky(view: View, mood: Mood, rng: Rng, clouds: float = 0.5) -> Image:
    """A whole canvas of sky; the ground goes over it."""
    h, w = view.height, view.width
    horizon = int(np.clip(view.horizon_px, 20, h))
    canvas = np.empty((h, w, 3), np.float32)
    ramp = np.clip(np.arange(h, dtype=np.float32) / horizon, 0, 1)[:, None, None]
    canvas[:] = np.array(mood.sky_top, np.float32) * (1 - ramp) + np.array(mood.sky_low, np.float32) * ramp
    if clouds > 0:
        coarse = fbm(h // 4 + 1, w // 8 + 1, rng, 26, 5)
        soft = cv2.resize(coarse, (w, h), interpolation=cv2.INTER_CUBIC)
        cover = np.clip(soft * 0.9 + 0.25, 0, 1)[..., None] * clouds
        bright = np.minimum(np.array(mood.sky_low, np.float32) * 1.12 + 8, 252)
        canvas += (bright - canvas) * cover * (0.35 if mood.dark else 0.7)
    return np.clip(canvas, 0, 255).astype(np.uint8)


def haze(canvas: Image, view: View, mood: Mood) -> None:
    """Fade the ground towards the horizon into the mood's haze."""
    top = int(np.clip(view.horizon_px, 0, view.height))
    rows = np.arange(top, view.height, dtype=np.float32)
    f = view.focal * view.width
    tangent = (rows - view.height / 2) / f
    angle = np.arctan(tangent) + np.deg2rad(view.pitch_deg)
    distance = view.height_m / np.maximum(np.sin(angle), 1e-3)
    mix = (1 - np.exp(-distance / mood.haze_m))[:, None, None]
    part = canvas[top:].astype(np.float32)
    canvas[top:] = (part + (np.array(mood.haze, np.float32) - part) * mix).astype(np.uint8)


def fade(colour: Colour, mood: Mood, distance_m: float, lit: float = 1.0) -> Colour:
    """A colour as it looks in this light from this far."""
    mix = 1 - float(np.exp(-distance_m / mood.haze_m))
    b, g, r = (
        c * a * lit + (h - c * a * lit) * mix for c, a, h in zip(colour, mood.ambient, mood.haze, strict=True)
    )
    return min(b, 255), min(g, 255), min(r, 255)


def relight(canvas: Image, mood: Mood) -> None:
    """Multiply a whole canvas by the ambient light."""
    canvas[:] = np.clip(canvas * np.array(mood.ambient, np.float32), 0, 255).astype(np.uint8)


def asphalt(h: int, w: int, rng: Rng, colour: Colour = (92, 90, 88)) -> Image:
    wear = fbm(h, w, rng, 40, 4) * 0.6 + rng.standard_normal((h, w)).astype(np.float32) * 0.35
    return shade(colour, wear, 0.10)


def grass(h: int, w: int, rng: Rng, colour: Colour = (58, 112, 92)) -> Image:
    tuft = fbm(h, w, rng, 24, 5, 0.65)
    dry = np.clip(fbm(h, w, rng, 90, 3), 0, 1)[..., None]
    field = shade(colour, tuft, 0.22).astype(np.float32)
    field += (np.array((70, 128, 134), np.float32) - field) * dry * 0.45
    return np.clip(field, 0, 255).astype(np.uint8)


def paving(
    h: int, w: int, rng: Rng, ppm: float, slab_m: float = 1.2, colour: Colour = (158, 164, 168)
) -> Image:
    ground = shade(colour, fbm(h, w, rng, 50, 4), 0.05)
    step = max(int(slab_m * ppm), 3)
    tones = rng.normal(0, 0.045, (h // step + 2, w // step + 2)).astype(np.float32)
    tone = np.repeat(np.repeat(tones, step, 0), step, 1)[:h, :w, None]
    ground = np.asarray(np.clip(ground * (1 + tone), 0, 255), np.uint8)
    ground[::step] = (ground[::step] * 0.84).astype(np.uint8)
    ground[:, ::step] = (ground[:, ::step] * 0.84).astype(np.uint8)
    return ground


def facade(
    w_m: float,
    h_m: float,
    rng: Rng,
    wall: Colour,
    mood: Mood,
    floor_m: float = 3.4,
    bay_m: float = 3.2,
    glass: Colour = (120, 98, 78),
    ppm: float = 12,
    strip: bool = False,
) -> Image:
    """A building's face with windows; lit ones where it is dark."""
    w, h = max(int(w_m * ppm), 8), max(int(h_m * ppm), 8)
    face = shade(wall, fbm(h, w, rng, 80, 4), 0.05).astype(np.float32)
    face *= np.array(mood.ambient, np.float32)
    floors, bays = max(int(h_m / floor_m), 1), max(int(w_m / bay_m), 1)
    for floor in range(floors):
        top = int(h - (floor + 0.82) * h / floors)
        tall = max(int(h / floors * 0.5), 2)
        for bay in range(bays):
            left = int((bay + (0.06 if strip else 0.2)) * w / bays)
            wide = max(int(w / bays * (0.9 if strip else 0.6)), 2)
            if mood.dark and rng.random() < 0.42:
                warm = np.array(
                    ((120, 196, 244), (190, 224, 240), (90, 160, 226))[rng.integers(3)], np.float32
                )
                tint = warm * rng.uniform(0.55, 1.0)
            else:
                tint = np.array(glass, np.float32) * np.array(mood.ambient) * rng.uniform(0.7, 1.25)
            face[top : top + tall, left : left + wide] = tint
            face[top : top + max(tall // 6, 1), left : left + wide] *= 0.7
            face[top + tall : top + tall + max(tall // 8, 1), left : left + wide] *= 1.12
    return np.clip(face, 0, 255).astype(np.uint8)


def building(
    canvas: Image,
    view: View,
    rng: Rng,
    mood: Mood,
    x: float,
    y: float,
    w_m: float,
    d_m: float,
    h_m: float,
    wall: Colour | None = None,
    strip: bool = False,
) -> None:
    """A block of flats or offices, its near left corner at (x, y)."""
    walls = (
        (176, 186, 196),
        (150, 168, 186),
        (190, 190, 188),
        (128, 146, 172),
        (168, 176, 176),
        (140, 150, 168),
    )
    tone = wall if wall is not None else walls[rng.integers(len(walls))]
    mix = 1 - float(np.exp(-view.depth(x, y) / mood.haze_m))
    away = np.array(mood.haze, np.float32)

    def hazed(face: Image, lit: float) -> Image:
        lit_face = face.astype(np.float32) * lit
        return np.clip(lit_face + (away - lit_face) * mix, 0, 255).astype(np.uint8)

    eye_x = view.x_m
    if eye_x < x or eye_x > x + w_m:
        side = x if eye_x < x else x + w_m
        ends = [(side, y + d_m), (side, y)] if eye_x < x else [(side, y), (side, y + d_m)]
        face = hazed(facade(d_m, h_m, rng, tone, mood, strip=strip), 0.74)
        (ax, ay), (bx, by) = ends
        view.hang(canvas, face, [(ax, ay, h_m), (bx, by, h_m), (bx, by, 0), (ax, ay, 0)])
    face = hazed(facade(w_m, h_m, rng, tone, mood, strip=strip), 1.0)
    view.hang(canvas, face, upright(x, x + w_m, y, h_m, 0))


def tree_sprite(rng: Rng, mood: Mood, kind: str = "round") -> Image:
    """A tree, 256 px high, BGRA."""
    h, w = 256, {"round": 200, "tall": 120, "bush": 300, "palm": 200}[kind]
    tree = np.zeros((h, w, 4), np.uint8)
    light = np.array(mood.ambient, np.float32)
    bark = tuple(float(c) for c in np.array((52, 66, 82), np.float32) * light)
    if kind != "bush":
        cv2.line(tree, (w // 2, h), (w // 2, h // 2), (*bark, 255), 9 if kind == "round" else 7, cv2.LINE_AA)
    cy, ry = (h * 0.42, h * 0.40) if kind != "bush" else (h * 0.6, h * 0.4)
    rx = w * 0.46
    hue = np.array((44, 96, 74), np.float32) * rng.uniform(0.85, 1.15, 3)
    count = 520
    for step in range(count):
        angle, radius = rng.uniform(0, 2 * np.pi), np.sqrt(rng.uniform(0, 1))
        x = w / 2 + np.cos(angle) * radius * rx * (0.86 + 0.14 * np.sin(angle * 3))
        y = cy + np.sin(angle) * radius * ry
        lit = 0.62 + 0.75 * np.clip(0.5 - (y - cy) / (2 * ry) - (x - w / 2) / (5 * rx), 0, 1)
        lit *= 0.7 + 0.45 * step / count + rng.uniform(-0.16, 0.16)
        colour = np.clip(hue * lit * light, 0, 255)
        cv2.circle(
            tree, (int(x), int(y)), int(rng.uniform(5, 12)), (*map(float, colour), 255), -1, cv2.LINE_AA
        )
    return tree


def plant(canvas: Image, view: View, mood: Mood, sprite: Image, x: float, y: float, tall_m: float) -> None:
    """Stand a tree on the ground, hazed."""
    px, py = view.at(x, y)
    size = view.px_per_m(x, y) * tall_m
    mix = 1 - float(np.exp(-view.depth(x, y) / mood.haze_m))
    hazed = sprite.copy()
    colour = hazed[..., :3].astype(np.float32)
    hazed[..., :3] = (colour + (np.array(mood.haze, np.float32) - colour) * mix).astype(np.uint8)
    paste(canvas, hazed, px, py, size * sprite.shape[1] / sprite.shape[0])


def sign(text: str, back: Colour, ink: Colour = (255, 255, 255), px: int = 56, pad: int = 16) -> Image:
    """A board with lettering."""
    mask = text_image(text, px)
    board = np.empty((mask.shape[0] + 2 * pad, mask.shape[1] + 2 * pad, 3), np.float32)
    board[:] = back
    area = board[pad:-pad, pad:-pad]
    area += (np.array(ink, np.float32) - area) * (mask[..., None].astype(np.float32) / 255)
    return board.astype(np.uint8)


def ridge(
    canvas: Image,
    rng: Rng,
    base_px: float,
    rise_px: float,
    colour: Colour,
    rough: float = 1.0,
    seed_cell: float = 300,
    woods: float = 0.16,
    shape: Floats | None = None,
) -> Floats:
    """A wooded ridge from its skyline down; returns the skyline row for each column."""
    h, w = canvas.shape[:2]
    line_noise = fbm(1, w, rng, seed_cell, 6, 0.45)[0] if shape is None else shape
    fuzz = fbm(1, w, rng, 10, 3)[0] * 2.2 * rough
    top = base_px - rise_px * (0.5 + 0.5 * line_noise) - fuzz
    y0 = max(int(top.min()), 0)
    part = canvas[y0:]
    rows = np.arange(y0, h, dtype=np.float32)[:, None]
    cover = np.clip(rows - top[None, :] + 0.5, 0, 1)[..., None]
    leaves = fbm(h - y0, w, rng, 22, 5, 0.7)
    fall = np.clip((rows - top[None, :]) / (h * 0.5), 0, 1)
    body = np.clip(np.array(colour, np.float32) * (1.06 - 0.25 * fall + woods * leaves)[..., None], 0, 255)
    part[:] = (part + (body - part) * cover).astype(np.uint8)
    return np.asarray(top, np.float32)


def vignette(h: int, w: int, depth: float = 0.22) -> Floats:
    ys, xs = np.mgrid[-1 : 1 : h * 1j, -1 : 1 : w * 1j]
    shade = 1 - depth * np.clip(xs * xs * 0.7 + ys * ys * 0.6 - 0.25, 0, 1)
    return np.asarray(shade, np.float32)[..., None]
