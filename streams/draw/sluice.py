"""Scenes of falling water: sluice and dam."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from streams.draw import matter as m
from streams.draw.camera import Scene
from streams.draw.matter import Rng
from streams.draw.rivers import below
from streams.draw.view import Colour, Floats, Image, Overlay, View, blob, glow, paste_quad, scaled, upright
from streams.draw.water import Rain, Water


@dataclass(frozen=True)
class _Sluice:
    """One sluice: its name, its bays, the camera's place, the colours of its water and its roof."""

    name: str
    bays: int
    yaw_deg: float
    x: float
    deep: Colour
    roof: Colour

    @property
    def half(self) -> float:
        return self.bays * 5.0

    def bay(self, k: int) -> float:
        """Where the k-th pier stands."""
        return -self.half + 10 * k


SLUICES = (
    _Sluice("大通湖五门闸", 5, 5, -4, (96, 122, 100), (60, 66, 150)),
    _Sluice("明山电排站", 3, -6, 5, (88, 112, 116), (150, 110, 60)),
    _Sluice("城北排涝泵站", 4, 4, -2, (74, 100, 120), (90, 100, 110)),
)
GATE_Y = 60.0


def sluice(w: int, h: int, mood: m.Mood, variant: int, rng: Rng) -> Scene:
    """A sluice of several bays from downstream; water shoots from under the raised gates."""
    work = SLUICES[variant]
    view = View(w, h, height_m=8.5, pitch_deg=6, yaw_deg=work.yaw_deg, focal=0.98, x_m=work.x)
    canvas = m.sky(view, mood, rng, 0.8)
    m.ridge(canvas, rng, view.horizon_px + 3, h * 0.06, m.fade((110, 126, 98), mood, 260))
    canvas[int(view.horizon_px) + 3 :] = m.fade((100, 116, 98), mood, 120)
    mask = below(view, [(-30, 2), (-work.half - 2, 60), (work.half + 2, 60), (30, 2)])
    land = m.grass(h, w, rng)
    m.relight(land, mood)
    np.copyto(canvas, land, where=((mask < 128) & (np.arange(h) > view.horizon_px + 3)[:, None])[..., None])
    water = Water(view, mask, mood, rng, deep=work.deep, wave_m=1.8, flow=(0, -3), rough=1.4)
    water.draw(canvas, 0)
    before = canvas.copy()
    stone = m.shade((150, 158, 164), m.fbm(300, 900, rng, 50), 0.08)
    m.relight(stone, mood)
    _walls(canvas, view, mood, stone, work.half)
    lifts = [0.9 + 1.6 * rng.random() for _ in range(work.bays)]
    for k, lift in enumerate(lifts):
        _steel_gate(canvas, view, mood, rng, work.bay(k), k + 1, lift)
    _piers(canvas, view, stone, work)
    _house(canvas, view, mood, rng, stone, work)
    stand = Overlay(before, canvas)
    foam = _Foam(view, rng, [(work.bay(k) + 5, lift) for k, lift in enumerate(lifts)], GATE_Y - 3.8)
    rain = Rain(w, h, rng) if mood.rain else None

    def now(phase: float) -> Image:
        picture = canvas.copy()
        water.draw(picture, phase)
        foam.draw(picture, mood, phase)
        stand.put(picture)
        foam.jets(picture, mood, phase)
        if rain is not None:
            rain.draw(picture, phase)
        return picture

    return now


def _walls(canvas: Image, view: View, mood: m.Mood, stone: Image, half: float) -> None:
    """The wing walls, the wall beside them, and the dark behind the gates."""
    y = GATE_Y
    for s in (-1, 1):
        wing = [(s * (half + 2), y, 4), (s * 34, 6, 4), (s * 31, 6, -1), (s * (half + 1), y, -1)]
        view.hang(canvas, stone, wing)
        view.hang(canvas, stone, upright(s * (half + 26), s * half, y, 4.4, -1))
    view.fill(canvas, upright(-half, half, y + 3, 5, -1), m.fade((64, 66, 66), mood, y))


