"""What a running site holds: memory, descriptors, threads and memory files, added up by what processes are.

Reads /proc only. Knows a site's processes by their names and command lines, and nothing else of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import suppress
from enum import StrEnum
from pathlib import Path
from typing import NamedTuple

import psutil

UNTOUCHED = "untouched"
"""The one renderer that nobody kills: what grows by age shows there alone."""
PARTS = ("run", "server", "node", "nursery", "cameras")


class Gauge(StrEnum):
    """What is counted."""

    MEMORY_MB = "memory_mb"
    """PSS: what several processes share is counted once."""
    DESCRIPTORS = "descriptors"
    THREADS = "threads"
    MEMORY_FILES = "memory_files"


class Sample(NamedTuple):
    """One look: when, and for each role what all its processes hold together."""

    at_s: float
    roles: Mapping[str, Mapping[Gauge, float]]


def role_of(name: str, argv: list[str]) -> str | None:
    """Tell what a process of a site is; None: one that comes and goes, as commands do."""
    if name.startswith("wallctl-r"):
        # Forked from the nursery: it has its command line, and is told by its name.
        return "renderers"
    if name.startswith("wallctl-s"):
        # A scout: it comes and goes.
        return None
    if argv[1:3] == ["-m", "wallctl"]:
        return argv[3] if len(argv) > 3 and argv[3] in PARTS else None
    return "cameras" if argv else None


def held(pid: int) -> dict[Gauge, float]:
    """What one process holds; raise OSError when it is gone."""
    proc = Path(f"/proc/{pid}")
    rollup = (proc / "smaps_rollup").read_text()
    pss_kb = next(int(line.split()[1]) for line in rollup.splitlines() if line.startswith("Pss:"))
    links = []
    for entry in (proc / "fd").iterdir():
        with suppress(FileNotFoundError):
            links.append(str(entry.readlink()))
    return {
        Gauge.MEMORY_MB: pss_kb / 1024,
        Gauge.DESCRIPTORS: len(links),
        Gauge.THREADS: len(list((proc / "task").iterdir())),
        Gauge.MEMORY_FILES: sum("memfd:" in link for link in links),
    }


def sample(processes: Iterable[psutil.Process], at_s: float, apart: str = "") -> Sample:
    """Look at all processes of a site; who ends meanwhile is left out.

    The renderer of the cell `apart` is a role of its own: `UNTOUCHED`.
    """
    roles: dict[str, dict[Gauge, float]] = {}
    for process in processes:
        with suppress(psutil.Error, OSError, StopIteration):
            name = process.name()
            role = UNTOUCHED if name == f"wallctl-{apart}" else role_of(name, process.cmdline())
            if role is None:
                continue
            mine = held(process.pid)
            sums = roles.setdefault(role, dict.fromkeys(Gauge, 0.0))
            for gauge, amount in mine.items():
                sums[gauge] += amount
    return Sample(at_s, roles)
