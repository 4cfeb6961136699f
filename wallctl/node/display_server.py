"""The X server that this node's renderers paint on, seen as a process: does it get a core? Linux only.

Must not know X's protocol: one connection is made, only to learn who answers there, and closed.
"""

from __future__ import annotations

import contextlib
import socket
import struct

from wallctl.node.turns import turns_of
from wallctl.rules.displays import local_addresses
from wallctl.rules.starvation import Turns

_CREDENTIALS = struct.Struct("3i")
ASK_AGAIN_TICKS = 100
"""One that was not found is looked for again after so many looks (10 s)."""


class DisplayServer:
    """Follows the local X server. One thread; never waits."""

    def __init__(self, display: str) -> None:
        """`display` is DISPLAY's value; empty, or another machine's: nothing can be told of it."""
        self._addresses = local_addresses(display)
        self._pid: int | None = None
        self._before: Turns | None = None
        self._until_asked = 0

    def stood_still(self) -> bool:
        """Tell whether it wants a core and had none since the last call; False where that is not known."""
        pid = self._known_pid()
        if pid is None:
            return False
        # The kernel counts a wait only when it is over: that it ran not at all is known at once.
        before, now = self._before, turns_of(pid)
        if not now.state:
            self._pid = self._before = None
            return False
        self._before = now
        return before is not None and now.had_none_since(before)

    def _known_pid(self) -> int | None:
        if self._pid is None and self._addresses:
            if self._until_asked == 0:
                self._pid = _who_answers(self._addresses)
            self._until_asked = (self._until_asked - 1) % ASK_AGAIN_TICKS
        return self._pid


def _who_answers(addresses: tuple[str, ...]) -> int | None:
    """Return the process that serves one of these sockets; None: none, or it is of another PID namespace."""
    for address in addresses:
        with socket.socket(socket.AF_UNIX) as knock, contextlib.suppress(OSError):
            knock.setblocking(False)
            knock.connect(address)
            credentials = knock.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, _CREDENTIALS.size)
            pid: int = _CREDENTIALS.unpack(credentials)[0]
            return pid or None
    return None
