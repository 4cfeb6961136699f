"""Rule: the sub stream is shown until it would be drawn much too large; a small resize changes nothing."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wallctl.model.geometry import Rect
from wallctl.model.ids import SourceId, WindowId
from wallctl.model.layout import Crop, Fit, Layout, Window
from wallctl.model.source import Source, Stream, StreamKind
from wallctl.model.wall import Monitor, Size, Wall
from wallctl.rules.compose import compose
from wallctl.rules.streams import MAIN_FROM, SUB_BELOW, choose, enlargement, streams_of, wanted_stream

WALL = Wall(id="t", rows=3, cols=8)
CAMERA = Source(
    id="cam", name="c", main=Stream(url="rtsp://10.0.0.1/main"), sub=Stream(url="rtsp://10.0.0.1/sub")
)
SOURCES = {SourceId("cam"): CAMERA}
W = WindowId("w")


def window(w: float, h: float, **more: object) -> Window:
    return Window(id=W, rect=Rect(x=0, y=0, w=w, h=h), source=SourceId("cam"), **more)  # type: ignore[arg-type]


def chosen(one: Window, had: StreamKind | None = None, wall: Wall = WALL) -> StreamKind:
    before = {(W, SourceId("cam")): had} if had is not None else {}
    return choose(wall, Layout(windows=(one,)), SOURCES, before)[W]


@pytest.mark.parametrize(
    ("w", "h", "cell", "kind"),
    [
        (1, 1, (1024, 768), StreamKind.SUB),
        (1, 1, (1400, 1050), StreamKind.SUB),
        (2, 2, (1024, 768), StreamKind.MAIN),
        (8, 3, (1024, 768), StreamKind.MAIN),
        (1, 1, (1920, 1080), StreamKind.MAIN),
        (2, 2, (320, 240), StreamKind.SUB),
        (0.5, 0.5, (1920, 1080), StreamKind.SUB),
    ],
)
def test_pixels_on_the_glass_decide_and_not_cells(
    w: float, h: float, cell: tuple[int, int], kind: StreamKind
) -> None:
    wall = WALL.with_(cell_px=Size(w=cell[0], h=cell[1]))
    assert chosen(window(w, h), wall=wall) is kind


def test_the_size_of_the_sub_stream_counts_where_it_is_known() -> None:
    assert CAMERA.sub is not None
    large = CAMERA.with_(sub=CAMERA.sub.with_(width=1280, height=720))
    layout = Layout(windows=(window(2, 2),))
    assert choose(WALL, layout, {SourceId("cam"): large})[W] is StreamKind.SUB


def test_a_main_stream_that_is_no_larger_is_not_taken() -> None:
    same = CAMERA.with_(
        main=Stream(url="rtsp://10.0.0.1/m", width=640, height=360),
        sub=Stream(url="rtsp://10.0.0.1/s", width=640, height=360),
    )
    assert wanted_stream(same, 9.0) is StreamKind.SUB


def test_a_source_of_one_stream_gets_that() -> None:
    assert wanted_stream(CAMERA.with_(main=None), 9.0) is StreamKind.SUB
    assert wanted_stream(CAMERA.with_(sub=None), 0.1) is StreamKind.MAIN


def test_a_crop_is_worth_the_pixels_of_the_whole() -> None:
    assert chosen(window(1, 1, crop=Crop(x=0.25, y=0.25, w=0.5, h=0.5))) is StreamKind.MAIN


def test_a_picture_with_bars_counts_without_them() -> None:
    assert chosen(window(1, 3)) is StreamKind.SUB
    assert chosen(window(1, 3, fit=Fit.COVER)) is StreamKind.MAIN


def test_a_large_monitor_counts_like_the_wall() -> None:
    monitor = Monitor(id="desk", px=Size(w=3840, h=2160), window=W)
    assert chosen(window(1, 1), wall=WALL.with_(monitors=(monitor,))) is StreamKind.MAIN


def test_a_window_near_the_border_keeps_what_it_has() -> None:
    between = window(1.4, 1.4)
    assert SUB_BELOW < enlargement(WALL, Layout(), between, None) < MAIN_FROM
    assert chosen(between, StreamKind.SUB) is StreamKind.SUB
    assert chosen(between, StreamKind.MAIN) is StreamKind.MAIN


@given(st.lists(st.floats(SUB_BELOW + 0.001, MAIN_FROM - 0.001), min_size=1), st.sampled_from(StreamKind))
def test_no_way_between_the_limits_changes_the_stream(times: list[float], had: StreamKind) -> None:
    now = had
    for each in times:
        now = wanted_stream(CAMERA, each, now)
    assert now is had


@given(st.floats(0, 20), st.sampled_from([None, *StreamKind]))
def test_a_decision_is_stable_and_never_against_the_limits(times: float, had: StreamKind | None) -> None:
    kind = wanted_stream(CAMERA, times, had)
    assert wanted_stream(CAMERA, times, kind) is kind
    assert (times < MAIN_FROM or kind is StreamKind.MAIN) and (times >= SUB_BELOW or kind is StreamKind.SUB)


def test_what_pictures_hold_is_what_was_chosen() -> None:
    layout = Layout(windows=(window(2, 2),))
    kept = {W: StreamKind.SUB}
    pictures = compose(WALL, layout, SOURCES, {}, streams=kept)
    assert streams_of(pictures.values()) == {(W, SourceId("cam")): StreamKind.SUB}
