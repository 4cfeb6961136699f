"""Looks at the frames that another renderer of the node decodes, and never decodes in its place.

The wall's pictures must not hang on a scout. Must not know what is made of the frames.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from types import TracebackType
from typing import NamedTuple, Self

import numpy as np

from wallctl.errors import StreamLost
from wallctl.model.health import Reason
from wallctl.protocol.cell import SourceView
from wallctl.renderer.following import ring_of
from wallctl.renderer.reading import boot_s
from wallctl.renderer.ring import RingReader
from wallctl.renderer.sharing import ASK_EVERY_S, Lead, StreamPlace, Word
from wallctl.rules.freshness import Link


class Glimpse(NamedTuple):
    """A frame that is there now; `frame` copies it, or gives None when it is gone already."""

    at_s: float
    key_interval_s: float
    frame: Callable[[], np.ndarray | None]


class Bystander:
    """One follower of one stream, until closed. One thread."""

    def __init__(self, run_dir: Path, view: SourceView, member: str) -> None:
        """Raise `StreamLost` where streams of that address cannot be shared."""
        self._view = view
        try:
            self._place = StreamPlace(run_dir, view, member)
        except OSError:
            raise StreamLost(view.id, Reason.CANNOT_OPEN.value) from None
        self._known: Lead | None = None
        self._ring: RingReader | None = None
        self._last = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._place.close()

    def glimpses(self, patience_s: float) -> Iterator[Glimpse | None]:
        """Yield each frame that comes, None now and then while none does.

        Raises `StreamLost` when the stream has failed, or when no frame came for `patience_s`.
        """
        came_s = boot_s()
        while True:
            word = self._listen()
            if word is not Word.FRAME or self._ring is None:
                self._look()
            glimpse = self._glimpse()
            if glimpse is not None:
                came_s = boot_s()
            elif boot_s() - came_s > patience_s:
                raise StreamLost(self._view.id, Reason.STOPPED.value)
            yield glimpse

    def _listen(self) -> Word | None:
        try:
            return self._place.listen(ASK_EVERY_S)
        except OSError:
            # A full disk, or no descriptors: no fault of the camera's.
            raise StreamLost(self._view.id, Reason.OWN_FAULT.value) from None

    def _look(self) -> None:
        lead = self._place.lead()
        if lead is None or lead == self._known:
            return
        if lead.link is Link.FAILED:
            raise StreamLost(self._view.id, (lead.reason or Reason.STOPPED).value)
        before, self._known = self._known, lead
        if before is None or (before.pid, before.fd, before.ring) != (lead.pid, lead.fd, lead.ring):
            self._ring, self._last = ring_of(lead), 0
            if self._ring is None and lead.fd is not None:
                # It was just being replaced: look again at the next word.
                self._known = None

    def _glimpse(self) -> Glimpse | None:
        ring = self._ring
        if ring is None:
            return None
        serial = ring.newest()
        info = ring.info(serial) if serial > self._last else None
        if info is None:
            return None
        self._last = serial
        width, height = ring.size
        return Glimpse(info.grabbed_s, info.key_interval_s, lambda: ring.cut(serial, 0, 0, width, height))
