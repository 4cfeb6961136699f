"""Where a source's URL leads: its name looked up, judged by the site's rules, and written as an address.

Must not know FFmpeg. FFmpeg would ask the name server again, for as long as that likes, and nobody would have
judged its answer: it is given the address.
"""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import NamedTuple

from wallctl.errors import BadInput, StreamLost
from wallctl.model.health import Reason
from wallctl.protocol.cell import SourceView
from wallctl.rules.addresses import literal_address
from wallctl.rules.urls import DEFAULT_PORTS, Scheme, UrlParts, UrlRules, at_address, check_url, split_url

NAME_DEADLINE_S = 3.0

Resolve = Callable[[str], tuple[str, ...]]


def resolve_by_system(host: str) -> tuple[str, ...]:
    """Return all addresses of the name, best first, none when it has none; may block for long."""
    try:
        found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        return ()
    return tuple(dict.fromkeys(str(entry[4][0]) for entry in found))


class Destination(NamedTuple):
    """What to connect to, and to nothing else."""

    url: str
    """Without user and password."""
    address: str
    port: int
    host: str = ""
    """The name that an HTTP server is asked by; empty: it stands in the URL."""
    others: tuple[str, ...] = ()
    """Further addresses of a name that FFmpeg looks up itself."""


class Addresses:
    """Finds destinations. Any thread; each name is asked for once at a time."""

    def __init__(self, rules: UrlRules, resolve: Resolve = resolve_by_system) -> None:
        self._rules = rules
        self._resolve = resolve
        self._lock = threading.Lock()
        self._asked: dict[str, Future[tuple[str, ...]]] = {}
        self._known: dict[str, tuple[str, ...]] = {}
        """The last answer for a name: cameras are found while the name server is away."""
        self._turn: dict[str, int] = {}

    def find(self, view: SourceView) -> Destination:
        """Return where this source is; raise `StreamLost` with the reason when it may not be opened.

        Blocks for at most `NAME_DEADLINE_S`, and for an address not at all.
        """
        try:
            parts = split_url(view.url)
        except BadInput:
            raise StreamLost(view.id, Reason.CANNOT_OPEN.value) from None
        named = literal_address(parts.host) is None
        found = self._addresses(view, parts) if named else ()
        try:
            checked = check_url(view.url, self._rules, found)
        except BadInput:
            raise StreamLost(view.id, Reason.NOT_ALLOWED.value) from None
        address = checked.addresses[self._turn.get(parts.host, 0) % len(checked.addresses)]
        port = parts.port or 0
        if not named or _needs_name(parts.scheme):
            others = tuple(other for other in checked.addresses if other != address)
            return Destination(checked.url, address, port, others=others)
        usual = port == DEFAULT_PORTS.get(parts.scheme)
        return Destination(
            at_address(checked, address),
            address,
            port,
            (parts.host if usual else f"{parts.host}:{port}") if parts.scheme is Scheme.HTTP else "",
        )

    def failed(self, view: SourceView) -> None:
        """Take the next of a name's addresses next time."""
        host = split_url(view.url).host
        with self._lock:
            if len(self._known.get(host, ())) > 1:
                self._turn[host] = self._turn.get(host, 0) + 1

    def _addresses(self, view: SourceView, parts: UrlParts) -> tuple[str, ...]:
        with self._lock:
            asked = self._asked.get(parts.host)
            if asked is None:
                asked = self._asked[parts.host] = Future()
                work = threading.Thread(
                    target=self._look_up, args=(parts.host, asked), name="lookup", daemon=True
                )
                work.start()
        try:
            found = asked.result(NAME_DEADLINE_S)
        except TimeoutError:
            found = ()
        # TLS needs the name, so that FFmpeg would ask again, without a deadline: only while it is answered.
        if not found and not _needs_name(parts.scheme):
            found = self._known.get(parts.host, ())
        if not found:
            raise StreamLost(view.id, Reason.NO_ANSWER.value)
        return found

    def _look_up(self, host: str, asked: Future[tuple[str, ...]]) -> None:
        found = self._resolve(host)
        with self._lock:
            del self._asked[host]
            if found:
                self._known[host] = found
        asked.set_result(found)


def _needs_name(scheme: Scheme) -> bool:
    """Tell whether the certificate at the other end is for the name."""
    return scheme in (Scheme.RTSPS, Scheme.HTTPS)
