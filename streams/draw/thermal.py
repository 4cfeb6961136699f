"""Pictures in infrared: a tank farm and a forest lookout."""

from __future__ import annotations

from collections.abc import Sequence
from math import tau

import cv2
import numpy as np

from streams.draw import matter as m
from streams.draw.camera import Scene
from streams.draw.lettering import caption
from streams.draw.matter import Rng
from streams.draw.people import Walker, stroll
from streams.draw.view import Colour, Floats, Image, Point3, View, blob, line, paste, upright


def iron() -> Image:
    """The palette of thermal cameras: black, violet, red, orange, yellow, white."""
    stops = [
        (0, (16, 4, 4)),
        (40, (86, 16, 30)),
        (90, (140, 14, 110)),
        (135, (84, 26, 190)),
        (175, (20, 96, 240)),
        (215, (40, 190, 255)),
        (255, (225, 252, 255)),
    ]
    at = [s for s, _ in stops]
    table = np.stack([np.interp(np.arange(256), at, [c[k] for _, c in stops]) for k in range(3)], -1)
    return table.astype(np.uint8)


def _coloured(heat: Floats, table: Image) -> Image:
    return np.asarray(table[np.clip(heat, 0, 255).astype(np.uint8)], np.uint8)


def _scale(canvas: Image, table: Image, high: str, low: str) -> None:
    """The colour bar with its two temperatures, and a cross in the middle."""
    h, w = canvas.shape[:2]
    x0, x1, y0, y1 = int(w * 0.955), int(w * 0.975), int(h * 0.26), int(h * 0.74)
    ramp = np.linspace(255, 0, y1 - y0).astype(np.uint8)
    canvas[y0:y1, x0:x1] = table[ramp][:, None]
    cv2.rectangle(canvas, (x0, y0), (x1, y1), (230, 230, 230), 2)
    px = w // 44
    x = x0 + (x1 - x0) / 2 - px * 0.6
    for text, y in ((high, y0 - 4), (low, y1 + px * 1.8)):
        label = caption(text, px, 2)
        paste(canvas, label, x, y, label.shape[1])


def _cross(canvas: Image, x: float, y: float, size: float, text: str) -> None:
    for dx, dy in ((1, 0), (-1, 0), (0, 1), (0, -1)):
        line(
            canvas,
            np.array([(x + dx * size * 0.35, y + dy * size * 0.35), (x + dx * size, y + dy * size)]),
            (255, 255, 255),
            2,
        )
    label = caption(text, int(size * 0.9), 2)
    paste(canvas, label, x + size + label.shape[1] / 2, y - size * 0.4, label.shape[1])


# Tanks of the farm: place, radius and height in metres, warmth.
TANKS = (
    (38, 106, 11, 15, 80),
    (-20, 104, 11, 15, 84),
    (8, 100, 11, 15, 88),
    (-46, 96, 11, 15, 92),
    (-33, 66, 10, 13, 104),
    (33, 66, 10, 13, 98),
    (0, 62, 11, 14, 168),
)


def thermal_tank(w: int, h: int, mood: m.Mood, variant: int, rng: Rng) -> Scene:
    """A tank farm in infrared: levels show, one tank is hot, cold ammonia drifts from a flange."""
    view = View(w, h, height_m=14, pitch_deg=5.5, yaw_deg=-4, focal=0.76)
    heat = _farm(view, rng)
    table = iron()
    plume = m.tile_noise(256, rng, 1.7)
    ys, xs = np.mgrid[0:h:2, 0:w:2].astype(np.float32)
    hot_x, hot_y = view.at(0, 52, 9)
    men = stroll(rng, 5, (-30, 30, 26, 46))
    spot = np.exp(-(((xs - hot_x) / (0.055 * w)) ** 2 + ((ys - hot_y) / (0.07 * h)) ** 2)).astype(np.float32)
    # The leak at a flange, and the way its cold gas sinks.
    leak_x, leak_y = view.at(14, 54, 4.2)
    reach = np.maximum(xs - leak_x, 0)
    fall = np.exp(-(((ys - (leak_y + 0.16 * reach)) / (7 + 0.24 * reach)) ** 2))
    lane = fall * np.exp(-reach / (0.32 * w)) * (xs > leak_x - 8)

    def now(phase: float) -> Image:
        swirl = m.wrapped(plume, xs * 0.6 - 512 * phase, ys * 0.9 + 18 * np.sin(phase * tau))
        warmer = spot * (74 + 14 * np.sin(phase * tau * 3) + 10 * swirl)
        change = warmer - np.clip(lane * (74 + 34 * swirl), 0, 110)
        now_heat = heat + cv2.resize(change.astype(np.float32), (w, h), interpolation=cv2.INTER_LINEAR)
        for man in men(phase):
            _man(now_heat, view, man)
        picture = _coloured(now_heat, table)
        degrees = 71.5 + 4.2 * np.sin(phase * tau * 3)
        _cross(picture, hot_x, hot_y, w * 0.022, f"{degrees:.1f}℃")
        _scale(picture, table, "86℃", "-12℃")
        return picture

    return now


