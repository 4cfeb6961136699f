"""What floats: barges, a ferry, small boats, buoys, and the wake they draw."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, assert_never

import numpy as np

from streams.draw.matter import Mood, fade
from streams.draw.pose import Pose
from streams.draw.view import Colour, Image, Point3, View, alongside, blob, glow, lying, poly, scaled, upright

HULLS: tuple[Colour, ...] = ((60, 60, 110), (110, 80, 50), (70, 96, 70), (64, 64, 66))
Kind = Literal["barge", "ferry", "boat"]
DECK_M: dict[Kind, float] = {"barge": 1.6, "ferry": 1.5, "boat": 0.9}


@dataclass(frozen=True)
class Boat:
    """A vessel at a moment: middle of the hull, heading as for vehicles, size in metres."""

    x: float
    y: float
    heading: float
    long: float = 60.0
    wide: float = 11.0
    hull: Colour = (60, 66, 120)
    kind: Kind = "barge"
    cargo: Colour = (90, 130, 150)


class _Afloat(Pose):
    """One boat on one canvas."""

    def __init__(self, canvas: Image, view: View, mood: Mood, boat: Boat) -> None:
        far = max(view.depth(boat.x, boat.y), 5.0)
        super().__init__(canvas, view, mood, boat.x, boat.y, boat.heading, far)
        # The side and the end that look at the camera; with neither ahead of the other, those at +1.
        self.side = -1 if self.eye_across < 0 else 1
        self.end = -1 if self.eye_ahead < 0 else 1

    def box(self, aft: float, fore: float, half: float, low: float, high: float, colour: Colour) -> None:
        """A deckhouse or a heap, `half` its half width: its top, and the two faces that are seen."""
        end = fore if self.end > 0 else aft
        side = self.side * half
        self.face(lying(aft, fore, -half, half, high), colour, 1.05)
        self.face(upright(aft, fore, side, low, high), colour, 0.75)
        self.face(alongside(end, -half, half, low, high), colour, 0.9)


def draw_boat(canvas: Image, view: View, mood: Mood, boat: Boat, phase: float = 0.0) -> None:
    """The hull with its shading, what it carries, its house, its wake and lights."""
    vessel = _Afloat(canvas, view, mood, boat)
    half, wide, deck = boat.long / 2, boat.wide / 2, DECK_M[boat.kind]
    _wake(vessel, half, wide)
    _hull(vessel, boat.hull, half, wide, deck)
    mast: list[Point3] = [(-half * 0.8, 0, deck + 4), (-half * 0.8, 0, deck + 9.5)]
    match boat.kind:
        case "barge":
            _barge_load(vessel, boat.cargo, half, wide, deck)
        case "ferry":
            _ferry_load(vessel, half, wide, deck)
        case "boat":
            vessel.box(-half * 0.5, half * 0.15, wide * 0.7, deck, deck + 1.4, (90, 120, 140))
            mast = [(0, 0, deck), (0, 0, deck + 3)]
        case _:
            assert_never(boat.kind)
    vessel.stroke(mast, (90, 96, 100), 0.2 * vessel.px_per_m)
    x, y = vessel.at(mast)[1]
    if mood.dark:
        blob(canvas, x, y, 2.4, 2.4, (220, 250, 255))
        glow(canvas, x, y, 22, (80, 130, 150))
    elif boat.kind != "boat":
        size = vessel.px_per_m * 1.3
        sway = np.sin(phase * 2 * np.pi * 5) * 0.12
        flag = [(0.0, 0.0), (1.0, sway), (1.0, 0.65 + sway), (0.0, 0.65)]
        poly(canvas, np.array([(x + a * size, y + b * size) for a, b in flag]), vessel.tone((40, 40, 210)))


def _hull(vessel: _Afloat, colour: Colour, half: float, wide: float, deck: float) -> None:
    bow = half * 0.86
    outline = [(-half, -wide), (bow, -wide), (half, 0.0), (bow, wide), (-half, wide)]
    lip = [(a, b, deck) for a, b in outline]
    for k in range(5):
        (a, b), (c, d) = outline[k], outline[(k + 1) % 5]
        strake = [(a * 0.985, b * 0.94, 0.0), (c * 0.985, d * 0.94, 0.0), (c, d, deck), (a, b, deck)]
        vessel.face(strake, colour, 0.62 + 0.3 * (k % 2))
    vessel.face(lip, (110, 128, 140))
    vessel.stroke([*lip, lip[0]], (190, 200, 204), 0.12 * vessel.px_per_m, 0.9)


def _barge_load(vessel: _Afloat, cargo: Colour, half: float, wide: float, deck: float) -> None:
    """Four heaps, the deckhouse aft and the bridge on it with its window."""
    for start in np.linspace(-half * 0.45, half * 0.6, 4):
        vessel.box(start, start + half * 0.25, wide * 0.74, deck, deck + 1.5, cargo)
    vessel.box(-half * 0.93, -half * 0.66, wide * 0.8, deck, deck + 4.2, (214, 222, 226))
    vessel.box(-half * 0.90, -half * 0.72, wide * 0.5, deck + 4.2, deck + 6.4, (226, 232, 234))
    end, side = -half * 0.72 if vessel.end > 0 else -half * 0.90, wide * 0.46
    low, high = deck + 5, deck + 6
    vessel.face(alongside(end, -side, side, low, high), (80, 60, 46))


def _ferry_load(vessel: _Afloat, half: float, wide: float, deck: float) -> None:
    """Three vehicles, the roof over them and the wheelhouse on it."""
    cars = ((-half * 0.5, (200, 204, 206)), (-half * 0.05, (60, 60, 150)), (half * 0.4, (150, 110, 60)))
    for place, paint in cars:
        vessel.box(place - 2.2, place + 2.2, wide * 0.28, deck, deck + 1.6, paint)
    vessel.box(-half * 0.28, half * 0.28, wide * 0.96, deck + 3.4, deck + 3.7, (220, 226, 228))
    vessel.box(-2.2, 2.2, wide * 0.5, deck + 3.7, deck + 6.2, (226, 230, 232))


def _wake(vessel: _Afloat, half: float, wide: float) -> None:
    for side in (-1, 1):
        for k in range(3):
            trail = [
                (half * (0.9 - 0.1 * k) - a, side * (wide * (0.55 + 0.1 * k) + a * (0.16 + 0.05 * k)), 0.0)
                for a in np.linspace(0, half * (2.3 - 0.4 * k), 9)
            ]
            vessel.stroke(trail, (206, 212, 206), max(0.9 - 0.2 * k, 1))


def draw_buoy(
    canvas: Image, view: View, mood: Mood, x: float, y: float, colour: Colour, phase: float
) -> None:
    """A channel buoy that rocks; its lantern blinks in the dark."""
    px, depth = view.px_per_m(x, y), view.depth(x, y)
    bx, by = view.at(x, y)
    lean = np.sin((phase * 4 + x) * 2 * np.pi) * 0.10 * 3.2 * px
    tone = fade(colour, mood, depth)
    cone = [
        (bx - 1.1 * px, by),
        (bx + 1.1 * px, by),
        (bx + 0.35 * px + lean, by - 3 * px),
        (bx - 0.35 * px + lean, by - 3 * px),
    ]
    poly(canvas, np.array(cone), tone)
    blob(canvas, bx, by, 1.5 * px, 0.42 * px, fade(scaled(colour, 0.7), mood, depth))
    blob(canvas, bx + lean, by - 3.3 * px, 0.4 * px, 0.45 * px, tone)
    if mood.dark and (phase * 5) % 1.0 < 0.45:
        glow(canvas, bx + lean, by - 3.4 * px, max(5 * px, 10), scaled(colour, 0.9))
