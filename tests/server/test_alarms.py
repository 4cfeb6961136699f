"""Alarms sound where the picture belongs, and what was acknowledged stays so, whatever ends in between."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path

import pytest

from tests.server.parts import LEFT, NODE_LINK, KeptLanes, listeners, said, state_of, store_in
from wallctl.errors import Unavailable
from wallctl.model.alarm import Alarm
from wallctl.model.desired import Desired, Origin, Version
from wallctl.model.geometry import PxRect, Rect
from wallctl.model.health import CellHealth, CellPhase, CellReport, PaneReport, WindowState
from wallctl.model.ids import ActorId, RequestId, SeatId, SourceId, WindowId
from wallctl.model.layout import Layout, Window
from wallctl.model.wall import LOCAL_NODE, Monitor, Size, Wall
from wallctl.protocol.attention import AcknowledgeAlarms
from wallctl.protocol.desk import Request
from wallctl.protocol.node import NodeReport
from wallctl.rules.access import Actor
from wallctl.rules.alarms import EVERYWHERE_AFTER_S, STANDS_FOR_S, heard
from wallctl.server.alarms import Alarms, there_are
from wallctl.server.events import EventLog
from wallctl.server.nodes import Nodes
from wallctl.server.reseating import Reseating
from wallctl.store.change import AuditLine, Change, Outcome
from wallctl.store.state import Store

LI, DESK_1, DESK_2 = ActorId("li"), SeatId("desk-1"), SeatId("desk-2")
BOTH = frozenset([DESK_1, DESK_2])
CLOCK_S = 5_000.0
"""What the server's clock shows when a test begins."""


def window(name: str, x: float, *, important: bool = True) -> Window:
    return Window(
        id=WindowId(name), rect=Rect(x=x, y=0, w=1, h=1), source=SourceId(name), important=important
    )


def line(request: str, revision: int, seat: SeatId) -> AuditLine:
    return AuditLine(
        at_utc_s=100.0,
        actor=LI,
        seat=seat,
        request=RequestId(request),
        action="take",
        what="",
        outcome=Outcome.DONE,
        revision=revision,
    )


def _nothing() -> None:
    pass


class Life:
    """One life of a server without a bus: the wall, its alarms, and a clock that a test sets."""

    def __init__(self, store: Store, now_s: float = CLOCK_S) -> None:
        self.store, self.now_s, self.seats = store, now_s, BOTH
        self.events: list[str] = []
        self.state = state_of(store)
        log = EventLog(store, lambda event: self.events.append(f"{event.what} {event.text}"), 0)
        self.nodes = Nodes(KeptLanes(), self.state, log)
        self.nodes.listeners = listeners([])
        self.nodes.up(NODE_LINK)
        self.alarms = Alarms(
            self.state, self.nodes, Reseating(self.state, self.nodes, store, log), store, log, now_s
        )

    def put(self, seat: SeatId, *windows: Window, undoes: int | None = None) -> None:
        """The wall shows these from now on, because that seat wants it."""
        number = self.state.desired.revision + 1
        origin = Origin(
            actor=LI, seat=seat, request=RequestId(f"r{number}"), at_utc_s=1.0, what="", undoes=undoes
        )
        desired = Desired(revision=number, layout=Layout(windows=windows), origin=origin)
        self.store.commit(Change(line=line(f"r{number}", number, seat), desired=desired))
        self.state.now_desired(desired)

    def report(self, state: WindowState, name: str = "a") -> None:
        """A renderer says how a window is."""
        pane = PaneReport(
            window=WindowId(name), source=SourceId(name), dst=PxRect(x=0, y=0, w=1, h=1), state=state
        )
        report = CellReport(cell=LEFT, incarnation=1, pid=7, version=self.state.version, panes=(pane,))
        health = CellHealth(cell=LEFT, phase=CellPhase.UP, pid=7, report=report)
        self.nodes.heard(said(NodeReport(node=LOCAL_NODE, version=Version(), cells=(health,))))

    async def rest(self) -> None:
        """Let time stand still until all that this moment asks for is done and on disk."""
        until, quiet = time.monotonic() + 20, 0
        while quiet < 3:
            assert time.monotonic() < until, "alarms do not come to rest"
            changed = self.alarms.tick(self.now_s, self.seats)
            await asyncio.sleep(0)
            await self.store.run(_nothing)  # the writer takes one thing after the other
            await asyncio.sleep(0)
            quiet = 0 if changed or not self._on_disk() else quiet + 1

    def _on_disk(self) -> bool:
        kept, now = (
            [(one.id, one.acknowledged) for one in some] for some in (self.store.alarms(), self.alarms.now)
        )
        return kept == now

    async def after(self, seconds: float) -> None:
        self.now_s += seconds
        await self.rest()

    async def acknowledge(self, seat: SeatId) -> None:
        request = Request(id=RequestId(f"k{time.monotonic_ns()}"), seat=seat, ask=AcknowledgeAlarms())
        actor = Actor(id=LI, role="local", seat=seat)
        await self.alarms.change(actor, request, AcknowledgeAlarms(), asyncio.Lock())
        await self.rest()

    @property
    def sounding(self) -> list[SeatId]:
        """The seats that hear something."""
        return [seat for seat in sorted(BOTH) if heard(self.alarms.now, seat)]

    @property
    def only(self) -> Alarm:
        (alarm,) = self.alarms.now
        return alarm


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    found = store_in(tmp_path)
    yield found
    found.close()


