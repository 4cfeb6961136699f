"""Which key calls which preset: given once, and kept until somebody gives it away. No key moves by itself."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from wallctl.model.layout import Preset

PRESET_KEYS = (*(f"F{number}" for number in range(2, 13)), *"1234567890")
"""What calls presets on a desk, in the order in which new presets get them."""


def holder(key: str, presets: Iterable[Preset]) -> Preset | None:
    """Return the preset that has this key, if any has."""
    return next((preset for preset in presets if key and preset.key == key), None)


def free_keys(presets: Iterable[Preset]) -> tuple[str, ...]:
    """Return the keys that none of these presets has, in their order."""
    taken = {preset.key for preset in presets}
    return tuple(key for key in PRESET_KEYS if key not in taken)


def next_key(presets: Iterable[Preset], had: Collection[str]) -> str:
    """Return the key for a preset that asks for none in particular; empty when all are taken.

    `had` are the keys that presets ever had. One that was freed goes last: hands still press it by habit.
    """
    free = free_keys(presets)
    fresh = [key for key in free if key not in had]
    return next(iter(fresh or free), "")


def key_given(preset: Preset, before: Preset | None, others: Iterable[Preset], had: Collection[str]) -> str:
    """Return the key that a preset is saved with when nobody insists on one.

    The one it names, where that is free; else the one it has (`before`: as it is now), which may be none;
    else, for a new one, the next. `others` are all other presets.
    """
    others = tuple(others)
    if preset.key in free_keys(others):
        return preset.key
    return before.key if before is not None else next_key(others, had)


def settled(presets: Iterable[Preset]) -> tuple[Preset, ...]:
    """Return presets of a site from before keys were kept, each with the key that its desks showed.

    Whoever names a key that no preset before it named keeps that; the others get, in their order, the keys
    that are left, and none when there are no more.
    """
    known = tuple(presets)
    own: dict[str, Preset] = {}
    for preset in known:
        if preset.key in PRESET_KEYS:
            own.setdefault(preset.key, preset)
    left = iter([key for key in PRESET_KEYS if key not in own])
    return tuple(
        preset if own.get(preset.key) is preset else preset.with_(key=next(left, "")) for preset in known
    )
