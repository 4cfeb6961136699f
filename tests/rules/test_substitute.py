"""Rules: a picture's place tells why it is there, and what could stand there: preferred, by rule, nearest."""

from __future__ import annotations

import pytest

from tests.rules.test_select import CAMERAS as PLAIN
from tests.rules.test_select import _preset, _slot
from wallctl.model.content import ClockContent
from wallctl.model.geometry import Rect
from wallctl.model.ids import SourceId, WindowId
from wallctl.model.layout import Role, Slot, Window
from wallctl.model.source import Source, SourceKind, Stream
from wallctl.model.wall import Wall
from wallctl.rules.select import any_source, fill
from wallctl.rules.substitute import Substitute, Why, distance_km, substitute, why

AT = Rect(x=0, y=0, w=1, h=1)


def camera(name: str, agency: str = "psb", lat: float | None = None) -> Source:
    lon = 112.0 if lat is not None else None
    stream = Stream(url=f"rtsp://10.0.0.1/{name}")
    return Source(id=name, name=name, agency=agency, kind=SourceKind.PTZ, sub=stream, lon=lon, lat=lat)


A, NEAR, FAR, OTHER = (
    camera("a", lat=28.50),
    camera("near", lat=28.51),
    camera("far", lat=28.70),
    camera("other", "wat", lat=28.50),
)
KNOWN = {source.ref: source for source in (A, FAR, OTHER, NEAR)}


def slot(prefer: tuple[str, ...] = (), agencies: tuple[str, ...] = (), source: str | None = None) -> Slot:
    names = tuple(SourceId(name) for name in prefer)
    named = SourceId(source) if source is not None else None
    return Slot(id=WindowId("s"), rect=AT, prefer=names, agencies=agencies, source=named)


def window(source: str | None = "a") -> Window:
    return Window(id=WindowId("s"), rect=AT, source=SourceId(source) if source is not None else None)


def usable(source: Source) -> bool:
    return source.id != "a"


@pytest.mark.parametrize(
    ("place", "expected"),
    [
        (slot(source="a", prefer=("a",)), Why.NAMED),
        (slot(prefer=("near", "a")), Why.PREFERRED),
        (slot(agencies=("psb",)), Why.BY_RULE),
        (slot(agencies=("wat",)), None),
        (slot().with_(fixed=True), None),
        (slot().with_(role=Role.MAP), None),
    ],
)
def test_why_a_source_is_there(place: Slot, expected: Why | None) -> None:
    assert why(place, A, any_source) is expected


def test_a_preferred_one_that_gives_no_picture_is_there_for_want_of_another() -> None:
    assert why(slot(prefer=("a",)), A, usable) is Why.MISSING


def test_everything_that_filling_chose_has_its_reason() -> None:
    preset = _preset(_slot(0, source="b"), _slot(1, prefer=("gone", "c")), _slot(2), _slot(3, Role.MAP))
    filled = fill(preset, Wall(id="w", rows=1, cols=8), PLAIN)
    known = {source.ref: source for source in PLAIN}
    found = [
        why(place, known[w.source], any_source) if w.source is not None else None
        for place, w in zip(preset.walls["1x8"], filled.windows, strict=True)
    ]
    assert found == [Why.NAMED, Why.PREFERRED, Why.BY_RULE, None]


def test_the_next_preferred_one_stands_in_then_the_nearest_that_meets_the_rule() -> None:
    first = substitute(window(), slot(prefer=("a", "far"), agencies=("psb",)), KNOWN, {A.ref}, usable)
    assert first is not None and first.source == "far"
    by_rule = substitute(window(), slot(agencies=("psb",)), KNOWN, {A.ref}, usable)
    assert by_rule is not None and by_rule.source == "near"
    assert by_rule.km == pytest.approx(1.11, abs=0.02)


def test_what_another_window_shows_does_not_stand_in_nor_what_gives_no_picture() -> None:
    taken = {A.ref, NEAR.ref}
    assert substitute(window(), slot(agencies=("psb",)), KNOWN, taken, usable) == Substitute(
        FAR.ref, distance_km(A, FAR)
    )
    assert substitute(window(), slot(agencies=("psb",)), KNOWN, taken, lambda source: False) is None


def test_for_a_window_of_no_preset_it_is_the_nearest_of_the_same_agency() -> None:
    found = substitute(window(), None, KNOWN, {A.ref}, usable)
    assert found is not None and found.source == "near"
    assert substitute(window("gone"), None, KNOWN, (), usable) is None


def test_where_places_are_not_known_it_is_the_first_of_the_catalogue() -> None:
    plain = {source.ref: source for source in (camera("a"), camera("x"), camera("y"))}
    assert substitute(window(), None, plain, {SourceId("a")}, usable) == Substitute(SourceId("x"), None)


def test_nothing_stands_in_for_a_map_or_a_clock() -> None:
    clock = window(None).with_(content=ClockContent())
    for one in (clock, window().with_(role=Role.MAP)):
        assert substitute(one, slot(), KNOWN, (), any_source) is None
