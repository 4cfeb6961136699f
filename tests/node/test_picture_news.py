"""Rule: pictures that come but are not right are told of, Chinese first, once for each trouble."""

from __future__ import annotations

import pytest

from tests.node.reports import NAMES, pane, reports
from wallctl.model.health import CellReport, WindowState
from wallctl.model.source import StreamKind
from wallctl.node.picture_news import QUIET_S, PictureWatch

LIVE, FROZEN, BLACK, HURT = WindowState.LIVE, WindowState.FROZEN, WindowState.BLACK, WindowState.DEGRADED
Shown = tuple[WindowState, int, int]


def seen(*shown: Shown, stream: StreamKind = StreamKind.SUB) -> list[CellReport]:
    """One cell for each (state, width, height)."""
    return reports(*(pane(state).with_(stream=stream, width=w, height=h) for state, w, h in shown))


def told(watch: PictureWatch, now_s: float, *states: WindowState) -> list[str]:
    shown: list[Shown] = [(state, 640, 360) for state in states]
    return [event.what for event in watch.look(seen(*shown), NAMES, now_s)]


@pytest.mark.parametrize("state", [FROZEN, BLACK, HURT])
def test_a_trouble_on_many_cells_is_one_event_and_so_is_its_end(state: WindowState) -> None:
    watch = PictureWatch()
    assert told(watch, 0.0, LIVE, LIVE) == []
    assert told(watch, 1.0, state, LIVE) == [f"source_{state.value}"]
    assert told(watch, 2.0, state, state) == []
    assert told(watch, 3.0, LIVE, LIVE) == ["source_right"]
    assert told(watch, 4.0, LIVE, LIVE) == []


def test_it_is_said_in_chinese_with_the_cameras_name() -> None:
    (event,) = PictureWatch().look(seen((FROZEN, 640, 360)), NAMES, 0.0)
    assert event.text == "信号源 水厂大坝 画面冻结,请检查摄像机"
    assert "cam" in event.text_en


def test_what_comes_and_goes_is_told_of_once_a_minute() -> None:
    watch, count = PictureWatch(), 0
    for second in range(120):
        count += told(watch, second * QUIET_S / 60, HURT if second % 2 else LIVE).count("source_degraded")
    assert count == 2


def test_a_trouble_that_is_back_too_soon_and_stays_is_told_of_later() -> None:
    watch = PictureWatch()
    assert told(watch, 0.0, FROZEN) == ["source_frozen"]
    assert told(watch, 5.0, LIVE) == ["source_right"]
    assert told(watch, 6.0, FROZEN) == []
    assert told(watch, QUIET_S, FROZEN) == ["source_frozen"]
    assert told(watch, QUIET_S + 1, FROZEN) == []


def test_who_was_not_told_of_a_trouble_is_not_told_of_its_end() -> None:
    watch = PictureWatch()
    assert [
        event for second in (0, 1, 2, 3, 4) for event in told(watch, second, HURT if second % 2 else LIVE)
    ] == [
        "source_degraded",
        "source_right",
    ]


def test_a_source_that_is_lost_is_not_called_right_again() -> None:
    watch = PictureWatch()
    told(watch, 0.0, FROZEN)
    assert told(watch, 1.0, WindowState.NO_SIGNAL) == []
    assert told(watch, 2.0, LIVE) == ["source_right"]


def test_a_new_size_is_told_of_once_when_all_cells_have_it() -> None:
    watch = PictureWatch()
    wide, square = (LIVE, 640, 360), (LIVE, 480, 480)
    assert watch.look(seen(wide, wide), NAMES, 0.0) == []
    assert watch.look(seen(square, wide), NAMES, 1.0) == []
    (event,) = watch.look(seen(square, square), NAMES, 2.0)
    assert event.what == "source_resized" and "640x360 → 480x480" in event.text
    assert watch.look(seen(square, square), NAMES, 3.0) == []


def test_another_encoding_is_no_new_size() -> None:
    watch = PictureWatch()
    watch.look(seen((LIVE, 640, 360)), NAMES, 0.0)
    assert watch.look(seen((LIVE, 1920, 1080), stream=StreamKind.MAIN), NAMES, 1.0) == []


def test_a_window_without_a_picture_yet_has_no_size() -> None:
    watch = PictureWatch()
    watch.look(seen((LIVE, 640, 360)), NAMES, 0.0)
    assert watch.look(seen((WindowState.CONNECTING, 0, 0)), NAMES, 1.0) == []
