"""What each renderer said last that it has open. Must not know orders, or what is held against sources."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from wallctl.model.health import CellReport
from wallctl.model.ids import CellId, SourceId
from wallctl.rules.charges import Held, suspects


@dataclass(slots=True)
class Holdings:
    """Of all cells. Times are of one monotonic clock."""

    _held: dict[CellId, Held] = field(default_factory=dict)
    _left: dict[CellId, Held] = field(default_factory=dict)
    """Of those that ended, until their successors speak."""

    def beat(self, cell: CellId, report: CellReport, now_s: float) -> None:
        """Take in what it says."""
        self._held[cell] = Held(decodes=report.decodes, follows=report.follows, at_s=now_s)
        self._left.pop(cell, None)

    def gone(self, cell: CellId) -> None:
        """It ended, however: nobody follows it any more."""
        held = self._held.pop(cell, None)
        if held is not None:
            self._left[cell] = held

    def suspects(self, cell: CellId, ordered: Iterable[SourceId], now_s: float) -> tuple[SourceId, ...]:
        """Return what the renderer that is gone may have died of; `ordered`: what it was told to open."""
        return suspects(ordered, self._left.pop(cell, None), self._held.values(), now_s)
