"""One client's connection through the proxy: its RTSP dialogue, and its pictures under a fault.

Owns two sockets and lives on one event loop. Knows RTSP as text; packets are `rtp`'s business. While no fault
strikes, bytes go from socket to socket as they come: 24 streams must cost next to nothing.
"""

from __future__ import annotations

import asyncio
import re
import secrets
import socket
import struct
from collections.abc import Callable
from contextlib import suppress
from enum import Enum
from urllib.parse import urlsplit

from wallctl.demo.faults import Answer, Effect
from wallctl.demo.rtp import JPEG_TYPE, Codec, Cutter, Ruler, Shaper, body_length

READ_BYTES = 262_144
QUEUE_BYTES = 4_000_000
CONNECT_S = 2.0
RESET = struct.pack("ii", 1, 0)
BUSY = b"RTSP/1.0 503 "
"""The replay's answer while what its last viewer left is being taken down: 1 in 9 who come just then get it,
for some milliseconds. A camera is not like that."""
BUSY_AGAIN_S, BUSY_TRIES = 0.02, 50
_CSEQ = re.compile(rb"^CSeq:\s*(\d+)", re.I | re.M)


class Phase(Enum):
    """A connection's life."""

    ASKING = "asking"
    PASSING = "passing"
    SHAPING = "shaping"
    CLOSED = "closed"


