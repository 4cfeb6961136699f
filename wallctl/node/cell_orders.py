"""What each cell was sent, has prepared and shows, and the one place that builds what a cell is sent.

Whole pictures only: whatever is lost is healed by sending it again. Must not know the server, tours or
processes: `compose` says what a picture looks like. All times are this machine's CLOCK_BOOTTIME.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from wallctl.model.desired import Version
from wallctl.model.ids import CellId, SourceId, WindowId
from wallctl.protocol.cell import Go, Order, Picture, ToRenderer
from wallctl.protocol.node import NodeOrder

Compose = Callable[[CellId, NodeOrder, Mapping[WindowId, SourceId] | None], Picture]
"""What a cell paints of an order; the mapping names what windows with a tour show instead of their turn."""


@dataclass(slots=True)
class Part:
    """One cell's side of the present orders."""

    prepared: Version | None = None
    """The version the renderer said it is done preparing."""
    show_at_s: float | None = None
    """When the taken picture is to be shown; None while it is still being prepared."""
    give_up_s: float = 0.0
    """Until when it may be prepared."""
    sent_s: float = 0.0
    sent: Picture | None = None
    armed: Order | None = None
    """What the renderer was last told to prepare; None once it was told to show something."""
    shown: Version | None = None
    """What the renderer says is on its glass; None: there is no renderer on the bus."""
    owes_arming: bool = False
    """What is armed waits until the taken picture is on the glass: a renderer prepares one at a time."""


@dataclass(slots=True)
class CellOrders:
    """What is taken, cell by cell. `to_cell` returns False where that cell has no renderer on the bus."""

    to_cell: Callable[[CellId, ToRenderer], bool]
    now_s: Callable[[], float]
    compose: Compose
    taken: NodeOrder | None = None
    amendment: int = 0
    """Grows whenever a picture changes under the same version; 0: none has yet."""
    parts: dict[CellId, Part] = field(default_factory=dict)

    def part(self, cell: CellId) -> Part:
        """Return the cell's part; a cell not met before gets one."""
        return self.parts.setdefault(cell, Part())

    def shows(self, part: Part) -> bool:
        """Whether what is taken, or something newer, is on that glass."""
        if self.taken is None or part.shown is None:
            return False
        return not self.taken.version.newer_than(part.shown)

    def is_taken(self, version: Version) -> bool:
        """Whether this very version is taken."""
        return self.taken is not None and self.taken.version == version

    def send(self, cell: CellId, part: Part) -> None:
        """Send what is taken, to be shown when the part says."""
        if self.taken is None:
            return
        picture = self.compose(cell, self.taken, None)
        order = self._order(self.taken, picture, part.show_at_s)
        # Sent again, it goes out whole: the short word may have met a renderer that lost what it prepared.
        sent = self.to_cell(cell, _short(part, order) or order)
        part.armed = None
        part.sent_s = self.now_s()
        part.sent = picture if sent else None

    def prepare(
        self, cell: CellId, order: NodeOrder, instead: Mapping[WindowId, SourceId] | None = None
    ) -> bool:
        """Have it prepared behind the picture; False: that cell has no renderer on the bus."""
        message = self._order(order, self.compose(cell, order, instead), None)
        sent = self.to_cell(cell, message)
        # A turn of a tour is prepared in between other things: it is always told whole.
        self.part(cell).armed = message if sent and instead is None else None
        return sent

    def _order(self, order: NodeOrder, picture: Picture, at_s: float | None) -> Order:
        return Order(version=order.version, picture=picture, at_s=at_s, amendment=self.amendment)

    def amend(self) -> int:
        """Count one amendment on; return it."""
        # From the clock, so that it also grows over a restart of the node.
        self.amendment = max(self.amendment + 1, int(self.now_s() * 1000))
        return self.amendment

    def amend_changed(self) -> None:
        """Send anew, under the same version, every picture that would be composed differently now."""
        if self.taken is None:
            return
        changed = [
            (cell, part)
            for cell, part in self.parts.items()
            if part.sent is not None and self.compose(cell, self.taken, None) != part.sent
        ]
        if changed:
            self.amend()
        for cell, part in changed:
            part.show_at_s = max(self.now_s(), part.show_at_s or 0.0)
            self.send(cell, part)


def _short(part: Part, order: Order) -> Go | None:
    """Return the short word for an order that the renderer has prepared just so; None: it has not."""
    if order.at_s is None or part.prepared != order.version or part.armed != order.with_(at_s=None):
        return None
    return Go(version=order.version, at_s=order.at_s, amendment=order.amendment)
