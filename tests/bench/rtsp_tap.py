"""When did a camera send which frame: one more viewer, that decodes nothing.

The cameras replay known clips, so a frame is told by the bytes of its slices; the replay sends frame n of a
running stream at t0 + n / fps by a clock that does not drift against ours. So a few seconds of listening give
t0 as the earliest arrival, counted back, and with it the time of every frame, past and coming, for as long as
somebody goes on viewing that stream. What is late when it arrives here is how far the sender, the network or
this process were behind; the earliest of some fifty frames is late by next to nothing.
"""

from __future__ import annotations

import hashlib
import re
import select
import socket
import time
from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

ANSWER_S = 10.0
_START_CODE = re.compile(rb"\x00\x00\x01")
_PICTURE_UNITS = (1, 5)
KEY_UNIT = 5


@dataclass(frozen=True, slots=True)
class CameraClock:
    """When one running stream sent its frames, CLOCK_MONOTONIC; right for as long as the stream runs."""

    t0_s: float
    """When frame 0 was sent, some time or other."""
    fps: float
    frames: int
    late_ms: tuple[float, ...]
    """How much later than its time each frame arrived here."""

    @property
    def period_s(self) -> float:
        return self.frames / self.fps

    def age_s(self, frame: int, at_s: float) -> float:
        """How long before `at_s` that frame was sent last: 0 to one period of the clip."""
        return (at_s - self.t0_s - frame / self.fps) % self.period_s


def digest_of_units(units: list[bytes]) -> bytes:
    """What one picture is known by: its slices, without their first byte, which carriers may write anew."""
    return hashlib.blake2b(b"".join(unit[1:] for unit in units), digest_size=12).digest()


def clip_digests(path: Path) -> dict[bytes, int]:
    """Digest -> number of frame, of a raw H.264 clip; frames that occur twice are left out."""
    data = path.read_bytes()
    starts = [match.end() for match in _START_CODE.finditer(data)]
    pictures: list[list[bytes]] = []
    for start, following in zip(starts, [*starts[1:], len(data) + 3], strict=True):
        unit = data[start : following - 3].rstrip(b"\0")
        if unit and unit[0] & 31 in _PICTURE_UNITS:
            if unit[1] & 0x80 or not pictures:
                pictures.append([])
            pictures[-1].append(unit)
    digests = [digest_of_units(units) for units in pictures]
    return {digest: index for index, digest in enumerate(digests) if digests.count(digest) == 1}


class Pictures:
    """Puts RTP packets of H.264 together to pictures. Feed it payloads; it yields finished pictures."""

    def __init__(self) -> None:
        self._units: list[bytes] = []
        self._part = bytearray()

    def feed(self, packet: bytes) -> list[bytes] | None:
        """Take one RTP packet; return the slices of the picture that it ends, if it ends one."""
        ends, payload = packet[1] & 0x80, packet[12 + 4 * (packet[0] & 15) :]
        kind = payload[0] & 31
        if kind == 28:
            if payload[1] & 0x80:
                self._part = bytearray([(payload[0] & 0xE0) | (payload[1] & 31)])
            self._part += payload[2:]
            if payload[1] & 0x40:
                self._add(bytes(self._part))
        elif kind == 24:
            at = 1
            while at + 2 < len(payload):
                size = int.from_bytes(payload[at : at + 2], "big")
                self._add(payload[at + 2 : at + 2 + size])
                at += 2 + size
        else:
            self._add(payload)
        if not ends:
            return None
        units, self._units = self._units, []
        return units

    def _add(self, unit: bytes) -> None:
        if unit[0] & 31 in _PICTURE_UNITS:
            self._units.append(unit.rstrip(b"\0"))


def packets_of(buffer: bytearray) -> Iterator[bytes]:
    """Take whole interleaved RTP packets of the first channel from the front of a TCP stream."""
    while len(buffer) >= 4:
        if buffer[0] != 0x24:
            # A word of the dialogue between packets.
            end = buffer.find(b"\r\n\r\n")
            if end < 0:
                return
            del buffer[: end + 4]
            continue
        size = int.from_bytes(buffer[2:4], "big")
        if len(buffer) < 4 + size:
            return
        channel, packet = buffer[1], bytes(buffer[4 : 4 + size])
        del buffer[: 4 + size]
        if channel == 0:
            yield packet


