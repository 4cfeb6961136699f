"""How many examples a costly property gets: a share of what the profile gives to the others."""

from __future__ import annotations

from hypothesis import settings


def share(percent: int) -> settings:
    """So many of a hundred; ten times as many where new ones are looked for."""
    profile = settings.default
    assert profile is not None
    return settings(max_examples=max(1, profile.max_examples * percent // 100))
