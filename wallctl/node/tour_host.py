"""What the tours ask of the node: instants, which cells are there, and turns that are prepared and taken.

Must not know how a turn is chosen (`node.touring`), nor sockets.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from wallctl.model.ids import CellId, SourceId, WindowId
from wallctl.node.cell_orders import CellOrders
from wallctl.node.quarantine import Quarantine
from wallctl.node.ways import ServerClock
from wallctl.protocol.cell import KeepWarm, SourceView, Withdraw


@dataclass(frozen=True, slots=True)
class TourHost:
    """The host of `node.touring.Touring`."""

    orders: CellOrders
    clock: ServerClock
    quarantine: Quarantine
    make_room: Callable[[Iterable[CellId]], None]
    """What is held on these cells gives way: a renderer prepares one thing at a time."""

    def ours(self, theirs_s: float) -> float:
        """Convert an instant of the server's clock; our own where none is known (one machine: the same)."""
        ours_s = self.clock.ours(theirs_s)
        return theirs_s if ours_s is None else ours_s

    def theirs(self, ours_s: float) -> float:
        """Convert an instant of our clock."""
        theirs_s = self.clock.theirs(ours_s)
        return ours_s if theirs_s is None else theirs_s

    def there(self) -> frozenset[CellId]:
        """Cells with a renderer on the bus."""
        return frozenset(cell for cell, part in self.orders.parts.items() if part.shown is not None)

    def showing(self) -> frozenset[CellId]:
        """Those of them that show what is taken."""
        return frozenset(cell for cell, part in self.orders.parts.items() if self.orders.shows(part))

    def barred(self, source: SourceId, cell: CellId) -> bool:
        """Whether that cell may not open the source, because it is quarantined."""
        return self.quarantine.barred(source)

    def keep_warm(self, cell: CellId, sources: tuple[SourceView, ...]) -> bool:
        """Have the cell keep these open behind its picture."""
        return self.orders.to_cell(cell, KeepWarm(sources=sources))

    def prepare_turn(self, cells: Iterable[CellId], showing: Mapping[WindowId, SourceId]) -> int:
        """Have cells prepare the taken picture with these sources in turn; return the amendment."""
        taken = self.orders.taken
        assert taken is not None
        cells = tuple(cells)
        self.make_room(cells)
        amendment = self.orders.amend()
        for cell in cells:
            self.orders.prepare(cell, taken, showing)
        return amendment

    def take_turn(self, cells: Iterable[CellId], at_s: float) -> None:
        """Show on these cells what has its turn."""
        for cell in cells:
            part = self.orders.part(cell)
            part.show_at_s = at_s
            self.orders.send(cell, part)

    def drop_turn(self, cells: Iterable[CellId]) -> None:
        """Have cells forget what they prepared for a turn."""
        taken = self.orders.taken
        if taken is not None:
            for cell in cells:
                self.orders.to_cell(cell, Withdraw(version=taken.version))
