"""Takes through the real server: readiness, holds, all or nothing, lost nodes, newer changes."""

from __future__ import annotations

import time

import pytest

from tests.fakes.asking import apply, show, sources_in
from tests.fakes.fake_desk import FakeDesk, Refusal
from tests.fakes.fake_node import FakeNode
from tests.fakes.server_process import ServerProcess
from wallctl.model.ids import CellId, SourceId
from wallctl.model.layout import Layout
from wallctl.protocol.desk import ClearWall, Reply, Status, TakeLayout, Undo
from wallctl.protocol.node import Step
from wallctl.rules.take import READY_DEADLINE_S

UNHURRIED_MS = READY_DEADLINE_S * 1000
"""Sooner than this: nobody waited for the deadline. A busy machine may take its time below it."""
CAM0, CAM1 = SourceId("cam-0"), SourceId("cam-1")


def shown_by(node: FakeNode) -> dict[str, set[str]]:
    cells: dict[str, set[str]] = {}
    for cell in ("r0c0", "r0c1", "r0c2", "r1c0", "r1c1", "r1c2"):
        _, picture = node.shows(CellId(cell))
        cells[cell] = {pane.source.id for pane in picture.panes if pane.source}
    return cells


def took_ms(reply: Reply) -> float:
    found = reply.result["took_ms"]
    assert isinstance(found, int | float)
    return found


def test_take_arms_then_switches_and_measures_the_spread(desk: FakeDesk, node: FakeNode) -> None:
    answer = desk.ask(apply())
    assert (answer["revision"], answer["windows"], answer["ready"], answer["held"]) == (1, 6, 6, [])
    steps = [order.step for order in node.orders if order.version.revision == 1]
    assert steps == [Step.ARM, Step.TAKE]
    assert answer["spread_ms"] == 5.0
    assert answer["took_ms"] < UNHURRIED_MS
    assert shown_by(node)["r1c2"] == {"cam-5"}


def test_status_is_true_for_every_cell_after_a_take(desk: FakeDesk, node: FakeNode) -> None:
    desk.ask(apply())
    truth = desk.wait(lambda: t if (t := desk.ask(Status())["truth"])["true"] == 6 else None)
    assert truth == {"true": 6, "of": 6, "lies": [], "live": 6, "windows": 6}
    cell = desk.ask(Status())["cells"][0]
    assert (cell["cell"], cell["phase"], cell["pid"], cell["restarts"]) == ("r0c0", "up", 4242, 0)
    (window,) = cell["windows"]
    assert window["source"] == "cam-0" and window["state"] == "live" and window["fps"] == 25.0


def test_status_right_after_a_take_is_that_of_the_take(desk: FakeDesk, node: FakeNode) -> None:
    for _ in range(3):
        desk.ask(apply())
        assert desk.ask(Status())["truth"]["lies"] == []


def test_window_that_refuses_is_held_without_waiting(desk: FakeDesk, node: FakeNode) -> None:
    node.behaviour.refused = frozenset([CAM0])
    answer = desk.ask(apply())
    assert (answer["ready"], answer["held"]) == (5, ["cam-0"])
    assert answer["why"] == {"cam-0": "refused"}
    assert answer["took_ms"] < UNHURRIED_MS


def test_silent_window_is_waited_for_until_the_deadline_and_then_held(desk: FakeDesk, node: FakeNode) -> None:
    node.behaviour.silent = frozenset([CAM0])
    answer = desk.ask(apply())
    assert answer["held"] == ["cam-0"]
    assert READY_DEADLINE_S * 1000 < answer["took_ms"] < READY_DEADLINE_S * 1000 + 2000


