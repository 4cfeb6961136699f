"""The rows of the table: figures, what they have to reach, and whether they do. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import Enum
from statistics import median
from unicodedata import east_asian_width

import numpy as np

QUIET_CORES = 0.2
"""More than this of others' work, and figures of processor time and delay are not to be relied on."""


class Verdict(Enum):
    """What became of a row."""

    REACHED = "reached"
    NOT_REACHED = "NOT REACHED"
    NOT_YET = "not yet"
    """Nothing to measure, or it could not be measured; the notes say why."""


@dataclass(frozen=True, slots=True)
class Figure:
    """One number with its limit; None where it could not be measured or has no limit of its own."""

    name: str
    value: float | None
    unit: str = ""
    at_most: float | None = None
    at_least: float | None = None

    @property
    def reached(self) -> bool | None:
        """None: there is nothing to reach."""
        if self.at_most is None and self.at_least is None:
            return None
        if self.value is None:
            return False
        low = self.at_least is None or self.value >= self.at_least
        return low and (self.at_most is None or self.value <= self.at_most)

    @property
    def text(self) -> str:
        return "-" if self.value is None else f"{_short(self.value)}{self.unit}"

    @property
    def target(self) -> str:
        if self.at_least is not None:
            return f">={_short(self.at_least)}{self.unit}"
        return f"<={_short(self.at_most)}{self.unit}" if self.at_most is not None else ""


@dataclass(frozen=True, slots=True)
class Row:
    """One promise of the table. `peers`: name -> the same figures, of those that have them."""

    id: str
    what: str
    ours: tuple[Figure, ...] = ()
    peers: dict[str, tuple[Figure, ...]] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    not_yet: str = ""
    others_cores: float | None = None
    """Cores that other people's work used meanwhile."""

    @property
    def verdict(self) -> Verdict:
        judged = [figure.reached for figure in self.ours if figure.reached is not None]
        if self.not_yet or not judged:
            return Verdict.NOT_YET
        return Verdict.REACHED if all(judged) else Verdict.NOT_REACHED

    def as_json(self) -> dict[str, object]:
        """The row for the JSON file; figures keep full precision."""
        return {
            "id": self.id,
            "what": self.what,
            "target": _join([figure.target for figure in self.ours]),
            "ours": [_figure_json(figure) for figure in self.ours],
            "peers": {
                name: [_figure_json(figure) for figure in figures] for name, figures in self.peers.items()
            },
            "verdict": self.verdict.value,
            "others_cores": self.others_cores,
            "notes": [*self.notes, *([self.not_yet] if self.not_yet else [])],
        }


def spread_of(values: Sequence[float]) -> tuple[float | None, float | None]:
    """Median and 95th percentile, None of nothing."""
    if not values:
        return None, None
    return median(values), float(np.percentile(values, 95))


def table(rows: Sequence[Row]) -> str:
    """The rows as text, one promise a line with its figures, then the notes."""
    peers = list(dict.fromkeys(name for row in rows for name in row.peers))
    lines = [["row", "what", "target", "ours", *peers, "verdict"]]
    for row in rows:
        cells = [row.id, _join([f"{figure.name}" for figure in row.ours]) or row.what]
        cells += [_join([figure.target for figure in row.ours]), _join([figure.text for figure in row.ours])]
        cells += [_join([figure.text for figure in row.peers.get(peer, ())]) for peer in peers]
        disturbed = row.others_cores is not None and row.others_cores >= QUIET_CORES
        lines.append([*cells, row.verdict.value + (" (disturbed)" if disturbed else "")])
    widths = [max(_wide(line[column]) for line in lines) for column in range(len(lines[0]))]
    text = ["  ".join(cell + " " * (width - _wide(cell)) for cell, width in zip(line, widths, strict=True))
            for line in lines]  # fmt: skip
    text.insert(1, "-" * len(text[0]))
    for row in rows:
        said = [*row.notes, *([row.not_yet] if row.not_yet else [])]
        text += ["", f"{row.id}: {row.what}", *(f"    {note}" for note in said)]
    return "\n".join(line.rstrip() for line in text)


def failed(id_: str, what: str, why: Exception) -> Row:
    """The row of a measurement that broke: it is not reached, and says why, but stops no other."""
    return Row(id_, what, not_yet=f"could not be measured: {type(why).__name__}: {why}")


def _figure_json(figure: Figure) -> dict[str, object]:
    return {
        "name": figure.name,
        "value": figure.value,
        "unit": figure.unit.strip(),
        "target": figure.target,
        "reached": figure.reached,
    }


def _join(parts: Sequence[str]) -> str:
    return " / ".join(part or "." for part in parts) if any(parts) else ""


def _short(value: float) -> str:
    if abs(value) >= 100 or value == int(value):
        return f"{value:.0f}"
    return f"{value:.1f}" if abs(value) >= 10 else f"{value:.2f}"


def _wide(text: str) -> int:
    return sum(2 if east_asian_width(letter) in "WF" else 1 for letter in text)
