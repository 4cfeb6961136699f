"""A pinhole camera over flat ground, and the canvas it draws on.

Owns projection and filled shapes in world metres (X right, Y away, Z up). Knows no scene and no light.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import cos, radians, sin

import cv2
import numpy as np
from numpy.typing import NDArray

Image = NDArray[np.uint8]
Floats = NDArray[np.float32]
Colour = tuple[float, float, float]
# A colour in a picture, one number in a mask.
Ink = Colour | float
Point2 = tuple[float, float]
Point3 = tuple[float, float, float]
SHIFT = 4


@dataclass(frozen=True)
class View:
    """A camera `height_m` over the ground, looking `pitch_deg` down, its `focal` in picture widths."""

    width: int
    height: int
    height_m: float = 9.0
    pitch_deg: float = 14.0
    yaw_deg: float = 0.0
    focal: float = 1.0
    x_m: float = 0.0

    @property
    def axes(self) -> NDArray[np.float64]:
        """Rows right, down, forward of the camera in world coordinates."""
        pitch, yaw = radians(self.pitch_deg), radians(self.yaw_deg)
        right = (cos(yaw), -sin(yaw), 0.0)
        forward = (sin(yaw) * cos(pitch), cos(yaw) * cos(pitch), -sin(pitch))
        down = (-sin(yaw) * sin(pitch), -cos(yaw) * sin(pitch), -cos(pitch))
        return np.array([right, down, forward])

    @property
    def lens(self) -> NDArray[np.float64]:
        f = self.focal * self.width
        return np.array([[f, 0, self.width / 2], [0, f, self.height / 2], [0, 0, 1.0]])

    @property
    def eye(self) -> NDArray[np.float64]:
        return np.array([self.x_m, 0.0, self.height_m])

    @property
    def horizon_px(self) -> float:
        return self.height / 2 - self.focal * self.width * float(np.tan(radians(self.pitch_deg)))

    def project(self, points: NDArray[np.float64]) -> NDArray[np.float64]:
        """World points (n, 3) to pixels (n, 2); points behind the lens are pulled to just before it."""
        seen = (points - self.eye) @ self.axes.T
        depth = np.maximum(seen[:, 2:3], 0.3)
        middle = np.array([self.width / 2, self.height / 2])
        return np.asarray(seen[:, :2] / depth * self.focal * self.width + middle)

    def at(self, x: float, y: float, z: float = 0.0) -> tuple[float, float]:
        px = self.project(np.array([[x, y, z]], dtype=float))[0]
        return float(px[0]), float(px[1])

    def depth(self, x: float, y: float, z: float = 0.0) -> float:
        return float((np.array([x, y, z]) - self.eye) @ self.axes[2])

    def px_per_m(self, x: float, y: float, z: float = 0.0) -> float:
        return self.focal * self.width / max(self.depth(x, y, z), 0.3)

    def ground(self) -> tuple[Floats, Floats]:
        """World X and Y of every pixel's ground point, at half size; above the horizon both are huge."""
        ys, xs = np.mgrid[0 : self.height : 2, 0 : self.width : 2].astype(np.float32)
        f = self.focal * self.width
        rays = np.stack([(xs - self.width / 2) / f, (ys - self.height / 2) / f, np.ones_like(xs)], -1)
        world = rays @ self.axes.astype(np.float32)
        down = np.minimum(world[..., 2], -1e-5)
        scale = -self.height_m / down
        return world[..., 0] * scale + np.float32(self.x_m), world[..., 1] * scale

    def lay(self, canvas: Image, texture: Image, x0: float, y1: float, ppm: float) -> None:
        """Lay a top-down texture (its top left at X=x0, Y=y1, `ppm` pixels a metre) on the ground."""
        turned = self.lens @ self.axes
        plane = np.column_stack([turned[:, 0], turned[:, 1], -turned @ self.eye])
        world = np.array([[1 / ppm, 0, x0], [0, -1 / ppm, y1], [0, 0, 1.0]])
        matrix = plane @ world
        size = (self.width, self.height)
        whole = np.full(texture.shape[:2], 255, np.uint8)
        cover = cv2.warpPerspective(whole, matrix, size, flags=cv2.INTER_LINEAR)
        cover[: max(int(self.horizon_px) + 2, 0)] = 0
        laid = cv2.warpPerspective(texture, matrix, size, flags=cv2.INTER_LINEAR)
        np.copyto(canvas, laid, where=(cover > 127)[..., None])

    def fill(self, canvas: Image, corners: Sequence[Point3], ink: Ink) -> None:
        """Fill a flat polygon given in world metres."""
        poly(canvas, self.project(np.array(corners, dtype=float)), ink)

    def stroke(self, canvas: Image, points: Sequence[Point3], colour: Colour, thick: float) -> None:
        """Draw a line through world points, `thick` in pixels."""
        line(canvas, self.project(np.array(points, dtype=float)), colour, thick)

    def hang(self, canvas: Image, texture: Image, corners: Sequence[Point3]) -> None:
        """Hang a texture on a quad: top left, top right, bottom right, bottom left."""
        target = self.project(np.array(corners, dtype=float)).astype(np.float32)
        paste_quad(canvas, texture, target)


