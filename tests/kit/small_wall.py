"""A 2x2 wall of a real site on an X screen of its own, each cell with a source that can be told by its grey.

Owns the site folder, the screen, and every process of the site. The glass is read from the screen; what the
parts say of themselves is only used to find them.
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import psutil

from tests.kit.clips import solid_clip
from tests.kit.driver import Driver
from tests.kit.making import make_site
from tests.kit.screen import VirtualScreen
from tests.leftovers import marked_environment

W, H = 320, 240
CELLS = {"r0c0": (0, 0), "r0c1": (1, 0), "r1c0": (0, 1), "r1c1": (1, 1)}
GREYS = {"r0c0": 60, "r0c1": 105, "r1c0": 150, "r1c1": 195}
STEP = 12
"""A live picture changes its grey by this twice a second; no two cells ever have the same."""
SLACK = 4
WALL = f'id = "small"\nrows = 2\ncols = 2\n[cell_px]\nw = {W}\nh = {H}\n'


class SmallWall:
    """`with SmallWall(folder) as wall: wall.run(); wall.show_all()`."""

    def __init__(
        self, folder: Path, screen_px: tuple[int, int] = (2 * W, 2 * H), wall_file: str = WALL
    ) -> None:
        self.site = folder / "s"
        self._folder = folder
        self._wall_file = wall_file
        self._screen = VirtualScreen(*screen_px)
        self._started: list[subprocess.Popen[bytes]] = []
        self.allow_nets: tuple[str, ...] = ()
        """Networks, besides private ones, that cameras may be in."""
        self.environment: dict[str, str] = {}
        """What its processes find in their environment besides what is usual."""

    def __enter__(self) -> Self:
        self._screen.__enter__()
        wall_file = self._folder / "wall.toml"
        wall_file.write_text(self._wall_file)
        make_site(self.site, wall_file, allow_nets=self.allow_nets)
        for cell, grey in GREYS.items():
            solid_clip(self.site / "media" / f"{cell}.avi", [grey] * 5 + [grey + STEP] * 5, 10.0)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for process in self.processes():
            with contextlib.suppress(psutil.Error):
                process.kill()
        for started in self._started:
            started.wait(30)
        if error is not None:
            self._print_logs()
        self._screen.__exit__(kind, error, trace)

    @property
    def screen(self) -> VirtualScreen:
        """The X screen that all of it is on."""
        return self._screen

    # Its parts

    def _environment(self) -> dict[str, str]:
        environment = marked_environment() | {"DISPLAY": self._screen.display}
        # The tests' own processes are off screen; these are not.
        environment.pop("QT_QPA_PLATFORM", None)
        return environment | self.environment

    def start(self, *part: str) -> subprocess.Popen[bytes]:
        """Start `wallctl PART SITE ...`."""
        argv = [sys.executable, "-m", "wallctl", part[0], str(self.site), *part[1:]]
        with (self._folder / f"{part[0]}.out").open("ab") as out:
            process = subprocess.Popen(argv, env=self._environment(), stdout=out, stderr=out)
        self._started.append(process)
        return process

    def run(self) -> subprocess.Popen[bytes]:
        """Start the whole site."""
        return self.start("run", "--headless")

    def try_wallctl(self, *arguments: str, stdin: str = "") -> subprocess.CompletedProcess[str]:
        """Run a command, however it ends; `stdin` is all that its standard input holds."""
        argv = [sys.executable, "-m", "wallctl", *arguments]
        return subprocess.run(
            argv, env=self._environment(), input=stdin, capture_output=True, text=True, timeout=60
        )

    def wallctl(self, *arguments: str, stdin: str = "") -> str:
        done = self.try_wallctl(*arguments, stdin=stdin)
        assert done.returncode == 0, f"{arguments}: {done.stderr}"
        return done.stdout

    def ask(self, *arguments: str, stdin: str = "") -> dict[str, Any]:
        """Run a command on the site; return its JSON."""
        answer: dict[str, Any] = json.loads(
            self.wallctl("--site", str(self.site), *arguments, "--json", stdin=stdin)
        )
        return answer

    def show_all(self) -> None:
        """Every cell shows its own source; returns when the glass does."""
        with Driver(self.site) as drive:
            until(drive.answers, 60, "the server answers")
            for cell in CELLS:
                drive.add_file(f"s-{cell}", f"{cell}.avi")
            drive.show({(x, y, 1, 1): f"s-{cell}" for cell, (x, y) in CELLS.items()})
        until(self.right, 30, "every cell shows its source")

    def answers(self) -> bool:
        """Whether a server answers."""
        with Driver(self.site) as drive:
            return drive.answers()

    def processes(self, part: str | None = None) -> list[psutil.Process]:
        """All living processes of the site, or those of one part (`server`, `node`, `nursery`, `run`).

        Renderers are forked from the nursery: they have its command line, and are told by their names.
        """
        found = []
        started = {process.pid for process in self._started}
        for process in psutil.process_iter():
            with contextlib.suppress(psutil.Error, OSError):
                environment = Path(f"/proc/{process.pid}/environ").read_bytes().split(b"\0")
                marked = f"WALLCTL_SITE={self.site}".encode() in environment
                if not marked and process.pid not in started:
                    continue
                forked = {"wallctl-r": "renderer", "wallctl-s": "scout"}.get(process.name()[:9])
                words = process.cmdline()
                name = forked or (words[3] if len(words) > 3 else "")
                if part in (None, name) and process.status() != psutil.STATUS_ZOMBIE:
                    found.append(process)
        return found

    def renderers(self) -> dict[str, list[int]]:
        """Processes of each cell, as the system names them."""
        found: dict[str, list[int]] = {cell: [] for cell in CELLS}
        for process in self.processes("renderer"):
            with contextlib.suppress(psutil.Error):
                found.setdefault(process.name().removeprefix("wallctl-"), []).append(process.pid)
        return found

    def pids(self) -> dict[str, int]:
        """The one renderer of each cell."""
        found = self.renderers()
        assert all(len(pids) == 1 for pids in found.values()), found
        return {cell: pids[0] for cell, pids in found.items()}

    def told_pid(self, cell: str) -> int | None:
        """The renderer that the node has for the cell, as its own record says; quick, where time counts."""
        with contextlib.suppress(OSError, ValueError):
            known = json.loads((self.site / "run" / "renderers.json").read_text())
            return next((int(entry["pid"]) for entry in known if entry["cell"] == cell), None)
        return None

    # The glass

    def grey(self, cell: str) -> int:
        """Grey of the middle of the cell, on the X screen."""
        x, y = CELLS[cell]
        return int(self._screen.pixels[y * H + H // 2, x * W + W // 2, 0])

    def right(self, cells: Iterable[str] = tuple(CELLS)) -> bool:
        """Whether these cells show their own source, undimmed, at their own place."""
        return all(-SLACK <= self.grey(cell) - GREYS[cell] <= STEP + SLACK for cell in cells)

    def live(self, cells: Iterable[str] = tuple(CELLS), seconds: float = 1.5) -> bool:
        """Watch the cells: whether each showed its source all the time, and both greys of it."""
        seen = self.watch(seconds)
        return all(
            min(seen[cell]) >= GREYS[cell] - SLACK
            and max(seen[cell]) <= GREYS[cell] + STEP + SLACK
            and max(seen[cell]) - min(seen[cell]) >= STEP // 2
            for cell in cells
        )

    def watch(self, seconds: float) -> Mapping[str, set[int]]:
        """Return all greys that each cell showed in this time."""
        seen: dict[str, set[int]] = {cell: set() for cell in CELLS}
        end_s = time.monotonic() + seconds
        while time.monotonic() < end_s:
            for cell, greys in seen.items():
                greys.add(self.grey(cell))
            time.sleep(0.004)
        return seen

    def kill(self, pids: Iterable[int], number: signal.Signals = signal.SIGKILL) -> None:
        """Send the signal to all of them."""
        for pid in pids:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, number)

    def _print_logs(self) -> None:
        for log in (*self._folder.glob("*.out"), *(self.site / "log").glob("*")):
            print(f"== {log.name}\n{log.read_text(errors='replace')[-3000:]}")


def until(condition: Callable[[], bool], deadline_s: float, what: str) -> float:
    """Wait until it holds; return how long it took."""
    began_s = time.monotonic()
    while not condition():
        took_s = time.monotonic() - began_s
        assert took_s < deadline_s, f"{what}: not within {deadline_s} s"
        time.sleep(0.005)
    return time.monotonic() - began_s
