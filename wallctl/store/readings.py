"""How Chinese names are read, and the search entries made of them. Must not know the desk nor the database.

The dictionary guesses (长张高速 becomes *zhang*): a table of phrases, which people edit, says what is right.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import cast

from wallctl.errors import BadInput
from wallctl.model.city import District
from wallctl.model.source import Agency, Source
from wallctl.rules.search import Entry, Unit, Word, WordKind, fold
from wallctl.store.data_files import Shipped, shipped_file
from wallctl.store.toml_values import at_line, parse_toml, read_text

_SYLLABLE = re.compile(r"^[a-z]{1,6}$")
_PIECE = re.compile(r"[A-Za-z0-9]+|[^\sA-Za-z0-9]")


def _dictionary_says(text: str, errors: Callable[[str], str] | None = None) -> list[str]:
    """Return the dictionary's readings; it takes most of a second to load, so only where names are read."""
    from pypinyin import lazy_pinyin

    return lazy_pinyin(text, errors=errors or "default")


def _one_by_one(text: str) -> str:
    # A list, as pypinyin's manual says, although its types know strings only.
    return cast(str, list(text))


class Readings:
    """Reads names; phrases of the table go before the dictionary, longer ones first."""

    def __init__(self, phrases: Mapping[str, Sequence[str]]) -> None:
        self._phrases = {phrase: tuple(syllables) for phrase, syllables in phrases.items()}
        longest_first = sorted(self._phrases, key=len, reverse=True)
        self._pattern = re.compile("|".join(map(re.escape, longest_first)) or r"(?!)")

    def syllables(self, name: str) -> tuple[str, ...]:
        """Return one reading a character; what is not Chinese reads as itself."""
        read = _dictionary_says(name, _one_by_one)
        if len(read) != len(name):
            read = ["".join(_dictionary_says(sign)) for sign in name]
        for match in self._pattern.finditer(name):
            read[match.start() : match.end()] = self._phrases[match[0]]
        return tuple(read)

    def aloud(self, text: str) -> str:
        """Return the text as it sounds, for `SearchIndex`."""
        return "".join(self.syllables(text))

    def units(self, name: str) -> tuple[Unit, ...]:
        """Return the name's units: Chinese characters with their readings, words of letters, numbers."""
        read = self.syllables(name)
        found = []
        for piece in _PIECE.finditer(name):
            text = fold(piece[0])
            if not text:
                continue
            heard = read[piece.start()]
            chinese = heard != piece[0] and not piece[0].isascii()
            reading = heard if heard.isascii() and heard.isalpha() else fold(heard)
            found.append(Unit(sign=text, reading=reading) if chinese and reading else Unit(reading=text))
        return tuple(found)


def read_readings(path: Path) -> Readings:
    """Return the table of a file; raise `NotFound` or `BadInput` naming file, line and phrase."""
    text = read_text(path)
    table = parse_toml(text, str(path))
    for key in table:
        if key != "readings":
            raise BadInput(at_line(text, str(path), (key,)), f"`{key}`: unknown", "did you mean `readings`?")
    rows = table.get("readings", {})
    phrases: dict[str, tuple[str, ...]] = {}
    for phrase, reading in rows.items() if isinstance(rows, dict) else ():
        syllables = reading.split() if isinstance(reading, str) else []
        if len(syllables) != len(phrase) or not all(map(_SYLLABLE.match, syllables)):
            raise BadInput(
                at_line(text, str(path), ("readings", phrase)),
                f"`{phrase}`: not one syllable for each of {len(phrase)} characters",
                "write small letters without tones, parted by blanks",
            )
        phrases[phrase] = tuple(syllables)
    return Readings(phrases)


def shipped_readings() -> Readings:
    """Return the table that ships."""
    return read_readings(shipped_file(Shipped.LAYOUTS, "city", "readings.toml"))


def search_entries(
    sources: Iterable[Source],
    agencies: Iterable[Agency],
    districts: Iterable[District],
    readings: Readings,
) -> tuple[Entry, ...]:
    """Return what `rules.search.SearchIndex` needs, in the order of the sources."""
    places = {district.id: district for district in districts}
    context = {
        agency.id: _words(readings, WordKind.CONTEXT, [agency.name, agency.name_en, *agency.aliases])
        for agency in agencies
    } | {
        place.id: _words(readings, WordKind.CONTEXT, [place.name, place.name_en, *place.aliases])
        for place in places.values()
    }
    return tuple(_entry(source, context, readings) for source in sources)


def _entry(source: Source, context: Mapping[str, tuple[Word, ...]], readings: Readings) -> Entry:
    short = re.sub(r"(?<!\d)0+(?=\d)", "", source.id)
    words = (
        *_ids(dict.fromkeys([source.id, short])),
        *_words(readings, WordKind.NAME, [source.name]),
        *_words(readings, WordKind.ALIAS, source.aliases),
        *_words(readings, WordKind.FORMER, source.former_names),
        *_words(readings, WordKind.ENGLISH, [source.name_en]),
        *context.get(source.agency, ()),
        *context.get(source.district, ()),
        *_words(readings, WordKind.CONTEXT, source.tags),
    )
    return Entry(key=source.id, words=words)


def _ids(ids: Iterable[str]) -> Iterable[Word]:
    return (Word(shown=one, kind=WordKind.ID, units=(Unit(reading=fold(one)),)) for one in ids if fold(one))


def _words(readings: Readings, kind: WordKind, names: Iterable[str]) -> tuple[Word, ...]:
    made = ((name, readings.units(name)) for name in names)
    return tuple(Word(shown=name, kind=kind, units=units) for name, units in made if units)