def test_all_or_nothing_changes_nothing_when_one_does_not_come(desk: FakeDesk, node: FakeNode) -> None:
    desk.ask(show("cam-7"))
    node.behaviour.refused = frozenset([CAM1])
    with pytest.raises(Refusal, match=r"5 of 6 windows.*cam-1 \(refused\).*nothing was changed"):
        desk.ask(apply(all_or_nothing=True), "whole")
    assert desk.ask(Status())["revision"] == 1
    assert shown_by(node)["r0c0"] == {"cam-7"}
    assert [version.revision for version in node.withdrawn] == [2]
    with pytest.raises(Refusal, match="5 of 6 windows"):
        desk.ask(apply(all_or_nothing=True), "whole")
    # The number that was armed in vain is used again, but never under the same epoch.
    assert desk.ask(show("cam-2"))["revision"] == 2
    armed = [order.version for order in node.orders if order.version.revision == 2]
    assert armed[0].epoch < armed[-1].epoch
    assert shown_by(node)["r0c0"] == {"cam-2"}


def test_all_or_nothing_is_a_change_like_others_when_all_came(desk: FakeDesk, node: FakeNode) -> None:
    answer = desk.ask(apply(all_or_nothing=True), "whole")
    assert (answer["revision"], answer["ready"]) == (1, 6)
    assert desk.ask(apply(all_or_nothing=True), "whole") == answer
    assert desk.ask(Undo())["revision"] == 2
    assert shown_by(node)["r0c0"] == set()


def test_change_during_all_or_nothing_wins_and_is_named(desk: FakeDesk, node: FakeNode) -> None:
    node.behaviour.silent = frozenset([CAM0])
    waiting = desk.send(apply(all_or_nothing=True))
    desk.wait(lambda: True if any(o.step is Step.ARM for o in node.orders) else None)
    assert desk.ask(show("cam-7"))["revision"] == 1
    with pytest.raises(Refusal, match=r"Conflict.*li .*made revision 1"):
        desk.reply_to(waiting)
    assert shown_by(node)["r0c0"] == {"cam-7"}


def test_all_or_nothing_that_gives_way_to_another_one_is_not_acknowledged(
    desk: FakeDesk, node: FakeNode
) -> None:
    node.behaviour.silent = frozenset([CAM0])
    first = desk.send(apply(all_or_nothing=True))
    desk.wait(lambda: True if any(o.step is Step.ARM for o in node.orders) else None)
    second = desk.send(apply(all_or_nothing=True))
    with pytest.raises(Refusal, match=r"Conflict.*nothing was changed"):
        desk.reply_to(first)
    with pytest.raises(Refusal, match="5 of 6 windows"):
        desk.reply_to(second)
    assert desk.ask(Status())["revision"] == 0
    with pytest.raises(Refusal, match="Conflict"):
        desk.ask(apply(all_or_nothing=True), first)


def test_newer_change_ends_the_waiting_of_the_older_one(desk: FakeDesk, node: FakeNode) -> None:
    node.behaviour.silent = frozenset([CAM0])
    slow = desk.send(apply())
    desk.wait(lambda: True if any(o.step is Step.ARM for o in node.orders) else None)
    assert desk.ask(show("cam-7", 0, 0))["revision"] == 2
    first, _ = desk.reply_to(slow)
    assert took_ms(first) < UNHURRIED_MS
    assert first.result["revision"] == 1
    assert "newer change" in str(first.result["note"])


def test_no_node_is_answered_at_once_and_shown_when_one_comes(desk: FakeDesk, server: ServerProcess) -> None:
    answer = desk.ask(apply())
    assert answer["took_ms"] < UNHURRIED_MS
    assert (answer["revision"], answer["ready"], answer["windows"]) == (1, 0, 6)
    assert "no renderer" in str(answer["note"])
    with pytest.raises(Refusal, match="0 of 6"):
        desk.ask(apply(all_or_nothing=True))
    with FakeNode(server.site) as node:
        order = node.wait_for_order()
        assert (order.step, order.version.revision) == (Step.TAKE, 1)
        desk.wait(lambda: True if desk.ask(Status())["truth"]["true"] == 6 else None)


