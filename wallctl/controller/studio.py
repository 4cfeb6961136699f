"""The draft's life on one desk, and its takes: opened, edited, kept in the server, taken, dropped, restored.

Knows the session and the officer's settings; sets no widget. Closing the draft's board keeps its work: it is
opened again where it was. Everything runs in the GUI thread and returns at once.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from PySide6.QtCore import QObject, Signal, Slot

from wallctl.controller.draft import Draft
from wallctl.controller.draft_keeping import Arrival, Came, DraftKeeping
from wallctl.controller.draft_words import (
    came_all_the_same,
    changed_elsewhere,
    closed_at_take,
    closed_elsewhere,
    dropped,
    none_to_arm,
    none_to_take,
    not_kept,
    nothing_to_undo,
    opened,
    there_again,
)
from wallctl.controller.seat_arming import SeatArming
from wallctl.controller.session import LINK_FAILED, UNANSWERED, Answer, LinkPhase, Session
from wallctl.controller.settings import SettingsKeeper
from wallctl.controller.unplaced import TurnedDown, Whereabouts, keep, may_yet
from wallctl.model.ids import PresetId
from wallctl.model.layout import Layout
from wallctl.protocol.desk import ApplyPreset, Problem, Readiness, TakeLayout
from wallctl.protocol.drafting import DraftNews, DropDraft, SaveDraft
from wallctl.rules.compare_layouts import compare

CALLED_OFF = "CalledOff"
"""The error of a take that its own seat called off."""


class Studio(QObject):
    """Holds the draft. `changed` tells that draft, mode or last take are others than before."""

    changed = Signal()
    told = Signal(object)
    """Something that the officer should read: what says it, in the language that is set by then."""
    done = Signal(object)
    """As asked, and how it goes on: no warning. Says it as `told` does."""
    turned_down = Signal(object)
    """A take or a direct edit did not come to the wall: a `TurnedDown`."""

    def __init__(self, session: Session, settings: SettingsKeeper) -> None:
        super().__init__()
        self._session, self._settings = session, settings
        self._keeping = DraftKeeping()
        self._work: Draft | None = None
        self._open = False
        self._dropped: Draft | None = None
        self._early: DraftNews | None = None
        """News that came before the first view: what they are worth depends on the wall."""
        self._in_doubt: Layout | None = None
        """What was on its way to the wall when the link was lost: it may have come there."""
        self.last_take: Answer | None = None
        """How the last take or preset of this desk ended; None once something else is worked on."""
        session.drafted.connect(self._heard)
        session.answered.connect(self._answered)
        session.link_changed.connect(self._link_changed)
        session.wall_changed.connect(self._wall_changed)
        settings.changed.connect(self.changed)
        self.arming = SeatArming(session)
        self.arming.changed.connect(self.changed)
        self.arming.done.connect(self.done)

    # what is there

    @property
    def draft(self) -> Draft | None:
        """What is being prepared; None while the draft's board is closed."""
        return self._work if self._open else None

    @property
    def layout(self) -> Layout:
        """What is worked on: the draft while its board is open, else the wall."""
        return self._session.layout if self.draft is None else self.draft.layout

    @property
    def kept(self) -> Draft | None:
        """Work on a draft whose board is closed; opening it goes on with that."""
        return self._work if not self._open else None

    @property
    def saved(self) -> bool:
        """Whether the server has the draft as it is now: it survives this desk."""
        return self._keeping.has(self._work)

    @property
    def direct(self) -> bool:
        """Whether drops, presets and clearing change the live wall at once; else they go into a draft."""
        return self._settings.now.direct

    @property
    def readiness(self) -> Readiness:
        """What takes of this desk do about pictures that are not ready."""
        return Readiness.ALL_OR_NOTHING if self._settings.now.all_or_nothing else Readiness.HOLD

    # what the officer does

    def toggle(self) -> None:
        """Open the draft, with what was worked on before or as the wall is; or close its board."""
        self.last_take = None
        if self._open:
            self._open = False
            while self._work is not None and not compare(self._session.layout, self._work.layout).any:
                self._work = self._work.beneath
            self._keep()
        else:
            self.prepare()

    def prepare(self) -> None:
        """Open the draft: it goes on where it was, else it begins as the wall is."""
        self.last_take = None
        self._work = self._work or Draft(self._session.layout)
        self._open = True
        self._keep()

    def begin(self, layout: Layout, preset: PresetId | None = None, version: int | None = None) -> None:
        """Open a draft with this in it; work that was there is one undo away."""
        if self._work is None:
            self._work = Draft(layout, preset, version=version)
        else:
            self._work = self._work.filled(layout, preset, version)
        self._open = True
        self.last_take = None
        self._keep()

    def edit(self, layout: Layout) -> None:
        """A change by hand: of the draft while it is open, else of the wall, or of a new draft."""
        if self._open and self._work is not None:
            self._work = self._work.edited(layout)
            self._keep()
        elif self.direct:
            self.last_take = None
            self._session.edit(layout)
        else:
            self.begin(layout)

    def named(self, preset: PresetId, version: int) -> None:
        """What is in the open draft was saved as that version of that preset."""
        if self._open and self._work is not None:
            self._work = replace(self._work, preset=preset, version=version)
            self._keep()

    def undo(self) -> None:
        """One step back: of the draft while it is open, else of the wall."""
        if self._open and self._work is not None:
            if not self._work.past:
                self.done.emit(nothing_to_undo)
            self._work = self._work.undone()
            self._keep()
        else:
            self._session.undo()

    def drop(self) -> None:
        """Throw the draft away; done again without one, it comes back."""
        if self._work is not None:
            self._dropped, self._work, self._open = self._work, None, False
            self.done.emit(dropped)
            self._keep()
        elif self._dropped is not None:
            self._work, self._open, self._dropped = self._dropped, True, None
            self._keep()

    def take(self) -> None:
        """Put the draft on the wall; without an open one nothing happens, which is said."""
        draft = self.draft
        if draft is None:
            self.done.emit(none_to_take if self.kept is None else closed_at_take)
            return
        self.last_take = None
        self.arming.take_begins()
        self._session.take(draft.layout, draft.preset, self.readiness)
        self.changed.emit()

    def arm(self) -> None:
        """Open the draft's new pictures behind the wall; without an open draft it says so."""
        draft = self.draft
        if draft is None:
            self.done.emit(none_to_arm)
            return
        self.last_take = None
        self.arming.arm(draft.layout)

    def apply(self, preset: PresetId) -> None:
        """Put a preset on the wall at once."""
        self.last_take = None
        self._session.apply(preset, self.readiness)
        self.changed.emit()

    def switch_direct(self) -> None:
        """Drops go up at once, or into a draft first."""
        self._settings.change(direct=not self.direct)

    def switch_readiness(self) -> None:
        """Takes show why a picture is missing, or wait for all or do nothing."""
        self._settings.change(all_or_nothing=not self._settings.now.all_or_nothing)

    # the server keeps it

    def _keep(self) -> None:
        self._send()
        self.changed.emit()

    def _send(self) -> None:
        if self._session.phase is not LinkPhase.UP:
            return
        ask = self._keeping.next_ask(self._work)
        if ask is None:
            return
        self._keeping.asked(self._work)
        self._session.ask(ask)

    @Slot()
    def _link_changed(self) -> None:
        if self._session.phase is not LinkPhase.UP:
            self._keeping.lost()
            return
        early, self._early = self._early, None
        if early is not None:
            self._heard(early)

    @Slot(object)
    def _heard(self, news: DraftNews) -> None:
        if self._session.phase is LinkPhase.UP:
            self._arrive(self._keeping.heard(news.draft, self._work))
        else:
            self._early = news

    @Slot(object)
    def _answered(self, answer: Answer) -> None:
        match answer.ask:
            case SaveDraft() | DropDraft():
                self._arrive(self._kept(answer))
            case TakeLayout() if answer.problem is not None and answer.problem.error == CALLED_OFF:
                self.last_take = answer
                self.changed.emit()
            case TakeLayout(layout=layout) if answer.problem is not None:
                self._refused(answer, answer.problem, layout)
            case TakeLayout(layout=layout):
                self.last_take = answer
                self._placed(layout)
            case ApplyPreset():
                self.last_take = answer
                self.changed.emit()
            case _:
                pass

    def _kept(self, answer: Answer) -> Arrival:
        if answer.reply is not None:
            number = answer.reply.result.get("number")
            return self._keeping.answered(number if isinstance(number, int) else None, self._work)
        assert answer.problem is not None
        if answer.problem in LINK_FAILED:
            self._keeping.lost()
            return Arrival(self._work, Came.NOTHING)
        arrival = self._keeping.refused(answer.problem, self._work)
        if answer.problem.error != "Conflict":
            self.told.emit(partial(not_kept, answer.problem))
        return arrival

    def _placed(self, layout: Layout) -> None:
        """That is on the wall: a draft of it has done its work, and undo is the wall's again."""
        if self._work is not None and self._work.layout == layout:
            self._work, self._open = self._work.beneath, False
            if self._work is not None:
                self.done.emit(there_again)
            self._send()
        self.changed.emit()

    def _refused(self, answer: Answer, problem: Problem, layout: Layout) -> None:
        """What was done here waits in the draft, or the officer hears that it does not."""
        self.last_take = answer
        if problem == UNANSWERED:
            self._in_doubt = answer.unplaced or layout
        if answer.unplaced is None:
            where = self._taken_from(layout)
        elif may_yet(problem) or answer.unplaced != layout:
            where = self._keep_unplaced(answer.unplaced)
        else:
            where = Whereabouts.NOWHERE
        self.turned_down.emit(TurnedDown(problem, where))
        self.changed.emit()

    def _taken_from(self, layout: Layout) -> Whereabouts:
        """Where the draft is whose take was refused."""
        if self._work is not None and self._work.holds(layout):
            return Whereabouts.ON_BOARD if self._open else Whereabouts.IN_DRAFT
        if self._dropped is not None and self._dropped.layout == layout:
            return Whereabouts.THROWN_AWAY
        return self._keep_unplaced(layout)

    def _keep_unplaced(self, layout: Layout) -> Whereabouts:
        kept = keep(layout, on_board=self.draft, closed=self.kept)
        self._work = kept.draft
        self._send()
        return kept.where

    @Slot()
    def _wall_changed(self) -> None:
        """What was in doubt when the link was lost may have come to the wall all the same."""
        doubt = self._in_doubt
        if doubt is None or self._session.phase is not LinkPhase.UP:
            return
        if self._work is None or self._work.layout != doubt:
            self._in_doubt = None  # the officer has gone on
        elif not compare(self._session.shown, doubt).any:
            self._in_doubt = self.last_take = None
            self._placed(doubt)
            self.done.emit(came_all_the_same)

    def _arrive(self, arrival: Arrival) -> None:
        before, self._work = self._work, arrival.draft
        if arrival.came is Came.CLOSED and before is not None:
            self._work, self._open = before.beneath, False
        if self._work is None:
            self._open = False
        elif before is None and arrival.came is Came.CHANGED:
            self._open = True  # all desks of a seat see the same
        match arrival.came:
            case Came.FOUND:
                self._found(arrival)
            case Came.CHANGED if not self._open:
                pass
            case Came.CHANGED:
                # Seen on the board as well, and told anew at each step: it is nothing to be read one by one.
                self.done.emit(partial(changed_elsewhere, arrival, self._session.now_utc_s))
            case Came.OVERTAKEN:
                self.told.emit(partial(changed_elsewhere, arrival, self._session.now_utc_s))
            case Came.CLOSED:
                self.told.emit(closed_elsewhere)
            case Came.NOTHING:
                pass
        self._send()
        self.changed.emit()

    def _found(self, arrival: Arrival) -> None:
        """A draft of this seat from before: opened, unless the wall shows it already."""
        draft, kept = arrival.draft, arrival.by
        if draft is None or kept is None:
            return
        if not compare(self._session.layout, draft.layout).any:
            self._work = None
            return
        self._open = True
        self.done.emit(partial(opened, kept, self._session.now_utc_s))
