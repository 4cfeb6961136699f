"""A client's end of a lane: one DEALER, served by one thread of its own. Must not know what payloads say.

The socket is born, used and closed inside `ClientLoop.run`; this object holds only the mailbox and the
thread, so no other thread can touch it.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Hashable, Sequence
from types import TracebackType
from typing import Self

from wallctl.bus.client_loop import LINK, ClientLoop, ClientPlan, ClockReading
from wallctl.bus.clock import now_s
from wallctl.bus.ipc_place import check_place
from wallctl.bus.keys import KeyPair, check_public_key
from wallctl.bus.lane import COMMAND_LANE, Counts, Limits, Lost, Sent, TroubleReport
from wallctl.bus.mailbox import Mailbox, Order
from wallctl.bus.sending import payload_frames
from wallctl.bus.sockets import Transport, transport_of
from wallctl.bus.trouble import log_trouble
from wallctl.errors import BadInput, Unavailable
from wallctl.protocol.link import Refused, Welcome
from wallctl.rules.clock import Estimate

STOP_DEADLINE_S = 0.9


class ClientEnd:
    """Keeps one link to a server: connects, greets, beats, and connects again for as long as it runs.

    All methods may be called from any thread and never block, `stop` apart. The callbacks run on the I/O
    thread and must return at once: `on_up` after each welcome, `on_down` once for each `on_up`, `on_refused`
    each time that the server (or its door) does not take us; trying goes on, more and more slowly. `hello`
    gives the application's greeting for each connection.
    """

    def __init__(
        self,
        connect: str,
        *,
        server_public: str | None = None,
        keys: KeyPair | None = None,
        token: str | None = None,
        hello: Callable[[], bytes],
        on_message: Callable[[bytes, tuple[bytes, ...]], None],
        on_up: Callable[[Welcome], None],
        on_down: Callable[[Lost], None],
        on_refused: Callable[[Refused], None],
        on_trouble: Callable[[TroubleReport], None] = log_trouble,
        limits: Limits = COMMAND_LANE,
    ) -> None:
        """Raise `BadInput` unless it is tcp with both keys, or ipc with a token."""
        match transport_of(connect):
            case Transport.TCP:
                if keys is None or server_public is None or token is not None:
                    raise BadInput(connect, "tcp needs our key pair and the server's public key, no token")
                check_public_key(server_public, connect)
            case Transport.IPC:
                if keys is not None or server_public is not None or token is None:
                    raise BadInput(connect, "ipc needs a token and no keys")
                check_place(connect)
        self._plan = ClientPlan(
            connect=connect,
            server_public=server_public,
            keys=keys,
            token=token,
            hello=hello,
            on_message=on_message,
            on_up=on_up,
            on_down=on_down,
            on_refused=on_refused,
            on_trouble=on_trouble,
            limits=limits,
        )
        self._counts = Counts()
        self._clock = ClockReading()
        self._mailbox: Mailbox | None = None
        self._thread: threading.Thread | None = None

    @property
    def alive(self) -> bool:
        """Whether the I/O thread runs."""
        return self._thread is not None and self._thread.is_alive()

    def start(self) -> None:
        """Begin to connect; returns at once, whether or not there is a server."""
        if self._thread is not None:
            raise Unavailable(self._plan.connect, "this end was started before", "make a new one")
        self._mailbox = Mailbox(self._plan.limits)
        run = (self._plan, self._mailbox, self._counts, self._clock)
        name = f"bus client {self._plan.connect}"
        self._thread = threading.Thread(target=ClientLoop.run, args=run, name=name, daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Say good-bye and end the thread, within a second whatever the server does. Not from a callback."""
        if self._thread is None or self._mailbox is None:
            return
        self._mailbox.order(Order.STOP)
        self._thread.join(STOP_DEADLINE_S)
        if self._thread.is_alive():
            thing = self._plan.connect
            raise Unavailable(thing, "a callback holds the bus thread", "report this as a fault of wallctl")

    def send(
        self, data: bytes, attachments: Sequence[bytes] = (), *, replace_key: Hashable | None = None
    ) -> Sent:
        """Queue a message; raise `BadMessage` when it is larger than the lane carries.

        `Sent.GONE` while there is no link: nothing is kept for later, because a late command is a wrong one.
        With `replace_key` the message is a whole state and drops an older one of that key that has not left
        yet.
        """
        frames = payload_frames("server", data, attachments, self._plan.limits)
        return Sent.GONE if self._mailbox is None else self._mailbox.put(LINK, frames, replace_key)

    def clock(self) -> Estimate | None:
        """Return how far the server's CLOCK_BOOTTIME is from ours now, None before the first ping."""
        return self._clock.filter.estimate(now_s())

    def counts(self) -> Counts:
        """Return what happened so far."""
        copy = self._counts.copy()
        return copy if self._mailbox is None else self._mailbox.fill_in(copy)

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()
