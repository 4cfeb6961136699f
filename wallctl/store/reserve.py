"""Disk space held back, so that a full disk first raises an alarm and only then refuses. No database here."""

from __future__ import annotations

import contextlib
import os
import shutil
from pathlib import Path

RESERVE_BYTES = 64 << 20


class Reserve:
    """A file of `size` bytes that is given up when space runs out, and taken again when there is some."""

    def __init__(self, path: Path, size: int = RESERVE_BYTES) -> None:
        self.path = path
        self.size = size

    @property
    def held(self) -> bool:
        try:
            return self.path.stat().st_blocks * 512 >= self.size
        except OSError:
            return False

    @property
    def free_bytes(self) -> int:
        """Free space on its disk, the reserve not counted."""
        return shutil.disk_usage(self.path.parent).free

    def hold(self) -> bool:
        """Take the space when as much again stays free; return whether it is held now."""
        if self.held or self.size == 0:
            return True
        with contextlib.suppress(OSError):
            if self.free_bytes < 2 * self.size:
                return False
            fd = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
            try:
                os.posix_fallocate(fd, 0, self.size)
            except OSError:
                self.path.unlink()
                return False
            finally:
                os.close(fd)
            return True
        return False

    def spend(self) -> bool:
        """Give the space up; return whether there was any."""
        held = self.held
        with contextlib.suppress(OSError):
            self.path.unlink()
        return held
