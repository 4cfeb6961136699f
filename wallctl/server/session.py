"""Wires the server's parts together and lets time pass for them. Must not know signals, locks or files.

Everything here lives in one event loop; only the inbox and the store are touched from other threads.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import time
from collections.abc import Awaitable, Callable, Iterable
from functools import partial
from pathlib import Path
from typing import assert_never

from wallctl.bus.clock import now_s
from wallctl.bus.keys import PeerRole
from wallctl.bus.lane import Trouble, TroubleReport
from wallctl.errors import WallError
from wallctl.model.ids import RequestId, SeatId
from wallctl.protocol.node import Severity
from wallctl.server.alarms import Alarms
from wallctl.server.answers import Reader
from wallctl.server.arming import ArmingDesk
from wallctl.server.authority import Authority
from wallctl.server.catalogue import SERVER, CatalogueDesk
from wallctl.server.desks import Desks
from wallctl.server.door import Door
from wallctl.server.events import EventLog
from wallctl.server.inbox import Down, Item, Lane, Message, Up
from wallctl.server.lanes import Lanes
from wallctl.server.looks import Looks
from wallctl.server.lookup import Lookup
from wallctl.server.nodes import Listeners, Nodes
from wallctl.server.preparing import Preparing
from wallctl.server.previews import Previews
from wallctl.server.reseating import Reseating
from wallctl.server.ring_file import RingFile
from wallctl.server.setting_up import SettingUp
from wallctl.server.sight import Sight
from wallctl.server.source_tests import SourceTests
from wallctl.server.standings import StandingBook
from wallctl.server.takes import Takes
from wallctl.server.wall_state import WallState
from wallctl.store.change import AuditLine, Change, Outcome
from wallctl.store.recovery import Finding
from wallctl.store.sample_city import SampleCity
from wallctl.store.secrets_file import SecretsFile
from wallctl.store.state import Store

TICK_S = 0.02
IDLE_TICK_S = 0.1
"""While no take is under way nothing is due sooner."""
FLUSH_S = 0.2
DISK_S = 5.0
SOURCES_S = 1.0
"""A temporary source is gone this long after its time at the latest."""
RING_S = 0.2
"""A key that is taken out of the ring has lost its links a second later."""
LOW_DISK_BYTES = 64 << 20

_log = logging.getLogger(__name__)


class Session:
    """One life of the server."""

    def __init__(
        self,
        name: str,
        lanes: Lanes,
        ring: RingFile,
        store: Store,
        state: WallState,
        lookup: Lookup,
        secrets: SecretsFile,
        last_event: int,
        looks_per_minute: float = 0.0,
        media: Path | None = None,
        sample: SampleCity | None = None,
    ) -> None:
        self.ended = asyncio.Event()
        self._store = store
        self._state = state
        self._lanes = lanes
        self._ring = ring
        self._loop = asyncio.get_running_loop()
        self._events = EventLog(store, lambda event: self._desks.happened(event), last_event)
        self._nodes = Nodes(lanes, state, self._events)
        self._takes = Takes(self._nodes, state)
        self._door = Door(store)
        self._sight = Sight(lanes, self._nodes, state)
        catalogue = CatalogueDesk(state, store, self._nodes, lookup, secrets, self._events, self._end_soon)
        self._reseating = Reseating(state, self._nodes, store, self._events)
        self._alarms = Alarms(state, self._nodes, self._reseating, store, self._events, now_s())
        preparing = self._preparing = Preparing(state, store, self._events)
        book = StandingBook(state, self._nodes, looks_per_minute, now_s())
        setting_up = SettingUp(state, store, self._nodes, self._takes, lookup, self._events, sample)
        arming = self._arming = ArmingDesk(state, store, self._takes, self._events)
        self._authority = Authority(
            state,
            store,
            self._takes,
            self._events,
            catalogue,
            self._reseating,
            preparing,
            self._alarms,
            setting_up,
            book,
            arming,
        )
        reader = Reader(name, state, self._nodes, self._takes, self._reseating, book)
        reader.media_folder = media
        reader.alarms = lambda: self._alarms.now
        tests = partial(SourceTests, lanes, state, lookup, (store, secrets))
        self._looks = Looks(self._nodes, state, Previews(lanes, state), tests, book)
        self._desks = Desks(
            lanes, self._door, self._authority, reader, self._events, self._sight, self._looks, preparing
        )
        catalogue.on_catalogue = preparing.on_catalogue = self._desks.catalogued
        setting_up.on_catalogue, setting_up.on_wall = self._desks.catalogued, self._walled
        preparing.on_draft = self._drafted
        self._desks.on_left = self._takes.seat_left
        self._takes.on_progress = self._desks.changed
        self._looks.on_standings = self._desks.stand
        self._nodes.listeners = Listeners(
            ready=self._takes.ready,
            shown=self._takes.shown,
            lost=self._takes.lost,
            newer_epoch=self._newer_epoch,
            changed=self._desks.changed,
            snapshot=self._sight.snapshot,
            echo=self._sight.echo,
            look=self._looks.seen,
        )
        self._broken: WallError | None = None
        store.alarm = self._alarm_from_thread
        store.broken = self._broken_from_thread
        self._disk_low = False

    # --- the life

    async def begin(self, findings: Iterable[Finding]) -> None:
        """Write down that this life begins, under its own epoch, and what was found out of order."""
        revision, epoch = self._state.desired.revision, self._state.epoch
        await self._looks.begin()
        await self._note("server_start", f"epoch {epoch}, revision {revision}")
        for finding in findings:
            self._events.add(
                finding.found.value,
                f"状态数据库曾损坏, 已恢复{'' if finding.lossless else ', 可能缺少最近的修改'}",
                finding.text,
                severity=Severity.WARNING if finding.lossless else Severity.ALARM,
                revision=revision,
            )
            await self._note(finding.found.value, finding.text)
        await self._settle_presets()
        self._events.add(
            "server_start",
            f"服务器已启动, 版本 {revision}",
            f"The server started with revision {revision}, epoch {epoch}",
            revision=revision,
        )

    async def _settle_presets(self) -> None:
        """A disk that takes nothing is not the end: it is done before the next preset is saved."""
        try:
            await self._preparing.begin()
        except WallError as wrong:
            self._disk_alarm(str(wrong))

    async def serve(self) -> None:
        """Let time pass until `ended`; raise when a part that everything needs is gone."""
        async with asyncio.TaskGroup() as group:
            group.create_task(self._every(self._tick_s, self._tick))
            group.create_task(self._every(lambda: FLUSH_S, self._events.flush))
            group.create_task(self._every(lambda: DISK_S, self._tend_disk))
            group.create_task(self._every(lambda: RING_S, self._tend_ring))
            group.create_task(self._every(lambda: SOURCES_S, self._tend_sources))
        if self._broken is not None:
            raise self._broken

    def _tick_s(self) -> float:
        return TICK_S if self._takes.under_way else IDLE_TICK_S

    async def _every(self, pause_s: Callable[[], float], work: Callable[[], Awaitable[None]]) -> None:
        while not self.ended.is_set():
            await work()
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self.ended.wait(), pause_s())

    async def _tick(self) -> None:
        self._takes.tick()
        self._desks.tick()
        self._looks.tick(now_s(), self._takes.under_way)
        if not self._takes.under_way:
            self._nodes.heal(now_s())
            self._reseating.tick(now_s())
            if self._alarms.tick(now_s(), self._desks.seats):
                self._desks.changed()
        if not self._lanes.alive:
            raise RuntimeError("a bus thread ended")

    async def close(self) -> None:
        """End in good order; what was acknowledged is on disk already."""
        self._takes.close()
        await self._desks.close()
        await self._events.flush()

    def _end_soon(self) -> None:
        # The answer to `stop` leaves first.
        self._loop.call_later(0.2, self.ended.set)

    # --- what comes in

    def handle(self, item: Item) -> None:
        """Give an item to those whom it concerns; a fault in one message must not end the server."""
        try:
            self._route(item)
        except WallError as wrong:
            _log.warning("%s: %s", item.link, wrong)

    def _route(self, item: Item) -> None:
        if item.link.peer.role is PeerRole.NODE:
            self._route_node(item)
            return
        match item:
            case Up():
                self._desks.up(item.lane, item.link)
            case Down():
                self._desks.down(item.lane, item.link)
            case Message():
                self._desks.heard(item)
            case _:
                assert_never(item)

    def _route_node(self, item: Item) -> None:
        match item:
            case Message():
                self._nodes.heard(item)
            case Up() if item.lane is Lane.CONTROL:
                self._nodes.up(item.link)
            case Down() if item.lane is Lane.CONTROL:
                self._nodes.down(item.link, item.why)
            case Up() | Down():
                pass
            case _:
                assert_never(item)

    def _walled(self) -> None:
        """What is armed was for a wall of another shape."""
        self._takes.let_go()
        self._desks.changed()

    def _drafted(self, seat: SeatId) -> None:
        self._arming.drafted(seat)
        self._desks.drafted(seat)

    def trouble(self, report: TroubleReport) -> None:
        """The bus met something wrong; called on its threads."""
        _log.warning("bus: %s: %s (%s, %d times)", report.who, report.kind.value, report.detail, report.count)
        if report.kind in (Trouble.STRANGER, Trouble.FALSE_IDENTITY, Trouble.FLOOD):
            self._loop.call_soon_threadsafe(self._bus_alarm, report)

    def _bus_alarm(self, report: TroubleReport) -> None:
        self._events.add(
            "bus_trouble",
            f"总线异常: {report.who} {report.kind.value}",
            f"{report.who}: {report.kind.value} ({report.detail}, {report.count} times)",
            severity=Severity.WARNING,
        )

    # --- keys

    async def _tend_ring(self) -> None:
        """Follow the ring's file; one that cannot be read changes nothing, and is an alarm."""
        try:
            changed = self._ring.look()
        except WallError as wrong:
            self._events.add(
                "ring_unreadable", "密钥名册无法读取, 沿用之前的", str(wrong), severity=Severity.ALARM
            )
            return
        if changed is not None:
            self._lanes.recheck()
            self._events.add(
                "ring_changed", f"密钥名册已更改 ({changed})", f"The key ring changed ({changed})"
            )
            await self._note("ring_changed", changed)

    # --- epoch and disk

    def _newer_epoch(self, seen: int) -> None:
        """A node obeyed another life of the server: ours must be above it before anything is sent."""
        # What is armed has a number below it.
        self._takes.let_go()
        self._state.burn_epoch(seen)
        self._nodes.take_all()
        task = asyncio.ensure_future(self._note("epoch_raised", f"{seen} was seen, now {self._state.epoch}"))
        task.add_done_callback(lambda done: done.exception())

    async def _note(self, action: str, what: str) -> None:
        """A line of the server's own in the audit log, with the epoch; a disk that is full is not the end."""
        entry = AuditLine(
            at_utc_s=time.time(),
            actor=SERVER,
            seat=SeatId("server"),
            request=RequestId(action),
            action=action,
            what=what,
            outcome=Outcome.NOTED,
            revision=self._state.desired.revision,
        )
        try:
            await self._store.run(partial(self._store.commit, Change(line=entry, epoch=self._state.epoch)))
        except WallError as wrong:
            self._disk_alarm(str(wrong))

    async def _tend_sources(self) -> None:
        try:
            await self._authority.tend_sources(time.time())
        except WallError as wrong:
            _log.warning("temporary sources stay for now: %s", wrong)

    async def _tend_disk(self) -> None:
        held = await self._store.run(self._store.tend_disk)
        low = not held or self._store.free_bytes < LOW_DISK_BYTES
        if low != self._disk_low:
            self._disk_low = low
            free = self._store.free_bytes >> 20
            if low:
                self._disk_alarm(f"only {free} MiB are free beside the reserve")
            else:
                self._events.add("disk_ok", f"磁盘空间已恢复, 剩余 {free} MiB", f"{free} MiB are free again")

    def _broken_from_thread(self, wrong: WallError) -> None:
        """The database is damaged under our hands: end, so that the next start restores it."""
        self._broken = wrong
        with contextlib.suppress(RuntimeError):
            self._loop.call_soon_threadsafe(self._end_soon)

    def _alarm_from_thread(self, text: str) -> None:
        with contextlib.suppress(RuntimeError):  # the loop is closed: nobody is left to be told
            self._loop.call_soon_threadsafe(self._disk_alarm, text)

    def _disk_alarm(self, text: str) -> None:
        self._events.add("disk_full", f"磁盘空间不足: {text}", text, severity=Severity.ALARM)
