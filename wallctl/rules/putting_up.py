"""Whose an important picture is: which seat put it up, or marked it important last. Must not know the disk.

It is told from the kept revisions alone, so that edits by others, undo, presets and a restart of the server
leave it where it was.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from wallctl.model.desired import Desired
from wallctl.model.ids import SeatId, SourceId, WindowId
from wallctl.model.layout import Layout

LOOK_BACK = 2_000
"""So many revisions are looked at for one answer; what has stood longer is nobody's."""

Shown = tuple[SourceId, ...]
Picture = tuple[WindowId, Shown]
"""A window and what it shows: with another source it is another picture."""


@dataclass(frozen=True, slots=True)
class PutUp:
    """The seats of a revision's important pictures; None: not known any more."""

    revision: int
    seats: Mapping[Picture, SeatId | None]


def important_pictures(layout: Layout) -> dict[WindowId, Shown]:
    """Return the windows that are marked important, and what each shows."""
    return {window.id: window.sources for window in layout.windows if window.important}


def put_up_by(newest: Desired, at: Callable[[int], Desired | None], known: PutUp | None = None) -> PutUp:
    """Return the seat of the newest revision in which each picture appeared, or became important.

    An undo puts nothing up: what it brings back is whose it was before the revision that it takes back. `at`
    returns an older revision, None when there is none; `known` is what was found for one of them.
    """
    trace = Trace(newest, known)
    while (wanted := trace.wanted) is not None:
        trace.meet(at(wanted))
    return trace.found


_Next = tuple[int, int]
"""Where a picture's trail goes on, and where else if it is not there; 0: nowhere."""


class Trace:
    """What `put_up_by` does, step by step: who owns the revisions may do other things between two."""

    def __init__(self, newest: Desired, known: PutUp | None = None) -> None:
        self._revision, self._known = newest.revision, known
        self._seats: dict[Picture, SeatId | None] = dict.fromkeys(important_pictures(newest.layout).items())
        self._trails: dict[Picture, _Next] = dict.fromkeys(self._seats, (newest.revision, 0))
        self._steps_left = LOOK_BACK
        self.meet(newest)

    @property
    def wanted(self) -> int | None:
        """The revision to be met next; None: all is found that can be."""
        if not self._trails or not self._steps_left:
            return None
        return max(look for look, _ in self._trails.values())

    @property
    def found(self) -> PutUp:
        """Whose the pictures are; not known of those whose trail is not at its end."""
        seats = {one: None if one in self._trails else seat for one, seat in self._seats.items()}
        return PutUp(self._revision, seats)

    def meet(self, state: Desired | None) -> None:
        """Look at the revision that is wanted; None: there is none."""
        self._follow(_held(state) if state is not None else {})
        known = self._known
        while known is not None and self.wanted == known.revision:
            self._follow({picture: (seat, None) for picture, seat in known.seats.items()})

    def _follow(self, held: Mapping[Picture, tuple[SeatId | None, _Next | None]]) -> None:
        """Go one step on the trails that have come to the revision in which these are held."""
        here = self.wanted
        self._steps_left = max(0, self._steps_left - 1)
        for picture, (look, elsewhere) in tuple(self._trails.items()):
            if look != here:
                continue
            del self._trails[picture]
            if picture in held:
                self._seats[picture], before = held[picture]
                if before is not None:
                    self._trails[picture] = before
            elif elsewhere:
                self._trails[picture] = (elsewhere, 0)


def _held(state: Desired) -> dict[Picture, tuple[SeatId | None, _Next | None]]:
    """Return the pictures of a revision, whose it would be if it were the first, and where to look before."""
    origin = state.origin
    if origin is None:
        return {}
    brought_back = origin.undoes - 1 if origin.undoes is not None else 0
    before = (state.revision - 1, brought_back)
    return dict.fromkeys(important_pictures(state.layout).items(), (origin.seat, before))
