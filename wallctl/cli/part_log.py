"""The log of one part of a site: opened for it, bounded, and asked what it said last.

Must not know what runs, or when.
"""

from __future__ import annotations

import contextlib
import os
from pathlib import Path
from typing import BinaryIO

from wallctl.store.log_files import LOOK_EVERY_S, bound

MOST_WORDS_BYTES = 1 << 16


class PartLog:
    """One file, that children of this process append to, one after the other."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._look_s = 0.0
        self._began = 0
        """Where what the last child says begins."""

    def open(self) -> BinaryIO:
        """Return what a new child is to write into."""
        with contextlib.suppress(OSError):
            log = self._path.open("ab")
            self._began = log.tell()
            return log
        # A part that nobody can read is worth more than none.
        return Path(os.devnull).open("ab")

    def last_words(self, begin: str) -> str:
        """Return the last line of the last child that begins so, without its beginning; empty: none does."""
        with contextlib.suppress(OSError), self._path.open("rb") as log:
            emptied = log.seek(0, os.SEEK_END) < self._began
            log.seek(0 if emptied else self._began)
            lines = log.read(MOST_WORDS_BYTES).decode("utf-8", "replace").splitlines()
            return next((line[len(begin) :] for line in reversed(lines) if line.startswith(begin)), "")
        return ""

    def look_after(self, now_s: float) -> None:
        """See to it that it does not grow too large. To be called again and again."""
        if now_s >= self._look_s:
            self._look_s = now_s + LOOK_EVERY_S
            bound(self._path)
