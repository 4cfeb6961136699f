"""Rule: the echo has its rate, rests while a take is prepared, and comes once soon after it."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator

import pytest
import shiboken6
from PySide6.QtCore import QObject
from PySide6.QtGui import QGuiApplication

from wallctl.renderer.echoing import AFTER_TAKE_MS, SPREAD_MS, Echoing


class Desk:
    """What was sent, and whether a take is being prepared."""

    def __init__(self, app: QGuiApplication) -> None:
        self._app, self.parent = app, QObject()
        self.sent: list[int] = []
        self.rests = False
        self.echo = Echoing(self.sent.append, lambda: self.rests, self.parent)

    def until(self, condition: Callable[[], bool], deadline_s: float = 20.0) -> None:
        until_s = time.monotonic() + deadline_s
        while not condition():
            assert time.monotonic() < until_s, self.sent
            self._app.processEvents()
            time.sleep(0.002)

    def passes(self, seconds: float) -> None:
        end_s = time.monotonic() + seconds
        self.until(lambda: time.monotonic() >= end_s)


@pytest.fixture
def desk(qapp: QGuiApplication) -> Iterator[Desk]:
    desk = Desk(qapp)
    yield desk
    # Timers that the collector finds in another thread are deleted there, which ends the process.
    shiboken6.delete(desk.parent)


def test_it_is_sent_at_that_width_until_it_is_ended(desk: Desk) -> None:
    desk.echo.want(80, 50)
    desk.until(lambda: len(desk.sent) >= 3)
    assert set(desk.sent) == {80}
    desk.echo.want(0, 0)
    count = len(desk.sent)
    desk.passes(0.1)
    assert len(desk.sent) == count


def test_while_a_take_is_prepared_nothing_is_sent(desk: Desk) -> None:
    desk.rests = True
    desk.echo.want(80, 50)
    desk.passes(0.2)
    assert desk.sent == []
    desk.rests = False
    desk.until(lambda: len(desk.sent) >= 2)


def test_what_was_taken_is_seen_soon_however_few_pictures_there_are(desk: Desk) -> None:
    desk.echo.want(80, 0.01)
    desk.echo.taken()
    desk.until(lambda: desk.sent == [80], (AFTER_TAKE_MS + SPREAD_MS) / 1000 + 5.0)


def test_takes_that_follow_each_other_do_not_put_it_off_for_ever(desk: Desk) -> None:
    desk.echo.want(80, 0.01)

    def taken_again() -> bool:
        desk.echo.taken()
        return bool(desk.sent)

    desk.until(taken_again)


def test_where_nobody_looks_a_take_sends_nothing(desk: Desk) -> None:
    desk.echo.taken()
    desk.passes((AFTER_TAKE_MS + SPREAD_MS) / 1000 + 0.1)
    assert desk.sent == []
    desk.echo.want(80, 0.01)
    desk.echo.taken()
    desk.echo.want(0, 0)
    desk.passes((AFTER_TAKE_MS + SPREAD_MS) / 1000 + 0.1)
    assert desk.sent == []
