"""What the renderer's tests need before OpenCV opens its first stream, as the real process has it."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator

import pytest

# Read once, at the first open of the process: without it opens wait for each other.
os.environ["OPENCV_FFMPEG_IS_THREAD_SAFE"] = "1"
os.environ["QT_ENABLE_HIGHDPI_SCALING"] = "0"


@pytest.fixture(autouse=True)
def windows_go_with_their_test() -> Iterator[None]:
    """The offscreen platform gives the pointer to the first window there is: one left would take it from
    the desks of later tests in this process."""
    yield
    gui = sys.modules.get("PySide6.QtGui")
    if gui is not None and gui.QGuiApplication.instance() is not None:
        for window in gui.QGuiApplication.topLevelWindows():
            window.hide()
