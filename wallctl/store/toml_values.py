"""TOML text -> values; errors name file, line, field and what is allowed. Knows no concrete value."""

from __future__ import annotations

import difflib
import json
import re
import tomllib
import typing
from collections.abc import Mapping
from pathlib import Path
from types import UnionType
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from wallctl.errors import BadInput, NotFound
from wallctl.model.base import Value
from wallctl.store.toml_lines import Place, line_of, lines_of

V = TypeVar("V", bound=Value)
MAX_FILE_BYTES = 8 << 20


def read_text(path: Path) -> str:
    """Return the file's text (UTF-8); raise `NotFound` or `BadInput` naming the file."""
    try:
        if path.stat().st_size > MAX_FILE_BYTES:
            raise BadInput(str(path), f"larger than {MAX_FILE_BYTES >> 20} MiB", "split the file")
        return path.read_bytes().decode("utf-8-sig")
    except FileNotFoundError:
        raise NotFound(str(path), "this file does not exist", "check the name") from None
    except UnicodeDecodeError as wrong:
        line = path.read_bytes()[: wrong.start].count(b"\n") + 1
        raise BadInput(f"{path}:{line}", "not UTF-8", "save the file as UTF-8") from None
    except OSError as wrong:
        raise BadInput(str(path), f"cannot be read: {wrong.strerror}", "check its rights") from None


def parse_toml(text: str, where: str) -> dict[str, Any]:
    """Return the table; raise `BadInput` with the line of the syntax error."""
    try:
        return tomllib.loads(text)
    except RecursionError:
        raise BadInput(where, "tables or lists nested too deeply", "make it flatter") from None
    except tomllib.TOMLDecodeError as wrong:
        found = re.search(r"^(.*?) \(at line (\d+), column (\d+)\)$", str(wrong))
        if found is not None:
            place, what = f"{where}:{found[2]}", f"not TOML: {found[1]} (column {found[3]})"
        else:
            line = text.rstrip().count("\n") + 1
            place, what = f"{where}:{line}", f"not TOML: {wrong}"
        raise BadInput(place, what, "mend this line") from None


def to_value(
    table: Mapping[str, Any], model: type[V], text: str, where: str, names: Mapping[str, str] | None = None
) -> V:
    """Return the table as a value; raise `BadInput` naming line, field and what is allowed.

    `names` says how a field is called in the file where that differs from the model (`rect` -> `at`).
    """
    try:
        # Through JSON: only from there do strict values take a list for a tuple, a word for an enum.
        return model.model_validate_json(json.dumps(table, default=str))
    except ValidationError as wrong:
        raise _problem(wrong, model, text, where, names or {}) from None


def at_line(text: str, where: str, place: Place) -> str:
    """Return `file:line` of that place in the text, as errors name it."""
    line = line_of(lines_of(text), place)
    return where if line is None else f"{where}:{line}"


def _problem(
    wrong: ValidationError, model: type[Value], text: str, where: str, names: Mapping[str, str]
) -> BadInput:
    lines = lines_of(text)
    errors = wrong.errors(include_url=False)
    found = [(line_of(lines, _in_file(error["loc"], names)) or 1, error) for error in errors]
    # A misspelt field is also a missing one, and the misspelling says more.
    line, first = min(found, key=lambda pair: (pair[1]["type"] == "missing", pair[0]))
    reason, remedy = _in_words(first, model, names)
    more = f" (and {len(errors) - 1} more)" if len(errors) > 1 else ""
    return BadInput(f"{where}:{line}", reason + more, remedy)


def _in_file(loc: Place, names: Mapping[str, str]) -> Place:
    """Return where the file has what the model has at `loc`."""
    for depth, step in enumerate(loc):
        if isinstance(step, str) and step in names:
            return (*loc[:depth], names[step])
    return loc


def _in_words(error: ErrorDetails, model: type[Value], names: Mapping[str, str]) -> tuple[str, str]:
    loc = error["loc"]
    place = _in_file(loc, names)
    field = next((step for step in reversed(place) if isinstance(step, str)), "")
    allowed = sorted(names.get(name, name) for name in _fields_at(model, loc[:-1]))
    match error["type"]:
        case "extra_forbidden":
            near = difflib.get_close_matches(field, allowed, n=1)
            return f"field `{field}`: unknown", (
                f"did you mean `{near[0]}`?" if near else f"allowed: {', '.join(allowed)}"
            )
        case "missing":
            return f"field `{field}` is missing", f"add `{field} = …`"
        case "enum" | "literal_error":
            expected = str(error.get("ctx", {}).get("expected", "")).replace("'", "").replace(" or ", ", ")
            near = difflib.get_close_matches(str(error["input"]), expected.split(", "), n=1)
            hint = f"did you mean `{near[0]}`? " if near else ""
            return f"field `{field}`: `{error['input']}` is not allowed", f"{hint}allowed: {expected}"
        case "value_error":
            return str(error["msg"]).removeprefix("Value error, "), "mend this"
        case _:
            return f"field `{field}`: {error['msg']}" if field else str(error["msg"]), "mend this field"


def _fields_at(model: type[BaseModel], loc: Place) -> list[str]:
    """Return the names that the table at `loc` may have; empty where anything may stand."""
    kind: Any = model
    for step in loc:
        if isinstance(kind, type) and issubclass(kind, BaseModel):
            field = kind.model_fields.get(str(step))
            kind = _inner(field.annotation) if field is not None else None
        else:
            kind = _inner(next((a for a in reversed(typing.get_args(kind)) if a is not Ellipsis), None))
    return list(kind.model_fields) if isinstance(kind, type) and issubclass(kind, BaseModel) else []


def _inner(kind: Any) -> Any:
    """Return the annotation without `| None`."""
    if typing.get_origin(kind) in (UnionType, typing.Union):
        return next((part for part in typing.get_args(kind) if part is not type(None)), None)
    return kind