class Session:
    """One accepted connection. `effect_for(camera)` is asked at each request; `ended` is told once."""

    def __init__(
        self,
        client: socket.socket,
        backend_port: int,
        effect_for: Callable[[str], tuple[Effect, str | None]],
        ended: Callable[[Session], None],
    ) -> None:
        self.camera = ""
        self._loop = asyncio.get_running_loop()
        self._client, self._backend_port = client, backend_port
        self._backend: socket.socket | None = None
        self._effect_for, self._ended = effect_for, ended
        self._effect = Effect()
        self._phase = Phase.ASKING
        self._shaper: Shaper | None = None
        self._codec = Codec.H264
        self._paths: tuple[bytes, bytes] | None = None
        self._play_cseq = b""
        self._asked, self._busy_tries = b"", 0
        self._requests, self._cutter, self._ruler = Cutter(), Cutter(), Ruler()
        self._to_client = bytearray()
        client.setblocking(False)
        client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._loop.add_reader(client, self._on_client)

    # ---- faults -------------------------------------------------------------------------------------------
    def strike(self, effect: Effect) -> None:
        """A fault was set or cleared while this session runs."""
        if not (effect.in_place and self._effect.in_place):
            self.abort()
            return
        self._effect = effect
        self._shaper = effect.shaper() if effect.shaper else None

    # ---- from the client ----------------------------------------------------------------------------------
    def _on_client(self) -> None:
        data = self._read(self._client)
        if data is None:
            return
        if not data:
            self.close()
            return
        for piece in self._requests.feed(data):
            if self._phase is Phase.CLOSED:
                return
            if piece.startswith(b"$"):
                self._send_backend(piece)
            else:
                self._request(piece)

    def _request(self, text: bytes) -> None:
        line, _, _ = text.partition(b"\r\n")
        words = line.split(b" ")
        if len(words) != 3:
            self.abort()
            return
        path = urlsplit(words[1].decode("latin-1")).path
        parts = path.strip("/").split("/")
        location: str | None = None
        if parts[0] and parts[0] != "*":
            self.camera = parts[0]
            fresh, location = self._effect_for(self.camera)
            if fresh is not self._effect:
                self._effect = fresh
                self._shaper = fresh.shaper() if fresh.shaper else None
        match self._effect.answer:
            case Answer.PASS:
                self._forward(text, words[0], parts)
            case Answer.REFUSE:
                self.abort()
            case Answer.SILENCE:
                pass
            case Answer.REDIRECT:
                target = location or words[1].decode("latin-1")
                self._reply(text, b"302 Moved Temporarily", f"Location: {target}")
            case Answer.UNAUTHORISED:
                nonce = secrets.token_hex(16)
                self._reply(
                    text,
                    b"401 Unauthorized",
                    f'WWW-Authenticate: Digest realm="camera", nonce="{nonce}", algorithm="MD5"',
                    'WWW-Authenticate: Basic realm="camera"',
                )

    def _reply(self, request: bytes, status: bytes, *headers: str) -> None:
        cseq = _CSEQ.search(request)
        lines = [b"RTSP/1.0 " + status, b"CSeq: " + (cseq[1] if cseq else b"0")]
        lines += [header.encode("latin-1", "replace") for header in headers]
        self._send_client(b"\r\n".join(lines) + b"\r\n\r\n")

    def _forward(self, text: bytes, method: bytes, parts: list[str]) -> None:
        if self._effect.mount and len(parts) >= 2:
            ours, theirs = f"/{parts[0]}/{parts[1]}".encode(), self._effect.mount.encode()
            self._paths = (theirs, ours)
            line, rest = text.split(b"\r\n", 1)
            text = line.replace(ours, theirs, 1) + b"\r\n" + rest
        if method == b"PLAY":
            cseq = _CSEQ.search(text)
            self._play_cseq = cseq[1] if cseq else b""
        self._asked, self._busy_tries = text, 0
        self._send_backend(text)

    def _ask_again(self, text: bytes) -> None:
        if self._phase is not Phase.CLOSED and text is self._asked:
            self._send_backend(text)

    # ---- from the cameras ---------------------------------------------------------------------------------
    def _on_backend(self) -> None:
        assert self._backend is not None
        data = self._read(self._backend)
        if data is None:
            return
        if not data:
            self.close()
            return
        match self._phase:
            case Phase.PASSING:
                self._ruler.feed(data)
                self._send_client(data)
                # A fault starts between two frames, or the client would lose its place in the stream.
                if self._shaper is not None and self._ruler.at_boundary:
                    self._phase = Phase.SHAPING
            case Phase.ASKING | Phase.SHAPING:
                out = b"".join(self._worked(piece) for piece in self._cutter.feed(data))
                if out:
                    self._send_client(out)
                self._settle()
            case Phase.CLOSED:
                pass

    def _settle(self) -> None:
        if self._phase is Phase.SHAPING and self._shaper is None and self._cutter.at_boundary:
            self._phase, self._ruler = Phase.PASSING, Ruler()

    def _worked(self, piece: bytes) -> bytes:
        if not piece.startswith(b"$"):
            return self._response(piece)
        return b"".join(self._shaper.shape(piece, self._codec)) if self._shaper else piece

    def _response(self, text: bytes) -> bytes:
        if text.startswith(BUSY) and self._busy_tries < BUSY_TRIES:
            self._busy_tries += 1
            self._loop.call_later(BUSY_AGAIN_S, self._ask_again, self._asked)
            return b""
        head, _, body = text.partition(b"\r\n\r\n")
        if b"m=video" in body:
            self._codec = _codec_of(body)
            if self._effect.codec:
                body = re.sub(rb"(a=rtpmap:\d+ )\w+(/90000)", rb"\g<1>" + self._effect.codec + rb"\2", body)
        if self._paths:
            head = head.replace(self._paths[0] + b"/", self._paths[1] + b"/")
        if len(body) != body_length(head):
            head = re.sub(rb"(?im)^(content-length:\s*)\d+", rb"\g<1>" + str(len(body)).encode(), head)
        cseq = _CSEQ.search(head)
        if self._play_cseq and cseq and cseq[1] == self._play_cseq:
            self._phase = Phase.SHAPING
        return head + b"\r\n\r\n" + body

    # ---- sockets ------------------------------------------------------------------------------------------
    def _read(self, source: socket.socket) -> bytes | None:
        try:
            return source.recv(READ_BYTES)
        except (BlockingIOError, InterruptedError):
            return None
        except OSError:
            return b""

    def _send_backend(self, data: bytes) -> None:
        try:
            if self._backend is None:
                self._backend = socket.create_connection(("127.0.0.1", self._backend_port), CONNECT_S)
                self._backend.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                self._backend.setblocking(False)
                self._loop.add_reader(self._backend, self._on_backend)
            self._backend.sendall(data)
        except OSError:
            self.abort()

    def _send_client(self, data: bytes) -> None:
        if not self._to_client:
            try:
                sent = self._client.send(data)
            except (BlockingIOError, InterruptedError):
                sent = 0
            except OSError:
                self.close()
                return
            if sent == len(data):
                return
            data = data[sent:]
            self._loop.add_writer(self._client, self._drain)
            if self._backend is not None:
                self._loop.remove_reader(self._backend)
        self._to_client += data
        if len(self._to_client) > QUEUE_BYTES:
            self.abort()

    def _drain(self) -> None:
        try:
            sent = self._client.send(self._to_client)
        except (BlockingIOError, InterruptedError):
            return
        except OSError:
            self.close()
            return
        del self._to_client[:sent]
        if not self._to_client:
            self._loop.remove_writer(self._client)
            if self._backend is not None:
                self._loop.add_reader(self._backend, self._on_backend)

    def abort(self) -> None:
        """End the connection with a reset, as a machine that has gone would."""
        with suppress(OSError):
            self._client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
        self.close()

    def close(self) -> None:
        """End the connection on both sides; safe to call twice."""
        if self._phase is Phase.CLOSED:
            return
        self._phase = Phase.CLOSED
        for end in (self._client, self._backend):
            if end is not None:
                self._loop.remove_reader(end)
                self._loop.remove_writer(end)
                end.close()
        self._ended(self)


def _codec_of(sdp: bytes) -> Codec:
    if re.search(rb"m=video \d+ \S+ %d\b" % JPEG_TYPE, sdp):
        return Codec.JPEG
    return Codec.H265 if re.search(rb"(?i)a=rtpmap:\d+ H265/", sdp) else Codec.H264