def _farm(view: View, rng: Rng) -> Floats:
    """The heat of sky, ground, tanks and pipes."""
    w, h, top = view.width, view.height, int(view.horizon_px)
    heat = np.full((h, w), 26, np.float32)
    heat[:top] = np.linspace(6, 22, top)[:, None]
    heat[top:] += np.linspace(20, 58, h - top)[:, None] + 5 * m.fbm(h - top, w, rng, 50)
    for x, y, r, tall, warm in TANKS:
        _tank(heat, view, x, y, r, tall, warm, level=0.62 if warm < 120 else 0.78)
    for z in (3.0, 4.2):
        _pipe(heat, view, [(-60, 54, z), (60, 54, z)], 128, 0.5)
    for x in range(-54, 60, 12):
        _pipe(heat, view, [(x, 54, 0), (x, 54, 4.2)], 76, 0.35)
    return np.asarray(cv2.GaussianBlur(heat, (0, 0), 1.6), np.float32)


def _man(heat: Floats, view: View, man: Walker) -> None:
    x, y = view.at(man.x, man.y)
    px = view.px_per_m(man.x, man.y)
    axes = (max(int(0.26 * px), 1), max(int(0.75 * px), 2))
    cv2.ellipse(heat, (int(x), int(y - 0.75 * px)), axes, 0, 0, 360, 186, -1)
    cv2.circle(heat, (int(x), int(y - 1.6 * px)), max(int(0.17 * px), 1), 214, -1)


def _tank(
    heat: Floats, view: View, x: float, y: float, r: float, tall: float, warm: float, level: float
) -> None:
    """A cylinder: warm to the filling level, cooler above, its edges cooler than its middle."""
    steps = 36
    for k in range(steps):
        a, b = -1 + 2 * k / steps, -1 + 2 * (k + 1) / steps
        bend = np.sqrt(max(1 - ((a + b) / 2) ** 2, 0))
        for low, high, value in ((0, tall * level, warm), (tall * level, tall, warm * 0.62)):
            quad = view.project(np.array(upright(x + a * r, x + b * r, y - bend * r, low, high)))
            cv2.fillConvexPoly(heat, np.round(quad).astype(np.int32), float(value * (0.72 + 0.3 * bend)))
    rim = view.project(
        np.array([(x + r * np.cos(t), y + r * np.sin(t), tall) for t in np.linspace(0, tau, 40)])
    )
    cv2.fillConvexPoly(heat, np.round(rim).astype(np.int32), float(warm * 0.5))
    for step in range(14):
        t0 = -2.6 + step * 0.15
        spot = view.project(np.array([[x + r * np.cos(t0), y + r * np.sin(t0) - 0.2, tall * step / 14]]))[0]
        cv2.circle(heat, (int(spot[0]), int(spot[1])), 2, float(warm * 0.45), -1)


def _pipe(heat: Floats, view: View, points: Sequence[Point3], value: float, thick_m: float) -> None:
    way = np.round(view.project(np.array(points))).astype(np.int32)
    thick = max(int(thick_m * view.px_per_m(0, points[0][1])), 1)
    cv2.polylines(heat, [way], False, value, thick, cv2.LINE_AA)


