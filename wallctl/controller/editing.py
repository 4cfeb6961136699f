"""Direct edits of the live wall: one is under way, the newest waits for its answer. Must not know Qt.

What is waited with is never sent after a refusal: it was built on what was refused. Whoever ends an edit gets
the newest layout that was wanted, so that it can be kept elsewhere.
"""

from __future__ import annotations

from enum import Enum

from wallctl.model.ids import RequestId
from wallctl.model.layout import Layout


class EditPhase(Enum):
    """The life of direct edits of the live wall."""

    NONE = "none"
    SENT = "sent"
    ACCEPTED = "accepted"
    """Acknowledged; the view that shows it has not come yet."""


class Editing:
    """What is asked of the wall and not shown yet. Every method returns at once."""

    def __init__(self) -> None:
        self._phase = EditPhase.NONE
        self._request: RequestId | None = None
        self._revision = 0
        """The revision that the edit was made on; once it is acknowledged, the one that it made."""
        self._sent: Layout | None = None
        self._standing: set[RequestId] = set()
        """Edits that a view showed before they were answered."""
        self.wanted: Layout | None = None
        """The newest layout that was asked for; None: nothing is asked for that is not shown."""

    def over(self, shown: int) -> int:
        """Return the revision that the officer works on: what is acknowledged counts before it is shown."""
        return max(shown, self._revision) if self._phase is EditPhase.ACCEPTED else shown

    def waits(self, layout: Layout) -> bool:
        """Keep this layout until the edit under way is answered; False: none is, it can be sent now."""
        if self._phase is not EditPhase.SENT:
            return False
        self.wanted = layout
        return True

    def begun(self, layout: Layout, over: int, request: RequestId) -> None:
        """An edit is on its way."""
        self._phase, self._request, self._revision = EditPhase.SENT, request, over
        self.wanted = self._sent = layout

    def shown(self, revision: int, layout: Layout) -> Layout | None:
        """A view came; return what waited and can be sent now, because the edit under way stands already."""
        if self._phase is not EditPhase.SENT or revision <= self._revision or layout != self._sent:
            return None
        if self._request is not None:
            self._standing.add(self._request)
        return self.wanted if self.wanted != self._sent else None

    def caught_up(self, revision: int) -> bool:
        """Tell whether that view ends the edit: what was acknowledged is shown."""
        if self._phase is not EditPhase.ACCEPTED or revision < self._revision:
            return False
        self.end()
        return True

    def accepted(self, revision: int) -> Layout | None:
        """The edit stands as that revision; return what waited for that."""
        self._phase, self._revision = EditPhase.ACCEPTED, revision
        return self.wanted if self.wanted != self._sent else None

    def answers(self, request: RequestId) -> bool:
        """Tell whether that answer is the one to the edit under way."""
        self._standing.discard(request)
        return request == self._request

    def stands(self, request: RequestId) -> bool:
        """Tell whether a view has shown that edit, whatever becomes of its answer."""
        return request in self._standing

    def unplaced(self, request: RequestId) -> Layout | None:
        """Return the newest wanted layout if this is the edit under way and the wall has not got it."""
        if request != self._request or self._phase is not EditPhase.SENT:
            return None
        return None if self.stands(request) and self.wanted == self._sent else self.wanted

    def end(self) -> Layout | None:
        """Nothing is asked for any more; return the newest layout that was."""
        wanted = self.wanted
        self._phase = EditPhase.NONE
        self._request = self.wanted = self._sent = None
        return wanted
