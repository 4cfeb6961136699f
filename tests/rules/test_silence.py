"""Rule: what a silent renderer said last ages with the silence, and is never better than it was."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.node.reports import pane, reports
from wallctl.model.health import CellReport, WindowState
from wallctl.rules.silence import SILENT_AFTER_S, aged

MOVING = (WindowState.LIVE, WindowState.LATE, WindowState.DEGRADED)
WORSE = (WindowState.LIVE, WindowState.DEGRADED, WindowState.LATE, WindowState.STALE)


def one(state: WindowState, age_ms: int | None, came_fps: float = 25.0) -> CellReport:
    (report,) = reports(pane(state).with_(frame_age_ms=age_ms, came_fps=came_fps, fps=came_fps))
    return report


@pytest.mark.parametrize(
    ("silent_s", "came_fps", "state"),
    [
        (1.0, 25.0, WindowState.LIVE),
        (1.1, 25.0, WindowState.LATE),
        (1.9, 25.0, WindowState.LATE),
        (2.1, 25.0, WindowState.STALE),
        (60.0, 25.0, WindowState.STALE),
        (1.1, 1.0, WindowState.LIVE),
        (2.6, 1.0, WindowState.LATE),
        (5.1, 1.0, WindowState.STALE),
        (1.1, 0.0, WindowState.LATE),
    ],
)
def test_a_live_picture_is_late_and_stale_by_its_cameras_limits(
    silent_s: float, came_fps: float, state: WindowState
) -> None:
    (told,) = aged(one(WindowState.LIVE, 0, came_fps), silent_s, 1_000.0).panes
    assert told.state is state
    if state is not WindowState.LIVE:
        assert told.frame_age_ms == round(silent_s * 1000) and told.fps == 0.0
        assert told.since_utc_s == pytest.approx(1_000.0 - silent_s)


def test_what_was_late_before_is_so_since_then() -> None:
    (late,) = one(WindowState.LATE, 700).panes
    report = one(WindowState.LATE, 700).with_(panes=(late.with_(since_utc_s=900.0),))
    assert aged(report, 3.0, 1_000.0).panes[0].since_utc_s == 900.0


@given(
    state=st.sampled_from(WindowState),
    age_ms=st.none() | st.integers(0, 20_000),
    silent_s=st.floats(0.0, 100.0),
    came_fps=st.floats(0.0, 60.0),
)
def test_silence_makes_nothing_better_and_touches_nothing_that_does_not_move(
    state: WindowState, age_ms: int | None, silent_s: float, came_fps: float
) -> None:
    before = one(state, age_ms, came_fps)
    (old,), (new,) = before.panes, aged(before, silent_s, 1_000.0).panes
    if state not in MOVING or age_ms is None or silent_s <= SILENT_AFTER_S:
        assert new == old
        return
    assert new.frame_age_ms is not None and new.frame_age_ms >= age_ms
    assert new.state is old.state or new.state in (WindowState.LATE, WindowState.STALE)
    later = aged(before, silent_s + 1.0, 1_000.0).panes[0]
    assert WORSE.index(later.state) >= WORSE.index(new.state)