def _steel_gate(
    canvas: Image, view: View, mood: m.Mood, rng: Rng, x: float, number: int, lift: float
) -> None:
    """One gate, raised by `lift` metres, and its number over it."""
    steel = m.shade((140, 104, 58), m.fbm(120, 200, rng, 40), 0.07)
    for row in range(0, 120, 24):
        steel[row : row + 4] = (steel[row : row + 4] * 0.75).astype(np.uint8)
    m.relight(steel, mood)
    view.hang(canvas, steel, upright(x + 1, x + 9, GATE_Y + 1, 5.6, lift))
    plate = m.sign(str(number), (240, 240, 240), (40, 40, 190), px=60, pad=6)
    view.hang(canvas, plate, upright(x + 4.4, x + 5.6, GATE_Y - 0.1, 7.2, 6.0))


def _piers(canvas: Image, view: View, stone: Image, work: _Sluice) -> None:
    y, pale = GATE_Y - 4, (stone * 0.95).astype(np.uint8)
    for k in range(work.bays + 1):
        x = work.bay(k)
        view.hang(canvas, pale, upright(x - 1.1, x + 1.1, y, 8.4, -1))
    view.hang(canvas, stone, upright(-work.half - 2, work.half + 2, y, 8.6, 7.4))


def _house(canvas: Image, view: View, mood: m.Mood, rng: Rng, stone: Image, work: _Sluice) -> None:
    """The house of the hoists over the gates, with its name under the eaves."""
    half, y = work.half, GATE_Y
    front = m.facade(2 * half + 2, 7.6, rng, (204, 212, 216), mood, bay_m=3.4)
    view.hang(canvas, front, upright(-half - 1, half + 1, y, 17, 9.4))
    _house_feet(canvas, view, mood, stone, half, y)
    eaves = [(-half - 3, y - 1, 17), (half + 3, y - 1, 17), (half + 1, y + 4, 20.5), (-half - 1, y + 4, 20.5)]
    view.fill(canvas, eaves, m.fade(work.roof, mood, y))
    board = m.sign(work.name, (206, 212, 216), (40, 40, 170), px=84, pad=6)
    wide = 2.0 * board.shape[1] / board.shape[0]
    view.hang(canvas, board, upright(-wide / 2, wide / 2, y - 0.3, 16.6, 14.6))


def _house_feet(canvas: Image, view: View, mood: m.Mood, stone: Image, half: float, y: float) -> None:
    view.hang(canvas, (stone * 0.9).astype(np.uint8), upright(-half - 2, half + 2, y - 4.2, 9.4, 8.2))
    for x in np.arange(-half - 1.5, half + 1.6, 1.5):
        view.stroke(canvas, [(x, y - 4.2, 9.4), (x, y - 4.2, 10.5)], m.fade((190, 196, 198), mood, y), 1)
    view.stroke(
        canvas, [(-half - 2, y - 4.2, 10.5), (half + 2, y - 4.2, 10.5)], m.fade((196, 200, 202), mood, y), 2
    )


