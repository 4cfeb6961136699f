"""A signalled crossing, and the lamps and dashes that other streets borrow."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import cv2
import numpy as np

from streams.draw import matter as m
from streams.draw.camera import Scene
from streams.draw.matter import Rng
from streams.draw.movers import draw_sorted
from streams.draw.people import stroll
from streams.draw.vehicles import Body, Lane, Vehicle, traffic
from streams.draw.view import Colour, Image, Point3, View, blob, glow, poly, rect, scaled, upright

WHITE = (206, 210, 212)
YELLOW = (70, 170, 208)
# The junction's ground: its top left corner in metres, its size, the roads' middle and half width.
CORNER_M = (-90.0, 150.0)
PX_PER_M, WIDE_PX, DEEP_PX = 10.0, 1800, 1600
CENTRE, HALF = 42.0, 9.0


def junction(w: int, h: int, mood: m.Mood, variant: int, rng: Rng) -> Scene:
    """A signalled crossing seen from a mast: queues wait and go, cross traffic passes, people cross."""
    yaw, x = ((-7, -3), (9, 4), (5, 0))[variant]
    view = View(w, h, height_m=11, pitch_deg=17 + variant, yaw_deg=yaw, focal=0.86, x_m=x)
    canvas = m.sky(view, mood, rng)
    ground = _crossing_paint(mood, rng)
    view.lay(canvas, ground, *CORNER_M, PX_PER_M)
    m.haze(canvas, view, mood)
    _houses(canvas, view, mood, rng, variant)
    _street_trees(canvas, view, mood, rng)
    lamp_posts(canvas, view, mood, [(s * 10.6, y, -s * 2.6) for s in (-1, 1) for y in (110, 84, 58, 27)])
    lights = [(-10.5, CENTRE - 12.5, 1), (10.5, CENTRE + 12.5, -1)]
    queue = _queue(rng, (1.7, 4.7, 7.4), CENTRE - HALF - 5, 1)
    queue += _queue(rng, (-1.7, -4.7, -7.4), CENTRE + HALF + 5, -1)
    cross = [
        Lane(-80 * way, y, 80 * way, y, 1, traffic(rng, 2))
        for way in (1, -1)
        for y in (CENTRE - way * 3, CENTRE - way * 6)
    ]
    crowd = stroll(rng, 9, (-26, CENTRE - HALF - 7, -11, CENTRE - HALF - 3))
    more = stroll(rng, 9, (12, CENTRE + HALF + 3, 30, CENTRE + HALF + 7))

    def now(phase: float) -> Image:
        picture = canvas.copy()
        vehicles = [car for place in queue if (car := place.at(phase)) is not None]
        vehicles += _crossing(cross, phase)
        draw_sorted(picture, view, mood, vehicles, crowd(phase) + more(phase))
        for x, y, side in lights:
            _signal(picture, view, mood, x, y, side, phase)
        return picture

    return now


def _street_trees(canvas: Image, view: View, mood: m.Mood, rng: Rng) -> None:
    trees = [m.tree_sprite(rng, mood) for _ in range(3)]
    for y in (130, 116, 102, 88, 74, 60):
        for x in (-12.5, 12.5):
            m.plant(
                canvas,
                view,
                mood,
                trees[int(rng.integers(3))],
                x + rng.uniform(-0.5, 0.5),
                y,
                rng.uniform(5.5, 7.5),
            )
    for x in (-30, -22, 20, 29):
        m.plant(canvas, view, mood, trees[int(rng.integers(3))], x, 54.5, rng.uniform(5, 6.5))


def _houses(canvas: Image, view: View, mood: m.Mood, rng: Rng, variant: int) -> None:
    """Blocks behind the crossing, houses at its corners, and the shops' boards of variant 1."""
    blocks = [(-70, 150, 34, 45), (-30, 175, 24, 62), (4, 168, 26, 38), (36, 150, 30, 54), (70, 140, 40, 40)]
    for x, y, wm, hm in sorted(blocks, key=lambda b: -b[1]):
        m.building(
            canvas, view, rng, mood, x, y, wm, 20, hm * rng.uniform(0.8, 1.2), strip=rng.random() < 0.4
        )
    for x, y, wm, hm in ((-62, 62, 40, 30), (22, 64, 44, 24), (-78, 40, 20, 26)):
        m.building(canvas, view, rng, mood, x, y, wm, 34, hm * rng.uniform(0.9, 1.3), strip=variant == 1)
    if variant == 1:
        for x, text, back in (
            (-56, "桃花仑商业广场", (30, 30, 190)),
            (26, "万达百货", (150, 60, 30)),
            (44, "手机城", (30, 120, 200)),
        ):
            board = m.sign(text, back)
            wide_m = 3.2 * board.shape[1] / board.shape[0]
            view.hang(canvas, board, upright(x, x + wide_m, 61.8, 11, 7.8))
            gx, gy = view.at(x + wide_m / 2, 61.8, 9)
            glow(canvas, gx, gy, view.px_per_m(x, 62) * 10, scaled(back, 0.5))