def upright(x0: float, x1: float, y: float, z0: float, z1: float) -> list[Point3]:
    """A standing rectangle of one y, begun at z0."""
    return [(x0, y, z0), (x1, y, z0), (x1, y, z1), (x0, y, z1)]


def alongside(x: float, y0: float, y1: float, z0: float, z1: float) -> list[Point3]:
    """A standing rectangle of one x, begun at z0."""
    return [(x, y0, z0), (x, y1, z0), (x, y1, z1), (x, y0, z1)]


def lying(x0: float, x1: float, y0: float, y1: float, z: float) -> list[Point3]:
    """A level rectangle of one z, begun at y0."""
    return [(x0, y0, z), (x1, y0, z), (x1, y1, z), (x0, y1, z)]


def paste_quad(canvas: Image, texture: Image, target: Floats) -> None:
    """Warp a texture on four pixel corners; a fourth channel is its alpha."""
    low = np.floor(target.min(0)).astype(int) - 1
    high = np.ceil(target.max(0)).astype(int) + 2
    x0, y0 = np.maximum(low, 0)
    x1, y1 = min(int(high[0]), canvas.shape[1]), min(int(high[1]), canvas.shape[0])
    if x1 <= x0 or y1 <= y0:
        return
    across = max(float(np.linalg.norm(target[1] - target[0])), 1.0)
    ratio = across / texture.shape[1]
    if ratio < 0.6:
        size = (max(int(texture.shape[1] * ratio), 2), max(int(texture.shape[0] * ratio), 2))
        texture = cv2.resize(texture, size, interpolation=cv2.INTER_AREA).astype(np.uint8)
    th, tw = texture.shape[:2]
    source = np.array([[0, 0], [tw, 0], [tw, th], [0, th]], np.float32)
    matrix = cv2.getPerspectiveTransform(source, (target - np.array([x0, y0])).astype(np.float32))
    size = (int(x1 - x0), int(y1 - y0))
    warped = cv2.warpPerspective(texture, matrix, size, borderMode=cv2.BORDER_REPLICATE)
    cover = np.zeros((size[1], size[0]), np.uint8)
    outline = np.round((target - np.array([x0, y0])) * (1 << SHIFT)).astype(np.int32)
    cv2.fillConvexPoly(cover, outline, 255, cv2.LINE_AA, SHIFT)
    alpha = cover.astype(np.float32)[..., None] / 255
    if warped.shape[2] == 4:
        alpha = alpha * (warped[..., 3:].astype(np.float32) / 255)
    area = canvas[y0:y1, x0:x1]
    area[:] = (area + (warped[..., :3].astype(np.float32) - area) * alpha).astype(np.uint8)


def scaled(colour: Colour, factor: float, lift: float = 0.0) -> Colour:
    """The colour, lighter or darker in every channel, and `lift` added to each."""
    b, g, r = colour
    return b * factor + lift, g * factor + lift, r * factor + lift


