"""The private folder in which local ends meet: who may be in it, and that only one end serves an address.

libzmq lets a second bind steal an ipc address silently; the claim file prevents that.
"""

from __future__ import annotations

import fcntl
import os
import stat
from pathlib import Path

from pydantic import ValidationError

from wallctl.errors import BadInput, Unavailable
from wallctl.model.base import Value

# struct sockaddr_un holds 108 bytes with the closing zero.
MAX_PATH_BYTES = 107


class _Claim(Value):
    pid: int
    started: int


def check_place(endpoint: str) -> Path:
    """Return the socket's path; raise `BadInput` unless its folder is ours alone and it is short enough."""
    path = Path(endpoint.removeprefix("ipc://"))
    if not path.is_absolute():
        raise BadInput(endpoint, "a local address needs an absolute path", "use ipc:///folder/name")
    if len(os.fsencode(path)) > MAX_PATH_BYTES:
        raise BadInput(str(path), f"longer than {MAX_PATH_BYTES} bytes", "put the site nearer the top")
    try:
        found = path.parent.lstat()
    except OSError as wrong:
        raise BadInput(str(path.parent), f"the folder cannot be used: {wrong.strerror}") from None
    if not stat.S_ISDIR(found.st_mode):
        raise BadInput(str(path.parent), "not a folder (a link does not do)")
    if found.st_uid != os.geteuid():
        raise BadInput(str(path.parent), "the folder belongs to another user")
    if found.st_mode & 0o077:
        raise BadInput(str(path.parent), "others can enter this folder", f"chmod 700 {path.parent}")
    return path


class PlaceClaim:
    """Says on disk who serves an ipc address.

    Names the process by number and start, so no pid is believed twice.
    """

    def __init__(self, path: Path) -> None:
        """Claim the address; raise `Unavailable` naming the process that has it.

        A dead one's claim is taken over.
        """
        self._path = path
        self._file = path.with_name(path.name + ".lock")
        self._claim = _Claim(pid=os.getpid(), started=_started(os.getpid()) or 0)
        fd = os.open(self._file, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
        # The lock only covers look-and-write: a lock held for good would live on in a forked child.
        try:
            fcntl.flock(fd, fcntl.LOCK_EX)
            holder = _read(fd)
            if holder is not None and _started(holder.pid) == holder.started:
                who = f"already served by process {holder.pid}"
                raise Unavailable(str(path), who, "stop that one first (wallctl stop SITE)")
            os.ftruncate(fd, 0)
            os.pwrite(fd, self._claim.model_dump_json().encode(), 0)
        finally:
            os.close(fd)

    def give_up(self) -> None:
        """Free the address if it is still ours, and take away its socket: libzmq leaves it."""
        try:
            fd = os.open(self._file, os.O_RDWR | os.O_CLOEXEC | os.O_NOFOLLOW)
        except OSError:
            return
        try:
            fcntl.flock(fd, fcntl.LOCK_EX)
            if _read(fd) == self._claim:
                self._path.unlink(missing_ok=True)
                os.ftruncate(fd, 0)
        finally:
            os.close(fd)


def _read(fd: int) -> _Claim | None:
    try:
        return _Claim.model_validate_json(os.pread(fd, 200, 0))
    except ValidationError:
        return None


def _started(pid: int) -> int | None:
    """Return the start of a process in clock ticks since boot, None when there is no such process."""
    try:
        text = Path(f"/proc/{pid}/stat").read_text("utf-8", errors="replace")
    except OSError:
        return None
    # The command in parentheses may itself hold spaces and parentheses.
    state_and_on = text[text.rindex(")") + 2 :].split()
    return None if state_and_on[0] in "ZX" else int(state_and_on[19])
