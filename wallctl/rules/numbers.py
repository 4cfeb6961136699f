"""Numbers of windows, for saying and typing them: in reading order. Must not know who shows them."""

from __future__ import annotations

from wallctl.model.ids import WindowId
from wallctl.model.layout import Layout

SHOWN_FOR_S = 10.0
"""So long after the last digit numbers go by themselves, on the glass and on the desk."""
LATE_FOR_S = 5.0
"""So long after that, or after the last such digit, a digit is a number typed late: it does nothing."""


def numbered(layout: Layout) -> dict[WindowId, int]:
    """Return each window's number, from 1: row by row, left to right; of two in a place the upper first."""
    order = sorted(layout.windows, key=lambda window: (window.rect.y, window.rect.x, -window.z, window.id))
    return {window.id: number for number, window in enumerate(order, start=1)}


def typed_on(typed: str, digit: str, highest: int) -> str:
    """Return what is typed after one more digit; a digit that leads beyond the highest number begins anew."""
    longer = (typed + digit).lstrip("0")
    if longer and int(longer) <= highest:
        return longer
    alone = digit.lstrip("0")
    return alone if alone and int(alone) <= highest else ""


def window_of(layout: Layout, typed: str) -> WindowId | None:
    """Return the window of the typed number."""
    if not typed:
        return None
    return next((name for name, number in numbered(layout).items() if number == int(typed)), None)


def more_may_come(typed: str, highest: int) -> bool:
    """Tell whether another digit could make a greater number of it."""
    return bool(typed) and int(typed) * 10 <= highest
