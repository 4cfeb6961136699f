"""A small file system of its own for a test, and what keeps it full to the last byte."""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Self

import pytest


@contextlib.contextmanager
def small_disk(place: Path, megabytes: int = 160) -> Iterator[Path]:
    """A real file system that fills up, in this new folder; skips the test where none may be mounted."""
    place.mkdir()
    if os.geteuid() != 0 or not shutil.which("mount"):
        pytest.skip("needs root to mount a small disk")
    argv = ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m", "tmpfs", str(place)]
    made = subprocess.run(argv, capture_output=True, check=False)
    if made.returncode != 0:
        pytest.skip(f"cannot mount a small disk here: {made.stderr.decode().strip()}")
    try:
        yield place
    finally:
        subprocess.run(["umount", "-l", str(place)], check=True)


def fill(filler: Path) -> None:
    """Leave no free byte on the disk."""
    with filler.open("ab", buffering=0) as file:
        for size in (1 << 20, 4096, 1):
            try:
                while file.write(b"\0" * size):
                    continue
            except OSError:
                continue


class Full:
    """`with Full(disk): ...`: whatever gives space back there, it is taken at once."""

    def __init__(self, disk: Path) -> None:
        self._filler = disk / "filler"
        self._ending = threading.Event()
        self._thread = threading.Thread(target=self._fill)

    def __enter__(self) -> Self:
        fill(self._filler)
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._ending.set()
        self._thread.join()
        self._filler.unlink()

    def _fill(self) -> None:
        while not self._ending.wait(0.05):
            fill(self._filler)
