"""Walls and presets as TOML files that people edit. Must not know the database nor a site.

A place in a preset is one line: `{ id = "s01", role = "S", at = [x, y, w, h], prefer = ["wat-08"] }`, in
cells from the top left corner of the wall.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import tomlkit
from tomlkit.items import InlineTable

from wallctl.errors import BadInput, NotFound
from wallctl.model.geometry import Rect
from wallctl.model.layout import Preset, Slot
from wallctl.model.wall import Wall
from wallctl.rules.preset_keys import PRESET_KEYS
from wallctl.store.data_files import Shipped, shipped_file, shipped_folder
from wallctl.store.durable import write_whole
from wallctl.store.toml_values import at_line, parse_toml, read_text, to_value

_IN_FILE = {"rect": "at"}
_SHAPE = re.compile(r"([1-9][0-9]?)x([1-9][0-9]?)")


def read_wall(path: Path) -> Wall:
    """Return the wall; raise `NotFound` or `BadInput` naming file, line and field."""
    text = read_text(path)
    return to_value(parse_toml(text, str(path)), Wall, text, str(path))


def shipped_wall(name: str) -> Wall:
    """Return the wall `3x8` or `4x6`; raise `NotFound` naming those there are."""
    path = shipped_file(Shipped.LAYOUTS, "walls", f"{name}.toml")
    there = sorted(file.stem for file in (shipped_folder(Shipped.LAYOUTS) / "walls").glob("*.toml"))
    if name not in there:
        raise NotFound(name, "no wall of that name ships", f"one of {', '.join(there)}, or a file")
    return read_wall(path)


def read_preset(path: Path) -> Preset:
    """Return the preset; raise `NotFound` or `BadInput` naming file, line and field."""
    return preset_from_text(read_text(path), str(path))


def preset_from_text(text: str, where: str) -> Preset:
    """Return the preset; raise `BadInput` naming `where`, line and field."""
    table = parse_toml(text, where)
    walls = table.get("walls")
    if isinstance(walls, dict):
        table = table | {
            "walls": {shape: _slots(slots, text, where, shape) for shape, slots in walls.items()}
        }
    preset = to_value(table, Preset, text, where, _IN_FILE)
    if preset.key and preset.key not in PRESET_KEYS:
        raise BadInput(
            at_line(text, where, ("key",)),
            f"field `key`: `{preset.key}` calls no preset",
            "write F2 to F12 or 1 to 0, or leave it empty",
        )
    for shape, slots in preset.walls.items():
        _check_shape(shape, slots, text, where)
    return preset


def read_presets(folder: Path) -> tuple[Preset, ...]:
    """Return all presets of a folder, those with a function key first, in the order of the keys.

    Raise `BadInput` for the first wrong file, an id that is not the file's name, or a key given twice.
    """
    found: list[Preset] = []
    keys: dict[str, str] = {}
    for path in sorted(folder.glob("*.toml")):
        text = read_text(path)
        preset = preset_from_text(text, str(path))
        if preset.id != path.stem:
            raise BadInput(
                at_line(text, str(path), ("id",)),
                f"field `id`: `{preset.id}` is not the file's name",
                f"write `{path.stem}`, or rename the file",
            )
        if preset.key and keys.setdefault(preset.key, preset.id) != preset.id:
            raise BadInput(
                at_line(text, str(path), ("key",)),
                f"field `key`: {preset.key} already belongs to `{keys[preset.key]}`",
                "choose another key, or leave it empty",
            )
        found.append(preset)
    return tuple(sorted(found, key=_by_key))


def shipped_presets() -> tuple[Preset, ...]:
    """Return the presets that ship, in the order of their keys."""
    return read_presets(shipped_folder(Shipped.LAYOUTS) / "presets")


def preset_text(preset: Preset) -> str:
    """Return the preset as TOML, one place a line, that `read_preset` reads back unchanged."""
    document = tomlkit.document()
    for name, value in preset.model_dump(mode="json", exclude_defaults=True, exclude={"walls"}).items():
        document.add(name, value)
    walls = tomlkit.table()
    for shape, slots in preset.walls.items():
        rows = tomlkit.array()
        for slot in slots:
            rows.append(_row(slot))
        walls.add(shape, rows.multiline(True))
    document.add("walls", walls)
    return tomlkit.dumps(document)


def write_preset(path: Path, preset: Preset) -> None:
    """Write the preset, whole or not at all; raise `OSError`."""
    write_whole(path, preset_text(preset).encode())


def _slots(slots: Any, text: str, where: str, shape: str) -> Any:
    """Return the rows as the model has them: `at` becomes `rect`."""
    if not isinstance(slots, list):
        return slots
    seen: set[object] = set()
    for number, slot in enumerate(slots):
        name = slot.get("id") if isinstance(slot, dict) else None
        if isinstance(name, str) and name in seen:
            place = at_line(text, where, ("walls", shape, number, "id"))
            raise BadInput(place, f"field `id`: `{name}` is used twice", "give each place an id of its own")
        seen.add(name if isinstance(name, str) else number)
    return [_slot(slot, text, where, shape, number) for number, slot in enumerate(slots)]


def _slot(slot: Any, text: str, where: str, shape: str, number: int) -> Any:
    if not isinstance(slot, dict):
        return slot
    if "rect" in slot:
        place = at_line(text, where, ("walls", shape, number, "rect"))
        raise BadInput(place, "field `rect`: unknown", "did you mean `at = [x, y, w, h]`?")
    at = slot.get("at")
    rest: dict[str, Any] = {name: value for name, value in slot.items() if name != "at"}
    if at is None:
        return rest
    numbers = isinstance(at, list) and all(
        isinstance(side, int | float) and not isinstance(side, bool) for side in at
    )
    if not numbers or len(at) != 4:
        place = at_line(text, where, ("walls", shape, number, "at"))
        raise BadInput(place, "field `at`: not four numbers", "write `at = [x, y, w, h]`, in cells")
    return rest | {"rect": dict(zip("xywh", at, strict=True))}


def _check_shape(shape: str, slots: tuple[Slot, ...], text: str, where: str) -> None:
    match = _SHAPE.fullmatch(shape)
    if match is None:
        place = at_line(text, where, ("walls", shape))
        raise BadInput(place, f"`{shape}` is no shape of a wall", "write rows x columns, such as `4x6`")
    rows, cols = int(match[1]), int(match[2])
    wall = Rect(x=0, y=0, w=cols, h=rows)
    for number, slot in enumerate(slots):
        if not wall.covers(slot.rect):
            raise BadInput(
                at_line(text, where, ("walls", shape, number, "at")),
                f"field `at`: place `{slot.id}` reaches outside the wall of {rows} rows and {cols} columns",
                "move it or make it smaller",
            )


def _row(slot: Slot) -> InlineTable:
    row = tomlkit.inline_table()
    fields: Mapping[str, Any] = slot.model_dump(mode="json", exclude_defaults=True)
    row.append("id", slot.id)
    row.append("role", slot.role.value)
    row.append("at", [_plain(side) for side in (slot.rect.x, slot.rect.y, slot.rect.w, slot.rect.h)])
    for name, value in fields.items():
        if name not in ("id", "role", "rect"):
            row.append(name, value)
    return row


def _plain(side: float) -> int | float:
    return int(side) if side == int(side) else side


def _by_key(preset: Preset) -> tuple[int, str]:
    place = PRESET_KEYS.index(preset.key) if preset.key in PRESET_KEYS else len(PRESET_KEYS)
    return (place, preset.id)
