"""Rule: a cell that is asked to shows its name over everything, for as long as asked, and leaves no trace."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import numpy as np
import pytest
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from tests.renderer.stand import KEPT
from wallctl.model.geometry import PxRect
from wallctl.model.ids import CellId
from wallctl.renderer.glass import Glass, region_of
from wallctl.renderer.nameplate import Nameplate, plate

CELL = PxRect(x=0, y=0, w=320, h=240)


@pytest.fixture
def glass(qapp: QGuiApplication) -> Iterator[Glass]:
    glass = Glass(CELL, qapp.primaryScreen(), "test")
    KEPT.append(glass)
    yield glass


def _grey(glass: Glass) -> None:
    glass.paint(region_of([CELL]), lambda canvas: canvas.fill(90))


def test_the_name_lies_over_everything_for_its_time_and_then_nothing_is_left(
    qtbot: QtBot, glass: Glass
) -> None:
    shown = Nameplate(glass, CellId("r0c1"), partial(_grey, glass))
    _grey(glass)
    shown.show(0.2)
    assert len(np.unique(glass.canvas()[80:160, 60:260])) > 2, "letters on their plate"
    _grey(glass)
    assert len(np.unique(glass.canvas()[80:160, 60:260])) > 2, "and over the next frame, too"
    assert (glass.canvas()[:4] == 90).all()
    qtbot.waitUntil(lambda: bool((glass.canvas() == 90).all()), timeout=3_000)
    shown.show(5)
    shown.show(0)
    assert (glass.canvas() == 90).all(), "taken off at once"


@pytest.mark.parametrize("size", [(64, 48), (320, 240), (1024, 768), (1920, 1080), (200, 1000)])
def test_the_plate_fits_its_cell_and_is_readable_from_afar(
    qapp: QGuiApplication, size: tuple[int, int]
) -> None:
    cell = PxRect(x=0, y=0, w=size[0], h=size[1])
    found = plate("12排16列", "r11c15", cell)
    assert found.shape[0] <= cell.h and found.shape[1] <= cell.w
    if size == (1024, 768):
        assert found.shape[0] >= cell.h // 3
