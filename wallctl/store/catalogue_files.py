"""Cameras as a CSV file that people edit in a spreadsheet. Must not know the database, a site or a network.

Columns: `id,name` and `main` or `sub` (URLs) at least; the others may be left out, and then the table says
nothing of them. Lists are parted by `;`.
Sizes are `1920x1080`, `640x360@25` (frames a second) or `640x360@25/0.5` (and Mbit/s).
In a URL `{cameras}` stands for a host and port that the reader is told; user and password are taken out.
"""

from __future__ import annotations

import difflib
import json
import re
import unicodedata
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any

from pydantic import ValidationError

from wallctl.errors import BadInput
from wallctl.model.camera_table import Column, TableSays
from wallctl.model.ids import SourceId
from wallctl.model.source import Source, Stream
from wallctl.rules.addresses import literal_address
from wallctl.rules.urls import UrlRules, check_url, split_url
from wallctl.store.csv_text import Row, read_rows, to_text
from wallctl.store.durable import write_whole

PLAIN = ("id", "name", "name_en", "agency", "kind", "district", "secret")
LISTS = ("aliases", "former_names", "tags", "osd")
COLUMNS = tuple(column.value for column in Column)
NEEDS = {"lon": "lat", "lat": "lon", "main_size": "main", "sub_size": "sub"}
"""Columns that say nothing without another one."""
MAX_NAME = 80
MAX_TOLD = 20
_SIZE = re.compile(r"(\d{2,5})x(\d{2,5})(?:@(\d{1,3}(?:\.\d+)?))?(?:/(\d{1,4}(?:\.\d+)?))?", re.ASCII)
_PLACE = re.compile(r"\{([a-z_]*)\}")
_FORMULA = ("=", "+", "-", "@")


@dataclass(frozen=True, slots=True)
class CameraFile:
    """What a file of cameras holds. `credentials` (`user:password`) are for the site's secrets file alone."""

    sources: tuple[Source, ...]
    credentials: Mapping[SourceId, str] = field(repr=False)
    lines: Mapping[SourceId, int] = field(default_factory=lambda: MappingProxyType({}))
    """Where each of them stands."""
    says: TableSays = field(default_factory=TableSays)
    """Of what it speaks: its columns, and whose sensitivity it leaves open."""


@dataclass(frozen=True, slots=True)
class Words:
    """What the words of a file may refer to; None: anything."""

    agencies: Collection[str] | None = None
    districts: Collection[str] | None = None
    places: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    """What `{name}` in a URL stands for."""
    rules: UrlRules | None = None
    """Which addresses and devices the site allows; names of hosts are not looked up here."""


@dataclass(frozen=True, slots=True)
class WrongRow:
    """One row that cannot be taken: where it is, what is wrong with which field, and what to do."""

    line: int
    column: str
    reason: str
    remedy: str


class WrongRows(BadInput):
    """A file with rows that cannot be taken; `rows` are all of them."""

    def __init__(self, thing: str, reason: str, remedy: str, rows: Sequence[WrongRow]) -> None:
        super().__init__(thing, reason, remedy)
        self.rows = tuple(rows)


class _Wrong(Exception):
    """One field of one row."""

    def __init__(self, column: str, reason: str, remedy: str) -> None:
        self.column, self.reason, self.remedy = column, reason, remedy
        super().__init__(reason)


def read_cameras(path: Path, words: Words | None = None) -> CameraFile:
    """Return all cameras of the file, or none: raise `BadInput` naming each wrong row by line and field."""
    return cameras_from_rows(read_rows(path), str(path), words or Words())


def cameras_from_rows(rows: Sequence[Row], where: str, words: Words) -> CameraFile:
    """Return all cameras of the rows, the first of which is the header; raise `BadInput` as above."""
    if not rows:
        raise BadInput(where, "empty", f"the first line is: {','.join(COLUMNS[:-3])}")
    header = _header(rows[0], where)
    sources: list[Source] = []
    credentials: dict[SourceId, str] = {}
    lines: dict[str, int] = {}
    places: dict[SourceId, int] = {}
    wrongs: list[tuple[int, _Wrong]] = []
    open_levels: list[SourceId] = []
    for row in rows[1:]:
        try:
            cells = _cells(header, row)
            source, credential = _source(cells, words)
            if (first := lines.setdefault(source.id.lower(), row.line)) != row.line:
                raise _Wrong("id", f"`{source.id}` is already on line {first}", "give each camera its own")
        except _Wrong as wrong:
            wrongs.append((row.line, wrong))
            continue
        sources.append(source)
        places[source.ref] = row.line
        if cells.get("sensitivity") == "":
            open_levels.append(source.ref)
        if credential is not None:
            credentials[source.ref] = credential
    if wrongs:
        raise _refusal(wrongs, where)
    columns = tuple(column for column in Column if column in header)
    says = TableSays(columns=columns, no_sensitivity=tuple(open_levels))
    return CameraFile(tuple(sources), MappingProxyType(credentials), MappingProxyType(places), says)


