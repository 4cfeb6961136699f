"""Rules: what sounds, where, until when; nothing else ever does."""

from __future__ import annotations

import pytest

from wallctl.model.alarm import Acknowledgement, Alarm
from wallctl.model.desired import Version
from wallctl.model.geometry import PxRect, Rect
from wallctl.model.health import CellHealth, CellPhase, CellReport, PaneReport, Reason, WindowState
from wallctl.model.ids import ActorId, CellId, SeatId, SourceId, WindowId
from wallctl.model.layout import Layout, Window
from wallctl.model.wall import Wall
from wallctl.rules.alarms import (
    EVERYWHERE_AFTER_S,
    LIVING_STATES,
    LOST_STATES,
    STANDING_STATES,
    STANDS_FOR_S,
    Lookout,
    LostPicture,
    Seen,
    acknowledged,
    followed,
    heard,
    sounds,
)
from wallctl.rules.putting_up import Picture, Shown

HERE, THERE = SeatId("here"), SeatId("there")
W, CAM = WindowId("w"), SourceId("wat-08")
LOST = Seen({W: LostPicture(CAM, Reason.NO_ANSWER)})
LIVING = Seen({}, frozenset([W]))
NOT_SEEN = Seen({})
SHOWN: dict[WindowId, Shown] = {W: (CAM,)}
PUT_UP: dict[Picture, SeatId | None] = {(W, (CAM,)): HERE}
WALL = Wall(id="main", rows=1, cols=2)
BY = Acknowledgement(actor=ActorId("li"), seat=THERE, at_utc_s=7.0)


def step(
    alarms: tuple[Alarm, ...],
    at_s: float,
    seen: Seen = LOST,
    shown: dict[WindowId, Shown] = SHOWN,
    seats: tuple[SeatId, ...] = (HERE, THERE),
    put_up: dict[Picture, SeatId | None] = PUT_UP,
) -> tuple[Alarm, ...]:
    return followed(alarms, seen, shown, seats, put_up, (at_s, 1_000.0 + at_s))


def test_a_lost_picture_is_heard_where_it_was_put_up_and_after_a_minute_everywhere() -> None:
    alarms = step((), 0.0)
    assert heard(alarms, HERE) and not heard(alarms, THERE)
    alarms = step(alarms, EVERYWHERE_AFTER_S - 0.1)
    assert not heard(alarms, THERE)
    alarms = step(alarms, EVERYWHERE_AFTER_S)
    assert heard(alarms, HERE) and heard(alarms, THERE)
    assert len({alarm.id for alarm in alarms}) == 1


def test_where_no_desk_is_everybody_hears_at_once() -> None:
    assert heard(step((), 0.0, seats=(THERE,)), THERE)
    alarms = step((), 0.0)
    alarms = step(alarms, 1.0, seats=(THERE,))
    assert heard(alarms, THERE), "that desk went away meanwhile"
    assert not heard(step(alarms, 2.0), THERE), "it is back, and hears it itself"


def test_what_nobody_is_known_to_have_put_up_is_heard_by_everybody_until_that_is_known() -> None:
    alarms = step((), 0.0, put_up={})
    assert heard(alarms, HERE) and heard(alarms, THERE)
    alarms = step(alarms, 1.0)
    assert heard(alarms, HERE) and not heard(alarms, THERE)


def test_it_is_heard_until_somebody_acknowledges_it_also_when_the_picture_is_back() -> None:
    alarms = step(step((), 0.0), 3.0, LIVING)
    assert alarms[0].back and heard(alarms, HERE)
    alarms = acknowledged(alarms, [alarms[0].id], BY)
    assert not heard(alarms, HERE)
    assert step(alarms, 4.0, LIVING) == ()


def test_acknowledged_is_silent_everywhere_for_as_long_as_it_lasts_and_names_who() -> None:
    alarms = acknowledged(step((), 0.0), [step((), 0.0)[0].id], BY)
    for at_s in (1.0, EVERYWHERE_AFTER_S + 1, 5_000.0):
        alarms = step(alarms, at_s)
        assert len(alarms) == 1 and alarms[0].acknowledged == BY
        assert not heard(alarms, HERE) and not heard(alarms, THERE)
    later = Acknowledgement(actor=ActorId("wu"), seat=HERE, at_utc_s=9.0)
    assert acknowledged(alarms, [alarms[0].id], later) == alarms, "the first one to say so stays"


def test_a_picture_that_nobody_sees_just_now_is_not_back() -> None:
    alarms = step(acknowledged(step((), 0.0), [step((), 0.0)[0].id], BY), 1.0, NOT_SEEN)
    assert len(alarms) == 1 and not alarms[0].back
    assert not heard(step(alarms, 2.0), HERE), "a renderer, or a server, that starts again is no new loss"


