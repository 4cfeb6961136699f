"""The runner of takes: the number of a version that was armed in vain is never used again in its epoch."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from tests.server.parts import (
    LEFT,
    NODE_LINK,
    RIGHT,
    KeptLanes,
    both_cells,
    listeners,
    said,
    state_of,
    store_in,
)
from wallctl.bus import now_s
from wallctl.errors import Unavailable
from wallctl.model.desired import Desired, Origin, Version
from wallctl.model.ids import ActorId, CellId, RequestId, SeatId, WindowId
from wallctl.model.layout import Layout
from wallctl.model.wall import LOCAL_NODE
from wallctl.protocol.cell import Go, PaneReady, Withdraw
from wallctl.protocol.desk import Readiness
from wallctl.protocol.drafting import ArmStage
from wallctl.protocol.node import CellReady, CellShown, NodeHello, Step
from wallctl.rules.take import Ending, Outcome
from wallctl.server import takes
from wallctl.server.events import EventLog
from wallctl.server.nodes import Nodes
from wallctl.server.takes import LetGo, Takes, Why


def origin(seat: str) -> Origin:
    return Origin(actor=ActorId("li"), seat=SeatId(seat), request=RequestId("r"), at_utc_s=1.0, what="arm")


class Bench:
    """Takes on a wall with one node that says what a test lets it say."""

    def __init__(self, folder: Path) -> None:
        self.store = store_in(folder)
        self.state = state_of(self.store)
        self.lanes = KeptLanes()
        self.nodes = Nodes(self.lanes, self.state, EventLog(self.store, lambda event: None, 0))
        self.nodes.listeners = listeners([])
        self.takes = Takes(self.nodes, self.state)
        self.nodes.up(NODE_LINK)
        self.nodes.heard(said(NodeHello(node=LOCAL_NODE, version=Version())))
        self.lanes.sent.clear()

    def acknowledge(self, revision: int, epoch: int | None = None) -> None:
        self.state.now_desired(Desired(revision=revision, layout=both_cells()), epoch)

    def begin(
        self, revision: int, commit: Callable[[], Awaitable[bool]] | None = None
    ) -> asyncio.Future[Outcome]:
        readiness = Readiness.HOLD if commit is None else Readiness.ALL_OR_NOTHING
        pictures = self.state.compose(both_cells())
        version = self.state.version if commit is None else self.state.claim_version()
        assert version.revision == revision
        return self.takes.begin(version, both_cells(), pictures, readiness, now_s(), commit)

    def hold(self, seat: str = "one") -> None:
        self.takes.hold(both_cells(), both_cells(), self.state.compose(both_cells()), origin(seat))

    def ready(self, cell: CellId, version: Version, *, ready: bool = True) -> None:
        pane = PaneReady(window=WindowId("a" if cell == LEFT else "b"), ready=ready)
        self.takes.ready(CellReady(version=version, cell=cell, panes=(pane,), done=True))

    def prepared(self, cell: CellId, version: Version) -> None:
        """As `ready`, and the node is known to have said so."""
        self.nodes.heard(said(CellReady(version=version, cell=cell, done=True)))
        self.ready(cell, version)

    def steps(self) -> list[tuple[Step, int, int]]:
        return [(one.step, one.version.epoch, one.version.revision) for one in self.lanes.orders()]

    @property
    def withdrawn(self) -> list[Version]:
        return [message.version for _, message in self.lanes.sent if isinstance(message, Withdraw)]


def on_a_wall(tmp_path: Path, work: Callable[[Bench], Awaitable[None]]) -> None:
    async def run() -> None:
        bench = Bench(tmp_path)
        try:
            await work(bench)
        finally:
            bench.takes.close()
            bench.store.close()

    asyncio.run(run())


def test_acknowledged_change_is_armed_taken_and_measured(tmp_path: Path) -> None:
    async def work(bench: Bench) -> None:
        bench.acknowledge(1)
        ending = bench.begin(1)
        version = Version(epoch=5, revision=1)
        bench.ready(LEFT, version)
        assert bench.steps() == [(Step.ARM, 5, 1)]
        bench.ready(RIGHT, version)
        assert bench.steps() == [(Step.ARM, 5, 1), (Step.TAKE, 5, 1)]
        assert bench.lanes.orders()[-1].at_s is not None
        for cell, at_s in ((LEFT, 10.0), (RIGHT, 10.02)):
            bench.takes.shown(CellShown(version=version, cell=cell, at_s=at_s))
        outcome = await ending
        assert (outcome.ending, outcome.ready, outcome.spread_ms) == (Ending.SHOWN, 2, 20.0)
        assert not bench.takes.under_way

    on_a_wall(tmp_path, work)


def test_a_take_that_takes_its_time_tells_how_far_it_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def work(bench: Bench) -> None:
        told: list[int] = []
        bench.takes.on_progress = lambda: told.append(1)
        bench.acknowledge(1)
        before = bench.takes.arming
        assert before is None
        bench.begin(1)
        assert bench.takes.arming is not None and bench.takes.arming.ready == 0
        bench.ready(LEFT, Version(epoch=5, revision=1))
        assert not told, "a quick take is not told about while it goes on"
        monkeypatch.setattr(takes, "TOLD_AFTER_S", 0.0)
        bench.ready(LEFT, Version(epoch=5, revision=1))
        arming = bench.takes.arming
        assert told and (arming.revision, arming.ready, arming.windows) == (1, 1, 2)
        assert [waiting.window for waiting in arming.waiting] == ["b"]

    on_a_wall(tmp_path, work)


def test_words_about_another_version_are_not_heard(tmp_path: Path) -> None:
    async def work(bench: Bench) -> None:
        bench.acknowledge(1)
        bench.begin(1)
        for cell in (LEFT, RIGHT):
            bench.ready(cell, Version(epoch=4, revision=1))
        assert bench.steps() == [(Step.ARM, 5, 1)]

    on_a_wall(tmp_path, work)


def test_nothing_is_taken_before_the_disk_has_it(tmp_path: Path) -> None:
    async def work(bench: Bench) -> None:
        on_disk = asyncio.Event()

        async def commit() -> bool:
            await on_disk.wait()
            bench.acknowledge(1, epoch=5)
            return True

        bench.begin(1, commit)
        for cell in (LEFT, RIGHT):
            bench.ready(cell, Version(epoch=5, revision=1))
        await asyncio.sleep(0.02)
        assert bench.steps() == [(Step.ARM, 5, 1)]
        on_disk.set()
        await asyncio.sleep(0.02)
        assert bench.steps() == [(Step.ARM, 5, 1), (Step.TAKE, 5, 1)]

    on_a_wall(tmp_path, work)


def test_disk_that_refuses_calls_the_take_off(tmp_path: Path) -> None:
    async def work(bench: Bench) -> None:
        async def commit() -> bool:
            raise Unavailable("disk", "is full")

        ending = bench.begin(1, commit)
        for cell in (LEFT, RIGHT):
            bench.ready(cell, Version(epoch=5, revision=1))
        with pytest.raises(Unavailable, match="full"):
            await ending
        assert bench.withdrawn == [Version(epoch=5, revision=1)]
        assert bench.state.coming_version == Version(epoch=6, revision=1)

    on_a_wall(tmp_path, work)


def test_called_off_number_comes_again_under_a_higher_epoch(tmp_path: Path) -> None:
    async def work(bench: Bench) -> None:
        async def commit() -> bool:
            raise AssertionError("nothing was ready")

        ending = bench.begin(1, commit)
        bench.ready(LEFT, Version(epoch=5, revision=1))
        bench.ready(RIGHT, Version(epoch=5, revision=1), ready=False)
        assert (await ending).ending is Ending.CALLED_OFF
        bench.acknowledge(1)
        bench.begin(1)
        assert bench.steps() == [(Step.ARM, 5, 1), (Step.ARM, 6, 1)]

    on_a_wall(tmp_path, work)


def test_newer_change_during_arming_takes_the_number_under_a_higher_epoch(tmp_path: Path) -> None:
    async def work(bench: Bench) -> None:
        async def commit() -> bool:
            raise AssertionError("it came too late")

        first = bench.begin(1, commit)
        bench.acknowledge(1)
        bench.begin(1)
        assert (await first).ending is Ending.SUPERSEDED
        assert bench.withdrawn == [Version(epoch=5, revision=1)]
        assert bench.steps() == [(Step.ARM, 5, 1), (Step.ARM, 6, 1)]

    on_a_wall(tmp_path, work)


def test_change_that_came_while_the_disk_was_asked_wins(tmp_path: Path) -> None:
    async def work(bench: Bench) -> None:
        async def commit() -> bool:
            return False

        ending = bench.begin(1, commit)
        for cell in (LEFT, RIGHT):
            bench.ready(cell, Version(epoch=5, revision=1))
        assert (await ending).ending is Ending.SUPERSEDED
        assert bench.withdrawn == [Version(epoch=5, revision=1)]
        assert [step for step, _, _ in bench.steps()] == [Step.ARM]

    on_a_wall(tmp_path, work)


# ---- armed by itself, called off


def test_what_is_armed_counts_and_is_no_take_under_way(tmp_path: Path) -> None:
    async def work(bench: Bench) -> None:
        told: list[int] = []
        bench.takes.on_progress = lambda: told.append(1)
        bench.hold()
        assert bench.steps() == [(Step.HOLD, 5, 1)]
        assert not bench.takes.under_way, "the wall is looked after as ever"
        bench.ready(LEFT, Version(epoch=5, revision=1))
        bench.ready(RIGHT, Version(epoch=5, revision=1))
        arming = bench.takes.arming
        assert arming is not None and (arming.stage, arming.ready, arming.seat) == (ArmStage.HELD, 2, "one")
        assert arming.until_utc_s is not None and len(told) >= 3
        assert bench.steps() == [(Step.HOLD, 5, 1)], "however ready it is"

    on_a_wall(tmp_path, work)


def test_the_take_of_what_is_armed_arms_nothing_and_is_a_short_word(tmp_path: Path) -> None:
    async def work(bench: Bench) -> None:
        bench.hold()
        version = Version(epoch=5, revision=1)
        for cell in (LEFT, RIGHT):
            bench.prepared(cell, version)
        pictures = bench.state.compose(both_cells())
        assert bench.takes.version_for(pictures) == version
        bench.acknowledge(1, epoch=5)
        bench.lanes.sent.clear()
        ending = bench.takes.begin(version, both_cells(), pictures, Readiness.HOLD, now_s())
        assert [type(message) for _, message in bench.lanes.sent] == [Go]
        for cell in (LEFT, RIGHT):
            bench.takes.shown(CellShown(version=version, cell=cell, at_s=10.0))
        assert (await ending).ending is Ending.SHOWN

    on_a_wall(tmp_path, work)


def test_the_take_of_what_is_not_ready_asks_the_nodes_for_it_before_all_else(tmp_path: Path) -> None:
    async def work(bench: Bench) -> None:
        bench.hold()
        version = Version(epoch=5, revision=1)
        bench.prepared(LEFT, version)
        bench.acknowledge(1, epoch=5)
        pictures = bench.state.pictures
        bench.takes.begin(version, both_cells(), pictures, Readiness.HOLD, now_s())
        assert bench.steps() == [(Step.HOLD, 5, 1), (Step.ARM, 5, 1)]
        bench.lanes.sent.clear()
        bench.prepared(RIGHT, version)
        assert [type(message) for _, message in bench.lanes.sent] == [Go]

    on_a_wall(tmp_path, work)


def test_what_is_armed_is_nothing_to_a_take_of_other_pictures_and_lets_it_pass(tmp_path: Path) -> None:
    async def work(bench: Bench) -> None:
        let_go: list[LetGo] = []
        bench.takes.on_let_go = let_go.append
        bench.hold()
        other = Layout(windows=both_cells().windows[:1])
        assert bench.takes.version_for(bench.state.compose(other)) is None
        bench.state.now_desired(Desired(revision=1, layout=other))
        version = bench.state.version
        assert version == Version(epoch=6, revision=1), "no number is armed twice"
        bench.takes.begin(version, other, bench.state.pictures, Readiness.HOLD, now_s(), by=origin("two"))
        assert bench.withdrawn == [Version(epoch=5, revision=1)]
        assert bench.steps() == [(Step.HOLD, 5, 1), (Step.ARM, 6, 1)]
        assert [(one.why, one.instead and one.instead.seat) for one in let_go] == [(Why.OTHER_SEAT, "two")]

    on_a_wall(tmp_path, work)


def test_arming_again_is_a_new_number_and_no_news_at_the_same_seat(tmp_path: Path) -> None:
    async def work(bench: Bench) -> None:
        let_go: list[LetGo] = []
        bench.takes.on_let_go = let_go.append
        bench.hold()
        bench.hold()
        assert bench.withdrawn == [Version(epoch=5, revision=1)] and not let_go
        assert bench.steps() == [(Step.HOLD, 5, 1), (Step.HOLD, 6, 1)]
        bench.ready(LEFT, Version(epoch=5, revision=1))
        arming = bench.takes.arming
        assert arming is not None and arming.ready == 0, "words about what was armed before count no more"
        assert bench.state.version == Version(epoch=5, revision=0), "nothing of it is acknowledged"

    on_a_wall(tmp_path, work)


def test_a_seat_without_a_desk_has_nothing_armed(tmp_path: Path) -> None:
    async def work(bench: Bench) -> None:
        let_go: list[LetGo] = []
        bench.takes.on_let_go = let_go.append
        bench.hold()
        bench.takes.seat_left(SeatId("two"))
        assert not let_go and not bench.withdrawn
        bench.takes.seat_left(SeatId("one"))
        assert bench.takes.arming is None and [one.why for one in let_go] == [Why.LEFT]
        assert bench.withdrawn == [Version(epoch=5, revision=1)]

    on_a_wall(tmp_path, work)


def test_a_take_that_is_called_off_names_no_instant(tmp_path: Path) -> None:
    async def work(bench: Bench) -> None:
        bench.acknowledge(1)
        ending = bench.begin(1)
        version = Version(epoch=5, revision=1)
        bench.takes.freeze(version)
        for cell in (LEFT, RIGHT):
            bench.ready(cell, version)
        assert bench.steps() == [(Step.ARM, 5, 1)], "whether it goes on is being settled"
        bench.takes.call_off(version)
        assert (await ending).ending is Ending.WITHDRAWN
        assert bench.withdrawn == [version] and bench.steps() == [(Step.ARM, 5, 1)]

    on_a_wall(tmp_path, work)


def test_arming_waits_for_the_take_under_way(tmp_path: Path) -> None:
    async def work(bench: Bench) -> None:
        bench.acknowledge(1)
        bench.begin(1)
        waits = asyncio.ensure_future(bench.takes.settled())
        await asyncio.sleep(0)
        assert not waits.done()
        bench.takes.call_off(Version(epoch=5, revision=1))
        await waits

    on_a_wall(tmp_path, work)
