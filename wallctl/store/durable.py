"""Files that are whole or not there at all, also after a power cut. Must not know what is in them."""

from __future__ import annotations

import contextlib
import os
import secrets
from collections.abc import Callable
from pathlib import Path


def sync_folder(folder: Path) -> None:
    """Put the folder's list of names on disk."""
    fd = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(fd)
    finally:
        os.close(fd)


def sync_file(path: Path) -> None:
    """Put the file's content on disk."""
    fd = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(fd)
    finally:
        os.close(fd)


def write_whole(path: Path, content: bytes, mode: int = 0o644) -> None:
    """Replace the file; on disk when this returns, and untouched when it raises (`OSError`)."""
    _replace(path, content, mode, os.fsync)
    sync_folder(path.parent)


def write_whole_unsynced(path: Path, content: bytes, mode: int = 0o644) -> None:
    """Replace the file as `write_whole` does, for what means nothing after a power cut."""
    _replace(path, content, mode, lambda fd: None)


def _replace(path: Path, content: bytes, mode: int, sync: Callable[[int], None]) -> None:
    draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        fd = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC | os.O_NOFOLLOW, mode)
        with os.fdopen(fd, "wb") as file:
            # The umask may only take bits away; a caller that names 0600 means exactly that.
            os.fchmod(file.fileno(), mode)
            file.write(content)
            file.flush()
            sync(file.fileno())
        draft.rename(path)
    except BaseException:
        with contextlib.suppress(FileNotFoundError):
            draft.unlink()
        raise
