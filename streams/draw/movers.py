"""What moves on the ground, drawn from the farthest to the nearest."""

from __future__ import annotations

from streams.draw.matter import Mood
from streams.draw.people import Walker, draw_walker
from streams.draw.vehicles import Vehicle, draw_vehicle
from streams.draw.view import Image, View


def draw_sorted(canvas: Image, view: View, mood: Mood, vehicles: list[Vehicle], people: list[Walker]) -> None:
    """Everything that stands on the ground, the farthest first."""
    things: list[tuple[float, Vehicle | Walker]] = [(view.depth(v.x, v.y), v) for v in vehicles]
    things += [(view.depth(p.x, p.y), p) for p in people]
    for _, thing in sorted(things, key=lambda pair: -pair[0]):
        if isinstance(thing, Vehicle):
            draw_vehicle(canvas, view, mood, thing)
        else:
            draw_walker(canvas, view, mood, thing)
