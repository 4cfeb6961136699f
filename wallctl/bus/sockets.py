"""How every zmq socket of wallctl is made: all options before bind or connect, in one place.

Must not know links or messages. Contexts and sockets made here stay in the thread that made them.
"""

from __future__ import annotations

import math
import struct
from collections.abc import Iterator
from enum import Enum

import zmq

from wallctl.bus.keys import KeyPair
from wallctl.bus.lane import Limits
from wallctl.errors import BadInput, Unavailable

ZAP_DOMAIN = b"wallctl"
FLOOR = (4, 3, 5)
# What CURVE adds to a frame; libzmq counts it, our own check of the same limit comes first and can name the
# peer.
SLACK_BYTES = 64 << 10
LINGER_MS = 100


Socket = zmq.Socket[bytes]
Context = zmq.Context[zmq.Socket[bytes]]


class Transport(Enum):
    """How two ends meet: over the network, always encrypted, or inside a private folder of one machine."""

    TCP = "tcp"
    IPC = "ipc"


def transport_of(endpoint: str) -> Transport:
    """Return the transport; raise `BadInput` for any other."""
    for transport in Transport:
        if endpoint.startswith(f"{transport.value}://"):
            return transport
    raise BadInput(endpoint, "not an address of the bus", "use tcp://host:port or ipc:///folder/name")


def new_context() -> Context:
    """Return a context of its own; raise `Unavailable` when the installed libzmq is too old to be safe."""
    if zmq.zmq_version_info() < FLOOR or not zmq.has("curve"):
        have = zmq.zmq_version()
        raise Unavailable(
            "libzmq", f"{have} cannot carry the bus", "pip install 'pyzmq>=27' (it brings its own)"
        )
    context: Context = zmq.Context()
    context.setsockopt(zmq.LINGER, 0)
    return context


def _common(socket: Socket, limits: Limits) -> None:
    socket.setsockopt(zmq.LINGER, LINGER_MS)
    socket.setsockopt(zmq.MAXMSGSIZE, limits.max_frame_bytes + SLACK_BYTES)
    socket.setsockopt(zmq.SNDHWM, limits.high_water)
    socket.setsockopt(zmq.RCVHWM, max(64, limits.high_water))
    socket.setsockopt(zmq.HANDSHAKE_IVL, 5_000)
    # No heartbeats of libzmq's own: a ping that is read after its sender hung up ends the whole process
    # (4.3.5, assertion `!_io_error`). Both ends beat and judge silence themselves; the kernel clears away
    # connections whose other end is gone without a word.
    socket.setsockopt(zmq.TCP_KEEPALIVE, 1)
    socket.setsockopt(zmq.TCP_KEEPALIVE_IDLE, 1)
    socket.setsockopt(zmq.TCP_KEEPALIVE_INTVL, 1)
    socket.setsockopt(zmq.TCP_KEEPALIVE_CNT, math.ceil(2 * limits.silence_s))
    socket.setsockopt(zmq.TCP_MAXRT, int(2_000 * limits.silence_s))
    if limits.kernel_bytes is not None:
        socket.setsockopt(zmq.SNDBUF, limits.kernel_bytes)


def new_router(context: Context, limits: Limits, keys: KeyPair | None) -> Socket:
    """Return a ROUTER that is not bound; with keys it takes only whom a ZAP handler lets in."""
    socket = context.socket(zmq.ROUTER)
    _common(socket, limits)
    socket.setsockopt(zmq.ROUTER_MANDATORY, 1)
    socket.setsockopt(zmq.ROUTER_HANDOVER, 0)
    if keys is not None:
        socket.setsockopt(zmq.CURVE_SERVER, 1)
        socket.setsockopt(zmq.CURVE_SECRETKEY, keys.secret.get_secret_value().encode("ascii"))
        # Without both of these CURVE is encryption only, and every stranger is let in.
        socket.setsockopt(zmq.ZAP_DOMAIN, ZAP_DOMAIN)
        socket.setsockopt(zmq.ZAP_ENFORCE_DOMAIN, 1)
    return socket


def new_dealer(context: Context, limits: Limits, keys: KeyPair | None, server_public: str | None) -> Socket:
    """Return a DEALER for one connection: it does not reconnect, and keeps nothing for an absent peer."""
    socket = context.socket(zmq.DEALER)
    _common(socket, limits)
    socket.setsockopt(zmq.IMMEDIATE, 1)
    socket.setsockopt(zmq.RECONNECT_IVL, -1)
    if keys is not None and server_public is not None:
        socket.setsockopt(zmq.CURVE_SERVERKEY, server_public.encode("ascii"))
        socket.setsockopt(zmq.CURVE_PUBLICKEY, keys.public.encode("ascii"))
        socket.setsockopt(zmq.CURVE_SECRETKEY, keys.secret.get_secret_value().encode("ascii"))
    return socket


WATCHED = (
    zmq.EVENT_HANDSHAKE_SUCCEEDED
    | zmq.EVENT_HANDSHAKE_FAILED_AUTH
    | zmq.EVENT_HANDSHAKE_FAILED_PROTOCOL
    | zmq.EVENT_HANDSHAKE_FAILED_NO_DETAIL
    | zmq.EVENT_DISCONNECTED
    | zmq.EVENT_CLOSED
)


class Sight(Enum):
    """What a socket's monitor saw."""

    UP = zmq.EVENT_HANDSHAKE_SUCCEEDED.value
    NOT_AUTHORISED = zmq.EVENT_HANDSHAKE_FAILED_AUTH.value
    NOT_UNDERSTOOD = zmq.EVENT_HANDSHAKE_FAILED_PROTOCOL.value
    HUNG_UP_EARLY = zmq.EVENT_HANDSHAKE_FAILED_NO_DETAIL.value
    DISCONNECTED = zmq.EVENT_DISCONNECTED.value
    NOT_CONNECTED = zmq.EVENT_CLOSED.value


class Monitor:
    """Watches the connections of one socket; lives in the socket's thread and must be closed before it."""

    def __init__(self, socket: Socket) -> None:
        self._watched = socket
        self.socket: Socket = socket.get_monitor_socket(WATCHED)

    def sights(self) -> Iterator[Sight]:
        """Yield what was seen since the last call."""
        while True:
            try:
                event = self.socket.recv_multipart(zmq.NOBLOCK)[0]
            except zmq.Again:
                return
            number: int = struct.unpack_from("=H", event)[0]
            if number in _SIGHTS:
                yield Sight(number)

    def close(self) -> None:
        """Stop watching."""
        self._watched.disable_monitor()
        self.socket.close(0)


_SIGHTS = frozenset(sight.value for sight in Sight)
