"""What stands between a scene and its clip: size, lens shading, caption and clock."""

from __future__ import annotations

from collections.abc import Callable
from zlib import crc32

import cv2
import numpy as np

from streams.catalogue import Encoding, Shot
from streams.draw.lettering import caption
from streams.draw.matter import MOODS, Mood, Rng, vignette
from streams.draw.view import Image

Scene = Callable[[float], Image]
Builder = Callable[[int, int, Mood, int, Rng], Scene]
CORNERS = {"tl": ("top-left", "bottom-right"), "bl": ("bottom-left", "top-right")}
PLAIN_SCENES = {"radar"}


class Camera:
    """One camera: builds its scene once, then gives any frame at the size of an encoding."""

    def __init__(self, shot: Shot, build: Builder) -> None:
        seed = crc32(shot.id.encode())
        rng = np.random.default_rng(seed)
        # Main and sub of one camera come from one canvas, so that they show the same picture.
        width = 1920 if shot.main else 1280
        height = width * shot.sub.height // shot.sub.width
        mood = MOODS.get(shot.mood, MOODS["day"])
        self._scene = build(width, height, mood, shot.variant, rng)
        self._shot = shot
        # The name stands across from the clock, where the wall's own label does not come.
        self.clock_corner, self.name_corner = CORNERS[shot.corner]
        self._start_s = (
            int(rng.integers(8 * 3600, 17 * 3600)) if not mood.dark else 19 * 3600 + int(rng.integers(7200))
        )
        if shot.mood == "ir":
            self._start_s = 2 * 3600 + int(rng.integers(3600))
        self._shade: dict[tuple[int, int], Image] = {}

    def picture(self, frame: int, frames: int, encoding: Encoding) -> Image:
        """The frame as the camera delivers it, BGR, without strips."""
        size = (encoding.width, encoding.height)
        canvas = self._scene(frame / frames)
        if canvas.shape[1] != encoding.width:
            canvas = np.asarray(cv2.resize(canvas, size, interpolation=cv2.INTER_AREA), np.uint8)
        else:
            canvas = canvas.copy()
        if self._shot.mood == "ir":
            canvas = np.repeat(
                np.asarray(cv2.cvtColor(canvas, cv2.COLOR_BGR2GRAY), np.uint8)[..., None], 3, 2
            )
        if self._shot.scene not in PLAIN_SCENES:
            canvas = np.asarray(cv2.multiply(canvas, self._lens(size), scale=1 / 255), np.uint8)
        self._burn(canvas, frame, encoding)
        return canvas

    def _lens(self, size: tuple[int, int]) -> Image:
        if size not in self._shade:
            shade = np.repeat(vignette(size[1], size[0]) * 255, 3, 2)
            self._shade[size] = np.clip(shade, 0, 255).astype(np.uint8)
        return self._shade[size]

    def _burn(self, canvas: Image, frame: int, encoding: Encoding) -> None:
        px = round(encoding.width / 36)
        edge = max(px / 14, 1.0)
        put(canvas, caption(self._shot.name, px, edge), self.name_corner)
        second, part = divmod(frame, encoding.fps)
        now = self._start_s + second
        clock = f"2024-07-05 {now // 3600 % 24:02d}:{now // 60 % 60:02d}:{now % 60:02d}.{part:02d}"
        glyphs = [caption(glyph, round(px * 0.92), edge, mono=True) for glyph in clock]
        pad = 2 * (int(edge) + 1)
        # Neighbouring edges overlap, as one string drawn at once would have them.
        width = sum(glyph.shape[1] - pad for glyph in glyphs) + pad
        strip = np.zeros((glyphs[0].shape[0], width, 4), np.uint8)
        x = 0
        for glyph in glyphs:
            np.maximum(strip[:, x : x + glyph.shape[1]], glyph, out=strip[:, x : x + glyph.shape[1]])
            x += glyph.shape[1] - pad
        put(canvas, strip, self.clock_corner)


def put(canvas: Image, text: Image, corner: str) -> None:
    """Blend a caption into a corner, inside the outermost tenth of the picture."""
    h, w = canvas.shape[:2]
    gap_x, gap_y = round(w * 0.018), round(w * 0.008)
    y = gap_y if corner.startswith("top") else h - gap_y - text.shape[0]
    x = gap_x if corner.endswith("left") else w - gap_x - text.shape[1]
    area = canvas[y : y + text.shape[0], x : x + text.shape[1]]
    alpha = text[..., 3:].astype(np.float32) / 255
    area[:] = (area + (text[..., :3].astype(np.float32) - area) * alpha).astype(np.uint8)
