"""Ours, driven as a user drives it: `wallctl init`, `run`, `apply`, `show`, `status`, in a folder of its own.

Presets alone are saved over the bus, as a desk saves them: the command line has no command for it.
"""

from __future__ import annotations

import json
import os
import select
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import tomlkit

from tests.bench.gauges import family
from tests.bench.grid import Grid
from wallctl.cli.client import SiteClient
from wallctl.cli.parts import processes_of
from wallctl.model.geometry import Rect
from wallctl.model.ids import SourceId, WindowId
from wallctl.model.layout import Preset, Slot
from wallctl.protocol.desk import SavePreset
from wallctl.store.site import Site

ROOT = Path(__file__).resolve().parents[2]
COMMAND_S = 60.0
READY_S = 60.0
STOP_S = 20.0


class CommandFailed(RuntimeError):
    """A command that should have worked did not; holds what it said."""


@dataclass
class Running:
    """A site that runs. `ready_s`: from the start of `wallctl run` to its `ready`; None: it said none."""

    process: subprocess.Popen[str]
    site: OurSite
    began_s: float
    ready_s: float | None = None

    @property
    def pids(self) -> list[int]:
        """Every process of the site."""
        folder = self.site.folder.resolve()
        return sorted({self.process.pid, *(found.pid for found in processes_of(folder))})

    def await_ready(self, within_s: float = READY_S) -> None:
        """Read the line `ready`; raise CommandFailed when it does not come."""
        assert self.process.stdout is not None
        came, _, _ = select.select([self.process.stdout], [], [], within_s)
        line = self.process.stdout.readline().strip() if came else ""
        if line != "ready":
            raise CommandFailed(f"`wallctl run` said no `ready` within {within_s:.0f} s\n{self.site.logs()}")
        self.ready_s = time.monotonic() - self.began_s


class OurSite:
    """A site folder while the context lasts; its cameras are `port`'s, started by somebody else."""

    def __init__(self, grid: Grid) -> None:
        # Short: the path of a Unix socket may have no more than 107 bytes.
        self._temporary = tempfile.TemporaryDirectory(prefix="wb-")
        self._grid = grid
        self.folder = Path(self._temporary.name) / "s"
        self.port = 0

    def __enter__(self) -> Self:
        wall = Path(self._temporary.name) / "wall.toml"
        size = {"w": self._grid.cell_w, "h": self._grid.cell_h}
        shape = {"id": "bench", "rows": self._grid.rows, "cols": self._grid.cols, "cell_px": size}
        wall.write_text(tomlkit.dumps(shape), "utf-8")
        nets = ("--allow-net", "127.0.0.0/8")
        self._wallctl("init", str(self.folder), "--wall", str(wall), "--sample", *nets)
        # The cameras are to be the same for all who are compared, so they are not this site's own.
        settings = tomlkit.parse((self.folder / "site.toml").read_text("utf-8"))
        settings["sample"]["city"] = False
        # What is compared is the work itself: nobody else gives up frames when it is too much.
        settings["budgets"] = {"step_down": False}
        # Nor does anything rest on a strained node then: no looks off the wall beside what is measured.
        settings["scouts"] = {"looks_per_minute": 0.0}
        (self.folder / "site.toml").write_text(tomlkit.dumps(settings), "utf-8")
        self.port = Site.open(self.folder).settings.sample.proxy_port
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._temporary.cleanup()

    @contextmanager
    def run(self, env: Mapping[str, str], *, wait: bool = True) -> Iterator[Running]:
        """`wallctl run --headless` on that screen; with `wait`, until it says `ready`. Ended with SIGTERM."""
        began_s = time.monotonic()
        process = subprocess.Popen(
            [sys.executable, "-m", "wallctl", "run", str(self.folder), "--headless"],
            cwd=ROOT,
            env=dict(env),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        running = Running(process, self, began_s)
        try:
            if wait:
                running.await_ready()
            yield running
        finally:
            self._end(process)

    def _end(self, process: subprocess.Popen[str]) -> None:
        process.terminate()
        try:
            process.wait(STOP_S)
        except subprocess.TimeoutExpired:
            for pid in family(process.pid):
                os.kill(pid, 9)
            process.wait()
        finally:
            if process.stdout is not None:
                process.stdout.close()
            self._wallctl("stop", str(self.folder))

    def ask(self, *words: str) -> dict[str, Any]:
        """A command of the site with `--json`; raise CommandFailed with what it said."""
        said = self._wallctl("--site", str(self.folder), *words, "--json")
        answer: dict[str, Any] = json.loads(said)
        return answer

    def _wallctl(self, *words: str) -> str:
        argv = [sys.executable, "-m", "wallctl", *words]
        done = subprocess.run(argv, cwd=ROOT, capture_output=True, text=True, timeout=COMMAND_S, check=False)
        if done.returncode:
            raise CommandFailed(f"wallctl {' '.join(words)}: {done.stderr.strip()[-400:]}")
        return done.stdout

    def save_preset(self, name: str, sources: Sequence[str]) -> None:
        """One source in each of the first cells, row by row."""
        slots = []
        for cell, source in enumerate(sources):
            row, col = divmod(cell, self._grid.cols)
            rect = Rect(x=col, y=row, w=1, h=1)
            slots.append(Slot(id=WindowId(f"w{cell:02}"), rect=rect, source=SourceId(source)))
        shape = f"{self._grid.rows}x{self._grid.cols}"
        preset = Preset(id=name, name=name, walls={shape: tuple(slots)})
        with SiteClient(Site.open(self.folder)) as client:
            client.ask(SavePreset(preset=preset))

    def add_stream(self, name: str, url: str) -> None:
        """A source that has this stream only, so that its size decides nothing."""
        self.ask("source", "add", name, url)

    def renderers(self) -> dict[str, int]:
        """Cell -> process of its renderer."""
        return {cell["cell"]: cell["pid"] for cell in self.ask("status")["cells"] if cell["pid"]}

    def logs(self, lines: int = 5) -> str:
        """The last words of each part."""
        parts = []
        for path in sorted((self.folder / "log").glob("*.log")):
            last = path.read_text("utf-8", errors="replace").splitlines()[-lines:]
            parts.append(f"{path.name}:\n  " + "\n  ".join(last))
        return "\n".join(parts)
