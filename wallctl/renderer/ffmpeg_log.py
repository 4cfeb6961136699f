"""What FFmpeg says on fd 1 and 2, read through a pipe: damage, new sizes, reasons. Never passed on.

FFmpeg repeats full addresses in its messages, so its text must not reach a file or a person.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import re
import threading
import time
from collections import deque
from pathlib import Path

from wallctl.model.health import Reason
from wallctl.renderer.voices import Voice, Voices

_REASONS: tuple[tuple[re.Pattern[bytes], Reason], ...] = (
    (re.compile(rb"certificate verify failed", re.IGNORECASE), Reason.UNTRUSTED),
    (re.compile(rb"\b401 \(?Unauthorized|\b403 \(?Forbidden", re.IGNORECASE), Reason.WRONG_PASSWORD),
    (re.compile(rb"\b404 \(?(Stream )?Not Found|No such file", re.IGNORECASE), Reason.NOT_FOUND),
    (
        # The last: what a gateway says that has given away all its streams.
        re.compile(rb"Connection (refused|reset by peer)|method \w+ failed: (453|503) ", re.IGNORECASE),
        Reason.REFUSED,
    ),
    (re.compile(rb"not on whitelist|Protocol not found", re.IGNORECASE), Reason.NOT_ALLOWED),
    (
        re.compile(
            rb"Unsupported codec|Could not find decoder|unknown codec|hardware accelerated AV1"
            rb"|Could not find codec parameters|Codec .* is not supported|Failed to get pixel format"
            rb"|no decoder",
            re.IGNORECASE,
        ),
        Reason.UNSUPPORTED_CODEC,
    ),
    (
        re.compile(rb"timed out|Immediate exit requested|Network is unreachable|No route", re.I),
        Reason.NO_ANSWER,
    ),
)
_SENT_ELSEWHERE = re.compile(rb"Status 3\d\d: Redirecting to ")
MAX_LINE = 512
RECENT_S = 1.0
"""A failure is explained by what was said just before it: other streams of the process speak too."""
CATCH_UP_S = 2.0
"""Spent only where the thread that reads gets no core."""
FULL_PIPE_S = 0.01
"""How long a full pipe is given to be read before it is tried again."""
_SYNC = b"\0wallctl-sync "
_VERBOSE, _DEBUG = 40, 48
"""FFmpeg's AV_LOG_VERBOSE: where it says that H.264 pictures have another size from here on; of others it
says so at AV_LOG_DEBUG only."""
_TOLD_BY_THE_WAY = frozenset(("H.265", "MJPEG"))
_CHATTER = re.compile(
    rb"\[\w+ @ 0x[0-9a-f]+\] (marker|component|index=|class=|qscale|pix fmt|escaping|decode frame|sof0"
    rb"|nal_unit_type|Decoding |Output frame|Decoded frame|Main profile)"
)
"""What decoders say of each frame at AV_LOG_DEBUG: 30 lines of a JPEG."""
_WHERE_IT_CRASHED = re.compile(
    rb"(Traceback \(most recent call last\):|Fatal Python error: [\w :]+"
    rb"|  File \"[\w./<>-]+\", line \d+.{0,80})$"
)


class FfmpegLog:
    """Takes over fd 1 and 2 of this process. One thread reads; any thread may call any method."""

    def __init__(self) -> None:
        self.voices = Voices()
        self._said: deque[tuple[float, Reason]] = deque(maxlen=64)
        self._news = threading.Condition()
        self._sent_elsewhere_s = 0.0
        self._asked = self._caught_up = 0
        self._started = False
        self._levels = threading.Lock()
        self._by_the_way: set[Voice] = set()
        self._own_stderr = os.dup(2)

    def start(self) -> None:
        """Put the pipe in place of fd 1 and 2 and begin to read it."""
        # With a level named, OpenCV prints FFmpeg's lines through a buffer: they would come minutes late.
        for name in ("OPENCV_FFMPEG_LOGLEVEL", "OPENCV_FFMPEG_DEBUG"):
            os.environ.pop(name, None)
        read_end, write_end = os.pipe()
        os.set_blocking(write_end, False)
        for taken in (1, 2):
            os.dup2(write_end, taken)
        os.close(write_end)
        self._started = True
        threading.Thread(target=self._read, args=(read_end,), name="ffmpeg-log", daemon=True).start()

    def say(self, text: str) -> None:
        """Write a line of our own to where fd 2 led before; a full disk only costs the line."""
        self._pass_on(text.encode("utf-8", "replace")[:2000])

    def mark(self) -> float:
        return time.monotonic()

    def reason_since(self, began: float) -> Reason | None:
        """Return the newest reason for a failure that was named since `began` and within `RECENT_S`."""
        self.catch_up()
        since = max(began, time.monotonic() - RECENT_S)
        with self._news:
            return next((reason for at, reason in reversed(self._said) if at >= since), None)

    def sent_elsewhere_since(self, began: float) -> bool:
        """Tell whether any stream of the process was redirected since `began`; needs `listen_closely`."""
        self.catch_up()
        return self._sent_elsewhere_s >= began

    def listen_closely(self) -> None:
        """Let FFmpeg also tell of new sizes and redirects. OpenCV's first open sets another level."""
        library = libavutil() if self._started else None
        if library is not None:
            library.av_log_set_level(_DEBUG if self._by_the_way else _VERBOSE)

    def listen_for(self, voice: Voice, codec: str) -> None:
        """Let FFmpeg tell what is said of this stream in its codec's way, until it is forgotten."""
        with self._levels:
            if codec in _TOLD_BY_THE_WAY:
                self._by_the_way.add(voice)
                self.listen_closely()

    def forget(self, voice: Voice) -> None:
        """The stream is closed."""
        self.voices.forget(voice)
        with self._levels:
            if voice in self._by_the_way:
                self._by_the_way.discard(voice)
                self.listen_closely()

    def catch_up(self) -> None:
        """Wait until everything written so far has been read, also where the pipe is full; `CATCH_UP_S` at
        most."""
        if not self._started:
            return
        until_s = time.monotonic() + CATCH_UP_S
        with self._news:
            while not self._asks():
                if time.monotonic() >= until_s:
                    return
                self._news.wait(FULL_PIPE_S)
            asked = self._asked
            self._news.wait_for(lambda: self._caught_up >= asked, until_s - time.monotonic())

    def _asks(self) -> bool:
        """Write a mark for the reader behind all that was written; False: the pipe is full."""
        try:
            os.write(2, b"\n%s%d\n" % (_SYNC, self._asked + 1))
        except BlockingIOError:
            return False
        self._asked += 1
        return True

    def _read(self, read_end: int) -> None:
        rest = b""
        while chunk := os.read(read_end, 65536):
            *lines, rest = (rest + chunk).split(b"\n")
            rest = rest[-MAX_LINE:]
            for line in lines:
                if line.startswith(_SYNC):
                    with self._news:
                        self._caught_up = int(line.removeprefix(_SYNC))
                        self._news.notify_all()
                elif _CHATTER.match(line) is None:
                    self._note(line)
        os.close(read_end)

    def _note(self, line: bytes) -> None:
        self.voices.hear(line, time.clock_gettime(time.CLOCK_BOOTTIME))
        if _SENT_ELSEWHERE.search(line):
            self._sent_elsewhere_s = time.monotonic()
            return
        for pattern, reason in _REASONS:
            if pattern.search(line):
                with self._news:
                    self._said.append((time.monotonic(), reason))
                return
        # Cameras can send text that FFmpeg prints: only what has the whole form of ours is passed on.
        if _WHERE_IT_CRASHED.match(line):
            self._pass_on(line)

    def _pass_on(self, line: bytes) -> None:
        with contextlib.suppress(OSError):
            os.write(self._own_stderr, line + b"\n")


def libavutil() -> ctypes.CDLL | None:
    """Return the library that OpenCV brought and loaded, or None where it is built otherwise."""
    for line in Path("/proc/self/maps").read_text("utf-8").splitlines():
        path = line.rpartition(" ")[2]
        if Path(path).name.startswith("libavutil"):
            return ctypes.CDLL(path)
    return None
