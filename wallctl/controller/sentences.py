"""Sentences of programs as keys to the officers' words: one with `{holes}` stands for all that fill them."""

from __future__ import annotations

import re

Table = tuple[tuple[re.Pattern[str], str], ...]


def table(*entries: tuple[str, str]) -> Table:
    """Return what `found` looks into: (sentence, words), earlier ones first."""
    return tuple((_pattern(key), text) for key, text in entries)


def found(table: Table, said: str) -> tuple[str, dict[str, str]] | None:
    """Return the words for a sentence and what fills its holes; None where it has no words."""
    for pattern, text in table:
        if (match := pattern.fullmatch(said)) is not None:
            return text, match.groupdict()
    return None


def _pattern(key: str) -> re.Pattern[str]:
    parts = re.split(r"{(\w+)}", key)
    plain = [f"(?P<{part}>.*?)" if odd % 2 else re.escape(part) for odd, part in enumerate(parts)]
    return re.compile("".join(plain), re.DOTALL)
