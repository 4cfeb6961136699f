"""What a node keeps on its own disk for the node after it: the wall, the charges, and which renderers live.

Owns when each is read and written. Must not know what any of it means, or how it is laid down in files.
"""

from __future__ import annotations

import contextlib
import logging
from collections.abc import Callable, Collection

from wallctl.node import news
from wallctl.node.keeper import Keeper
from wallctl.node.kept_charges import KeptCharges
from wallctl.node.kept_state import KeptState
from wallctl.node.pids import Process, ProcessRecord
from wallctl.protocol.node import NodeEvent, NodeOrder
from wallctl.rules.charges import Charges

_log = logging.getLogger(__name__)


class Keeping:
    """The disk of one node. Lives in the event loop; what may take long is written off it."""

    def __init__(
        self,
        state: KeptState,
        charges: KeptCharges,
        record: ProcessRecord,
        tell: Callable[[NodeEvent], None],
    ) -> None:
        """`tell` is told what could not be read or kept."""
        self._state, self._charges, self._record = state, charges, record
        self._tell = tell
        self._state_keeper = Keeper(state, self._not_kept)
        self._charge_keeper = Keeper(charges, self._not_kept)

    # what the last node left

    def order(self) -> NodeOrder | None:
        """Return what the cells were to show; None: nothing was kept, or nothing of it can be read."""
        order, wrong = self._state.load()
        if wrong:
            _log.error("%s", wrong)
            self._tell(news.state_damaged(wrong))
        return order

    def charges(self, now_s: float) -> Charges:
        """Return what was held against sources; nothing where it cannot be read."""
        charges, wrong = self._charges.load(now_s)
        if wrong:
            _log.error("%s", wrong)
            self._tell(news.charges_damaged(wrong))
        return charges

    def orphans(self, nursed: Collection[int]) -> tuple[Process, ...]:
        """Return the renderers that still live and are not among the nursery's, by their process numbers."""
        return tuple(process for process in self._record.load() if process.pid not in nursed)

    # what the next one is to find

    def keep(self, order: NodeOrder) -> None:
        """Have this written as what the cells are to show; returns at once."""
        self._state_keeper.keep(order)

    def keep_charges(self, charges: Charges) -> None:
        """Have this written as what is held against sources; returns at once."""
        self._charge_keeper.keep(charges)

    def remember(self, processes: tuple[Process, ...]) -> None:
        """Write down which renderers live; where the disk does not take it, the last record stays."""
        with contextlib.suppress(OSError):
            if processes:
                self._record.save(processes)
            else:
                self._record.remove()

    async def finish(self) -> None:
        """Wait until everything that was to be kept is."""
        await self._state_keeper.finish()
        await self._charge_keeper.finish()

    def _not_kept(self, words: str) -> None:
        self._tell(news.state_not_kept(words))
