"""The renderer's end of the bus: messages of the node reach the GUI thread through a mailbox and one wake-up.

Must not know what messages mean. No thread but the GUI's touches Qt: others write to an event descriptor.
"""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

from wallctl.bus.client_end import ClientEnd
from wallctl.bus.lane import CELL_LANE, Lost
from wallctl.errors import BadMessage
from wallctl.model.base import Value
from wallctl.protocol.cell import ToRenderer, to_renderer
from wallctl.protocol.codec import encode
from wallctl.protocol.link import Refused, Welcome


class WakeUp:
    """Any thread rings; the GUI thread is woken once for many rings. Never blocks."""

    def __init__(self) -> None:
        self.fd = os.eventfd(0, os.EFD_NONBLOCK | os.EFD_CLOEXEC)

    def ring(self) -> None:
        try:
            os.eventfd_write(self.fd, 1)
        except BlockingIOError:
            return

    def clear(self) -> None:
        try:
            os.eventfd_read(self.fd)
        except BlockingIOError:
            return


@dataclass(frozen=True, slots=True)
class NodeLost:
    """The node that said what came before is gone, or cannot be heard any more."""


class NodeLink:
    """Talks to the node. `messages` is for the GUI thread after a ring; `send` may be called from any."""

    def __init__(
        self,
        address: str,
        token: str,
        hello: Callable[[], Value],
        wake: WakeUp,
        report: Callable[[str], None],
    ) -> None:
        self._inbox: deque[bytes | NodeLost] = deque()
        self._wake = wake
        self._report = report
        self.refused = False
        self.up = False
        """Whether the node is there."""
        self._end = ClientEnd(
            address,
            token=token,
            hello=lambda: encode(hello()),
            on_message=self._came,
            on_up=self._up,
            on_down=self._down,
            on_refused=self._refuse,
            limits=CELL_LANE,
        )

    def start(self) -> None:
        self._end.start()

    def stop(self) -> None:
        self._end.stop()

    def send(self, message: Value, attachments: tuple[bytes, ...] = (), *, whole: str | None = None) -> None:
        """Queue a message; one that names a `whole` state replaces an older one still queued."""
        self._end.send(encode(message), attachments, replace_key=whole)

    def messages(self) -> list[ToRenderer | NodeLost]:
        """Return what came since the last call, and in between that the node was lost.

        What cannot be read is reported and dropped.
        """
        came: list[ToRenderer | NodeLost] = []
        while self._inbox:
            item = self._inbox.popleft()
            try:
                came.append(item if isinstance(item, NodeLost) else to_renderer.decode(item, "node"))
            except BadMessage as wrong:
                self._report(str(wrong))
        return came

    def _came(self, data: bytes, attachments: tuple[bytes, ...]) -> None:
        self._inbox.append(data)
        self._wake.ring()

    def _up(self, welcome: Welcome) -> None:
        self.up = True
        self._wake.ring()

    def _down(self, lost: Lost) -> None:
        self.up = False
        self._inbox.append(NodeLost())
        self._wake.ring()

    def _refuse(self, refused: Refused) -> None:
        self._report(f"the node refuses this renderer: {refused.text}")
        self.refused = True
        self._wake.ring()
