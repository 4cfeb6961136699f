"""The sample city for tests and benchmarks: its cameras as a child process, faults by method call.

Owns that child and, where none is given, its folder. Blocking; usable from any thread.
"""

from __future__ import annotations

import select
import subprocess
import sys
import tempfile
from pathlib import Path
from types import TracebackType
from typing import Self

from wallctl.demo.clips import Manifest, Stream, load_manifest
from wallctl.demo.control import CityControl, CityState
from wallctl.demo.faults import Fault
from wallctl.demo.replay import end
from wallctl.errors import Unavailable

START_S = 30.0
STOP_S = 6.0


class ReplayCity:
    """All cameras, live on 127.0.0.1, while the context lasts; they die with this process."""

    def __init__(self, port: int = 0, run_folder: Path | None = None) -> None:
        self._wanted_port = port
        self._own_folder = None if run_folder else tempfile.TemporaryDirectory(prefix="wallctl-city-")
        self.run_folder = run_folder or Path(self._own_folder.name if self._own_folder else "")
        self._child: subprocess.Popen[bytes] | None = None
        self._control = CityControl(self.run_folder)
        self.manifest: Manifest = load_manifest()
        self.port = 0

    def __enter__(self) -> Self:
        self._child = subprocess.Popen(
            [
                sys.executable,
                "-m",
                "wallctl.demo.main",
                str(self.run_folder),
                str(self._wanted_port),
                "--tied",
            ],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        assert self._child.stdout is not None
        ready, _, _ = select.select([self._child.stdout], [], [], START_S)
        words = self._child.stdout.readline().split() if ready else []
        if len(words) != 2:
            self._end()
            raise Unavailable("sample city", "its cameras did not start", "see standard error above")
        self.port = int(words[1])
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._end()

    def _end(self) -> None:
        child, self._child = self._child, None
        if child is not None:
            end(child, STOP_S)
        if self._own_folder is not None:
            self._own_folder.cleanup()

    @property
    def pid(self) -> int:
        assert self._child is not None
        return self._child.pid

    def url(self, camera: str, stream: Stream = "sub") -> str:
        return f"rtsp://127.0.0.1:{self.port}/{camera}/{stream}"

    def set_fault(self, camera: str, fault: Fault, location: str | None = None) -> None:
        """Takes effect before it returns; see `FaultProxy.set_fault`."""
        self._control.set_fault(camera, fault, location)

    def status(self) -> CityState:
        return self._control.status()
