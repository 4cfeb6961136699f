"""Arming by itself and calling off, through the real server: the wall stays, and all hear who it was."""

from __future__ import annotations

import time

import pytest

from tests.fakes.asking import apply, show
from tests.fakes.fake_desk import FakeDesk, Refusal
from tests.fakes.fake_node import FakeNode
from tests.fakes.server_process import ServerProcess
from wallctl.model.geometry import Rect
from wallctl.model.ids import CellId, SourceId, WindowId
from wallctl.model.layout import Layout, Window
from wallctl.protocol.desk import Ask, Events, Readiness, Status, TakeLayout, Undo, Watch
from wallctl.protocol.drafting import ArmDraft, Arming, ArmStage, CallTakeOff, DropDraft, SaveDraft
from wallctl.protocol.node import Step
from wallctl.rules.take import READY_DEADLINE_S

CAM0 = SourceId("cam-0")
ONE, TWO = "1号席", "2号席"


def layout(*sources: str) -> Layout:
    return Layout(
        windows=tuple(
            Window(id=WindowId(s), rect=Rect(x=n % 3, y=n // 3, w=1, h=1), source=SourceId(s))
            for n, s in enumerate(sources)
        )
    )


def at(desk: FakeDesk, seat: str, ask: Ask) -> dict[str, object]:
    return dict(desk.reply_to(desk.send(ask, seat=seat, officer="李"))[0].result)


def arming(desk: FakeDesk) -> Arming | None:
    view = desk.view()
    return view.arming if view is not None else None


def counts(desk: FakeDesk, stage: ArmStage, ready: int) -> Arming:
    """How far it is, once the desk has heard that it is so far."""

    def heard() -> Arming | None:
        found = arming(desk)
        return found if found is not None and (found.stage, found.ready) == (stage, ready) else None

    return desk.wait(heard, what=f"{stage} {ready}")


def ends(desk: FakeDesk) -> None:
    desk.wait(
        lambda: True if desk.view() is not None and arming(desk) is None else None, what="none is armed"
    )


def steps(node: FakeNode, revision: int) -> list[Step]:
    return [order.step for order in node.orders if order.version.revision == revision]


def first(node: FakeNode) -> set[str]:
    _, picture = node.shows(CellId("r0c0"))
    return {pane.source.id for pane in picture.panes if pane.source}


def test_arming_counts_changes_nothing_and_its_take_arms_no_more(desk: FakeDesk, node: FakeNode) -> None:
    at(desk, ONE, Watch())
    desk.ask(show("cam-7"))
    armed = at(desk, ONE, ArmDraft(layout=layout("cam-0", "cam-1"), over=1))
    assert (armed["revision"], armed["windows"], armed["held_for_s"]) == (1, 2, 60.0)
    told = counts(desk, ArmStage.HELD, 2)
    assert (told.windows, told.seat, told.officer) == (2, ONE, "李")
    assert at(desk, ONE, Status())["revision"] == 1 and first(node) == {"cam-7"}
    assert not at(desk, ONE, Status())["taking"]
    node.behaviour.silent = frozenset([CAM0])
    # Were it armed anew, it would now wait for a camera that says nothing.
    taken = at(desk, ONE, TakeLayout(layout=layout("cam-0", "cam-1"), over=1))
    assert (taken["revision"], taken["ready"], taken["held"]) == (2, 2, [])
    assert steps(node, 2) == [Step.HOLD, Step.TAKE]
    assert first(node) == {"cam-0"}
    ends(desk)


def test_all_or_nothing_takes_what_is_armed_too(desk: FakeDesk, node: FakeNode) -> None:
    at(desk, ONE, Watch())
    at(desk, ONE, ArmDraft(layout=layout("cam-0")))
    counts(desk, ArmStage.HELD, 1)
    taken = at(desk, ONE, TakeLayout(layout=layout("cam-0"), readiness=Readiness.ALL_OR_NOTHING))
    assert (taken["revision"], taken["ready"]) == (1, 1)
    assert steps(node, 1) == [Step.HOLD, Step.TAKE]
    assert at(desk, ONE, Undo())["revision"] == 2
    assert first(node) == set()


def test_an_armed_draft_that_is_changed_is_armed_anew_and_one_that_is_dropped_is_let_go(
    desk: FakeDesk, node: FakeNode
) -> None:
    at(desk, ONE, Watch())
    number = at(desk, ONE, SaveDraft(layout=layout("cam-0")))["number"]
    assert isinstance(number, int)
    at(desk, ONE, ArmDraft(layout=layout("cam-0")))
    counts(desk, ArmStage.HELD, 1)
    at(desk, TWO, SaveDraft(layout=layout("cam-3")))
    number = at(desk, ONE, SaveDraft(layout=layout("cam-0", "cam-1", "cam-2"), over=number))["number"]
    assert isinstance(number, int)
    counts(desk, ArmStage.HELD, 3)
    assert steps(node, 1) == [Step.HOLD, Step.HOLD] and len(node.withdrawn) == 1
    at(desk, ONE, DropDraft(over=number))
    ends(desk)
    desk.wait(lambda: True if len(node.withdrawn) == 2 else None)
    assert at(desk, ONE, Status())["revision"] == 0


def test_an_armed_draft_is_called_off_by_its_own_seat_and_all_seats_hear_by_whom(
    server: ServerProcess, desk: FakeDesk, node: FakeNode
) -> None:
    at(desk, ONE, Watch())
    at(desk, ONE, ArmDraft(layout=layout("cam-0")))
    counts(desk, ArmStage.HELD, 1)
    with FakeDesk(server.site) as other:
        at(other, TWO, Events(last=0, follow=True))
        with pytest.raises(Refusal, match="only that seat calls it off"):
            at(other, TWO, CallTakeOff())
        assert at(desk, ONE, CallTakeOff())["what"] == "arming"
        told = other.wait(lambda: next((e for e in other.events() if e.what == "called_off"), None))
        assert (told.seat, told.officer) == (ONE, "李")
    ends(desk)
    assert [version.revision for version in node.withdrawn] == [1] and first(node) == set()
    with pytest.raises(Refusal, match="no take waits"):
        at(desk, ONE, CallTakeOff())


def test_a_take_that_waits_is_called_off_the_wall_stays_and_undo_goes_past_it(
    desk: FakeDesk, node: FakeNode
) -> None:
    at(desk, ONE, Watch())
    at(desk, ONE, show("cam-7"))
    node.behaviour.silent = frozenset([CAM0])
    waiting = desk.send(TakeLayout(layout=layout("cam-0", "cam-1"), over=1), seat=ONE)
    counts(desk, ArmStage.ARMING, 1)
    node.behaviour.ready_after_s = 0.5
    called = at(desk, ONE, CallTakeOff())
    assert (called["what"], called["revision"]) == ("take", 3)
    with pytest.raises(Refusal, match="no take waits"):
        at(desk, ONE, CallTakeOff())  # a second press is not to bring back what the first called off
    with pytest.raises(Refusal, match=r"CalledOff.*nothing was changed"):
        desk.reply_to(waiting)
    with pytest.raises(Refusal, match="CalledOff"):
        desk.reply_to(desk.send(TakeLayout(layout=layout("cam-0", "cam-1"), over=1), waiting, seat=ONE))
    desk.wait(lambda: True if node.shows(CellId("r0c0"))[0].revision == 3 else None)
    assert first(node) == {"cam-7"} and Step.TAKE not in steps(node, 2)
    assert at(desk, ONE, Undo())["revision"] == 4
    desk.wait(lambda: True if first(node) == set() else None, what="what was called off counts as never done")


def test_all_or_nothing_that_waits_is_called_off_without_a_revision(desk: FakeDesk, node: FakeNode) -> None:
    at(desk, ONE, Watch())
    node.behaviour.silent = frozenset([CAM0])
    waiting = desk.send(apply(all_or_nothing=True), seat=ONE)
    counts(desk, ArmStage.ARMING, 5)
    assert at(desk, ONE, CallTakeOff())["revision"] == 0
    with pytest.raises(Refusal, match="CalledOff"):
        desk.reply_to(waiting)
    assert at(desk, ONE, Status())["revision"] == 0


def test_arming_over_a_wall_that_somebody_changed_is_refused_by_name(desk: FakeDesk, node: FakeNode) -> None:
    at(desk, TWO, show("cam-7"))
    with pytest.raises(Refusal, match=r"Conflict.*李 \(2号席\) made revision 1"):
        at(desk, ONE, ArmDraft(layout=layout("cam-0"), over=0))
    with pytest.raises(Refusal, match="NotFound: source nobody"):
        at(desk, ONE, ArmDraft(layout=layout("nobody"), over=1))
    assert Step.HOLD not in [order.step for order in node.orders]


def test_a_take_of_another_seat_lets_go_of_what_is_armed_and_says_so(desk: FakeDesk, node: FakeNode) -> None:
    at(desk, ONE, Watch())
    at(desk, ONE, ArmDraft(layout=layout("cam-0")))
    counts(desk, ArmStage.HELD, 1)
    assert at(desk, TWO, show("cam-7"))["revision"] == 1
    ends(desk)
    told = desk.wait(lambda: next((e for e in desk.events() if e.what == "arming_ended"), None))
    assert ONE in told.text and TWO in told.text
    assert first(node) == {"cam-7"}


def test_arming_waits_for_the_take_under_way_and_does_not_end_it(desk: FakeDesk, node: FakeNode) -> None:
    at(desk, ONE, Watch())
    node.behaviour.silent = frozenset([CAM0])
    began_s = time.monotonic()
    taking = desk.send(TakeLayout(layout=layout("cam-0")), seat=ONE)
    counts(desk, ArmStage.ARMING, 0)
    at(desk, TWO, ArmDraft(layout=layout("cam-1")))
    assert time.monotonic() - began_s > READY_DEADLINE_S
    reply, _ = desk.reply_to(taking)
    assert reply.result["held"] == ["cam-0"]


def test_what_is_armed_goes_with_the_last_desk_of_its_seat(
    server: ServerProcess, desk: FakeDesk, node: FakeNode
) -> None:
    at(desk, TWO, Watch())
    with FakeDesk(server.site) as gone:
        at(gone, ONE, Watch())
        at(gone, ONE, ArmDraft(layout=layout("cam-0")))
        counts(desk, ArmStage.HELD, 1)
    ends(desk)
    desk.wait(lambda: True if len(node.withdrawn) == 1 else None)


def test_a_server_that_dies_leaves_nothing_to_take(server: ServerProcess) -> None:
    with FakeDesk(server.site) as desk, FakeNode(server.site) as node:
        node.wait_for_order()
        at(desk, ONE, Watch())
        at(desk, ONE, ArmDraft(layout=layout("cam-0")))
        counts(desk, ArmStage.HELD, 1)
    server.kill()
    server.start()
    with FakeDesk(server.site) as desk, FakeNode(server.site) as node:
        node.wait_for_order()
        at(desk, ONE, Watch())
        ends(desk)
        assert at(desk, ONE, Status())["revision"] == 0
        assert at(desk, ONE, TakeLayout(layout=layout("cam-0"), over=0))["ready"] == 1
        assert steps(node, 1) == [Step.ARM, Step.TAKE]
