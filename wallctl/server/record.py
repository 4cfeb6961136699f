"""What an accepted request leaves on disk besides what it changes: who did it, its audit line, its answer.

One place, so that no change is kept without them. Reads the clock of the day; writes nothing itself.
"""

from __future__ import annotations

import time

from wallctl.model.desired import Origin
from wallctl.model.ids import PresetId
from wallctl.protocol.desk import Reply, Request
from wallctl.rules.access import Action, Actor
from wallctl.server.door import WORDS_LIMIT, line
from wallctl.server.words import in_words
from wallctl.store.change import Answer, Change, Outcome


def origin_of(
    actor: Actor,
    request: Request,
    *,
    preset: PresetId | None = None,
    undoes: int | None = None,
    reseats: int | None = None,
) -> Origin:
    """Return where a revision that is made now comes from."""
    return Origin(
        actor=actor.id,
        officer=actor.officer,
        seat=actor.seat,
        request=request.id,
        at_utc_s=time.time(),
        what=in_words(request.ask)[:WORDS_LIMIT],
        preset=preset,
        undoes=undoes,
        reseats=reseats,
    )


def done(
    actor: Actor, request: Request, reply: Reply, *, revision: int, epoch: int, undoes: int | None = None
) -> Change:
    """Return a change with audit line and answer; what it changes is added with `with_`."""
    return Change(
        line=line(
            actor,
            Action(request.ask.kind),
            in_words(request.ask),
            request.id,
            Outcome.DONE,
            revision=revision,
            detail=f"takes back revision {undoes}" if undoes is not None else "",
        ),
        answer=Answer(actor=actor.id, request=request.id, reply=reply),
        epoch=epoch,
    )
