"""Rules: no input method has a part where only Latin letters can be right; keys there are text as ever."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodQueryEvent
from PySide6.QtWidgets import QApplication, QWidget

from tests.controller.conftest import Bench
from tests.controller.test_composing_fields import panel
from wallctl.controller.add_dialog import AddDialog
from wallctl.controller.wall_dialog import WallDialog
from wallctl.model.layout import Layout
from wallctl.protocol.desk import TakeLayout

CTRL, ALT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier


@pytest.fixture
def adding(bench: Bench) -> AddDialog:
    """The form of a new camera, its address ready to be typed."""
    found = panel(bench, AddDialog, Qt.Key.Key_A, ALT)
    bench.until(lambda: QApplication.focusWidget() is found.main)
    return found


def composes(field: QWidget) -> bool:
    """Whether an input method is told that it may compose there."""
    query = QInputMethodQueryEvent(Qt.InputMethodQuery.ImEnabled)
    QApplication.sendEvent(field, query)
    return query.isAccepted() and bool(query.value(Qt.InputMethodQuery.ImEnabled))


def test_addresses_and_ids_of_cameras_are_typed_as_they_are_and_names_are_composed(adding: AddDialog) -> None:
    assert not any(map(composes, (adding.main, adding.sub, adding.id)))
    assert composes(adding.name)


def test_resolution_and_outputs_of_the_wall_are_typed_as_they_are(bench: Bench) -> None:
    form = panel(bench, WallDialog, Qt.Key.Key_W, ALT)
    form.apart.setChecked(True)
    assert form.outputs
    assert not any(map(composes, (form.rows, form.cols, form.size_box, *form.outputs.values())))


def test_the_name_of_a_file_is_composed_once_it_is_said_that_it_is_one(
    bench: Bench, adding: AddDialog
) -> None:
    bench.type("file:")
    assert composes(adding.main) and not composes(adding.sub)
    bench.key(Qt.Key.Key_A, CTRL)
    bench.type("rtsp://10.1.2.3/file:1")
    assert not composes(adding.main)


def test_ctrl_enter_where_nothing_is_composed_is_the_texts_too(bench: Bench, adding: AddDialog) -> None:
    bench.desk.presenter.studio.begin(Layout())
    for field in (adding.main, adding.id):
        field.setFocus()
        bench.key(Qt.Key.Key_Return, CTRL)
    assert "没有上墙" in bench.desk.window.centre.notice.text
    assert not any(isinstance(ask, TakeLayout) for ask in bench.server.asks)
