"""Whether a node does what it was told: what it prepared, what it shows, and when it is told again.

Owns what one node was told and said of it. Must not know links, messages' ways, or other nodes; time is an
argument.
"""

from __future__ import annotations

from collections.abc import Mapping

from wallctl.model.desired import Version
from wallctl.model.health import CellHealth, CellPhase
from wallctl.model.ids import CellId
from wallctl.protocol.node import CellReady, CellShown, NodeOrder

DIFFERS_S = 0.5
"""How long a node may show something else before the order is sent again."""
REPORT_LAG_S = 1.5
"""A renderer reports twice a second, its node passes that on twice a second."""
AGAIN_MAX_S = 5.0
"""A node that does not obey is told again more and more slowly, up to this."""


class Obedience:
    """Of one node, for as long as this server lives; links come and go meanwhile."""

    def __init__(self) -> None:
        self.told = False
        """An order of this server's life was sent to it."""
        self._armed: NodeOrder | None = None
        """What the node was last told to prepare."""
        self._done: set[CellId] = set()
        """Cells that have prepared that."""
        self._shown: dict[CellId, tuple[Version, float]] = {}
        """What a cell said it shows, and when that was heard; its report of it comes a little later."""
        self._differs_since_s: float | None = None
        self._again_s = DIFFERS_S

    # --- prepared

    def arm(self, order: NodeOrder) -> None:
        """It is told to prepare this, and nothing else any more."""
        self._armed, self._done = order, set()

    def ready(self, said: CellReady) -> None:
        """Hear that a cell is ready; what it says of another version is nothing to what is prepared now."""
        if said.done and self._armed is not None and self._armed.version == said.version:
            self._done.add(said.cell)

    def has_prepared(self, order: NodeOrder) -> bool:
        """Tell whether all its cells said that they have prepared exactly this."""
        armed = self._armed
        return (
            armed is not None
            and (armed.version, armed.pictures) == (order.version, order.pictures)
            and armed.surfaces == order.surfaces
            and self._done >= order.pictures.keys()
        )

    def take(self) -> None:
        """It is told to show the acknowledged state; what it prepared is used up."""
        self.told, self._differs_since_s, self._armed = True, None, None

    # --- shown

    def shown(self, said: CellShown, heard_s: float) -> None:
        """Hear that a cell shows a version."""
        self._shown[said.cell] = said.version, heard_s

    def forget_shown(self) -> None:
        """The wall is another one: what cells said of the last one counts no longer."""
        self._shown = {}

    def settling(self, health: Mapping[CellId, CellHealth], wanted: Version, now_s: float) -> bool:
        """Tell whether a report of what was just shown is still to come."""
        return any(self._about_to_report(health.get(cell), cell, wanted, now_s) for cell in self._shown)

    def _about_to_report(self, one: CellHealth | None, cell: CellId, wanted: Version, now_s: float) -> bool:
        """Tell whether the cell has just said that it shows the state, but its report is an older one."""
        version, heard_s = self._shown.get(cell, (None, 0.0))
        if version != wanted or now_s - heard_s >= REPORT_LAG_S:
            return False
        return one is None or (
            one.phase is CellPhase.UP and (one.report is None or one.report.version != version)
        )

    # --- told again

    def overdue(self, health: Mapping[CellId, CellHealth], wanted: Version, now_s: float) -> bool:
        """Tell whether it shows something else for too long; call regularly while no take is under way."""
        if not self._differs(health, wanted, now_s):
            self.rest()
        elif self._differs_since_s is None:
            self._differs_since_s = now_s
        else:
            return now_s - self._differs_since_s > self._again_s
        return False

    def told_again(self, now_s: float) -> None:
        """It was told because it was overdue: the next time it gets twice as long."""
        self._differs_since_s = now_s
        self._again_s = min(2 * self._again_s, AGAIN_MAX_S)

    def connect(self) -> None:
        """Its link is new: until it had time to report, nothing is held against it."""
        self._differs_since_s = None

    def rest(self) -> None:
        """It obeys, or cannot be told: the next time begins anew."""
        self._differs_since_s, self._again_s = None, DIFFERS_S

    def _differs(self, health: Mapping[CellId, CellHealth], wanted: Version, now_s: float) -> bool:
        return any(
            one.phase is CellPhase.UP
            and one.report is not None
            and one.report.version != wanted
            and not self._about_to_report(one, one.cell, wanted, now_s)
            for one in health.values()
        )
