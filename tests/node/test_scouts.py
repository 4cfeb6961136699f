"""Scouts on one node: forked for a look, heard, ended in time, and charged when they die of a source."""

from __future__ import annotations

import pytest

from wallctl.model.health import Reason
from wallctl.model.ids import CellId, NodeId, SourceId
from wallctl.model.sighting import LookFor, LookStep, Sighting
from wallctl.model.source import StreamKind
from wallctl.node.scouts import AGAIN_S, GRACE_S, SILENT_S, Scouts, ScoutWays
from wallctl.protocol.cell import Sighted, SourceView
from wallctl.protocol.node import FromNode, LookOrder, LookSeen
from wallctl.protocol.nursery import Born, Child, Died, ForkScout, Kill, ScoutSpec, ToNursery
from wallctl.rules.endings import BROKEN, NO_PROCESS
from wallctl.rules.scouting import MOST_SCOUTS

SEEN = Sighting(first_frame_ms=80, width=640, height=360)


def order(look: str, purpose: LookFor = LookFor.TEST, every_s: float | None = None) -> LookOrder:
    view = SourceView(id=SourceId(f"s-{look}"), name=look, stream=StreamKind.SUB, url="rtsp://10.0.0.1/x")
    return LookOrder(look=look, purpose=purpose, view=view, every_s=every_s, within_s=8.0)


class Stand:
    """A node's scouts with a nursery and a clock of a script."""

    def __init__(self) -> None:
        self.now_s = 100.0
        self.nursery: list[ToNursery] = []
        self.said: list[LookSeen] = []
        self.shown: list[tuple[LookSeen, bytes]] = []
        self.crashed: list[SourceId] = []
        self.judged: list[tuple[SourceId, bool]] = []
        self.barred: set[SourceId] = set()
        self.up = True
        ways = ScoutWays(
            to_nursery=self._to_nursery,
            say=self._say,
            show=lambda message, jpeg, _: self.shown.append((_look(message), jpeg)),
            admit=lambda: None,
            quarantined=self.barred.__contains__,
            crashed=self.crashed.append,
            judged=lambda source, ready: self.judged.append((source, ready)),
            theirs=lambda ours_s: ours_s + 1000.0,
        )
        self.scouts = Scouts(ways, _spec, lambda: self.now_s)

    def _to_nursery(self, message: ToNursery) -> bool:
        if self.up:
            self.nursery.append(message)
        return self.up

    def _say(self, message: FromNode, key: str | None) -> None:
        self.said.append(_look(message))

    def want(self, *orders: LookOrder) -> None:
        self.scouts.order(orders)
        self.scouts.tick()

    def later(self, seconds: float, *, strained: bool = False) -> None:
        self.now_s += seconds
        self.scouts.tick(strained)

    @property
    def forked(self) -> list[ScoutSpec]:
        return [one.spec for one in self.nursery if isinstance(one, ForkScout)]

    @property
    def killed(self) -> list[int]:
        return [one.pid for one in self.nursery if isinstance(one, Kill)]

    def child(self, at: int = -1) -> Child:
        spec = self.forked[at]
        return Child(cell=spec.scout, incarnation=1, pid=5000 + self.forked.index(spec), token=spec.token)

    def born(self, at: int = -1) -> Child:
        child = self.child(at)
        assert self.scouts.nursery_said(Born(child=child))
        return child

    def sees(self, step: LookStep, seen: Sighting = SEEN, *, jpeg: bytes = b"", at: int = -1) -> None:
        said = Sighted(step=step, sighting=seen, taken_s=self.now_s, width=320, height=180)
        self.scouts.heard(self.forked[at].scout, said, (jpeg,) if jpeg else ())


def _look(message: FromNode) -> LookSeen:
    assert isinstance(message, LookSeen)
    return message


def _spec(order: LookOrder, scout: CellId, token: str) -> ScoutSpec:
    return ScoutSpec(scout=scout, node=NodeId("n"), token=token, bus="ipc:///x/node.ipc", view=order.view)


