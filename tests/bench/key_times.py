"""Passes RTSP on to the cameras and tells when each viewer had got its first key frame whole.

    python -m tests.bench.key_times CAMERAS_PORT

A process of its own, so that its work never holds up the watch. Prints `port N`, then for each viewer one
line of JSON {"camera", "asked_s", "key_s"} (CLOCK_MONOTONIC: its connecting, and the last byte of its first
key frame handed to the kernel). Ends with standard input.
"""

from __future__ import annotations

import json
import re
import select
import socket
import subprocess
import sys
import threading
import time
from contextlib import suppress
from types import TracebackType
from typing import NamedTuple, Self

from tests.bench.rtsp_tap import KEY_UNIT, Pictures, packets_of

START_S = 10.0
_CAMERA = re.compile(rb"DESCRIBE rtsp://[^/]+/([^/ ]+)/")
_BUFFER = 262_144


class KeyTime(NamedTuple):
    """When a viewer of that camera connected, and when it had its first key frame."""

    camera: str
    asked_s: float
    key_s: float


class KeyTimes:
    """The passing process while the context lasts."""

    def __init__(self, cameras_port: int) -> None:
        self._cameras_port = cameras_port
        self._lock = threading.Lock()
        self._found: list[KeyTime] = []
        self.port = 0

    def __enter__(self) -> Self:
        argv = [sys.executable, "-m", "tests.bench.key_times", str(self._cameras_port)]
        self._child = subprocess.Popen(argv, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        assert self._child.stdout is not None
        came, _, _ = select.select([self._child.stdout], [], [], START_S)
        self.port = int(self._child.stdout.readline().split()[1]) if came else 0
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._child.stdin is not None and self._child.stdout is not None
        self._child.stdin.close()
        try:
            self._child.wait(3)
        except subprocess.TimeoutExpired:
            self._child.kill()
            self._child.wait()
        self._reader.join(1)
        self._child.stdout.close()

    @property
    def pid(self) -> int:
        return self._child.pid

    def since(self, at_s: float) -> list[KeyTime]:
        """The viewers that connected after that time and have their key frame."""
        with self._lock:
            return [found for found in self._found if found.asked_s >= at_s]

    def _read(self) -> None:
        assert self._child.stdout is not None
        for line in self._child.stdout:
            found = KeyTime(**json.loads(line))
            with self._lock:
                self._found.append(found)


class _Passing:
    """One viewer's two lines, a thread each way."""

    def __init__(self, viewer: socket.socket, cameras_port: int) -> None:
        self._asked_s = time.monotonic()
        self._viewer = viewer
        self._camera = socket.create_connection(("127.0.0.1", cameras_port))
        self._name = ""
        for line in (self._viewer, self._camera):
            line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for work in (self._to_camera, self._to_viewer):
            threading.Thread(target=work, daemon=True).start()

    def _to_camera(self) -> None:
        with suppress(OSError):
            while data := self._viewer.recv(_BUFFER):
                if found := _CAMERA.search(data):
                    self._name = found[1].decode()
                self._camera.sendall(data)
        self._hang_up()

    def _to_viewer(self) -> None:
        buffer, pictures, waiting = bytearray(), Pictures(), True
        with suppress(OSError):
            while data := self._camera.recv(_BUFFER):
                self._viewer.sendall(data)
                if not waiting:
                    continue
                buffer += data
                for packet in packets_of(buffer):
                    units = pictures.feed(packet)
                    if units and units[0][0] & 31 == KEY_UNIT:
                        waiting = False
                        self._tell()
                        break
        self._hang_up()

    def _tell(self) -> None:
        found = {"camera": self._name, "asked_s": self._asked_s, "key_s": time.monotonic()}
        sys.stdout.write(json.dumps(found) + "\n")
        sys.stdout.flush()

    def _hang_up(self) -> None:
        for line in (self._viewer, self._camera):
            with suppress(OSError):
                line.shutdown(socket.SHUT_RDWR)
            line.close()


def main(cameras_port: int) -> None:
    """Pass on until standard input ends."""
    listener = socket.create_server(("127.0.0.1", 0), backlog=256)
    sys.stdout.write(f"port {listener.getsockname()[1]}\n")
    sys.stdout.flush()
    while True:
        for ready in select.select([listener, sys.stdin], [], [])[0]:
            if ready is not listener:
                return
            viewer, _ = listener.accept()
            with suppress(OSError):
                _Passing(viewer, cameras_port)


if __name__ == "__main__":
    main(int(sys.argv[1]))
