"""What commands share: words or one JSON document as the answer, numbers as arguments. Knows no command."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Iterable, Mapping
from typing import Any


def add_json(parser: argparse.ArgumentParser) -> argparse.ArgumentParser:
    """Add `--json` and return the parser."""
    parser.add_argument("--json", action="store_true", help="one JSON document on stdout")
    return parser


def whole(least: int, most: int | None = None) -> Callable[[str], int]:
    """Return the type of an argument that is a whole number between these."""

    def number(text: str) -> int:
        value = int(text)
        if value < least or (most is not None and value > most):
            raise argparse.ArgumentTypeError(f"{text} is not from {least} to {most or 'any number'}")
        return value

    number.__name__ = "whole number"  # what argparse calls it
    return number


def tell(args: argparse.Namespace, result: object, words: str) -> None:
    """Print the result as JSON where asked for, else the words."""
    text = json.dumps(result, ensure_ascii=False) if args.json else words
    sys.stdout.write(text + "\n")


def table(rows: Iterable[Mapping[str, Any]], columns: Iterable[str]) -> str:
    """Return rows as aligned columns; wide (Chinese) letters count two."""
    names = list(columns)
    lines = [names, *([str(row.get(name, "") or "") for name in names] for row in rows)]
    widths = [max(_width(line[at]) for line in lines) for at in range(len(names))]
    return "\n".join(
        "  ".join(
            cell + " " * (width - _width(cell)) for cell, width in zip(line, widths, strict=True)
        ).rstrip()
        for line in lines
    )


def _width(text: str) -> int:
    return sum(2 if ord(letter) > 0x2E7F else 1 for letter in text)
