"""What an officer does most takes few actions, counted: a drag, a key or a word typed is one each."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint, Qt

from tests.controller.conftest import Bench
from wallctl.model.geometry import Rect
from wallctl.model.ids import WindowId


class Hand:
    """Does what it is told, one action after the other, and knows how many."""

    def __init__(self, bench: Bench) -> None:
        self._bench = bench
        self.actions = 0

    def do(self, action: Callable[[], object]) -> None:
        self.actions += 1
        action()
        self._bench.qtbot.wait(10)


@pytest.fixture
def hand(bench: Bench) -> Hand:
    return Hand(bench)


def at(bench: Bench, x: float, y: float) -> QPoint:
    return bench.cell_px(bench.live, x, y)


def test_a_named_camera_is_on_a_chosen_cell_in_three_actions(bench: Bench, hand: Hand) -> None:
    hand.do(lambda: bench.key(Qt.Key.Key_Slash))
    hand.do(lambda: bench.type("mzyxgd"))
    model = bench.desk.window.sources.model
    bench.until(lambda: model.source_at(model.first_source()))
    found = model.source_at(model.first_source())
    assert found is not None and found.id == "wat-08"
    hand.do(lambda: bench.drop(bench.live, bench.mime_of("wat-08"), at(bench, 3.5, 2.5)))
    bench.until(lambda: bench.wall.windows)
    assert bench.wall.windows[0].source == "wat-08"
    assert bench.wall.windows[0].rect == Rect(x=3, y=2, w=1, h=1)
    assert hand.actions <= 3


def test_a_preset_is_up_with_one_key(bench: Bench, hand: Hand) -> None:
    hand.do(lambda: bench.key(Qt.Key.Key_F9))
    bench.until(lambda: len(bench.wall.windows) == 24)
    assert hand.actions == 1


def test_a_window_over_four_cells_takes_two_actions(bench: Bench, hand: Hand) -> None:
    hand.do(lambda: bench.drop(bench.live, bench.mime_of("wat-08"), at(bench, 1.5, 1.5)))
    bench.until(lambda: bench.wall.windows)
    bench.settle()
    corner = at(bench, 2, 2)
    hand.do(lambda: bench.drag(bench.live, corner - QPoint(7, 7), at(bench, 3, 3) - QPoint(7, 7)))
    bench.until(lambda: bench.wall.windows[0].rect == Rect(x=1, y=1, w=2, h=2))
    assert hand.actions == 2 and bench.rect(WindowId(bench.wall.windows[0].id)).w == 2