def test_the_next_loss_after_that_sounds_again() -> None:
    alarms = acknowledged(step((), 0.0), [step((), 0.0)[0].id], BY)
    alarms = step(alarms, 1.0, LIVING)
    assert heard(step(alarms, 2.0), HERE)


def test_a_window_that_was_taken_off_the_wall_or_shows_another_picture_sounds_no_more() -> None:
    assert step(step((), 0.0), 1.0, shown={}) == ()
    assert step(step((), 0.0), 1.0, NOT_SEEN, shown={W: (SourceId("wat-09"),)}) == ()
    assert step(step((), 0.0), 1.0, shown={W: (SourceId("wat-07"), CAM)}), "one of a tour"


@pytest.mark.parametrize("server_lost", [False, True])
@pytest.mark.parametrize("known", [False, True])
def test_the_lost_server_sounds_until_this_desk_says_it_knows(server_lost: bool, known: bool) -> None:
    assert sounds((), HERE, server_lost=server_lost, loss_acknowledged=known) is (server_lost and not known)


def layout(important: bool = True) -> Layout:
    window = Window(id=WindowId("w"), source=CAM, rect=Rect(x=0, y=0, w=1, h=1), important=important)
    return Layout(windows=(window,))


def cell(
    state: WindowState, phase: CellPhase = CellPhase.UP, name: str = "r0c0", source: SourceId = CAM
) -> CellHealth:
    pane = PaneReport(window=W, source=source, dst=PxRect(x=0, y=0, w=1, h=1), state=state)
    report = CellReport(
        cell=CellId(name), incarnation=1, pid=1, version=Version(epoch=1, revision=1), panes=(pane,)
    )
    return CellHealth(cell=CellId(name), phase=phase, report=report)


def looks(*at: tuple[float, CellHealth]) -> Seen:
    """Look at one cell again and again; return what was seen last."""
    lookout = Lookout()
    for now_s, health in at:
        seen = lookout.look(WALL, layout(), [health], (), now_s)
    return seen


@pytest.mark.parametrize("state", list(WindowState))
def test_only_lost_pictures_in_important_windows_count_at_once(state: WindowState) -> None:
    seen = looks((0.0, cell(state)))
    assert bool(seen.lost) is (state in LOST_STATES)
    assert bool(seen.living) is (state in LIVING_STATES)
    assert Lookout().look(WALL, layout(False), [cell(state)], (), 0.0) == NOT_SEEN


@pytest.mark.parametrize("state", list(WindowState))
def test_a_frozen_or_stale_picture_is_lost_after_a_minute_and_nothing_else_is(state: WindowState) -> None:
    before = looks((0.0, cell(state)), (STANDS_FOR_S - 0.1, cell(state)))
    after = looks((0.0, cell(state)), (STANDS_FOR_S, cell(state)))
    assert bool(before.lost) is (state in LOST_STATES)
    assert bool(after.lost) is (state in LOST_STATES | STANDING_STATES)
    assert all(picture.state is state for picture in after.lost.values())
    assert {WindowState.STALE, WindowState.FROZEN} == STANDING_STATES


def test_the_minute_begins_anew_once_the_picture_moves() -> None:
    frozen, live = cell(WindowState.FROZEN), cell(WindowState.LIVE)
    assert not looks((0.0, frozen), (50.0, live), (50.1, frozen), (STANDS_FOR_S + 40, frozen)).lost
    stale, other = cell(WindowState.STALE), cell(WindowState.STALE, source=SourceId("wat-09"))
    assert looks((0.0, frozen), (50.0, stale), (STANDS_FOR_S, frozen)).lost, "it never lived between"
    assert not looks((0.0, stale), (50.0, other), (STANDS_FOR_S, other)).lost, "another picture"


def test_a_picture_that_comes_back_frozen_is_not_back() -> None:
    seen = looks((0.0, cell(WindowState.NO_SIGNAL)), (1.0, cell(WindowState.FROZEN)))
    assert not seen.lost and not seen.living


def test_a_window_over_two_cells_lives_when_it_lives_on_both() -> None:
    both = [cell(WindowState.LIVE), cell(WindowState.NO_SIGNAL, name="r0c1")]
    seen = Lookout().look(WALL, layout(), both, (), 0.0)
    assert seen.lost and not seen.living


def test_a_cell_that_restarts_is_no_lost_picture_but_one_that_stays_dark_is() -> None:
    restarting = cell(WindowState.NO_SIGNAL, next(p for p in CellPhase if p is not CellPhase.UP))
    assert looks((0.0, restarting)) == NOT_SEEN
    seen = Lookout().look(WALL, layout(), [restarting], (CellId("r0c0"),), 0.0)
    assert seen.lost == {W: LostPicture(CAM, Reason.NO_ANSWER)}
