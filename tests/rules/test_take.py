"""A take waits for what can come, names one instant, and always ends."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tests.rules.wall_state import ordered, window
from wallctl.model.desired import Version
from wallctl.model.health import Reason
from wallctl.model.ids import CellId, WindowId
from wallctl.model.layout import Layout
from wallctl.protocol.cell import PaneReady
from wallctl.protocol.desk import Readiness
from wallctl.protocol.drafting import HELD_FOR_S, ArmStage
from wallctl.rules.take import (
    LEAD_S,
    READY_DEADLINE_S,
    SHOWN_DEADLINE_S,
    CallOff,
    Command,
    Ending,
    Finish,
    Outcome,
    Switch,
    Take,
)

LAYOUT = Layout(windows=(window("a", 0, 0, 2, 1), window("b", 2, 0), window("map", 0, 1)))
PICTURES = ordered(LAYOUT)
LEFT, MIDDLE, RIGHT, BELOW = (CellId(name) for name in ("r0c0", "r0c1", "r0c2", "r1c0"))
VERSION = Version(epoch=1, revision=7)


def take(readiness: Readiness = Readiness.HOLD, reachable: list[CellId] | None = None) -> Take:
    cells = list(PICTURES) if reachable is None else reachable
    return Take(VERSION, LAYOUT, PICTURES, cells, readiness, asked_s=99.9, now_s=100.0)


def held(reachable: list[CellId] | None = None) -> Take:
    cells = list(PICTURES) if reachable is None else reachable
    return Take(VERSION, LAYOUT, PICTURES, cells, Readiness.HOLD, asked_s=100.0, now_s=100.0, held=True)


def ready(*names: str, but: str = "", reason: Reason = Reason.NO_ANSWER) -> list[PaneReady]:
    good = [PaneReady(window=WindowId(name), ready=True) for name in names]
    return good + ([PaneReady(window=WindowId(but), ready=False, reason=reason)] if but else [])


def prepare(one: Take, *, without: tuple[CellId, ...] = (), now_s: float = 100.2) -> list[Command]:
    told: list[Command] = []
    for cell, picture in PICTURES.items():
        if cell not in without:
            told += one.cell_ready(cell, ready(*(pane.window for pane in picture.panes)), True, now_s)
    return told


def outcome(commands: list[Command]) -> Outcome:
    assert isinstance(commands[-1], Finish)
    return commands[-1].outcome


def test_instant_is_named_when_the_last_cell_is_done() -> None:
    one = take()
    assert one.begin(100.0) == []
    assert prepare(one, without=(RIGHT,)) == []
    (switch,) = one.cell_ready(RIGHT, ready("b"), True, 100.3)
    assert isinstance(switch, Switch)
    assert LEAD_S <= switch.at_s - 100.3 < 2 * LEAD_S


def test_answer_measures_from_the_request_and_over_the_cells() -> None:
    one = take()
    prepare(one)
    told: list[Command] = []
    for number, cell in enumerate(PICTURES):
        told += one.cell_shown(cell, 100.3 + number / 1000, 100.4)
    found = outcome(told)
    assert found.ending is Ending.SHOWN
    assert (found.ready, found.windows, found.held, found.shown) == (3, 3, (), 6)
    assert found.spread_ms == 5.0
    assert found.took_ms == 405.0


def test_window_that_is_not_ready_at_the_deadline_is_held_with_its_reason() -> None:
    one = take()
    prepare(one, without=(MIDDLE,))
    one.cell_ready(MIDDLE, ready(but="a"), False, 100.5)
    assert one.tick(100.0 + READY_DEADLINE_S - 0.01) == []
    (switch,) = one.tick(100.0 + READY_DEADLINE_S)
    assert isinstance(switch, Switch)
    found = outcome(one.tick(switch.at_s + SHOWN_DEADLINE_S))
    assert [(held.name, held.reason) for held in found.held] == [("a", Reason.NO_ANSWER)]
    assert found.ready == 2
    assert (found.ending, found.shown, len(found.late)) == (Ending.SHOWN, 0, 6)


def test_cell_that_knows_its_window_will_not_come_is_not_waited_for() -> None:
    one = take()
    prepare(one, without=(RIGHT,))
    (switch,) = one.cell_ready(RIGHT, ready(but="b", reason=Reason.REFUSED), True, 100.4)
    assert isinstance(switch, Switch)


def test_all_or_nothing_calls_off_when_one_window_does_not_come() -> None:
    one = take(Readiness.ALL_OR_NOTHING)
    prepare(one, without=(RIGHT,))
    told = one.cell_ready(RIGHT, ready(but="b"), True, 100.4)
    assert isinstance(told[0], CallOff)
    assert outcome(told).ending is Ending.CALLED_OFF
    assert [held.name for held in outcome(told).held] == ["b"]


def test_all_or_nothing_goes_on_when_all_came() -> None:
    (switch,) = prepare(take(Readiness.ALL_OR_NOTHING))
    assert isinstance(switch, Switch)


def test_nobody_there_ends_at_once_with_everything_held() -> None:
    told = take(reachable=[]).begin(100.0)
    assert isinstance(told[0], Switch)
    found = outcome(told)
    assert (found.ending, found.ready, found.windows, found.spread_ms) == (Ending.NOBODY, 0, 3, None)
    assert [held.name for held in found.held] == ["a", "b", "map"]


def test_nobody_there_refuses_all_or_nothing() -> None:
    told = take(Readiness.ALL_OR_NOTHING, reachable=[]).begin(100.0)
    assert outcome(told).ending is Ending.CALLED_OFF


def test_lost_cells_are_not_waited_for_but_their_windows_are_held() -> None:
    one = take()
    prepare(one, without=(RIGHT,))
    (switch,) = one.cells_lost([RIGHT], 100.3)
    assert isinstance(switch, Switch)
    told: list[Command] = []
    for cell in set(PICTURES) - {RIGHT}:
        told += one.cell_shown(cell, 100.4, 100.4)
    assert [held.name for held in outcome(told).held] == ["b"]


def test_newer_change_ends_arming_but_not_a_named_instant() -> None:
    one = take()
    assert outcome(one.superseded(100.1)).ending is Ending.SUPERSEDED
    assert prepare(one) == []
    other = take()
    prepare(other)
    assert other.superseded(100.1) == []


def test_slow_cell_does_not_hold_the_answer_for_ever() -> None:
    one = take()
    (switch,) = prepare(one)
    assert isinstance(switch, Switch)
    for cell in set(PICTURES) - {LEFT}:
        one.cell_shown(cell, switch.at_s, switch.at_s)
    found = outcome(one.tick(switch.at_s + SHOWN_DEADLINE_S))
    assert found.late == (LEFT,)
    assert found.shown == 5


def test_how_far_a_take_is_names_who_is_waited_for_and_why() -> None:
    one = take(Readiness.HOLD, sorted(PICTURES))
    one.begin(100.0)
    assert (one.progress.ready, one.progress.windows, one.progress.stage) == (0, 3, ArmStage.ARMING)
    for cell, picture in PICTURES.items():
        panes = [PaneReady(window=p.window, ready=cell != LEFT) for p in picture.panes]
        one.cell_ready(cell, panes, False, 100.1)
    opening = {waiting.window for waiting in one.progress.waiting}
    assert opening and {waiting.reason for waiting in one.progress.waiting} == {Reason.NONE}
    failing = [PaneReady(window=p.window, ready=False, reason=Reason.REFUSED) for p in PICTURES[LEFT].panes]
    one.cell_ready(LEFT, failing, False, 100.2)
    assert {waiting.reason for waiting in one.progress.waiting} == {Reason.REFUSED}
    assert one.progress.ready + len(opening) == 3


events = st.lists(
    st.one_of(
        st.tuples(st.just("ready"), st.sampled_from(sorted(PICTURES)), st.booleans(), st.booleans()),
        st.tuples(st.just("shown"), st.sampled_from(sorted(PICTURES))),
        st.tuples(st.just("lost"), st.sets(st.sampled_from(sorted(PICTURES)))),
        st.tuples(st.just("superseded")),
        st.tuples(st.just("tick")),
    ),
    max_size=40,
)


@given(
    readiness=st.sampled_from(Readiness),
    reachable=st.sets(st.sampled_from(sorted(PICTURES))),
    script=events,
    step_s=st.floats(0, 0.5),
)
def test_every_take_ends_once_and_names_at_most_one_instant(
    readiness: Readiness, reachable: set[CellId], script: list[tuple[object, ...]], step_s: float
) -> None:
    one = take(readiness, sorted(reachable))
    now_s = 100.0
    told = one.begin(now_s)
    for event in script:
        now_s += step_s
        match event:
            case ("ready", str(name), bool(is_ready), bool(done)):
                cell = CellId(name)
                panes = [PaneReady(window=p.window, ready=is_ready) for p in PICTURES[cell].panes]
                told += one.cell_ready(cell, panes, done, now_s)
            case ("shown", str(name)):
                told += one.cell_shown(CellId(name), now_s, now_s)
            case ("lost", set() as cells):
                told += one.cells_lost(cells, now_s)
            case ("superseded",):
                told += one.superseded(now_s)
            case _:
                told += one.tick(now_s)
    told += one.tick(now_s + READY_DEADLINE_S)
    told += one.tick(now_s + READY_DEADLINE_S + LEAD_S + SHOWN_DEADLINE_S + 1)
    finished = [command.outcome for command in told if isinstance(command, Finish)]
    switches = [command for command in told if isinstance(command, Switch)]
    assert len(finished) == 1
    assert told[-1] == Finish(outcome=finished[0])
    assert len(switches) <= 1
    assert finished[0].ready + len(finished[0].held) == finished[0].windows == 3
    if finished[0].ending is Ending.CALLED_OFF:
        assert readiness is Readiness.ALL_OR_NOTHING and not switches and finished[0].held
    if finished[0].ending is Ending.SUPERSEDED:
        assert not switches


# ---- armed by itself


def test_what_is_held_counts_and_names_no_instant_however_ready_it_is() -> None:
    one = held()
    assert one.begin(100.0) == [] and prepare(one) == []
    assert (one.progress.stage, one.progress.ready, one.progress.windows) == (ArmStage.HELD, 3, 3)
    assert one.tick(100.0 + HELD_FOR_S - 0.01) == []


def test_the_take_of_what_is_held_names_its_instant_at_once() -> None:
    one = held()
    prepare(one)
    (switch,) = one.take_held(PICTURES, Readiness.HOLD, 140.0, 140.001)
    assert isinstance(switch, Switch) and LEAD_S <= switch.at_s - 140.001 < 2 * LEAD_S
    told: list[Command] = []
    for cell in PICTURES:
        told += one.cell_shown(cell, switch.at_s, switch.at_s)
    assert outcome(told).took_ms == round((switch.at_s - 140.0) * 1000, 1), "from the take, not the arming"


def test_the_take_of_what_is_held_waits_for_what_is_not_ready_as_any_take_does() -> None:
    one = held()
    prepare(one, without=(RIGHT,))
    assert one.take_held(PICTURES, Readiness.HOLD, 140.0, 140.0) == []
    assert one.progress.stage is ArmStage.ARMING
    assert one.tick(140.0 + READY_DEADLINE_S - 0.01) == []
    (switch,) = one.cell_ready(RIGHT, ready("b"), True, 140.0 + READY_DEADLINE_S - 0.01)
    assert isinstance(switch, Switch)


def test_all_or_nothing_counts_for_what_is_held_too() -> None:
    one = held()
    prepare(one, without=(RIGHT,))
    one.cell_ready(RIGHT, ready(but="b"), True, 100.5)
    told = one.take_held(PICTURES, Readiness.ALL_OR_NOTHING, 140.0, 140.0)
    assert isinstance(told[0], CallOff) and outcome(told).ending is Ending.CALLED_OFF


def test_what_nobody_takes_is_let_go_after_its_time() -> None:
    one = held()
    prepare(one)
    told = one.tick(100.0 + HELD_FOR_S)
    assert isinstance(told[0], CallOff) and outcome(told).ending is Ending.LAPSED
    assert one.tick(200.0) == []


def test_a_renderer_that_died_meanwhile_has_to_prepare_it_again() -> None:
    one = held()
    prepare(one)
    one.cells_lost([RIGHT], 110.0)
    assert one.progress.ready == 2
    assert one.take_held(PICTURES, Readiness.HOLD, 140.0, 140.0) == [], "it is there again, and not ready"
    (switch,) = one.cell_ready(RIGHT, ready("b"), True, 140.2)
    assert isinstance(switch, Switch)


def test_calling_off_forgets_what_is_held_or_arms_and_nothing_once_the_instant_is_named() -> None:
    for one in (held(), take(), take(Readiness.ALL_OR_NOTHING)):
        told = one.call_off(100.5)
        assert isinstance(told[0], CallOff) and outcome(told).ending is Ending.WITHDRAWN
        assert one.call_off(100.6) == []
    one = take()
    prepare(one)
    assert one.call_off(100.5) == []


def test_only_what_nobody_asked_to_take_is_let_go() -> None:
    told = held().let_go(100.5)
    assert isinstance(told[0], CallOff) and outcome(told).ending is Ending.LAPSED
    assert take().let_go(100.5) == []


def test_a_newer_change_ends_what_is_held() -> None:
    assert outcome(held().superseded(100.5)).ending is Ending.SUPERSEDED
