"""The rule that turns a layout into what each cell paints."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from wallctl.model.geometry import PxRect, Rect
from wallctl.model.health import Reason
from wallctl.model.ids import CellId, SourceId, WindowId, cell_id
from wallctl.model.layout import Layout, Role, Window
from wallctl.model.source import Agency, Source, SourceKind, Stream, StreamKind
from wallctl.model.wall import Millimetres, Monitor, Size, Wall
from wallctl.protocol.cell import Picture
from wallctl.rules.compose import compose, scaled, seam_px

CAMERA = Source(
    id="wat-08",
    name="民主垸险工段",
    agency="wat",
    main=Stream(url="rtsp://10.0.0.1/main"),
    sub=Stream(url="rtsp://10.0.0.1/sub"),
)
SOURCES = {SourceId("wat-08"): CAMERA}
AGENCIES = {"wat": Agency(id="wat", name="水利", colour="#2AA9E0")}


def window(name: str, x: float, y: float, w: float, h: float, **more: object) -> Window:
    return Window(id=WindowId(name), rect=Rect(x=x, y=y, w=w, h=h), source=SourceId("wat-08"), **more)  # type: ignore[arg-type]


def wall(rows: int = 2, cols: int = 3, w: int = 64, h: int = 48, **more: object) -> Wall:
    return Wall(id="t", rows=rows, cols=cols, cell_px=Size(w=w, h=h), **more)  # type: ignore[arg-type]


def canvas(of: Wall, pictures: Mapping[CellId, Picture], names: Sequence[str]) -> np.ndarray:
    """Count, for each pixel of the whole wall, which window paints it (index + 1), and how often."""
    hits = np.zeros((2, of.rows * of.cell_px.h, of.cols * of.cell_px.w), np.int32)
    for surface in of.surfaces:
        for pane in pictures[surface.id].panes:
            for part in pane.visible:
                rows = slice(surface.place_px.y + part.y, surface.place_px.y + part.bottom)
                cols = slice(surface.place_px.x + part.x, surface.place_px.x + part.right)
                hits[0, rows, cols] = names.index(pane.window) + 1
                hits[1, rows, cols] += 1
    return hits


def test_a_spanning_window_is_cut_at_the_cells_edges() -> None:
    pictures = compose(wall(), Layout(windows=(window("a", 0, 0, 2, 2),)), SOURCES, AGENCIES)
    pane = pictures[cell_id(1, 1)].panes[0]
    assert pane.win == PxRect(x=-64, y=-48, w=128, h=96)
    assert pane.dst == PxRect(x=0, y=0, w=64, h=48)
    assert pictures[cell_id(0, 2)].panes == ()


def test_an_encoding_that_is_on_the_wall_stands_in_while_another_is_opened() -> None:
    large = Layout(windows=(window("a", 0, 0, 2, 2),))
    shown = {(WindowId("small"), SourceId("wat-08")): StreamKind.SUB}

    def stands_in(streams: StreamKind, before: dict[tuple[WindowId, SourceId], StreamKind]) -> bool:
        pictures = compose(wall(), large, SOURCES, AGENCIES, None, {WindowId("a"): streams}, before)
        found = pictures[cell_id(1, 1)].panes[0].source
        assert found is not None and found.other is not None
        return found.other.open

    assert stands_in(StreamKind.MAIN, shown)
    assert not stands_in(StreamKind.MAIN, {}), "nobody has it open"
    assert not stands_in(StreamKind.SUB, shown), "what is wanted is there"
    both = shown | {(WindowId("large"), SourceId("wat-08")): StreamKind.MAIN}
    assert not stands_in(StreamKind.MAIN, both)


def test_only_one_cell_of_a_spanning_window_carries_its_name() -> None:
    pictures = compose(wall(), Layout(windows=(window("a", 0, 0, 3, 2),)), SOURCES, AGENCIES)
    labelled = [cell for cell, picture in pictures.items() if picture.panes[0].label]
    assert labelled == [cell_id(1, 0)]


def test_a_large_window_gets_the_main_stream_and_a_single_cell_the_sub() -> None:
    layout = Layout(windows=(window("a", 0, 0, 2, 2), window("b", 2, 0, 1, 1)))
    pictures = compose(wall(w=1024, h=768), layout, SOURCES, AGENCIES)
    large, small = pictures[cell_id(0, 0)].panes[0].source, pictures[cell_id(0, 2)].panes[0].source
    assert large is not None and small is not None
    assert (large.stream, small.stream) == (StreamKind.MAIN, StreamKind.SUB)
    assert (large.agency_name, large.colour) == ("水利", "#2AA9E0")


@pytest.mark.parametrize(
    ("kind", "url", "role", "may"),
    [
        (SourceKind.FIXED, "rtsp://10.0.0.1/x", None, False),
        (SourceKind.OTHER, "rtsp://10.0.0.1/x", Role.MAIN, False),
        (SourceKind.CAPTURE, "rtsp://10.0.0.1/x", None, True),
        (SourceKind.FIXED, "file:x.mp4", None, True),
        (SourceKind.OTHER, "v4l2:card", None, True),
        (SourceKind.FIXED, "rtsp://10.0.0.1/x", Role.MAP, True),
        (SourceKind.OTHER, "rtsp://10.0.0.1/x", Role.CONF, True),
    ],
)
def test_only_a_cameras_picture_may_not_stand_still(
    kind: SourceKind, url: str, role: Role | None, may: bool
) -> None:
    sources = {SourceId("wat-08"): CAMERA.with_(kind=kind, main=None, sub=Stream(url=url))}
    pictures = compose(wall(), Layout(windows=(window("a", 0, 0, 1, 1, role=role),)), sources, AGENCIES)
    source = pictures[cell_id(0, 0)].panes[0].source
    assert source is not None and source.may_stand_still is may


def test_a_window_wholly_covered_by_a_higher_one_is_not_painted_at_all() -> None:
    layout = Layout(windows=(window("low", 0, 0, 1, 1), window("high", 0, 0, 2, 1, z=1)))
    pictures = compose(wall(), layout, SOURCES, AGENCIES)
    assert [pane.window for pane in pictures[cell_id(0, 0)].panes] == ["high"]


def test_higher_z_wins_whatever_the_order_of_the_list() -> None:
    layout = Layout(windows=(window("high", 0, 0, 1, 1, z=5), window("low", 0, 0, 1, 1)))
    assert [p.window for p in compose(wall(), layout, SOURCES, AGENCIES)[cell_id(0, 0)].panes] == ["high"]


def test_what_may_not_be_shown_carries_the_reason() -> None:
    bare = Window(id=WindowId("map"), rect=Rect(x=0, y=0, w=1, h=1))
    gone = Window(id=WindowId("gone"), rect=Rect(x=1, y=0, w=1, h=1), source=SourceId("nobody"))
    barred = window("no", 2, 0, 1, 1)
    pictures = compose(
        wall(),
        Layout(windows=(bare, gone, barred)),
        SOURCES,
        AGENCIES,
        {barred.id: Reason.NOT_ALLOWED},
    )
    verdicts = [pictures[cell_id(0, col)].panes[0].verdict for col in range(3)]
    assert verdicts == [Reason.NO_SOURCE, Reason.GONE, Reason.NOT_ALLOWED]


def test_seam_compensation_hides_behind_the_seam_what_would_lie_there() -> None:
    wide = wall(seam_mm=Millimetres(w=40.0, h=40.0), cell_mm=Millimetres(w=640.0, h=480.0))
    seam, _ = seam_px(wide)
    assert seam == 4
    pictures = compose(
        wide, Layout(windows=(window("a", 0, 0, 2, 1, compensate_seams=True),)), SOURCES, AGENCIES
    )
    left, right = pictures[cell_id(0, 0)].panes[0].win, pictures[cell_id(0, 1)].panes[0].win
    assert left.w == right.w == 2 * 64 + seam
    assert right.x == -(64 + seam)


def test_a_monitor_shows_a_window_or_a_part_of_the_wall_in_its_own_pixels() -> None:
    follow = Monitor(id="desk-left", px=Size(w=320, h=240), window=WindowId("a"))
    part = Monitor(id="desk-right", px=Size(w=320, h=240), area=Rect(x=0, y=0, w=2, h=2))
    layout = Layout(windows=(window("a", 1, 0, 1, 1), window("b", 0, 0, 1, 1)))
    pictures = compose(wall(monitors=(follow, part)), layout, SOURCES, AGENCIES)
    assert [p.dst for p in pictures[CellId("desk-left")].panes] == [PxRect(x=0, y=0, w=320, h=240)]
    assert {p.window: p.dst for p in pictures[CellId("desk-right")].panes} == {
        "a": PxRect(x=160, y=0, w=160, h=120),
        "b": PxRect(x=0, y=0, w=160, h=120),
    }


walls = st.builds(
    lambda rows, cols, w, h: wall(rows, cols, w, h),
    st.integers(1, 4),
    st.integers(1, 5),
    st.integers(17, 67),
    st.integers(17, 67),
)


@given(st.data(), walls)
def test_windows_that_share_an_edge_tile_without_gap_or_overlap(data: st.DataObject, of: Wall) -> None:
    split_x = data.draw(st.floats(0.2, of.cols - 0.2))
    split_y = data.draw(st.floats(0.2, of.rows - 0.2))
    parts = [
        window("a", 0, 0, split_x, split_y),
        window("b", split_x, 0, of.cols - split_x, split_y),
        window("c", 0, split_y, split_x, of.rows - split_y),
        window("d", split_x, split_y, of.cols - split_x, of.rows - split_y),
    ]
    hits = canvas(of, compose(of, Layout(windows=tuple(parts)), SOURCES, AGENCIES), ["a", "b", "c", "d"])
    assert (hits[1] == 1).all()


rects = st.builds(
    lambda x, y, w, h: (x, y, w, h),
    st.floats(-1, 4),
    st.floats(-1, 3),
    st.floats(0.1, 4),
    st.floats(0.1, 3),
)


def nearest_px(edge: float, cell_px: int) -> int:
    return int(np.floor(edge * cell_px + 0.5))


@given(st.lists(rects, min_size=1, max_size=6), walls)
def test_overlapping_windows_never_paint_a_pixel_twice_and_the_highest_wins(
    boxes: list[tuple[float, float, float, float]], of: Wall
) -> None:
    windows = [window(f"w{i}", *box, z=i) for i, box in enumerate(boxes)]
    names = [w.id for w in windows]
    pictures = compose(of, Layout(windows=tuple(windows)), SOURCES, AGENCIES)
    hits = canvas(of, pictures, names)
    assert hits[1].max() <= 1
    expected = np.zeros_like(hits[0])
    for index, (x, y, w, h) in enumerate(boxes):
        left, right = nearest_px(x, of.cell_px.w), nearest_px(x + w, of.cell_px.w)
        top, bottom = nearest_px(y, of.cell_px.h), nearest_px(y + h, of.cell_px.h)
        expected[max(0, top) : max(0, bottom), max(0, left) : max(0, right)] = index + 1
    assert (expected == hits[0]).all()


@given(st.lists(rects, min_size=1, max_size=5), st.integers(16, 90), st.integers(16, 90))
def test_a_scaled_picture_still_paints_no_pixel_twice(
    boxes: list[tuple[float, float, float, float]], to_w: int, to_h: int
) -> None:
    of = wall(1, 1)
    windows = tuple(window(f"w{i}", *box) for i, box in enumerate(boxes))
    picture = scaled(
        compose(of, Layout(windows=windows), SOURCES, AGENCIES)[cell_id(0, 0)], 64, 48, to_w, to_h
    )
    hits = np.zeros((to_h, to_w), np.int32)
    for pane in picture.panes:
        for part in pane.visible:
            hits[part.y : part.bottom, part.x : part.right] += 1
    assert hits.max(initial=0) <= 1