@dataclass
class _Viewer:
    """One stream being listened to."""

    digests: Mapping[bytes, int]
    line: socket.socket
    buffer: bytearray = field(default_factory=bytearray)
    pictures: Pictures = field(default_factory=Pictures)
    came: deque[tuple[float, int]] = field(default_factory=deque)

    def read(self) -> None:
        at_s = time.monotonic()
        self.buffer += self.line.recv(262_144)
        for packet in packets_of(self.buffer):
            units = self.pictures.feed(packet)
            if units:
                frame = self.digests.get(digest_of_units(units))
                if frame is not None:
                    self.came.append((at_s, frame))


def listen(streams: Mapping[str, tuple[str, Path, float, int]], seconds: float) -> dict[str, CameraClock]:
    """Listen to running streams (name -> address, clip, fps, frames) and tell their clocks.

    Streams that gave nothing are not in the answer. Blocks for `seconds` and what opening them takes.
    """
    viewers: dict[str, _Viewer] = {}
    try:
        for name, (url, clip, _, _) in streams.items():
            viewers[name] = _Viewer(clip_digests(clip), _play(url))
        by_line = {viewer.line: viewer for viewer in viewers.values()}
        until = time.monotonic() + seconds
        while (left := until - time.monotonic()) > 0:
            for line in select.select(list(by_line), [], [], left)[0]:
                by_line[line].read()
    finally:
        for viewer in viewers.values():
            viewer.line.close()
    clocks = {}
    for name, viewer in viewers.items():
        _, _, fps, frames = streams[name]
        if viewer.came:
            clocks[name] = _clock(list(viewer.came), fps, frames)
    return clocks


def _clock(came: list[tuple[float, int]], fps: float, frames: int) -> CameraClock:
    period = frames / fps
    first = came[0][0] - came[0][1] / fps
    # Arrivals counted back to frame 0, near the first one's: the clip may begin anew while we listen.
    zeros = [first + (at - n / fps - first + period / 2) % period - period / 2 for at, n in came]
    t0 = min(zeros)
    return CameraClock(t0, fps, frames, tuple((zero - t0) * 1000 for zero in zeros))


def _play(url: str) -> socket.socket:
    """Connect and have the stream sent; the bytes that follow are interleaved RTP."""
    parts = urlsplit(url)
    line = socket.create_connection((parts.hostname or "", parts.port or 554), ANSWER_S)
    line.settimeout(ANSWER_S)
    _ask(line, f"OPTIONS {url} RTSP/1.0\r\nCSeq: 1\r\n\r\n")
    said = _ask(line, f"DESCRIBE {url} RTSP/1.0\r\nCSeq: 2\r\nAccept: application/sdp\r\n\r\n")
    control = re.findall(r"(?m)^a=control:(\S+)", said)[-1]
    track = control if control.startswith("rtsp") else f"{url.rstrip('/')}/{control}"
    transport = "Transport: RTP/AVP/TCP;unicast;interleaved=0-1"
    said = _ask(line, f"SETUP {track} RTSP/1.0\r\nCSeq: 3\r\n{transport}\r\n\r\n")
    session = re.findall(r"(?im)^Session:\s*([^;\s]+)", said)[0]
    line.sendall(f"PLAY {url} RTSP/1.0\r\nCSeq: 4\r\nSession: {session}\r\n\r\n".encode())
    return line


def _ask(line: socket.socket, request: str) -> str:
    line.sendall(request.encode())
    said = b""
    while b"\r\n\r\n" not in said:
        said += _more(line)
    head, _, body = said.partition(b"\r\n\r\n")
    length = re.search(rb"(?im)^Content-Length:\s*(\d+)", head)
    while len(body) < int(length[1] if length else 0):
        body += _more(line)
    if b" 200 " not in head.split(b"\r\n")[0]:
        raise ConnectionError(f"the camera answers: {head.splitlines()[0].decode()}")
    return (head + b"\r\n\r\n" + body).decode()


def _more(line: socket.socket) -> bytes:
    data = line.recv(65_536)
    if not data:
        raise ConnectionError("the camera hung up")
    return data
