"""Rule: what is painted is what the display shows, pixel by pixel, at the cell's own place."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QRect
from PySide6.QtGui import QCloseEvent, QGuiApplication

from tests.kit.screen import VirtualScreen
from tests.renderer.stand import KEPT
from wallctl.model.geometry import PxRect
from wallctl.renderer.glass import Glass, region_of

ROOT = Path(__file__).resolve().parents[2]
PLACE = PxRect(x=37, y=21, w=301, h=203)
WHOLE = PxRect(x=0, y=0, w=PLACE.w, h=PLACE.h)


@pytest.fixture
def glass(qapp: QGuiApplication) -> Iterator[Glass]:
    glass = Glass(PxRect(x=0, y=0, w=64, h=48), qapp.primaryScreen(), "test")
    KEPT.append(glass)
    yield glass


def _open(glass: Glass, app: QGuiApplication) -> list[int]:
    asked: list[int] = []
    glass.open(lambda: asked.append(1))
    until = time.monotonic() + 5.0
    while not glass.exposed:
        assert time.monotonic() < until
        app.processEvents()
    return asked


def test_an_opened_window_asks_for_its_picture(glass: Glass, qapp: QGuiApplication) -> None:
    assert _open(glass, qapp)


def test_what_is_painted_stays_in_the_canvas_and_nothing_else_changes(
    glass: Glass, qapp: QGuiApplication
) -> None:
    _open(glass, qapp)
    whole = PxRect(x=0, y=0, w=64, h=48)
    glass.paint(region_of([whole]), lambda canvas: canvas.fill(7))
    part = PxRect(x=5, y=6, w=7, h=8)

    def fill(canvas: np.ndarray) -> None:
        canvas[6:14, 5:12] = 200

    glass.paint(region_of([part]), fill)
    canvas = glass.canvas()
    assert canvas.shape == (48, 64, 4)
    assert (canvas[6:14, 5:12, :3] == 200).all()
    assert (canvas[:, :, :3] == 200).all(axis=2).sum() == 56
    assert not any(glass.differs(row) for row in (0, 10, 47))


def test_nothing_is_painted_for_nothing(glass: Glass, qapp: QGuiApplication) -> None:
    _open(glass, qapp)
    called: list[int] = []
    glass.paint(region_of([]), lambda canvas: called.append(1))
    assert not called


def test_nobody_closes_a_cell(glass: Glass, qapp: QGuiApplication) -> None:
    _open(glass, qapp)
    event = QCloseEvent()
    glass.closeEvent(event)
    assert not event.isAccepted()


def test_a_window_without_its_output_is_painted_in_memory_and_shown_where_it_comes_back(
    glass: Glass, qapp: QGuiApplication
) -> None:
    asked = _open(glass, qapp)
    glass.leave()
    assert (glass.away, glass.exposed, glass.isVisible()) == (True, False, False)
    whole = region_of([PxRect(x=0, y=0, w=64, h=48)])
    glass.paint(whole, lambda canvas: canvas.fill(9))
    assert (glass.canvas() == 9).all() and glass.settle() > 0
    before = len(asked)
    assert not glass.go_to(qapp.primaryScreen(), PxRect(x=100, y=60, w=64, h=48)), "the same size"
    until = time.monotonic() + 5.0
    while not glass.exposed or len(asked) == before:
        assert time.monotonic() < until
        qapp.processEvents()
    assert glass.where() == PxRect(x=100, y=60, w=64, h=48)
    assert (glass.canvas() == 9).all()


def test_an_output_of_another_size_gets_a_canvas_of_that_size(glass: Glass, qapp: QGuiApplication) -> None:
    _open(glass, qapp)
    assert glass.go_to(qapp.primaryScreen(), PxRect(x=0, y=0, w=80, h=40))
    assert glass.canvas().shape == (40, 80, 4) and glass.place.w == 80


def test_a_region_is_its_rectangles() -> None:
    region = region_of([PxRect(x=0, y=0, w=2, h=2), PxRect(x=10, y=10, w=3, h=1)])
    box = region.boundingRect()
    inside = [region.contains(QPoint(x, y)) for x in range(box.width()) for y in range(box.height())]
    assert box == QRect(0, 0, 13, 11) and sum(inside) == 7


# ---- a real display ----------------------------------------------------------------------------------------
class GlassProcess:
    """A `tests.fakes.glass_process` on an X screen that the test reads."""

    def __init__(self, screen: VirtualScreen, place: PxRect) -> None:
        argv = [sys.executable, "-m", "tests.fakes.glass_process"]
        argv += [str(number) for number in (place.x, place.y, place.w, place.h)]
        self._process = subprocess.Popen(
            argv, cwd=ROOT, env=screen.env, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        self.first = self._answer()

    def _answer(self) -> dict[str, Any]:
        assert self._process.stdout is not None
        answer: dict[str, Any] = json.loads(self._process.stdout.readline())
        return answer

    def tell(self, part: PxRect, seed: int, **more: object) -> dict[str, Any]:
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps({"part": part.model_dump(), "seed": seed, **more}) + "\n")
        self._process.stdin.flush()
        return self._answer()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._process.kill()
        self._process.communicate()


def _noise(seed: int, part: PxRect) -> np.ndarray:
    return np.random.default_rng(seed).integers(0, 256, (part.h, part.w, 3), np.uint8)


@pytest.mark.xcb
def test_on_x_the_screen_has_exactly_the_painted_pixels_at_the_cells_place() -> None:
    with VirtualScreen(640, 480) as screen, GlassProcess(screen, PLACE) as glass:
        assert glass.first == {"exposed": True, "where": PLACE.model_dump()}
        seen = screen.pixels[PLACE.y : PLACE.bottom, PLACE.x : PLACE.right, :3]
        for seed in range(5):
            answer = glass.tell(WHOLE, seed)
            assert answer["settled"] and answer["differs"] == []
            assert np.array_equal(seen, _noise(seed, WHOLE)), "the round trip came after the pixels"
        before = screen.grab()
        part = PxRect(x=100, y=51, w=33, h=17)
        glass.tell(part, 77)
        after = screen.grab()
        here = (slice(PLACE.y + 51, PLACE.y + 68), slice(PLACE.x + 100, PLACE.x + 133))
        assert np.array_equal(after[here][:, :, :3], _noise(77, part))
        before[here] = after[here]
        assert np.array_equal(before, after), "nothing else changed"


@pytest.mark.xcb
def test_on_x_a_display_that_shows_other_pixels_than_were_painted_is_found_out() -> None:
    with VirtualScreen(640, 480) as screen, GlassProcess(screen, PLACE) as glass:
        glass.tell(WHOLE, 1)
        changed = PxRect(x=0, y=40, w=5, h=3)
        assert glass.tell(changed, 9, behind=True)["differs"] == [40, 41, 42]
        assert glass.tell(WHOLE, 2)["differs"] == []


@pytest.mark.xcb
def test_on_x_a_window_that_was_covered_is_asked_to_paint_again() -> None:
    with VirtualScreen(640, 480) as screen, GlassProcess(screen, PLACE) as glass:
        asked = glass.tell(WHOLE, 1)["asked"]
        with GlassProcess(screen, PxRect(x=0, y=0, w=640, h=480)) as above:
            above.tell(PxRect(x=0, y=0, w=640, h=480), 3)
            seen = screen.pixels[PLACE.y : PLACE.bottom, PLACE.x : PLACE.right, :3]
            assert not np.array_equal(seen, _noise(1, WHOLE))
        until_s = time.monotonic() + 20.0
        while (answer := glass.tell(PxRect(x=0, y=0, w=1, h=1), 1, turn_s=0.2))["asked"] <= asked:
            assert time.monotonic() < until_s, answer
        assert answer["exposed"]
