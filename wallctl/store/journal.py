"""A second record of each change since the last good copy, in a file of its own.

With the copy it gives back every acknowledged change when the database itself is damaged. Must not know
tables. A line is `sha256 JSON`: first the number of the change that the copy ends with, then the changes. A
line is whole before its change is acknowledged, so a torn last one is no loss.
"""

from __future__ import annotations

import contextlib
import os
from pathlib import Path
from typing import TypeVar

from pydantic import ValidationError

from wallctl.model.base import Value
from wallctl.store.change import Entry, sha256
from wallctl.store.durable import write_whole

V = TypeVar("V", bound=Value)


class Base(Value):
    """The first line: the number of the last change that the copy holds."""

    base: int


class Recorded(Value):
    """What the journal holds: `last` is the number of the last change of copy and journal together."""

    last: int | None = None
    entries: tuple[Entry, ...] = ()
    whole: bool = True


class Journal:
    """One file, written by one thread. Errors of the disk come out as `OSError`."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._fd: int | None = None

    def append(self, entry: Entry) -> None:
        """Add a change; on disk when this returns. After an error nothing half-written stays in the file.

        The file must be there: `restart` makes it.
        """
        fd = self._open()
        before = os.fstat(fd).st_size
        line = _line(entry)
        try:
            written = os.write(fd, line)
            if written != len(line):
                raise OSError(28, "the journal could not be written whole", str(self.path))
            os.fdatasync(fd)
        except OSError:
            with contextlib.suppress(OSError):
                os.ftruncate(fd, before)
            raise

    def read(self, after: int = 0) -> Recorded:
        """Return the changes beyond number `after`, up to the first that is damaged or missing."""
        try:
            lines = self.path.read_bytes().split(b"\n")[:-1]
        except FileNotFoundError:
            return Recorded()
        first = _parsed(lines[0], Base) if lines else None
        if first is None:
            return Recorded(whole=False)
        last = max(first.base, after)
        found: list[Entry] = []
        for line in lines[1:]:
            entry = _parsed(line, Entry)
            if entry is not None and entry.seq <= after:
                continue
            if entry is None or entry.seq != last + 1:
                return Recorded(last=last, entries=tuple(found), whole=False)
            found.append(entry)
            last = entry.seq
        return Recorded(last=last, entries=tuple(found))

    def restart(self, base: int) -> None:
        """Drop the changes up to number `base`, which the newest good copy holds."""
        kept = self.read(base).entries
        self.close()
        write_whole(self.path, b"".join(map(_line, (Base(base=base), *kept))), 0o600)

    @property
    def size_bytes(self) -> int:
        try:
            return self.path.stat().st_size
        except FileNotFoundError:
            return 0

    def close(self) -> None:
        """Let go of the file; the next append opens it again."""
        if self._fd is not None:
            os.close(self._fd)
            self._fd = None

    def _open(self) -> int:
        if self._fd is None:
            self._fd = os.open(self.path, os.O_RDWR | os.O_APPEND | os.O_CLOEXEC)
            self._drop_torn_end(self._fd)
        return self._fd

    @staticmethod
    def _drop_torn_end(fd: int) -> None:
        """Cut an unfinished last line off, so that the next one does not continue it."""
        size = os.fstat(fd).st_size
        content = os.pread(fd, size, 0) if size else b""
        whole = content.rfind(b"\n") + 1
        if whole != size:
            os.ftruncate(fd, whole)


def _line(value: Value) -> bytes:
    text = value.model_dump_json()
    return f"{sha256(text)} {text}\n".encode()


def _parsed(line: bytes, model: type[V]) -> V | None:
    try:
        digest, text = line.decode().split(" ", 1)
        return model.model_validate_json(text) if sha256(text) == digest else None
    except (UnicodeDecodeError, ValueError, ValidationError):
        return None
