"""Rules: every source stands under the right heading of every grouping, own groups come first."""

from __future__ import annotations

import pytest

from wallctl.controller.source_groups import Catalogued, Grouping, OwnGroups, grouped, own_groups, with_looks
from wallctl.controller.source_rows import detail_text, marks
from wallctl.controller.standing import Standing, Standings
from wallctl.controller.words import Places
from wallctl.model.city import District
from wallctl.model.health import Reason, WindowState
from wallctl.model.ids import SourceId
from wallctl.model.sighting import SourceStanding
from wallctl.model.sighting import Standing as Seen
from wallctl.model.source import Agency, Source, SourceKind, Stream

STREAM = Stream(url="rtsp://10.0.0.1/1")
AGENCIES = {name: Agency(id=name, name=name.upper()) for name in ("psb", "wat")}
PLACES = Places(
    {
        one: District(id=one, name=name, lon=112.0, lat=28.0)
        for one, name in (("nan", "南县"), ("hs", "赫山区"))
    }
)


def camera(name: str, agency: str = "", district: str = "", **more: object) -> Source:
    return Source(id=name, name=name, agency=agency, district=district, sub=STREAM, **more)  # type: ignore[arg-type]


SOURCES = [
    camera("wat-1", "wat", "nan", tags=("dyke", "river"), kind=SourceKind.PTZ),
    camera("psb-1", "psb", "hs", tags=("square",), kind=SourceKind.FIXED),
    camera("wat-2", "wat", "", tags=("river",), kind=SourceKind.PTZ),
    camera("x-1", "", "自写区"),
]


def shown(grouping: Grouping, known: Standings | None = None) -> dict[str, list[str]]:
    of = Catalogued(AGENCIES, PLACES, known or Standings({}, {}))
    return {group.text: [source.id for source in group.sources] for group in grouped(SOURCES, grouping, of)}


@pytest.mark.parametrize(
    ("grouping", "expected"),
    [
        (Grouping.AGENCY, {"PSB": ["psb-1"], "WAT": ["wat-1", "wat-2"], "无所属单位": ["x-1"]}),
        (
            Grouping.DISTRICT,
            {"南县": ["wat-1"], "赫山区": ["psb-1"], "自写区": ["x-1"], "未标区县": ["wat-2"]},
        ),
        (Grouping.KIND, {"球机": ["wat-1", "wat-2"], "枪机": ["psb-1"], "其他": ["x-1"]}),
        (
            Grouping.TAG,
            {"dyke": ["wat-1"], "river": ["wat-1", "wat-2"], "square": ["psb-1"], "无标签": ["x-1"]},
        ),
        (Grouping.STATE, {"未上墙": ["wat-1", "psb-1", "wat-2", "x-1"]}),
    ],
)
def test_sources_stand_under_their_headings(grouping: Grouping, expected: dict[str, list[str]]) -> None:
    found = shown(grouping)
    assert found == expected and list(found) == list(expected)


def test_by_state_the_worst_comes_first() -> None:
    states = {
        "psb-1": WindowState.LIVE,
        "wat-1": WindowState.NO_SIGNAL,
        "wat-2": WindowState.FROZEN,
    }
    known = Standings({}, {SourceId(name): Standing(state) for name, state in states.items()})
    assert list(shown(Grouping.STATE, known).values()) == [["wat-1"], ["wat-2"], ["psb-1"], ["x-1"]]


def test_groups_of_different_groupings_fold_apart() -> None:
    of = Catalogued(AGENCIES, PLACES, Standings({}, {}))
    keys = [group.key for grouping in Grouping for group in grouped(SOURCES, grouping, of)]
    assert len(set(keys)) == len(keys)


def test_favourites_and_recent_ones_keep_their_order_and_what_is_gone_is_left_out() -> None:
    own = OwnGroups(
        starred=(SourceId("wat-2"), SourceId("gone"), SourceId("psb-1")), recent=(SourceId("x-1"),)
    )
    found = own_groups(SOURCES, own)
    assert [(group.key, [source.id for source in group.sources]) for group in found] == [
        ("own:starred", ["wat-2", "psb-1"]),
        ("own:recent", ["x-1"]),
    ]
    assert own_groups(SOURCES, OwnGroups(starred=(SourceId("gone"),))) == []


def test_the_key_goes_through_all_groupings_and_around() -> None:
    at, seen = Grouping.AGENCY, []
    for _ in Grouping:
        seen.append(at)
        at = at.next
    assert at is Grouping.AGENCY and set(seen) == set(Grouping)


def test_looks_off_the_wall_say_how_sources_are_that_no_window_shows() -> None:
    wall = Standings({}, {SourceId("psb-1"): Standing(WindowState.LIVE)})
    looks = {
        SourceId(name): SourceStanding(source=SourceId(name), standing=seen, reason=reason, at_utc_s=100.0)
        for name, seen, reason in (
            ("psb-1", Seen.FAILING, Reason.NO_ANSWER),
            ("wat-1", Seen.FAILING, Reason.NO_ANSWER),
            ("wat-2", Seen.READY, Reason.NONE),
            ("x-1", Seen.UNKNOWN, Reason.NONE),
        )
    }
    known = with_looks(wall, looks)
    assert shown(Grouping.STATE, known) == {
        "无画面": ["wat-1"],
        "实时": ["psb-1"],
        "可用，未上墙": ["wat-2"],
        "未上墙": ["x-1"],
    }
    untested = SOURCES[2].with_(untested=True)
    assert marks(untested, wall, 0.0) == ["未测试"] and marks(untested, known, 0.0) == []
    assert detail_text(SOURCES[0], PLACES, known, 200.0).endswith("起"), "since when there is no picture"
