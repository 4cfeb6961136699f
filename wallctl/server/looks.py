"""Looks off the wall: which of them nodes are to do now, and what comes of them.

Tests, previews and the slow round say what is wanted; ceilings and what windows show already decide. Must not
know rights: those who come went through the door. Lives in the event loop. Nobody looking, nothing pulled.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Hashable
from dataclasses import dataclass

from pydantic import JsonValue

from wallctl.bus.clock import now_s
from wallctl.bus.lane import Link
from wallctl.errors import BadInput, Unavailable
from wallctl.model.health import Reason
from wallctl.model.ids import NodeId, RequestId, SourceId
from wallctl.model.sighting import LookFor, LookStep, Sighting
from wallctl.model.source import Source, StreamKind
from wallctl.protocol.desk import Reply, Request
from wallctl.protocol.looks import (
    MOST_PREVIEW_PX,
    PREVIEW_EVERY_S,
    PreviewPicture,
    TestSource,
    WatchPreviews,
)
from wallctl.protocol.node import LookOrder, LookSeen
from wallctl.rules.budget import Pull, ceilings_of
from wallctl.rules.carrying import pulls_of
from wallctl.rules.scouting import MOST, Wanted, within
from wallctl.server.glass_streams import OnGlass, glass_streams, view_of, wall_pulls
from wallctl.server.inbox import Lane
from wallctl.server.nodes import Nodes
from wallctl.server.previews import Newest, Previews
from wallctl.server.source_tests import OneTest, SourceTests
from wallctl.server.standings import StandingBook
from wallctl.server.wall_state import WallState

PLAN_EVERY_S = 0.25
STANDINGS_EVERY_S = 2.0
TEST_WATCH_S = 2.0
"""A test goes on for so long after the first picture, to count frames."""
TEST_WITHIN_S = 8.0
"""What is left of the deadline is for the way there and back."""
ROUND_WATCH_S, ROUND_WITHIN_S = 0.5, 8.0
ROUND_PX = 64
MOST_JPEG_BYTES = 256 << 10


@dataclass(slots=True)
class _Look:
    """A look that a node is asked for."""

    order: LookOrder
    node: NodeId
    source: Source
    test: OneTest | None = None
    newest: Newest | None = None


class Looks:
    """What all who look off the wall come to."""

    def __init__(
        self,
        nodes: Nodes,
        state: WallState,
        previews: Previews,
        tests: Callable[[Callable[[], None]], SourceTests],
        book: StandingBook,
    ) -> None:
        """`tests` makes the tests, given what they call when they are others than before."""
        self.on_standings: Callable[[], None] = lambda: None
        """Called when `book.standings` are others than before."""
        self.book = book
        self._nodes = nodes
        self._state = state
        self._previews = previews
        self._tests = tests(self._plan)
        self._round: list[SourceId] = []
        self._looks: dict[Hashable, _Look] = {}
        self._number = 0
        self._planned_s = self._stood_s = 0.0

    async def begin(self) -> None:
        """Put in order what an earlier life of the server left."""
        await self._tests.begin()

    # --- what is asked

    async def answer(self, lane: Lane, link: Link, request: Request) -> tuple[Reply, list[bytes]]:
        """Return the answer and its pictures; raise `BadInput` when it was not asked on the picture lane."""
        if lane is not Lane.PICTURE:
            raise BadInput(request.ask.kind, "pictures travel on the picture lane", "ask there")
        match request.ask:
            case TestSource() as wanted:
                return await self._test(link, request.id, wanted)
            case WatchPreviews() as wanted:
                return self._watch(link, request.id, wanted), []
            case other:
                raise BadInput(other.kind, "is no look", "this is a fault of wallctl")

    async def _test(self, link: Link, request: RequestId, ask: TestSource) -> tuple[Reply, list[bytes]]:
        if not self._nodes.connected:
            raise Unavailable("the look", "no render node is connected", "see `wallctl status`")
        source, (seen, jpeg) = await self._tests.run(link, request, ask)
        self.book.note(source.ref, seen, now_s(), time.time())
        result: dict[str, JsonValue] = seen.model_dump(mode="json")
        pictures = [] if jpeg is None else [jpeg]
        return Reply(id=request, result=result, attachments=("picture",) * len(pictures)), pictures

    def _watch(self, link: Link, request: RequestId, ask: WatchPreviews) -> Reply:
        watching, refused, new = self._previews.watch(link, ask)
        self._plan()
        newest = [look.newest for look in self._looks.values() if look.newest is not None]
        self._previews.catch_up(link, new, newest)
        told: dict[str, JsonValue] = {source: reason.value for source, reason in refused.items()}
        return Reply(id=request, result={"watching": [*watching], "refused": told})

    def cancel(self, link: Link, request: RequestId) -> None:
        """Nobody waits for that test any more."""
        self._tests.cancel(link, request)

    def gone(self, lane: Lane, link: Link) -> None:
        """The link is over: nobody looks there any more."""
        if lane is Lane.PICTURE:
            self._previews.gone(link)
            self._tests.gone(link)
            self._plan()

    # --- what nodes see

    def seen(self, node: NodeId, said: LookSeen, jpeg: bytes | None) -> None:
        """A node tells how far a look is; one that nobody wants any more is dropped."""
        look = next((one for one in self._looks.values() if one.order.look == said.look), None)
        if look is None or look.node != node or (jpeg is not None and len(jpeg) > MOST_JPEG_BYTES):
            return
        done = said.step is LookStep.DONE
        match look.order.purpose:
            case LookFor.TEST if look.test is not None:
                if done:
                    look.test.end(said.sighting, jpeg)
                else:
                    self._tests.stepped(look.test, said.step)
            case LookFor.PREVIEW if said.step in (LookStep.WAITING, LookStep.DONE):
                self._preview_seen(look, said, jpeg)
            case LookFor.ROUND if done:
                self._end_of_round(look.source.ref, said.sighting)
                self._plan()
            case _:
                pass

    def _preview_seen(self, look: _Look, said: LookSeen, jpeg: bytes | None) -> None:
        told = PreviewPicture(
            source=look.source.ref,
            step=said.step,
            sighting=said.sighting,
            taken_utc_s=round(time.time() - (now_s() - said.taken_s), 3),
            width=said.width,
            height=said.height,
        )
        look.newest = (told, jpeg) if jpeg is not None else None
        if said.step is LookStep.DONE and not look.order.follow:
            self.book.note(look.source.ref, said.sighting, now_s(), time.time())
        self._previews.tell(told, jpeg)

    def _end_of_round(self, source: SourceId, seen: Sighting) -> None:
        if source in self._round:
            self._round.remove(source)
            self.book.note(source, seen, now_s(), time.time())

    # --- time

    def tick(self, now: float, taking: bool) -> None:
        """Follow the wall, let the round go on, work out how sources stand; call often."""
        if now - self._stood_s >= STANDINGS_EVERY_S:
            self._stood_s = now
            if self.book.look(time.time()):
                self.on_standings()
            if not taking:
                self._go_round(now)
        wanted = self._looks or self._round or self._previews.widths or any(self._tests.under_way)
        if wanted and now - self._planned_s >= PLAN_EVERY_S:
            self._plan()

    def _go_round(self, now: float) -> None:
        if len(self._round) < MOST[LookFor.ROUND] and self._nodes.connected:
            busy = frozenset((*self._round, *(look.source.ref for look in self._looks.values())))
            found = self.book.next_in_round(busy, now)
            if found is not None:
                self._round.append(found)

    # --- which looks there are

    def _plan(self) -> None:
        """Work out the looks of all nodes anew, and tell them what is different."""
        self._planned_s = now_s()
        glass = glass_streams(self._state, self._nodes)
        before, self._looks = self._looks, {}
        for test in self._tests.under_way:
            self._add(before, self._for_test(test, glass), test.source, glass, test)
        for source, width in self._previews.widths.items():
            self._add_preview(before, self._state.sources[source], width, glass)
        self._round = [one for one in self._round if one in self._state.sources]
        for source in self._round:
            known = self._state.sources[source]
            order = _order(known, LookFor.ROUND, StreamKind.SUB, ROUND_PX, None)
            self._add(before, order, known, glass)
        self._keep_within_ceilings()
        for node in {*self._nodes.connected, *(look.node for look in before.values())}:
            orders = tuple(look.order for look in self._looks.values() if look.node == node)
            self._nodes.want_looks(node, orders)

    def _for_test(self, test: OneTest, glass: dict[SourceId, OnGlass]) -> LookOrder:
        shown = glass.get(test.source.ref)
        wanted = view_of(test.source, test.stream).stream
        follow = shown if shown is not None and shown.live and shown.view.stream is wanted else None
        return _order(test.source, LookFor.TEST, test.stream, MOST_PREVIEW_PX, follow)

    def _add_preview(
        self, before: dict[Hashable, _Look], source: Source, width: int, glass: dict[SourceId, OnGlass]
    ) -> None:
        shown = glass.get(source.ref)
        if shown is not None and not shown.live:
            # The window tries already: it is not pulled again, and the reason is the window's.
            seen = Sighting(stream=shown.view.stream, reason=shown.reason)
            step = LookStep.DONE if shown.reason is not Reason.NONE else LookStep.WAITING
            self._previews.tell(_without_picture(source.ref, seen, step), None)
            return
        order = _order(source, LookFor.PREVIEW, StreamKind.SUB, width, shown)
        self._add(before, order, source, glass)

    def _add(
        self,
        before: dict[Hashable, _Look],
        order: LookOrder,
        source: Source,
        glass: dict[SourceId, OnGlass],
        test: OneTest | None = None,
    ) -> None:
        """Add a look; one that was there before in all respects goes on."""
        key = order, test.request if test is not None else None
        known = before.get(key)
        node = known.node if known is not None else self._node_for(order, glass)
        if node is None or node not in self._nodes.connected:
            return
        if known is None:
            self._number += 1
            known = _Look(order.with_(look=f"{self._number}"), node, source, test)
        self._looks[key] = known

    def _node_for(self, order: LookOrder, glass: dict[SourceId, OnGlass]) -> NodeId | None:
        """Return the node that has the stream open, else the one with the fewest looks."""
        if order.follow:
            return glass[order.view.id].node
        looks = [look.node for look in self._looks.values()]
        return min(self._nodes.connected, key=looks.count, default=None)

    def _keep_within_ceilings(self) -> None:
        """Leave out what platforms, links and nodes have no room for beside the wall."""
        budgets = self._state.budgets
        if not budgets.any or not self._looks:
            return
        looks = {look.order.look: (key, look) for key, look in self._looks.items()}
        wanted = [Wanted(name, look.order.purpose, self._pulls(look)) for name, (_, look) in looks.items()]
        ceilings = ceilings_of(budgets, self._nodes.connected)
        for name, ceiling in within(wanted, wall_pulls(self._state), ceilings).items():
            if ceiling is not None:
                key, look = looks[name]
                del self._looks[key]
                stream = look.order.view.stream
                self._refuse(look, Sighting(stream=stream, reason=Reason.OVER_CEILING, ceiling=ceiling))

    def _pulls(self, look: _Look) -> tuple[Pull, ...]:
        if look.order.follow:
            return ()
        return pulls_of(look.source, look.order.view.stream, {look.node}, self._state.budgets)

    def _refuse(self, look: _Look, seen: Sighting) -> None:
        match look.order.purpose:
            case LookFor.TEST if look.test is not None:
                look.test.end(seen, None)
            case LookFor.PREVIEW:
                self._previews.tell(_without_picture(look.source.ref, seen), None)
            case _:
                self._end_of_round(look.source.ref, seen)


def _order(
    source: Source, purpose: LookFor, stream: StreamKind, width: int, shown: OnGlass | None
) -> LookOrder:
    preview, test = purpose is LookFor.PREVIEW, purpose is LookFor.TEST
    return LookOrder(
        look="",
        purpose=purpose,
        view=shown.view if shown is not None else view_of(source, stream),
        follow=shown is not None,
        width=width,
        every_s=PREVIEW_EVERY_S if preview else None,
        watch_s=TEST_WATCH_S if test else ROUND_WATCH_S,
        within_s=TEST_WITHIN_S if test else ROUND_WITHIN_S,
    )


def _without_picture(source: SourceId, seen: Sighting, step: LookStep = LookStep.DONE) -> PreviewPicture:
    return PreviewPicture(source=source, step=step, sighting=seen, taken_utc_s=round(time.time(), 3))