def told(story: Callable[[Life], Awaitable[None]], life: Callable[[], Life]) -> None:
    """Run a story in an event loop of its own."""

    async def run() -> None:
        await story(life())

    asyncio.run(run())


async def a_picture_of_desk_1_is_lost(life: Life) -> None:
    """Desk 1 marked its picture important, desk 2 has changed the wall since, and then the camera dies."""
    life.put(DESK_1, window("a", 0, important=False))
    life.put(DESK_1, window("a", 0))
    life.put(DESK_2, window("a", 0), window("b", 1))
    life.report(WindowState.LIVE)
    await life.rest()
    life.report(WindowState.NO_SIGNAL)
    await life.rest()


def test_it_sounds_at_the_desk_that_put_it_up_whoever_changed_the_wall_since(store: Store) -> None:
    async def story(life: Life) -> None:
        await a_picture_of_desk_1_is_lost(life)
        assert life.sounding == [DESK_1] and life.only.seat == DESK_1
        await life.after(EVERYWHERE_AFTER_S - 1)
        assert life.sounding == [DESK_1]
        await life.after(1)
        assert life.sounding == [DESK_1, DESK_2]
        await life.acknowledge(DESK_1)
        assert life.sounding == []

    told(story, lambda: Life(store))


def test_it_sounds_at_every_desk_at_once_where_that_seat_has_none(store: Store) -> None:
    async def story(life: Life) -> None:
        life.seats = frozenset([DESK_2])
        await a_picture_of_desk_1_is_lost(life)
        assert life.sounding == [DESK_1, DESK_2]

    told(story, lambda: Life(store))


def test_what_an_undo_brings_back_is_still_its_seats(store: Store) -> None:
    async def story(life: Life) -> None:
        life.put(DESK_1, window("a", 0))
        life.put(DESK_2)
        await life.rest()
        life.put(DESK_2, window("a", 0), undoes=2)
        life.report(WindowState.LIVE)
        await life.rest()
        life.report(WindowState.NO_SIGNAL)
        await life.rest()
        assert life.sounding == [DESK_1]

    told(story, lambda: Life(store))


def test_a_server_that_starts_again_knows_whose_picture_it_is(store: Store) -> None:
    async def before(life: Life) -> None:
        life.put(DESK_1, window("a", 0))
        life.put(DESK_2, window("a", 0), window("b", 1))

    async def after(life: Life) -> None:
        life.report(WindowState.NO_SIGNAL)
        await life.rest()
        assert life.sounding == [DESK_1]

    told(before, lambda: Life(store))
    told(after, lambda: Life(store))


