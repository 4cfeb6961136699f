"""Following a stream that another renderer of the node decodes: copies what this one's panes want.

Must not know windows or the bus. Runs in the feed's thread.
"""

from __future__ import annotations

import threading
from functools import partial

from wallctl.renderer.feed_state import FeedState
from wallctl.renderer.giving_way import give_way
from wallctl.renderer.reading import boot_s
from wallctl.renderer.ring import RingReader
from wallctl.renderer.sharing import ASK_EVERY_S, Lead, StreamPlace, Word, open_ring
from wallctl.renderer.suspicion import Suspicion

PRIORITY = 13
"""Behind who decodes for all (`leading.PRIORITY`): on full cores followers take fewer frames, none late."""


class Following:
    """One that does not decode."""

    def __init__(self, state: FeedState, place: StreamPlace, stop: threading.Event) -> None:
        self._state, self._place, self._stop = state, place, stop
        self._ring: RingReader | None = None
        self._known: Lead | None = None
        self._looked: object = None
        """What `lead.json` was when it was last read."""
        self._last = 0
        self._suspicion = Suspicion()

    def run(self) -> None:
        """Follow until stopped, or until the lead is ours because the leader is gone or does nothing."""
        give_way(PRIORITY)
        while not self._stop.is_set():
            word = self._next_word()
            if word is None and (self._place.try_to_lead() or self._replaces()):
                self._state.ring = None
                return
            # A full queue may have lost the word that another ring was announced by.
            if word is not Word.FRAME or self._ring is None or self._place.lead_stamp() != self._looked:
                self._look()
            if self._ring is not None:
                self._copy(self._ring)

    def _next_word(self) -> Word | None:
        """Wait for a frame where one is wanted here; else doze.

        Measured: with a new layout each second 350 followers of what was just taken off woke 13,000 times a
        second on two cores, each for its part of the interpreter; what painted and ordered waited for them.
        """
        if self._ring is None or self._state.wanted_within(ASK_EVERY_S):
            return self._place.listen(ASK_EVERY_S)
        return self._place.heard()

    def _replaces(self) -> bool:
        """Take the lead from a process that is stopped or stuck; a camera that stalls is no reason."""
        lead, beat_s = self._known, self._ring.beat_s() if self._ring is not None else 0.0
        if lead is None or not self._suspicion.is_stuck(lead.pid, beat_s, boot_s()):
            return False
        return self._place.try_to_replace(lead)

    def _look(self) -> None:
        self._looked = self._place.lead_stamp()
        lead = self._place.lead()
        if lead is None or lead == self._known:
            return
        if self._known is None or _place_of_frames(lead) != _place_of_frames(self._known):
            self._ring, self._last = ring_of(lead), 0
            self._state.ring = self._ring
        self._known = lead if self._ring is not None or lead.fd is None else None
        self._state.say(lead.link, lead.reason)

    def _copy(self, ring: RingReader) -> None:
        serial, state = ring.newest(), self._state
        info = ring.info(serial) if serial > self._last else None
        if info is None:
            return
        came = serial - self._last if self._last else 1
        self._last, state.opened = serial, True
        state.arrived(boot_s(), came)
        state.changed_s, state.same_frames = info.changed_s, info.same_frames
        state.dark, state.damaged_s = info.dark, info.damaged_s
        state.key_interval_s, state.black = info.key_interval_s, info.black
        wanting = state.wanting()
        if not wanting:
            state.dropped += 1
            return
        state.delivery.give_cut(wanting, ring.size, partial(ring.use, serial), info.grabbed_s)


def _place_of_frames(lead: Lead) -> tuple[int, int | None, int]:
    return (lead.pid, lead.fd, lead.ring)


def ring_of(lead: Lead) -> RingReader | None:
    """Return the leader's frames; None: there are none, or they are gone."""
    fd = open_ring(lead)
    if fd is None:
        return None
    try:
        return RingReader(fd)
    except (ValueError, OSError):
        return None