def test_node_lost_during_arming_does_not_hold_the_answer(desk: FakeDesk, server: ServerProcess) -> None:
    with FakeNode(server.site) as node:
        node.wait_for_order()
        node.behaviour.silent = frozenset([CAM0])
        waiting = desk.send(apply())
        node.wait_for_order(2)
    reply, _ = desk.reply_to(waiting)
    assert took_ms(reply) < UNHURRIED_MS
    assert reply.result["ready"] == 0


def test_dead_cell_is_not_waited_for(desk: FakeDesk, node: FakeNode) -> None:
    node.behaviour.down = frozenset([CellId("r0c1")])
    desk.wait(lambda: True if "r0c1" in str(desk.ask(Status())["truth"]) else None)
    answer = desk.ask(apply())
    assert answer["held"] == ["cam-1"]
    assert answer["took_ms"] < UNHURRIED_MS


def test_mute_cell_is_named_as_late(desk: FakeDesk, node: FakeNode) -> None:
    node.behaviour.mute = frozenset([CellId("r0c1")])
    answer = desk.ask(apply())
    assert answer["cells_late"] == ["r0c1"]
    assert answer["cells_shown"] == 5


def test_lost_order_is_healed_by_sending_it_again(desk: FakeDesk, node: FakeNode) -> None:
    desk.ask(show("cam-1"))
    node.behaviour.deaf_to = frozenset([Step.TAKE])
    desk.ask(show("cam-2"))
    lies = desk.ask(Status())["truth"]["lies"]
    assert len(lies) == 6 and "版本 1, 应为 2" in str(lies)
    node.behaviour.deaf_to = frozenset()
    desk.wait(lambda: True if desk.ask(Status())["truth"]["true"] == 6 else None, 6)
    assert shown_by(node)["r0c0"] == {"cam-2"}


def test_obedient_node_is_left_in_peace(desk: FakeDesk, node: FakeNode) -> None:
    desk.ask(show("cam-1"))
    desk.wait(lambda: True if desk.ask(Status())["truth"]["true"] == 6 else None)
    before = len(node.orders)
    until = time.monotonic() + 1.5
    desk.wait(lambda: True if time.monotonic() > until else None)
    assert len(node.orders) == before


def test_undo_brings_back_what_was_there_and_steps_further(desk: FakeDesk, node: FakeNode) -> None:
    desk.ask(show("cam-1"))
    desk.ask(show("cam-2", 0, 0, 2, 2))
    desk.ask(ClearWall())
    assert desk.ask(Undo())["revision"] == 4
    assert shown_by(node)["r1c1"] == {"cam-2"}
    desk.ask(Undo())
    assert shown_by(node)["r0c0"] == {"cam-1"}
    assert shown_by(node)["r1c1"] == set()
    desk.ask(Undo())
    assert shown_by(node)["r0c0"] == set()
    with pytest.raises(Refusal, match="nothing to take back"):
        desk.ask(Undo())


def test_undo_of_another_seat_is_refused_by_name_with_the_remedy(desk: FakeDesk, node: FakeNode) -> None:
    desk.ask(show("cam-1"))
    for over in (None, 0, 1):
        with pytest.raises(Refusal, match=r"li \(desk-1\) made revision 1.*undo it at seat desk-1") as told:
            desk.reply_to(desk.send(Undo(over=over), seat="cli"))
        assert (told.value.problem.seat, told.value.problem.changed) == ("desk-1", (("new", "cam-1"),))
    assert shown_by(node)["r0c0"] == {"cam-1"}
    assert desk.ask(Undo(over=1))["revision"] == 2


def test_take_over_a_revision_that_is_gone_is_refused_by_name(desk: FakeDesk, node: FakeNode) -> None:
    desk.ask(show("cam-1"))
    desk.ask(show("cam-2"))
    wanted = node.orders[-1]
    assert sources_in(wanted) == {"cam-2"}
    with pytest.raises(Refusal, match=r"Conflict.*li .*made revision 2"):
        desk.ask(TakeLayout(layout=Layout(), over=1))
    assert desk.ask(TakeLayout(layout=Layout(), over=2))["revision"] == 3