def thermal_hill(w: int, h: int, mood: m.Mood, variant: int, rng: Rng) -> Scene:
    """A lookout's thermal half: ridges, one small fire with its smoke, the visible half inset."""
    cold, seen = _two_ridges(w, h, rng)
    field = cold[..., 0].astype(np.float32)
    table = iron()
    fx, fy = 0.57 * w, 0.52 * h
    noise = m.tile_noise(256, rng, 1.6)
    ys, xs = np.mgrid[0:h:2, 0:w:2].astype(np.float32)
    rise = np.maximum(fy - ys, 0)
    drift = np.exp(-(((xs - fx - 0.5 * rise) / (10 + 0.22 * rise)) ** 2))
    lane = drift * np.exp(-rise / (0.24 * h)) * (ys < fy)

    def now(phase: float) -> Image:
        swirl = m.wrapped(noise, xs * 0.7, ys * 0.7 + 512 * phase)
        smoke = cv2.resize(np.clip(lane * (0.8 + 0.4 * swirl), 0, 1).astype(np.float32), (w, h))
        hot = field + 62 * smoke
        _flames(hot, fx, fy, phase)
        hot = np.asarray(cv2.GaussianBlur(hot, (0, 0), 2.2), np.float32)
        picture = _coloured(hot, table)
        _cross(picture, fx, fy, w * 0.024, f"火点 {412 + 22 * np.sin(phase * tau * 2):.0f}℃")
        box = w * 0.05
        corners = (int(fx - box), int(fy - box)), (int(fx + box), int(fy + box))
        cv2.rectangle(picture, *corners, (60, 240, 60), 2)
        hazy = seen + (np.array((206, 208, 208), np.float32) - seen) * (smoke * 0.85)[..., None]
        visible = hazy.astype(np.uint8)
        blob(visible, fx, fy, w * 0.012, w * 0.009, (60, 150, 250))
        _inset(picture, visible)
        _scale(picture, table, "450℃", "12℃")
        return picture

    return now


def _two_ridges(w: int, h: int, rng: Rng) -> tuple[Image, Image]:
    """The same ridges twice: as the thermal half sees them, and in daylight."""
    cold, seen = np.zeros((h, w, 3), np.uint8), np.empty((h, w, 3), np.uint8)
    cold[:] = np.linspace(10, 44, h).astype(np.uint8)[:, None, None]
    seen[:] = np.linspace(190, 226, h).astype(np.uint8)[:, None, None]
    greys: tuple[Colour, ...] = ((50, 50, 50), (66, 66, 66), (84, 84, 84), (100, 100, 100))
    greens: tuple[Colour, ...] = ((176, 184, 170), (140, 158, 134), (100, 132, 98), (62, 102, 68))
    state = rng.bit_generator.state
    for canvas, tones, woods in ((cold, greys, 0.06), (seen, greens, 0.16)):
        rng.bit_generator.state = state
        for step, tone in enumerate(tones):
            base = h * (0.34 + 0.17 * step)
            m.ridge(canvas, rng, base, h * 0.17, tone, seed_cell=w * 0.3, woods=woods)
    return cold, seen


def _flames(heat: Floats, x: float, y: float, phase: float) -> None:
    h, w = heat.shape
    for k in range(7):
        a = phase * tau * (3 + k % 3) + k
        tall = h * (0.03 - 0.006 * abs(k - 3)) * (1 + 0.3 * np.sin(a))
        centre = (int(x + w * 0.006 * (k - 3)), int(y - tall * 0.6))
        axes = (int(w * 0.006), max(int(tall), 2))
        cv2.ellipse(heat, centre, axes, 0, 0, 360, 236 + 14 * np.sin(a), -1, cv2.LINE_AA)


def _inset(picture: Image, visible: Image) -> None:
    """The visible half, small, in a frame."""
    h, w = picture.shape[:2]
    wide, tall = int(w * 0.30), int(h * 0.30)
    x0, y0 = int(w * 0.03), int(h * 0.60)
    small = cv2.resize(visible, (wide, tall), interpolation=cv2.INTER_AREA)
    picture[y0 : y0 + tall, x0 : x0 + wide] = small
    cv2.rectangle(picture, (x0, y0), (x0 + wide, y0 + tall), (220, 220, 220), 2)