def _crossing_paint(mood: m.Mood, rng: Rng) -> Image:
    """Two roads over paving from above: lane marks, zebra stripes, stop lines."""
    ground = m.paving(DEEP_PX, WIDE_PX, rng, PX_PER_M)
    road = m.asphalt(DEEP_PX, WIDE_PX, rng)
    for x, y, wx, wy in ((-HALF, -20, 2 * HALF, 200), (-90, CENTRE - HALF, 180, 2 * HALF)):
        (left, low), (right, top) = _px(x, y), _px(x + wx, y + wy)
        area = (slice(max(top, 0), low), slice(max(left, 0), right))
        ground[area] = road[area]
    for side in (-1, 1):
        _lane_marks(ground, side)
        _zebra(ground, side)
    for start, end in ((-90, -HALF - 4), (HALF + 4, 90)):
        cv2.line(ground, _px(start, CENTRE), _px(end, CENTRE), YELLOW, 3)
    m.relight(ground, mood)
    return ground


def _px(x: float, y: float) -> tuple[int, int]:
    """Ground metres to a pixel of the crossing's texture."""
    left, top = CORNER_M
    return int((x - left) * PX_PER_M), int((top - y) * PX_PER_M)


def _bar(ground: Image, x0: float, x1: float, y0: float, y1: float) -> None:
    cv2.rectangle(ground, _px(x0, y1), _px(x1, y0), WHITE, -1)


def _lane_marks(ground: Image, side: int) -> None:
    for near, far in ((-12.0, CENTRE - HALF - 4), (CENTRE + HALF + 4, 150.0)):
        (x, low), (_, top) = _px(side * 0.18, near), _px(side * 0.18, far)
        cv2.rectangle(ground, (x - 1, top), (x + 1, low), YELLOW, -1)
        for lane in (3.2, 6.2):
            dashes(ground, _px(side * lane, 0)[0], top, low, 30, 45, 2, WHITE)
    for cross in (-90, HALF + 4):
        start, y = _px(cross, CENTRE + side * 4.5)
        dashes_x(ground, y, start, _px(cross + 77, 0)[0], WHITE)


def _zebra(ground: Image, side: int) -> None:
    """The stripes over one arm of each road, and the stop line before them."""
    x, y = side * (HALF + 2), CENTRE + side * (HALF + 2)
    for stripe in np.arange(-HALF + 0.6, HALF - 0.4, 1.1):
        _bar(ground, stripe, stripe + 0.55, y - 1.8, y + 1.8)
        _bar(ground, x - 1.8, x + 1.8, CENTRE + stripe, CENTRE + stripe + 0.55)
    x_from, x_to = (-HALF, 0.0) if side > 0 else (0.0, HALF)
    _bar(ground, x_from, x_to, y + side * 2.8 - 0.2, y + side * 2.8 + 0.2)


@dataclass(frozen=True)
class _Waiting:
    """One place in a queue: who waits in it leaves at green, and the next one rolls up."""

    x: float
    y: float
    way: int
    leave: float
    arrive: float
    body: Body
    paint: Colour

    def at(self, phase: float) -> Vehicle | None:
        heading = 0.0 if self.way > 0 else 180.0
        braking = False
        if phase < self.leave:
            return Vehicle(self.x, self.y, heading, self.body, self.paint, braking=True)
        if phase < self.arrive:
            t = (phase - self.leave) * 10
            gone = min(1.6 * t * t, 6.4 + 11 * max(t - 2, 0)) if t > 2 else 1.6 * t * t
        else:
            u = 1 - (phase - self.arrive) / (1 - self.arrive)
            gone, braking = -46 * u * u, u < 0.6
        y = self.y + self.way * gone
        return Vehicle(self.x, y, heading, self.body, self.paint, braking=braking) if -4 < y < 140 else None


