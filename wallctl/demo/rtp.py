"""RTP interleaved in RTSP (`$`, channel, length, packet): cutting it, and what faults do to it. Pure.

A shaper gets one interleaved frame at a time and gives those to send instead. Only even channels carry video;
RTCP on odd ones passes, except where nothing may pass.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from enum import Enum
from typing import Protocol

HEAD = 4
RTP_HEAD = 12
JPEG_TYPE = 26


class Codec(Enum):
    """What the pictures are coded in, as far as faults must know."""

    H264 = "h264"
    H265 = "h265"
    JPEG = "jpeg"


class Cutter:
    """Cuts a byte stream into interleaved frames and RTSP texts, keeping what is incomplete."""

    def __init__(self) -> None:
        self._rest = b""

    @property
    def at_boundary(self) -> bool:
        return not self._rest

    def feed(self, data: bytes) -> list[bytes]:
        """Complete pieces in order; one that starts with `$` is a frame, any other a text with its body."""
        self._rest = data = self._rest + data if self._rest else data
        pieces, at = [], 0
        while at < len(data):
            end = piece_end(data, at)
            if end is None or end > len(data):
                break
            pieces.append(data[at:end])
            at = end
        self._rest = data[at:]
        return pieces


class Ruler:
    """Follows the same boundaries without keeping the bytes: for connections that only pass."""

    def __init__(self) -> None:
        self._left = 0
        self._rest = b""

    @property
    def at_boundary(self) -> bool:
        return self._left == 0 and not self._rest

    def feed(self, data: bytes) -> None:
        if self._rest:
            data, self._rest = self._rest + data, b""
        at, size = self._left, len(data)
        while at < size:
            end = piece_end(data, at)
            if end is None:
                self._rest = data[at:]
                at = size
                break
            at = end
        self._left = at - size


def piece_end(data: bytes, at: int) -> int | None:
    """Where the piece that starts at `at` ends, perhaps beyond the data; None for an incomplete head."""
    if data[at] == 0x24:
        if len(data) - at < HEAD:
            return None
        return at + HEAD + (data[at + 2] << 8 | data[at + 3])
    end = data.find(b"\r\n\r\n", at)
    if end < 0:
        return None
    return end + 4 + body_length(data[at:end])


def body_length(head: bytes) -> int:
    """Content-Length of an RTSP message's head, 0 without one or with a senseless one."""
    for line in head.split(b"\r\n")[1:]:
        name, _, value = line.partition(b":")
        if name.strip().lower() == b"content-length" and value.strip().isdigit():
            return int(value)
    return 0


def is_video(frame: bytes) -> bool:
    return frame[1] % 2 == 0 and len(frame) > HEAD + RTP_HEAD


def ends_picture(frame: bytes) -> bool:
    return bool(frame[HEAD + 1] & 0x80)


def timestamp(frame: bytes) -> bytes:
    return frame[HEAD + 4 : HEAD + 8]


def nal_kinds(frame: bytes, codec: Codec) -> set[int]:
    """The kinds of the NAL units a packet carries, whole or in part; none for JPEG."""
    load = frame[HEAD + RTP_HEAD :]
    match codec:
        case Codec.H264:
            kind = load[0] & 31
            if kind == 28 and len(load) > 1:
                return {load[1] & 31}
            return {first & 31 for first in _aggregated(load, 1)} if kind == 24 else {kind}
        case Codec.H265:
            kind = (load[0] >> 1) & 63
            if kind == 49 and len(load) > 2:
                return {load[2] & 63}
            return {(first >> 1) & 63 for first in _aggregated(load, 2)} if kind == 48 else {kind}
        case Codec.JPEG:
            return set()


def _aggregated(load: bytes, at: int) -> Iterator[int]:
    """First bytes of the NAL units in an aggregation packet, whose own head is `at` bytes long."""
    while at + 2 < len(load):
        yield load[at + 2]
        at += 2 + (load[at] << 8 | load[at + 1])


def starts_key(frame: bytes, codec: Codec) -> bool:
    """Whether the packet belongs to a picture from which decoding can begin."""
    kinds = nal_kinds(frame, codec)
    match codec:
        case Codec.H264:
            return bool(kinds & {5, 7})
        case Codec.H265:
            return any(16 <= kind <= 21 or kind in (32, 33) for kind in kinds)
        case Codec.JPEG:
            return True