def cameras_text(sources: Iterable[Source]) -> str:
    """Return the cameras as CSV that `read_cameras` reads back unchanged; credentials by name only."""
    return to_text([COLUMNS, *(_written(source) for source in sources)])


def write_cameras(path: Path, sources: Iterable[Source]) -> None:
    """Write the cameras, whole or not at all; raise `OSError`."""
    write_whole(path, cameras_text(sources).encode())


def _header(row: Row, where: str) -> tuple[str, ...]:
    names = tuple(name.strip().lower() for name in row.fields)
    place = f"{where}:{row.line}"
    if len(names) == 1 and (";" in names[0] or "\t" in names[0]):
        raise BadInput(place, "columns are not parted by commas", "save the file as CSV with commas")
    for name in names:
        if name not in COLUMNS:
            near = difflib.get_close_matches(name, COLUMNS, n=1)
            remedy = f"did you mean `{near[0]}`?" if near else f"allowed: {', '.join(COLUMNS)}"
            raise BadInput(place, f"column `{name}`: unknown", remedy)
        if names.count(name) > 1:
            raise BadInput(place, f"column `{name}` is there twice", "remove one")
    for needed in ("id", "name"):
        if needed not in names:
            raise BadInput(place, f"column `{needed}` is missing", "add it")
    if "main" not in names and "sub" not in names:
        raise BadInput(place, "neither column `main` nor `sub` is there", "add one, with the URLs")
    for name, other in NEEDS.items():
        if name in names and other not in names:
            raise BadInput(place, f"column `{name}` without `{other}`", f"add `{other}`, or leave both out")
    return names


def _cells(header: tuple[str, ...], row: Row) -> dict[str, str]:
    if len(row.fields) > len(header) and any(cell.strip() for cell in row.fields[len(header) :]):
        raise _Wrong(
            "", f"{len(row.fields)} fields, the header has {len(header)}", "quote fields with commas"
        )
    if len(row.fields) < len(header):
        raise _Wrong("", f"{len(row.fields)} fields, the header has {len(header)}", "add the missing commas")
    return {name: _clean(name, cell) for name, cell in zip(header, row.fields, strict=False)}


def _clean(column: str, cell: str) -> str:
    text = unicodedata.normalize("NFC", cell).strip()
    if len(text) > 1 and text[0] == "'" and text[1] in _FORMULA:
        text = text[1:]
    if any(unicodedata.category(sign) in ("Cc", "Cf", "Co", "Cs", "Zl", "Zp") for sign in text):
        raise _Wrong(column, "holds a control character or a line break", "type it anew")
    return text


def _source(cells: Mapping[str, str], words: Words) -> tuple[Source, str | None]:
    data: dict[str, Any] = {name: cells[name] for name in PLAIN if cells.get(name)}
    for name in LISTS:
        data[name] = _list(cells.get(name, ""))
    if data["osd"] == ["none"]:
        data["osd"] = []
    for name in ("name", "name_en"):
        if len(cells.get(name, "")) > MAX_NAME:
            raise _Wrong(name, f"longer than {MAX_NAME} characters", "shorten it")
    for name in ("id", "name"):
        if not cells[name]:
            raise _Wrong(name, "empty", "every camera has one")
    _known("agency", cells, words.agencies)
    _known("district", cells, words.districts)
    data |= _position(cells)
    if cells.get("sensitivity"):
        data["sensitivity"] = _sensitivity(cells["sensitivity"])
    streams, credential = _streams(cells, words)
    if credential is not None:
        data["secret"] = cells["id"]
    try:
        # Through JSON: only from there do strict values take a word for an enum.
        return Source.model_validate_json(json.dumps(data | streams)), credential
    except ValidationError as wrong:
        raise _model_says(wrong, cells) from None


def _list(cell: str) -> list[str]:
    return [part.strip() for part in re.split("[;；]", cell) if part.strip()]


def _known(column: str, cells: Mapping[str, str], known: Collection[str] | None) -> None:
    word = cells.get(column, "")
    if word and known is not None and word not in known:
        near = difflib.get_close_matches(word, list(known), n=1)
        hint = f"did you mean `{near[0]}`? " if near else ""
        raise _Wrong(column, f"`{word}` is unknown", f"{hint}allowed: {', '.join(known)}")


def _position(cells: Mapping[str, str]) -> dict[str, float]:
    found: dict[str, float] = {}
    for name, limit in (("lon", 180), ("lat", 90)):
        if not cells.get(name):
            continue
        if not re.fullmatch(r"-?\d{1,3}(\.\d{1,12})?", cells[name], re.ASCII):
            raise _Wrong(name, f"`{cells[name]}` is not a number of degrees", "write it as 112.352")
        found[name] = float(cells[name])
        if abs(found[name]) > limit:
            raise _Wrong(name, f"{cells[name]} is beyond {limit} degrees", "are lon and lat exchanged?")
    if len(found) == 1:
        raise _Wrong("lat" if "lon" in found else "lon", "empty", "give both or none of lon and lat")
    return found


