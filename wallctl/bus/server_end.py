"""The server's end of a lane: one ROUTER, served by one thread of its own. Must not know what payloads say.

The socket is born, used and closed inside `ServerLoop.run`; this object holds only the mailbox and the
thread, so no other thread can touch it.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Hashable, Sequence
from concurrent.futures import Future
from types import TracebackType
from typing import Self

from wallctl.bus.keys import KeyPair, Peer
from wallctl.bus.lane import COMMAND_LANE, Counts, Limits, Link, Lost, Sent, TroubleReport
from wallctl.bus.mailbox import Mailbox, Order
from wallctl.bus.sending import payload_frames
from wallctl.bus.server_loop import ServerLoop, ServerPlan
from wallctl.bus.sockets import Transport, transport_of
from wallctl.bus.trouble import log_trouble
from wallctl.errors import BadInput, Unavailable

START_DEADLINE_S = 15.0
STOP_DEADLINE_S = 0.9


class ServerEnd:
    """Serves one address. `start` returns when it is bound and its door is proved, `stop` within a second.

    All methods may be called from any thread and never block, `start` and `stop` apart. The callbacks run on
    the I/O thread and must return at once; an asyncio program hands on with `loop.call_soon_threadsafe`. Who
    a peer is comes from its key (TCP) or its token (ipc) through `ring`, which is asked anew for every
    message.
    """

    def __init__(
        self,
        bind: str,
        *,
        keys: KeyPair | None,
        ring: Callable[[str], Peer | None],
        on_message: Callable[[Link, bytes, tuple[bytes, ...]], None],
        on_up: Callable[[Link, bytes], None],
        on_down: Callable[[Link, Lost], None],
        on_trouble: Callable[[TroubleReport], None] = log_trouble,
        limits: Limits = COMMAND_LANE,
    ) -> None:
        """Raise `BadInput` for an address that is neither tcp with keys nor ipc without."""
        if (transport_of(bind) is Transport.TCP) != (keys is not None):
            raise BadInput(bind, "tcp needs a key pair, ipc has none", "give the server's keys for tcp only")
        self._plan = ServerPlan(bind, keys, ring, on_message, on_up, on_down, on_trouble, limits)
        self._counts = Counts()
        self._mailbox: Mailbox | None = None
        self._thread: threading.Thread | None = None
        self._endpoint = bind

    @property
    def endpoint(self) -> str:
        """The address served; after `start` with the port that was chosen for `*`."""
        return self._endpoint

    @property
    def alive(self) -> bool:
        """Whether the I/O thread runs."""
        return self._thread is not None and self._thread.is_alive()

    def start(self) -> None:
        """Serve. Raise `Unavailable` when the address is taken or the door does not keep strangers out."""
        if self._thread is not None:
            raise Unavailable(self._endpoint, "this end was started before", "make a new one")
        self._mailbox = Mailbox(self._plan.limits)
        ready: Future[str] = Future()
        loop = (self._plan, self._mailbox, self._counts)
        self._thread = threading.Thread(
            target=ServerLoop.run, args=(*loop, ready), name=f"bus server {self._endpoint}", daemon=True
        )
        self._thread.start()
        try:
            self._endpoint = ready.result(START_DEADLINE_S)
        except TimeoutError:
            self.stop()
            raise Unavailable(
                self._endpoint, "the bus did not start in time", "look at the machine's load"
            ) from None

    def stop(self) -> None:
        """Say good-bye to all links and end the thread; what cannot leave at once is dropped.

        Not to be called from a callback.
        """
        if self._thread is None or self._mailbox is None:
            return
        self._mailbox.order(Order.STOP)
        self._thread.join(STOP_DEADLINE_S)
        if self._thread.is_alive():
            raise Unavailable(
                self._endpoint, "a callback holds the bus thread", "report this as a fault of wallctl"
            )

    def send(
        self,
        link: Link,
        data: bytes,
        attachments: Sequence[bytes] = (),
        *,
        replace_key: Hashable | None = None,
    ) -> Sent:
        """Queue a message; raise `BadMessage` when it is larger than the lane carries.

        With `replace_key` the message is a whole state: it drops an older one of that key that has not left
        yet, and a full queue makes room for it.
        """
        frames = payload_frames(str(link.peer), data, attachments, self._plan.limits)
        if self._mailbox is None:
            return Sent.GONE
        return self._mailbox.put(link.number, frames, replace_key)

    def recheck(self) -> None:
        """Ask the ring about every link now; without this it happens within 0.5 s."""
        if self._mailbox is not None:
            self._mailbox.order(Order.RECHECK)

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