def rect(x: float, y: float, half_w: float, half_h: float) -> NDArray[np.float64]:
    """The corners of an upright rectangle in pixels around (x, y)."""
    left, right, top, low = x - half_w, x + half_w, y - half_h, y + half_h
    return np.array([(left, top), (right, top), (right, low), (left, low)], float)


def poly(canvas: Image, points: NDArray[np.float64], colour: Ink) -> None:
    """Fill a polygon given in pixels, antialiased at sub-pixel places."""
    fixed = np.round(np.clip(points, -4000, 8000) * (1 << SHIFT)).astype(np.int32)
    cv2.fillPoly(canvas, [fixed], colour, cv2.LINE_AA, SHIFT)


def line(canvas: Image, points: NDArray[np.float64], colour: Colour, thick: float) -> None:
    fixed = np.round(np.clip(points, -4000, 8000) * (1 << SHIFT)).astype(np.int32)
    cv2.polylines(canvas, [fixed], False, colour, max(round(thick), 1), cv2.LINE_AA, SHIFT)


def blob(canvas: Image, x: float, y: float, rx: float, ry: float, colour: Colour) -> None:
    centre = (round(x * 16), round(y * 16))
    axes = (max(round(rx * 16), 8), max(round(ry * 16), 8))
    cv2.ellipse(canvas, centre, axes, 0, 0, 360, colour, -1, cv2.LINE_AA, SHIFT)


def paste(canvas: Image, sprite: Image, x: float, y: float, width: float) -> None:
    """Put a BGRA sprite with its foot's middle at (x, y), `width` pixels wide."""
    ratio = width / sprite.shape[1]
    size = (max(round(width), 1), max(round(sprite.shape[0] * ratio), 1))
    small = cv2.resize(sprite, size, interpolation=cv2.INTER_AREA if ratio < 1 else cv2.INTER_LINEAR)
    left, top = round(x - size[0] / 2), round(y - size[1])
    x0, y0 = max(left, 0), max(top, 0)
    x1, y1 = min(left + size[0], canvas.shape[1]), min(top + size[1], canvas.shape[0])
    if x1 <= x0 or y1 <= y0:
        return
    part = small[y0 - top : y1 - top, x0 - left : x1 - left].astype(np.float32)
    area = canvas[y0:y1, x0:x1]
    area[:] = (area + (part[..., :3] - area) * (part[..., 3:] / 255)).astype(np.uint8)


def glow(canvas: Image, x: float, y: float, radius: float, colour: Colour) -> None:
    """Add a soft light at a place."""
    r = max(int(radius), 1)
    left, top = int(x) - r, int(y) - r
    x0, y0 = max(left, 0), max(top, 0)
    x1, y1 = min(left + 2 * r + 1, canvas.shape[1]), min(top + 2 * r + 1, canvas.shape[0])
    if x1 <= x0 or y1 <= y0:
        return
    ys, xs = np.ogrid[y0 - top - r : y1 - top - r, x0 - left - r : x1 - left - r]
    fall = np.clip(1 - np.sqrt(xs * xs + ys * ys) / r, 0, 1).astype(np.float32) ** 2
    light = fall[..., None] * np.array(colour, np.float32)
    area = canvas[y0:y1, x0:x1]
    area[:] = np.minimum(area + light, 255).astype(np.uint8)


class Overlay:
    """What stands before moving water: the pixels in which two canvases differ, put back after the water."""

    def __init__(self, before: Image, after: Image) -> None:
        changed = np.any(before != after, axis=2)
        ys, xs = np.nonzero(changed)
        self._empty = ys.size == 0
        if self._empty:
            return
        self._area = (slice(int(ys.min()), int(ys.max()) + 1), slice(int(xs.min()), int(xs.max()) + 1))
        self._mask = changed[self._area][..., None]
        self._pixels = after[self._area].copy()

    def put(self, canvas: Image) -> None:
        if not self._empty:
            np.copyto(canvas[self._area], self._pixels, where=self._mask)
