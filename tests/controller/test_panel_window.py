"""Rules: a panel's own window opens clear of what says which board is live, and of the other panel."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QRect, QSize

from tests.controller.conftest import Bench
from tests.controller.test_panels import FIRST, floating, press
from wallctl.controller import main
from wallctl.controller.docking import PANELS
from wallctl.controller.panel_window import Opening, place_window
from wallctl.controller.placing import Screen
from wallctl.controller.settings import Place

DESK = QRect(0, 0, 1_366, 768)


def test_on_one_screen_a_panel_s_window_opens_at_the_foot_of_what_it_may_lie_over() -> None:
    over = QRect(DESK.left() + 20, DESK.top() + 300, 1_200, 400)
    left = place_window([DESK], DESK, None, Opening(QSize(300, 700), 200, over, Place.LEFT))
    right = place_window([DESK], DESK, None, Opening(QSize(300, 700), 200, over, Place.RIGHT))
    assert left == QRect(over.left(), over.top(), 300, 400) and over.contains(right)
    assert right.right() == over.right() and not left.intersects(right)
    high = place_window([DESK], DESK, None, Opening(QSize(300, 700), 450, over, Place.LEFT))
    assert high.height() == 450 and high.bottom() == over.bottom(), "what it needs at least it gets"


def test_on_one_screen_panels_that_float_cover_no_head_of_a_board_and_not_each_other(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(main, "screens", lambda app: [Screen("a", FIRST, FIRST)])
    bench.desk.window.move(0, 0)
    for zone in PANELS:
        press(bench, PANELS[zone].float_)
    found = [floating(bench, zone).frameGeometry() for zone in PANELS]
    live = bench.desk.window.centre.live
    head = QRect(live.mapToGlobal(QPoint()), QSize(live.width(), live.canvas.y()))
    for place in found:
        assert FIRST.contains(place) and not place.intersects(head), (place, head)
    assert not found[0].intersects(found[1])
    bench.desk.window.frame.restore()
