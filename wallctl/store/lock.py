"""One server to a site: a lock that the system takes away from a dead process. Knows no server."""

from __future__ import annotations

import contextlib
import fcntl
import os
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Self

from wallctl.errors import Unavailable

SIGNED_BYTES = 32


class SiteLock:
    """Held from `__enter__` to `__exit__`, or until the process ends, however it ends."""

    def __init__(self, path: Path, holder: str) -> None:
        self._path = path
        self._holder = holder
        self._fd: int | None = None

    def __enter__(self) -> Self:
        """Raise `Unavailable` naming the process that holds it."""
        fd = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
        try:
            fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            pid = _named(fd) or "unknown"
            os.close(fd)
            raise Unavailable(
                str(self._path.parent.parent),
                f"a {self._holder} of this site runs already (process {pid})",
                "use that one, or end it first: wallctl stop",
            ) from None
        _sign(fd)
        self._fd = fd
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._fd is not None:
            # The file stays: removing it would let two processes lock two files of one name.
            os.close(self._fd)
            self._fd = None


def holder_of(path: Path) -> int | None:
    """Return the process that holds this lock now, or None: nobody does, or none that can be named.

    Found is also one that a full disk did not let write itself down. A starting holder that looks in the same
    instant is refused; whoever asks is about to end it anyway.
    """
    try:
        fd = os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NOFOLLOW)
    except OSError:
        return None
    try:
        fcntl.flock(fd, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except OSError:
        return _named(fd)
    finally:
        os.close(fd)
    return None


def _sign(fd: int) -> None:
    """Write into the file who holds it. Over what stands there: a full disk has room for that."""
    try:
        os.pwrite(fd, f"{os.getpid():<{SIGNED_BYTES - 1}}\n".encode(), 0)
    except OSError:
        # Better nobody than the one before, whose number may be another process's by now.
        with contextlib.suppress(OSError):
            os.ftruncate(fd, 0)


def _named(fd: int) -> int | None:
    """Return the holder of this locked file: as it signed, else as the system knows it."""
    signed, file = os.pread(fd, SIGNED_BYTES, 0).decode(errors="replace").strip(), os.fstat(fd)
    # What the holder before left may still stand there, and its number be another process's by now.
    if signed.isdecimal() and _may_hold(int(signed), file):
        return int(signed)
    return next((pid for pid in _processes() if _locks(pid, file)), None)


def _processes() -> Iterator[int]:
    return (int(found.name) for found in Path("/proc").iterdir() if found.name.isdecimal())


def _may_hold(pid: int, file: os.stat_result) -> bool:
    """Tell whether the process has this file open; where we may not look, its word counts."""
    try:
        return any(_opens(descriptor, file) for descriptor in Path(f"/proc/{pid}/fd").iterdir())
    except PermissionError:
        return True
    except OSError:
        return False


def _locks(pid: int, file: os.stat_result) -> bool:
    """Tell whether the process is seen to have this file locked."""
    folder = Path(f"/proc/{pid}")
    try:
        opened = [one.name for one in (folder / "fd").iterdir() if _opens(one, file)]
        return any(b"FLOCK" in (folder / "fdinfo" / name).read_bytes() for name in opened)
    except OSError:
        return False


def _opens(descriptor: Path, file: os.stat_result) -> bool:
    try:
        return os.path.samestat(descriptor.stat(), file)
    except OSError:
        return False