def test_what_was_acknowledged_is_silent_after_a_restart_until_the_picture_was_back(store: Store) -> None:
    async def before(life: Life) -> None:
        await a_picture_of_desk_1_is_lost(life)
        await life.acknowledge(DESK_1)

    async def after(life: Life) -> None:
        assert life.only.acknowledged is not None and life.only.acknowledged.seat == DESK_1
        await life.rest()
        assert life.sounding == [], "nothing was heard of the picture yet"
        life.report(WindowState.NO_SIGNAL)
        await life.after(EVERYWHERE_AFTER_S + 1)
        assert life.sounding == [] and not any("picture_lost" in event for event in life.events)
        life.report(WindowState.LIVE)
        await life.rest()
        assert store.alarms() == () == life.alarms.now
        life.report(WindowState.NO_SIGNAL)
        await life.rest()
        assert life.sounding == [DESK_1], "that is another loss"

    told(before, lambda: Life(store))
    told(after, lambda: Life(store))


def test_what_nobody_acknowledged_goes_on_under_its_name_after_a_restart(store: Store) -> None:
    """A desk that was told to be silent while the server was away names it so."""
    names: list[str] = []

    async def before(life: Life) -> None:
        await a_picture_of_desk_1_is_lost(life)
        names.append(life.only.id)

    async def after(life: Life) -> None:
        await life.rest()
        assert life.only.id == names[0] and life.sounding == [DESK_1]
        await life.after(EVERYWHERE_AFTER_S)
        assert life.sounding == [DESK_1, DESK_2]

    told(before, lambda: Life(store))
    told(after, lambda: Life(store, now_s=3.0))  # the machine was started again: its clock begins anew


def test_it_sounds_though_the_disk_takes_nothing(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    async def story(life: Life) -> None:
        await a_picture_of_desk_1_is_lost(life)
        assert life.sounding == [DESK_1]
        await life.acknowledge(DESK_1)

        def full(change: Change) -> None:
            raise Unavailable("disk", "is full", "make room")

        life.report(WindowState.LIVE)
        with monkeypatch.context() as broken:
            broken.setattr(store, "commit", full)
            life.alarms.tick(life.now_s, life.seats)
            life.report(WindowState.NO_SIGNAL)
            life.alarms.tick(life.now_s, life.seats)
            await asyncio.sleep(0.05)
            assert life.sounding == [DESK_1]
        await life.after(60)
        assert [one.id for one in store.alarms()] == [life.only.id]

    told(story, lambda: Life(store))


def test_a_frozen_picture_sounds_after_a_minute_and_is_called_so(store: Store) -> None:
    async def story(life: Life) -> None:
        life.put(DESK_1, window("a", 0))
        life.report(WindowState.FROZEN)
        await life.rest()
        await life.after(STANDS_FOR_S - 1)
        assert life.sounding == []
        await life.after(1)
        assert life.sounding == [DESK_1] and life.only.state is WindowState.FROZEN
        assert life.events[-1].startswith("picture_lost 重要画面冻结: a")

    told(story, lambda: Life(store))


def test_the_cells_of_a_wall_are_named_one_by_one_while_they_are_few_and_monitors_always() -> None:
    side = Monitor(id="side", px=Size(w=640, h=480), area=Rect(x=0, y=0, w=1, h=1))

    def told(rows: int, cols: int, *monitors: Monitor) -> str:
        wall = Wall(id="w", rows=rows, cols=cols, monitors=monitors)
        return there_are([surface.id for surface in wall.surfaces])

    assert told(2, 2) == "r0c0, r0c1, r1c0, r1c1"
    assert told(2, 2, side) == "r0c0, r0c1, r1c0, r1c1, side"
    assert told(4, 6, side) == "r0c0 to r3c5, side"