def _queue(rng: Rng, lanes: tuple[float, ...], stop: float, way: int) -> list[_Waiting]:
    """Cars that wait at a stop line for half the loop, leave, and are replaced by the next ones."""
    found = []
    for x in lanes:
        back = 0.0
        for rank in range(int(rng.integers(1, 4))):
            _, body, paint = traffic(rng, 1, 0.1)[0]
            place = stop - way * (body.length / 2 + back)
            back += body.length + rng.uniform(1.4, 2.6)
            found.append(_Waiting(x, place, way, 0.52 + 0.022 * rank, 0.86 + 0.03 * rank, body, paint))
    return found


def _crossing(lanes: Sequence[Lane], phase: float) -> Iterator[Vehicle]:
    """Cross traffic, which passes in the first half of the loop."""
    squeezed = min(phase % 1.0 / 0.5, 1.0)
    for lane in lanes:
        way = 1 if lane.x1 > lane.x0 else -1
        for car in lane.vehicles(0.0):
            x = car.x * way - 90 + 190 * squeezed
            if -85 < x < 85:
                yield replace(car, x=x * way)


def _signal(canvas: Image, view: View, mood: m.Mood, x: float, y: float, arm: int, phase: float) -> None:
    px = view.px_per_m(x, y)
    ink = m.fade((70, 74, 76), mood, view.depth(x, y))
    view.stroke(canvas, [(x, y, 0), (x, y, 6.4), (x + arm * 7, y, 6.6)], ink, 0.2 * px)
    green = 0.5 <= phase < 0.86
    colour = (110, 235, 60) if green else ((40, 190, 250) if 0.86 <= phase < 0.9 else (50, 50, 245))
    for place in (3.6, 6.6):
        cx, cy = view.at(x + arm * place, y, 6.2)
        poly(canvas, rect(cx, cy, 0.75 * px, 0.26 * px), (26, 26, 26))
        shift = 0.48 if green else (-0.48 if colour[2] == 245 else 0)
        blob(canvas, cx + shift * px, cy, 0.2 * px, 0.2 * px, colour)
        glow(canvas, cx + shift * px, cy, 0.9 * px, scaled(colour, 0.45))


def lamp_posts(canvas: Image, view: View, mood: m.Mood, places: Sequence[Point3], tall: float = 9.0) -> None:
    """Street lamps (x, y, arm): a pole, an arm towards the road, and light where it is dark."""
    for x, y, arm in sorted(places, key=lambda p: -p[1]):
        px = view.px_per_m(x, y)
        ink = m.fade((120, 124, 126), mood, view.depth(x, y))
        view.stroke(canvas, [(x, y, 0), (x, y, tall), (x + arm, y, tall + 0.4)], ink, 0.16 * px)
        hx, hy = view.at(x + arm, y, tall + 0.4)
        if mood.dark:
            glow(canvas, hx, hy, 2.6 * px, (120, 180, 220))
            gx, gy = view.at(x + arm, y)
            pool(canvas, gx, gy, 9 * px, 9 * px * view.height_m / max(view.depth(x, y), 1), (50, 88, 112))
        blob(canvas, hx, hy, 0.4 * px, 0.12 * px, (200, 240, 255) if mood.dark else ink)


def pool(canvas: Image, x: float, y: float, rx: float, ry: float, colour: Colour) -> None:
    """A pool of light on the ground."""
    x0, x1 = int(max(x - rx, 0)), int(min(x + rx, canvas.shape[1]))
    y0, y1 = int(max(y - ry, 0)), int(min(y + ry, canvas.shape[0]))
    if x1 <= x0 or y1 <= y0:
        return
    ys, xs = np.ogrid[y0:y1, x0:x1]
    fall = np.clip(1 - np.sqrt(((xs - x) / rx) ** 2 + ((ys - y) / ry) ** 2), 0, 1).astype(np.float32) ** 1.6
    area = canvas[y0:y1, x0:x1]
    area[:] = np.minimum(area + fall[..., None] * np.array(colour, np.float32), 255).astype(np.uint8)


def dashes(
    texture: Image, x: float, y0: float, y1: float, on: float, off: float, wide: float, colour: Colour
) -> None:
    """Broken line down a top-down texture (all in its pixels)."""
    y = y0
    while y < y1:
        cv2.rectangle(
            texture,
            (round(x - wide / 2), round(y)),
            (round(x + wide / 2), round(min(y + on, y1))),
            colour,
            -1,
        )
        y += on + off


def dashes_x(texture: Image, y: int, x0: int, x1: int, colour: Colour) -> None:
    for x in range(max(x0, 0), min(x1, texture.shape[1]), 75):
        cv2.rectangle(texture, (x, y - 1), (min(x + 30, x1), y + 1), colour, -1)
