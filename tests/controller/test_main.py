"""Rules: the desk goes out of the wall's way however late the wall comes up, and otherwise stays put."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QRect
from PySide6.QtWidgets import QApplication

from tests.controller.conftest import Bench
from wallctl.controller import main
from wallctl.controller.placing import Screen


@pytest.fixture
def screen(monkeypatch: pytest.MonkeyPatch) -> QRect:
    """One screen that is too small for the wall."""
    whole = QRect(0, 0, 1920, 1080)

    def one(app: QApplication) -> list[Screen]:
        return [Screen("a", whole, whole)]

    monkeypatch.setattr(main, "screens", one)
    return whole


def test_a_desk_that_started_before_the_renderers_leaves_the_wall_its_room(
    bench: Bench, screen: QRect, tmp_path: Path
) -> None:
    nursery = tmp_path / "nursery.sock"
    bench.desk.show(nursery)
    bench.session.wall_changed.emit()
    assert bench.desk.window.geometry().height() > 1000
    nursery.touch()

    def goes_on() -> bool:
        # As the wall does twice a second: the first look may have been before the renderers came.
        bench.session.wall_changed.emit()
        # A window's edges, where there are any, lie within its place.
        return bench.desk.window.geometry().top() >= 360

    bench.until(goes_on)
    assert screen.contains(bench.desk.window.geometry())


def test_a_desk_that_was_moved_by_hand_stays_there(bench: Bench, screen: QRect, tmp_path: Path) -> None:
    bench.desk.show(tmp_path / "nursery.sock")
    bench.desk.window.setGeometry(100, 100, 1200, 700)
    answers: list[bool] = []
    assert bench.desk._look is not None
    bench.desk._look.answered.connect(answers.append)
    bench.session.wall_changed.emit()
    bench.until(lambda: answers)
    assert bench.desk.window.geometry() == QRect(100, 100, 1200, 700)
