"""Rule: a painted picture is one frame; no picture ever mixes two, in one window or over several cells."""

from __future__ import annotations

import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from tests.fakes.pictures import H, W, pane, picture, rect
from tests.fakes.small_node import SmallNode
from tests.kit.clips import solid_clip
from tests.kit.screen import VirtualScreen

pytestmark = [pytest.mark.xcb, pytest.mark.timeout(120)]

LEVELS = [20 + (n * 67) % 220 for n in range(50)]
"""Neighbouring frames differ much: a mix is seen."""
PAUSE_S = 0.004
FPS = 10
STAYS_S = 0.08
"""A mix that is on the glass for so long was painted: it would stay for a tenth of a second."""
ENOUGH = 30
CELLS = ("r0c0", "r0c1")
POINTS = [(y, x) for y in (30, H // 2, H - 3) for x in (60, W // 2, W - 3)]


@pytest.fixture
def screen() -> Iterator[VirtualScreen]:
    with VirtualScreen(2 * W, H) as screen:
        yield screen


def _greys(screen: VirtualScreen, cell: int) -> list[int]:
    return [int(screen.pixels[y, cell * W + x, 1]) for y, x in POINTS]


def _watch(screen: VirtualScreen, seconds: float) -> tuple[list[set[int]], list[list[int]]]:
    """All greys that each cell showed, and every mix that stayed on the glass; for so long at least, and
    until the pictures changed often enough.

    The X server may be copying while we look; it is done a moment later, and a painted mix would stay.
    """
    seen: list[set[int]] = [set(), set()]
    mixes: list[list[int]] = []
    began_s = time.monotonic()
    while (passed_s := time.monotonic() - began_s) < 60.0:
        if passed_s >= seconds and all(len(greys) > ENOUGH for greys in seen):
            break
        for cell in range(2):
            greys = _greys(screen, cell)
            if max(greys) - min(greys) > 6:
                end = time.monotonic() + STAYS_S
                while (again := _greys(screen, cell)) == greys and time.monotonic() < end:
                    pass
                if again == greys:
                    mixes.append(greys)
            else:
                seen[cell].add(greys[0])
        time.sleep(PAUSE_S)
    return seen, mixes


def _live(node: SmallNode, cell: str) -> bool:
    return node.state(cell, "w-plain") == "live"


@pytest.mark.parametrize("spanning", [False, True])
@pytest.mark.parametrize("seconds", [4.0, pytest.param(10.0, marks=pytest.mark.slow)])
def test_no_picture_mixes_two_frames(
    short_path: Path, screen: VirtualScreen, seconds: float, spanning: bool
) -> None:
    with SmallNode(short_path, display=screen.display) as node:
        solid_clip(node.media / "plain.avi", LEVELS, FPS, 320, 240)
        for number, cell in enumerate(CELLS):
            node.fork(cell, place_px=rect(number * W, 0))
        for number, cell in enumerate(CELLS):
            win = rect(-number * W, 0, 2 * W, H) if spanning else rect()
            node.show(cell, picture(pane("plain", win=win)))
        for cell in CELLS:
            node.wait(partial(_live, node, cell), 30, f"{cell} is live")
        seen, mixes = _watch(screen, seconds)
        assert not mixes, f"pictures of two frames: {mixes[:5]}"
        assert all(len(greys) > ENOUGH for greys in seen), "the pictures changed all the time"
