"""Rules: the desk remembers what it asked, sends nothing late, and never trips over its own edits."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest

from tests.fakes.desk_city import sample_city
from tests.fakes.desk_server import DeskServer
from wallctl.controller.session import (
    NO_LINK,
    SILENT_AFTER_S,
    UNANSWERED,
    UNANSWERED_AFTER_S,
    Answer,
    LinkPhase,
    Session,
)
from wallctl.model.desired import Desired, Version
from wallctl.model.geometry import Rect
from wallctl.model.ids import CellId, RequestId, SourceId, WindowId
from wallctl.model.layout import Layout, Window
from wallctl.protocol.desk import Ask, Events, Happened, Problem, Reply, TakeLayout, Undo, WallView, Watch
from wallctl.protocol.link import RefusalReason, Refused
from wallctl.protocol.node import EchoPicture


@dataclass
class Clock:
    now_s: float = 100.0

    def __call__(self) -> float:
        return self.now_s


@dataclass
class Line:
    up: bool = True
    sent: list[tuple[RequestId, Ask]] = field(default_factory=list)

    def ask(self, ask: Ask) -> RequestId | None:
        if not self.up:
            return None
        number = RequestId(str(len(self.sent)))
        self.sent.append((number, ask))
        return number

    @property
    def takes(self) -> list[tuple[RequestId, TakeLayout]]:
        return [(number, ask) for number, ask in self.sent if isinstance(ask, TakeLayout)]


class Desk:
    """A session, its clock and its line."""

    def __init__(self) -> None:
        self.clock, self.line = Clock(), Line()
        self.session = Session(self.clock, self.clock)
        self.session.connect_line(self.line)
        self.answers: list[Answer] = []
        self.session.answered.connect(self.answers.append)
        self.revision = 0
        self._view = DeskServer(sample_city("4x6")).view()

    def view(self, layout: Layout | None = None) -> WallView:
        if layout is not None:
            self.revision += 1
            self._view = self._view.with_(desired=Desired(revision=self.revision, layout=layout))
        self.session.take_in(self._view)
        return self._view

    def phase(self) -> LinkPhase:
        return self.session.phase

    def reply(self, number: RequestId, **result: int) -> None:
        self.session.take_in(Reply(id=number, result={**result}))

    def refuse(self, number: RequestId) -> None:
        self.session.take_in(Reply(id=number, problem=Problem(error="Conflict", thing="take", reason="no")))


@pytest.fixture
def desk() -> Desk:
    found = Desk()
    found.view()
    return found


def layout(*names: str) -> Layout:
    return Layout(
        windows=tuple(
            Window(id=WindowId(n), rect=Rect(x=x, y=0, w=1, h=1), source=SourceId(n))
            for x, n in enumerate(names)
        )
    )


def test_a_link_counts_as_up_once_the_view_came() -> None:
    desk = Desk()
    desk.session.link_up()
    assert [type(ask) for _, ask in desk.line.sent] == [Watch, Events]
    assert desk.phase() is LinkPhase.CONNECTING
    desk.view()
    assert desk.phase() is LinkPhase.UP


def test_silence_is_loss_whatever_the_bus_believes(desk: Desk) -> None:
    desk.clock.now_s += SILENT_AFTER_S - 0.1
    desk.session.tick()
    assert desk.phase() is LinkPhase.UP
    desk.clock.now_s += 0.2
    desk.session.tick()
    assert desk.phase() is LinkPhase.LOST
    assert desk.session.lost_since_utc_s == desk.clock.now_s
    desk.view()
    assert desk.phase() is LinkPhase.UP


def test_after_silence_on_a_living_link_the_server_is_asked_to_tell_all_anew(desk: Desk) -> None:
    desk.session.link_up()
    asked = len(desk.line.sent)
    desk.clock.now_s += SILENT_AFTER_S + 0.1
    desk.session.tick()
    assert len(desk.line.sent) == asked, "not while it says nothing"
    desk.view()
    desk.view(layout("a"))
    assert [type(ask) for _, ask in desk.line.sent[asked:]] == [Watch]
    desk.session.link_down()
    desk.session.link_up()
    desk.view()
    assert [type(ask) for _, ask in desk.line.sent[asked + 1 :]] == [Watch, Events], "a new link asks itself"


def test_a_server_that_never_answers_is_lost_after_a_while_and_found_when_it_comes() -> None:
    desk = Desk()
    desk.clock.now_s += 60.0
    desk.session.tick()
    began_s = desk.clock.now_s
    assert desk.phase() is LinkPhase.CONNECTING, "it counts from when the desk looks, not from its birth"
    desk.clock.now_s += UNANSWERED_AFTER_S - 0.1
    desk.session.tick()
    assert desk.phase() is LinkPhase.CONNECTING
    desk.clock.now_s += 0.2
    desk.session.tick()
    assert (desk.phase(), desk.session.lost_since_utc_s) == (LinkPhase.LOST, began_s)
    desk.view()
    assert (desk.phase(), desk.session.lost_since_utc_s) == (LinkPhase.UP, None)


def test_an_edit_names_the_revision_that_was_seen(desk: Desk) -> None:
    desk.view(layout("a"))
    desk.session.edit(layout("a", "b"))
    assert [(take.over, take.layout) for _, take in desk.line.takes] == [(1, layout("a", "b"))]
    assert desk.session.layout == layout("a", "b") and desk.session.shown == layout("a")


def test_edits_made_meanwhile_wait_and_only_the_newest_is_sent(desk: Desk) -> None:
    desk.session.edit(layout("a"))
    desk.session.edit(layout("a", "b"))
    desk.session.edit(layout("a", "b", "c"))
    assert len(desk.line.takes) == 1
    desk.reply(desk.line.takes[0][0], revision=7)
    assert [(take.over, take.layout) for _, take in desk.line.takes[1:]] == [(7, layout("a", "b", "c"))]


def test_a_view_that_shows_the_edit_lets_the_next_one_go_before_the_answer(desk: Desk) -> None:
    desk.session.edit(layout("a"))
    desk.session.edit(layout("a", "b"))
    desk.view(layout("a"))
    assert [(take.over, take.layout) for _, take in desk.line.takes[1:]] == [(1, layout("a", "b"))]
    desk.reply(desk.line.takes[0][0], revision=1)
    assert desk.session.asked == layout("a", "b"), "the late answer to the first is not that to the second"


def test_an_accepted_edit_is_shown_as_asked_until_the_view_has_it(desk: Desk) -> None:
    desk.session.edit(layout("a"))
    desk.reply(desk.line.takes[0][0], revision=1)
    accepted = desk.session.asked
    assert accepted == layout("a")
    desk.view(layout("a"))
    assert desk.session.asked is None and desk.session.layout == layout("a")


def test_a_refused_edit_falls_back_to_what_is_shown(desk: Desk) -> None:
    desk.session.edit(layout("a"))
    desk.session.edit(layout("a", "b"))
    desk.refuse(desk.line.takes[0][0])
    assert desk.session.asked is None and desk.session.layout == Layout()
    assert len(desk.line.takes) == 1, "what was built on a refused edit is not sent"
    assert desk.answers[0].problem is not None


def test_without_a_link_nothing_is_sent_and_that_is_said(desk: Desk) -> None:
    desk.session.link_down()
    desk.session.undo()
    desk.session.edit(layout("a"))
    assert not [ask for _, ask in desk.line.sent if isinstance(ask, Undo | TakeLayout)]
    assert [answer.problem is not None for answer in desk.answers] == [True, True]
    assert desk.session.asked is None


def test_what_was_under_way_when_the_link_went_is_answered(desk: Desk) -> None:
    desk.session.undo()
    desk.session.link_down()
    assert [type(answer.ask) for answer in desk.answers] == [Undo]
    assert desk.answers[0].problem is not None


def test_the_same_layout_is_not_asked_twice(desk: Desk) -> None:
    desk.view(layout("a"))
    desk.session.edit(layout("a"))
    assert not desk.line.takes


def test_events_are_kept_once_and_newest_first(desk: Desk) -> None:
    def event(seq: int) -> Happened:
        return Happened(seq=seq, at_utc_s=float(seq), what="x", text=str(seq))

    desk.session.link_up()
    asked = next(number for number, ask in desk.line.sent if isinstance(ask, Events))
    desk.session.take_in(event(3))
    rows = [event(n).model_dump(mode="json") for n in (1, 2, 3)]
    desk.session.take_in(Reply(id=asked, result={"events": [*rows, {"seq": "odd"}]}))
    desk.session.take_in(event(4))
    assert [found.seq for found in desk.session.events] == [4, 3, 2, 1]


@pytest.mark.parametrize(
    ("reason", "keeps"),
    [(RefusalReason.REVOKED, False), (RefusalReason.STRANGER, False), (RefusalReason.CROWDED, True)],
)
def test_a_desk_whose_right_has_ended_keeps_no_picture_of_the_wall(
    desk: Desk, reason: RefusalReason, keeps: bool
) -> None:
    picture = EchoPicture(cell=CellId("r0c0"), version=Version(), taken_s=1.0, width=8, height=8)
    jpeg, _, _ = sample_city("4x6").glass.cell_jpeg(CellId("r0c0"), Layout())
    repainted: list[CellId] = []
    desk.session.take_echo(picture, jpeg)
    desk.session.echoed.connect(repainted.append)
    desk.session.link_refused(Refused(reason=reason, text="no"))
    assert desk.session.refusal == "no"
    assert (desk.session.echoes.newest_s() is not None) is keeps
    assert bool(repainted) is not keeps


def test_a_refused_edit_gives_back_the_newest_that_was_wanted(desk: Desk) -> None:
    desk.session.edit(layout("a"))
    desk.session.edit(layout("a", "b"))
    desk.session.edit(layout("a", "b", "c"))
    desk.refuse(desk.line.takes[0][0])
    assert [answer.unplaced for answer in desk.answers] == [layout("a", "b", "c")]


def test_an_edit_without_a_link_or_an_answer_is_told_apart_and_given_back(desk: Desk) -> None:
    desk.session.edit(layout("a"))
    desk.session.edit(layout("a", "b"))
    desk.session.link_down()
    desk.session.edit(layout("c"))
    assert [(answer.problem, answer.unplaced) for answer in desk.answers] == [
        (UNANSWERED, layout("a", "b")),
        (NO_LINK, layout("c")),
    ]


def test_an_edit_that_the_wall_shows_is_not_lost_with_its_answer(desk: Desk) -> None:
    desk.session.edit(layout("a"))
    desk.view(layout("a"))
    desk.session.link_down()
    assert not desk.answers and desk.session.layout == layout("a")


def test_what_waited_behind_an_edit_that_the_wall_shows_is_given_back(desk: Desk) -> None:
    desk.session.edit(layout("a"))
    desk.view(layout("a"))
    desk.session.edit(layout("a", "b"))
    desk.session.link_down()
    assert [(answer.problem, answer.unplaced) for answer in desk.answers] == [(NO_LINK, layout("a", "b"))]


def test_an_edit_right_after_an_acknowledged_one_is_made_on_that(desk: Desk) -> None:
    desk.view(layout())
    desk.session.edit(layout("a"))
    desk.reply(desk.line.takes[0][0], revision=2)
    desk.session.edit(layout("a", "b"))
    assert [take.over for _, take in desk.line.takes] == [1, 2], "no view has shown it yet"
    desk.session.undo()
    assert desk.line.sent[-1][1] == Undo(over=1), "what is on its way cannot be undone"
