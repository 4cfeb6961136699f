"""One stream for this renderer, kept by one thread: decoded here, or followed where another decodes it.

Must not know windows, states or the bus. Nothing piles up: a slot holds one picture, and frames that nobody
wants are grabbed and dropped, so that a slow painter never shows the past.
"""

from __future__ import annotations

import contextlib
import threading
import traceback
from collections.abc import Callable, Hashable, Mapping
from pathlib import Path
from typing import NamedTuple

from wallctl.model.health import Reason
from wallctl.protocol.cell import SourceView
from wallctl.renderer.darkness import Darkness, place_of
from wallctl.renderer.delivery import Shot
from wallctl.renderer.feed_state import FeedState, FeedView
from wallctl.renderer.following import Following
from wallctl.renderer.leading import Leading
from wallctl.renderer.memory import give_back
from wallctl.renderer.opening import Opens
from wallctl.renderer.reading import boot_s
from wallctl.renderer.scaling import Target
from wallctl.renderer.sharing import StreamPlace
from wallctl.rules.freshness import Link
from wallctl.rules.retry import pause_s

STEADY_S = 10.0
"""What went well for so long begins its tries anew when it fails."""


class Meeting(NamedTuple):
    """Where the renderers of a node share streams, and this one's name there (`r0c0.3`)."""

    run_dir: Path
    member: str


class Feed:
    """Keeps one stream until stopped. `take` and `view` belong to the GUI thread, the rest to any."""

    def __init__(
        self, view: SourceView, opener: Opens, wake: Callable[[], None], meeting: Meeting | None = None
    ) -> None:
        """Without a meeting the stream is decoded here, whoever else shows it."""
        self.source = view
        self._opener = opener
        self._meeting = meeting
        self._stop = threading.Event()
        self._state = FeedState(wake)
        self.follows = False
        """Whether another renderer decodes the stream; read by any thread."""
        self._thread = threading.Thread(target=self._run, name=f"feed {view.id}", daemon=True)

    @property
    def followed(self) -> bool:
        """Whether other renderers live on this one's decoding."""
        return self._state.followed

    def start(self) -> None:
        """Begin, once; where there is no room for a thread that is told, and this is to be called again."""
        if self._thread.ident is not None:
            return
        try:
            self._thread.start()
        except RuntimeError:
            self._state.say(Link.FAILED, Reason.OWN_FAULT)

    @property
    def ended(self) -> bool:
        """Whether it was stopped, and nothing of it is open any more."""
        return self._stop.is_set() and not self._thread.is_alive()

    def stop(self) -> None:
        """Ask the thread to end; returns at once (a read under way ends by its own time limit)."""
        self._stop.set()

    def want(
        self, targets: Mapping[Hashable, Target], most_fps: Mapping[Hashable, float] | None = None
    ) -> None:
        """Deliver frames for these targets from now on, and for no others; for some not every frame."""
        self._state.want(targets, most_fps)

    def take(self, key: Hashable) -> Shot | None:
        """Return the newest picture for that target once; taking it asks for the next."""
        return self._state.delivery.take(key)

    def hush(self, until_s: float) -> None:
        """Only grab, and convert nothing, in the last moment before then (CLOCK_BOOTTIME)."""
        self._state.quiet_until_s = until_s

    def rest(self, until_s: float) -> None:
        """The painter rests until then (CLOCK_BOOTTIME), and wants the newest frame when it goes on."""
        self._state.delivery.rest(until_s)

    def beat(self, now_s: float) -> None:
        """Show followers, where there are any, that this process goes on (CLOCK_BOOTTIME)."""
        beat = self._state.beat
        if beat is not None:
            beat(now_s)

    def view(self) -> FeedView:
        """Return how the feed is doing."""
        return self._state.view()

    def _run(self) -> None:
        failures, failing_since_s = 0, boot_s()
        while not self._stop.is_set():
            began_s = boot_s()
            try:
                self._keep()
                continue
            except Exception:  # noqa: BLE001 - whatever one round met, the picture comes back in another
                _tell()
            if boot_s() - began_s > STEADY_S:
                failures, failing_since_s = 0, boot_s()
            failures += 1
            self._state.ring = None
            self._state.say(Link.FAILED, Reason.OWN_FAULT)
            self._stop.wait(pause_s(failures, boot_s() - failing_since_s, 1.0))
        give_back()

    def _keep(self) -> None:
        """Share the stream until stopped; decode it here alone where sharing is what fails."""
        place = self._place()
        try:
            if place is not None:
                self._share(place)
                return
        except OSError:
            # The disk is full or read-only, or descriptors are short: the others do the same as this one.
            _tell()
        finally:
            if place is not None:
                place.close()
        # With the next loss of a stream that ran, sharing is tried again.
        once = self._meeting is not None
        Leading(self.source, self._opener, self._state, None, self._stop, self._darkness(), once=once).run()

    def _share(self, place: StreamPlace) -> None:
        self._state.failed_lately = place.failed_lately(boot_s())
        while not self._stop.is_set():
            if place.try_to_lead():
                Leading(self.source, self._opener, self._state, place, self._stop, self._darkness()).run()
            else:
                self.follows = True
                Following(self._state, place, self._stop).run()
                self.follows = False

    def _darkness(self) -> Darkness:
        """Read anew for each time of leading: another renderer may have led, and learnt, in between."""
        return Darkness(place_of(self._meeting.run_dir, self.source) if self._meeting is not None else None)

    def _place(self) -> StreamPlace | None:
        if self._meeting is None:
            return None
        try:
            return StreamPlace(self._meeting.run_dir, self.source, f"f-{self._meeting.member}")
        except OSError:
            # Too long a path for a socket: then this one decodes for itself.
            return None


def _tell() -> None:
    """Print where it happened; what takes no line is no reason to end."""
    with contextlib.suppress(OSError):
        traceback.print_exc()
