"""Rules of editing a camera: only what is other goes to the server, and nothing else changes."""

from __future__ import annotations

import pytest

from wallctl.model.camera_table import Column
from wallctl.model.sighting import Sighting
from wallctl.model.source import Corner, Source, SourceKind, Stream, StreamKind
from wallctl.rules.edit_source import Details, edit, edited, several
from wallctl.rules.new_source import Form

GATE = Source(
    id="gate",
    name="Gate",
    name_en="Gate 1",
    agency="wat",
    kind=SourceKind.PTZ,
    district="nan",
    aliases=("weir", "door"),
    tags=("river",),
    former_names=("lock",),
    sensitivity=3,
    lon=112.5,
    lat=28.5,
    main=Stream(url="rtsp://10.0.0.1/m", width=1920, height=1080, mbit_s=4.0),
    secret="gate",
    osd=(Corner.TOP_LEFT,),
    until_utc_s=5.0,
)
SUB = Stream(url="rtsp://10.0.0.1/s")
FORM = Form(id="gate", name="Gate", agency="wat", main="rtsp://10.0.0.1/m")
DETAILS = Details(name_en="Gate 1", aliases="weir；door", tags="river", district="nan", kind=SourceKind.PTZ)
SEEN = {StreamKind.MAIN: Sighting(first_frame_ms=300, codec="H.264", width=640, height=360, fps=25.0)}


def test_what_is_as_it_was_asks_for_nothing() -> None:
    assert edit(GATE, FORM, DETAILS, {}) is None
    assert edit(GATE, FORM, DETAILS, SEEN) is None


def test_a_new_login_alone_is_a_change() -> None:
    wanted = edit(GATE, FORM.with_(user="li", password="pw"), DETAILS, {})
    assert wanted is not None and (wanted.columns, wanted.credential) == ((), "li:pw")
    assert edited(GATE, wanted) == GATE


@pytest.mark.parametrize(
    ("form", "details", "column", "after"),
    [
        ({"name": "North gate"}, {}, Column.NAME, {"name": "North gate", "former_names": ("lock", "Gate")}),
        ({"agency": "psb"}, {}, Column.AGENCY, {"agency": "psb"}),
        ({}, {"name_en": " Gate 2 "}, Column.NAME_EN, {"name_en": "Gate 2"}),
        ({}, {"aliases": "weir、坝"}, Column.ALIASES, {"aliases": ("weir", "坝")}),
        ({}, {"tags": ""}, Column.TAGS, {"tags": ()}),
        ({}, {"district": "bei"}, Column.DISTRICT, {"district": "bei"}),
        ({}, {"kind": SourceKind.FIXED}, Column.KIND, {"kind": SourceKind.FIXED}),
        (
            {"sub": "rtsp://10.0.0.1/s"},
            {},
            Column.SUB,
            {"sub": Stream(url="rtsp://10.0.0.1/s"), "untested": True},
        ),
    ],
)
def test_one_field_changes_that_column_and_nothing_else(
    form: dict[str, object], details: dict[str, object], column: Column, after: dict[str, object]
) -> None:
    wanted = edit(GATE, FORM.with_(**form), DETAILS.with_(**details), {})
    assert wanted is not None and wanted.columns == (column,)
    assert edited(GATE, wanted) == GATE.with_(**after)


def test_a_new_address_that_was_seen_brings_its_size_and_is_tested() -> None:
    wanted = edit(GATE.with_(untested=True), FORM.with_(main="rtsp://10.0.0.2/m"), DETAILS, SEEN)
    assert wanted is not None and wanted.columns == (Column.MAIN, Column.MAIN_SIZE)
    kept = edited(GATE.with_(untested=True), wanted)
    assert kept.main == Stream(url="rtsp://10.0.0.2/m", width=640, height=360, fps=25.0)
    assert not kept.untested


def test_what_another_desk_changed_meanwhile_stays() -> None:
    wanted = edit(GATE, FORM.with_(name="North gate"), DETAILS, {})
    assert wanted is not None
    meanwhile = GATE.with_(aliases=("new",), main=Stream(url="rtsp://10.0.0.9/m"), sensitivity=2)
    kept = edited(meanwhile, wanted)
    assert (kept.name, kept.aliases, kept.main, kept.sensitivity) == (
        "North gate",
        ("new",),
        meanwhile.main,
        2,
    )


def test_several_words_are_parted_as_officers_write_them_each_once() -> None:
    assert several(" 坝；weir; 坝、 ") == ("坝", "weir")
