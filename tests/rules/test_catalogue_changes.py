"""Rules of what an import reports."""

from __future__ import annotations

from wallctl.model.camera_table import Column
from wallctl.model.geometry import Rect
from wallctl.model.ids import SourceId, WindowId
from wallctl.model.layout import Preset, Slot, Tour
from wallctl.model.source import Agency, Source, Stream
from wallctl.rules.catalogue_changes import Fields, Lowered, Renamed, Renumbered, changes


def _source(name: str, shown: str = "", url: str = "", **fields: object) -> Source:
    return Source(
        id=name,
        name=shown or name,
        sub=Stream(url=url or f"rtsp://10.0.0.1/{name}"),
        **fields,  # type: ignore[arg-type]
    )


def test_an_equal_catalogue_changes_nothing() -> None:
    catalogue = (_source("a"), _source("b"))
    report = changes(catalogue, catalogue)
    assert report.same == 2
    assert not (report.new or report.changed or report.gone or report.renamed or report.renumbered)


def test_new_gone_and_changed_sources_are_named() -> None:
    report = changes((_source("a"), _source("b")), (_source("a", district="x"), _source("c")))
    assert (report.new, report.gone, report.changed) == (("c",), ("b",), ("a",))


def test_a_new_name_is_a_renaming_and_not_a_change() -> None:
    report = changes((_source("a", "old"),), (_source("a", "new"),))
    assert report.renamed == (Renamed(id=_source("a").ref, before="old", after="new"),)
    assert report.changed == ()


def test_the_same_streams_under_another_id_are_a_renumbering() -> None:
    before, after = _source("a", url="rtsp://10.0.0.1/x"), _source("b", url="rtsp://10.0.0.1/x")
    report = changes((before,), (after,))
    assert report.renumbered == (Renumbered(before=before.ref, after=after.ref),)
    assert (report.new, report.gone) == ((), ())


def test_other_places_and_other_addresses_are_told_apart() -> None:
    before = (_source("a"), _source("b"), _source("c"))
    after = (
        _source("a", district="nan"),
        _source("b", url="rtsp://10.0.0.2/b"),
        _source("c", aliases=("x",)),
    )
    report = changes(before, after)
    assert (report.moved, report.readdressed, report.changed) == (("a",), ("b",), ("a", "b", "c"))
    assert not report.empty


def test_presets_that_name_what_changes_or_is_not_in_the_file_are_told() -> None:
    def preset(name: str, *slots: Slot) -> Preset:
        return Preset(id=name, name=name.upper(), walls={"4x6": slots})

    def slot(name: str, **fills: object) -> Slot:
        return Slot(id=WindowId(name), rect=Rect(x=0, y=0, w=1, h=1), **fills)  # type: ignore[arg-type]

    presets = (
        preset("flood", slot("1", source=SourceId("a")), slot("2", prefer=(SourceId("b"), SourceId("c")))),
        preset("tour", slot("1", tour=Tour(sources=(SourceId("c"), SourceId("b")), dwell_s=5))),
        preset("calm", slot("1", source=SourceId("b"))),
        preset("open", slot("1", agencies=("wat",))),
    )
    report = changes((_source("a"), _source("b"), _source("c")), (_source("a", "A"), _source("b")), presets)
    assert [(one.preset, one.name, one.sources) for one in report.presets] == [
        ("flood", "FLOOD", ("a", "c")),
        ("tour", "TOUR", ("c",)),
    ]


def test_the_table_of_one_agency_says_nothing_of_the_others() -> None:
    before = (_source("a", agency="wat"), _source("b", agency="wat"), _source("c", agency="psb"))
    assert changes(before, (_source("a", agency="wat"),)).gone == ("b",)


def test_agencies_that_nobody_knows_are_named_once() -> None:
    after = (_source("a", agency="wat"), _source("b", agency="xyz"), _source("c", agency="xyz"), _source("d"))
    assert changes((), after, agencies=(Agency(id="wat", name="水利"),)).strangers == ("xyz",)


def test_the_fields_that_change_are_named_and_what_is_emptied_apart() -> None:
    before = _source("a", aliases=("weir",), tags=("river",), lon=112.0, lat=28.0)
    after = _source("a", aliases=(), tags=("dyke",), lon=0.0, lat=28.0)
    (found,) = changes((before,), (after,)).fields
    assert found == Fields(
        id=SourceId("a"), fields=(Column.LON, Column.ALIASES, Column.TAGS), emptied=(Column.ALIASES,)
    )


def test_a_stream_that_goes_takes_its_size_along() -> None:
    before = _source("a", main=Stream(url="rtsp://10.0.0.1/m", width=640, height=360))
    (found,) = changes((before,), (_source("a"),)).fields
    assert found.fields == found.emptied == (Column.MAIN, Column.MAIN_SIZE)


def test_a_lowered_sensitivity_is_told_apart_from_a_raised_one() -> None:
    before = (_source("a", sensitivity=3), _source("b", sensitivity=1))
    report = changes(before, (_source("a", sensitivity=1), _source("b", sensitivity=2)))
    assert report.lowered == (Lowered(id=SourceId("a"), before=3, after=1),)
    assert [one.fields for one in report.fields] == [(Column.SENSITIVITY,)] * 2


def test_a_former_name_that_is_added_is_a_change_and_one_left_behind_by_a_renaming_is_none() -> None:
    added = changes((_source("a"),), (_source("a", former_names=("weir",)),))
    assert added.changed == ("a",) and not added.empty
    assert added.fields[0].fields == (Column.FORMER_NAMES,)
    renamed = changes((_source("a", "one"),), (_source("a", "two", former_names=("one",)),))
    assert (renamed.changed, renamed.fields, renamed.same) == ((), (), 0)
    turned = changes((_source("a", former_names=("x", "y")),), (_source("a", former_names=("y", "x")),))
    assert turned.empty and turned.same == 1


def test_a_temporary_source_that_stays_is_told() -> None:
    report = changes((_source("a", until_utc_s=5.0),), (_source("a"),))
    assert (report.changed, report.for_good, report.fields) == (("a",), ("a",), ())
