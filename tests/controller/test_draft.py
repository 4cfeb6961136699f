"""Rules: a draft has its own way back, and its beginning stays."""

from __future__ import annotations

from wallctl.controller.draft import KEPT_STEPS, Draft
from wallctl.model.geometry import Rect
from wallctl.model.ids import PresetId, WindowId
from wallctl.model.layout import Layout, Window


def layout(number: int) -> Layout:
    return Layout(windows=(Window(id=WindowId(f"w{number}"), rect=Rect(x=0, y=0, w=1, h=1)),))


def test_undo_brings_back_layout_and_preset() -> None:
    draft = Draft(layout(0)).filled(layout(1), PresetId("dyke")).edited(layout(2))
    assert (draft.layout, draft.preset) == (layout(2), "dyke")
    assert (draft.undone().layout, draft.undone().preset) == (layout(1), "dyke")
    assert (draft.undone().undone().layout, draft.undone().undone().preset) == (layout(0), None)


def test_the_first_draft_stays() -> None:
    assert Draft(layout(0)).undone() == Draft(layout(0))


def test_an_edit_that_changes_nothing_is_no_step() -> None:
    assert Draft(layout(0)).edited(layout(0)).past == ()


def test_the_way_back_is_long_but_not_endless() -> None:
    draft = Draft(layout(0))
    for number in range(1, KEPT_STEPS + 50):
        draft = draft.edited(layout(number))
    assert len(draft.past) == KEPT_STEPS


def test_what_lies_beneath_a_covered_draft_stays_beneath_whatever_is_done_above() -> None:
    below = Draft(layout(0)).filled(layout(1), PresetId("dyke"), 3)
    draft = below.covered(layout(5)).edited(layout(6)).filled(layout(7), PresetId("flood"))
    assert draft.beneath is below
    assert draft.undone().undone().layout == layout(5)
    back = draft.undone().undone().undone()
    assert back is below and (back.preset, back.version) == ("dyke", 3)
    assert back.undone().layout == layout(0), "and its own way back goes on"
