"""A thing that stands on the ground, turned: its own metres, its light, its faces."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from streams.draw.matter import Mood, fade
from streams.draw.view import Colour, Image, Point3, View, line, poly


class Pose:
    """Draws on one canvas what is given in the thing's own metres: ahead, across, up.

    `heading` is in degrees, 0 along +Y (away), 90 along +X; `far` in metres fades its colours.
    """

    def __init__(
        self, canvas: Image, view: View, mood: Mood, x: float, y: float, heading: float, far: float
    ) -> None:
        self.canvas, self.mood, self._view, self._far = canvas, mood, view, far
        turn = np.deg2rad(heading)
        self._ahead = np.array([np.sin(turn), np.cos(turn), 0.0])
        self._across = np.array([np.cos(turn), -np.sin(turn), 0.0])
        self._centre = np.array([x, y, 0.0])
        eye = view.eye - self._centre
        # Where the camera is in the thing's own metres.
        self.eye_ahead, self.eye_across = float(eye @ self._ahead), float(eye @ self._across)
        self.px_per_m = view.px_per_m(x, y)

    def at(self, points: Sequence[Point3]) -> NDArray[np.float64]:
        """The pixels (n, 2) of these points."""
        return self._view.project(
            np.array([self._centre + self._ahead * a + self._across * b + (0, 0, c) for a, b, c in points])
        )

    def tone(self, colour: Colour, lit: float = 1.0) -> Colour:
        return fade(colour, self.mood, self._far, lit)

    def face(self, corners: Sequence[Point3], colour: Colour, lit: float = 1.0) -> None:
        poly(self.canvas, self.at(corners), self.tone(colour, lit))

    def stroke(self, points: Sequence[Point3], colour: Colour, thick_px: float, lit: float = 1.0) -> None:
        line(self.canvas, self.at(points), self.tone(colour, lit), thick_px)
