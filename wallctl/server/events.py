"""What happened, for people: numbered, kept, and told to those who follow. Must not know links or causes."""

from __future__ import annotations

import logging
import time
from collections import deque
from collections.abc import Callable

from wallctl.bus.clock import now_s
from wallctl.errors import WallError
from wallctl.model.ids import CellId, SourceId
from wallctl.model.people import NOBODY
from wallctl.protocol.desk import Happened
from wallctl.protocol.node import NodeEvent, Severity
from wallctl.rules.access import Actor
from wallctl.rules.rate import Bucket, Rate
from wallctl.store.state import Store

NODE_EVENTS = Rate(per_s=20, burst=500)
"""A wall that starts or falls says a lot at once; nothing sane goes on like that."""
PENDING_LIMIT = 2_000
"""Events that wait for a disk that is full; the oldest are dropped first, and that is said."""

_log = logging.getLogger(__name__)
_LEVELS = {
    Severity.INFO: logging.INFO,
    Severity.WARNING: logging.WARNING,
    Severity.ALARM: logging.ERROR,
}


class EventLog:
    """Lives in the event loop. `add` tells at once and keeps a little later."""

    def __init__(self, store: Store, tell: Callable[[Happened], None], last_seq: int) -> None:
        self._store = store
        self._tell = tell
        self._seq = last_seq
        self._pending: deque[Happened] = deque()
        self._lost = 0
        self._allowance = Bucket.full(NODE_EVENTS, now_s())
        self._withheld = 0

    def add(
        self,
        what: str,
        text: str,
        text_en: str = "",
        *,
        severity: Severity = Severity.INFO,
        cell: CellId | None = None,
        source: SourceId | None = None,
        sources: tuple[SourceId, ...] = (),
        by: Actor | None = None,
        revision: int | None = None,
    ) -> None:
        """Something happened now; `what` is a word for programs, `text` a Chinese sentence for people."""
        self._seq += 1
        event = Happened(
            seq=self._seq,
            at_utc_s=time.time(),
            severity=severity,
            what=what,
            text=text,
            text_en=text_en,
            cell=cell,
            source=source,
            sources=sources,
            actor=by.id if by is not None else "",
            officer=by.officer if by is not None else NOBODY,
            seat=by.seat if by is not None else "",
            revision=revision,
        )
        _log.log(_LEVELS[severity], "%s: %s", what, text_en or text)
        if len(self._pending) >= PENDING_LIMIT:
            self._pending.popleft()
            self._lost += 1
        self._pending.append(event)
        self._tell(event)

    def from_node(self, event: NodeEvent) -> None:
        """A node reports something; a flood of reports is counted instead of kept."""
        self._allowance, granted = self._allowance.take(NODE_EVENTS, now_s())
        if not granted:
            self._withheld += 1
            return
        if self._withheld:
            count, self._withheld = self._withheld, 0
            self.add(
                "events_withheld", f"节点事件过多, 略去 {count} 条", f"{count} events of nodes were left out"
            )
        self.add(
            event.what,
            event.text,
            event.text_en,
            severity=event.severity,
            cell=event.cell,
            source=event.source,
            sources=event.sources,
        )

    async def flush(self) -> None:
        """Put what is pending on disk; a disk that is full is tried again at the next call."""
        batch = tuple(self._pending)
        if not batch:
            return
        try:
            await self._store.run(lambda: self._store.add_events(batch))
        except WallError as wrong:
            _log.warning("events are not kept for now: %s", wrong)
            return
        for event in batch:
            if self._pending and self._pending[0] is event:
                self._pending.popleft()
        if self._lost:
            lost, self._lost = self._lost, 0
            self.add(
                "events_lost",
                f"磁盘已满期间丢失 {lost} 条事件",
                f"{lost} events were lost while the disk was full",
            )

    async def newest(self, last: int) -> tuple[Happened, ...]:
        """Return the newest events, oldest of them first."""
        kept = await self._store.run(lambda: self._store.events(last))
        seen = {event.seq for event in kept}
        return (*kept, *(event for event in self._pending if event.seq not in seen))[-last:] if last else ()
