"""Rule: a window is ready by what its picture is worth now, not by having had one."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtGui import QGuiApplication

from tests.fakes.pictures import W, pane, picture, rect
from tests.kit.clips import solid
from tests.renderer.stand import Stand
from wallctl.model.health import Reason, WindowState

LEFT, RIGHT = rect(0, 0, W // 2), rect(W // 2, 0, W // 2)


@pytest.fixture
def stand(qapp: QGuiApplication) -> Iterator[Stand]:
    with Stand(qapp) as stand:
        yield stand


def test_a_window_that_stays_and_whose_camera_died_is_not_ready_and_says_why(stand: Stand) -> None:
    stand.order(1, picture(pane("a", LEFT)))
    stand.camera("a").push(solid(70))
    stand.until(lambda: stand.level(x=10) == 70, 20.0, "shown")
    stand.until(lambda: stand.states() == {"w-a": "no_signal"}, 20.0, "lost")
    stand.order(2, picture(pane("a", LEFT), pane("b", RIGHT)), None)
    stand.camera("b").push(solid(140))
    stand.until(lambda: stand.ready() and stand.ready()[-1].done, 2.9, "nobody waits for it")
    assert [(p.ready, p.state, p.reason) for p in stand.ready()[-1].panes] == [
        (False, WindowState.NO_SIGNAL, Reason.STOPPED), (True, WindowState.LIVE, Reason.NONE),
    ]  # fmt: skip


def test_a_window_that_stays_is_ready_again_with_its_next_picture(stand: Stand) -> None:
    stand.order(1, picture(pane("a", LEFT)))
    stand.camera("a").push(solid(70))
    stand.until(lambda: stand.level(x=10) == 70, 20.0, "shown")
    stand.until(lambda: stand.states() == {"w-a": "stale"}, 20.0, "stale")
    stand.order(2, picture(pane("a", LEFT)), None)
    assert [p.ready for p in stand.ready()[-1].panes] == [False]
    stand.until(lambda: stand.comes("a", 90) and stand.ready()[-1].panes[0].ready, 20.0, "ready")


def test_a_window_that_is_late_counts_as_ready(stand: Stand) -> None:
    stand.live("a", 70)
    stand.until(lambda: stand.states() == {"w-a": "late"}, 20.0, "late")
    stand.order(2, picture(pane("a"), background="#111111"), None)
    assert [p.ready for p in stand.ready()[-1].panes] == [True]
