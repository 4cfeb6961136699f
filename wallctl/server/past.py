"""What was on the wall before: who changed it since a desk looked, and what an undo brings back.

Knows what is in memory and on disk; must not know requests, takes or links. Lives in the event loop.
"""

from __future__ import annotations

from wallctl.errors import Conflict
from wallctl.model.desired import Desired, Past
from wallctl.rules.access import Actor
from wallctl.rules.compare_layouts import told_changes
from wallctl.rules.edit import met_by_undo
from wallctl.server.wall_state import WallState
from wallctl.store.state import Store


class Earlier:
    """Looks at the wall's revisions; changes none."""

    def __init__(self, state: WallState, store: Store) -> None:
        self._state, self._store = state, store

    async def refuse_if_changed(self, over: int | None) -> None:
        """Raise `Conflict` unless `over`, what the officer saw, is still what is there; None: whatever is."""
        now = self._state.desired
        if over is None or over == now.revision:
            return
        seen = await self._at(over)
        raise _conflict(
            f"revision {over}",
            f"made revision {now.revision} meanwhile",
            "look at the wall as it is now, then take again",
            seen,
            now,
        )

    async def taken_back(self, actor: Actor, over: int | None) -> tuple[int, Desired]:
        """Return the revision that this actor's undo takes back, and what was there before it.

        Raises `Conflict` where somebody else, or another seat, is in its way.
        """
        maker = (actor.id, actor.seat)
        met: Past = await self._store.run(
            lambda: self._store.history(lambda history: met_by_undo(history, maker, over))
        )
        before = await self._at(met.revision - 1)
        assert before is not None
        if met.maker != maker:
            raise _conflict(
                "undo",
                f"made revision {met.revision}, which only that seat takes back",
                f"undo it at seat {met.seat}, or put up what you want to see",
                before,
                await self._at(met.revision),
            )
        return met.revision, before

    async def _at(self, revision: int) -> Desired | None:
        return await self._store.run(lambda: self._store.desired_at(revision))


def _conflict(thing: str, did: str, remedy: str, before: Desired | None, after: Desired | None) -> Conflict:
    """Name who made `after`, where and when, and what it changed."""
    origin = after.origin if after is not None else None
    who = f"{origin.officer or origin.actor} ({origin.seat})" if origin is not None else "nobody"
    changed: tuple[tuple[str, str], ...] = ()
    if before is not None and after is not None:
        changed = told_changes(before.layout, after.layout)
    what = ", ".join(f"{name} {change}" for change, name in changed)
    return Conflict(
        thing,
        f"{who} {did}{f': {what}' if what else ''}",
        remedy,
        actor=origin.actor if origin is not None else "",
        officer=origin.officer if origin is not None else "",
        seat=origin.seat if origin is not None else "",
        at_utc_s=origin.at_utc_s if origin is not None else None,
        changed=changed,
    )