def test_look_is_forked_once_heard_and_ended() -> None:
    stand = Stand()
    stand.want(order("1"))
    stand.want(order("1"))
    (spec,) = stand.forked
    assert stand.scouts.tokens[spec.token].cell == spec.scout
    child = stand.born()
    stand.sees(LookStep.OPENING, Sighting())
    stand.sees(LookStep.DONE, jpeg=b"jpeg")
    assert [one.step for one in stand.said] == [LookStep.OPENING]
    ((done, jpeg),) = stand.shown
    assert (done.look, done.step, done.sighting, jpeg) == ("1", LookStep.DONE, SEEN, b"jpeg")
    assert (done.taken_s, done.width) == (1100.0, 320)
    assert stand.killed == [child.pid] and not stand.scouts.tokens
    assert stand.scouts.nursery_said(Died(child=child, code=-9))
    stand.later(60.0)
    assert len(stand.forked) == 1 and len(stand.said) == 1


def test_camera_that_never_answers_is_told_in_time() -> None:
    stand = Stand()
    stand.want(order("1"))
    child = stand.born()
    stand.later(8.0 + GRACE_S)
    assert not stand.said
    stand.later(0.1)
    (done,) = stand.said
    assert (done.step, done.sighting.reason) == (LookStep.DONE, Reason.NO_ANSWER)
    assert stand.killed == [child.pid]


def test_what_is_not_ordered_any_more_is_killed_also_while_it_is_being_born() -> None:
    stand = Stand()
    stand.want(order("1"))
    spec = stand.forked[0]
    stand.want()
    assert stand.killed == []
    child = Child(cell=spec.scout, incarnation=1, pid=77, token=spec.token)
    assert stand.scouts.nursery_said(Born(child=child))
    assert stand.killed == [77]
    assert stand.scouts.nursery_said(Died(child=child, code=-9))
    assert not stand.said and not stand.crashed


def test_renderers_births_and_deaths_are_not_ours() -> None:
    stand = Stand()
    cell = Child(cell=CellId("r0c0"), incarnation=3, pid=9, token="another")
    assert not stand.scouts.nursery_said(Born(child=cell))
    assert not stand.scouts.nursery_said(Died(child=cell, code=0))


def test_scout_that_dies_of_a_source_is_told_charged_and_not_sent_again() -> None:
    stand = Stand()
    stand.want(order("1", LookFor.PREVIEW, every_s=2.0))
    stand.scouts.nursery_said(Died(child=stand.born(), code=-11))
    (done,) = stand.said
    assert done.crashed and done.sighting.reason is Reason.CANNOT_OPEN
    assert stand.crashed == [SourceId("s-1")]
    stand.later(60.0)
    assert len(stand.forked) == 1


def test_address_that_is_only_tested_is_no_source_to_charge() -> None:
    stand = Stand()
    stand.want(order("1"))
    stand.scouts.nursery_said(Died(child=stand.born(), code=-11))
    assert stand.said[-1].crashed and not stand.crashed


def test_killed_preview_comes_back_and_charges_nobody() -> None:
    stand = Stand()
    stand.want(order("1", LookFor.PREVIEW, every_s=2.0))
    stand.scouts.nursery_said(Died(child=stand.born(), code=-9))
    assert not stand.crashed and stand.said[-1].sighting.reason is Reason.STOPPED
    stand.later(6.0)
    assert len(stand.forked) == 2


@pytest.mark.parametrize("code", [NO_PROCESS, BROKEN])
def test_scout_that_ends_by_a_fault_of_the_machine_is_sent_again_later_and_charges_nobody(code: int) -> None:
    stand = Stand()
    stand.want(order("1", LookFor.PREVIEW, every_s=2.0))
    unborn = stand.child().with_(pid=0)
    assert stand.scouts.nursery_said(Died(child=unborn, code=code))
    assert stand.said[-1].sighting.reason is Reason.OWN_FAULT
    assert not stand.said[-1].crashed and not stand.crashed
    stand.later(AGAIN_S - 0.1)
    assert len(stand.forked) == 1
    stand.later(0.2)
    assert len(stand.forked) == 2


