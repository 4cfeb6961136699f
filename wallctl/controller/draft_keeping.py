"""Keeps a seat's draft the same here and in the server, whoever changes it. Must not know Qt.

One change is under way at a time; the newest one waits for its answer. What another desk of the same seat did
comes in as one more step: what was here before is one undo away, so that nobody's work is lost.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from wallctl.controller.draft import Draft
from wallctl.model.draft import KeptDraft
from wallctl.model.ids import PresetId
from wallctl.model.layout import Layout
from wallctl.protocol.desk import Problem
from wallctl.protocol.drafting import DropDraft, SaveDraft

_Content = tuple[Layout, PresetId | None, int | None]


class Came(Enum):
    """What news of the seat's draft mean for this desk."""

    NOTHING = "nothing"
    FOUND = "found"
    """There was one when the desk began: it is open again."""
    CHANGED = "changed"
    """Another desk changed it; what was here is one undo away."""
    OVERTAKEN = "overtaken"
    """Another desk changed it while this one did too; this desk's work is one undo away."""
    CLOSED = "closed"
    """Another desk took or closed it."""


@dataclass(frozen=True, slots=True)
class Arrival:
    """What the draft is after news, and what the officer is told."""

    draft: Draft | None
    came: Came
    by: KeptDraft | None = None


class DraftKeeping:
    """Lives in the GUI thread; every method returns at once."""

    def __init__(self) -> None:
        self._known: _Content | None = None
        """What the server has acknowledged."""
        self._number: int | None = None
        self._sent: _Content | None = None
        self._under_way = False
        self._unanswered: _Content | None = None
        """What was under way when the link was lost: the server may have it."""
        self._turned_down: _Content | None = None
        """What the server would not keep: not asked again until it is another."""
        self._waiting: tuple[KeptDraft | None] | None = None
        """What the server told while a change of ours was under way."""
        self._heard = False

    @property
    def number(self) -> int | None:
        """The number of the draft that the server is known to have."""
        return self._number

    def has(self, draft: Draft | None) -> bool:
        """Tell whether the server has acknowledged this very draft."""
        return self._heard and not self._under_way and _content(draft) == self._known

    def next_ask(self, draft: Draft | None) -> SaveDraft | DropDraft | None:
        """Return what is to be asked so that the server has this draft; None while nothing is to be done."""
        wanted = _content(draft)
        if self._under_way or not self._heard or wanted == self._known:
            return None
        if wanted is not None and wanted == self._turned_down:
            return None
        if wanted is None:
            return DropDraft(over=self._number) if self._number is not None else None
        layout, preset, version = wanted
        return SaveDraft(layout=layout, preset=preset, version=version, over=self._number)

    def asked(self, draft: Draft | None) -> None:
        """The ask is on its way."""
        self._under_way, self._sent = True, _content(draft)

    def answered(self, number: int | None, draft: Draft | None) -> Arrival:
        """The server has it, under this number (None: it has none now)."""
        self._under_way, self._known, self._number = False, self._sent, number
        return self._catch_up(draft, Came.CHANGED)

    def refused(self, problem: Problem, draft: Draft | None) -> Arrival:
        """The server did not take it. After a conflict the other's work is shown, ours one step before."""
        self._under_way = False
        if problem.error == "Conflict":
            return self._catch_up(draft, Came.OVERTAKEN)
        self._turned_down = self._sent
        return Arrival(draft, Came.NOTHING)

    def lost(self) -> None:
        """The link is lost: what was under way may have come or not; the server will tell."""
        if self._under_way:
            self._unanswered = self._sent
        self._under_way, self._heard, self._waiting = False, False, None

    def heard(self, kept: KeptDraft | None, draft: Draft | None) -> Arrival:
        """The server tells what it has."""
        first, self._heard = not self._heard, True
        number = kept.number if kept is not None else None
        if self._under_way:
            self._waiting = (kept,)
            return Arrival(draft, Came.NOTHING)
        if number == self._number:
            return Arrival(draft, Came.NOTHING)
        unanswered, self._unanswered = self._unanswered, None
        if kept is not None and _of(kept) in (_content(draft), unanswered):
            # Ours, whose answer was lost with the link.
            self._known, self._number = _of(kept), number
            return Arrival(draft, Came.NOTHING)
        mine = draft is not None and _content(draft) != self._known
        self._known, self._number = (_of(kept) if kept is not None else None), number
        if kept is None:
            # Work that nobody else has stays: it is sent as a new draft.
            return Arrival(draft, Came.NOTHING) if mine else Arrival(None, Came.CLOSED)
        if draft is None:
            came = Came.FOUND if first else Came.CHANGED
            return Arrival(Draft(kept.layout, kept.preset, version=kept.version), came, kept)
        return Arrival(_after(draft, kept), Came.OVERTAKEN if mine else Came.CHANGED, kept)

    def _catch_up(self, draft: Draft | None, came: Came) -> Arrival:
        """Look at what was told while a change was under way."""
        told, self._waiting = self._waiting, None
        kept = told[0] if told is not None else None
        if kept is None:
            if told is not None and came is Came.OVERTAKEN:
                self._known = self._number = None  # closed elsewhere: our work is sent as a new draft
            return Arrival(draft, Came.NOTHING)
        if self._number is not None and kept.number <= self._number:
            return Arrival(draft, Came.NOTHING)
        self._known, self._number = _of(kept), kept.number
        if draft is None:
            return Arrival(Draft(kept.layout, kept.preset, version=kept.version), came, kept)
        return Arrival(_after(draft, kept), came, kept)


def _content(draft: Draft | None) -> _Content | None:
    return (draft.layout, draft.preset, draft.version) if draft is not None else None


def _of(kept: KeptDraft) -> _Content:
    return kept.layout, kept.preset, kept.version


def _after(draft: Draft, kept: KeptDraft) -> Draft:
    return draft.filled(kept.layout, kept.preset, kept.version)
