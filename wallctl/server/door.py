"""The one door: every request goes through `authorise`, and every use leaves its line in the audit log.

Must not know what requests do.
"""

from __future__ import annotations

import logging
import time

from wallctl.bus.clock import now_s
from wallctl.errors import Denied, WallError
from wallctl.model.ids import ActorId, RequestId, SeatId
from wallctl.rules.access import EFFECTS, Action, Actor, Effect
from wallctl.rules.access import authorise as may
from wallctl.store.change import AuditLine, Change, Outcome
from wallctl.store.state import Store

LOOK_AGAIN_S = 600.0
"""A look of the same kind by the same actor and officer from the same seat within this time is one line."""
REFUSED_AGAIN_S = 1.0
"""So is the same refusal, whatever officer it names: a flood of what is denied must not fill the disk."""
WORDS_LIMIT = 500

_log = logging.getLogger(__name__)


class Door:
    """Lives in the event loop."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._looks: dict[tuple[Actor, Action], float] = {}
        self._refusals: dict[tuple[ActorId, SeatId, Action], float] = {}

    async def authorise(self, actor: Actor, action: Action, what: str, request: RequestId) -> None:
        """Return when the actor may; raise `Denied`, which is in the audit log then. So are looks.

        A change writes its own line, in its own transaction.
        """
        try:
            may(actor, action, what)
        except Denied as denied:
            again = (actor.id, actor.seat, action)
            if now_s() - self._refusals.get(again, -REFUSED_AGAIN_S) >= REFUSED_AGAIN_S:
                self._refusals[again] = now_s()
                _log.warning("%s", denied)
                await self.note(actor, action, what, request, Outcome.REFUSED, denied.reason)
            raise
        match EFFECTS[action]:
            case Effect.CHANGE:
                return
            case Effect.LOOK if now_s() - self._looks.get((actor, action), -LOOK_AGAIN_S) < LOOK_AGAIN_S:
                return
            case Effect.LOOK:
                self._looks[(actor, action)] = now_s()
                await self.note(actor, action, what, request, Outcome.LOOKED)
            case Effect.PICTURE:
                await self.note(actor, action, what, request, Outcome.LOOKED, must=True)

    async def note(
        self,
        actor: Actor,
        action: Action,
        what: str,
        request: RequestId,
        outcome: Outcome,
        detail: str = "",
        *,
        must: bool = False,
    ) -> None:
        """Write a line that belongs to no change. With `must` a disk that is full refuses the use itself."""
        change = Change(line=line(actor, action, what, request, outcome, detail=detail))
        try:
            await self._store.run(lambda: self._store.commit(change))
        except WallError as wrong:
            _log.error("no audit line for %s by %s: %s", action.value, actor.id, wrong)
            if must:
                raise


def line(
    actor: Actor,
    action: Action,
    what: str,
    request: RequestId,
    outcome: Outcome,
    *,
    revision: int | None = None,
    detail: str = "",
) -> AuditLine:
    """Return the audit line of something that happens now."""
    return AuditLine(
        at_utc_s=time.time(),
        actor=actor.id,
        officer=actor.officer,
        seat=actor.seat,
        request=request,
        action=action.value,
        what=what[:WORDS_LIMIT],
        outcome=outcome,
        revision=revision,
        detail=detail[:WORDS_LIMIT],
    )
