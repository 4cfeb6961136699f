"""What a node knows of one of its cells: the surface, the process life, who painted there before.

Must not know how orders are made or sent.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum

from wallctl.model.health import CellHealth, CellPhase, CellReport
from wallctl.model.wall import Surface
from wallctl.node.pids import Process
from wallctl.rules.life import Life
from wallctl.rules.proof import Painting
from wallctl.rules.silence import aged


class Parent(Enum):
    """Who reaps a renderer."""

    NURSERY = "nursery"
    NOBODY = "nobody"
    """Its nursery is gone: we look whether it lives, and kill it ourselves."""


@dataclass(slots=True)
class Cell:
    """One cell. `process` is the present incarnation's; `predecessor` still paints until that one does."""

    surface: Surface
    life: Life = field(default_factory=Life)
    token: str = ""
    """Of the newest start, before and after it is born."""
    process: Process | None = None
    parent: Parent = Parent.NURSERY
    predecessor: Process | None = None
    report: CellReport | None = None
    reported_s: float | None = None
    """When it came, on the supervisor's clock."""
    painting: Painting = field(default_factory=Painting)
    """Of the present incarnation."""

    def told(self, now_s: float, now_utc_s: float) -> CellReport | None:
        """What it said last, as old as that is by now."""
        if self.report is None or self.reported_s is None:
            return self.report
        return aged(self.report, now_s - self.reported_s, now_utc_s)

    def health(self, now_s: float, now_utc_s: float) -> CellHealth:
        """The cell as the server is told of it."""
        return CellHealth(
            cell=self.surface.id,
            phase=self.life.health,
            pid=self.process.pid if self.process else None,
            incarnation=self.life.incarnation,
            restarts=self.life.restarts,
            reason=self.life.reason,
            report=self.told(now_s, now_utc_s),
        )

    @property
    def paints(self) -> bool:
        """Whether the present incarnation is known to paint."""
        return self.life.health is CellPhase.UP
