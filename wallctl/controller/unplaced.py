"""Work that did not come to the wall: where it is kept, and what the officer is told. Knows no widget."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import assert_never

from wallctl.controller.draft import Draft
from wallctl.controller.words import translate
from wallctl.model.layout import Layout
from wallctl.protocol.desk import Problem


class Whereabouts(Enum):
    """Where work is that did not come to the wall."""

    NOWHERE = "nowhere"
    """One step that would be refused again: it is said, and not kept."""
    ON_BOARD = "on_board"
    """In the draft whose board is open."""
    IN_DRAFT = "in_draft"
    """It is the draft, whose board is closed."""
    OVER_OTHER_WORK = "over_other_work"
    """The newest step of the draft, whose board is closed; what it was before is one undo away."""
    ONE_UNDO_AWAY = "one_undo_away"
    """In the draft whose board is open, below what is worked on there."""
    THROWN_AWAY = "thrown_away"
    """In the draft that was dropped meanwhile, and can be brought back."""


@dataclass(frozen=True, slots=True)
class Kept:
    """The draft that holds the work from now on, and where in it."""

    draft: Draft
    where: Whereabouts


@dataclass(frozen=True, slots=True)
class TurnedDown:
    """What the studio did with work that did not come to the wall, and why it did not."""

    problem: Problem
    where: Whereabouts


def keep(layout: Layout, *, on_board: Draft | None, closed: Draft | None) -> Kept:
    """Keep a layout in the draft, so that neither it nor what is there is lost.

    `on_board`: the draft that is worked on; it stays in sight. `closed`: work whose board is closed.
    """
    if on_board is not None:
        if on_board.holds(layout):
            return Kept(on_board, Whereabouts.ON_BOARD)
        return Kept(on_board.after(layout), Whereabouts.ONE_UNDO_AWAY)
    if closed is None:
        return Kept(Draft(layout), Whereabouts.IN_DRAFT)
    if closed.layout == layout:
        return Kept(closed, Whereabouts.IN_DRAFT)
    return Kept(closed.covered(layout), Whereabouts.OVER_OTHER_WORK)


def may_yet(problem: Problem) -> bool:
    """Tell whether the same may be done a moment later: what it is was not in its way."""
    return problem.error not in ("Denied", "BadInput", "NotFound")


def where_word(where: Whereabouts) -> str:
    """Return where the officer finds the work; empty where it was not kept."""
    match where:
        case Whereabouts.NOWHERE:
            return ""
        case Whereabouts.ON_BOARD:
            return translate("Unplaced", "你的画面还在打开的待上墙里，看过现在的大屏再上墙。")
        case Whereabouts.IN_DRAFT:
            return translate("Unplaced", "你的画面留在待上墙里（Ctrl+D），看过现在的大屏再上墙。")
        case Whereabouts.OVER_OTHER_WORK:
            return translate(
                "Unplaced",
                "你的画面留在待上墙里（Ctrl+D），看过现在的大屏再上墙；待上墙原来的内容在前一步（Ctrl+Z）。",
            )
        case Whereabouts.ONE_UNDO_AWAY:
            return translate("Unplaced", "你的画面在打开的待上墙的前一步（Ctrl+Z），看过现在的大屏再上墙。")
        case Whereabouts.THROWN_AWAY:
            return translate("Unplaced", "待上墙已经丢弃，按 Ctrl+Shift+D 恢复它。")
        case _:
            assert_never(where)
