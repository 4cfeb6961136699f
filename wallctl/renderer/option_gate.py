"""FFmpeg's options for each class of source, and whose turn it is to have them in force. Opens nothing.

Sources of every option: OpenCV threads 23207, 24393, 20114, 27091.
"""

from __future__ import annotations

import os
import threading
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum

_VIDEO_FILES = (
    "mov,mp4,m4a,3gp,3g2,mj2,matroska,webm,avi,mpegts,mpeg,mpegvideo,h264,hevc,mjpeg,mpjpeg,flv,ogg,asf"
)


class SourceClass(StrEnum):
    """Kinds of addresses that need one set of FFmpeg options each."""

    RTSP = "rtsp"
    RTSPS = "rtsps"
    HTTP = "http"
    HTTPS = "https"
    RTMP = "rtmp"
    FILE = "file"
    DEVICE = "v4l2"


def ffmpeg_options(kind: SourceClass, host: str = "", ca_file: str = "") -> str:
    """Return FFmpeg's options for that class: `key;value` pairs joined by `|` (OpenCV's own format).

    `host`: the name that an HTTP server is asked by, where the URL holds its address instead. `ca_file`: the
    certificates that TLS trusts. No playlist may be opened: it names addresses that nobody has checked.
    """
    probing = "analyzeduration;500000|fpsprobesize;2"
    # RTSP tells codec and size before the first frame, or with it: nothing more has to be waited for.
    # Measured: 0.41 s to an open stream of 25 fps with the above, 0.06 s with this (1 fps: 3.0 s and 1.0 s),
    # also where the description leaves the parameter sets out.
    rtsp_probing = "analyzeduration;1|fpsprobesize;0|probesize;5000"
    host = f"headers;Host: {host}|" if host else ""
    tls = "tls_verify;1|" + (f"ca_file;{ca_file}|" if ca_file else "")
    match kind:
        case SourceClass.RTSP:
            return (
                "rtsp_transport;tcp|allowed_media_types;video|timeout;5000000|"
                f"protocol_whitelist;rtsp,tcp|{rtsp_probing}"
            )
        case SourceClass.RTSPS:
            return (
                f"rtsp_transport;tcp|allowed_media_types;video|timeout;5000000|{tls}"
                f"protocol_whitelist;rtsps,tls,tcp|{rtsp_probing}"
            )
        case SourceClass.HTTP:
            return (
                f"{host}max_redirects;0|protocol_whitelist;http,tcp|format_whitelist;{_VIDEO_FILES}|{probing}"
            )
        case SourceClass.HTTPS:
            return (
                f"{tls}max_redirects;0|protocol_whitelist;https,http,tls,tcp|"
                f"format_whitelist;{_VIDEO_FILES}|{probing}"
            )
        case SourceClass.RTMP:
            return f"protocol_whitelist;rtmp,tcp|{probing}"
        case SourceClass.FILE:
            return f"protocol_whitelist;file|format_whitelist;{_VIDEO_FILES}"
        case SourceClass.DEVICE:
            return "protocol_whitelist;file"


class OptionGate:
    """FFmpeg's options are global to the process: opens of one class run side by side, others wait.

    In order of arrival: dead cameras that are tried again and again keep no file from being opened.
    """

    def __init__(self) -> None:
        self._turn = threading.Condition()
        self._queue: deque[object] = deque()
        self._current = ""
        self._opening = 0

    @contextmanager
    def hold(self, options: str) -> Iterator[None]:
        """Keep these options in force until the block ends."""
        place = object()
        with self._turn:
            self._queue.append(place)
            self._turn.wait_for(
                lambda: self._queue[0] is place and (self._opening == 0 or self._current == options)
            )
            self._queue.popleft()
            self._current = options
            os.environ["OPENCV_FFMPEG_CAPTURE_OPTIONS"] = options
            self._opening += 1
            self._turn.notify_all()
        try:
            yield
        finally:
            with self._turn:
                self._opening -= 1
                self._turn.notify_all()