class _Foam:
    """White water below gates: dense at the gate, thinning downstream, carried by the drift."""

    def __init__(self, view: View, rng: Rng, jets: list[tuple[float, float]], y: float) -> None:
        self._view, self._jets, self._y = view, jets, y
        gx, gy = view.ground()
        cover = np.zeros(gx.shape, np.float32)
        for x, strong in jets:
            reach = 12 + 9 * strong
            down = y - gy
            spread = 3.6 + 0.10 * np.maximum(down, 0)
            lane = np.exp(-(((gx - x) / spread) ** 2)) * np.exp(-np.maximum(down, 0) / reach) * (down > -0.5)
            cover = np.maximum(cover, lane.astype(np.float32))
        cover[: int(view.horizon_px) // 2 + 2] = 0
        self._cover = cover
        self._noise = m.tile_noise(256, rng, 1.0)
        self._x, self._d = (gx * 18).astype(np.float32), (gy * 9).astype(np.float32)
        rows = np.nonzero(cover.max(1) > 0.02)[0]
        self._rows = slice(int(rows.min()), int(rows.max()) + 1)

    def draw(self, canvas: Image, mood: m.Mood, phase: float) -> None:
        rows = self._rows
        swirl = m.wrapped(self._noise, self._x[rows], self._d[rows] + 256 * 3 * phase)
        swirl = swirl + 0.6 * m.wrapped(self._noise, self._x[rows] * 2.1, self._d[rows] * 2 + 256 * 5 * phase)
        white = np.clip(self._cover[rows] * 1.7 + 0.35 * swirl * np.sqrt(self._cover[rows]) - 0.25, 0, 0.94)
        big = cv2.resize(white, (canvas.shape[1], white.shape[0] * 2))[..., None]
        area = canvas[rows.start * 2 : rows.start * 2 + big.shape[0]]
        big = big[: area.shape[0]]
        area[:] = (area + (np.array(m.fade((238, 242, 240), mood, 30), np.float32) - area) * big).astype(
            np.uint8
        )

    def jets(self, canvas: Image, mood: m.Mood, phase: float) -> None:
        rng = np.random.default_rng(int(phase * 125) % 125)
        px = self._view.px_per_m(0, self._y)
        for x, strong in self._jets:
            for _ in range(9):
                jx, jy = self._view.at(
                    x + rng.normal(0, 2.0), self._y - rng.uniform(0, 3), rng.uniform(0, 0.5) * strong
                )
                blob(
                    canvas,
                    jx,
                    jy,
                    rng.uniform(0.4, 1.3) * px,
                    rng.uniform(0.2, 0.5) * px,
                    m.fade((236, 240, 240), mood, 40, rng.uniform(0.9, 1.05)),
                )


DAM_Y = 230.0
SPILLWAYS = (-15.0, 15.0)


def dam(w: int, h: int, mood: m.Mood, variant: int, rng: Rng) -> Scene:
    """A gravity dam in its gorge; two spillways run, mist hangs over the river."""
    view = View(w, h, height_m=16, pitch_deg=0.5, yaw_deg=-3, focal=0.9)
    canvas = m.sky(view, mood, rng, 0.7)
    _gorge(canvas, view, mood, rng)
    _dam_wall(canvas, view, mood, rng)
    _flanks(canvas, view, mood, rng)
    foot = DAM_Y - 16
    mask = below(view, [(-60, 2), (-78, 120), (-80, foot), (80, foot), (78, 120), (60, 2)])
    water = Water(view, mask, mood, rng, deep=(112, 130, 84), wave_m=3.6, flow=(0, -3), rough=1.3)
    water.draw(canvas, 0)
    foam = _Foam(view, rng, [(x, 3.4) for x in SPILLWAYS], DAM_Y - 18)
    noise = m.tile_noise(256, rng, 1.2)
    chutes = [_chute(view, x) for x in SPILLWAYS]

    def now(phase: float) -> Image:
        picture = canvas.copy()
        water.draw(picture, phase)
        foam.draw(picture, mood, phase)
        strip = _falling(noise, phase)
        for chute in chutes:
            paste_quad(picture, strip, chute)
        _mist(picture, view, phase)
        return picture

    return now


def _gorge(canvas: Image, view: View, mood: m.Mood, rng: Rng) -> None:
    """Two ridges that open in the middle."""
    w, h = view.width, view.height
    away = np.abs(np.linspace(-1, 1, w).astype(np.float32))
    base = view.horizon_px + h * 0.02
    for step, tone in enumerate(((136, 150, 120), (96, 124, 92))):
        rough = 0.35 * m.fbm(1, w, rng, w * 0.25, 5)[0]
        valley = away * (2.3 - 0.3 * step) - 1.25 + 0.35 * step * (away - 0.4) + rough
        m.ridge(
            canvas, rng, base, h * 0.34, m.fade(tone, mood, 420 - 150 * step), shape=valley.astype(np.float32)
        )
    # What a third ridge once took of the random numbers; without it the stains would run elsewhere.
    m.fbm(1, w, rng, w * 0.25, 5)


def _dam_wall(canvas: Image, view: View, mood: m.Mood, rng: Rng) -> None:
    """Stained concrete, five gates between their piers, the crest."""
    y = DAM_Y
    wall = m.shade((176, 184, 188), m.fbm(500, 1600, rng, 90), 0.06)
    for k in range(0, 1600, 80):
        wall[:, k : k + 3] = (wall[:, k : k + 3] * 0.86).astype(np.uint8)
    for k in range(0, 1600, 9):
        stain = wall[: int(rng.uniform(100, 420)), k : k + 4]
        stain[:] = (stain * rng.uniform(0.86, 0.98)).astype(np.uint8)
    m.relight(wall, mood)
    mix = 0.3
    wall = (wall * (1 - mix) + np.array(mood.haze) * mix).astype(np.uint8)
    view.hang(canvas, wall, [(-105, y, 62), (105, y, 62), (82, y - 16, 0), (-82, y - 16, 0)])
    for x in (-30, -15, 0, 15, 30):
        gate = [(x - 5, y - 0.5, 61), (x + 5, y - 0.5, 61), (x + 5, y - 2, 51), (x - 5, y - 2, 51)]
        view.fill(canvas, gate, m.fade((118, 104, 84), mood, y))
        for side in (x - 6, x + 6):
            pier = [
                (side - 1, y - 1, 69),
                (side + 1, y - 1, 69),
                (side + 1, y - 6, 46),
                (side - 1, y - 6, 46),
            ]
            view.fill(canvas, pier, m.fade((190, 198, 202), mood, y))
    view.fill(canvas, upright(-105, 105, y - 1, 66, 62), m.fade((196, 204, 208), mood, y))


def _flanks(canvas: Image, view: View, mood: m.Mood, rng: Rng) -> None:
    """Wooded slopes that run down to the dam from both sides."""
    w, h = view.width, view.height
    xs = np.linspace(-1, 1, w).astype(np.float32)
    base, tone = view.horizon_px + h * 0.24, m.fade((60, 98, 70), mood, 90)
    for s in (-1, 1):
        shape = np.clip(s * xs * 2.6 - 1.35 + 0.3 * m.fbm(1, w, rng, w * 0.2, 6)[0], -3, 2).astype(np.float32)
        m.ridge(canvas, rng, base, h * 0.44, tone, shape=shape)


def _chute(view: View, x: float) -> Floats:
    """The pixels of a spillway's four corners."""
    y = DAM_Y
    corners = [(x - 4.6, y - 1, 55), (x + 4.6, y - 1, 55), (x + 7, y - 19, 0), (x - 7, y - 19, 0)]
    return np.array([view.at(*corner) for corner in corners], np.float32)


def _falling(noise: Floats, phase: float) -> Image:
    """White water that runs down, BGRA."""
    fall = np.roll(noise, int(256 * ((phase * 6) % 1.0)), 0)[:, :96]
    streak = np.clip(218 + 26 * cv2.blur(fall, (1, 9)), 150, 250)
    strip = np.repeat(streak[..., None], 4, 2).astype(np.uint8)
    strip[..., 3] = np.clip(225 + 40 * fall, 120, 255).astype(np.uint8)
    return strip


def _mist(canvas: Image, view: View, phase: float) -> None:
    px = view.px_per_m(0, DAM_Y)
    for k in range(14):
        u = (phase * 2 + k / 14) % 1.0
        x, y = view.at(SPILLWAYS[k % 2] + 9 * np.sin(k * 2.4), DAM_Y - 24, 3 + 16 * u)
        glow(canvas, x, y, (7 + 10 * u) * px, scaled((34, 34, 34), 1 - u))
