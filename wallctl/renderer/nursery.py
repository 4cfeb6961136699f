"""The parent of all renderers of a node: forks, reaps, kills, and holds their last pictures. Decides nothing.

It has imported everything that a renderer needs and runs no thread, so that a fork is safe and cheap: 24
cells paint after 0.45 s instead of 3.7 s and share their memory. It outlives the node that uses it.
"""

from __future__ import annotations

import contextlib
import ctypes
import gc
import os
import selectors
import signal
import socket
import sys
import time
import traceback
from collections.abc import Callable
from pathlib import Path

from wallctl.errors import BadMessage, Unavailable
from wallctl.model.base import Value
from wallctl.model.ids import CellId
from wallctl.protocol.codec import encode
from wallctl.protocol.nursery import (
    Born,
    Child,
    Died,
    Fork,
    ForkScout,
    Kill,
    Nursing,
    Quit,
    RendererSpec,
    ScoutSpec,
    WipeLastPicture,
    to_nursery,
)
from wallctl.renderer import main as renderer
from wallctl.renderer import scout
from wallctl.renderer.last_picture import copy_of_memory_file, file_size, new_memory_file
from wallctl.renderer.memory import bound_arenas, bound_blocks
from wallctl.rules.endings import NO_PROCESS

SOCKET_NAME = "nursery.sock"
EXIT_BROKEN = 70
PAUSE_S = 0.1
_PR_SET_PDEATHSIG, _PR_SET_NAME = 1, 15


