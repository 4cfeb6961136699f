"""Rules of reading CSV as offices save it."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wallctl.errors import BadInput, NotFound
from wallctl.store.csv_text import decode, read_rows, rows_of, to_text

TEXT = "id,name\nwat-08,民主垸险工段\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "gbk"])
def test_the_encodings_of_offices_are_told_apart(encoding: str) -> None:
    assert decode(TEXT.encode(encoding), "f") == TEXT


@pytest.mark.parametrize(
    "content", [TEXT.encode("utf-16"), b"PK\x03\x04xlsx", b"a,b\n\x00\n", b"a\n\xff\xff,b\n"]
)
def test_what_is_no_csv_is_refused_with_a_remedy(content: bytes) -> None:
    with pytest.raises(BadInput, match="UTF-8"):
        decode(content, "f.csv")


def test_the_line_of_a_byte_in_no_encoding_is_named() -> None:
    with pytest.raises(BadInput, match=r"f\.csv:3: neither"):
        decode(b"a,b\n1,2\n\x80\xff,3\n", "f.csv")


def test_rows_know_their_lines_and_empty_ones_are_left_out() -> None:
    rows = rows_of('a,b\r\n\r\n"1\n2",3\r\n,\r\n4,5\r\n', "f")
    assert [(row.line, row.fields[0]) for row in rows] == [(1, "a"), (3, "1\n2"), (6, "4")]


def test_a_quote_that_is_not_closed_is_named_by_its_line() -> None:
    with pytest.raises(BadInput, match=r"f\.csv:2: not CSV"):
        rows_of('a,b\n"1,2\n3,4\n', "f.csv")


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(NotFound, match=r"none\.csv"):
        read_rows(tmp_path / "none.csv")
    with pytest.raises(BadInput, match="cannot be read"):
        read_rows(tmp_path)


CELLS = st.text(alphabet="a中,;\"'\n\r =", max_size=5)


@given(st.lists(st.lists(CELLS, min_size=2, max_size=2), max_size=4))
def test_what_was_written_is_read_back(rows: list[list[str]]) -> None:
    kept = [row for row in rows if any(cell.strip() for cell in row)]
    assert [row.fields for row in rows_of(to_text(rows).removeprefix("\ufeff"), "f")] == kept
