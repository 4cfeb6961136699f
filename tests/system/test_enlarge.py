"""One key enlarges: on a real wall the picture is in the main area within 1.5 s (p95), and back as fast.

Read off the glass: the strips of the camera's own picture, at the place and size of the main area, on every
cell that it covers. The cameras have a large stream, which the main area asks for and no cell has open yet.
"""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.kit.core_time import Pressure
from tests.kit.driver import Driver, layout_of
from tests.kit.site import SiteUnderTest
from tests.kit.tags import Rect, TagReader
from wallctl.bus.keys import load_key_pair
from wallctl.controller.bridge import Bridge
from wallctl.controller.main import Desk, site_address
from wallctl.controller.session import LinkPhase, Session
from wallctl.model.content import ClockContent
from wallctl.model.ids import SeatId, WindowId
from wallctl.model.layout import Layout, Window
from wallctl.model.wall import Size, Wall
from wallctl.protocol.desk import TakeLayout
from wallctl.rules.enlarge import enlarge
from wallctl.store.site import Site

pytestmark = [pytest.mark.xcb, pytest.mark.city, pytest.mark.timeout(180)]

SHOWN_WITHIN_S = 1.5
ROUNDS = 5
LEFT = Qt.MouseButton.LeftButton
CELL = (640, 480)
CAMERAS = ("wat-08", "psb-01", "trf-02", "saf-01")
NATIVES = ((1920, 1080), (640, 360))
WALL = Wall(id="w", rows=2, cols=2, cell_px=Size(w=CELL[0], h=CELL[1]))


class Eyes:
    """Tells which camera is seen in a window, at its own place and size."""

    def __init__(self, site: SiteUnderTest) -> None:
        self._site = site
        self._readers: dict[Rect, tuple[TagReader, ...]] = {}

    def camera(self, window: Window) -> int | None:
        """Its number where strips in every quarter of the picture say the same; else None."""
        wide, high = window.rect.w * CELL[0], window.rect.h * CELL[1]
        picture_h = wide * 9 / 16
        left, top = window.rect.x * CELL[0], window.rect.y * CELL[1] + (high - picture_h) / 2
        place = Rect(left, top, wide, picture_h)
        canvas = self._site.screen.pixels
        if place not in self._readers:
            size = canvas.shape[0], canvas.shape[1]
            self._readers[place] = tuple(TagReader(place, native, size) for native in NATIVES)
        for reader in self._readers[place]:
            tags = reader.read(canvas)
            seen = [
                (tag.camera, tag.x > left + wide / 2, tag.y > top + picture_h / 2)
                for tag in tags
                if tag is not None
            ]
            number = Counter(camera for camera, _, _ in seen).most_common(1)
            if number and len({(x, y) for camera, x, y in seen if camera == number[0][0]}) == 4:
                return number[0][0]
        return None


@pytest.fixture
def site(short_path: Path) -> Iterator[SiteUnderTest]:
    with SiteUnderTest(short_path, cell=CELL) as site:
        site.run()
        yield site
        site.stop()


