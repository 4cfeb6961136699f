"""The ZAP handler: lets in known public keys and nobody else. Lives in the I/O thread of a server end.

Must not know roles or rights. It proves itself before the end is bound to its address: a stranger's key and a
connection without any key must be refused, and a key that is let in must get in.
"""

from __future__ import annotations

from collections.abc import Callable

import zmq
import zmq.utils.z85

from wallctl.bus.clock import now_s
from wallctl.bus.keys import KeyPair, new_key_pair
from wallctl.bus.lane import Limits
from wallctl.bus.sockets import Context, Monitor, Sight, Socket, new_dealer
from wallctl.errors import Unavailable

ZAP_ENDPOINT = "inproc://zeromq.zap.01"
PROBE_DEADLINE_S = 3.0


class Gate:
    """Answers the handshakes of one context. `refused` is told the address of each stranger."""

    def __init__(
        self,
        context: Context,
        known: Callable[[str], bool],
        refused: Callable[[str], None],
    ) -> None:
        self._known = known
        self._refused = refused
        self._probe_key: str | None = None
        self.socket = context.socket(zmq.ROUTER)
        self.socket.setsockopt(zmq.LINGER, 0)
        self.socket.bind(ZAP_ENDPOINT)

    def answer(self) -> None:
        """Answer all handshakes that wait."""
        while True:
            try:
                frames = self.socket.recv_multipart(zmq.NOBLOCK)
            except zmq.Again:
                return
            # [who, empty, version, request id, domain, address, routing id, mechanism, credentials..]
            if len(frames) < 8:
                continue
            user = self._user(frames)
            verdict = (b"200", b"OK", user) if user else (b"400", b"unknown key", b"")
            self.socket.send_multipart([frames[0], b"", b"1.0", frames[3], *verdict, b""])
            if not user and self._probe_key is None:
                self._refused(frames[5].decode("ascii", "replace"))

    def _user(self, frames: list[bytes]) -> bytes:
        version, mechanism, credentials = frames[2], frames[7], frames[8:]
        if version != b"1.0" or mechanism != b"CURVE" or len(credentials) != 1 or len(credentials[0]) != 32:
            return b""
        public = zmq.utils.z85.encode(credentials[0])
        name = public.decode("ascii")
        return public if name == self._probe_key or self._known(name) else b""

    def prove(
        self,
        context: Context,
        router: Socket,
        limits: Limits,
        server: KeyPair,
    ) -> None:
        """Try the router's door on a port of its own; raise `Unavailable` unless it is as it must be."""
        endpoint = _bind_privately(router)
        guest = new_key_pair()
        self._probe_key = guest.public
        try:
            for keys, expected in ((new_key_pair(), False), (None, False), (guest, True)):
                dealer = new_dealer(context, limits, keys, server.public)
                try:
                    entered = self._enters(dealer, endpoint)
                finally:
                    dealer.close(0)
                if entered is not expected:
                    what = "let a stranger in" if entered else "refused a known key"
                    raise Unavailable(
                        "bus", f"the self-test of the door {what}", "do not serve; reinstall pyzmq"
                    )
        finally:
            self._probe_key = None
            router.unbind(endpoint)

    def _enters(self, dealer: Socket, endpoint: str) -> bool:
        monitor = Monitor(dealer)
        poller = zmq.Poller()
        poller.register(self.socket, zmq.POLLIN)
        poller.register(monitor.socket, zmq.POLLIN)
        deadline_s = now_s() + PROBE_DEADLINE_S
        try:
            dealer.connect(endpoint)
            while (left_s := deadline_s - now_s()) > 0:
                poller.poll(max(1, int(left_s * 1000)))
                self.answer()
                for sight in monitor.sights():
                    return sight is Sight.UP
        finally:
            monitor.close()
        raise Unavailable(
            "bus", "the self-test of the door got no answer", "try again; the machine may be overloaded"
        )


def _bind_privately(router: Socket) -> str:
    router.bind("tcp://127.0.0.1:*")
    endpoint: str = router.getsockopt_string(zmq.LAST_ENDPOINT).rstrip("\0")
    return endpoint