def test_stuck_preview_is_replaced() -> None:
    stand = Stand()
    stand.want(order("1", LookFor.PREVIEW, every_s=2.0))
    child = stand.born()
    stand.sees(LookStep.DONE, jpeg=b"j")
    stand.later(SILENT_S + 1)
    assert stand.killed == [child.pid] and stand.said[-1].sighting.reason is Reason.NO_ANSWER
    stand.later(6.0)
    assert len(stand.forked) == 2


def test_never_more_scouts_than_named_and_the_others_are_told_to_wait() -> None:
    stand = Stand()
    previews = [order(f"p{n}", LookFor.PREVIEW, every_s=2.0) for n in range(20)]
    stand.want(*previews, *(order(f"t{n}") for n in range(4)))
    assert len(stand.forked) == MOST_SCOUTS
    assert {one.step for one in stand.said} == {LookStep.WAITING} and len(stand.said) == 24 - MOST_SCOUTS


def test_strained_node_ends_its_previews_and_goes_on_later() -> None:
    stand = Stand()
    stand.want(order("p", LookFor.PREVIEW, every_s=2.0), order("t"))
    stand.born(0)
    stand.born(1)
    stand.later(0.1, strained=True)
    assert len(stand.killed) == 1 and stand.said[-1].step is LookStep.WAITING
    stand.later(5.0)
    assert len(stand.forked) == 2
    stand.later(6.0)
    assert len(stand.forked) == 3


def test_while_the_wall_arms_nobody_is_sent() -> None:
    stand = Stand()
    stand.scouts.order([order("1")])
    stand.scouts.tick(arming=True)
    assert not stand.forked and stand.said[-1].step is LookStep.WAITING
    stand.later(0.1)
    assert len(stand.forked) == 1


def test_quarantined_source_is_shown_to_nobody_but_tested_and_tried() -> None:
    stand = Stand()
    stand.barred.add(SourceId("s-p"))
    stand.want(order("p", LookFor.PREVIEW, every_s=2.0))
    assert not stand.forked and stand.said[-1].sighting.reason is Reason.QUARANTINED
    stand.scouts.try_out([order("p", LookFor.TRIAL)])
    stand.later(0.1)
    assert len(stand.forked) == 1
    stand.born()
    stand.sees(LookStep.DONE, jpeg=b"j")
    assert stand.judged == [(SourceId("s-p"), True)] and not stand.shown


def test_trial_that_kills_its_scout_is_charged_and_one_without_a_picture_proves_nothing() -> None:
    stand = Stand()
    stand.scouts.try_out([order("evil", LookFor.TRIAL)])
    stand.later(0.1)
    stand.scouts.nursery_said(Died(child=stand.born(), code=-11))
    assert stand.crashed == [SourceId("s-evil")] and not stand.judged and not stand.said
    stand.scouts.try_out([])
    stand.scouts.try_out([order("evil", LookFor.TRIAL)])
    stand.later(0.1)
    stand.born()
    stand.sees(LookStep.DONE, Sighting(reason=Reason.REFUSED))
    assert stand.judged == [(SourceId("s-evil"), False)]


def test_without_a_nursery_looks_wait_for_the_next_one() -> None:
    stand = Stand()
    stand.want(order("p", LookFor.PREVIEW, every_s=2.0))
    stand.born()
    stand.scouts.nursery_lost()
    assert not stand.scouts.tokens
    stand.up = False
    stand.later(6.0)
    assert len(stand.forked) == 1
    stand.up = True
    stand.later(6.0)
    assert len(stand.forked) == 2


def test_stopped_for_good_nobody_is_sent_any_more() -> None:
    stand = Stand()
    stand.want(order("p", LookFor.PREVIEW, every_s=2.0))
    child = stand.born()
    stand.scouts.stop()
    assert stand.killed == [child.pid]
    stand.want(order("q"))
    assert len(stand.forked) == 1
