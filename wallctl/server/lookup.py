"""Looks the hosts of sources up and has their addresses judged. Must not know requests or the store.

A name server may be slow or silent, and the system's call cannot be stopped: it runs in a thread that nobody
waits for beyond a deadline.
"""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import Callable, Iterable
from functools import partial
from typing import TypeVar

from pydantic import SecretStr

from wallctl.errors import BadInput
from wallctl.model.source import Source, Stream
from wallctl.rules.addresses import literal_address
from wallctl.rules.urls import UrlRules, check_url, split_url

DEADLINE_S = 3.0
AT_ONCE = 8

T = TypeVar("T")
Resolve = Callable[[str], tuple[str, ...]]


def resolve_by_system(host: str) -> tuple[str, ...]:
    """Return all addresses of the name, none when it has none; may block for long."""
    try:
        found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        return ()
    return tuple(sorted({str(entry[4][0]) for entry in found}))


class Lookup:
    """Checks sources against the site's rules."""

    def __init__(self, rules: UrlRules, resolve: Resolve = resolve_by_system) -> None:
        self._rules = rules
        self._resolve = resolve

    def follow(self, rules: UrlRules) -> None:
        """Judge by these from now on."""
        self._rules = rules

    async def check(self, sources: Iterable[Source]) -> tuple[tuple[Source, ...], dict[str, SecretStr]]:
        """Return the sources with plain URLs, and the credentials (`user:password`) that stood in these.

        Raises `BadInput` naming the first source that this site may not open.
        """
        given = tuple(sources)
        hosts: dict[str, tuple[str, ...]] = {}
        for source in given:
            for stream in _streams(source):
                host = _named(partial(split_url, stream.url), source).host
                if host and literal_address(host) is None:
                    hosts[host] = ()
        await self._look_up(hosts)
        credentials: dict[str, SecretStr] = {}
        return tuple(self._checked(source, hosts, credentials) for source in given), credentials

    async def _look_up(self, hosts: dict[str, tuple[str, ...]]) -> None:
        free = asyncio.Semaphore(AT_ONCE)

        async def one(host: str) -> None:
            async with free:
                hosts[host] = await self._addresses(host)

        await asyncio.gather(*(one(host) for host in hosts))

    async def _addresses(self, host: str) -> tuple[str, ...]:
        loop = asyncio.get_running_loop()
        answer: asyncio.Future[tuple[str, ...]] = loop.create_future()

        def settle(found: tuple[str, ...]) -> None:
            if not answer.done():
                answer.set_result(found)

        def work() -> None:
            found = self._resolve(host)
            try:
                loop.call_soon_threadsafe(settle, found)
            except RuntimeError:
                # The loop is closed: the answer came too late for anybody.
                return

        threading.Thread(target=work, name=f"lookup {host}", daemon=True).start()
        try:
            return await asyncio.wait_for(answer, DEADLINE_S)
        except TimeoutError:
            raise BadInput(
                host, f"no name server answered in {DEADLINE_S:g} s", "write its address"
            ) from None

    def _checked(
        self, source: Source, hosts: dict[str, tuple[str, ...]], credentials: dict[str, SecretStr]
    ) -> Source:
        def plain(stream: Stream | None) -> Stream | None:
            if stream is None:
                return None
            addresses = hosts.get(split_url(stream.url).host, ())
            found = _named(partial(check_url, stream.url, self._rules, addresses), source)
            if found.credential is not None:
                credentials[source.id] = found.credential
            return stream.with_(url=found.url)

        return source.with_(main=plain(source.main), sub=plain(source.sub))


def _streams(source: Source) -> tuple[Stream, ...]:
    return tuple(stream for stream in (source.main, source.sub) if stream is not None)


def _named(judge: Callable[[], T], source: Source) -> T:
    """Let the refusal of an address name the source, too."""
    try:
        return judge()
    except BadInput as wrong:
        raise BadInput(f"source {source.id}: {wrong.thing}", wrong.reason, wrong.remedy) from None
