"""Tests of sources and addresses: checks them, keeps their credentials for so long, waits, gives up in time.

Must not know which node looks. Lives in the event loop.
"""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from pydantic import SecretStr

from wallctl.bus.clock import now_s
from wallctl.bus.lane import Link
from wallctl.errors import BadInput, NotFound, Unavailable
from wallctl.model.health import Reason
from wallctl.model.ids import RequestId
from wallctl.model.sighting import LookStep, Sighting
from wallctl.model.source import Source, SourceKind, Stream, StreamKind
from wallctl.protocol.looks import TEST_DEADLINE_S, LookProgress, TestSource
from wallctl.server.inbox import Lane
from wallctl.server.lanes import Lanes
from wallctl.server.lookup import Lookup
from wallctl.server.wall_state import WallState
from wallctl.store.secrets_file import SecretsFile
from wallctl.store.state import Store

TRIED = "look:"
"""Credentials that are only tested are kept under such names; no source can have one."""

Seen = tuple[Sighting, bytes | None]


@dataclass(slots=True)
class OneTest:
    """A test under way."""

    link: Link
    request: RequestId
    source: Source
    stream: StreamKind
    answer: asyncio.Future[Seen]
    step: LookStep | None = None

    def end(self, seen: Sighting, jpeg: bytes | None) -> None:
        """It is over; what comes later does not count."""
        if not self.answer.done():
            self.answer.set_result((seen, jpeg))


class SourceTests:
    """All tests. `plan` is called whenever there are others than before."""

    def __init__(
        self,
        lanes: Lanes,
        state: WallState,
        lookup: Lookup,
        keeper: tuple[Store, SecretsFile],
        plan: Callable[[], None],
    ) -> None:
        self._lanes = lanes
        self._state = state
        self._lookup = lookup
        self._store, self._secrets = keeper
        self._plan = plan
        self._tests: dict[tuple[int, RequestId], OneTest] = {}

    async def begin(self) -> None:
        """Forget credentials that an earlier life of the server was testing when it ended."""
        left = [name for name in await self._store.run(self._secrets.read) if name.startswith(TRIED)]
        for name in left:
            await self._put(name, None)

    @property
    def under_way(self) -> Iterable[OneTest]:
        """Those that somebody waits for."""
        return tuple(self._tests.values())

    async def run(self, link: Link, request: RequestId, ask: TestSource) -> tuple[Source, Seen]:
        """Return what was seen, within `TEST_DEADLINE_S`; raise what refuses it, or that it had no room."""
        there = self._tests.get((link.number, request))
        if there is not None:
            # Asked again under one id: it gets the answer of the first, as every request does.
            return there.source, await asyncio.shield(there.answer)
        until_s = now_s() + TEST_DEADLINE_S
        source, credential = await self._tested(ask)
        if credential is not None:
            source = source.with_(secret=f"{TRIED}{source.id}")
            await self._put(f"{TRIED}{source.id}", credential)
        test = OneTest(link, request, source, ask.stream, asyncio.get_running_loop().create_future())
        self._tests[link.number, request] = test
        try:
            self._plan()
            return source, await asyncio.wait_for(test.answer, until_s - now_s())
        except TimeoutError:
            if test.step in (None, LookStep.WAITING):
                reason = f"there was no room for it within {TEST_DEADLINE_S:g} s"
                raise Unavailable("the look", reason, "try again when fewer look") from None
            return source, (Sighting(stream=ask.stream, reason=Reason.NO_ANSWER), None)
        finally:
            if self._tests.get((link.number, request)) is test:
                del self._tests[link.number, request]
            self._plan()
            if credential is not None:
                await asyncio.shield(self._put(f"{TRIED}{source.id}", None))

    async def _tested(self, ask: TestSource) -> tuple[Source, SecretStr | None]:
        """Return the source to look at, and its credential where it has none of its own."""
        if ask.source is not None:
            known = self._state.sources.get(ask.source)
            if known is None:
                raise NotFound(f"source {ask.source}", "no such source", "`wallctl sources` lists them")
            if known.ref in self._state.forbidden:
                raise BadInput(f"source {known.id}", "is outside the site's networks", "see site.toml")
            return known, None
        assert ask.url is not None
        name = f"look-{secrets.token_hex(6)}"
        kind = SourceKind.FILE if ask.url.startswith("file:") else SourceKind.OTHER
        raw = Source(id=name, name=name, kind=kind, main=Stream(url=ask.url))
        try:
            (source,), found = await self._lookup.check((raw,))
        except BadInput as wrong:
            thing = wrong.thing.removeprefix(f"source {name}: ")
            raise BadInput(thing, wrong.reason, wrong.remedy) from None
        return source, SecretStr(ask.credential) if ask.credential else found.get(name)

    async def _put(self, name: str, credential: SecretStr | None) -> None:
        await self._store.run(lambda: self._secrets.put(name, credential))

    def cancel(self, link: Link, request: RequestId) -> None:
        """Nobody waits for that test any more."""
        test = self._tests.get((link.number, request))
        if test is not None and not test.answer.done():
            test.answer.set_exception(Unavailable("the look", "was ended by whoever asked for it"))

    def gone(self, link: Link) -> None:
        """The link is over, and so are its tests."""
        for number, request in tuple(self._tests):
            if number == link.number:
                self.cancel(link, request)

    def stepped(self, test: OneTest, step: LookStep) -> None:
        """Tell whoever waits how far it is."""
        if step is not test.step and not test.answer.done():
            test.step = step
            self._lanes.send(Lane.PICTURE, test.link, LookProgress(request=test.request, step=step))
