"""How ready a source is: the glass counts more than a look, a look for a while, silence for nothing."""

from __future__ import annotations

import pytest

from wallctl.model.desired import Version
from wallctl.model.geometry import PxRect
from wallctl.model.health import CellHealth, CellPhase, CellReport, PaneReport, Reason, WindowState
from wallctl.model.ids import CellId, SourceId, WindowId
from wallctl.model.sighting import Sighting, SourceStanding, Standing
from wallctl.rules.readiness import HOLDS_S, Seen, on_wall, ready_of, standing_of

A, B = SourceId("a"), SourceId("b")
READY = Sighting(first_frame_ms=80)


def cell(
    name: str, state: WindowState, reason: Reason = Reason.NONE, since_s: float | None = None
) -> CellHealth:
    pane = PaneReport(
        window=WindowId("w"),
        source=A,
        dst=PxRect(x=0, y=0, w=9, h=9),
        state=state,
        reason=reason,
        since_utc_s=since_s,
    )
    report = CellReport(cell=CellId(name), incarnation=1, pid=1, version=Version(), panes=(pane,))
    return CellHealth(cell=CellId(name), phase=CellPhase.UP, report=report)


@pytest.mark.parametrize(
    ("state", "standing"),
    [
        (WindowState.LIVE, Standing.LIVE),
        (WindowState.BLACK, Standing.LIVE),
        (WindowState.NO_SIGNAL, Standing.FAILING),
        (WindowState.QUARANTINED, Standing.FAILING),
        (WindowState.CONNECTING, None),
        (WindowState.STALE, None),
        (WindowState.SLATE, None),
    ],
)
def test_window_says_how_its_source_stands(state: WindowState, standing: Standing | None) -> None:
    found = on_wall([cell("r0c0", state)])
    assert (found[A].standing if A in found else None) is standing


def test_live_on_one_cell_is_live() -> None:
    lost = cell("r0c0", WindowState.NO_SIGNAL, Reason.REFUSED, 5.0)
    assert on_wall([lost])[A] == SourceStanding(
        source=A, standing=Standing.FAILING, reason=Reason.REFUSED, at_utc_s=5.0
    )
    for cells in ([lost, cell("r0c1", WindowState.LIVE)], [cell("r0c1", WindowState.LIVE), lost]):
        assert on_wall(cells)[A] == SourceStanding(source=A, standing=Standing.LIVE)


def test_window_over_a_ceiling_says_nothing_of_its_source() -> None:
    assert on_wall([cell("r0c0", WindowState.NO_SIGNAL, Reason.OVER_CEILING)]) == {}


def test_look_holds_for_a_while_and_less_than_the_glass() -> None:
    seen = Seen(READY, 100.0)
    assert standing_of(A, {}, seen, 100.0 + HOLDS_S).standing is Standing.READY
    assert standing_of(A, {}, seen, 101.0 + HOLDS_S).standing is Standing.UNKNOWN
    assert standing_of(A, {}, None, 100.0).standing is Standing.UNKNOWN
    shown = on_wall([cell("r0c0", WindowState.NO_SIGNAL, Reason.REFUSED)])
    assert standing_of(A, shown, seen, 100.0).standing is Standing.FAILING


def test_look_that_failed_says_why_and_one_without_room_says_nothing() -> None:
    failed = standing_of(A, {}, Seen(Sighting(reason=Reason.WRONG_PASSWORD), 7.0), 8.0)
    assert (failed.standing, failed.reason, failed.at_utc_s) == (Standing.FAILING, Reason.WRONG_PASSWORD, 7.0)
    room = Seen(Sighting(reason=Reason.OVER_CEILING), 7.0)
    assert standing_of(A, {}, room, 8.0).standing is Standing.UNKNOWN


def test_ready_now_counts_each_source_once() -> None:
    known = [
        SourceStanding(source=A, standing=Standing.LIVE),
        SourceStanding(source=B, standing=Standing.FAILING, reason=Reason.REFUSED),
    ]
    ready = ready_of([A, B, A, SourceId("c")], known)
    assert (ready.ready, ready.of, ready.failing, ready.unknown) == (1, 3, (B,), (SourceId("c"),))
