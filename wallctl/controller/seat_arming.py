"""What this desk's seat has armed: whether a take of it is ready, what lets go of it, and calling it off.

The server holds it and tells of it with the wall; kept here is only what this desk asked for since. Sets no
widget. Everything runs in the GUI thread and returns at once.
"""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal, Slot

from wallctl.controller.draft_words import arming_called_off, arming_let_go, nothing_to_call_off
from wallctl.controller.session import Answer, LinkPhase, Session
from wallctl.model.layout import Layout
from wallctl.protocol.drafting import Arming, ArmStage, CallTakeOff


class SeatArming(QObject):
    """Of one seat. `changed` tells that something was asked of the server here."""

    changed = Signal()
    done = Signal(object)
    """How it goes on, in the language that is set by then: no warning."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._watched = False
        """This seat has something armed, and this desk did nothing yet that ends that."""
        self._spent_s: float | None = None
        """Until when that is armed which this desk took: that it ends is no news."""
        self._calling_off: Arming | None = None
        """What the server was asked to call off; until it tells of something else, nothing is asked again."""
        session.answered.connect(self._answered)
        session.wall_changed.connect(self._watch)

    @property
    def now(self) -> Arming | None:
        """What this seat has armed, or its take that still waits for pictures: it can be called off."""
        view = self._session.view
        found = view.arming if view is not None and self._session.phase is LinkPhase.UP else None
        if found is None or found.seat != self._session.seat or found.stage is ArmStage.SWITCHING:
            return None
        asked = self._calling_off
        again = asked is not None and (asked.revision, asked.stage) == (found.revision, found.stage)
        return None if again else found

    @property
    def taking(self) -> bool:
        """Whether a take of this seat waits for pictures."""
        return self.now is not None and self.now.stage is ArmStage.ARMING

    @property
    def armed(self) -> bool:
        """Whether this seat has something armed that nobody has asked to take."""
        return self.now is not None and self.now.stage is ArmStage.HELD

    def take_begins(self) -> None:
        """The draft is about to be taken: what was armed of it ends with that, and is not told."""
        self._calling_off, self._watched = None, False
        self._spent_s = self.now.until_utc_s if self.now is not None else None

    def arm(self, layout: Layout) -> None:
        """Open what is new in this behind the wall, so that a take need not wait; the wall stays."""
        self._calling_off = None
        self._session.arm(layout)
        self.changed.emit()

    def call_off(self) -> None:
        """The take that waits for pictures, or what is armed, is not to come to the wall."""
        if self.now is None:
            if self._calling_off is None:
                self.done.emit(nothing_to_call_off)
            return
        self._calling_off, self._watched = self.now, False
        self._session.ask(CallTakeOff())
        self.changed.emit()

    @Slot(object)
    def _answered(self, answer: Answer) -> None:
        match answer.ask:
            case CallTakeOff() if answer.problem is not None:
                self._calling_off = None
            case CallTakeOff() if answer.reply is not None and answer.reply.result.get("what") == "arming":
                self.done.emit(arming_called_off)
            case _:
                pass

    @Slot()
    def _watch(self) -> None:
        """A take is none of an armed draft any more: that is said, unless this desk ended it."""
        view = self._session.view
        if view is None or view.arming is None or self._session.phase is not LinkPhase.UP:
            self._calling_off = None
        if self._session.phase is LinkPhase.UP and self._watched and self.now is None:
            self.done.emit(arming_let_go)
        self._watched = self.armed and self.now is not None and self.now.until_utc_s != self._spent_s