def is_parameters(frame: bytes, codec: Codec) -> bool:
    """Whether the packet carries parameter sets, without which a stream would be lost for good."""
    kinds = nal_kinds(frame, codec)
    match codec:
        case Codec.H264:
            return bool(kinds & {7, 8})
        case Codec.H265:
            return any(32 <= kind <= 34 for kind in kinds)
        case Codec.JPEG:
            return False


class Shaper(Protocol):
    """Changes the frames of one session under one fault."""

    def shape(self, frame: bytes, codec: Codec) -> list[bytes]: ...


class Hold:
    """Lets nothing through any more: at once, or from the middle of a picture."""

    PATIENCE = 12

    def __init__(self, at_once: bool = False) -> None:
        self._closed = at_once
        self._waited = 0

    def shape(self, frame: bytes, codec: Codec) -> list[bytes]:
        if self._closed:
            return []
        self._waited += 1
        # A picture of one packet has no middle: after a while any end will do.
        self._closed = is_video(frame) and (not ends_picture(frame) or self._waited > self.PATIENCE)
        return [frame]


class Freeze:
    """Repeats one key picture in the place of every later one, with their time stamps and whole numbers."""

    def __init__(self) -> None:
        self._gathering: list[bytes] = []
        self._still: tuple[bytes, ...] = ()
        self._sequence = 0

    def shape(self, frame: bytes, codec: Codec) -> list[bytes]:
        if not is_video(frame):
            return [frame]
        if not self._still:
            return self._gather(frame, codec)
        return self._repeat(timestamp(frame)) if ends_picture(frame) else []

    def _gather(self, frame: bytes, codec: Codec) -> list[bytes]:
        if self._gathering and timestamp(self._gathering[0]) != timestamp(frame):
            self._gathering.clear()
        self._gathering.append(frame)
        if ends_picture(frame) and any(starts_key(part, codec) for part in self._gathering):
            self._still = tuple(self._gathering)
            self._sequence = int.from_bytes(frame[HEAD + 2 : HEAD + 4], "big")
        return [frame]

    def _repeat(self, when: bytes) -> list[bytes]:
        found = []
        for frame in self._still:
            self._sequence = (self._sequence + 1) & 0xFFFF
            head = frame[: HEAD + 2] + self._sequence.to_bytes(2, "big") + when
            found.append(head + frame[HEAD + 8 :])
        return found


class Thin:
    """A poor link: of each second only the key picture and the few after it arrive, the rest is lost."""

    KEEP = 6
    KEEP_ONE_OF = 5

    def __init__(self) -> None:
        self._since_key = self.KEEP
        self._now = b""

    def shape(self, frame: bytes, codec: Codec) -> list[bytes]:
        if not is_video(frame):
            return [frame]
        if timestamp(frame) != self._now:
            self._now = timestamp(frame)
            self._since_key += 1
        if codec is Codec.JPEG:
            return [frame] if self._since_key % self.KEEP_ONE_OF == 0 else []
        if starts_key(frame, codec):
            self._since_key = 0
        return [frame] if self._since_key < self.KEEP else []


class Damage:
    """Flips bytes inside picture data, the same ones for the same packets; parameter sets are spared."""

    ONE_OF = 3
    SPARED = 24
    JPEG_SPARED = 200

    def __init__(self, seed: int = 7) -> None:
        self._dice = random.Random(seed)  # noqa: S311  (no secret)

    def shape(self, frame: bytes, codec: Codec) -> list[bytes]:
        first = HEAD + RTP_HEAD + (self.JPEG_SPARED if codec is Codec.JPEG else self.SPARED)
        if not is_video(frame) or len(frame) <= first or is_parameters(frame, codec):
            return [frame]
        if self._dice.randrange(self.ONE_OF):
            return [frame]
        hurt = bytearray(frame)
        for _ in range(4):
            hurt[self._dice.randrange(first, len(hurt))] ^= self._dice.randrange(1, 256)
        return [bytes(hurt)]
