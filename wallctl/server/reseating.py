"""Which cells are lost, what re-seating would make of the wall, and what brings all back.

Reads state and store, changes nothing: the authority does. Must not know links. Lives in the event loop.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable

from pydantic import JsonValue

from wallctl.errors import Conflict, NotFound
from wallctl.model.geometry import Rect
from wallctl.model.health import CellPhase
from wallctl.model.ids import CellId, cell_label
from wallctl.model.layout import Layout
from wallctl.protocol.node import Severity
from wallctl.rules.reseat import Losses, Seating, reseat
from wallctl.server.events import EventLog
from wallctl.server.nodes import Nodes
from wallctl.server.wall_state import WallState
from wallctl.store.state import Store

LOOK_BACK = 200
"""So many revisions are searched for the one that put windows on other cells."""


class Reseating:
    """Knows what is lost as long as `tick` is called."""

    def __init__(self, state: WallState, nodes: Nodes, store: Store, events: EventLog) -> None:
        self.lost: frozenset[CellId] = frozenset()
        self._state = state
        self._nodes = nodes
        self._store = store
        self._events = events
        self._losses = Losses()

    def tick(self, now_s: float) -> None:
        """Look at all cells; say it when a window that matters could be seen elsewhere, or can go back."""
        before, self.lost = self.lost, self._losses.look(self._well(), now_s)
        if self.lost == before:
            return
        state = self._state
        moves = reseat(state.wall, state.desired.layout, self.lost).moves
        if moves and self.lost - before:
            cells = "、".join(cell_label(cell) for cell in sorted(self.lost))
            self._events.add(
                "cells_lost",
                f"{cells} 无法显示, {len(moves)} 个重要窗口可移到其他显示单元",
                f"Lost: {', '.join(sorted(self.lost))}; {len(moves)} windows that matter can go elsewhere",
                severity=Severity.ALARM,
                revision=state.desired.revision,
            )
        elif not self.lost and _reseats(state) is not None:
            self._events.add(
                "cells_back",
                "显示单元已全部恢复, 可将窗口移回原位",
                "All cells are back: the windows can go back to where they were",
                revision=state.desired.revision,
            )

    def _well(self) -> dict[CellId, bool]:
        unheard, health = self._nodes.unheard, self._nodes.health
        well = {}
        # Not monitors: no window goes there from a lost cell, or comes back from one.
        for cell in self._state.wall.cell_ids:
            one = health.get(cell)
            paints = one is not None and one.phase is CellPhase.UP and one.report is not None
            shown = paints and one is not None and one.report is not None and one.report.glass_ok
            well[cell] = shown and cell not in unheard
        return well

    async def proposal(self, named: Collection[CellId] = ()) -> tuple[Seating, int]:
        """Return what re-seating would make of the wall, and the revision that it starts from.

        `named`: cells that somebody sees to be dark though their renderers are well. A wall that is re-seated
        already is worked out anew from what was there before, so that what can go back does.
        """
        unknown = set(named) - set(self._state.wall.cell_ids)
        if unknown:
            raise NotFound(
                f"cell {sorted(unknown)[0]}", "the wall has no such cell", "cells are named as r0c1"
            )
        base, layout = await self._before()
        return reseat(self._state.wall, layout, self.lost | set(named)), base

    async def base_of(self, layout: Layout) -> int | None:
        """Return the revision that this layout re-seats: a desk takes the proposal as a draft; None: none."""
        if not self.lost:
            return None
        seating, base = await self.proposal()
        return base if seating.moves and seating.layout == layout else None

    async def plan(self, named: Collection[CellId]) -> tuple[Seating, int]:
        """As `proposal`; raise `Conflict` when the wall would stay as it is."""
        seating, base = await self.proposal(named)
        if seating.layout == self._state.desired.layout:
            lost = ", ".join(seating.lost) or "none"
            full = f", no room for {', '.join(seating.unseated)}" if seating.unseated else ""
            raise Conflict(
                "reseat",
                f"there is nothing to move (lost cells: {lost}{full})",
                "name cells that are dark with --lost, or take the windows off that may go",
            )
        return seating, base

    async def back(self) -> Layout:
        """Return the layout before windows were put on other cells; raise `Conflict` saying why not."""
        if _reseats(self._state) is None:
            await self._refuse_back()
        _, layout = await self._before()
        still = reseat(self._state.wall, layout, self.lost)
        if still.moves or still.unseated:
            raise Conflict(
                "reseat --back",
                f"still lost: {', '.join(still.lost)}",
                "wait until they show again, or `reseat` once more: what can go back does",
            )
        return layout

    async def _before(self) -> tuple[int, Layout]:
        """Return revision and layout of the wall before it was re-seated; as it is, when it was not."""
        base = _reseats(self._state)
        found = None if base is None else await self._store.run(lambda: self._store.desired_at(base))
        return (
            (self._state.desired.revision, self._state.desired.layout)
            if found is None
            else (
                found.revision,
                found.layout,
            )
        )

    async def _refuse_back(self) -> None:
        newest = self._state.desired.revision

        def between() -> tuple[int, str] | None:
            for revision in range(newest, max(0, newest - LOOK_BACK), -1):
                found = self._store.desired_at(revision - 1)
                if found is None or found.origin is None or found.origin.reseats is None:
                    continue
                changed, base = (self._store.desired_at(n) for n in (revision, found.origin.reseats))
                assert changed is not None and changed.origin is not None
                brought_back = base is not None and base.layout == changed.layout
                who = changed.origin.officer or changed.origin.actor
                return None if brought_back else (revision, who)
            return None

        changed = await self._store.run(between)
        if changed is None:
            raise Conflict("reseat --back", "no windows were put on other cells", "`reseat --propose` looks")
        raise Conflict(
            "reseat --back",
            f"{changed[1]} made revision {changed[0]} after the windows were put on other cells",
            "look at the wall as it is now; `undo` takes changes back one by one",
        )


def told(seating: Seating) -> dict[str, JsonValue]:
    """Return a seating as the command line and the desks are told of it."""
    sources = {window.id: window.source for window in seating.layout.windows}
    return {
        "lost": [*seating.lost],
        "moves": [
            {
                "window": seat.window,
                "source": sources.get(seat.window),
                "from": _sides(seat.before),
                "to": _sides(seat.after),
            }
            for seat in seating.moves
        ],
        "off": [*seating.off],
        "unseated": [*seating.unseated],
    }


def in_order(cells: Iterable[CellId]) -> list[JsonValue]:
    """Return cells as JSON, sorted."""
    return [*sorted(cells)]


def _sides(rect: Rect) -> JsonValue:
    return [rect.x, rect.y, rect.w, rect.h]


def _reseats(state: WallState) -> int | None:
    origin = state.desired.origin
    return origin.reseats if origin is not None else None
