"""The folder of officers' settings: read, listed and written beside the GUI thread, for a share may hang.

Knows files and bytes, not what they say. Every method but `wait` returns at once. Whatever hangs holds up one
thread and nothing else: each file has its own while it is read, all writes share one. Must not know Qt.
"""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

MAX_FILE_BYTES = 256 * 1024
ENDING = ".json"


@dataclass(frozen=True, slots=True)
class Read:
    """What one file holds; None: there is none, or it is not to be used, and why."""

    file: Path
    data: bytes | None
    wrong: str = ""

    @property
    def missing(self) -> bool:
        """Whether nobody has written it yet."""
        return self.data is None and not self.wrong


@dataclass(frozen=True, slots=True)
class Listed:
    """Which files there are."""

    files: tuple[Path, ...]


@dataclass(frozen=True, slots=True)
class Unwritten:
    """A file could not be written, and why."""

    why: str


Answer = Read | Listed | Unwritten


@dataclass(frozen=True, slots=True)
class _Write:
    data: bytes
    only_new: bool


class SettingsDisk:
    """`wake` is called in threads of its own, after each answer; `take` hands the answers over.

    `flaw` tells what is wrong with the bytes of a file (empty: nothing); such a file is put aside.
    """

    def __init__(self, wake: Callable[[], None], flaw: Callable[[bytes], str]) -> None:
        self._wake, self._flaw = wake, flaw
        self._lock = threading.Lock()
        self._answers: list[Answer] = []
        self._at_work: dict[tuple[str, Path], threading.Thread] = {}
        self._unwritten: dict[Path, _Write] = {}
        """What is not on disk yet; an officer may leave before it is."""
        self._writer: threading.Thread | None = None

    def read(self, file: Path) -> None:
        """Begin to read; where that file is being read, its answer is the answer."""
        self._begin(("read", file), partial(self._read, file))

    def look(self, folder: Path) -> None:
        """Begin to look which files there are."""
        self._begin(("look", folder), partial(_listed, folder))

    def looking(self, folder: Path) -> bool:
        """Tell whether the disk has not said yet which files there are."""
        with self._lock:
            return ("look", folder) in self._at_work

    def write(self, file: Path, data: bytes, *, only_new: bool = False) -> None:
        """Begin to write; of several, the last one counts. `only_new`: a file that is there stays."""
        with self._lock:
            if only_new and file in self._unwritten:
                return
            self._unwritten[file] = _Write(data, only_new)
            if self._writer is None:
                self._writer = threading.Thread(target=self._work, name="officer settings", daemon=True)
                self._writer.start()

    def unwritten(self, file: Path) -> bytes | None:
        """Return what that file will hold, where it is not on disk yet."""
        with self._lock:
            found = self._unwritten.get(file)
        return found.data if found is not None and not found.only_new else None

    def take(self) -> tuple[Answer, ...]:
        """Return what has been answered since the last call."""
        with self._lock:
            found, self._answers = tuple(self._answers), []
        return found

    def wait(self, until_s: float) -> None:
        """Wait until all is done, at most until then by the monotonic clock."""
        while (left_s := until_s - time.monotonic()) > 0:
            with self._lock:
                threads = [*self._at_work.values(), *((self._writer,) if self._writer is not None else ())]
            if not threads:
                return
            threads[0].join(left_s)

    def _begin(self, job: tuple[str, Path], work: Callable[[], Answer]) -> None:
        with self._lock:
            if job in self._at_work:
                return
            thread = threading.Thread(target=self._run, args=(job, work), name="settings disk", daemon=True)
            self._at_work[job] = thread
            thread.start()

    def _run(self, job: tuple[str, Path], work: Callable[[], Answer]) -> None:
        answer = work()
        with self._lock:
            self._answers.append(answer)
            del self._at_work[job]
        self._wake()

    def _read(self, file: Path) -> Read:
        try:
            with file.open("rb") as opened:
                data = opened.read(MAX_FILE_BYTES)
        except FileNotFoundError:
            return Read(file, None)
        except OSError as wrong:
            return Read(file, None, f"{file}: {wrong.strerror}")
        flaw = self._flaw(data)
        if not flaw:
            return Read(file, data)
        try:
            file.replace(file.with_suffix(".bad"))
        except OSError as wrong:
            flaw += f" ({wrong.strerror})"
        return Read(file, None, f"{file}: {flaw}")

    def _work(self) -> None:
        while True:
            with self._lock:
                file, wanted = next(iter(self._unwritten.items()), (None, None))
                if file is None or wanted is None:
                    self._writer = None
                    return
            try:
                if not (wanted.only_new and file.exists()):
                    _write(file, wanted.data)
            except OSError as wrong:
                with self._lock:
                    self._answers.append(Unwritten(f"{file}: {wrong.strerror}"))
                self._wake()
            with self._lock:
                if self._unwritten[file] is wanted:
                    del self._unwritten[file]


def _listed(folder: Path) -> Listed:
    try:
        return Listed(tuple(sorted(folder.glob(f"*{ENDING}"))))
    except OSError:
        return Listed(())


def _write(file: Path, data: bytes) -> None:
    """Whole or not at all, also where power fails; only its owner reads it."""
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    beside = file.with_suffix(".new")
    number = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(number, "wb") as opened:
        opened.write(data)
        opened.flush()
        os.fsync(opened.fileno())
    beside.replace(file)
