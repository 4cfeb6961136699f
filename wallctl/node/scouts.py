"""The scouts of this node: forks one for each look that has room, hears what it sees, and ends it in time.

Must not know who looks, or what a look is worth: the server says so; `rules.scouting` decides who waits.
Lives in the event loop. A scout is a process that nobody else depends on: it is killed, never asked.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Protocol

from wallctl.model.health import Reason
from wallctl.model.ids import CellId, SourceId
from wallctl.model.sighting import LookFor, LookStep, Sighting
from wallctl.node.cell_lane import Who
from wallctl.protocol.cell import Sighted
from wallctl.protocol.node import FromNode, LookOrder, LookSeen
from wallctl.protocol.nursery import Born, Died, ForkScout, FromNursery, Kill, Nursing, ScoutSpec, ToNursery
from wallctl.rules.endings import BROKEN, NO_PROCESS, REFUSED
from wallctl.rules.scouting import Candidate, Rest, chosen, rested

GRACE_S = 1.0
"""So long after its time a look that is not done is ended from here."""
SILENT_S = 15.0
"""A scout that looks on and says nothing for so long is stuck."""
AGAIN_S = 5.0
"""After that, another one is sent."""
_OUR_FAULT = (BROKEN, NO_PROCESS)
"""Ended by an error that it met, as for want of memory, or because there was no room to begin it."""
_OWN_ENDS = (0, REFUSED, *_OUR_FAULT)
"""Ended in good order, or because it was not let in, or by our fault."""
_SIGALRM, _SIGKILL = -14, -9


class MakeScout(Protocol):
    """What a scout is born with."""

    def __call__(self, order: LookOrder, scout: CellId, token: str) -> ScoutSpec: ...


@dataclass(frozen=True, slots=True)
class ScoutWays:
    """Where the words of scouts go."""

    to_nursery: Callable[[ToNursery], bool]
    say: Callable[[FromNode, str | None], None]
    show: Callable[[FromNode, bytes, tuple[str, str]], None]
    admit: Callable[[], None]
    """The ring of tokens is another one."""
    quarantined: Callable[[SourceId], bool]
    crashed: Callable[[SourceId], None]
    """A scout died of this source."""
    judged: Callable[[SourceId, bool], None]
    """A trial is over without a crash: whether its pictures came all the time."""
    theirs: Callable[[float], float | None]


class _Phase(Enum):
    """The life of one look on this node."""

    WAITING = "waiting"
    LOOKING = "looking"
    """Its scout lives, or is being forked."""
    OVER = "over"
    """Done; remembered until it is not ordered any more."""


@dataclass(slots=True)
class _Look:
    order: LookOrder
    phase: _Phase = _Phase.WAITING
    scout: CellId | None = None
    token: str = ""
    pid: int = 0
    begun_s: float = 0.0
    heard_s: float = 0.0
    not_before_s: float = 0.0
    seen: Sighting = field(default_factory=Sighting)
    taken_s: float | None = None
    """When the newest picture was taken."""
    size: tuple[int, int] = (0, 0)
    told_waiting: bool = False


class Scouts:
    """All looks of the node."""

    def __init__(self, ways: ScoutWays, make: MakeScout, now_s: Callable[[], float]) -> None:
        self._ways = ways
        self._make = make
        self._now_s = now_s
        self._number = 0
        self._ordered: dict[str, _Look] = {}
        self._trials: dict[str, _Look] = {}
        self._dying: dict[str, int] = {}
        """Scouts that we ended, by token, until the nursery says that they are gone; 0: number not known."""
        self._rest = Rest()
        self._on = True

    # What is wanted

    def order(self, wanted: Iterable[LookOrder]) -> None:
        """These looks are to be done, and no others."""
        orders = {order.look: order for order in wanted} if self._on else {}
        for number in self._ordered.keys() - orders.keys():
            self._end(self._ordered.pop(number))
        for number, order in orders.items():
            self._ordered.setdefault(number, _Look(order))

    def try_out(self, orders: Iterable[LookOrder]) -> None:
        """These quarantined sources are on trial, and no others."""
        wanted = {order.look: order for order in orders} if self._on else {}
        for number in self._trials.keys() - wanted.keys():
            self._end(self._trials.pop(number))
        for number, order in wanted.items():
            self._trials.setdefault(number, _Look(order))

    def stop(self) -> None:
        """End all, and begin no other."""
        self._on = False
        self.order(())
        self.try_out(())

    @property
    def tokens(self) -> Mapping[str, Who]:
        """Who may come in."""
        return {one.token: Who(one.scout, 1) for one in self._looks if one.token and one.scout}

    @property
    def living(self) -> tuple[int, ...]:
        """Processes of scouts, as far as they are known."""
        return tuple(look.pid for look in self._looks if look.pid)

    @property
    def _looks(self) -> tuple[_Look, ...]:
        return (*self._ordered.values(), *self._trials.values())

    # Time

    def tick(self, strained: bool = False, arming: bool = False) -> None:
        """End what takes too long, send whom there is room for. While the wall arms nobody is sent."""
        now_s = self._now_s()
        self._rest = rested(self._rest, strained, now_s)
        for look in self._looks:
            self._end_if_late(look, now_s)
        open_looks = [look for look in self._looks if look.phase is not _Phase.OVER]
        running = {look.order.look for look in open_looks if look.phase is _Phase.LOOKING}
        candidates = [
            Candidate(look.order.look, look.order.purpose)
            for look in open_looks
            if look.phase is _Phase.LOOKING or now_s >= look.not_before_s
        ]
        go = set(chosen(candidates, running, self._rest.until_s is not None))
        for look in open_looks:
            if look.phase is _Phase.LOOKING and look.order.look not in go:
                self._end(look)
                look.phase, look.told_waiting = _Phase.WAITING, False
        for look in open_looks:
            if look.phase is _Phase.WAITING and look.order.look in go and not arming:
                self._begin(look, now_s)
            if look.phase is _Phase.WAITING and not look.told_waiting:
                look.told_waiting = True
                self._tell(look, LookStep.WAITING, now_s)

    def _begin(self, look: _Look, now_s: float) -> None:
        order = look.order
        if order.purpose in (LookFor.PREVIEW, LookFor.ROUND) and self._ways.quarantined(order.view.id):
            look.phase, look.seen = _Phase.OVER, look.seen.with_(reason=Reason.QUARANTINED)
            self._tell(look, LookStep.DONE, now_s)
            return
        self._number += 1
        look.scout, look.token = CellId(f"scout-{self._number}"), secrets.token_urlsafe(24)
        look.phase, look.begun_s, look.heard_s = _Phase.LOOKING, now_s, now_s
        # The ring of tokens must know the newcomer before it can possibly say hello.
        self._ways.admit()
        if not self._ways.to_nursery(ForkScout(spec=self._make(order, look.scout, look.token))):
            self._put_back(look, now_s)

    def _put_back(self, look: _Look, now_s: float) -> None:
        look.phase, look.token, look.pid = _Phase.WAITING, "", 0
        # Why it waits was said, or is nobody's fault.
        look.not_before_s, look.told_waiting = now_s + AGAIN_S, True

    def _end_if_late(self, look: _Look, now_s: float) -> None:
        if look.phase is not _Phase.LOOKING:
            return
        if look.order.every_s is None:
            if now_s - look.begun_s > look.order.within_s + GRACE_S:
                self._finish(look, look.seen, now_s)
        elif now_s - look.heard_s > SILENT_S:
            self._tell(look, LookStep.DONE, now_s, look.seen.with_(reason=Reason.NO_ANSWER))
            self._end(look)
            self._put_back(look, now_s)

    def _end(self, look: _Look) -> None:
        """Kill its scout, if it has one."""
        if look.phase is _Phase.LOOKING:
            self._dying[look.token] = look.pid
            if look.pid:
                self._ways.to_nursery(Kill(pid=look.pid))
            look.token, look.pid = "", 0
            self._ways.admit()

    def _finish(self, look: _Look, seen: Sighting, now_s: float, jpeg: bytes | None = None) -> None:
        if not seen.ready and seen.reason is Reason.NONE:
            seen = seen.with_(reason=Reason.NO_ANSWER)
        self._end(look)
        look.phase, look.seen = _Phase.OVER, seen
        if look.order.purpose is LookFor.TRIAL:
            self._ways.judged(look.order.view.id, seen.ready)
        else:
            self._tell(look, LookStep.DONE, now_s, seen, jpeg)

    # What the nursery says

    def nursery_said(self, message: FromNursery) -> bool:
        """A birth or a death; tell whether it was a scout's."""
        match message:
            case Born(child=child):
                if child.token in self._dying:
                    self._ways.to_nursery(Kill(pid=child.pid))
                    return True
                look = self._by_token(child.token)
                if look is not None:
                    look.pid = child.pid
                return look is not None
            case Died(child=child, code=code):
                if self._dying.pop(child.token, None) is not None:
                    return True
                look = self._by_token(child.token)
                if look is not None:
                    self._died(look, code)
                return look is not None
            case Nursing():
                return False

    def nursery_lost(self) -> None:
        """The line is cut, or there is another nursery: whatever scouts there were end by themselves."""
        now_s = self._now_s()
        self._dying.clear()
        for look in self._looks:
            if look.phase is _Phase.LOOKING:
                self._put_back(look, now_s)
        self._ways.admit()

    def _by_token(self, token: str) -> _Look | None:
        return next((look for look in self._looks if look.token and look.token == token), None)

    def _died(self, look: _Look, code: int) -> None:
        now_s = self._now_s()
        look.phase, look.token, look.pid = _Phase.OVER, "", 0
        look.taken_s = None
        self._ways.admit()
        if code in _OWN_ENDS or code in (_SIGALRM, _SIGKILL):
            # It stopped by itself, or whoever may killed it: that says nothing of the source.
            why = Reason.OWN_FAULT if code in _OUR_FAULT else Reason.STOPPED
            self._tell(look, LookStep.DONE, now_s, look.seen.with_(reason=look.seen.reason or why))
            if look.order.every_s is not None or look.order.purpose is LookFor.TRIAL:
                self._put_back(look, now_s)
            return
        look.seen = look.seen.with_(reason=Reason.CANNOT_OPEN)
        self._tell(look, LookStep.DONE, now_s, crashed=True)
        if look.order.purpose is not LookFor.TEST:
            # An address that is only tested is no source of the site.
            self._ways.crashed(look.order.view.id)

    # What a scout says

    def owns(self, scout: CellId) -> bool:
        """Whether that name is a scout's."""
        return any(look.scout == scout and look.token for look in self._looks)

    def heard(self, scout: CellId, said: Sighted, attachments: tuple[bytes, ...]) -> None:
        """Pass on what it saw; one that is done is ended."""
        look = next((one for one in self._looks if one.scout == scout and one.token), None)
        if look is None:
            return
        now_s = self._now_s()
        jpeg = attachments[0] if attachments else None
        look.heard_s, look.seen, look.size = now_s, said.sighting, (said.width, said.height)
        look.taken_s = said.taken_s if jpeg is not None else None
        if said.step is LookStep.DONE and look.order.every_s is None:
            self._finish(look, said.sighting, now_s, jpeg)
        elif look.order.purpose is not LookFor.TRIAL:
            self._tell(look, said.step, now_s, said.sighting, jpeg)

    def _tell(
        self,
        look: _Look,
        step: LookStep,
        now_s: float,
        seen: Sighting | None = None,
        jpeg: bytes | None = None,
        *,
        crashed: bool = False,
    ) -> None:
        if look.order.purpose is LookFor.TRIAL:
            return
        at_s = now_s if look.taken_s is None or jpeg is None else look.taken_s
        theirs_s = self._ways.theirs(at_s)
        said = LookSeen(
            look=look.order.look,
            step=step,
            sighting=seen or look.seen,
            taken_s=at_s if theirs_s is None else theirs_s,
            width=look.size[0] if jpeg is not None else 0,
            height=look.size[1] if jpeg is not None else 0,
            crashed=crashed,
        )
        if jpeg is None:
            self._ways.say(said, None)
        else:
            self._ways.show(said, jpeg, ("look", look.order.look))
