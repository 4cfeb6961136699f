"""What a draft says of the choice of its cameras: by which rule each came, and what could stand in for it.

Reads the session; computed anew only where something it depends on is another.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from wallctl.controller.draft import Draft
from wallctl.controller.session import Session
from wallctl.model.ids import SourceId, WindowId
from wallctl.model.layout import Slot
from wallctl.model.source import Source
from wallctl.rules.substitute import Substitute, Why, substitute, why


class Choosing:
    """Lives beside the display."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._made_of: tuple[object, ...] = ()
        self.why: Mapping[WindowId, Why] = {}
        self.substitutes: Mapping[WindowId, Substitute] = {}

    def look(self, draft: Draft) -> None:
        """Take this draft."""
        session, view = self._session, self._session.view
        preset = session.presets.get(draft.preset) if draft.preset is not None else None
        shape = view.wall.shape if view is not None else ""
        lost = session.looks.failing
        made_of = (draft.layout, preset, shape, lost, tuple(session.sources.values()))
        if made_of == self._made_of:
            return
        self._made_of = made_of
        slots = {slot.id: slot for slot in preset.walls.get(shape, ())} if preset is not None else {}
        self.why = self._why(draft, slots, lost)
        self.substitutes = self._substitutes(draft, slots, lost)

    def _why(
        self, draft: Draft, slots: Mapping[WindowId, Slot], lost: frozenset[SourceId]
    ) -> dict[WindowId, Why]:
        found = {}
        for window in draft.layout.windows:
            source = self._session.sources.get(window.source) if window.source is not None else None
            slot = slots.get(window.id)
            rule = why(slot, source, _all_but(lost)) if slot is not None and source is not None else None
            if rule is not None:
                found[window.id] = rule
        return found

    def _substitutes(
        self, draft: Draft, slots: Mapping[WindowId, Slot], lost: frozenset[SourceId]
    ) -> dict[WindowId, Substitute]:
        """For windows whose picture is known not to come; none is offered twice."""
        sources, found = self._session.sources, {}
        taken = set(draft.layout.sources)
        for window in draft.layout.windows:
            dead = window.source in lost or (window.source is not None and window.source not in sources)
            if not dead and not (window.source is None and window.id in slots):
                continue
            other = substitute(window, slots.get(window.id), sources, taken, _all_but(lost))
            if other is not None:
                found[window.id] = other
                taken.add(other.source)
        return found


def _all_but(lost: frozenset[SourceId]) -> Callable[[Source], bool]:
    def usable(source: Source) -> bool:
        return source.ref not in lost

    return usable
