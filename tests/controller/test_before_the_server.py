"""Rule: a desk that has not heard of its site yet says that it reads, and never that there is nothing."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from wallctl.controller.bell import Bell
from wallctl.controller.main import Desk
from wallctl.controller.session import Session


@pytest.fixture
def desk(qtbot: QtBot, qapp: QApplication) -> Iterator[Desk]:
    """As `wallctl controller` has it on the screen before there is a link."""
    found = Desk(qapp, Session(time.monotonic, time.time), "seat", bell=Bell([("true",)]))
    qtbot.addWidget(found.window)
    found.acts.begin()
    found.window.show()
    found.window.activateWindow()
    qtbot.waitUntil(found.window.isActiveWindow)
    yield found
    found.stop()


def said(desk: Desk) -> str:
    return "\n".join(label.text() for label in desk.window.findChildren(QLabel) if label.isVisible())


def test_sources_and_presets_are_being_read_in_either_language(desk: Desk) -> None:
    assert "正在读取信号源目录" in said(desk) and "正在读取场景" in said(desk)
    QTest.keyClick(desk.window, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    assert "Reading the catalogue" in said(desk) and "Reading the presets" in said(desk)
    assert "No source" not in said(desk) and "No presets" not in said(desk)