@pytest.mark.slow
def test_enlarging_and_putting_back_is_seen_on_the_glass_in_time(site: SiteUnderTest) -> None:
    layout = layout_of({(float(n % 2), float(n // 2), 1, 1): camera for n, camera in enumerate(CAMERAS)})
    eyes = Eyes(site)
    with Driver(site.path) as drive:
        drive.client.ask(TakeLayout(layout=layout))
        numbers = {}
        for window in layout.windows:
            numbers[window.id] = _wait(eyes, window, None)
        assert len(set(numbers.values())) == len(CAMERAS)
        away, back = [], []
        for _ in range(ROUNDS):
            for window in layout.windows:
                large = enlarge(WALL, layout, window.id)
                found = large.window(window.id)
                assert found is not None and found.rect == WALL.bounds
                away.append(_asked(drive, eyes, large, [found], numbers))
                again = enlarge(WALL, large, window.id)
                assert again == layout
                back.append(_asked(drive, eyes, again, list(layout.windows), numbers))
    words = f"enlarged p50 {_p(away, 50):.2f}, p95 {_p(away, 95):.2f}, most {max(away):.2f} s; "
    words += f"back p50 {_p(back, 50):.2f}, p95 {_p(back, 95):.2f}, most {max(back):.2f} s"
    print(words)
    assert _p(away, 95) <= SHOWN_WITHIN_S, words
    assert _p(back, 95) <= SHOWN_WITHIN_S, words


def test_the_desks_keys_enlarge_number_and_put_on_a_clock(
    site: SiteUnderTest, qtbot: QtBot, qapp: QApplication
) -> None:
    opened = Site.open(site.path)
    session = Session(boot_clock, time.time)
    desk = Desk(qapp, session, "值班员01")
    qtbot.addWidget(desk.window)
    bridge = Bridge(session, site_address(opened), load_key_pair(opened.operator_key), SeatId("seat"))
    desk.presenter.echo_requested.connect(bridge.watch_echo)
    bridge.start()
    desk.window.resize(1366, 768)
    desk.window.show()
    eyes, canvas = Eyes(site), desk.window.centre.live.canvas

    def until(condition: Callable[[], object], within_ms: int = 30_000) -> None:
        qtbot.waitUntil(lambda: bool(condition()), timeout=within_ms)

    try:
        until(lambda: session.phase is LinkPhase.UP and session.catalogue_known)
        layout = layout_of({(float(n % 2), float(n // 2), 1, 1): name for n, name in enumerate(CAMERAS)})
        session.edit(layout)
        until(lambda: all(eyes.camera(window) for window in layout.windows))
        until(lambda: session.asked is None and session.shown == layout)
        times, pressure = [], Pressure()
        for window in layout.windows:
            number, middle = eyes.camera(window), (window.rect.x + 0.5, window.rect.y + 0.5)
            at = QPoint(canvas.scale.x_px(middle[0]), canvas.scale.y_px(middle[1]))
            QTest.mouseClick(canvas, LEFT, pos=at)
            began_s = time.monotonic()
            QTest.keyClick(canvas, Qt.Key.Key_Space)
            large = window.with_(rect=WALL.bounds)
            until(lambda large=large, number=number: eyes.camera(large) == number)  # type: ignore[misc]
            times.append(time.monotonic() - began_s)
            until(lambda: session.asked is None)
            QTest.keyClick(canvas, Qt.Key.Key_Space)
            until(lambda: all(eyes.camera(window) for window in layout.windows))
            until(lambda: session.asked is None and session.shown == layout)
        print(f"enlarged by key: seen after {_p(times, 50):.2f} s, at most {max(times):.2f} s")
        # Where others have the cores it is not this that is measured; the slow test above does that alone.
        assert _p(times, 50) <= (SHOWN_WITHIN_S if pressure.share() < 0.5 else 10.0), times

        assert not _plates(site)
        QTest.keyClick(canvas, Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
        until(lambda: _plates(site) == 4)
        QTest.keyClick(canvas, Qt.Key.Key_3)
        assert canvas.selected == layout.windows[2].id
        until(lambda: not _plates(site))

        session.edit(layout.with_(windows=layout.windows[:3]))
        until(lambda: session.asked is None and len(session.shown.windows) == 3)
        canvas.select(None)
        canvas.put_content(ClockContent(), None)
        cell = site.glass("r1c1")
        until(lambda: (cell[cell.shape[0] // 4 : -cell.shape[0] // 4, :, 1] > 220).sum() > 500)
        before = cell.copy()
        until(lambda: (before != cell).any())
    finally:
        bridge.stop()
        desk.stop()


def _plates(site: SiteUnderTest) -> int:
    """How many cells have a dark plate with a white number in their middle."""
    found = 0
    for name in site.cells:
        cell = site.glass(name)
        high, wide = cell.shape[0], cell.shape[1]
        middle = cell[
            high // 2 - high // 24 : high // 2 + high // 24, wide // 2 - wide // 24 : wide // 2 + wide // 24
        ]
        dark = (np.abs(middle[..., :3].astype(int) - (0x17, 0x11, 0x0D)).max(-1) < 6).mean()
        light = (middle[..., :3].min(-1) > 215).mean()
        found += bool(dark > 0.2 and light > 0.05)
    return found


def boot_clock() -> float:
    """The desk's clock is the server's: both are on this machine."""
    return time.clock_gettime(time.CLOCK_BOOTTIME)


def _asked(
    drive: Driver, eyes: Eyes, layout: Layout, windows: list[Window], numbers: Mapping[WindowId, int]
) -> float:
    """Ask for a layout; return after how long all these windows were seen."""
    asking = threading.Thread(target=lambda: drive.client.ask(TakeLayout(layout=layout)))
    began_s = time.monotonic()
    asking.start()
    for window in windows:
        _wait(eyes, window, numbers[window.id])
    took_s = time.monotonic() - began_s
    asking.join()
    return took_s


def _wait(eyes: Eyes, window: Window, number: int | None) -> int:
    until_s = time.monotonic() + 30.0
    while True:
        seen = eyes.camera(window)
        if seen is not None and number in (None, seen):
            return seen
        assert time.monotonic() < until_s, f"{window.source} is not seen at {window.rect}: {seen}"
        time.sleep(0.005)


def _p(times: list[float], share: int) -> float:
    """The time that so many in a hundred did not exceed."""
    return sorted(times)[min(len(times) - 1, len(times) * share // 100)]
