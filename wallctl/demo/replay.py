"""The child that replays clips over RTSP: starts Debian's own python3 on `rtsp_server.py` and ends it again.

Owns that process and nothing else. Blocking calls; use from one thread.
"""

from __future__ import annotations

import json
import os
import select
import subprocess
import tempfile
from collections.abc import Iterable
from pathlib import Path
from types import TracebackType
from typing import IO, Self

from wallctl.demo.clips import Codec
from wallctl.errors import Unavailable
from wallctl.model.base import Value

PYTHON = Path("/usr/bin/python3")
SERVER = Path(__file__).with_name("rtsp_server.py")
START_S = 15.0
STOP_S = 3.0
PACKAGES = (
    "python3-gi gir1.2-gst-rtsp-server-1.0 gstreamer1.0-plugins-base"
    " gstreamer1.0-plugins-good gstreamer1.0-plugins-bad"
)
PORT_TAKEN = "cannot be listened on"
"""What the child says then."""
PORT_REMEDY = "end what listens there, or choose another `rtsp_port` under [sample] in site.toml"


class Mount(Value):
    """One RTSP path (`/wat-08/sub`) and the raw clip it plays for ever."""

    path: str
    file: str
    codec: Codec
    fps: int


class Replay:
    """A running RTSP server on 127.0.0.1; a context manager. It dies with this process, whatever ends it."""

    def __init__(self, mounts: Iterable[Mount], port: int = 0) -> None:
        self._mounts = tuple(mounts)
        self._wanted_port = port
        self._child: subprocess.Popen[bytes] | None = None
        self.port = 0

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def start(self, port: int | None = None) -> None:
        """Start the child and wait until it listens; raises Unavailable with what is missing."""
        if not PYTHON.exists():
            raise Unavailable("RTSP replay", f"{PYTHON} is missing", f"apt-get install python3 {PACKAGES}")
        # A file without a name: a pipe that nobody reads would stop the child when it is full.
        said = tempfile.TemporaryFile()  # noqa: SIM115
        clean = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
        self._child = subprocess.Popen(
            [str(PYTHON), "-I", str(SERVER)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=said,
            # A hundred threads come and go with the viewers; each would get an arena that keeps its peak.
            env=clean | {"GST_DEBUG": "0", "MALLOC_ARENA_MAX": "2"},
        )
        request = {
            "port": self._wanted_port if port is None else port,
            "mounts": [mount.model_dump() for mount in self._mounts],
        }
        assert self._child.stdin is not None
        try:
            self._child.stdin.write(json.dumps(request).encode() + b"\n")
            self._child.stdin.flush()
        except BrokenPipeError:
            pass
        with said:
            self.port = self._await_port(said)

    def _await_port(self, stderr: IO[bytes]) -> int:
        child = self._child
        assert child is not None and child.stdout is not None
        ready, _, _ = select.select([child.stdout], [], [], START_S)
        words = child.stdout.readline().split() if ready else []
        if len(words) == 2 and words[0] == b"ready":
            return int(words[1])
        child.kill()
        child.wait()
        stderr.seek(0)
        said = stderr.read().decode(errors="replace").strip().splitlines()
        self.stop()
        reason = said[-1] if said else f"it did not answer within {START_S:.0f} s"
        raise Unavailable(
            "RTSP replay", reason, PORT_REMEDY if PORT_TAKEN in reason else f"apt-get install {PACKAGES}"
        )

    def stop(self) -> None:
        """End the child; at once when it does not go by itself in time."""
        child, self._child = self._child, None
        if child is not None:
            end(child, STOP_S)

    @property
    def alive(self) -> bool:
        return self._child is not None and self._child.poll() is None


def end(child: subprocess.Popen[bytes], within_s: float) -> None:
    """Close the pipes of a child that ends with them; kill it when it has not gone in time."""
    for pipe in (child.stdin, child.stdout):
        if pipe is not None:
            pipe.close()
    try:
        child.wait(within_s)
    except subprocess.TimeoutExpired:
        child.kill()
        child.wait()
