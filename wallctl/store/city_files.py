"""Agencies, districts, rivers, roads and incident types as TOML files. Must not know database or site."""

from __future__ import annotations

from pathlib import Path
from typing import TypeVar

from wallctl.errors import BadInput
from wallctl.model.base import Value
from wallctl.model.city import City, IncidentTypes
from wallctl.model.source import Agency
from wallctl.store.data_files import Shipped, shipped_folder
from wallctl.store.toml_values import at_line, parse_toml, read_text, to_value

V = TypeVar("V", bound=Value)


def sample_city_folder() -> Path:
    """Return the folder of the sample city; raise `Unavailable` when the installation lacks it."""
    return shipped_folder(Shipped.LAYOUTS) / "city"


def read_city(folder: Path) -> City:
    """Return agencies, districts, rivers and roads; raise `NotFound` or `BadInput` (file, line, field)."""
    return City(
        agencies=_read(folder / "agencies.toml", "agencies").agencies,
        districts=_read(folder / "districts.toml", "districts").districts,
        rivers=_read(folder / "rivers.toml", "rivers").rivers,
        roads=_read(folder / "roads.toml", "roads").roads,
    )


def read_agencies(path: Path) -> tuple[Agency, ...]:
    """Return the agencies of one file; raise `NotFound` or `BadInput` (file, line, field)."""
    return _read(path, "agencies").agencies


def read_incident_types(path: Path) -> IncidentTypes:
    """Return the types of incidents; raise `NotFound` or `BadInput` (file, line, field)."""
    text = read_text(path)
    table = parse_toml(text, str(path))
    _no_id_twice(table, text, path, "bodies", "id")
    _no_id_twice(table, text, path, "incidents", "code")
    return to_value(table, IncidentTypes, text, str(path))


def _read(path: Path, key: str) -> City:
    text = read_text(path)
    table = parse_toml(text, str(path))
    for name in table:
        if name != key:
            place = at_line(text, str(path), (name,))
            raise BadInput(place, f"`{name}`: unknown", f"this file holds [[{key}]]")
    _no_id_twice(table, text, path, key, "id")
    return to_value(table, City, text, str(path))


def _no_id_twice(table: dict[str, object], text: str, path: Path, key: str, field: str) -> None:
    rows = table.get(key)
    seen: set[str] = set()
    for number, row in enumerate(rows if isinstance(rows, list) else []):
        name = row.get(field) if isinstance(row, dict) else None
        if isinstance(name, str) and name in seen:
            place = at_line(text, str(path), (key, number, field))
            raise BadInput(place, f"field `{field}`: `{name}` is used twice", "give each a name of its own")
        if isinstance(name, str):
            seen.add(name)