class Nursery:
    """Serves one socket in the node's run folder. One thread, one loop."""

    def __init__(self, run_dir: Path) -> None:
        self._path = run_dir / SOCKET_NAME
        self._listener = _listen(self._path)
        self._node: socket.socket | None = None
        self._buffer = b""
        self._children: dict[int, Child] = {}
        self._memory: dict[CellId, int] = {}
        self._wake_read, self._wake_write = socket.socketpair()
        self._quitting = False

    def serve(self) -> int:
        """Serve until told to quit; return 0."""
        self._wake_read.setblocking(False)
        self._wake_write.setblocking(False)
        signal.set_wakeup_fd(self._wake_write.fileno(), warn_on_full_buffer=False)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        signal.signal(signal.SIGTERM, lambda *_: self._begin_to_quit())
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        with selectors.DefaultSelector() as ready:
            ready.register(self._listener, selectors.EVENT_READ, self._accept)
            ready.register(self._wake_read, selectors.EVENT_READ, self._drain_wake)
            self._ready = ready
            while not (self._quitting and not self._children):
                for key, _ in ready.select(timeout=0.5):
                    key.data()
                self._reap()
        self._path.unlink(missing_ok=True)
        return 0

    def _accept(self) -> None:
        try:
            node, _ = self._listener.accept()
        except OSError as refused:
            # Whoever knocks is still there at the next look.
            _tell(f"nobody can be let in: {refused}")
            time.sleep(PAUSE_S)
            return
        self._hang_up()
        node.setblocking(True)
        node.settimeout(2.0)
        self._node, self._buffer = node, b""
        self._ready.register(node, selectors.EVENT_READ, self._read)
        self._say(Nursing(pid=os.getpid(), children=tuple(self._children.values())))

    def _hang_up(self) -> None:
        if self._node is not None:
            self._ready.unregister(self._node)
            self._node.close()
            self._node = None

    def _drain_wake(self) -> None:
        with contextlib.suppress(BlockingIOError):
            self._wake_read.recv(4096)

    def _read(self) -> None:
        assert self._node is not None
        try:
            chunk = self._node.recv(65536)
        except (ConnectionError, TimeoutError):
            chunk = b""
        if not chunk:
            self._hang_up()
            return
        *lines, self._buffer = (self._buffer + chunk).split(b"\n")
        for line in lines:
            try:
                message = to_nursery.decode(line, "node")
            except BadMessage as wrong:
                _tell(str(wrong))
                continue
            match message:
                case Fork():
                    self._fork(message.spec)
                case ForkScout():
                    self._fork_scout(message.spec)
                case Kill():
                    self._kill(message.pid)
                case WipeLastPicture():
                    self._wipe(message.cell)
                case Quit():
                    self._begin_to_quit()

    def _say(self, message: Value) -> None:
        if self._node is None:
            return
        try:
            self._node.sendall(encode(message) + b"\n")
        except OSError:
            self._hang_up()

    def _fork(self, spec: RendererSpec) -> None:
        child = Child(cell=spec.cell, incarnation=spec.incarnation, pid=0, token=spec.token)
        try:
            memory = self._memory_of(spec)
            pid = os.fork()
        except (OSError, MemoryError) as refused:
            self._refuse(child, refused)
            return
        if pid == 0:
            self._become(spec.cell, lambda: renderer.run(spec, memory))
        self._bear(child.with_(pid=pid))

    def _bear(self, child: Child) -> None:
        self._children[child.pid] = child
        self._say(Born(child=child))

    def _refuse(self, child: Child, why: BaseException) -> None:
        """The system has no room for it: the node tries again, later and later."""
        _tell(f"{child.cell} cannot be begun: {why!r}")
        self._say(Died(child=child, code=NO_PROCESS))

    def _memory_of(self, spec: RendererSpec) -> int:
        needed = file_size(spec.px.w, spec.px.h)
        fd = self._memory.get(spec.cell)
        if fd is None and spec.successor_of is not None:
            fd = copy_of_memory_file(spec.successor_of, spec.cell)
            if fd is not None:
                self._memory[spec.cell] = fd
        if fd is not None and os.fstat(fd).st_size < needed:
            os.close(self._memory.pop(spec.cell))
            fd = None
        if fd is None:
            fd = self._memory[spec.cell] = new_memory_file(spec.cell, spec.px.w, spec.px.h)
        return fd

    def _fork_scout(self, spec: ScoutSpec) -> None:
        child = Child(cell=spec.scout, incarnation=1, pid=0, token=spec.token)
        try:
            pid = os.fork()
        except OSError as refused:
            self._refuse(child, refused)
            return
        if pid == 0:
            # Nobody adopts a scout: without its nursery it ends.
            ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
            self._become(spec.scout, lambda: scout.run(spec))
        self._bear(child.with_(pid=pid))

    def _become(self, name: CellId, work: Callable[[], int]) -> None:
        """Leave everything of the parent's behind, work, and end; never returns."""
        code = EXIT_BROKEN
        try:
            signal.set_wakeup_fd(-1)
            for number in (signal.SIGCHLD, signal.SIGTERM, signal.SIGINT):
                signal.signal(number, signal.SIG_DFL)
            self._ready.close()
            for held in (self._listener, self._node, self._wake_read, self._wake_write):
                if held is not None:
                    held.close()
            for cell, fd in self._memory.items():
                if cell != name:
                    os.close(fd)
            ctypes.CDLL(None).prctl(_PR_SET_NAME, f"wallctl-{name}".encode()[:15], 0, 0, 0)
            code = work()
        except BaseException:  # noqa: BLE001 - whatever it was, the child ends here and says so
            traceback.print_exc()
        finally:
            # Nothing may run Qt's or libzmq's tear-down here: the exit code must mean what it says.
            os._exit(code)

    def _kill(self, pid: int) -> None:
        if pid in self._children:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)

    def _wipe(self, cell: CellId) -> None:
        fd = self._memory.get(cell)
        if fd is None:
            return
        try:
            # Never shorter, not for an instant: a renderer that writes to its mapping would die of SIGBUS.
            os.pwrite(fd, bytes(os.fstat(fd).st_size), 0)
        except (OSError, MemoryError) as refused:
            _tell(f"the last picture of {cell} is dropped: {refused}")
            os.close(self._memory.pop(cell))

    def _begin_to_quit(self) -> None:
        self._quitting = True
        for pid in list(self._children):
            self._kill(pid)

    def _reap(self) -> None:
        while self._children:
            try:
                pid, status = os.waitpid(-1, os.WNOHANG)
            except ChildProcessError:
                pid = 0
            if pid == 0:
                return
            child = self._children.pop(pid, None)
            if child is not None:
                self._say(Died(child=child, code=os.waitstatus_to_exitcode(status)))


def _tell(line: str) -> None:
    # A full disk only costs the line. Nothing may stay in a buffer: each fork would write it again.
    with contextlib.suppress(OSError):
        os.write(sys.stdout.fileno(), line.encode("utf-8", "replace") + b"\n")


def _listen(path: Path) -> socket.socket:
    with socket.socket(socket.AF_UNIX) as knock:
        if knock.connect_ex(str(path)) == 0:
            raise Unavailable(str(path), "a nursery serves this node already", "use `wallctl stop` first")
    path.unlink(missing_ok=True)
    listener = socket.socket(socket.AF_UNIX)
    listener.bind(str(path))
    path.chmod(0o600)
    listener.listen(2)
    return listener


def main(run_dir: Path) -> int:
    """Serve the nursery of the node whose run folder this is; return its exit code."""
    # Read at a process's first open: without it one dead camera holds up every other open.
    os.environ["OPENCV_FFMPEG_IS_THREAD_SAFE"] = "1"
    tasks = len(list(Path("/proc/self/task").iterdir()))
    if tasks != 1:
        raise Unavailable(
            "nursery",
            f"{tasks} threads run before the first fork",
            "start it through `wallctl`, which keeps numpy and OpenCV from starting threads",
        )
    bound_arenas()
    bound_blocks()
    nursery = Nursery(run_dir)
    gc.collect()
    gc.freeze()
    _tell("ready")
    return nursery.serve()
