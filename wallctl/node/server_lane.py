"""The node's two lines to the server: one for words, one for pictures; and the server's clock.

Must not know what is said. Without a server nothing is kept for later but the newest events: states are sent
anew when it is back.
"""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import Callable, Hashable

from wallctl.bus.client_end import ClientEnd
from wallctl.bus.keys import KeyPair
from wallctl.bus.lane import PICTURE_LANE, Lost, Sent
from wallctl.errors import BadMessage
from wallctl.protocol.codec import encode
from wallctl.protocol.link import Refused, Welcome
from wallctl.protocol.node import FromNode, NodeEvent, ToNode, to_node

KEPT_EVENTS = 200

_log = logging.getLogger(__name__)


class ServerLane:
    """Keeps the lines for as long as it is started. Lives in the event loop; callbacks run there too."""

    def __init__(
        self,
        control: str,
        pictures: str,
        keys: KeyPair,
        server_public: str,
        hello: Callable[[], FromNode],
        on_message: Callable[[ToNode], None],
        on_lost: Callable[[], None],
    ) -> None:
        """`hello` is asked in the event loop for the first word on each connection."""
        self._loop = asyncio.get_running_loop()
        self._hello = hello
        self._on_message = on_message
        self._on_lost = on_lost
        self._late: deque[NodeEvent] = deque(maxlen=KEPT_EVENTS)
        self.up = False
        self._control = ClientEnd(
            control,
            server_public=server_public,
            keys=keys,
            hello=bytes,
            on_message=lambda data, _: self._soon(self._message, data),
            on_up=lambda welcome: self._soon(self._up, welcome),
            on_down=lambda lost: self._soon(self._down, lost),
            on_refused=_refused,
        )
        self._pictures = ClientEnd(
            pictures,
            server_public=server_public,
            keys=keys,
            hello=bytes,
            on_message=lambda data, _: None,
            on_up=lambda welcome: None,
            on_down=lambda lost: None,
            on_refused=_refused,
            limits=PICTURE_LANE,
        )

    def start(self) -> None:
        """Begin to connect, whether or not there is a server."""
        self._control.start()
        self._pictures.start()

    def stop(self) -> None:
        """Leave the server."""
        self._pictures.stop()
        self._control.stop()

    def say(self, message: FromNode, replace_key: Hashable | None = None) -> None:
        """Send. Events wait for a server, all else is dropped without one."""
        outcome = self._control.send(encode(message), replace_key=replace_key) if self.up else Sent.GONE
        if outcome in (Sent.GONE, Sent.FULL) and isinstance(message, NodeEvent):
            self._late.append(message)

    def show(self, message: FromNode, picture: bytes, replace_key: Hashable) -> None:
        """Send a picture; a newer one of the same key replaces it."""
        try:
            self._pictures.send(encode(message), (picture,), replace_key=replace_key)
        except BadMessage as wrong:
            _log.warning("a picture was not sent: %s", wrong)

    def ours(self, theirs_s: float) -> float | None:
        """Convert an instant of the server's clock to this machine's."""
        estimate = self._control.clock()
        return None if estimate is None else estimate.ours(theirs_s)

    def theirs(self, ours_s: float) -> float | None:
        """Convert an instant of this machine's clock to the server's."""
        estimate = self._control.clock()
        return None if estimate is None else estimate.theirs(ours_s)

    def _soon(self, call: Callable[..., None], *args: object) -> None:
        self._loop.call_soon_threadsafe(call, *args)

    def _up(self, welcome: Welcome) -> None:
        self.up = True
        self._control.send(encode(self._hello()))
        late, self._late = self._late, deque(maxlen=KEPT_EVENTS)
        for event in late:
            self.say(event)

    def _down(self, lost: Lost) -> None:
        self.up = False
        self._on_lost()

    def _message(self, data: bytes) -> None:
        try:
            message = to_node.decode(data, "server")
        except BadMessage as wrong:
            _log.warning("%s", wrong)
            return
        self._on_message(message)


def _refused(refused: Refused) -> None:
    _log.warning("the server does not take this node: %s", refused.text)
