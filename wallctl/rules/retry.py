"""How long to wait before a source is tried again. Must not know why it failed."""

from __future__ import annotations

FIRST_PAUSE_S = 0.3
SOON_CAP_S = 1.5
LATER_CAP_S = 10.0
SOON_FOR_S = 60.0
"""A camera that was there a minute ago is asked often, so that it is live within 3 s of its return."""


def pause_s(failures: int, failing_for_s: float, jitter: float) -> float:
    """Return the pause after so many failures in a row; `jitter` in 0..1 spreads many sources apart."""
    cap = SOON_CAP_S if failing_for_s < SOON_FOR_S else LATER_CAP_S
    return min(cap, FIRST_PAUSE_S * 2.0 ** min(max(failures - 1, 0), 10)) * (0.75 + 0.25 * jitter)
