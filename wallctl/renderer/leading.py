"""Decoding a stream: opens, reads, retries, and writes frames for followers where there are any.

Must not know windows or the bus. Runs in the feed's thread.
"""

from __future__ import annotations

import os
import random
import threading

import numpy as np

from wallctl.errors import StreamLost
from wallctl.model.health import Reason
from wallctl.protocol.cell import SourceView
from wallctl.renderer.darkness import Darkness
from wallctl.renderer.feed_state import FeedState
from wallctl.renderer.giving_way import give_way
from wallctl.renderer.lagging import Lag, core_time
from wallctl.renderer.opening import Opens, OpenStream
from wallctl.renderer.reading import Change, KeyFrames, boot_s, grabbed
from wallctl.renderer.ring import FrameInfo, RingReader, RingWriter
from wallctl.renderer.sharing import ASK_EVERY_S, Lead, Replaced, StreamPlace, Word
from wallctl.rules.freshness import Link
from wallctl.rules.retry import pause_s

FIRST_PICTURE_S = 5.0
PRIORITY = 10
"""Decoding yields to what orders and paints: on full cores it skips frames (`Lag`), and takes stay quick."""
RESHAPED_S = 1.0
"""A stream that changes its size is opened anew no more often."""


class Leading:
    """The one that decodes. `place` is None where nobody can follow."""

    def __init__(
        self,
        view: SourceView,
        opener: Opens,
        state: FeedState,
        place: StreamPlace | None,
        stop: threading.Event,
        darkness: Darkness | None = None,
        *,
        once: bool = False,
    ) -> None:
        """`once`: give up, instead of trying again, when a stream that ran is lost."""
        self._view, self._opener, self._state = view, opener, state
        self._place, self._stop = place, stop
        self._ring: RingWriter | None = None
        self._looked_s = self._opened_s = 0.0
        self._change = Change()
        self._darkness = darkness or Darkness(None)
        self._got_picture, self._once = False, once

    def run(self) -> None:
        """Decode until stopped, or until another leads; what the system refuses comes out as `OSError`."""
        give_way(PRIORITY)
        try:
            self._keep_open()
        except Replaced:
            return
        finally:
            self._darkness.save()
            self._state.followed, self._state.beat, self._state.ring = False, None, None
            if self._ring is not None:
                self._ring.close()

    def _keep_open(self) -> None:
        failures, failing_since_s = 0, boot_s()
        self._say(Link.OPENING)
        while not self._stop.is_set():
            self._got_picture = False
            try:
                self._read()
                continue
            except StreamLost as lost:
                reason = Reason(lost.reason)
            if self._got_picture or failures == 0:
                failures, failing_since_s = 0, boot_s()
            failures += 1
            self._say(Link.FAILED, reason)
            # Spreads many cameras of one gateway; nothing secret is drawn here.
            jitter = random.random()  # noqa: S311
            self._stop.wait(pause_s(failures, boot_s() - failing_since_s, jitter))
            if self._once and self._got_picture:
                return

    def _read(self) -> None:
        asked_s = boot_s()
        capture = self._opener.open(self._view)
        self._state.opened = True
        self._opened_s = boot_s()
        try:
            with core_time() as busy_s:
                self._read_on(capture, Lag(busy_s, capture.backlog, asked_s))
        finally:
            capture.close()

    def _read_on(self, capture: OpenStream, lag: Lag) -> None:
        keys = KeyFrames()
        for grabbed_s in grabbed(capture, self._opener, self._view.id, self._stop):
            if capture.voice.reshaped and grabbed_s - self._opened_s > RESHAPED_S:
                # OpenCV would go on to squeeze the new pictures into the size of the first.
                return
            self._state.arrived(grabbed_s)
            if lag.hopeless(grabbed_s - self._opened_s):
                return
            position_s = capture.position_s()
            self._state.stamped(position_s)
            self._state.damaged_s = capture.voice.damaged_s
            keys.note(capture.is_key(), grabbed_s)
            self._state.key_interval_s = keys.interval_s(grabbed_s)
            if not capture.paced and lag.behind(grabbed_s, position_s):
                self._state.dropped += 1
            elif self._convert(capture, grabbed_s, lag.lag_s) and not self._got_picture:
                self._got_picture = True
                self._say(Link.RUNNING)

    def _convert(self, capture: OpenStream, grabbed_s: float, lag_s: float) -> bool:
        """Convert the grabbed frame where anybody wants it; tell whether that was so.

        What is read late is as old as that: its age is counted from when it should have been read.
        """
        state = self._state
        state.followed = self._is_followed(grabbed_s)
        wanting = state.wanting()
        if state.quiet() or not (wanting or state.followed):
            state.dropped += 1
            return False
        try:
            frame = self._shared(capture) if state.followed else capture.retrieve()
        except StreamLost:
            if not self._got_picture and grabbed_s - self._opened_s > FIRST_PICTURE_S:
                raise
            return False
        self._change.note(frame, grabbed_s)
        state.changed_s, state.same_frames = self._change.changed_s, self._change.same_frames
        self._darkness.note(self._change.light, self._change.dark, grabbed_s, self._change.changed_s)
        state.dark, state.black = self._change.dark, self._darkness.black
        if state.followed:
            self._publish(grabbed_s - lag_s)
            size = (frame.shape[1], frame.shape[0])
            state.delivery.give_cut(
                wanting,
                size,
                lambda x, y, right, bottom, make: make(frame[y:bottom, x:right]),
                grabbed_s - lag_s,
            )
        else:
            state.delivery.give(wanting, frame, grabbed_s - lag_s)
        return True

    def _is_followed(self, now_s: float) -> bool:
        if self._place is None:
            return False
        if self._place.joined() or now_s - self._looked_s > ASK_EVERY_S:
            self._looked_s = now_s
            self._place.keep_leading()
            return self._place.look_for_followers()
        return self._state.followed

    def _shared(self, capture: OpenStream) -> np.ndarray:
        """Return the frame, decoded into the ring."""
        slot = self._ring.slot() if self._ring is not None else None
        frame = capture.retrieve(slot)
        if slot is not None and frame is slot:
            return frame
        size = (frame.shape[1], frame.shape[0])
        if self._ring is None or self._ring.size != size:
            old, self._ring = self._ring, RingWriter(*size)
            if old is not None:
                old.close()
            self._state.beat, self._state.ring = self._ring.beat, RingReader(os.dup(self._ring.fd))
            self._say(self._state.link, self._state.reason)
        slot = self._ring.slot()
        np.copyto(slot, frame)
        return slot

    def _publish(self, grabbed_s: float) -> None:
        assert self._ring is not None and self._place is not None
        changed_s = self._change.changed_s
        info = FrameInfo(
            grabbed_s,
            grabbed_s if changed_s is None else changed_s,
            self._change.same_frames,
            self._change.dark,
            self._state.damaged_s,
            self._state.key_interval_s,
            self._state.black,
        )
        self._ring.publish(info)
        self._place.call(Word.FRAME)

    def _say(self, link: Link, reason: Reason = Reason.NONE) -> None:
        self._state.say(link, reason)
        if self._place is not None:
            ring = self._ring
            fd, number = (ring.fd, ring.number) if ring is not None else (None, 0)
            now_s = boot_s()
            self._place.say(Lead(pid=os.getpid(), fd=fd, ring=number, link=link, reason=reason, said_s=now_s))
