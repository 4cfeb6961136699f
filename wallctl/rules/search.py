"""Finding a source by what officers say: id, name, alias, former name, English, pinyin, initials.

Must not know how a character is read nor where entries come from: they arrive with their readings. One index
serves one catalogue; build another when it changes.
"""

from __future__ import annotations

import bisect
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from enum import IntEnum

from wallctl.model.base import Value

MAX_QUERY = 64
_DIGITS = str.maketrans("零〇一二三四五六七八九ü", "00123456789v")


class WordKind(IntEnum):
    """What a word is to its source; the smaller, the more it counts."""

    ID = 0
    NAME = 1
    ALIAS = 2
    ENGLISH = 3
    FORMER = 4
    CONTEXT = 5
    """Agency, district, tag: shared by many sources."""


class Tier(IntEnum):
    """How well a word matched; the smaller, the better."""

    EXACT_ID = 0
    EXACT = 1
    PREFIX = 2
    INITIALS = 3
    INSIDE = 4
    ACCENT = 5
    """As it sounds in the south: z for zh, n for ng, l for n."""
    MIXED = 6
    """Syllables cut short at will, characters and letters in turn (`minzy`, `民主y`)."""
    SCATTERED = 7


class Unit(Value):
    """A Chinese character with its reading, or a word of letters and digits (`sign` empty). Folded."""

    sign: str = ""
    reading: str


class Word(Value):
    """One way to say a source: as it is written, and its units."""

    shown: str
    kind: WordKind
    units: tuple[Unit, ...]


class Entry(Value):
    """One source and all the ways to say it."""

    key: str
    words: tuple[Word, ...]


class Hit(Value):
    """A source that was found, and by which of its words (of the first term)."""

    key: str
    tier: Tier
    kind: WordKind
    shown: str


Match = tuple[Tier, int, int]
"""How well, which word, and how far into it."""


def fold(text: str) -> str:
    """Return the text as it is compared: one case, one width, digits for Chinese numerals, no punctuation."""
    plain = unicodedata.normalize("NFKC", text).casefold().translate(_DIGITS)
    return "".join(sign for sign in plain if sign.isalnum())


def accent(reading: str) -> str:
    """Return the reading without what southern speakers do not tell apart."""
    for said, heard in (("zh", "z"), ("ch", "c"), ("sh", "s"), ("ng", "n"), ("l", "n")):
        reading = reading.replace(said, heard)
    return reading


class _Column:
    """One form of all words, in one text, so that a search runs at the speed of `str.find`."""

    def __init__(self, words: Iterable[Sequence[str]]) -> None:
        self._starts: list[int] = []
        self._units: list[int] = []
        """Bit n is set where a unit begins n signs into the word."""
        parts: list[str] = []
        at = 1
        for pieces in words:
            self._starts.append(at)
            length = bits = 0
            for piece in pieces:
                bits |= 1 << length
                length += len(piece)
            self._units.append(bits)
            parts.extend(("\n", *pieces))
            at += length + 1
        self._starts.append(at)
        self._text = "".join((*parts, "\n"))

    def prefixed(self, wanted: str) -> Iterator[tuple[int, bool]]:
        """Yield each word that begins so, and whether it is all of it."""
        at = self._text.find("\n" + wanted)
        while at >= 0:
            end = at + 1 + len(wanted)
            yield self._word_at(at + 1), self._text[end] == "\n"
            at = self._text.find("\n" + wanted, end)

    def holding(self, wanted: str) -> Iterator[tuple[int, int]]:
        """Yield each word that holds it from the beginning of a unit on, and how far into the word."""
        at = self._text.find(wanted)
        while at >= 0:
            word = self._word_at(at)
            offset = at - self._starts[word]
            if self._units[word] >> offset & 1:
                yield word, offset
                at = self._starts[word + 1] - 1
            at = self._text.find(wanted, at + 1)

    def scattered(self, wanted: str) -> Iterator[int]:
        """Yield each word in which the signs come in this order. Possessive, so the time is linear."""
        steps = "".join(f"[^\n{re.escape(sign)}]*+{re.escape(sign)}" for sign in wanted)
        for match in re.finditer(f"(?<=\n){steps}", self._text):
            yield self._word_at(match.start())

    def _word_at(self, offset: int) -> int:
        return bisect.bisect_right(self._starts, offset) - 1


Found = dict[int, tuple[int, Tier, int]]
"""Entry -> score (the smaller, the better), tier and word."""


