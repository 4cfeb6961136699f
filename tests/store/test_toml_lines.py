"""Rules of finding the line of a key."""

from __future__ import annotations

import tomllib
from typing import Any

import pytest
import tomlkit
from hypothesis import given
from hypothesis import strategies as st

from wallctl.store.data_files import Shipped, shipped_folder
from wallctl.store.toml_lines import Place, line_of, lines_of

TEXT = '''# a comment = "not a key"
a = "x # ] \\" ="  # b = 1
"b c" = 'q\\'
m = """
n = 1 ] "" \\""" [x]
""""
l = \'\'\'
k = 1\'\'\'
o.p = [1, # c
 [2, 3], {q = 1, r = "}"},
]
[[rows]]
x = 1
[[rows]]
y = 2026-01-01T00:00:00Z
[rows.inner]
z = -1.5e3
[deep."d.e".f]
g = true
'''


@pytest.mark.parametrize(
    ("place", "line"),
    [
        (("a",), 2),
        (("b c",), 3),
        (("m",), 4),
        (("l",), 7),
        (("o", "p"), 9),
        (("o", "p", 0), 9),
        (("o", "p", 1), 10),
        (("o", "p", 1, 1), 10),
        (("o", "p", 2, "r"), 10),
        (("rows",), 12),
        (("rows", 0, "x"), 13),
        (("rows", 1), 14),
        (("rows", 1, "y"), 15),
        (("rows", 1, "inner", "z"), 17),
        (("deep", "d.e", "f", "g"), 19),
    ],
)
def test_each_key_and_item_has_its_line(place: Place, line: int) -> None:
    tomllib.loads(TEXT)
    assert lines_of(TEXT)[place] == line


def test_what_is_not_written_gets_the_line_of_what_holds_it() -> None:
    lines = lines_of(TEXT)
    assert line_of(lines, ("rows", 1, "missing")) == 14
    assert line_of(lines, ("rows", 0, "x", "below")) == 13
    assert line_of(lines, ("nowhere",)) is None


def test_no_key_is_invented_inside_strings_and_comments() -> None:
    names = {place[-1] for place in lines_of(TEXT)}
    assert names.isdisjoint({"n", "k", "b"})


@pytest.mark.parametrize(
    "file", sorted(shipped_folder(Shipped.LAYOUTS).rglob("*.toml")), ids=lambda f: f.stem
)
def test_every_key_of_the_shipped_files_is_found(file: Any) -> None:
    text = file.read_text("utf-8")
    assert _places(tomllib.loads(text)) <= set(lines_of(text))


KEYS = st.text(alphabet="ab-_ .#中=[", min_size=1, max_size=4)
VALUES: st.SearchStrategy[Any] = st.recursive(
    st.integers(-9, 9) | st.booleans() | st.text(alphabet="ab\"'#=[]{},\n\\é中", max_size=6),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=3),
    max_leaves=8,
)


@given(st.dictionaries(KEYS, VALUES, max_size=4))
def test_every_key_of_any_document_is_found(table: dict[str, Any]) -> None:
    text = tomlkit.dumps(table)
    assert _places(tomllib.loads(text)) <= set(lines_of(text))


def _places(value: Any, place: Place = ()) -> set[Place]:
    found: set[Place] = {place} if place else set()
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in items:
        found |= _places(inner, (*place, key))
    return found
