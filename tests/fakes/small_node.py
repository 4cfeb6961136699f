"""A node as small as can be, for real nurseries and renderers: forks, orders, listens, heals nothing.

Owns the nursery's process and the bus end of the cells until its `with` ends.
"""

from __future__ import annotations

import json
import select
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from types import TracebackType
from typing import Self, TypeVar

import cv2
import numpy as np
from numpy.typing import NDArray

from tests.kit.ending import end_patiently
from tests.leftovers import marked_environment
from wallctl.bus.keys import Peer, PeerRole
from wallctl.bus.lane import CELL_LANE, Link
from wallctl.bus.server_end import ServerEnd
from wallctl.model.base import Value
from wallctl.model.desired import Version
from wallctl.model.geometry import PxRect
from wallctl.model.health import CellReport
from wallctl.model.ids import CellId, NodeId
from wallctl.model.wall import Size
from wallctl.protocol.cell import (
    Beat,
    CellHello,
    EchoPicture,
    FromRenderer,
    Order,
    Picture,
    Ready,
    Shown,
    Sighted,
    Snapshot,
    SnapshotWanted,
    from_renderer,
)
from wallctl.protocol.codec import encode
from wallctl.protocol.nursery import (
    Born,
    Died,
    Fork,
    FromNursery,
    Kill,
    Nursing,
    Quit,
    RendererSpec,
    WipeLastPicture,
    from_nursery,
)

ROOT = Path(__file__).resolve().parents[2]
NURSERY = "import sys; from pathlib import Path; from wallctl.renderer.nursery import main;"
NURSERY += " sys.exit(main(Path(sys.argv[1])))"
ENVIRONMENT = {
    "OPENBLAS_NUM_THREADS": "1",
    "OMP_NUM_THREADS": "1",
    "OPENCV_FFMPEG_IS_THREAD_SAFE": "1",
    "OPENCV_LOG_LEVEL": "ERROR",
}
T = TypeVar("T")
Pixels = NDArray[np.uint8]


def boot_s() -> float:
    return time.clock_gettime(time.CLOCK_BOOTTIME)


class NurseryLine:
    """One connection to a nursery: what it says, in order."""

    def __init__(self, path: Path) -> None:
        self.socket = socket.socket(socket.AF_UNIX)
        self.socket.connect(str(path))
        self._buffer = b""
        self.said: list[FromNursery] = []
        self.closed = False

    def send(self, message: Value) -> None:
        self.socket.sendall(encode(message) + b"\n")

    def poll(self) -> None:
        """Read what is there."""
        while not self.closed and select.select([self.socket], [], [], 0)[0]:
            try:
                chunk = self.socket.recv(65536)
            except ConnectionError:
                chunk = b""
            self.closed = not chunk
            *lines, self._buffer = (self._buffer + chunk).split(b"\n")
            self.said += [from_nursery.decode(line, "nursery") for line in lines]

    def wait(self, kind: type[T], deadline_s: float = 30.0, after: int = 0) -> T:
        """The first message of that kind behind the first `after` messages."""
        until = time.monotonic() + deadline_s
        while True:
            self.poll()
            found = next((m for m in self.said[after:] if isinstance(m, kind)), None)
            if found is not None:
                return found
            assert time.monotonic() < until, f"no {kind.__name__}: {self.said}"
            time.sleep(0.01)

    def close(self) -> None:
        self.socket.close()


