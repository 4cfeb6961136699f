"""Finds what a test run left behind: processes, sockets, folders, shared memory. Must not know any test.

Processes of the run are told by a variable in their environment, which children inherit and which cannot
change after exec; their temporary folders lie in one of the run's own. So what other people do on the same
machine at the same time is never counted.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import stat
import time
from pathlib import Path

import psutil


def marked_environment() -> dict[str, str]:
    """The environment for a child of a test: everything of ours, so that the child carries the run's mark."""
    return dict(os.environ)


class Leftovers:
    """What one run leaves; `mark` is the `NAME=value` its processes carry, `runtime` its run-time folder.

    `temporary`, inside `runtime`, is where its processes make their temporary folders.
    """

    def __init__(self, mark: str, runtime: Path, shared_memory: Path = Path("/dev/shm")) -> None:
        self.runtime = runtime
        self.temporary = runtime / "t"
        self.temporary.mkdir()
        self._mark = mark.encode()
        self._folder_of_memory = shared_memory
        self._shared_memory_before = self._shared_memory()

    def find(self, *, deadline_s: float) -> list[str]:
        """Everything that is still there when the deadline ends; returns at once when there is nothing."""
        until = time.monotonic() + deadline_s
        while (found := self._now()) and time.monotonic() < until:
            time.sleep(0.05)
        return found

    def clear(self) -> None:
        """Ends the processes and removes the run-time folder, so that one run cannot disturb the next."""
        for pid in self._processes():
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        shutil.rmtree(self.runtime, ignore_errors=True)

    def _now(self) -> list[str]:
        processes = [f"process {pid}: {argv}" for pid, argv in self._processes().items()]
        return [*processes, *self._sockets(), *self._folders(), *self._memory_files()]

    def _processes(self) -> dict[int, str]:
        ours = {process.pid for process in [psutil.Process(), *psutil.Process().parents()]}
        found: dict[int, str] = {}
        for folder in _process_folders():
            if int(folder.name) in ours or not self._is_marked(folder):
                continue
            with contextlib.suppress(OSError):  # gone meanwhile
                argv = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
                found[int(folder.name)] = argv[:160]
        return found

    def _is_marked(self, process: Path) -> bool:
        with contextlib.suppress(OSError):  # gone meanwhile, or somebody else's
            return self._mark in (process / "environ").read_bytes().split(b"\0")
        return False

    def _sockets(self) -> list[str]:
        return [
            f"socket {path}"
            for path in self.runtime.rglob("*")
            if not path.is_symlink() and path.exists() and stat.S_ISSOCK(path.stat().st_mode)
        ]

    def _folders(self) -> list[str]:
        return [f"temporary folder {path}" for path in sorted(self.temporary.glob("*wallctl*"))]

    def _memory_files(self) -> list[str]:
        new = self._shared_memory() - self._shared_memory_before
        return [f"shared memory {name}" for name in sorted(new - self._held_by_others(new))]

    def _shared_memory(self) -> set[str]:
        """Our user's; a folder there is none, but somebody's choice of a place for temporary files."""
        found: set[str] = set()
        for path in self._folder_of_memory.glob("*wallctl*"):
            with contextlib.suppress(OSError):
                status = path.lstat()
                if stat.S_ISREG(status.st_mode) and status.st_uid == os.getuid():
                    found.add(str(path))
        return found

    def _held_by_others(self, names: set[str]) -> set[str]:
        """Those of `names` that a process outside of this run has open or mapped."""
        held: set[str] = set()
        own = os.getpid()
        for process in _process_folders() if names else ():
            if int(process.name) != own and not self._is_marked(process):
                held |= names & _files_of(process)
        return held


def _process_folders() -> list[Path]:
    return [folder for folder in Path("/proc").iterdir() if folder.name.isdigit()]


def _files_of(process: Path) -> set[str]:
    """The files that a process has open or mapped, as far as this user may know."""
    found: set[str] = set()
    with contextlib.suppress(OSError):
        found |= {line.split(maxsplit=5)[-1] for line in (process / "maps").read_text().splitlines()}
        for link in (process / "fd").iterdir():
            with contextlib.suppress(OSError):
                found.add(str(link.readlink()))
    return found
