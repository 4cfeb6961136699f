"""Tells people when a ceiling keeps a window from its picture, and when it does no more. Decides nothing."""

from __future__ import annotations

from collections.abc import Mapping

from wallctl.model.budget import Ceiling
from wallctl.model.ids import SourceId, WindowId
from wallctl.protocol.node import Severity
from wallctl.server.events import EventLog
from wallctl.server.wall_state import WallState


class CeilingNews:
    """One event for each window, or source of a tour, that a ceiling refuses or gives a lesser stream.

    Lives in the event loop.
    """

    def __init__(self, state: WallState, events: EventLog) -> None:
        self._state = state
        self._events = events
        self._refused: Mapping[WindowId, Ceiling] = {}
        self._lowered: Mapping[WindowId, Ceiling] = {}
        self._left_out: Mapping[WindowId, Mapping[SourceId, Ceiling]] = {}

    def tell(self) -> None:
        """Say what is new since the last call; call after each change of what is shown."""
        now = self._state.carried
        for name, ceiling in now.refused.items():
            if self._refused.get(name) != ceiling:
                self._say(
                    name, ceiling, ("over_ceiling", "未上墙", "is not shown"), severity=Severity.WARNING
                )
        for name, ceiling in now.lowered.items():
            if self._lowered.get(name) != ceiling:
                self._say(name, ceiling, ("lesser_stream", "改用较小码流", "gets its lesser stream"))
        for name, sources in now.left_out.items():
            for ref, ceiling in sources.items():
                if self._left_out.get(name, {}).get(ref) != ceiling:
                    self._say_left_out(name, ref, ceiling)
        self._refused, self._lowered, self._left_out = now.refused, now.lowered, now.left_out

    def _say_left_out(self, name: WindowId, ref: SourceId, ceiling: Ceiling) -> None:
        source = self._state.sources.get(ref)
        because_zh, because_en = ceiling.words
        self._events.add(
            "tour_over_ceiling",
            f"{source.name if source else ref} 未列入轮巡: {because_zh}",
            f"{ref} is left out of the tour in window {name}: {because_en}",
            severity=Severity.INFO,
            source=ref,
            revision=self._state.desired.revision,
        )

    def _say(
        self,
        name: WindowId,
        ceiling: Ceiling,
        words: tuple[str, str, str],
        severity: Severity = Severity.INFO,
    ) -> None:
        window = self._state.desired.layout.window(name)
        source = self._state.sources.get(window.source) if window and window.source else None
        what, zh, en = words
        because_zh, because_en = ceiling.words
        self._events.add(
            what,
            f"{source.name if source else name} {zh}: {because_zh}",
            f"Window {name} ({source.id if source else 'no source'}) {en}: {because_en}",
            severity=severity,
            source=source.ref if source else None,
            revision=self._state.desired.revision,
        )
