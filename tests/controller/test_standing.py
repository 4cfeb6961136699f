"""Rules: a window is worth its worst cell, and nothing is called ready that nobody has looked at."""

from __future__ import annotations

import pytest

from wallctl.controller.standing import (
    NOT_SHOWN,
    Grade,
    Readiness,
    Standing,
    Standings,
    as_last_known,
    readiness,
    standings,
    worse,
)
from wallctl.controller.words import standing_forms
from wallctl.model.desired import Version
from wallctl.model.geometry import PxRect, Rect
from wallctl.model.health import CellHealth, CellPhase, CellReport, PaneReport, Reason, WindowState
from wallctl.model.ids import CellId, SourceId, WindowId
from wallctl.model.layout import Layout, Tour, Window
from wallctl.model.sighting import SourceStanding
from wallctl.model.sighting import Standing as SeenStanding


def cell(name: str, *panes: tuple[str, WindowState, int], phase: CellPhase = CellPhase.UP) -> CellHealth:
    reports = tuple(
        PaneReport(
            window=WindowId(window),
            source=SourceId(window),
            dst=PxRect(x=0, y=0, w=1, h=1),
            state=state,
            frame_age_ms=age,
        )
        for window, state, age in panes
    )
    report = CellReport(cell=CellId(name), incarnation=1, pid=1, version=Version(), panes=reports)
    return CellHealth(cell=CellId(name), phase=phase, report=report)


def window(name: str, source: str | None = None) -> Window:
    return Window(id=WindowId(name), rect=Rect(x=0, y=0, w=1, h=1), source=SourceId(source or name))


def test_a_window_on_several_cells_is_worth_the_worst_of_them() -> None:
    cells = [
        cell("r0c0", ("a", WindowState.LIVE, 20)),
        cell("r0c1", ("a", WindowState.STALE, 3_000)),
        cell("r0c2", ("a", WindowState.LATE, 800)),
    ]
    found = standings(cells, Layout(windows=(window("a"),)))
    assert (found.windows[WindowId("a")].state, found.windows[WindowId("a")].age_ms) == (
        WindowState.STALE,
        3_000,
    )


def test_a_picture_on_a_dead_cell_is_no_signal_whatever_it_said_last() -> None:
    cells = [cell("r0c0", ("a", WindowState.LIVE, 20), phase=CellPhase.HUNG)]
    found = standings(cells, Layout(windows=(window("a"),)))
    assert found.windows[WindowId("a")].grade is Grade.LOST


def test_a_source_shown_twice_is_worth_its_better_window() -> None:
    cells = [cell("r0c0", ("a", WindowState.LIVE, 20)), cell("r0c1", ("b", WindowState.NO_SIGNAL, 9_000))]
    found = standings(cells, Layout(windows=(window("a", "cam"), window("b", "cam"))))
    assert found.of_source(SourceId("cam")).grade is Grade.OK


def test_a_source_that_is_nowhere_is_unknown_not_good() -> None:
    found = standings([], Layout())
    assert found.of_source(SourceId("cam")) is NOT_SHOWN
    assert readiness([SourceId("cam"), None], found) == readiness([SourceId("cam")], found)
    assert readiness([SourceId("cam")], found).unseen == 1
    assert not readiness([SourceId("cam")], found).whole


@pytest.mark.parametrize("state", list(WindowState))
def test_every_state_has_a_grade_and_a_rank(state: WindowState) -> None:
    standing = Standing(state)
    assert standing.grade is not Grade.UNKNOWN
    assert worse(NOT_SHOWN, standing) == standing


def test_only_live_pictures_are_called_live() -> None:
    assert {state for state in WindowState if Standing(state).live} == {WindowState.LIVE, WindowState.SLATE}


def test_a_tour_is_booked_to_the_source_whose_turn_it_is() -> None:
    toured = window("tour", "cam-1").with_(
        tour=Tour(sources=(SourceId("cam-1"), SourceId("cam-2")), dwell_s=5.0)
    )
    shown = cell("r0c0", ("tour", WindowState.LIVE, 20))
    assert shown.report is not None
    (pane,) = shown.report.panes
    turn = shown.report.with_(panes=(pane.with_(source=SourceId("cam-2")),))
    found = standings([shown.with_(report=turn)], Layout(windows=(toured,)))
    assert found.of_source(SourceId("cam-2")).grade is Grade.OK
    assert found.of_source(SourceId("cam-1")).grade is Grade.UNKNOWN
    assert found.windows[WindowId("tour")].source == "cam-2"


def test_what_looks_saw_counts_for_sources_that_no_window_shows() -> None:
    a, b, c, d = (SourceId(name) for name in "abcd")
    live = Standing(WindowState.LIVE, source=a)
    known = Standings({}, {a: live})
    seen = {
        b: SourceStanding(source=b, standing=SeenStanding.READY, at_utc_s=1.0),
        c: SourceStanding(source=c, standing=SeenStanding.FAILING, reason=Reason.REFUSED, at_utc_s=1.0),
        a: SourceStanding(source=a, standing=SeenStanding.FAILING, at_utc_s=1.0),
    }
    assert readiness([a, b, c, d, None], known, seen) == Readiness(2, 4, 1)


def test_what_was_live_before_the_server_was_lost_is_not_shown_as_live() -> None:
    was = {
        SourceId("a"): Standing(WindowState.LIVE),
        SourceId("b"): Standing(WindowState.NO_SIGNAL),
        SourceId("c"): NOT_SHOWN,
    }
    now = as_last_known(Standings({}, was))
    shown = {name: (now.of_source(SourceId(name)), was[SourceId(name)]) for name in "abc"}
    grades = {name: (one.sure_grade, one.grade is before.grade) for name, (one, before) in shown.items()}
    assert grades == {"a": (Grade.UNKNOWN, True), "b": (Grade.LOST, True), "c": (Grade.UNKNOWN, True)}
    assert was[SourceId("a")].sure_grade is Grade.OK
    assert standing_forms(now.of_source(SourceId("a")), 0.0) == ["失联前实时"], "in no form without that"
    assert standing_forms(now.of_source(SourceId("b")), 0.0)[0] == "无信号"
