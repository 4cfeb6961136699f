"""Asks an address itself: what FFmpeg could not open and did not say why, and what sent it elsewhere before.

No credential leaves here.
Must not know captures or FFmpeg.
"""

from __future__ import annotations

import re
import socket
from urllib.parse import SplitResult, urlsplit, urlunsplit

from wallctl.model.health import Reason

PROBE_TIMEOUT_S = 1.5
_PORTS = {"rtsp": 554, "rtsps": 322, "http": 80, "https": 443, "rtmp": 1935}
_WORDS = {
    "rtsp": (b"OPTIONS %s RTSP/1.0\r\nCSeq: 1\r\n\r\n", b"DESCRIBE %s RTSP/1.0\r\nCSeq: 2\r\n\r\n"),
    "http": (b"HEAD %s HTTP/1.0\r\n\r\n",),
}
_ELSEWHERE = re.compile(rb"(RTSP|HTTP)/1\.[01] 3\d\d\b")


def knock(target: str, *, silent: bool) -> Reason:
    """Return what the device at that address does with who comes.

    `silent`: the open waited for an answer in vain; then only whether anybody is there is asked. Blocks for
    at most three times `PROBE_TIMEOUT_S`.
    """
    try:
        parts = urlsplit(target)
        port = parts.port or _PORTS.get(parts.scheme, 554)
    except ValueError:
        return Reason.CANNOT_OPEN
    try:
        with socket.create_connection((parts.hostname or "", port), timeout=PROBE_TIMEOUT_S) as door:
            words = _WORDS.get(parts.scheme)
            if silent:
                return Reason.NO_ANSWER
            if words is None:
                # It took the connection; what could be asked of it needs TLS or RTMP.
                return Reason.CANNOT_OPEN
            for question in words:
                answer = _answer(door, question % _without_login(parts))
                if answer is not Reason.CANNOT_OPEN:
                    break
            return answer
    except ConnectionRefusedError:
        return Reason.REFUSED
    except OSError:
        return Reason.NO_ANSWER


def _answer(door: socket.socket, words: bytes) -> Reason:
    """A device that hangs up on a question refuses; one that answers it has something else wrong.

    One that sends who comes elsewhere would lead out of the networks that the site allows.
    """
    try:
        door.sendall(words)
        said = door.recv(512)
        if _ELSEWHERE.match(said):
            return Reason.NOT_ALLOWED
        return Reason.CANNOT_OPEN if said else Reason.REFUSED
    except TimeoutError:
        return Reason.NO_ANSWER
    except (ConnectionError, BrokenPipeError):
        return Reason.REFUSED


def _without_login(parts: SplitResult) -> bytes:
    bare = parts._replace(netloc=parts.netloc.rpartition("@")[2], fragment="")
    if parts.scheme != "rtsp":
        bare = bare._replace(scheme="", netloc="", path=bare.path or "/")
    # A line of our own making: nothing in an address may begin another.
    return urlunsplit(bare).encode("ascii", "replace").replace(b"\r", b"").replace(b"\n", b"")
