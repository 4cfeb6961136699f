"""Rules of what an import leaves as it is: what the table does not speak of, and what must not get lost."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wallctl.model.camera_table import Column, TableSays
from wallctl.model.ids import SourceId
from wallctl.model.source import Corner, Source, SourceKind, Stream
from wallctl.rules.catalogue_changes import changes
from wallctl.rules.importing import over_known

LEAST = TableSays(columns=(Column.ID, Column.NAME, Column.SUB))
"""A table with what every table has."""
NAMES = st.sampled_from(("", "weir", "gate", "dyke"))
SEVERAL = st.lists(NAMES.filter(bool), max_size=2, unique=True).map(tuple)
FREE = tuple(set(Column) - {Column.ID, Column.NAME, Column.FORMER_NAMES, Column.SECRET})
"""Columns whose cell is all that counts."""


def _streams(path: str) -> st.SearchStrategy[Stream]:
    widths = st.sampled_from((None, 640, 1920))
    return st.builds(
        lambda number, width: Stream(
            url=f"rtsp://10.0.0.{number}/{path}", width=width, height=width and width * 9 // 16
        ),
        st.integers(1, 3),
        widths,
    )


def _drawn(cells: dict[str, Any]) -> Source:
    without = Stream(url="rtsp://10.0.0.1/s")
    return Source(**cells | {"sub": cells["sub"] if cells["main"] or cells["sub"] else without})


# Made once: most of the time went into making what is drawn from anew for each camera.
CAMERAS = st.fixed_dictionaries(
    {
        "main": st.none() | _streams("m"),
        "sub": st.none() | _streams("s"),
        "id": st.sampled_from("ab"),
        "name": NAMES.filter(bool),
        "name_en": NAMES,
        "agency": st.sampled_from(("", "wat", "psb")),
        "kind": st.sampled_from(SourceKind),
        "district": NAMES,
        "aliases": SEVERAL,
        "former_names": SEVERAL,
        "tags": SEVERAL,
        "lon": st.sampled_from((None, 0.0, 112.5)),
        "lat": st.sampled_from((None, 0.0, 28.5)),
        "sensitivity": st.integers(1, 3),
        "secret": st.none() | st.sampled_from("ab"),
        "osd": st.sampled_from(((), (Corner.TOP_LEFT,), tuple(Corner))),
        "untested": st.booleans(),
        "until_utc_s": st.none() | st.just(5.0),
    }
).map(_drawn)
ROWS = st.lists(CAMERAS, max_size=2, unique_by=lambda row: row.id)
COLUMNS, FLAGS = st.sets(st.sampled_from(Column)), st.booleans()


@st.composite
def tables(draw: st.DrawFn) -> tuple[tuple[Source, ...], TableSays]:
    """Rows as the reader makes them: what their columns do not name is empty in them."""
    columns = draw(COLUMNS) | {Column.ID, Column.NAME, Column.MAIN, Column.SUB}
    if draw(FLAGS):
        columns -= {Column.MAIN, Column.MAIN_SIZE}
    rows = draw(ROWS)
    open_levels = tuple(row.ref for row in rows if draw(FLAGS))
    says = TableSays(
        columns=tuple(column for column in Column if column in columns), no_sensitivity=open_levels
    )
    return tuple(_as_read(row, says) for row in rows), says


def _as_read(row: Source, says: TableSays) -> Source:
    sub = row.sub or Stream(url="rtsp://10.0.0.9/s")
    kept = {column.value for column in says.columns} | {"id", "name", "main", "sub"}
    empty = {name: field.default for name, field in Source.model_fields.items() if name not in kept}
    if Column.MAIN not in says.columns:
        empty["main"] = None
    if row.ref in says.no_sensitivity:
        empty["sensitivity"] = 1
    read = row.with_(**{"sub": sub, "untested": False, "until_utc_s": None, **empty})
    main = read.main.with_(width=None, height=None) if read.main else None
    return read.with_(
        main=read.main if Column.MAIN_SIZE in says.columns else main,
        sub=sub if Column.SUB_SIZE in says.columns else sub.with_(width=None, height=None),
    )


def _known(*sources: Source) -> dict[SourceId, Source]:
    return {source.ref: source for source in sources}


def _cells(source: Source) -> dict[Column, object]:
    """What each column says of a camera; a size that nobody knows is none."""
    cells: dict[Column, object] = {}
    for column in Column:
        match column:
            case Column.MAIN | Column.SUB:
                stream = getattr(source, column.value)
                cells[column] = stream.url if stream else None
            case Column.MAIN_SIZE | Column.SUB_SIZE:
                stream = getattr(source, column.value.removesuffix("_size"))
                cells[column] = (stream.width, stream.height) if stream and stream.width else None
            case _:
                cells[column] = getattr(source, column.value)
    return cells


@given(ROWS, tables())
def test_columns_that_are_not_given_never_change(
    before: list[Source], table: tuple[tuple[Source, ...], TableSays]
) -> None:
    rows, says = table
    known = _known(*before)
    for kept in over_known(known, rows, says):
        was = known.get(kept.ref)
        if was is None:
            continue
        for column in set(FREE) - set(says.columns):
            if column is Column.MAIN_SIZE and kept.main is None:
                continue
            if column is Column.SUB_SIZE and was.sub is None:
                continue  # there was none to have a size
            assert _cells(kept)[column] == _cells(was)[column], column
        assert kept.untested is was.untested
        assert not was.secret or kept.secret
        assert {*was.former_names, was.name} <= {*kept.former_names, kept.name}


@given(ROWS, tables())
def test_columns_that_are_given_say_what_is_kept(
    before: list[Source], table: tuple[tuple[Source, ...], TableSays]
) -> None:
    rows, says = table
    for row, kept in zip(rows, over_known(_known(*before), rows, says), strict=True):
        for column in set(FREE) & set(says.columns):
            if column is Column.SENSITIVITY and row.ref in says.no_sensitivity:
                continue
            assert _cells(kept)[column] == _cells(row)[column], column


@given(ROWS, tables())
def test_the_same_table_once_more_changes_nothing(
    before: list[Source], table: tuple[tuple[Source, ...], TableSays]
) -> None:
    rows, says = table
    once = over_known(_known(*before), rows, says)
    assert over_known(_known(*once), rows, says) == once
    assert changes(once, once).empty


@given(CAMERAS, tables())
def test_the_report_names_the_columns_that_change_and_no_others(
    was: Source, table: tuple[tuple[Source, ...], TableSays]
) -> None:
    rows, says = table
    kept = over_known(_known(was), rows, says)
    report = changes((was,), kept)
    named = {one.id: set(one.fields) for one in report.fields}
    for now in (source for source in kept if source.ref == was.ref):
        other = {column for column in FREE if _cells(was)[column] != _cells(now)[column]}
        assert named.get(now.ref, set()) & set(FREE) == other
        assert bool(report.lowered) is (now.sensitivity < was.sensitivity)


def _camera(**fields: object) -> Source:
    plain = {"id": "a", "name": "Gate", "sub": Stream(url="rtsp://10.0.0.1/a")}
    return Source.model_validate(plain | fields)


FULL = _camera(
    name_en="Gate 1",
    agency="wat",
    kind=SourceKind.PTZ,
    district="nan",
    aliases=("weir",),
    former_names=("door",),
    tags=("river",),
    lon=112.5,
    lat=28.5,
    sensitivity=3,
    main=Stream(url="rtsp://10.0.0.1/m", width=1920, height=1080),
    sub=Stream(url="rtsp://10.0.0.1/a", width=640, height=360, fps=25.0, mbit_s=0.5),
    secret="a",
    osd=(Corner.TOP_LEFT,),
    untested=True,
)


def test_a_table_with_the_least_columns_takes_nothing_away() -> None:
    assert over_known(_known(FULL), (_camera(),), LEAST) == (FULL,)


def test_an_empty_cell_empties_all_but_sensitivity_password_and_former_names() -> None:
    says = TableSays(no_sensitivity=(SourceId("a"),))
    (kept,) = over_known(_known(FULL), (_camera(),), says)
    assert kept == _camera(sensitivity=3, secret="a", former_names=("door",), untested=True)


@pytest.mark.parametrize("says", [LEAST, TableSays()])
def test_a_new_camera_is_as_the_table_says(says: TableSays) -> None:
    assert over_known({}, (_camera(),), says) == (_camera(),)


def test_a_new_address_keeps_the_size_that_the_table_does_not_name() -> None:
    (kept,) = over_known(_known(FULL), (_camera(sub=Stream(url="rtsp://10.0.0.2/a")),), LEAST)
    assert FULL.sub is not None
    assert kept == FULL.with_(sub=FULL.sub.with_(url="rtsp://10.0.0.2/a"))


def test_an_address_below_no_column_counts_only_where_there_would_be_none_else() -> None:
    says = TableSays(columns=(Column.MAIN,))
    given = _camera(sub=Stream(url="rtsp://10.0.0.3/a"))
    (kept,) = over_known(_known(_camera()), (given,), says)
    assert kept.main is None and kept.sub == _camera().sub
    (kept,) = over_known(_known(_camera(main=FULL.main, sub=None)), (given,), says)
    assert kept.main is None and kept.sub == given.sub


def test_a_renamed_source_is_still_found_by_its_former_names() -> None:
    known = _known(_camera(name="one"))
    for name, former in (("two", ("one",)), ("three", ("one", "two")), ("one", ("two", "three"))):
        (kept,) = over_known(known, (_camera(name=name),), TableSays())
        assert set(kept.former_names) == set(former)
        known = _known(kept)


def test_a_new_camera_was_never_formerly_called_what_it_is_called_now() -> None:
    given = _camera(name="weir", former_names=("weir", "gate", "gate"))
    (kept,) = over_known({}, (given,), TableSays())
    assert kept.former_names == ("gate",)
    assert over_known(_known(kept), (given,), TableSays()) == (kept,)


def test_what_a_table_names_is_there_for_good() -> None:
    (kept,) = over_known(_known(_camera(until_utc_s=5.0)), (_camera(),), LEAST)
    assert kept.until_utc_s is None
