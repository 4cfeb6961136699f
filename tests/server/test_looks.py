"""Looks off the wall: nothing is pulled twice or for nobody, tests end in time, secrets stay secret."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, Iterator
from functools import partial
from pathlib import Path

import pytest
from pydantic import BaseModel

from tests.server.parts import LEFT, NODE_LINK, KeptLanes, camera, listeners, said, store_in
from wallctl.bus import Link, Peer, PeerRole, now_s
from wallctl.bus.lane import Lost
from wallctl.errors import BadInput, NotFound, Unavailable, WallError
from wallctl.model.budget import Budgets, Platform
from wallctl.model.desired import Desired, Version
from wallctl.model.geometry import PxRect, Rect
from wallctl.model.health import CellHealth, CellPhase, CellReport, PaneReport, Reason, WindowState
from wallctl.model.ids import PresetId, RequestId, SeatId, SourceId, WindowId
from wallctl.model.layout import Layout, Preset, Slot, Window
from wallctl.model.sighting import LookFor, LookStep, Sighting, Standing
from wallctl.model.source import StreamKind
from wallctl.model.wall import LOCAL_NODE
from wallctl.protocol.desk import Reply, Request
from wallctl.protocol.looks import CancelLook, LookProgress, PreviewPicture, TestSource, WatchPreviews
from wallctl.protocol.node import LookOrder, LookSeen, LooksWanted, NodeHello, NodeReport
from wallctl.rules.urls import UrlRules
from wallctl.server.events import EventLog
from wallctl.server.inbox import Lane
from wallctl.server.looks import Looks
from wallctl.server.lookup import Lookup
from wallctl.server.nodes import Nodes
from wallctl.server.previews import Previews
from wallctl.server.source_tests import TRIED, SourceTests
from wallctl.server.standings import FIRST_ROUND_S, StandingBook
from wallctl.server.wall_state import WallState
from wallctl.store.secrets_file import EMPTY_SECRETS, SecretsFile
from wallctl.store.state import Store

A, B = SourceId("a"), SourceId("b")
ME, OTHER = (Link(number, Peer(name="li", role=PeerRole.LOCAL)) for number in (7, 8))
SEEN = Sighting(stream=StreamKind.SUB, first_frame_ms=80, codec="H.264", width=640, height=360, fps=25.0)


class Bench:
    """Looks with one node of a script."""

    def __init__(self, store: Store, folder: Path, budgets: Budgets | None = None) -> None:
        self.lanes = KeptLanes()
        self.state = WallState(store, UrlRules(), budgets)
        self.nodes = Nodes(self.lanes, self.state, EventLog(store, lambda event: None, 0))
        self.nodes.listeners = listeners([])
        self.secrets_file = folder / "secrets.json"
        self.secrets_file.write_bytes(EMPTY_SECRETS)
        self.secrets_file.chmod(0o600)
        self.book = StandingBook(self.state, self.nodes, 60.0, 0.0)
        keeper = store, SecretsFile(self.secrets_file)
        tests = partial(SourceTests, self.lanes, self.state, Lookup(UrlRules()), keeper)
        self.looks = Looks(self.nodes, self.state, Previews(self.lanes, self.state), tests, self.book)
        self.nodes.up(NODE_LINK)
        self.nodes.heard(said(NodeHello(node=LOCAL_NODE, version=Version(), cells=())))

    @property
    def orders(self) -> tuple[LookOrder, ...]:
        wanted = [message for _, message in self.lanes.sent if isinstance(message, LooksWanted)]
        return wanted[-1].looks if wanted else ()

    def told(self, link: Link = ME) -> list[BaseModel]:
        return [message for to, message in self.lanes.sent if to == link]

    async def ask(
        self, ask: TestSource | WatchPreviews, link: Link = ME, request: str = "r"
    ) -> tuple[Reply, list[bytes]]:
        wanted = Request(id=RequestId(request), seat=SeatId("s"), ask=ask)
        return await self.looks.answer(Lane.PICTURE, link, wanted)

    def node_sees(
        self, seen: Sighting = SEEN, jpeg: bytes | None = b"jpeg", at: int = 0, step: LookStep = LookStep.DONE
    ) -> None:
        one = LookSeen(look=self.orders[at].look, step=step, sighting=seen, taken_s=now_s())
        self.looks.seen(LOCAL_NODE, one, jpeg)

    def glass(self, state: WindowState, reason: Reason = Reason.NONE) -> None:
        """Cell LEFT shows source A in that state."""
        window = Window(id=WindowId("w"), rect=Rect(x=0, y=0, w=1, h=1), source=A)
        self.state.now_desired(Desired(revision=1, layout=Layout(windows=(window,))))
        pane = PaneReport(
            window=WindowId("w"),
            source=A,
            dst=PxRect(x=0, y=0, w=9, h=9),
            state=state,
            reason=reason,
            stream=StreamKind.SUB if state is WindowState.LIVE else None,
        )
        report = CellReport(cell=LEFT, incarnation=1, pid=1, version=Version(), panes=(pane,))
        health = CellHealth(cell=LEFT, phase=CellPhase.UP, report=report)
        self.nodes.heard(said(NodeReport(node=LOCAL_NODE, version=Version(), cells=(health,))))

    def secrets(self) -> dict[str, str]:
        found: dict[str, str] = json.loads(self.secrets_file.read_text())
        return found


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    kept = store_in(tmp_path, (camera("a"), camera("b"), camera("far", "rtsp://8.8.8.8/x")))
    yield kept
    kept.close()


def run(
    store: Store, folder: Path, story: Callable[[Bench], Awaitable[None]], budgets: Budgets | None = None
) -> None:
    async def told() -> None:
        await story(Bench(store, folder, budgets))

    asyncio.run(told())


async def until(condition: Callable[[], object]) -> None:
    async with asyncio.timeout(10):
        while not condition():  # noqa: ASYNC110 - what is waited for has no event of its own
            await asyncio.sleep(0.005)


async def refusal(asked: Awaitable[object]) -> WallError:
    with pytest.raises(WallError) as wrong:
        await asked
    return wrong.value


def test_test_of_a_source_is_ordered_told_and_over(store: Store, tmp_path: Path) -> None:
    async def story(bench: Bench) -> None:
        asked = asyncio.ensure_future(bench.ask(TestSource(source=A)))
        await until(lambda: bench.orders)
        (order,) = bench.orders
        assert (order.purpose, order.view.id, order.follow, order.every_s) == (LookFor.TEST, "a", False, None)
        bench.node_sees(Sighting(), None, step=LookStep.OPENING)
        bench.node_sees()
        reply, pictures = await asked
        assert Sighting.model_validate_json(json.dumps(reply.result)) == SEEN
        assert (reply.attachments, pictures) == (("picture",), [b"jpeg"])
        assert bench.told() == [LookProgress(request=RequestId("r"), step=LookStep.OPENING)]
        assert not bench.orders
        assert bench.book.look(5.0) and bench.book.standings.standings[0].standing is Standing.READY

    run(store, tmp_path, story)


def test_a_test_asked_for_again_under_one_id_is_one_look_with_one_answer(
    store: Store, tmp_path: Path
) -> None:
    async def story(bench: Bench) -> None:
        first = asyncio.ensure_future(bench.ask(TestSource(source=A)))
        await until(lambda: bench.orders)
        again = asyncio.ensure_future(bench.ask(TestSource(source=A)))
        await asyncio.sleep(0)
        assert len(bench.orders) == 1
        bench.node_sees()
        assert (await first)[0].result == (await again)[0].result
        assert not bench.orders

    run(store, tmp_path, story)


def test_credential_of_an_unsaved_address_is_named_to_the_node_and_gone_afterwards(
    store: Store, tmp_path: Path
) -> None:
    async def story(bench: Bench) -> None:
        ask = TestSource(url="rtsp://10.0.0.9/x", credential="u:canary-91")
        asked = asyncio.ensure_future(bench.ask(ask))
        await until(lambda: bench.orders)
        (order,) = bench.orders
        assert bench.secrets() == {order.view.secret: "u:canary-91"}
        assert "canary-91" not in "".join(message.model_dump_json() for _, message in bench.lanes.sent)
        bench.node_sees(Sighting(reason=Reason.WRONG_PASSWORD), None)
        reply, pictures = await asked
        assert (reply.result["reason"], reply.attachments, pictures) == ("wrong_password", (), [])
        assert bench.secrets() == {}
        assert not bench.book.look(5.0), "an address is no source"

    run(store, tmp_path, story)


def test_credentials_that_a_killed_server_left_are_forgotten(store: Store, tmp_path: Path) -> None:
    async def story(bench: Bench) -> None:
        bench.secrets_file.write_text(json.dumps({f"{TRIED}look-1": "u:p", "gate": "a:b"}))
        await bench.looks.begin()
        assert bench.secrets() == {"gate": "a:b"}

    run(store, tmp_path, story)


@pytest.mark.parametrize(
    ("ask", "kind", "words"),
    [
        (TestSource(url="rtsp://8.8.8.8/x"), BadInput, "outside the site's networks"),
        (TestSource(url="gopher://10.0.0.1/x"), BadInput, "gopher is not allowed"),
        (TestSource(source=SourceId("nobody")), NotFound, "no such source"),
        (TestSource(source=SourceId("far")), BadInput, "outside the site's networks"),
    ],
)
def test_what_the_site_may_not_open_is_refused_before_anything_is(
    store: Store, tmp_path: Path, ask: TestSource, kind: type[WallError], words: str
) -> None:
    async def story(bench: Bench) -> None:
        wrong = await refusal(bench.ask(ask))
        assert isinstance(wrong, kind) and words in wrong.reason and "look-" not in str(wrong)
        assert not bench.orders and bench.secrets() == {}

    run(store, tmp_path, story)


def test_tests_end_by_cancelling_and_with_their_link(store: Store, tmp_path: Path) -> None:
    async def story(bench: Bench) -> None:
        ends: list[Callable[[], None]] = [
            lambda: bench.looks.cancel(ME, RequestId("r")),
            lambda: bench.looks.gone(Lane.PICTURE, ME),
        ]
        for end in ends:
            asked = asyncio.ensure_future(bench.ask(TestSource(url="rtsp://10.0.0.9/x", credential="u:p")))
            await until(lambda: bench.orders)
            bench.looks.cancel(OTHER, RequestId("r"))
            end()
            assert "was ended" in (await refusal(asked)).reason
            assert not bench.orders and bench.secrets() == {}

    run(store, tmp_path, story)


def test_test_is_answered_in_time_whatever_the_node_does(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    deadline = "wallctl.server.source_tests.TEST_DEADLINE_S"
    monkeypatch.setattr(deadline, 0.2)

    async def story(bench: Bench) -> None:
        wrong = await refusal(bench.ask(TestSource(source=A)))
        assert isinstance(wrong, Unavailable) and "no room" in wrong.reason
        monkeypatch.setattr(deadline, 2.0)
        asked = asyncio.ensure_future(bench.ask(TestSource(source=A)))
        await until(lambda: bench.orders)
        bench.node_sees(Sighting(), None, step=LookStep.OPENING)
        assert (await asked)[0].result["reason"] == "no_answer"
        bench.nodes.down(NODE_LINK, Lost.GONE)
        assert "no render node" in (await refusal(bench.ask(TestSource(source=A)))).reason

    run(store, tmp_path, story)


def test_previews_are_pulled_once_for_all_who_watch_and_for_nobody_not_at_all(
    store: Store, tmp_path: Path
) -> None:
    async def story(bench: Bench) -> None:
        unknown = SourceId("nobody")
        reply, _ = await bench.ask(WatchPreviews(sources=(A, unknown, SourceId("far")), width=160))
        assert reply.result == {"watching": ["a"], "refused": {"nobody": "not_found", "far": "not_allowed"}}
        (order,) = bench.orders
        assert (order.purpose, order.every_s, order.width) == (LookFor.PREVIEW, 2.0, 160)
        bench.node_sees()
        await bench.ask(WatchPreviews(sources=(A,), width=160), OTHER)
        assert bench.orders == (order,), "the same look goes on"
        for link in (ME, OTHER):
            (picture,) = bench.told(link)
            assert isinstance(picture, PreviewPicture) and picture.sighting == SEEN
        await bench.ask(WatchPreviews(sources=()))
        assert bench.orders == (order,)
        bench.looks.gone(Lane.PICTURE, OTHER)
        assert not bench.orders

    run(store, tmp_path, story)


def test_what_the_wall_shows_is_followed_and_not_pulled_again(store: Store, tmp_path: Path) -> None:
    async def story(bench: Bench) -> None:
        await bench.ask(WatchPreviews(sources=(A, B)))
        assert [order.follow for order in bench.orders] == [False, False]
        bench.glass(WindowState.LIVE)
        bench.looks.tick(now_s() + 1.0, False)
        assert [(order.view.id, order.follow) for order in bench.orders] == [("a", True), ("b", False)]

    run(store, tmp_path, story)


def test_window_that_tries_in_vain_gives_its_reason_once_and_nothing_is_pulled(
    store: Store, tmp_path: Path
) -> None:
    async def story(bench: Bench) -> None:
        bench.glass(WindowState.NO_SIGNAL, Reason.REFUSED)
        await bench.ask(WatchPreviews(sources=(A,)))
        for later in (1.0, 2.0, 3.0):
            bench.looks.tick(now_s() + later, False)
        (said_once,) = bench.told()
        assert isinstance(said_once, PreviewPicture) and said_once.sighting.reason is Reason.REFUSED
        assert not bench.orders

    run(store, tmp_path, story)


def test_platform_without_room_refuses_by_name(store: Store, tmp_path: Path) -> None:
    gate = Budgets(platforms=(Platform(name="gate", hosts=("10.0.0.1",), streams=1),))

    async def story(bench: Bench) -> None:
        await bench.ask(WatchPreviews(sources=(A, B)))
        assert [order.view.id for order in bench.orders] == ["a"]
        (refused,) = bench.told()
        assert isinstance(refused, PreviewPicture) and refused.sighting.ceiling is not None
        assert refused.sighting.ceiling.name == "gate"
        reply, _ = await asyncio.wait_for(_tested(bench, "b"), 5)
        assert reply.result["reason"] == "", "somebody waits: the preview gives way"

    run(store, tmp_path, story, gate)


async def _tested(bench: Bench, source: str) -> tuple[Reply, list[bytes]]:
    asked = asyncio.ensure_future(bench.ask(TestSource(source=SourceId(source)), request="t"))
    await until(lambda: asked.done() or any(one.purpose is LookFor.TEST for one in bench.orders))
    if not asked.done():
        bench.node_sees(at=[one.purpose for one in bench.orders].index(LookFor.TEST))
    return await asked


def test_round_looks_at_sources_of_presets_slowly_and_not_at_the_start(store: Store, tmp_path: Path) -> None:
    async def story(bench: Bench) -> None:
        slot = Slot(id=WindowId("w"), rect=Rect(x=0, y=0, w=1, h=1), source=B)
        bench.state.presets[PresetId("p")] = (1, Preset(id="p", name="p", walls={"1x2": (slot,)}))
        bench.looks.tick(FIRST_ROUND_S - 5, False)
        assert not bench.orders
        bench.looks.tick(FIRST_ROUND_S + 5, True)
        assert not bench.orders, "a take comes first"
        bench.looks.tick(FIRST_ROUND_S + 10, False)
        (order,) = bench.orders
        assert (order.purpose, order.view.id) == (LookFor.ROUND, "b")
        bench.node_sees(Sighting(reason=Reason.REFUSED), None)
        assert not bench.orders
        bench.looks.tick(FIRST_ROUND_S + 20, False)
        assert not bench.orders, "it was looked at"
        (standing,) = bench.book.standings.standings
        assert (standing.source, standing.standing, standing.reason) == (B, Standing.FAILING, Reason.REFUSED)
        assert bench.book.of_source(B) == {"standing": "failing", "standing_reason": "refused"}
        assert bench.book.of_source(A)["standing"] == "unknown"
        assert bench.book.of_preset(bench.state.presets[PresetId("p")][1]) == {"ready": 0, "of": 1}

    run(store, tmp_path, story)


def test_what_was_live_on_the_wall_counts_as_ready_after_it(store: Store, tmp_path: Path) -> None:
    async def story(bench: Bench) -> None:
        bench.glass(WindowState.LIVE)
        assert bench.book.look(100.0)
        assert [one.standing for one in bench.book.standings.standings] == [Standing.LIVE]
        assert not bench.book.look(101.0), "nothing is said anew while nothing changes"
        bench.nodes.heard(said(NodeReport(node=LOCAL_NODE, version=Version(), cells=())))
        assert bench.book.look(102.0)
        assert [one.standing for one in bench.book.standings.standings] == [Standing.READY]

    run(store, tmp_path, story)


def test_looks_are_asked_on_the_picture_lane_alone(store: Store, tmp_path: Path) -> None:
    async def story(bench: Bench) -> None:
        wanted = Request(id=RequestId("r"), seat=SeatId("s"), ask=WatchPreviews(sources=(A,)))
        wrong = await refusal(bench.looks.answer(Lane.CONTROL, ME, wanted))
        assert "picture lane" in wrong.reason
        bench.looks.cancel(ME, CancelLook(request=RequestId("never")).request)

    run(store, tmp_path, story)
