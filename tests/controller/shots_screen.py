"""Three screens without a display, and pictures of all that lies on one: the desk, and what is over it."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QEvent, QEventLoop, QPoint, QRect, Qt, QTimer
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtWidgets import QApplication, QDialog, QWidget

from wallctl.controller.language import Language
from wallctl.controller.main import Desk

SIZES = ((1366, 768), (1920, 1080), (2560, 1440))
_TITLE_PX = 28
_SETTLE_S = 0.5
_TITLE, _TITLE_TEXT = QColor("#3a3a3a"), QColor("#dddddd")
_OVER_ALL = (Qt.WindowType.Popup, Qt.WindowType.ToolTip)


def spin(seconds: float) -> None:
    """Let the application run."""
    loop = QEventLoop()
    QTimer.singleShot(int(seconds * 1000), loop.quit)
    loop.exec()


def wait(condition: Callable[[], bool], seconds: float = 10.0) -> None:
    """Let the application run until something is so."""
    until = time.monotonic() + seconds
    while not condition() and time.monotonic() < until:
        spin(0.05)


def three_screens(folder: Path) -> None:
    """Make Qt believe in one screen of each size, side by side; before there is an application."""
    screens, left = [], 0
    for number, (width, height) in enumerate(SIZES):
        place = {"x": left, "y": 0, "width": width, "height": height}
        screens.append({"name": f"S{number}", "logicalDpi": 96, "logicalBaseDpi": 96, "dpr": 1, **place})
        left += width
    file = folder / "screens.json"
    file.write_text(json.dumps({"windowFrameMargins": False, "screens": screens}), "utf-8")
    os.environ["QT_QPA_PLATFORM"] = f"offscreen:configfile={file}"


class Camera:
    """Takes pictures of the screen that the desk fills; `only`: those alone whose name holds this."""

    def __init__(self, app: QApplication, desk: Desk, out: Path, only: str) -> None:
        self._app, self.desk, self._out, self._only = app, desk, out, only
        self._size = SIZES[0]

    def wants(self, name: str) -> bool:
        """Whether a picture of any language and size would be taken under that name."""
        endings = [f"{name}-{width}-{language.value}" for width, _ in SIZES for language in Language]
        return any(self._only in ending for ending in (name, *endings))

    def each(
        self, name: str, begin: Callable[[], None] | None = None, after: Callable[[], None] | None = None
    ) -> None:
        """Take a picture at each size in both languages: `begin` brings it about, `after` ends it."""
        if not self.wants(name):
            return
        for language in Language:
            self.desk.speak(language)
            for size in SIZES:
                full = f"{name}-{size[0]}-{language.value}"
                if self._only not in full and self._only not in name:
                    continue
                self.fill(size)
                if begin is not None:
                    begin()
                spin(_SETTLE_S)
                self.take(full)
                self.close_all()
                if after is not None:
                    after()
        self.desk.speak(Language.CHINESE)

    def fill(self, size: tuple[int, int]) -> None:
        """Let the desk fill the screen of that size."""
        screen = self._app.screens()[SIZES.index(size)].geometry()
        if self.desk.window.geometry() != screen:
            self.desk.window.setGeometry(screen)
            spin(0.3)
        self._size = size

    def take(self, name: str) -> None:
        """Take the picture of the whole screen; what a window manager would add is drawn in grey."""
        screen = self._app.screens()[SIZES.index(self._size)].geometry()
        picture = QImage(screen.size(), QImage.Format.Format_RGB32)
        picture.fill(QColor("#000000"))
        painter = QPainter(picture)
        for window in _as_they_lie(self.desk.window):
            at = window.geometry().topLeft() - screen.topLeft()
            if isinstance(window, QDialog):
                # Qt says where the frame goes: what is in it lies lower by the title.
                at += QPoint(0, _TITLE_PX)
                _draw_title(painter, window, at)
            painter.drawPixmap(at, window.grab())
        painter.end()
        picture.save(str(self._out / f"{name}.png"))

    def close_all(self) -> None:
        """Close whatever lies over the desk."""
        for window in reversed(_as_they_lie(self.desk.window)[1:]):
            window.close()
        self._app.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        self.desk.window.activateWindow()
        spin(0.05)


def _as_they_lie(desk: QWidget) -> list[QWidget]:
    shown = [one for one in QApplication.topLevelWidgets() if one.isVisible() and one is not desk]
    return [desk, *sorted(shown, key=lambda one: (one.windowType() in _OVER_ALL, _depth(one)))]


def _depth(window: QWidget) -> int:
    """A dialog of a dialog lies over it."""
    parent = window.parentWidget()
    return 1 + _depth(parent.window()) if parent is not None else 0


def _draw_title(painter: QPainter, window: QDialog, at: QPoint) -> None:
    bar = QRect(at.x(), at.y() - _TITLE_PX, window.width(), _TITLE_PX)
    painter.fillRect(bar, _TITLE)
    painter.setFont(window.font())
    painter.setPen(_TITLE_TEXT)
    painter.drawText(bar, Qt.AlignmentFlag.AlignCenter, window.windowTitle())
    painter.drawRect(QRect(at, window.size()).adjusted(-1, -1, 0, 0))
