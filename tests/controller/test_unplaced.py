"""Rules: what did not come to the wall is kept beside what was prepared, neither in place of the other."""

from __future__ import annotations

import pytest

from wallctl.controller.draft import Draft
from wallctl.controller.unplaced import Whereabouts, keep, may_yet
from wallctl.model.geometry import Rect
from wallctl.model.ids import PresetId, WindowId
from wallctl.model.layout import Layout, Window
from wallctl.protocol.desk import Problem

DYKE = PresetId("dyke")


def layout(number: int) -> Layout:
    return Layout(windows=(Window(id=WindowId(f"w{number}"), rect=Rect(x=0, y=0, w=1, h=1)),))


def test_without_a_draft_it_is_the_draft() -> None:
    kept = keep(layout(1), on_board=None, closed=None)
    assert (kept.where, kept.draft) == (Whereabouts.IN_DRAFT, Draft(layout(1)))
    again = keep(layout(1), on_board=None, closed=kept.draft)
    assert (again.where, again.draft.past) == (Whereabouts.IN_DRAFT, ()), "the same twice is once"


def test_a_closed_draft_lies_one_step_below_with_all_that_it_was() -> None:
    draft = Draft(layout(0)).filled(layout(1), DYKE, 3).edited(layout(2))
    kept = keep(layout(9), on_board=None, closed=draft)
    assert (kept.where, kept.draft.layout) == (Whereabouts.OVER_OTHER_WORK, layout(9))
    assert kept.draft.preset is None, "it was made from no preset"
    assert kept.draft.beneath is draft and kept.draft.undone() is draft


def test_what_is_worked_on_stays_in_sight_with_the_other_one_undo_away() -> None:
    kept = keep(layout(9), on_board=Draft(layout(1), DYKE), closed=None)
    assert (kept.where, kept.draft.layout) == (Whereabouts.ONE_UNDO_AWAY, layout(1))
    assert kept.draft.undone().layout == layout(9)


def test_what_the_open_draft_holds_already_is_kept_there() -> None:
    draft = Draft(layout(1)).edited(layout(2))
    kept = keep(layout(1), on_board=draft, closed=None)
    assert (kept.where, kept.draft) == (Whereabouts.ON_BOARD, draft)


@pytest.mark.parametrize(
    ("error", "may"),
    [("Conflict", True), ("Unavailable", True), ("Odd", True), ("Denied", False), ("BadInput", False)],
)
def test_what_would_be_refused_again_is_not_worth_keeping(error: str, may: bool) -> None:
    assert may_yet(Problem(error=error, thing="", reason="")) is may
