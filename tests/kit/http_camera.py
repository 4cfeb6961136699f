"""A camera that sends H.265 over HTTP at its own pace, and changes the size of its picture every few seconds.

Owns its sockets and threads until the `with` ends. Draws its pictures with ffmpeg.
"""

from __future__ import annotations

import socket
import subprocess
import threading
import time
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Self

PART_S = 6.0
FPS = 25
PIECES = 150
"""A part is sent in so many pieces."""
_HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: video/mp2t\r\nConnection: close\r\n\r\n"


class ResizingCamera:
    """Sends `sizes` in turn, `PART_S` each, as one transport stream with one clock."""

    def __init__(self, folder: Path, sizes: tuple[tuple[int, int], ...], parts: int) -> None:
        self._parts = [_drawn(folder, sizes[number % len(sizes)], number) for number in range(parts)]
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}/live.ts"
        self._began_s = 0.0
        self._ended = threading.Event()
        self._threads = [threading.Thread(target=self._accept, daemon=True)]

    def __enter__(self) -> Self:
        self._began_s = time.monotonic()
        self._threads[0].start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._ended.set()
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        for thread in self._threads:
            thread.join(30.0)

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                client, _ = self._listener.accept()
                thread = threading.Thread(target=self._serve, args=(client,), daemon=True)
                self._threads.append(thread)
                thread.start()

    def _serve(self, client: socket.socket) -> None:
        """Send from the beginning of the part that is on now, without falling behind the clock."""
        with client, suppress(OSError):
            client.settimeout(5.0)
            client.recv(65536)
            client.sendall(_HEAD)
            for number in range(int((time.monotonic() - self._began_s) / PART_S), len(self._parts)):
                part = self._parts[number]
                size = -(-len(part) // PIECES)
                for piece in range(PIECES):
                    due_s = self._began_s + (number + piece / PIECES) * PART_S
                    if self._ended.wait(max(0.0, due_s - time.monotonic())):
                        return
                    client.sendall(part[piece * size : (piece + 1) * size])


def _drawn(folder: Path, size: tuple[int, int], number: int) -> bytes:
    """Draw a picture of that size once, and give it the time of its part."""
    drawn = folder / f"{size[0]}x{size[1]}.mkv"
    if not drawn.exists():
        codec = ["-c:v", "libx265", "-preset", "ultrafast"]
        codec += ["-x265-params", f"log-level=none:keyint={FPS}:repeat-headers=1:bframes=0"]
        picture = f"testsrc2=s={size[0]}x{size[1]}:r={FPS}"
        _ffmpeg("-f", "lavfi", "-i", picture, "-t", str(PART_S), "-pix_fmt", "yuv420p", *codec, str(drawn))
    shift = ["-muxdelay", "0", "-muxpreload", "0", "-output_ts_offset", str(number * PART_S)]
    return _ffmpeg("-i", str(drawn), "-c", "copy", *shift, "-f", "mpegts", "-")


def _ffmpeg(*words: str) -> bytes:
    argv = ["ffmpeg", "-v", "error", "-y", *words]
    return subprocess.run(argv, check=True, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE).stdout
