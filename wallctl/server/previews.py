"""Who watches small pictures of which sources. Must not know how they are made, nor rights."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from wallctl.bus.lane import Link
from wallctl.model.health import Reason
from wallctl.model.ids import SourceId
from wallctl.protocol.looks import PreviewPicture, WatchPreviews
from wallctl.server.inbox import Lane
from wallctl.server.lanes import Lanes
from wallctl.server.wall_state import WallState

Newest = tuple[PreviewPicture, bytes]


@dataclass(slots=True)
class _Watcher:
    link: Link
    sources: tuple[SourceId, ...]
    width: int
    told: dict[SourceId, PreviewPicture] = field(default_factory=dict)
    """What was said last without a picture: it is not said again."""


class Previews:
    """All links that watch. Lives in the event loop."""

    def __init__(self, lanes: Lanes, state: WallState) -> None:
        self._lanes = lanes
        self._state = state
        self._watchers: dict[int, _Watcher] = {}

    def watch(
        self, link: Link, ask: WatchPreviews
    ) -> tuple[tuple[SourceId, ...], dict[SourceId, Reason], frozenset[SourceId]]:
        """Whole: return what the link watches from now on, what it may not, and what is new to it."""
        reasons: dict[SourceId, Reason] = {one: self._refused(one) for one in ask.sources}
        refused: dict[SourceId, Reason] = {one: why for one, why in reasons.items() if why is not Reason.NONE}
        watching = tuple(dict.fromkeys(one for one in ask.sources if one not in refused))
        before = self._watchers.pop(link.number, None)
        if watching:
            told = before.told if before is not None else {}
            kept = {source: one for source, one in told.items() if source in watching}
            self._watchers[link.number] = _Watcher(link, watching, ask.width, kept)
        had = frozenset(before.sources) if before is not None else frozenset[SourceId]()
        return watching, refused, frozenset(watching) - had

    def _refused(self, source: SourceId) -> Reason:
        if source not in self._state.sources:
            return Reason.NOT_FOUND
        return Reason.NOT_ALLOWED if source in self._state.forbidden else Reason.NONE

    def gone(self, link: Link) -> None:
        """Nobody watches there any more."""
        self._watchers.pop(link.number, None)

    @property
    def widths(self) -> dict[SourceId, int]:
        """What is watched and may be, and the largest width that anybody asked for."""
        found: dict[SourceId, int] = {}
        for watcher in self._watchers.values():
            for source in watcher.sources:
                if self._refused(source) is Reason.NONE:
                    found[source] = max(found.get(source, 0), watcher.width)
        return found

    def catch_up(self, link: Link, sources: Iterable[SourceId], newest: Iterable[Newest]) -> None:
        """A newcomer gets the pictures that others have already."""
        watcher, wanted = self._watchers.get(link.number), frozenset(sources)
        for said, jpeg in newest if watcher is not None else ():
            if said.source in wanted and watcher is not None:
                self._send(watcher, said, jpeg)

    def tell(self, said: PreviewPicture, jpeg: bytes | None) -> None:
        """Send it to all who watch; without a picture only what was not said before."""
        for watcher in self._watchers.values():
            if said.source not in watcher.sources:
                continue
            if jpeg is None:
                known = watcher.told.get(said.source)
                if known is not None and (known.step, known.sighting) == (said.step, said.sighting):
                    continue
                watcher.told[said.source] = said
            else:
                watcher.told.pop(said.source, None)
            self._send(watcher, said, jpeg)

    def _send(self, watcher: _Watcher, said: PreviewPicture, jpeg: bytes | None) -> None:
        pictures = () if jpeg is None else (jpeg,)
        self._lanes.send(Lane.PICTURE, watcher.link, said, pictures, replace_key=("preview", said.source))
