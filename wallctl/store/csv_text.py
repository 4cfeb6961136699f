"""Text of CSV files as offices save them: which encoding, which lines. Knows nothing of the columns."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from wallctl.errors import BadInput, NotFound

MAX_FILE_BYTES = 32 << 20


class Row(NamedTuple):
    """One record and the line (from 1) on which it begins."""

    line: int
    fields: list[str]


def read_rows(path: Path) -> list[Row]:
    """Return the records that are not empty; UTF-8 with or without BOM, else GB18030.

    Raise `NotFound`, or `BadInput` naming file and line.
    """
    try:
        if path.stat().st_size > MAX_FILE_BYTES:
            raise BadInput(str(path), f"larger than {MAX_FILE_BYTES >> 20} MiB", "split the file")
        content = path.read_bytes()
    except FileNotFoundError:
        raise NotFound(str(path), "this file does not exist", "check the name") from None
    except OSError as wrong:
        raise BadInput(str(path), f"cannot be read: {wrong.strerror}", "check its rights") from None
    return rows_of(decode(content, str(path)), str(path))


def decode(content: bytes, where: str) -> str:
    """Return the text; raise `BadInput` naming the line with the first byte that fits no encoding."""
    remedy = "save the file as CSV in UTF-8"
    if content.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\x00" in content:
        raise BadInput(where, "not a CSV file in UTF-8 or GB18030", remedy)
    if content.startswith(b"PK\x03\x04"):
        raise BadInput(where, "a spreadsheet, not a CSV file", remedy)
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        pass
    try:
        return content.decode("gb18030")
    except UnicodeDecodeError as wrong:
        line = content[: wrong.start].count(b"\n") + 1
        raise BadInput(f"{where}:{line}", "neither UTF-8 nor GB18030", remedy) from None


def rows_of(text: str, where: str) -> list[Row]:
    """Return the records that are not empty; raise `BadInput` naming the line of a broken one."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    rows: list[Row] = []
    begun = 1
    try:
        for fields in reader:
            if any(field.strip() for field in fields):
                rows.append(Row(begun, fields))
            begun = reader.line_num + 1
    except csv.Error as wrong:
        raise BadInput(f"{where}:{begun}", f"not CSV: {wrong}", "mend this line, mind the quotes") from None
    return rows


def to_text(rows: Iterable[Iterable[str]]) -> str:
    """Return the records as CSV, with the BOM by which spreadsheets know UTF-8."""
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator="\r\n").writerows(rows)
    return "\ufeff" + out.getvalue()
