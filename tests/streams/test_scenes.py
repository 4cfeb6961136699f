"""Rule: a scene is drawn from its seed alone and comes back to its start after a loop."""

from __future__ import annotations

import numpy as np
import pytest

from streams.catalogue import shots
from streams.draw.matter import MOODS
from streams.draw.scenes import SCENES

SOME = ("expressway", "gauge", "hospital", "thermal_tank", "radar")


def test_every_camera_has_a_scene_and_a_mood_or_is_made_by_heat() -> None:
    for shot in shots():
        assert shot.scene in SCENES
        assert shot.mood in MOODS or shot.mood in {"thermal", "board"}


@pytest.mark.parametrize("kind", SOME)
def test_a_scene_loops_and_moves_and_repeats(kind: str) -> None:
    def scene() -> list[np.ndarray]:
        draw = SCENES[kind](480, 270, MOODS["day"], 0, np.random.default_rng(3))
        return [np.asarray(draw(phase), np.int16) for phase in (0.0, 0.25, 0.9999)]

    start, later, end = scene()
    assert np.abs(start - end).mean() < np.abs(start - later).mean() + 0.05
    assert np.abs(start - later).max() > 20
    again, _, _ = scene()
    assert np.array_equal(start, again)
