"""What a running site holds: memory, descriptors, threads and memory files, added up by what processes are.

Reads /proc only. Knows a site's processes by their names and command lines, and nothing else of it.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from enum import StrEnum
from pathlib import Path
from typing import NamedTuple

import psutil

RENDERERS = "renderers"
UNTOUCHED = "untouched"
"""The one renderer that nobody kills: what grows by age shows there alone."""
YOUNG = "young renderers"
"""Those that are still in the warm-up of their own life: one that is killed begins it anew, however long the
wall has been up."""
PARTS = ("run", "server", "node", "nursery", "cameras")


class Gauge(StrEnum):
    """What is counted."""

    MEMORY_MB = "memory_mb"
    """PSS: what several processes share is counted once."""
    DESCRIPTORS = "descriptors"
    THREADS = "threads"
    MEMORY_FILES = "memory_files"


class Sample(NamedTuple):
    """One look: when, and for each role what all its processes hold together; renderers: one of them, on
    average."""

    at_s: float
    roles: Mapping[str, Mapping[Gauge, float]]


def role_of(name: str, argv: list[str]) -> str | None:
    """Tell what a process of a site is; None: one that comes and goes, as commands do."""
    if name.startswith("wallctl-r"):
        # Forked from the nursery: it has its command line, and is told by its name.
        return RENDERERS
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


def sample(
    processes: Iterable[psutil.Process], at_s: float, apart: str = "", warm_up_s: float = 0.0
) -> Sample:
    """Look at all processes of a site; who ends meanwhile is left out.

    The renderer of the cell `apart` is a role of its own: `UNTOUCHED`. So are those younger than `warm_up_s`:
    `YOUNG`. Killed ones live for some minutes, so that the mixture of their ages goes on changing long after
    the wall is warm; of one age they are compared.
    """
    found: dict[str, list[dict[Gauge, float]]] = {}
    for process in processes:
        with suppress(psutil.Error, OSError, StopIteration):
            name = process.name()
            role = UNTOUCHED if name == f"wallctl-{apart}" else role_of(name, process.cmdline())
            if role is None:
                continue
            if role == RENDERERS and time.time() - process.create_time() < warm_up_s:
                role = YOUNG
            found.setdefault(role, []).append(held(process.pid))
    return Sample(at_s, {role: _together(role, each) for role, each in found.items()})


def _together(role: str, each: Sequence[Mapping[Gauge, float]]) -> dict[Gauge, float]:
    share = len(each) if role in (RENDERERS, YOUNG) else 1
    return {gauge: sum(one[gauge] for one in each) / share for gauge in Gauge}
