"""On which line of a TOML text each key is written. Knows no concrete value and no file.

`tomllib` tells lines for syntax errors only; a wrong value in right syntax has to be found in the text again.
"""

from __future__ import annotations

import bisect
import re

Place = tuple[str | int, ...]
"""Keys and positions in arrays, from the top of the document (`("walls", "4x6", 3, "role")`)."""

_BARE = re.compile(r"[A-Za-z0-9_-]+")
_SPACE = re.compile(r"[ \t]*")
_GAP = re.compile(r"(?:[ \t\r\n]+|#[^\n]*)*")
_SCALAR = re.compile(r"[^,\]}\n#]*")
_STRING = re.compile(
    r"""
    \"{3} (?: [^"\\] | \\. | "(?!"") )* "{3,5}   # several lines, escapes
    | '{3} .*? '{3,5}                           # several lines, as it stands
    | " (?: [^"\\\n] | \\. )* "
    | ' [^'\n]* '
    """,
    re.DOTALL | re.VERBOSE,
)


def lines_of(text: str) -> dict[Place, int]:
    """Return the line (from 1) of each key, array item and table; `text` must be valid TOML."""
    return _Scan(text).document()


def line_of(lines: dict[Place, int], place: Place) -> int | None:
    """Return the line of the place, or of the innermost one around it that is written; None: nowhere."""
    for depth in range(len(place), 0, -1):
        if (line := lines.get(place[:depth])) is not None:
            return line
    return None


class _Scan:
    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0
        self._ends = [match.start() for match in re.finditer("\n", text)]
        self._lines: dict[Place, int] = {}
        self._rows: dict[Place, int] = {}
        """Arrays of tables -> how many tables were begun."""

    def document(self) -> dict[Place, int]:
        table: Place = ()
        while self._skip(_GAP) < len(self._text):
            if self._text.startswith("[[", self._at):
                table = self._header(2, table_of_array=True)
            elif self._text.startswith("[", self._at):
                table = self._header(1, table_of_array=False)
            else:
                self._pair(table)
        return self._lines

    def _skip(self, pattern: re.Pattern[str]) -> int:
        match = pattern.match(self._text, self._at)
        assert match is not None
        self._at = match.end()
        return self._at

    def _note(self, place: Place, at: int) -> None:
        self._lines.setdefault(place, bisect.bisect_left(self._ends, at) + 1)

    def _key(self) -> list[str]:
        """Read a dotted key."""
        names = []
        while True:
            self._skip(_SPACE)
            match = _STRING.match(self._text, self._at) or _BARE.match(self._text, self._at)
            assert match is not None
            names.append(match[0].strip("\"'"))
            self._at = match.end()
            self._skip(_SPACE)
            if self._text[self._at : self._at + 1] != ".":
                return names
            self._at += 1

    def _header(self, brackets: int, *, table_of_array: bool) -> Place:
        begun = self._at
        self._at += brackets
        names = self._key()
        self._at += brackets
        place: Place = ()
        for number, name in enumerate(names, 1):
            place = (*place, name)
            if table_of_array and number == len(names):
                self._rows[place] = self._rows.get(place, 0) + 1
            self._note(place, begun)
            if place in self._rows:
                place = (*place, self._rows[place] - 1)
                self._note(place, begun)
        return place

    def _pair(self, table: Place) -> None:
        begun = self._at
        place = table
        for name in self._key():
            place = (*place, name)
            self._note(place, begun)
        self._at += 1  # the equals sign
        self._value(place)

    def _value(self, place: Place) -> None:
        self._skip(_GAP)
        opening = self._text[self._at]
        if opening == "[":
            self._array(place)
        elif opening == "{":
            self._inline_table(place)
        elif opening in "\"'":
            self._skip(_STRING)
        else:
            self._skip(_SCALAR)

    def _array(self, place: Place) -> None:
        self._at += 1
        item = 0
        while self._text[self._skip(_GAP)] != "]":
            if self._text[self._at] == ",":
                self._at += 1
                continue
            self._note((*place, item), self._at)
            self._value((*place, item))
            item += 1
        self._at += 1

    def _inline_table(self, place: Place) -> None:
        self._at += 1
        while self._text[self._skip(_GAP)] != "}":
            if self._text[self._at] == ",":
                self._at += 1
                continue
            self._pair(place)
        self._at += 1
