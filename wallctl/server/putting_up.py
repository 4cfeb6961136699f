"""Remembers whose each important picture is, and looks it up on disk where it must. Must not know alarms.

Lives in the event loop; nothing waits for it, and what is not known is nobody's.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping
from functools import partial

from wallctl.errors import WallError
from wallctl.model.ids import SeatId
from wallctl.rules.putting_up import Picture, PutUp, Trace
from wallctl.server.wall_state import WallState
from wallctl.store.state import Store

AT_ONCE = 50
"""So many revisions are read in one go, in some 35 ms; changes are written in between."""
AGAIN_S = 5.0
"""A disk that refused is not asked sooner."""

_log = logging.getLogger(__name__)


class PuttingUp:
    """Knows the seats as long as `tick` is called."""

    def __init__(self, state: WallState, store: Store) -> None:
        self._state = state
        self._store = store
        self._known: PutUp | None = None
        self._search: asyncio.Task[None] | None = None
        self._not_before_s = 0.0

    @property
    def seats(self) -> Mapping[Picture, SeatId | None]:
        """Whose the important pictures are; what an undo brought back a moment ago may not be there yet."""
        return self._known.seats if self._known is not None else {}

    def tick(self, now_s: float) -> None:
        """Follow the wall; call often."""
        newest, known = self._state.desired, self._known
        if self._search is not None or (known is not None and known.revision == newest.revision):
            return
        trace = Trace(newest, known)
        if trace.wanted is None:
            self._known = trace.found
        elif now_s >= self._not_before_s:
            self._search = asyncio.ensure_future(self._look_up(trace, now_s))

    async def _look_up(self, trace: Trace, now_s: float) -> None:
        try:
            while trace.wanted is not None:
                await self._store.run(partial(self._look_at_some, trace))
            self._known = trace.found
        except WallError as wrong:
            self._not_before_s = now_s + AGAIN_S
            _log.warning("whose the important pictures are is not known for now: %s", wrong)
        finally:
            self._search = None

    def _look_at_some(self, trace: Trace) -> None:
        for _ in range(AT_ONCE):
            if (wanted := trace.wanted) is None:
                return
            trace.meet(self._store.desired_at(wanted))
