"""The processes of a site: started, watched, found again, ended. Must not know what any of them does.

Every process that a part starts carries `WALLCTL_SITE` in its environment, so that what is left of a site can
be found whatever became of its parents. A part that somebody started by hand, or systemd did, does not: it is
found by its lock or its command line.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterable, Sequence
from enum import Enum
from pathlib import Path

import psutil

from wallctl.cli.part_log import PartLog
from wallctl.model.base import Value
from wallctl.protocol.codec import encode
from wallctl.protocol.nursery import Quit
from wallctl.store.durable import write_whole_unsynced
from wallctl.store.lock import holder_of

SITE_VARIABLE = "WALLCTL_SITE"
FIRST_PAUSE_S, LONGEST_PAUSE_S, STABLE_S = 0.2, 10.0, 30.0
RECORD_AGAIN_S = 1.0
REFUSED, SAID = 1, "wallctl: "
"""How a command ends that would not run, and how the line begins in which it says why."""
REFUSED_WITHIN_S = 10.0
GRACE_S = 4.0
KILLED_S = 2.0


class PartName(Enum):
    """The parts that `run` supervises; each is a command of its own."""

    CAMERAS = "cameras"
    SERVER = "server"
    NODE = "node"
    CONTROLLER = "controller"


PARTS = frozenset({*(part.value for part in PartName), "nursery"})
"""Commands that run a part, and not once and for a person."""


class Record(Value):
    """Who runs a part: pid and start time, so that a reused pid is never taken for it."""

    pid: int
    started_s: float


def child_environment(site: Path) -> dict[str, str]:
    """Return the environment of a site's processes: one thread for numpy, no second Qt, a quiet OpenCV."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not (name in ("QT_QPA_PLATFORM_PLUGIN_PATH", "QT_QPA_FONTDIR") and "cv2" in value)
    }
    return kept | {
        SITE_VARIABLE: str(site),
        "OPENBLAS_NUM_THREADS": "1",
        "OMP_NUM_THREADS": "1",
        "OPENCV_LOG_LEVEL": "ERROR",
        "PYTHONUNBUFFERED": "1",
    }


