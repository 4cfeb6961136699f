"""Rule: the wall is shown within what platforms can carry, the rest says which ceiling keeps it out."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from wallctl.model.budget import Budgets, CeilingKind, Link, Platform
from wallctl.model.geometry import Rect
from wallctl.model.health import Reason
from wallctl.model.ids import CellId, SourceId, WindowId
from wallctl.model.layout import Layout, Tour, Window
from wallctl.model.source import Source, Stream, StreamKind
from wallctl.model.wall import Wall
from wallctl.protocol.cell import Pane, Picture
from wallctl.rules.budget import ceilings_of
from wallctl.rules.carrying import Carried, carried, platform_of, pulls_of_tour
from wallctl.rules.compose import compose
from wallctl.rules.streams import streams_of

WALL = Wall(id="t", rows=2, cols=4)
GATE = Platform(name="psb", hosts=("10.1.0.1",), streams=3)


def camera(number: int, host: str = "10.1.0.1") -> Source:
    return Source(
        id=f"c{number}",
        name="c",
        main=Stream(url=f"rtsp://{host}/{number}/main"),
        sub=Stream(url=f"rtsp://{host}/{number}/sub"),
    )


SOURCES = {camera(number).ref: camera(number) for number in range(8)}


def window(number: int, w: float = 1, **more: object) -> Window:
    rect = Rect(x=number % 4, y=number // 4, w=w, h=w)
    return Window(id=WindowId(f"w{number}"), rect=rect, source=SourceId(f"c{number}"), **more)  # type: ignore[arg-type]


def shown(windows: list[Window], budgets: Budgets, before: Carried | None = None) -> Carried:
    layout = Layout(windows=tuple(windows))
    pictures: dict[CellId, Picture] = compose(WALL, layout, SOURCES, {})
    had = streams_of(before.pictures.values()) if before is not None else {}
    return carried(pictures, layout, WALL.surfaces, SOURCES, budgets, had)


def panes(of: Carried) -> dict[str, Pane]:
    return {pane.window: pane for picture in of.pictures.values() for pane in picture.panes}


def test_what_is_over_the_ceiling_carries_its_name_and_opens_nothing() -> None:
    of = shown([window(number) for number in range(4)], Budgets(platforms=(GATE,)))
    assert [pane.verdict for pane in panes(of).values()].count(Reason.OVER_CEILING) == 1
    (name,) = of.refused
    ceiling = panes(of)[name].ceiling
    assert ceiling is not None and (ceiling.kind, ceiling.name) == (CeilingKind.PLATFORM_STREAMS, "psb")


def test_what_was_shown_stays_when_more_is_wanted() -> None:
    budgets = Budgets(platforms=(GATE,))
    first = shown([window(5), window(6), window(7)], budgets)
    assert not first.refused
    second = shown([window(number) for number in range(8)], budgets, first)
    assert {name for name, pane in panes(second).items() if pane.verdict is Reason.NONE} == {"w5", "w6", "w7"}
    third = shown([*(window(number) for number in range(1, 8)), window(0, important=True)], budgets, second)
    alive = {name for name, pane in panes(third).items() if pane.verdict is Reason.NONE}
    assert "w0" in alive and len(alive & {"w5", "w6", "w7"}) == 2


def test_a_narrow_line_gives_the_main_stream_to_the_important_window() -> None:
    budgets = Budgets(
        platforms=(Platform(name="psb", hosts=("10.1.0.1",), link="west"),),
        links=(Link(name="west", mbit_s=6.0),),
    )
    of = shown([window(0, 2), window(2, 2, important=True)], budgets)
    found = {name: pane.source.stream for name, pane in panes(of).items() if pane.source is not None}
    assert found == {"w0": StreamKind.SUB, "w2": StreamKind.MAIN}
    assert list(of.lowered) == ["w0"] and panes(of)["w0"].ceiling is not None


def test_no_stream_stands_in_where_there_is_no_room_for_it() -> None:
    full = shown([window(number) for number in range(3)], Budgets(platforms=(GATE,)))
    assert all(pane.source is not None and pane.source.other is None for pane in panes(full).values())
    room = shown([window(0)], Budgets(platforms=(GATE,)))
    assert all(pane.source is not None and pane.source.other is not None for pane in panes(room).values())


def touring(number: int, *sources: int) -> Window:
    tour = Tour(sources=tuple(SourceId(f"c{source}") for source in sources), dwell_s=10)
    return window(number).with_(source=tour.sources[0], tour=tour)


def test_a_tour_goes_only_through_what_has_room_and_keeps_nothing_open_that_has_not() -> None:
    of = shown([window(0), window(1), touring(2, 1, 2, 3)], Budgets(platforms=(GATE,)))
    pane = panes(of)["w2"]
    # What a window shows anyway costs a tour nothing; of the others one has room.
    assert pane.tour is not None and [view.id for view in pane.tour.sources] == ["c1", "c2"]
    assert pane.tour.course.sources == ("c1", "c2")
    assert all(view.scarce and view.other is None for view in pane.tour.sources)
    assert pane.source is not None and pane.source.scarce
    left_out = of.left_out[WindowId("w2")]
    assert set(left_out) == {"c3"} and left_out[SourceId("c3")].name == "psb"


def test_a_tour_with_room_for_one_shows_that_and_with_room_for_none_says_why() -> None:
    of = shown([window(0), window(1), touring(2, 2, 3, 4)], Budgets(platforms=(GATE,)))
    pane = panes(of)["w2"]
    assert pane.tour is None and pane.source is not None and pane.source.id == "c2"
    assert set(of.left_out[WindowId("w2")]) == {"c3", "c4"} and not of.refused
    first = [window(number, important=True) for number in (0, 1, 5)]
    full = shown([*first, touring(2, 2, 3)], Budgets(platforms=(GATE,)))
    assert panes(full)["w2"].verdict is Reason.OVER_CEILING and "w2" in full.refused


def test_looks_leave_room_for_any_two_sources_of_a_tour() -> None:
    pane = panes(shown([touring(0, 1, 2, 3, 4)], Budgets(platforms=(GATE,))))["w0"]
    assert pane.tour is not None
    budgets = Budgets(platforms=(GATE,))
    pulls = pulls_of_tour(pane.tour, SOURCES, {WALL.surfaces[0].node}, budgets)
    (ceiling,) = ceilings_of(budgets, ())
    assert ceiling.limit == 3 and len({pull.source for pull in pulls if pull.platform == "psb"}) == 2


def test_a_node_decodes_no_more_than_it_can() -> None:
    of = shown([window(0, 2), window(2, 2)], Budgets(node_mpx_s=60.0))
    streams = sorted(pane.source.stream for pane in panes(of).values() if pane.source is not None)
    assert streams == [StreamKind.MAIN, StreamKind.SUB]


def test_without_budgets_pictures_are_not_touched() -> None:
    layout = Layout(windows=(window(0),))
    pictures = compose(WALL, layout, SOURCES, {})
    assert carried(pictures, layout, WALL.surfaces, SOURCES, Budgets(), {}).pictures is pictures


@pytest.mark.parametrize(
    ("url", "agency", "name"),
    [
        ("rtsp://10.1.0.1/x", "", "psb"),
        ("rtsp://10.1.0.1:8554/x", "", "psb"),
        ("rtsp://10.1.0.2:8554/x", "", "port"),
        ("rtsp://10.1.0.2/x", "", None),
        ("rtsp://10.9.9.9/x", "wat", "water"),
        ("file:a.avi", "wat", "water"),
        ("file:a.avi", "", None),
    ],
)
def test_a_platform_is_told_by_host_and_then_by_agency(url: str, agency: str, name: str | None) -> None:
    known = (
        GATE,
        Platform(name="port", hosts=("10.1.0.2:8554",)),
        Platform(name="water", agencies=("wat",)),
    )
    found = platform_of(url, agency, known)
    assert (found.name if found else None) == name


@pytest.mark.parametrize(
    "wrong",
    [
        {"platforms": ({"name": "a"},)},
        {"platforms": ({"name": "a", "hosts": ("x",), "link": "nowhere"},)},
        {"links": ({"name": "l", "mbit_s": 1.0}, {"name": "l", "mbit_s": 2.0})},
        {"node_mpx_s": 0.0},
    ],
)
def test_budgets_that_mean_nothing_are_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        Budgets.model_validate(wrong)
