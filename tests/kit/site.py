"""A site of the sample city, driven as a user drives it: `wallctl init`, `run`, commands, SIGTERM.

Owns the site folder, an X screen that holds the wall one to one, and every process of the site. The glass is
read from the screen; what the parts say of themselves is for finding them, not for believing them.
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Any, Self, TypeVar

import numpy as np
import psutil
from numpy.typing import NDArray

from tests.kit.making import make_site
from tests.kit.screen import VirtualScreen
from tests.leftovers import marked_environment

Pixels = NDArray[np.uint8]
T = TypeVar("T")
READY_S = 60.0
STOP_S = 20.0


class SiteUnderTest:
    """`with SiteUnderTest(folder) as site: site.run(); site.cli("show", "wat-08", "--at", "0,0,1,1")`.

    `folder` must have a short path (the fixture `short_path`): sockets lie below it.
    """

    def __init__(
        self, folder: Path, *, rows: int = 2, cols: int = 2, cell: tuple[int, int] = (640, 480)
    ) -> None:
        self.path = folder / "s"
        self.cell = cell
        self.cells = {f"r{row}c{col}": (col, row) for row in range(rows) for col in range(cols)}
        self._folder = folder
        self._wall = f'id = "w"\nrows = {rows}\ncols = {cols}\n[cell_px]\nw = {cell[0]}\nh = {cell[1]}\n'
        self.screen = VirtualScreen(cols * cell[0], rows * cell[1])
        self._run: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        self.screen.__enter__()
        try:
            wall = self._folder / "wall.toml"
            wall.write_text(self._wall)
            make_site(self.path, wall, sample=True)
        except BaseException:
            self.screen.__exit__(None, None, None)
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for process in self.processes():
            with contextlib.suppress(psutil.Error):
                process.kill()
        if self._run is not None:
            self._run.wait(30)
        if error is not None:
            self._print_logs()
        self.screen.__exit__(kind, error, trace)

    # ---- its life ------------------------------------------------------------------------------------------
    def run(self) -> None:
        """Start the site, cameras too; returns when it says that all cells paint."""
        out = self._folder / "run.out"
        with out.open("wb") as sink:
            argv = [sys.executable, "-m", "wallctl", "run", str(self.path), "--headless"]
            self._run = subprocess.Popen(argv, env=self._environment(), stdout=sink, stderr=sink)
        until(lambda: b"ready\n" in out.read_bytes() or self._ended(), READY_S, "the site is ready")

    def stop(self) -> None:
        """End the site with SIGTERM; nothing of it may be left."""
        assert self._run is not None
        self._run.send_signal(signal.SIGTERM)
        assert self._run.wait(STOP_S) == 0
        left = [f"{process.pid} {process.name()}" for process in self.processes()]
        left += [str(path) for path in (self.path / "run").iterdir() if stat.S_ISSOCK(path.lstat().st_mode)]
        assert not left, f"left behind: {left}"

    def processes(self, name: str | None = None) -> list[psutil.Process]:
        """Living processes of the site: all, or those whose name or argument is that (`node`, `r0c1`)."""
        found, mark = [], f"WALLCTL_SITE={self.path}".encode()
        started = self._run.pid if self._run is not None else None
        for process in psutil.process_iter():
            with contextlib.suppress(psutil.Error, OSError):
                environment = Path(f"/proc/{process.pid}/environ").read_bytes().split(b"\0")
                if process.status() == psutil.STATUS_ZOMBIE:
                    continue
                if mark not in environment and process.pid != started:
                    continue
                part = process.name().removeprefix("wallctl-") if _is_renderer(process) else _part(process)
                if name in (None, part):
                    found.append(process)
        return found

    def renderer(self, cell: str) -> psutil.Process:
        """The one renderer of that cell."""
        (found,) = self.processes(cell)
        return found

    # ---- commands ------------------------------------------------------------------------------------------
    def cli(self, *arguments: str) -> dict[str, Any]:
        """Run a command on the site; return its JSON."""
        answer: dict[str, Any] = json.loads(self._wallctl("--site", str(self.path), *arguments, "--json"))
        return answer

    def show(self, source: str, cell: str) -> dict[str, Any]:
        """Show a source on one cell."""
        col, row = self.cells[cell]
        return self.cli("show", source, "--at", f"{col},{row},1,1")

    def fault(self, camera: str, fault: str) -> None:
        """Let a camera of the sample city suffer this, through the cameras' control socket."""
        from wallctl.demo.control import CityControl
        from wallctl.demo.faults import Fault

        CityControl(self.path / "run").set_fault(camera, Fault(fault))

    def viewers(self, camera: str) -> int:
        """How many connections a camera has now."""
        from wallctl.demo.control import CityControl

        return CityControl(self.path / "run").status().viewers.get(camera, 0)

    # ---- the glass -----------------------------------------------------------------------------------------
    def glass(self, cell: str) -> Pixels:
        """The pixels of one cell on the X screen: a live view, height x width x 4, BGRX."""
        col, row = self.cells[cell]
        width, height = self.cell
        return self.screen.pixels[row * height : (row + 1) * height, col * width : (col + 1) * width]

    # ---- what it is made of --------------------------------------------------------------------------------
    def _environment(self) -> dict[str, str]:
        environment = marked_environment() | {"DISPLAY": self.screen.display}
        # The tests' own processes are off screen; these are not.
        environment.pop("QT_QPA_PLATFORM", None)
        return environment

    def _wallctl(self, *arguments: str) -> str:
        argv = [sys.executable, "-m", "wallctl", *arguments]
        done = subprocess.run(argv, env=self._environment(), capture_output=True, text=True, timeout=60)
        assert done.returncode == 0, f"{arguments}: {done.stderr}"
        return done.stdout

    def _ended(self) -> bool:
        assert self._run is not None
        assert self._run.poll() is None, (self._folder / "run.out").read_text(errors="replace")
        return False

    def _print_logs(self) -> None:
        for log in (*self._folder.glob("*.out"), *(self.path / "log").glob("*")):
            print(f"== {log.name}\n{log.read_text(errors='replace')[-3000:]}")


def _is_renderer(process: psutil.Process) -> bool:
    # A renderer is forked from the nursery: it has its command line, and is told by its name.
    return process.name().startswith("wallctl-")


def _part(process: psutil.Process) -> str:
    words = process.cmdline()
    return words[3] if len(words) > 3 and words[1:3] == ["-m", "wallctl"] else process.name()


def until(condition: Callable[[], T | None], deadline_s: float, what: str) -> T:
    """Wait until the condition gives something true; return that."""
    until_s = time.monotonic() + deadline_s
    while not (found := condition()):
        assert time.monotonic() < until_s, f"{what}: not within {deadline_s} s"
        time.sleep(0.01)
    return found


def kill(process: psutil.Process, number: signal.Signals = signal.SIGKILL) -> None:
    """Send it a signal; a process that is gone already does not mind."""
    with contextlib.suppress(ProcessLookupError):
        os.kill(process.pid, number)