def _sensitivity(cell: str) -> int:
    if cell not in ("1", "2", "3"):
        raise _Wrong("sensitivity", f"`{cell}` is not allowed", "allowed: 1, 2, 3")
    return int(cell)


def _streams(cells: Mapping[str, str], words: Words) -> tuple[dict[str, dict[str, object]], str | None]:
    streams: dict[str, dict[str, object]] = {}
    credentials: set[str | None] = set()
    for name in ("main", "sub"):
        if not cells.get(name):
            continue
        try:
            parts = split_url(_placed(name, cells[name], words.places))
            if words.rules is not None and (not parts.host or literal_address(parts.host) is not None):
                check_url(parts.url, words.rules)
        except BadInput as wrong:
            raise _Wrong(name, f"{wrong.thing}: {wrong.reason}", wrong.remedy) from None
        streams[name] = {"url": parts.url} | _size(f"{name}_size", cells)
        credentials.add(parts.credential.get_secret_value() if parts.credential else None)
    if not streams:
        raise _Wrong("sub", "neither a main nor a sub stream", "give at least one URL")
    if len(credentials) > 1:
        raise _Wrong("sub", "main and sub have different users or passwords", "use one user for both")
    return streams, credentials.pop()


def _size(column: str, cells: Mapping[str, str]) -> dict[str, object]:
    text = cells.get(column, "")
    if not text:
        return {}
    found = _SIZE.fullmatch(text)
    if found is None or 0 in (float(part) for part in found.groups() if part is not None):
        raise _Wrong(column, f"`{text}` is no size of pictures", "write it as 640x360 or 640x360@25/0.5")
    width, height, fps, mbit_s = found.groups()
    given: dict[str, object] = {"width": int(width), "height": int(height)}
    if fps is not None:
        given["fps"] = float(fps)
    if mbit_s is not None:
        given["mbit_s"] = float(mbit_s)
    return given


def _written_size(stream: Stream | None) -> str:
    if stream is None or stream.width is None or stream.height is None:
        return ""
    fps = f"@{stream.fps:g}" if stream.fps is not None else ""
    mbit = f"/{stream.mbit_s:g}" if stream.mbit_s is not None else ""
    return f"{stream.width}x{stream.height}{fps}{mbit}"


def _placed(column: str, url: str, places: Mapping[str, str]) -> str:
    for name in _PLACE.findall(url):
        if name not in places:
            known = ", ".join(f"{{{place}}}" for place in places) or "none here"
            raise _Wrong(column, f"{{{name}}} stands for nothing", f"write the host and port; known: {known}")
    return _PLACE.sub(lambda match: places[match[1]], url)


def _model_says(wrong: ValidationError, cells: Mapping[str, str]) -> _Wrong:
    first = wrong.errors(include_url=False, include_input=False)[0]
    column = str(first["loc"][0]) if first["loc"] else ""
    match first["type"]:
        case "enum":
            expected = str(first.get("ctx", {}).get("expected", "")).replace("'", "").replace(" or ", ", ")
            near = difflib.get_close_matches(cells.get(column, ""), expected.split(", "), n=1)
            hint = f"did you mean `{near[0]}`? " if near else ""
            return _Wrong(column, f"`{cells.get(column)}` is not allowed", f"{hint}allowed: {expected}")
        case "string_pattern_mismatch":
            return _Wrong(
                column, f"`{cells.get(column)}` is no id", "letters, digits, _ . and -, at most 64 of them"
            )
        case _:
            return _Wrong(column, str(first["msg"]), "mend this field")


def _refusal(wrongs: Sequence[tuple[int, _Wrong]], where: str) -> BadInput:
    def told(line: int, wrong: _Wrong) -> str:
        column = f"field `{wrong.column}`: " if wrong.column else ""
        return f"{column}{wrong.reason} — {wrong.remedy}"

    line, first = wrongs[0]
    others = [f"{where}:{line}: {told(line, wrong)}" for line, wrong in wrongs[1:MAX_TOLD]]
    if len(wrongs) > MAX_TOLD:
        others.append(f"… and {len(wrongs) - MAX_TOLD} more")
    reason = "\n".join([told(line, first), *others])
    rows = [WrongRow(line, wrong.column, wrong.reason, wrong.remedy) for line, wrong in wrongs]
    return WrongRows(f"{where}:{line}", reason, "nothing was imported", rows)


def _written(source: Source) -> list[str]:
    cells: dict[str, str] = {}
    sizes = {"main_size": _written_size(source.main), "sub_size": _written_size(source.sub)}
    for name in COLUMNS:
        value: Any = sizes[name] if name in sizes else getattr(source, name)
        if value is None:
            cells[name] = ""
        elif name in LISTS:
            cells[name] = ";".join(value)
        elif name in ("main", "sub"):
            cells[name] = value.url
        else:
            cells[name] = str(value)
        # A spreadsheet would run such a cell as a formula.
        if cells[name].startswith(_FORMULA) and name not in ("lon", "lat"):
            cells[name] = f"'{cells[name]}"
    return [cells[name] for name in COLUMNS]
