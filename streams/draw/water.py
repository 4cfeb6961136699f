"""Living water: two seamless noises that drift over ground coordinates and come back after a loop."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from streams.draw.matter import Mood, Rng, tile_noise, wrapped
from streams.draw.view import Colour, Floats, Image, View

TILE = 256


@dataclass
class Water:
    """A water surface inside a mask; waves of `wave_m`, drifting `flow` tiles a loop (x, y)."""

    view: View
    mask: Image
    mood: Mood
    rng: Rng
    deep: Colour = (92, 104, 84)
    shine: Colour | None = None
    wave_m: float = 3.0
    flow: tuple[int, int] = (1, 0)
    rough: float = 1.0
    z: float = 0.0

    def __post_init__(self) -> None:
        ys, xs = np.nonzero(self.mask)
        self._y0, y1 = int(ys.min()) // 2 * 2, min(int(ys.max()) + 2, self.view.height) // 2 * 2
        self._x0, x1 = int(xs.min()) // 2 * 2, min(int(xs.max()) + 2, self.view.width) // 2 * 2
        gx, gy = self.view.ground()
        lift = (self.view.height_m - self.z) / self.view.height_m
        rows, columns = slice(self._y0 // 2, y1 // 2), slice(self._x0 // 2, x1 // 2)
        x, y = gx[rows, columns] * lift, gy[rows, columns] * lift
        far = np.sqrt(x * x + y * y)
        tile_a, tile_b = self.wave_m * 8, self.wave_m * 5.3
        self._ax, self._ay = x / tile_a * TILE, y / tile_a * TILE
        self._bx, self._by = y / tile_b * TILE + 0.3 * x / tile_b * TILE, x / tile_b * TILE
        px_per_m = self.view.focal * self.view.width / np.maximum(far, 1)
        self._calm = np.clip(px_per_m * self.wave_m / 18, 0.04, 1).astype(np.float32) * self.rough
        self._one = tile_noise(TILE, self.rng, 1.15, 1.6)
        self._two = tile_noise(TILE, self.rng, 1.0, 1.6)
        light = np.array(self.mood.ambient, np.float32)
        deep = np.array(self.deep, np.float32) * light
        sky = np.array(self.shine if self.shine is not None else self.mood.sky_low, np.float32)
        glance = np.clip(1 - self.view.height_m / np.maximum(far, 0.1), 0, 1)[..., None] ** 3
        self._base = (deep + (sky * 0.9 - deep) * (0.14 + 0.72 * glance)).astype(np.float32)
        self._gain = ((sky - deep) * 0.10).astype(np.float32)
        self._size = (x1 - self._x0, y1 - self._y0)
        self._cover = self.mask[self._y0 : y1, self._x0 : x1]
        self._soft = cv2.GaussianBlur(self._cover, (0, 0), 1.2)[..., None].astype(np.float32) / 255

    def slopes(self, phase: float) -> Floats:
        """The height field of this moment at half size, scaled by distance."""
        dx, dy = self.flow[0] * TILE * phase, self.flow[1] * TILE * phase
        one = wrapped(self._one, self._ax - dx, self._ay - dy)
        two = wrapped(self._two, self._bx + TILE * phase, self._by - dx)
        return np.asarray((one + 0.7 * two) * self._calm, np.float32)

    def draw(self, canvas: Image, phase: float) -> Floats:
        """Paint this moment into the canvas; returns the slopes for foam."""
        slope = self.slopes(phase)
        picture = np.clip(self._base + slope[..., None] * self._gain, 0, 255).astype(np.uint8)
        full = cv2.resize(picture, self._size, interpolation=cv2.INTER_LINEAR)
        area = canvas[self._y0 : self._y0 + self._size[1], self._x0 : self._x0 + self._size[0]]
        area[:] = (area + (full - area.astype(np.float32)) * self._soft).astype(np.uint8)
        return slope


class Rain:
    """Fine streaks that fall through the picture; a fixed set per loop step so that it stays cheap."""

    def __init__(self, width: int, height: int, rng: Rng, count: int = 130) -> None:
        self._size = (width, height)
        self._drops = rng.random((count, 3))

    def draw(self, canvas: Image, phase: float) -> None:
        w, h = self._size
        for x, y, speed in self._drops:
            laps = 14 + int(speed * 8)
            fall = (y + phase * laps) % 1.0
            px, py, long = x * w, fall * h * 1.1, h * (0.02 + 0.03 * speed)
            cv2.line(
                canvas,
                (int(px), int(py)),
                (int(px - long * 0.12), int(py + long)),
                (196, 192, 188),
                1,
                cv2.LINE_AA,
            )
