"""What is kept of a change says who did it, from where, and what for: audit line, answer and origin agree."""

from __future__ import annotations

from wallctl.model.ids import ActorId, PresetId, RequestId, SeatId
from wallctl.model.people import OfficerName
from wallctl.protocol.desk import Reply, Request, Undo
from wallctl.rules.access import Action, Actor
from wallctl.server.record import done, origin_of
from wallctl.store.change import Outcome

ACTOR = Actor(id=ActorId("li"), role="desk", seat=SeatId("desk-2"), officer=OfficerName("王芳"))
REQUEST = Request(id=RequestId("r-1"), seat=SeatId("desk-2"), ask=Undo(over=4))
REPLY = Reply(id=REQUEST.id, result={"revision": 5})


def test_a_revision_names_who_made_it_from_where_and_what_it_follows() -> None:
    origin = origin_of(ACTOR, REQUEST, preset=PresetId("dyke"), undoes=4, reseats=3)
    assert (origin.actor, origin.officer, origin.seat, origin.request) == ("li", "王芳", "desk-2", "r-1")
    assert (origin.preset, origin.undoes, origin.reseats) == ("dyke", 4, 3)


def test_audit_line_and_answer_are_of_the_same_request() -> None:
    change = done(ACTOR, REQUEST, REPLY, revision=5, epoch=2, undoes=4)
    assert change.answer is not None and change.answer.reply == REPLY
    assert change.line.request == change.answer.request == "r-1"
    assert change.line.action == Action(REQUEST.ask.kind).value and change.line.outcome is Outcome.DONE
    assert (change.line.revision, change.epoch) == (5, 2)
    assert change.line.detail == "takes back revision 4"


def test_what_takes_nothing_back_says_nothing_of_it() -> None:
    assert done(ACTOR, REQUEST, REPLY, revision=5, epoch=2).line.detail == ""
