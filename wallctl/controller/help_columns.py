"""How the sheet of keys is cut into columns of about one length. Must not know any widget."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

_LEAST_LINES = 2
"""So many lines stand together under a heading, or none."""


@dataclass(frozen=True, slots=True)
class Block:
    """A heading and its lines: how high each of them is."""

    heading: str
    heading_px: int
    lines_px: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Piece:
    """So many of a block's lines in one column; `goes_on`: the ones before stand in the column before."""

    heading: str
    lines: int
    goes_on: bool


def balanced(blocks: Sequence[Block], count: int) -> tuple[list[list[Piece]], int]:
    """Return at most so many columns, the blocks in their order, and the least height that holds them."""
    # A block of so few lines is not cut: either part would have too few.
    whole = 2 * _LEAST_LINES - 1
    least = max(block.heading_px + whole * max(block.lines_px) for block in blocks)
    most = sum(block.heading_px + sum(block.lines_px) for block in blocks)
    while least < most:
        middle = (least + most) // 2
        if len(_columns(blocks, middle)) <= count:
            most = middle
        else:
            least = middle + 1
    return _columns(blocks, most), most


def _columns(blocks: Sequence[Block], tall: int) -> list[list[Piece]]:
    """Fill columns of that height."""
    columns: list[list[Piece]] = [[]]
    left = tall
    for block in blocks:
        done = 0
        while done < len(block.lines_px):
            fits = _fitting(block.lines_px[done:], left - block.heading_px)
            if not fits and columns[-1]:
                columns.append([])
                left = tall
                continue
            fits = fits or _LEAST_LINES
            lines = block.lines_px[done : done + fits]
            columns[-1].append(Piece(block.heading, len(lines), goes_on=done > 0))
            left -= block.heading_px + sum(lines)
            done += len(lines)
    return columns


def _fitting(lines_px: Sequence[int], room: int) -> int:
    """Return how many lines go there without leaving too few here or for the next column."""
    fits = 0
    for line_px in lines_px:
        room -= line_px
        if room < 0:
            break
        fits += 1
    rest = len(lines_px) - fits
    if 0 < rest < _LEAST_LINES:
        fits -= _LEAST_LINES - rest
    return fits if fits >= min(_LEAST_LINES, len(lines_px)) else 0
