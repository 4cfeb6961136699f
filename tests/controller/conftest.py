"""A desk before a fake server that speaks through a real bus, driven as an officer drives it."""

from __future__ import annotations

import functools
import gc
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import cast

import pytest
from PySide6.QtCore import QKeyCombination, QMimeData, QPoint, QPointF, Qt
from PySide6.QtGui import QDragEnterEvent, QDragMoveEvent, QDropEvent, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from tests.fakes.desk_city import sample_city
from tests.fakes.desk_server import DeskServer
from wallctl.controller import source_index
from wallctl.controller.bell import Bell
from wallctl.controller.bridge import Bridge
from wallctl.controller.canvas.view import WallCanvas
from wallctl.controller.collecting import GuiCollector
from wallctl.controller.icons import Icons
from wallctl.controller.main import Desk
from wallctl.controller.session import LinkPhase, Session
from wallctl.controller.settings import SettingsKeeper
from wallctl.controller.source_index import full_search
from wallctl.controller.source_panel import Search
from wallctl.controller.theme import BASE_PX, dress
from wallctl.model.city import District
from wallctl.model.geometry import Rect
from wallctl.model.ids import SeatId, SourceId, WindowId
from wallctl.model.layout import Layout, Window
from wallctl.model.source import Agency, Source
from wallctl.store.readings import shipped_readings


@dataclass
class Bench:
    """A desk, its server, and a hand."""

    qtbot: QtBot
    server: DeskServer
    desk: Desk
    session: Session

    @property
    def live(self) -> WallCanvas:
        return self.desk.window.centre.live.canvas

    @property
    def draft(self) -> WallCanvas:
        return self.desk.window.centre.draft.canvas

    @property
    def wall(self) -> Layout:
        """What the server has accepted."""
        return self.server.desired.layout

    def until(self, condition: Callable[[], object], timeout_ms: int = 20_000) -> None:
        self.qtbot.waitUntil(lambda: bool(condition()), timeout=timeout_ms)

    def settle(self) -> None:
        """Wait until the desk shows what the server holds."""
        self.until(
            lambda: (
                self.session.asked is None
                and self.session.view is not None
                and self.session.view.desired == self.server.desired
            )
        )

    def key(self, key: Qt.Key, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        """Press a key wherever the focus is."""
        target = QApplication.focusWidget() or self.desk.window
        QTest.keyClick(target, key, modifiers)

    def type(self, text: str) -> None:
        """Type into whatever has the focus."""
        target = QApplication.focusWidget()
        assert target is not None
        QTest.keyClicks(target, text)

    def cell_px(self, canvas: WallCanvas, x: float, y: float) -> QPoint:
        """Where a point of the wall, in cells, lies on a canvas."""
        return QPoint(canvas.scale.x_px(x), canvas.scale.y_px(y))

    def drag(self, canvas: WallCanvas, start: QPoint, end: QPoint) -> None:
        """Press, move in steps, let go."""
        left = Qt.MouseButton.LeftButton
        QTest.mousePress(canvas, left, Qt.KeyboardModifier.NoModifier, start)
        for step in range(1, 6):
            between = QPointF(start) + (QPointF(end) - QPointF(start)) * step / 5
            QTest.mouseMove(canvas, between.toPoint())
        QTest.mouseRelease(canvas, left, Qt.KeyboardModifier.NoModifier, end)

    def drop(self, target: QWidget, mime: QMimeData, at: QPoint) -> bool:
        """Bring a load over a widget and let go; tell whether it was taken."""
        copy, left = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton
        none = Qt.KeyboardModifier.NoModifier
        enter = QDragEnterEvent(at, copy, mime, left, none)
        enter.ignore()
        QApplication.sendEvent(target, enter)
        if not enter.isAccepted():
            return False
        QApplication.sendEvent(target, QDragMoveEvent(at, copy, mime, left, none))
        event = QDropEvent(QPointF(at), copy, mime, left, none)
        event.ignore()
        QApplication.sendEvent(target, event)
        return event.isAccepted()

    def mime_of(self, *sources: str) -> QMimeData:
        """The load that the list makes of these rows."""
        model = self.desk.window.sources.model
        return model.mimeData([model.place_of(SourceId(source)) for source in sources])

    def held(self, name: str) -> Window:
        """The window of that id, as the server holds it."""
        window = self.wall.window(WindowId(name))
        assert window is not None, f"no {name} on the wall"
        return window

    def rect(self, name: str) -> Rect:
        """Where a window is, as the server holds it."""
        return self.held(name).rect


def kept(file: Path) -> SettingsKeeper:
    """The settings of that file, once the disk has told them."""
    keeper = SettingsKeeper(file)
    keeper.wait(20)
    assert not keeper.reading
    return keeper


def first_stroke(keys: QKeySequence) -> QKeyCombination:
    """What is pressed first. PySide's type hints leave out that a sequence can be indexed."""
    return cast(Sequence[QKeyCombination], keys)[0]


@pytest.fixture(scope="package", autouse=True)
def collector(qapp: QApplication) -> Iterator[None]:
    """Desks of earlier tests are freed in this thread, as in the desk itself, and not on a bus thread."""
    found = GuiCollector()
    yield
    gc.collect()
    found.stop()


@pytest.fixture(autouse=True)
def look(qapp: QApplication) -> None:
    """The desk's look as it comes: the size of type that an earlier desk chose stays with the application."""
    if qapp.property("has icons") is None:
        Icons(qapp)
        qapp.setProperty("has icons", True)
    if qapp.font().pixelSize() != BASE_PX:
        dress(qapp)


@pytest.fixture(autouse=True)
def tongue(qapp: QApplication) -> Iterator[None]:
    """A desk takes its words with it: what it left, dialogs of later desks would speak in both languages."""
    yield
    assert qapp.translate("QFileDialog", "Parent Directory") == "Parent Directory", "words were left behind"


@functools.cache
def searches(
    sources: tuple[Source, ...], agencies: tuple[Agency, ...], districts: tuple[District, ...]
) -> Search:
    """Made once a run for one catalogue: each desk that read the names anew took a seventh of its test."""
    return full_search(sources, agencies, districts, shipped_readings())


@pytest.fixture
def soon(monkeypatch: pytest.MonkeyPatch) -> None:
    """The search is there at once. That it comes after the window is the rule of `test_source_index`."""
    monkeypatch.setattr(source_index, "SOON_MS", 1)
    monkeypatch.setattr(
        source_index,
        "full_search",
        lambda sources, agencies, districts, _: searches(sources, agencies, districts),
    )


@pytest.fixture
def bench(qtbot: QtBot, qapp: QApplication, soon: None) -> Iterator[Bench]:
    """A connected desk on a 4x6 wall of the sample city, nothing on it."""
    with DeskServer(sample_city("4x6")) as server:
        session = Session(time.monotonic, time.time)
        desk = Desk(qapp, session, "值班员01", bell=Bell([("true",)]))
        bridge = Bridge(session, server.address, server.desk_keys, SeatId("seat"))
        desk.window.resize(1600, 900)
        qtbot.addWidget(desk.window)
        desk.presenter.echo_requested.connect(bridge.watch_echo)
        bridge.start()
        desk.window.show()
        desk.window.activateWindow()
        found = Bench(qtbot, server, desk, session)
        ready: list[bool] = []
        desk.presenter.search_ready.connect(lambda: ready.append(True))
        try:
            found.until(lambda: ready, 15_000)
            found.until(lambda: session.phase is LinkPhase.UP and session.catalogue_known)
            found.until(lambda: session.view is not None)
            yield found
        finally:
            bridge.stop()
            desk.stop()
