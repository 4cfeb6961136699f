"""What is known of how ready sources are, and which of them is to be looked at next. In memory only.

Must not know links or requests. Lives in the event loop.
"""

from __future__ import annotations

from collections.abc import Mapping

from pydantic import JsonValue

from wallctl.model.ids import SourceId
from wallctl.model.layout import Layout, Preset
from wallctl.model.sighting import Sighting, SourceStanding, Standing
from wallctl.protocol.looks import Standings
from wallctl.rules.presets import put_up
from wallctl.rules.readiness import HOLDS_S, Seen, on_wall, ready_of, standing_of
from wallctl.rules.scouting import due
from wallctl.rules.select import fill
from wallctl.server.nodes import Nodes
from wallctl.server.wall_state import WallState

FIRST_ROUND_S = 60.0
"""A start belongs to the wall."""


class StandingBook:
    """The last look at each source, on the wall or off it."""

    def __init__(self, state: WallState, nodes: Nodes, per_minute: float, now_s: float) -> None:
        """`per_minute`: looks of the slow round over the sources of presets; 0: there is none."""
        self._state = state
        self._nodes = nodes
        self._per_minute = per_minute
        self._next_s = now_s + FIRST_ROUND_S
        self._seen: dict[SourceId, Seen] = {}
        self._known: dict[SourceId, SourceStanding] = {}
        self._looked_s: dict[SourceId, float] = {}
        self._wanted: tuple[SourceId, ...] = ()
        self._wanted_of: object = None
        self.standings = Standings()

    def note(self, source: SourceId, seen: Sighting, now_s: float, now_utc_s: float) -> None:
        """A look at it is done; one that had no room says nothing of it."""
        self._looked_s[source] = now_s
        if seen.ceiling is None and source in self._state.sources:
            self._seen[source] = Seen(seen, now_utc_s)

    def look(self, now_utc_s: float) -> bool:
        """Work out how all stand; tell whether that changed."""
        shown = on_wall(self._nodes.health.values())
        for source, one in shown.items():
            # What goes off the wall was seen until now.
            ready = (
                Sighting(first_frame_ms=0) if one.standing is Standing.LIVE else Sighting(reason=one.reason)
            )
            self._seen[source] = Seen(ready, now_utc_s)
        known = [name for name in self._state.sources if name in shown or name in self._seen]
        standings = Standings(standings=tuple(self._of(name, shown, now_utc_s) for name in known))
        changed, self.standings = standings != self.standings, standings
        self._known = {one.source: one for one in standings.standings}
        return changed

    def _of(
        self, source: SourceId, shown: Mapping[SourceId, SourceStanding], now_utc_s: float
    ) -> SourceStanding:
        one = standing_of(source, shown, self._seen.get(source), now_utc_s)
        return one if one.at_utc_s is None else one.with_(at_utc_s=float(round(one.at_utc_s)))

    def of_source(self, source: SourceId) -> dict[str, JsonValue]:
        """Return how that source stands, as the command line is told."""
        one = self._known.get(source, SourceStanding(source=source, standing=Standing.UNKNOWN))
        return {"standing": one.standing.value, "standing_reason": one.reason.value}

    def of_preset(self, preset: Preset) -> dict[str, JsonValue]:
        """Return how many sources that it would put on this wall are ready now; nothing for another wall."""
        if self._state.wall.shape not in preset.walls:
            return {}
        ready = ready_of(sorted(self.filled(preset).sources), self.standings.standings)
        return {"ready": ready.ready, "of": ready.of}

    def filled(self, preset: Preset) -> Layout:
        """Return the preset's windows as they go up now; raise `BadInput` for another shape of wall."""
        return put_up(preset, self._state.wall, self._state.sources, self.standings.standings)

    def next_in_round(self, busy: frozenset[SourceId], now_s: float) -> SourceId | None:
        """Return a source of a preset that nobody saw for long, when it is time for one more look."""
        if self._per_minute <= 0 or now_s < self._next_s:
            return None
        pause_s = 60.0 / self._per_minute
        self._next_s = now_s + pause_s
        wanted = self._of_presets()
        shown = on_wall(self._nodes.health.values())
        free = [source for source in wanted if source not in busy and source not in shown]
        return due(free, self._looked_s, now_s, max(HOLDS_S / 2, len(wanted) * pause_s))

    def _of_presets(self) -> tuple[SourceId, ...]:
        """Return what presets would put on this wall if all came; worked out anew only when one changed.

        What does not come now is looked at all the same: that is how it is found to be back.
        """
        state = self._state
        key = (
            tuple((name, version) for name, (version, _) in state.presets.items()),
            len(state.sources),
            state.forbidden,
        )
        if key != self._wanted_of:
            presets = (one for _, one in state.presets.values() if state.wall.shape in one.walls)
            filled = (fill(preset, state.wall, state.sources) for preset in presets)
            wanted = dict.fromkeys(source for layout in filled for source in sorted(layout.sources))
            self._wanted_of = key
            self._wanted = tuple(one for one in wanted if one in state.sources and one not in state.forbidden)
        return self._wanted
