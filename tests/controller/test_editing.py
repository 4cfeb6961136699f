"""Rules: one edit of the wall is under way, the newest waits, and whoever ends them gets the newest back."""

from __future__ import annotations

from wallctl.controller.editing import Editing
from wallctl.model.geometry import Rect
from wallctl.model.ids import RequestId, WindowId
from wallctl.model.layout import Layout, Window

ONE, TWO = RequestId("1"), RequestId("2")


def layout(x: int) -> Layout:
    return Layout(windows=(Window(id=WindowId("w"), rect=Rect(x=x, y=0, w=1, h=1)),))


def begun() -> Editing:
    edits = Editing()
    assert not edits.waits(layout(1)), "none is under way"
    edits.begun(layout(1), 4, ONE)
    return edits


def test_the_newest_waits_and_goes_over_what_was_acknowledged() -> None:
    edits = begun()
    assert edits.waits(layout(2)) and edits.waits(layout(3))
    assert edits.wanted == layout(3)
    assert edits.answers(ONE) and edits.accepted(5) == layout(3)


def test_what_is_acknowledged_is_worked_on_before_a_view_shows_it() -> None:
    edits = begun()
    assert edits.over(4) == 4
    assert edits.accepted(5) is None
    assert edits.over(4) == 5, "the next edit must not come into this one's way"
    assert not edits.caught_up(4) and edits.wanted == layout(1)
    assert edits.caught_up(5) and edits.wanted is None


def test_whoever_ends_an_edit_gets_the_newest_that_was_wanted() -> None:
    edits = begun()
    edits.waits(layout(2))
    assert edits.unplaced(ONE) == layout(2)
    assert edits.unplaced(TWO) is None, "that is no edit under way"
    assert edits.end() == layout(2)
    assert edits.wanted is None and edits.end() is None


def test_an_edit_that_a_view_showed_stands_and_only_what_waited_behind_it_is_not_placed() -> None:
    edits = begun()
    assert edits.shown(5, layout(2)) is None, "another's change"
    assert not edits.stands(ONE)
    assert edits.shown(5, layout(1)) is None
    assert edits.stands(ONE) and edits.unplaced(ONE) is None
    edits.waits(layout(2))
    assert edits.unplaced(ONE) == layout(2)
    assert edits.shown(5, layout(1)) == layout(2), "it need not wait for the answer"