class SmallNode:
    """`with SmallNode(short_path) as node: node.fork("r0c0"); node.show("r0c0", picture)`."""

    def __init__(self, folder: Path, *, display: str = "", media: Path | None = None) -> None:
        self.run_dir = folder / "run"
        self.media = media or folder / "media"
        self.run_dir.mkdir(mode=0o700, exist_ok=True)
        self.media.mkdir(exist_ok=True)
        self.bus = f"ipc://{self.run_dir}/node.ipc"
        self.log = folder / "nursery.log"
        self._environment = {**marked_environment(), **ENVIRONMENT}
        if display:
            self._environment |= {"DISPLAY": display}
            self._environment.pop("QT_QPA_PLATFORM", None)
        self.links: dict[str, Link] = {}
        self.hellos: dict[str, CellHello] = {}
        self.reports: dict[str, CellReport] = {}
        self.messages: list[tuple[str, FromRenderer]] = []
        self.pictures: list[tuple[str, Snapshot | EchoPicture, bytes]] = []
        self.sightings: list[tuple[str, Sighted, tuple[bytes, ...]]] = []
        self.tokens: set[str] = set()
        self._news = threading.Condition()
        self._tickets = 0
        self.nursery: subprocess.Popen[bytes]
        self.line: NurseryLine
        self._end = ServerEnd(
            self.bus,
            keys=None,
            ring=lambda t: Peer(name=t, role=PeerRole.RENDERER) if t in self.tokens else None,
            on_message=self._heard,
            on_up=self._up,
            on_down=lambda link, why: None,
            limits=CELL_LANE,
        )

    def __enter__(self) -> Self:
        self._end.start()
        self.nursery = self.start_nursery()
        self.line = NurseryLine(self.run_dir / "nursery.sock")
        self.line.wait(Nursing)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self.nursery.poll() is None:
            try:
                if self.line.closed:
                    self.line = NurseryLine(self.run_dir / "nursery.sock")
                self.line.send(Quit())
                self.nursery.wait(30)
            except (OSError, subprocess.TimeoutExpired):
                self.nursery.kill()
                self.nursery.wait(30)
        self.line.close()
        end_patiently(self._end)
        if error is not None:
            print(self.log.read_text(errors="replace"))

    def start_nursery(self) -> subprocess.Popen[bytes]:
        """Start a nursery on the run folder and wait until it is ready, or has ended."""
        with self.log.open("ab") as log:
            before = log.tell()
            process = subprocess.Popen(
                [sys.executable, "-c", NURSERY, str(self.run_dir)],
                cwd=ROOT,
                env=self._environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )
        until = time.monotonic() + 20
        while b"ready" not in self.log.read_bytes()[before:] and process.poll() is None:
            assert time.monotonic() < until, "the nursery does not start"
            time.sleep(0.01)
        return process

    def reset(self) -> None:
        """Kill all renderers and forget everything of them, their last pictures too."""
        self.line.poll()
        born = {m.child.pid: m.child for m in self.line.said if isinstance(m, Born)}
        gone = {m.child.pid for m in self.line.said if isinstance(m, Died)}
        for pid, child in born.items():
            if pid not in gone:
                self.kill(pid)
            self.line.send(WipeLastPicture(cell=child.cell))
        self.line.said.clear()
        with self._news:
            for known in (self.links, self.hellos, self.reports, self.messages, self.pictures, self.tokens):
                known.clear()

    # ---- renderers -----------------------------------------------------------------------------------------
    def spec(self, cell: str, incarnation: int = 1, **fields: object) -> RendererSpec:
        """What a renderer of that cell is told; 320x240 at the screen's corner unless told otherwise."""
        token = f"{cell}-{incarnation}"
        self.tokens.add(token)
        px = Size(w=320, h=240)
        spec = RendererSpec(
            cell=CellId(cell),
            node=NodeId("local"),
            incarnation=incarnation,
            token=token,
            bus=self.bus,
            px=px,
            place_px=PxRect(x=0, y=0, w=px.w, h=px.h),
            media_dir=str(self.media),
            networks=("127.0.0.0/8",),
        )
        return spec.with_(**fields)

    def fork(self, cell: str, incarnation: int = 1, **fields: object) -> int:
        """Fork a renderer and wait until it has said hello; return its pid."""
        after = len(self.line.said)
        self.line.send(Fork(spec=self.spec(cell, incarnation, **fields)))
        pid = self.line.wait(Born, after=after).child.pid
        self.wait(lambda: self.hellos.get(cell) and self.hellos[cell].pid == pid, 10, f"{cell} says hello")
        return pid

    def kill(self, pid: int) -> Died:
        """Have the nursery kill a renderer; return how it died."""
        after = len(self.line.said)
        self.line.send(Kill(pid=pid))
        return self.line.wait(Died, after=after)

    def send(self, cell: str, message: Value) -> None:
        self._end.send(self.links[cell], encode(message))

    def show(
        self, cell: str, picture: Picture, revision: int = 1, at_s: float | None = 0.0, epoch: int = 1
    ) -> None:
        """Order a picture; `at_s` 0: now, None: prepare it only."""
        version = Version(epoch=epoch, revision=revision)
        self.send(cell, Order(version=version, picture=picture, at_s=boot_s() if at_s == 0.0 else at_s))

    def said(self, cell: str, kind: type[T]) -> list[T]:
        """All messages of that kind that the cell's renderers sent."""
        return [
            message for name, message in list(self.messages) if name == cell and isinstance(message, kind)
        ]

    def wait_shown(self, cell: str, revision: int, deadline_s: float = 30.0) -> Shown:
        def look() -> Shown | None:
            return next((s for s in self.said(cell, Shown) if s.version.revision == revision), None)

        return self.wait(look, deadline_s, f"{cell} shows {revision}")

    def wait_ready(self, cell: str, revision: int, deadline_s: float = 30.0) -> Ready:
        def look() -> Ready | None:
            return next(
                (r for r in self.said(cell, Ready) if r.version.revision == revision and r.done), None
            )

        return self.wait(look, deadline_s, f"{cell} is ready with {revision}")

    def state(self, cell: str, window: str) -> str:
        """What the last report of that cell says of a window."""
        report = self.reports.get(cell)
        panes: dict[str, str] = {}
        if report is not None:
            panes |= {pane.window: pane.state.value for pane in report.panes}
        return panes.get(window, "")

    def snapshot(self, cell: str) -> Pixels:
        """The picture of a cell's canvas, as it sends it."""
        self._tickets += 1
        ticket = f"t{self._tickets}"
        self.send(cell, SnapshotWanted(ticket=ticket))

        def look() -> bytes | None:
            return next(
                (data for _, m, data in self.pictures if isinstance(m, Snapshot) and m.ticket == ticket), None
            )

        data = self.wait(look, 10, f"a snapshot of {cell}")
        picture = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_UNCHANGED)
        assert picture is not None
        return picture  # type: ignore[return-value]

    def wait(self, condition: Callable[[], T | None], deadline_s: float, what: str) -> T:
        """Wait until the condition gives something true; return that."""
        until = time.monotonic() + deadline_s
        with self._news:
            while not (found := condition()):
                assert time.monotonic() < until, f"{what}: not within {deadline_s} s; {self._summary()}"
                self._news.wait(0.02)
        return found

    def _summary(self) -> str:
        states: Mapping[str, object] = {
            cell: {pane.window: (pane.state.value, pane.reason.value) for pane in report.panes}
            for cell, report in self.reports.items()
        }
        return json.dumps(states)

    def _heard(self, link: Link, data: bytes, parts: tuple[bytes, ...]) -> None:
        message = from_renderer.decode(data, str(link.peer.name))
        cell = str(link.peer.name).rpartition("-")[0]
        with self._news:
            self.messages.append((cell, message))
            if isinstance(message, Sighted):
                self.sightings.append((cell, message, parts))
            if isinstance(message, Beat):
                self.reports[cell] = message.report
            if isinstance(message, Snapshot | EchoPicture):
                self.pictures.append((cell, message, parts[0]))
            self._news.notify_all()

    def _up(self, link: Link, hello: bytes) -> None:
        message = from_renderer.decode(hello, "renderer")
        assert isinstance(message, CellHello)
        with self._news:
            self.links[message.cell], self.hellos[message.cell] = link, message
            self._news.notify_all()


def alive(pid: int) -> bool:
    """Whether that process lives (a zombie does not)."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(") ", 1)[1][0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


def tasks(pid: int) -> list[str]:
    """Names of a process's tasks."""
    found = []
    for task in Path(f"/proc/{pid}/task").iterdir():
        try:
            found.append((task / "comm").read_text().strip())
        except (FileNotFoundError, ProcessLookupError):
            continue
    return found


def memory_files(pid: int) -> list[str]:
    """Names of the memory files that a process holds."""
    links = []
    for entry in Path(f"/proc/{pid}/fd").iterdir():
        try:
            links.append(str(entry.readlink()))
        except FileNotFoundError:
            continue
    return sorted(link for link in links if "memfd:" in link)
