"""Drives a site's wall over one open line, as fast as a desk does: whole layouts, events, status.

Owns its line to the server until the `with` ends. The command line takes half a second for each word.
"""

from __future__ import annotations

import contextlib
import secrets
import threading
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from wallctl.bus.client_end import ClientEnd
from wallctl.bus.keys import load_key_pair
from wallctl.bus.lane import COMMAND_LANE, Lost, Sent
from wallctl.cli.client import OPERATOR_KEY, SEAT, SERVER_PUBLIC, SiteClient
from wallctl.errors import WallError
from wallctl.model.geometry import Rect
from wallctl.model.ids import RequestId, SourceId, WindowId
from wallctl.model.layout import Layout, Window
from wallctl.model.source import Source, SourceKind, Stream
from wallctl.protocol.codec import encode
from wallctl.protocol.desk import AddSource, Events, Reply, Request, TakeLayout, from_server
from wallctl.store.site import Site

Place = tuple[float, float, float, float]
TRY_S = 1.0


def layout_of(shown: Mapping[Place, str]) -> Layout:
    """A layout that shows a source at each place (x, y, w, h in cells)."""
    windows = (
        Window(
            id=WindowId(f"w-{x:g}-{y:g}-{w:g}-{h:g}-{source}"),
            rect=Rect(x=x, y=y, w=w, h=h),
            source=SourceId(source),
        )
        for (x, y, w, h), source in shown.items()
    )
    return Layout(windows=tuple(windows))


class Driver:
    """`with Driver(site) as drive: drive.show({(0, 0, 1, 1): "wat-08"})`."""

    def __init__(self, site: Path) -> None:
        self._site = Site.open(site)
        self._client: SiteClient | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.hang_up()

    def hang_up(self) -> None:
        """Close the line; the next word opens another."""
        if self._client is not None:
            self._client.close()
            self._client = None

    @property
    def client(self) -> SiteClient:
        """The open line; raise `Unavailable` when no server answers."""
        if self._client is None:
            self._client = SiteClient(self._site)
        return self._client

    def answers(self) -> bool:
        """Whether a server answers."""
        with contextlib.suppress(WallError):
            # A line opened anew tries at once; one that goes on trying does so ever more slowly.
            self._client = self._client or SiteClient(self._site, TRY_S)
            return bool(self.status())
        self.hang_up()
        return False

    def status(self) -> dict[str, Any]:
        """What `status --json` prints."""
        return self.client.status(deadline_s=5.0)

    def looks_on(self) -> bool:
        """Whether a render node is there: to look at a source takes one, and the server is often first."""
        return self.answers() and any(node["connected"] for node in self.status()["nodes"])

    def cell(self, name: str) -> dict[str, Any]:
        """What `status` says of one cell."""
        return next(cell for cell in self.status()["cells"] if cell["cell"] == name)

    def add_file(self, name: str, file: str) -> None:
        """Add a source that plays a file of the site's media folder."""
        stream = Stream(url=f"file:{file}")
        source = Source(id=SourceId(name), name=name, kind=SourceKind.FILE, main=stream)
        self.client.ask(AddSource(source=source))

    def add_camera(self, name: str, url: str) -> None:
        """Add a camera with one stream, untested."""
        source = Source(id=SourceId(name), name=name, kind=SourceKind.FIXED, main=Stream(url=url))
        self.client.ask(AddSource(source=source))

    def show(self, shown: Mapping[Place, str]) -> dict[str, Any]:
        """Take a layout; return what the server answered when it was on the glass."""
        return self.client.ask(TakeLayout(layout=layout_of(shown)))[0]

    def events(self, last: int = 500) -> list[dict[str, Any]]:
        """What happened, oldest first."""
        found: list[dict[str, Any]] = self.client.ask(Events(last=last))[0]["events"]
        return found

    def happened(self, what: str, **where: str) -> list[dict[str, Any]]:
        """Events of that kind, about that cell or source."""
        return [
            event
            for event in self.events()
            if event["what"] == what and all(event[name] == value for name, value in where.items())
        ]


class LineDownError(Exception):
    """The line to the server is down just now; it comes back by itself."""


class Orders:
    """Asks for layouts one after the other and waits for no answer. `with Orders(site) as orders:`.

    What was asked on a line that was lost gets no answer any more; its problem is `line_lost`.
    """

    def __init__(self, site: Path) -> None:
        opened = Site.open(site)
        self._up = threading.Event()
        self._lock = threading.Lock()
        self._asked: list[RequestId] = []
        self._replies: dict[RequestId, Reply | None] = {}
        self.lines_lost = 0
        self._end = ClientEnd(
            opened.control_address,
            keys=load_key_pair(opened.keys / OPERATOR_KEY),
            server_public=(opened.keys / SERVER_PUBLIC).read_text("ascii").strip(),
            hello=bytes,
            on_message=self._heard,
            on_up=lambda welcome: self._up.set(),
            on_down=self._lost,
            on_refused=lambda refused: None,
            limits=COMMAND_LANE,
        )

    def __enter__(self) -> Self:
        self._end.start()
        assert self._up.wait(10.0), "the server lets nobody in"
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._end.stop()

    def show(self, shown: Mapping[Place, str]) -> int:
        """Ask for a layout, return the number of the request from 0; raise `LineDownError` without a line."""
        request = Request(
            id=RequestId(secrets.token_hex(12)), seat=SEAT, ask=TakeLayout(layout=layout_of(shown))
        )
        with self._lock:
            sent = self._end.send(encode(request))
            if sent is Sent.GONE:
                raise LineDownError
            assert sent in (Sent.QUEUED, Sent.REPLACED), sent
            self._asked.append(request.id)
            return len(self._asked) - 1

    @property
    def waiting(self) -> int:
        """How many requests have no answer yet; a server takes 32 of one desk, and refuses more."""
        with self._lock:
            return len(self._asked) - len(self._replies)

    def result(self, number: int) -> dict[str, Any]:
        """The answer to a request: its result, or the problem under `problem`; empty: none yet."""
        with self._lock:
            asked = self._asked[number]
            if asked not in self._replies:
                return {}
            reply = self._replies[asked]
        if reply is None:
            return {"problem": "line_lost"}
        return {"problem": reply.problem.reason} if reply.problem is not None else dict(reply.result)

    def _lost(self, lost: Lost) -> None:
        with self._lock:
            self.lines_lost += 1
            self._replies |= {asked: None for asked in self._asked if asked not in self._replies}

    def _heard(self, data: bytes, attachments: tuple[bytes, ...]) -> None:
        message = from_server.decode(data, "server")
        if isinstance(message, Reply):
            with self._lock:
                self._replies[message.id] = message
