"""Rules: draft and server end up the same, whoever changed it, and nobody's work is lost."""

from __future__ import annotations

from wallctl.controller.draft import Draft
from wallctl.controller.draft_keeping import Came, DraftKeeping
from wallctl.model.draft import KeptDraft
from wallctl.model.geometry import Rect
from wallctl.model.ids import ActorId, SeatId, WindowId
from wallctl.model.layout import Layout, Window
from wallctl.protocol.desk import Problem
from wallctl.protocol.drafting import DropDraft, SaveDraft

CONFLICT = Problem(error="Conflict", thing="draft", reason="changed meanwhile")


def layout(x: int) -> Layout:
    return Layout(windows=(Window(id=WindowId("w"), rect=Rect(x=x, y=0, w=1, h=1)),))


def kept(number: int, x: int) -> KeptDraft:
    return KeptDraft(seat=SeatId("s"), number=number, layout=layout(x), actor=ActorId("li"), at_utc_s=1.0)


def begun(number: int = 1, x: int = 0) -> tuple[DraftKeeping, Draft]:
    """A keeping whose server has the same draft as the desk."""
    keeping, draft = DraftKeeping(), Draft(layout(x))
    keeping.heard(None, None)
    assert keeping.next_ask(draft) == SaveDraft(layout=layout(x))
    keeping.asked(draft)
    keeping.answered(number, draft)
    return keeping, draft


def test_nothing_is_asked_before_the_server_told_what_it_has() -> None:
    assert DraftKeeping().next_ask(Draft(layout(0))) is None


def test_one_change_is_under_way_and_the_newest_waits() -> None:
    keeping, draft = begun()
    for x in (1, 2, 3):
        draft = draft.edited(layout(x))
        ask = keeping.next_ask(draft)
        if x == 1:
            assert ask == SaveDraft(layout=layout(1), over=1)
            keeping.asked(draft)
        else:
            assert ask is None
    assert keeping.answered(2, draft).draft == draft
    assert keeping.next_ask(draft) == SaveDraft(layout=layout(3), over=2)


def test_what_this_desk_did_is_no_news() -> None:
    keeping, draft = begun()
    assert keeping.heard(kept(1, 0), draft).came is Came.NOTHING
    edited = draft.edited(layout(1))
    keeping.asked(edited)
    assert keeping.heard(kept(2, 1), edited).came is Came.NOTHING
    assert keeping.answered(2, edited).came is Came.NOTHING
    assert keeping.next_ask(edited) is None


def test_what_was_under_way_when_the_link_was_lost_is_nobody_elses_change() -> None:
    keeping, draft = begun()
    sent = draft.edited(layout(1))
    keeping.asked(sent)
    keeping.lost()
    newest = sent.edited(layout(2))
    arrival = keeping.heard(kept(2, 1), newest)
    assert (arrival.came, arrival.draft) == (Came.NOTHING, newest)
    assert keeping.next_ask(newest) == SaveDraft(layout=layout(2), over=2)
    keeping.asked(newest)
    keeping.lost()
    assert keeping.heard(kept(3, 2), None).draft is None, "what was dropped meanwhile stays so"
    assert keeping.next_ask(None) == DropDraft(over=3)


def test_a_draft_from_before_is_found_at_the_start() -> None:
    keeping = DraftKeeping()
    arrival = keeping.heard(kept(7, 4), None)
    assert arrival.came is Came.FOUND and arrival.draft is not None and arrival.draft.layout == layout(4)
    assert keeping.next_ask(arrival.draft) is None
    assert keeping.next_ask(None) == DropDraft(over=7)


def test_another_desk_s_change_is_one_more_step() -> None:
    keeping, draft = begun()
    arrival = keeping.heard(kept(2, 5), draft)
    assert arrival.came is Came.CHANGED and arrival.draft is not None
    assert arrival.draft.layout == layout(5) and arrival.draft.undone().layout == layout(0)


def test_two_changes_at_once_lose_nobody_s_work() -> None:
    keeping, draft = begun()
    mine = draft.edited(layout(1))
    keeping.asked(mine)
    assert keeping.heard(kept(2, 9), mine).came is Came.NOTHING
    arrival = keeping.refused(CONFLICT, mine)
    assert arrival.came is Came.OVERTAKEN and arrival.draft is not None
    assert arrival.draft.layout == layout(9) and arrival.draft.undone().layout == layout(1)
    assert keeping.next_ask(arrival.draft.undone()) == SaveDraft(layout=layout(1), over=2)


def test_work_on_a_draft_that_another_desk_closed_is_kept_as_a_new_one() -> None:
    keeping, draft = begun()
    mine = draft.edited(layout(1))
    keeping.asked(mine)
    keeping.heard(None, mine)
    arrival = keeping.refused(CONFLICT, mine)
    assert arrival.draft == mine
    assert keeping.next_ask(mine) == SaveDraft(layout=layout(1))


def test_a_draft_closed_elsewhere_closes_here() -> None:
    keeping, draft = begun()
    arrival = keeping.heard(None, draft)
    assert arrival.came is Came.CLOSED and arrival.draft is None


def test_an_answer_lost_with_the_link_is_no_conflict() -> None:
    keeping, draft = begun()
    mine = draft.edited(layout(1))
    keeping.asked(mine)
    keeping.lost()
    assert keeping.next_ask(mine) is None
    assert keeping.heard(kept(2, 1), mine).came is Came.NOTHING
    assert keeping.next_ask(mine) is None and keeping.number == 2


def test_work_done_without_a_link_is_sent_when_it_is_back() -> None:
    keeping, draft = begun()
    keeping.lost()
    mine = draft.edited(layout(1))
    keeping.heard(kept(1, 0), mine)
    assert keeping.next_ask(mine) == SaveDraft(layout=layout(1), over=1)


def test_what_the_server_will_not_keep_is_asked_once() -> None:
    keeping, draft = begun()
    mine = draft.edited(layout(1))
    keeping.asked(mine)
    full = Problem(error="Unavailable", thing="disk", reason="is full")
    assert keeping.refused(full, mine).draft == mine
    assert keeping.next_ask(mine) is None
    assert keeping.next_ask(mine.edited(layout(2))) is not None
