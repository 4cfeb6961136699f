"""What a window that fills a cell looks like, told from its pixels: plain, late, stale, covered.

Owns the colours of badges and cards, written down a second time: it must be free to contradict the renderer.
"""

from __future__ import annotations

from enum import Enum

import numpy as np
from numpy.typing import NDArray

Pixels = NDArray[np.uint8]
CARD, BADGE = (0x23, 0x1B, 0x15), (0x30, 0x24, 0x1C)
AMBER, ORANGE = (0x33, 0xB2, 0xF2), (0x3D, 0x8A, 0xFF)
LEAST_BADGE_PX = 24


class Look(Enum):
    """How an officer would call it."""

    PLAIN = "plain"
    """No badge: it claims to be live (or is empty)."""
    LATE = "late"
    STALE = "stale"
    CARD = "card"


def look_of(cell: Pixels) -> Look:
    """Tell what the cell looks like now.

    The glass changes under whoever reads it, so it is read once: a badge that went from amber to orange
    between two looks at it was seen without either.
    """
    badge = cell[: cell.shape[0] // 12, cell.shape[1] // 4 :, :3].copy()
    corners = cell[[2, 2, -3, -3], [2, -3, 2, -3], :3]
    if (corners == CARD).all():
        return Look.CARD
    if not (badge[2, -3] == BADGE).all():
        return Look.PLAIN
    return Look.STALE if _has(badge, ORANGE) else Look.LATE if _has(badge, AMBER) else Look.PLAIN


def says_trouble(cell: Pixels) -> bool:
    """Whether a card tells what is wrong, in amber; one that waits for its camera has nothing in amber."""
    return look_of(cell) is Look.CARD and _has(cell[..., :3], AMBER)


def mark_of(cell: Pixels) -> bytes:
    """The pixels of the live mark in the top left corner: equal as long as it stands still."""
    high = cell.shape[0] // 40
    return cell[:high, : 4 * high, :3].tobytes()


def _has(pixels: Pixels, colour: tuple[int, int, int]) -> bool:
    return bool((np.abs(pixels.astype(np.int16) - colour).max(axis=2) <= 8).any())


def badge_px(cell: Pixels) -> int:
    """How wide the widest badge of any kind is, wherever it lies; 0: there is none.

    A badge has rows of one colour above its letters; no picture has as long a run of that.
    """
    plate = (cell[..., :3] == BADGE).all(axis=2)
    widest = 0
    for row in plate[plate.sum(axis=1) >= LEAST_BADGE_PX]:
        edges = np.flatnonzero(np.diff(np.concatenate(([False], row, [False])).astype(np.int8)))
        widest = max(widest, int((edges[1::2] - edges[::2]).max()))
    return widest if widest >= LEAST_BADGE_PX else 0