class Part:
    """One supervised process. `tick` starts it when it is not there, and again when it went away.

    What the system refuses (memory, descriptors, disk) is told and tried again later; it never comes out.
    """

    def __init__(self, name: PartName, site: Path, said: Sequence[str] = ()) -> None:
        """`said`: what the command is told besides its site."""
        self.name = name
        self._site = site
        self._argv = [sys.executable, "-m", "wallctl", name.value, str(site), *said]
        self._record = site / "run" / f"{name.value}.pid.json"
        self._process: psutil.Process | None = None
        self._child: subprocess.Popen[bytes] | None = None
        self._started_s = 0.0
        self._pause_s = FIRST_PAUSE_S
        self._next_s = 0.0
        self._unrecorded = False
        self._log = PartLog(site / "log" / f"{name.value}.log")
        self._refusals: tuple[str, ...] = ()
        self.starts = 0

    @property
    def exit_code(self) -> int | None:
        """How the last child ended; None when it was not ours, or runs."""
        return self._child.poll() if self._child is not None else None

    @property
    def refusal(self) -> str:
        """Why its last two children would not run, in the words of the last; empty: they did."""
        return f"{self.name.value}: {self._refusals[-1]}" if len(self._refusals) > 1 else ""

    def adopt(self) -> bool:
        """Take over the process that an earlier `run` left, if it lives."""
        found = recorded(self._record)
        if found is not None:
            self._process, self._started_s = found, time.monotonic()
        return found is not None

    def tick(self, now_s: float) -> bool:
        """See to it that the part runs, and its log does not grow too large; tell whether it runs."""
        self._log.look_after(now_s)
        if self._process is not None and self._lives():
            if now_s - self._started_s > STABLE_S:
                self._pause_s, self._refusals = FIRST_PAUSE_S, ()
            if self._unrecorded and now_s >= self._next_s:
                self._write_down(now_s)
            return True
        if self._process is not None:
            self._process = None
            refused = self.exit_code == REFUSED and now_s - self._started_s < REFUSED_WITHIN_S
            said = self._log.last_words(SAID) if refused else ""
            self._refusals = (*self._refusals, said) if said else ()
            self._put_off(now_s, 0.0 if self.starts == 1 else self._pause_s)
        if now_s < self._next_s:
            return False
        try:
            self._start(now_s)
        except (OSError, psutil.Error) as refused:
            pause_s = self._put_off(now_s, self._pause_s)
            tell(f"{self.name.value} cannot be started: {refused}; tried again in {pause_s:.1f} s")
            return False
        return True

    def _put_off(self, now_s: float, pause_s: float) -> float:
        """Start no sooner than after this pause, and make the next one longer."""
        self._next_s = now_s + pause_s
        self._pause_s = min(LONGEST_PAUSE_S, self._pause_s * 2)
        return pause_s

    def end(self, grace_s: float = GRACE_S) -> None:
        """Ask with SIGTERM, wait, then kill."""
        if self._process is not None:
            end_processes([self._process], grace_s)
            self._process = None
        if self._child is not None:
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._child.wait(1.0)
        _remove(self._record)

    def _lives(self) -> bool:
        if self._child is not None and self._child.poll() is not None:
            return False
        return self._process is not None and _runs(self._process)

    def _start(self, now_s: float) -> None:
        with self._log.open() as log:
            self._child = subprocess.Popen(
                self._argv,
                env=child_environment(self._site),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        try:
            self._process = psutil.Process(self._child.pid)
        except (OSError, psutil.Error):
            # One that cannot be watched would soon be two.
            self._child.kill()
            self._child.wait()
            raise
        self.starts += 1
        self._started_s = now_s
        self._write_down(now_s)

    def _write_down(self, now_s: float) -> None:
        """Record who runs; a disk that takes nothing is asked again, and only the next `run` misses it."""
        assert self._process is not None
        self._unrecorded = not record(self._record, self._process)
        self._next_s = now_s + RECORD_AGAIN_S


def tell(line: str) -> None:
    """Say it on stderr; where nobody reads that any more, the wall goes on all the same."""
    with contextlib.suppress(OSError):
        sys.stderr.write(f"{SAID}{line}\n")
        sys.stderr.flush()


def record(path: Path, process: psutil.Process) -> bool:
    """Write down who this is, so that a later `run` or `stop` finds it; tell whether the disk took it."""
    try:
        line = Record(pid=process.pid, started_s=process.create_time())
        write_whole_unsynced(path, line.model_dump_json().encode())
    except (OSError, psutil.Error):
        return False
    return True


def _remove(path: Path) -> None:
    with contextlib.suppress(OSError):
        path.unlink(missing_ok=True)


def recorded(path: Path) -> psutil.Process | None:
    """Return the process that was written down, or None when that one has ended."""
    try:
        line = Record.model_validate_json(path.read_text("utf-8"))
        process = psutil.Process(line.pid)
        same = abs(process.create_time() - line.started_s) < 0.02
        return process if same and process.status() != psutil.STATUS_ZOMBIE else None
    except (OSError, ValueError, psutil.Error):
        return None


def processes_of(site: Path) -> list[psutil.Process]:
    """Return every living process of the site but this one and its parents, and but commands of people."""
    spared = {os.getpid(), *(parent.pid for parent in psutil.Process().parents())}
    found = []
    for process in psutil.process_iter():
        if process.pid in spared:
            continue
        with contextlib.suppress(psutil.Error, OSError):
            if process.status() != psutil.STATUS_ZOMBIE and _belongs(process, site):
                found.append(process)
    return found


def _belongs(process: psutil.Process, site: Path) -> bool:
    """Tell whether it is a part of this site, started by whom ever, or was started by one."""
    command, *words = _words_after_wallctl(process.cmdline()) or ("",)
    if command in PARTS:
        return any((Path(process.cwd()) / word).resolve() == site for word in words)
    return not command and process.environ().get(SITE_VARIABLE) == str(site)


def _words_after_wallctl(words: list[str]) -> list[str]:
    """Return what was said to `python -m wallctl`, or to the script of that name; else nothing."""
    options = next((at for at, word in enumerate(words) if at and not word.startswith("-")), len(words))
    if options > 1 and words[options - 1 : options + 1] == ["-m", "wallctl"]:
        return words[options + 1 :]
    return words[2:] if len(words) > 1 and Path(words[1]).name == "wallctl" else []


def end_processes(processes: list[psutil.Process], grace_s: float) -> None:
    """SIGTERM to all, then SIGKILL to those that are left after the grace; all at once."""
    for process in processes:
        with contextlib.suppress(psutil.Error, OSError):
            process.send_signal(signal.SIGTERM)
    left = _left_after(processes, grace_s)
    for process in left:
        with contextlib.suppress(psutil.Error, OSError):
            process.kill()
    _left_after(left, KILLED_S)


def _left_after(processes: list[psutil.Process], deadline_s: float) -> list[psutil.Process]:
    """Wait until all have ended; a zombie has, whether or not its parent has looked yet."""
    until = time.monotonic() + deadline_s
    left = processes
    while left := [process for process in left if _runs(process)]:
        if time.monotonic() > until:
            break
        time.sleep(0.02)
    return left


def _runs(process: psutil.Process) -> bool:
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False
    except (psutil.Error, OSError):
        # Nobody can look, for want of descriptors or memory: that is no reason to start it twice.
        return True


def quit_nursery(site: Path, grace_s: float = GRACE_S) -> None:
    """Have the nursery end all renderers and itself, forgetting their last pictures."""
    path = site / "run" / "nursery.sock"
    with socket.socket(socket.AF_UNIX) as line:
        line.settimeout(grace_s)
        try:
            line.connect(str(path))
            line.sendall(encode(Quit()) + b"\n")
            while line.recv(65536):
                pass
        except OSError:
            return


def held(site: Path, name: PartName) -> list[psutil.Process]:
    """Return who holds the lock of this part, whoever started it; a part without a lock is never held."""
    return holding(site / "run" / f"{name.value}.lock")


def holding(lock: Path) -> list[psutil.Process]:
    """Return who holds this lock, however full the disk was when it began; nobody: empty."""
    pid = holder_of(lock)
    with contextlib.suppress(psutil.NoSuchProcess):
        return [psutil.Process(pid)] if pid is not None else []
    return []


def end_site(site: Path, parts: Iterable[Part]) -> None:
    """End these parts and whatever else of the site lives; no socket of it stays.

    The node goes before the renderers, so that nothing starts again what is being ended. Where something does
    not end, its sockets stay: without them nobody could speak to it.
    """
    by_name = {part.name: part for part in parts}
    for name in (PartName.CONTROLLER, PartName.NODE):
        if name in by_name:
            by_name[name].end()
    end_processes(held(site, PartName.NODE), GRACE_S)
    quit_nursery(site)
    for name in (PartName.SERVER, PartName.CAMERAS):
        if name in by_name:
            by_name[name].end()
    end_processes([*held(site, PartName.SERVER), *processes_of(site)], GRACE_S)
    if left_of(site):
        return
    run = site / "run"
    for left in run.iterdir() if run.is_dir() else ():
        if left.suffix in (".ipc", ".sock", ".json"):
            _remove(left)
    shutil.rmtree(run / "st", ignore_errors=True)


def left_of(site: Path) -> list[psutil.Process]:
    """Return what of the site lives."""
    return [*held(site, PartName.SERVER), *held(site, PartName.NODE), *processes_of(site)]
