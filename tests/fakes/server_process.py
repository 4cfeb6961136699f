"""A site in a folder of its own and the real server process on it, to be killed and started again."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from types import TracebackType
from typing import Self

from tests.leftovers import marked_environment
from wallctl.model.geometry import Rect
from wallctl.model.ids import SourceId, WindowId
from wallctl.model.layout import Preset, Slot
from wallctl.model.source import Agency, Source, Stream
from wallctl.model.wall import Size, Wall
from wallctl.server.enrol import make_keys
from wallctl.store.new_site import Seed, init_site
from wallctl.store.site import Site

WALL = Wall(id="main", rows=2, cols=3, cell_px=Size(w=64, h=48))
OPERATOR = "li"


def camera(name: str) -> Source:
    return Source(id=name, name=f"摄像机{name}", agency="water", sub=Stream(url=f"rtsp://10.0.0.1/{name}"))


def patrol() -> Preset:
    """Each cell shows its own camera."""
    slots = tuple(
        Slot(
            id=WindowId(f"p{number}"),
            rect=Rect(x=number % 3, y=number // 3, w=1, h=1),
            source=SourceId(f"cam-{number}"),
        )
        for number in range(6)
    )
    return Preset(id="patrol", name="巡检", walls={"2x3": slots})


def new_site(folder: Path) -> Site:
    """A small site with eight cameras and one preset."""
    seed = Seed(
        wall=WALL,
        agencies=(Agency(id="water", name="水务局"),),
        sources=tuple(camera(f"cam-{number}") for number in range(8)),
        presets=(patrol(),),
    )
    return init_site(folder, seed, enrol=lambda keys: make_keys(keys, OPERATOR), actor=OPERATOR)


class ServerProcess:
    """`wallctl server SITE`. `start` returns when it said `ready`."""

    def __init__(self, site: Site, *prefix: str) -> None:
        self.site = site
        self._prefix = prefix
        self._process: subprocess.Popen[str] | None = None
        self._log = site.path.parent / f"{site.path.name}.server.log"

    @property
    def pid(self) -> int:
        assert self._process is not None
        return self._process.pid

    @property
    def log(self) -> str:
        return self._log.read_text("utf-8")

    def start(self, deadline_s: float = 60.0) -> Self:
        argv = [*self._prefix, sys.executable, "-m", "wallctl", "server", str(self.site.path)]
        with self._log.open("a") as log:
            self._process = subprocess.Popen(
                argv, stdout=subprocess.PIPE, stderr=log, text=True, env=marked_environment()
            )
        assert self._process.stdout is not None
        # A server that neither serves nor ends is killed, and then its stdout ends.
        watchdog = threading.Timer(deadline_s, self._process.kill)
        watchdog.start()
        try:
            said = self._process.stdout.readline()
        finally:
            watchdog.cancel()
        if said != "ready\n":
            self.kill()
            raise AssertionError(self.log)
        return self

    def kill(self) -> None:
        """Without any warning."""
        assert self._process is not None
        self._process.kill()  # harmless when it has ended by itself
        self._reap()

    def stop(self, deadline_s: float = 30.0) -> tuple[int, float]:
        """SIGTERM; return the exit code and how long it took."""
        assert self._process is not None
        began = time.monotonic()
        self._process.send_signal(signal.SIGTERM)
        code = self._process.wait(deadline_s)
        took = time.monotonic() - began
        self._reap()
        return code, took

    @property
    def runs(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def _reap(self) -> None:
        assert self._process is not None
        self._process.wait(30)
        if self._process.stdout is not None:
            self._process.stdout.close()
        self._process = None

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._process is not None:
            with contextlib.suppress(ProcessLookupError):
                os.kill(self._process.pid, signal.SIGCONT)
            self.kill()