class SearchIndex:
    """Finds among some thousands of sources within milliseconds. Immutable; any thread may ask.

    `read` gives the reading of Chinese text, for words typed with another character of the same sound.
    """

    def __init__(self, entries: Sequence[Entry], read: Callable[[str], str] = str) -> None:
        self._entries = tuple(entries)
        self._read_aloud = read
        owners: dict[tuple[str, WordKind], list[int]] = {}
        words: list[Word] = []
        for number, entry in enumerate(entries):
            for word in entry.words:
                # An agency's names are the words of hundreds of sources: they are kept once.
                if (word.shown, word.kind) not in owners:
                    owners[word.shown, word.kind] = []
                    words.append(word)
                owners[word.shown, word.kind].append(number)
        self._words = words
        self._owners = [owners[word.shown, word.kind] for word in words]
        self._weights = [_weight(word) for word in words]
        self._written = _Column([unit.sign or unit.reading for unit in word.units] for word in words)
        self._read = _Column([unit.reading for unit in word.units] for word in words)
        self._initials = _Column([unit.reading[0] for unit in word.units] for word in words)
        self._accent = _Column([accent(unit.reading) for unit in word.units] for word in words)
        self._both = _Column([unit.sign + unit.reading for unit in word.units] for word in words)

    def find(self, query: str, limit: int = 20) -> tuple[Hit, ...]:
        """Return the sources that match every term (parted by blanks), best first, at most `limit`.

        An empty query finds nothing. Sources that match equally well keep the catalogue's order.
        """
        terms = [term for term in map(fold, query[:MAX_QUERY].split()) if term]
        if not terms:
            return ()
        searches: tuple[Callable[[str], Iterator[Match]], ...] = (
            self._strong,
            self._weak,
            self._scattered,
        )
        found: list[Found] = [{} for _ in terms]
        for number, search in enumerate(searches):
            for term, best in zip(terms, found, strict=True):
                # What hardly matches is asked for only by those who found little, or nothing, before.
                if len(best) < (limit, limit, 1)[number]:
                    for tier, word, offset in search(term):
                        self._keep(best, tier, word, offset)
            if number and set(found[0]).intersection(*found[1:]):
                break
        common = set(found[0]).intersection(*found[1:])
        if not common and len(terms) > 1:
            return self.find("".join(terms), limit)
        ranked = sorted(common, key=lambda entry: (sum(best[entry][0] for best in found), entry))
        return tuple(self._hit(entry, found[0][entry]) for entry in ranked[:limit])

    def _hit(self, entry: int, best: tuple[int, Tier, int]) -> Hit:
        word = self._words[best[2]]
        return Hit(key=self._entries[entry].key, tier=best[1], kind=word.kind, shown=word.shown)

    def _keep(self, best: Found, tier: Tier, word: int, offset: int) -> None:
        score = tier * 1000 + min(offset, 20) * 4 + self._weights[word]
        for owner in self._owners[word]:
            if owner not in best or score < best[owner][0]:
                best[owner] = (score, tier, word)

    def _strong(self, term: str) -> Iterator[Match]:
        """Ids, beginnings, initials, and what stands inside."""
        letters = term.isascii()
        for column in (self._written, self._read) if letters else (self._written,):
            for word, whole in column.prefixed(term):
                exact = Tier.EXACT_ID if self._words[word].kind is WordKind.ID else Tier.EXACT
                yield exact if whole else Tier.PREFIX, word, 0
        if letters:
            for word, _ in self._initials.prefixed(term):
                yield Tier.INITIALS, word, 0
        # One or two letters are in nearly every word: they count at its beginning only.
        if not letters or len(term) > 2 or (len(term) > 1 and term.isdigit()):
            for column in (self._written, self._read) if letters else (self._written,):
                for word, offset in column.holding(term):
                    yield Tier.INSIDE, word, offset
        if letters and len(term) > 1:
            for word, offset in self._initials.holding(term):
                yield Tier.INSIDE, word, offset

    def _weak(self, term: str) -> Iterator[Match]:
        """What sounds alike, and what is spelt partly by syllables, partly by their heads."""
        if len(term) < 2:
            return
        heard = accent(term if term.isascii() else fold(self._read_aloud(term)))
        if heard.isascii() and len(heard) > 2:
            for word, offset in self._accent.holding(heard):
                yield Tier.ACCENT, word, offset
        for word in self._both.scattered(term):
            if (start := aligned(term, self._words[word].units)) is not None:
                yield Tier.MIXED, word, start

    def _scattered(self, term: str) -> Iterator[Match]:
        if len(term) > 2 or (len(term) == 2 and not term.isascii()):
            for word in self._both.scattered(term):
                yield Tier.SCATTERED, word, 0


def _weight(word: Word) -> int:
    """Return what a word adds to the score, whatever is searched: short and own words come first."""
    shared = 2500 if word.kind is WordKind.CONTEXT else 0
    return word.kind * 120 + min(len(word.units), 30) + shared


def aligned(term: str, units: Sequence[Unit]) -> int | None:
    """Return where a run of units begins that the term spells, each by its sign or the head of its reading.

    None: there is no such run.
    """
    for start in range(len(units)):
        # (unit, letters of its reading used); after a sign no letter of that unit has to follow
        states = {(start - 1, 0)}
        for sign in term:
            states = {state for before in states for state in _next(before, sign, units)}
            if not states:
                break
        if states:
            return start
    return None


def _next(state: tuple[int, int], sign: str, units: Sequence[Unit]) -> Iterator[tuple[int, int]]:
    unit, used = state
    if used and units[unit].reading[used : used + 1] == sign:
        yield unit, used + 1
    if unit + 1 < len(units):
        following = units[unit + 1]
        if following.sign == sign:
            yield unit + 1, 0
        if following.reading[:1] == sign:
            yield unit + 1, 1
