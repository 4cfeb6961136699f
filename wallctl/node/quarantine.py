"""Keeps what is held against sources that crash renderers, and says so: `rules.charges` decides.

Must not know processes, sockets or how pictures are sent.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field

from wallctl.model.health import Reason
from wallctl.model.ids import SourceId
from wallctl.node import news
from wallctl.protocol.cell import Picture
from wallctl.protocol.node import NodeEvent
from wallctl.rules import charges as rules
from wallctl.rules.charges import Charges


@dataclass(slots=True)
class Quarantine:
    """Sources under charge. `name` is what people call a source. Times are of one monotonic clock.

    `keep` is told all charges after each change: whoever comes after us must not open what is barred.
    """

    tell: Callable[[NodeEvent], None]
    name: Callable[[SourceId], str]
    keep: Callable[[Charges], None]
    charges: Charges = field(default_factory=dict)

    def crashed(self, sources: Iterable[SourceId], now_s: float) -> bool:
        """Charge what a cell had open when its renderer died; tell whether charges changed."""
        before = self.charges
        self.charges, taken = rules.crashed(before, sources, now_s)
        return self._told(before, taken)

    def scout_crashed(self, source: SourceId, now_s: float) -> bool:
        """Charge what a scout died of; tell whether charges changed."""
        before = self.charges
        self.charges, taken = rules.scout_crashed(before, source, now_s)
        return self._told(before, taken)

    def _told(self, before: Charges, taken: Iterable[SourceId]) -> bool:
        for source in taken:
            self.tell(news.quarantined(source, self.name(source)))
        return self._changed(before)

    def _changed(self, before: Charges) -> bool:
        if self.charges == before:
            return False
        self.keep(self.charges)
        return True

    def passed(self, shown: Collection[SourceId], now_s: float) -> bool:
        """Begin trials of sources that windows wait for; tell whether charges changed."""
        before = self.charges
        self.charges, tried = rules.passed(before, shown, now_s)
        for source in tried:
            self.tell(news.on_trial(source, self.name(source)))
        return self._changed(before)

    def judged(self, source: SourceId, ready: bool, now_s: float) -> bool:
        """A trial ended without a crash; tell whether it set the source free."""
        before = self.charges
        self.charges, freed = rules.judged(before, source, ready, now_s)
        self._changed(before)
        if freed:
            self.tell(news.released(source, self.name(source)))
        return freed

    @property
    def on_trial(self) -> tuple[SourceId, ...]:
        """Sources that a scout is to try now."""
        return rules.on_trial(self.charges)

    def barred(self, source: SourceId) -> bool:
        """Whether no cell may open the source."""
        return rules.barred(self.charges, source)

    def marked(self, picture: Picture) -> Picture:
        """Return the picture with a card in place of each source that cells may not open."""
        if not any(p.source is not None and self.barred(p.source.id) for p in picture.panes):
            return picture
        panes = tuple(
            pane.with_(verdict=Reason.QUARANTINED)
            if pane.source is not None and pane.verdict is Reason.NONE and self.barred(pane.source.id)
            else pane
            for pane in picture.panes
        )
        return picture.with_(panes=panes)
