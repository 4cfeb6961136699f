"""Which form of a name fits a width: the id goes first, then the district, then the end. Must not know Qt."""

from __future__ import annotations

from collections.abc import Callable, Sequence

ELLIPSIS = "…"


def name_forms(source_id: str, name: str, districts: Sequence[str] = ()) -> list[str]:
    """Return the ways to write a camera's name, the fullest first; the last one is elided if it must be."""
    forms = [f"{source_id} {name}", name]
    for district in districts:
        short = name.removeprefix(district)
        if district and short != name and len(short) >= 2:
            forms.append(short)
            break
    return forms


def fitting(forms: Sequence[str], width_px: float, measure: Callable[[str], float]) -> str:
    """Return the first form that fits, else the shortest cut at its end, never in its middle."""
    for form in forms:
        if measure(form) <= width_px:
            return form
    shortest = forms[-1]
    for length in range(len(shortest) - 1, 0, -1):
        cut = shortest[:length].rstrip() + ELLIPSIS
        if measure(cut) <= width_px:
            return cut
    return ""
