"""TCP peers that behave as badly as they are told, where a camera should be.

Owns its sockets and threads until the `with` ends.
"""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from types import TracebackType
from typing import Self

Answer = Callable[[bytes], bytes | None]


def silent(request: bytes) -> bytes | None:
    """Say nothing, for ever."""
    return b""


def hang_up(request: bytes) -> bytes | None:
    """Close the connection at the first word."""
    return None


def status(line: str, *headers: str) -> Answer:
    """Answer each RTSP request with this status."""

    def answer(request: bytes) -> bytes:
        cseq = next((h for h in request.split(b"\r\n") if h.lower().startswith(b"cseq:")), b"CSeq: 1")
        head = [f"RTSP/1.0 {line}".encode(), cseq, *(header.encode() for header in headers)]
        return b"\r\n".join(head) + b"\r\n\r\n"

    return answer


def http(body: bytes, kind: str = "application/octet-stream") -> Answer:
    """Answer each HTTP request with this body."""
    head = (
        f"HTTP/1.1 200 OK\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}\r\nConnection: close\r\n\r\n"
    )
    return lambda request: head.encode() + body


class BadCamera:
    """Listens on 127.0.0.1; `answer` gets each request's head and gives what to send, None to hang up."""

    def __init__(self, answer: Answer) -> None:
        self._answer = answer
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=64)
        self.port: int = self._listener.getsockname()[1]
        self.requests: list[bytes] = []
        self.asked_s: list[float] = []
        """When the first request of each connection came (CLOCK_MONOTONIC)."""
        self.firsts: list[bytes] = []
        """And what it was."""
        self._accepted = 0
        self._lock = threading.Lock()
        self._open: dict[socket.socket, threading.Thread] = {}
        """Only what is open: one that asks without a pause must not use up this process's descriptors."""
        self._accepting = threading.Thread(target=self._accept, daemon=True)

    def __enter__(self) -> Self:
        self._accepting.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._accepting.join(30.0)
        with self._lock:
            serving = dict(self._open)
        for client in serving:
            with suppress(OSError):
                client.shutdown(socket.SHUT_RDWR)
        for thread in serving.values():
            thread.join(30.0)

    @property
    def connections(self) -> int:
        """How many there have been."""
        return self._accepted

    @property
    def idle(self) -> bool:
        """Nobody is connected."""
        with self._lock:
            return not self._open

    def url(self, scheme: str = "rtsp", path: str = "x") -> str:
        return f"{scheme}://127.0.0.1:{self.port}/{path}"

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                client, _ = self._listener.accept()
                thread = threading.Thread(target=self._serve, args=(client,), daemon=True)
                with self._lock:
                    self._accepted += 1
                    self._open[client] = thread
                thread.start()

    def _serve(self, client: socket.socket) -> None:
        try:
            self._converse(client)
        finally:
            with self._lock:
                del self._open[client]
            client.close()

    def _converse(self, client: socket.socket) -> None:
        data, first = b"", True
        with suppress(OSError):
            while chunk := client.recv(65536):
                *requests, data = (data + chunk).split(b"\r\n\r\n")
                for request in requests:
                    if first:
                        with self._lock:
                            self.asked_s.append(time.monotonic())
                            self.firsts.append(request)
                        first = False
                    self.requests.append(request)
                    answer = self._answer(request)
                    if answer is None:
                        client.shutdown(socket.SHUT_RDWR)
                        return
                    client.sendall(answer)
                    if answer.startswith(b"HTTP/"):
                        client.shutdown(socket.SHUT_WR)
