"""How a message becomes frames, and how frames get into a socket. Must not know links."""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum

import zmq
from pydantic import BaseModel

from wallctl.bus.lane import Frames, Limits
from wallctl.bus.sockets import Socket
from wallctl.errors import BadMessage
from wallctl.protocol.codec import encode
from wallctl.protocol.link import CONTROL, PAYLOAD


class Fate(Enum):
    """What a socket did with a message."""

    SENT = "sent"
    BLOCKED = "blocked"
    UNREACHABLE = "unreachable"


def payload_frames(who: str, data: bytes, attachments: Sequence[bytes], limits: Limits) -> Frames:
    """Return the frames of an application's message; raise `BadMessage` when the lane does not carry it."""
    frames = (PAYLOAD, data, *attachments)
    largest = max(map(len, frames))
    if largest > limits.max_frame_bytes:
        raise BadMessage(
            f"message to {who}", f"a part of {largest} bytes, the lane carries {limits.max_frame_bytes}"
        )
    if len(frames) > limits.max_parts:
        raise BadMessage(f"message to {who}", f"{len(frames)} parts, the lane carries {limits.max_parts}")
    return frames


def control_frames(message: BaseModel, attachment: bytes | None = None) -> Frames:
    """Return the frames of one of the bus's own messages."""
    frames = (CONTROL, encode(message))
    return frames if attachment is None else (*frames, attachment)


def send_now(socket: Socket, frames: Sequence[bytes]) -> Fate:
    """Send all frames or none, without waiting."""
    *heads, last = frames
    try:
        for frame in heads:
            socket.send(frame, zmq.NOBLOCK | zmq.SNDMORE)
        socket.send(last, zmq.NOBLOCK)
    except zmq.Again:
        # libzmq decides at the first frame; the others of a message that was begun are always taken.
        return Fate.BLOCKED
    except zmq.ZMQError as wrong:
        if wrong.errno == zmq.EHOSTUNREACH:
            return Fate.UNREACHABLE
        raise
    return Fate.SENT
