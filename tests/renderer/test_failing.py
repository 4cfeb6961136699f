"""Rule: what could not be painted is not painted, whatever came; a painter that only fails makes room."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from functools import partial

import numpy as np
import pytest
from PySide6.QtGui import QGuiApplication, QRegion

from tests.fakes.pictures import W, pane, picture, rect
from tests.kit.clips import solid
from tests.renderer.stand import Stand
from wallctl.renderer.failing import MOST_IN_A_ROW, Failing
from wallctl.renderer.reading import boot_s

LEFT, RIGHT = rect(0, 0, W // 2), rect(W // 2, 0, W // 2)


@pytest.fixture
def stand(qapp: QGuiApplication) -> Iterator[Stand]:
    with Stand(qapp) as stand:
        yield stand


class BadDriver:
    """Lets each paint of a stand's glass fail, from when it is broken until it is mended."""

    def __init__(self, stand: Stand, monkeypatch: pytest.MonkeyPatch) -> None:
        self.broken, self.failed = False, 0
        paint = stand.glass.paint

        def painted(region: QRegion, fill: Callable[[np.ndarray], None]) -> None:
            if self.broken:
                self.failed += 1
                raise MemoryError("no room for a picture")
            paint(region, fill)

        monkeypatch.setattr(stand.glass, "paint", painted)


def turned(stand: Stand, name: str, grey: int) -> None:
    """Let a frame come and the crank be turned, as Qt does: errors are printed, and it goes on."""
    stand.camera(name).push(solid(grey))
    with contextlib.suppress(MemoryError):
        stand.run(0.02)


def test_frames_that_could_not_be_painted_keep_no_window_live(
    stand: Stand, monkeypatch: pytest.MonkeyPatch
) -> None:
    stand.live("a", 70)
    driver = BadDriver(stand, monkeypatch)
    driver.broken, began_s, grey = True, boot_s(), 70
    painted = stand.stage.painted
    while stand.states() != {"w-a": "stale"}:
        assert boot_s() - began_s < 4.0, stand.states()
        grey = grey % 200 + 1
        turned(stand, "a", grey)
    report = stand.report("w-a")
    assert report.frame_age_ms is not None
    assert report.frame_age_ms >= 2000 and report.fps < 5, "frames came all the time"
    assert stand.stage.painted == painted and stand.stage.failing.hopeless
    driver.broken = False
    stand.until(lambda: stand.comes("a", 222) and stand.level() == 222, 20.0, "painted again")
    assert stand.states() == {"w-a": "live"}
    assert not stand.stage.failing.hopeless


def test_one_paint_that_fails_is_not_hopeless(stand: Stand, monkeypatch: pytest.MonkeyPatch) -> None:
    stand.live("a", 70)
    driver = BadDriver(stand, monkeypatch)
    for grey in range(80, 80 + 3 * MOST_IN_A_ROW):
        driver.broken = True
        stand.until(lambda: _failed_once(stand, driver), 20.0, "a paint fails")
        driver.broken = False
        stand.until(partial(_painted, stand, grey), 20.0, "the next")
        assert not stand.stage.failing.hopeless
    assert driver.failed >= 3 * MOST_IN_A_ROW


def _painted(stand: Stand, grey: int) -> bool:
    return stand.comes("a", grey) and stand.level() == grey


def _failed_once(stand: Stand, driver: BadDriver) -> bool:
    failed = driver.failed
    with contextlib.suppress(MemoryError):
        stand.stage.repaint()
    return driver.failed > failed


def test_an_error_on_its_way_through_several_calls_counts_once() -> None:
    failing, error = Failing(), ValueError("x")
    for _ in range(MOST_IN_A_ROW):
        failing.note(error)
    assert not failing.hopeless
    for _ in range(MOST_IN_A_ROW):
        failing.note(ValueError("x"))
    assert failing.hopeless


def test_a_take_that_could_not_be_painted_is_not_said_to_be_shown(
    stand: Stand, monkeypatch: pytest.MonkeyPatch
) -> None:
    stand.live("a", 70)
    driver = BadDriver(stand, monkeypatch)
    stand.order(2, picture(pane("b")), None)
    stand.camera("b").push(solid(140))
    stand.until(lambda: any(r.done for r in stand.ready()), 20.0, "ready")
    driver.broken = True
    with contextlib.suppress(MemoryError):
        stand.order(2, picture(pane("b")), boot_s())
        stand.stage.take()
    assert stand.shown() == [1] and stand.stage.version.revision == 1
    driver.broken = False
    stand.until(lambda: 2 in stand.shown() and stand.level() == 140, 20.0, "the next try shows it")
