"""Rules: every edge of a window can be moved by keys, freely, and a free step goes in one direction only."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence

from tests.controller.conftest import first_stroke
from tests.rules.test_enlarge import LAYOUT, WALL, A
from wallctl.controller.canvas.reshaping import (
    FREE_STEPS,
    FreeStep,
    Reshaping,
    kept_in_place,
    reshaped,
    reshaping_pressed,
)
from wallctl.controller.canvas.scene import Board, Scene
from wallctl.model.geometry import Rect
from wallctl.model.layout import Layout
from wallctl.rules.arrows import Way
from wallctl.rules.edit_several import lock

STEP = 1 / 16
THIRD = Layout(windows=(LAYOUT.windows[0].with_(id=A, rect=Rect(x=1 / 3, y=1 / 3, w=1 / 3, h=1 / 3)),))
SCENE = Scene(board=Board.LIVE, wall=WALL, layout=THIRD, glass=THIRD)


def after(what: Reshaping, way: Way) -> tuple[float, float, float, float]:
    """Left, top, right and bottom."""
    window = reshaped(SCENE, (A,), what, way, 1.0).window(A)
    assert window is not None
    rect = window.rect
    return rect.x, rect.y, rect.right, rect.bottom


@pytest.mark.parametrize("free", FREE_STEPS)
def test_a_free_step_moves_only_what_it_names_and_only_that_way(free: FreeStep) -> None:
    before = (1 / 3, 1 / 3, 2 / 3, 2 / 3)
    way = [round(now - was, 9) for was, now in zip(before, after(free.what, free.way), strict=True)]
    sideways = free.way in (Way.LEFT, Way.RIGHT)
    edges = {
        Reshaping.FREE_MOVE: (0, 2) if sideways else (1, 3),
        Reshaping.FAR_EDGE: (2,) if sideways else (3,),
        Reshaping.NEAR_EDGE: (0,) if sideways else (1,),
    }[free.what]
    sign = -1 if free.way in (Way.LEFT, Way.UP) else 1
    for edge in range(4):
        assert STEP / 2 <= way[edge] * sign <= STEP * 1.5 if edge in edges else way[edge] == 0


@pytest.mark.parametrize("free", FREE_STEPS)
def test_the_key_that_the_menu_names_is_the_key_that_is_heard(free: FreeStep) -> None:
    pressed = first_stroke(QKeySequence(free.what.key(free.way)))
    event = QKeyEvent(QEvent.Type.KeyPress, pressed.key(), pressed.keyboardModifiers())
    assert reshaping_pressed(event) == (free.what, free.way)


def test_an_arrow_alone_and_other_keys_change_nothing() -> None:
    none, ctrl = Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ControlModifier
    for key, held in ((Qt.Key.Key_Left, none), (Qt.Key.Key_A, ctrl)):
        assert reshaping_pressed(QKeyEvent(QEvent.Type.KeyPress, key, held)) is None


def test_what_is_locked_stays_and_that_is_said() -> None:
    locked = replace(SCENE, layout=lock(THIRD, [A]))
    assert all(reshaped(locked, (A,), what, way, 1.0) == locked.layout for what in Reshaping for way in Way)
    assert "K" in kept_in_place(locked, (A,))
    assert kept_in_place(SCENE, ()) and not kept_in_place(SCENE, (A,))
