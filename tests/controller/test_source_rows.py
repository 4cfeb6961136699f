"""Rules: headings count what is lost and fold, and drags carry only ids, each once."""

from __future__ import annotations

import json

import pytest
from PySide6.QtCore import QByteArray, QMimeData, Qt

from wallctl.controller.drag import SOURCE_MIME, sources_as_mime, sources_in_mime
from wallctl.controller.source_groups import Catalogued, Grouping, OwnGroups, grouped, own_groups
from wallctl.controller.source_rows import Heading, Row, SourceModel, SourceRow, grouped_rows, ranked_rows
from wallctl.controller.standing import Standing, Standings
from wallctl.controller.words import Places
from wallctl.model.health import WindowState
from wallctl.model.ids import SourceId
from wallctl.model.source import Agency, Source, Stream

STREAM = Stream(url="rtsp://10.0.0.1/1")
AGENCIES = {name: Agency(id=name, name=name.upper()) for name in ("psb", "wat")}
SOURCES = [
    Source(id=name, name=f"name {name}", agency=name[:3] if name[:3] in AGENCIES else "", sub=STREAM)
    for name in ("wat-1", "psb-1", "wat-2", "x-1")
]


def rows_of(known: Standings | None = None, folded: tuple[str, ...] = (), starred: str = "") -> list[Row]:
    of = Catalogued(AGENCIES, Places(), known or Standings({}, {}))
    own = own_groups(SOURCES, OwnGroups(starred=(SourceId(starred),) if starred else ()))
    groups = [*own, *grouped(SOURCES, Grouping.AGENCY, of)]
    return grouped_rows(groups, of, folded, {SourceId(starred)})


def shown(rows: list[Row]) -> list[str]:
    return [row.text if isinstance(row, Heading) else row.source.id for row in rows]


def test_agencies_keep_the_catalogues_order_and_strangers_come_last() -> None:
    assert shown(rows_of()) == ["PSB", "psb-1", "WAT", "wat-1", "wat-2", "无所属单位", "x-1"]


def test_headings_count_what_is_known_to_be_lost_folded_or_not() -> None:
    known = Standings({}, {SourceId("wat-1"): Standing(WindowState.NO_SIGNAL)})
    for folded in ((), ("agency:wat",)):
        rows = rows_of(known, folded)
        assert [(row.count, row.lost) for row in rows if isinstance(row, Heading)] == [(1, 0), (2, 1), (1, 0)]


def test_of_a_folded_group_only_the_heading_is_there() -> None:
    assert shown(rows_of(folded=("agency:wat",))) == ["PSB", "psb-1", "WAT", "无所属单位", "x-1"]


def test_a_favourite_is_marked_wherever_it_stands() -> None:
    rows = [row for row in rows_of(starred="wat-2") if isinstance(row, SourceRow)]
    marked = [(row.group, row.source.id) for row in rows if row.starred]
    assert marked == [("own:starred", "wat-2"), ("agency:wat", "wat-2")]


def test_a_search_keeps_its_ranking() -> None:
    rows = ranked_rows(SOURCES, Catalogued(AGENCIES, Places(), Standings({}, {})))
    assert shown(rows) == ["wat-1", "psb-1", "wat-2", "x-1"]


def test_headings_can_be_neither_chosen_nor_dragged() -> None:
    model = SourceModel(Places())
    model.show_rows(rows_of())
    assert model.flags(model.index(0)) == Qt.ItemFlag.ItemIsEnabled
    assert model.flags(model.index(1)) & Qt.ItemFlag.ItemIsDragEnabled
    mime = model.mimeData([model.index(4), model.index(0), model.index(1)])
    assert sources_in_mime(mime) == ["psb-1", "wat-2"]


def test_a_source_that_is_chosen_in_two_groups_is_carried_once() -> None:
    model = SourceModel(Places())
    model.show_rows(rows_of(starred="wat-2"))
    mime = model.mimeData([model.index(row) for row in range(model.rowCount())])
    assert sources_in_mime(mime) == ["wat-2", "psb-1", "wat-1", "x-1"]


def test_a_whole_catalogue_can_be_carried() -> None:
    many = [SourceId(f"{number:064d}") for number in range(2_000)]
    assert sources_in_mime(sources_as_mime(many)) == many


def test_a_drag_comes_back_as_it_went() -> None:
    assert sources_in_mime(sources_as_mime([SourceId("a"), SourceId("b")])) == ["a", "b"]


@pytest.mark.parametrize(
    "load", [b"", b"{", b"[1]", b'{"a": 1}', b'[""]', json.dumps(["a" * 300_000]).encode()]
)
def test_a_load_that_is_not_ours_is_empty(load: bytes) -> None:
    mime = QMimeData()
    mime.setData(SOURCE_MIME, QByteArray(load))
    assert sources_in_mime(mime) == []
