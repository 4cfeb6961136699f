"""What processes cost: processor time, memory, and how busy the machine is beside them. Reads /proc only."""

from __future__ import annotations

import os
import time
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import psutil

_TICK_S = 1.0 / os.sysconf("SC_CLK_TCK")


def cpu_s(pids: Iterable[int]) -> float:
    """Processor seconds, user and system, of these processes so far; those that are gone count nothing."""
    total = 0
    for pid in pids:
        with suppress(OSError):
            fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
            total += int(fields[11]) + int(fields[12])
    return total * _TICK_S


def pss_mb(pids: Iterable[int]) -> float:
    """Memory of these processes in MB; what several share is counted once."""
    total = 0
    for pid in pids:
        with suppress(OSError):
            for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
                if line.startswith("Pss:"):
                    total += int(line.split()[1])
    return total / 1024


def family(pid: int) -> list[int]:
    """A process and all its descendants."""
    with suppress(psutil.NoSuchProcess):
        process = psutil.Process(pid)
        return [pid, *(child.pid for child in process.children(recursive=True))]
    return []


@dataclass(frozen=True, slots=True)
class Cost:
    """Processor seconds over one stretch of time: of whom we look at, and of all the rest."""

    seconds: float
    player_s: float
    screen_s: float
    cameras_s: float
    watch_s: float
    machine_s: float
    """Of all processors together, whoever used them."""
    cores: int

    @property
    def others_s(self) -> float:
        """What nobody of ours used: other people's work, which disturbs the measurement."""
        known = self.player_s + self.screen_s + self.cameras_s + self.watch_s
        return max(0.0, self.machine_s - known)

    @property
    def busy(self) -> float:
        """Share of all processors in use."""
        return self.machine_s / (self.seconds * self.cores)


class Meter:
    """Takes two readings; what lies between is the cost."""

    def __init__(self, player: Iterable[int], screen: Iterable[int], cameras: Iterable[int]) -> None:
        self._groups = (tuple(player), tuple(screen), tuple(cameras))
        self._began_s = time.monotonic()
        self._before = [cpu_s(group) for group in self._groups]
        self._machine = machine_s()

    def stop(self, watch_s: float) -> Cost:
        """`watch_s` is what the watch used meanwhile."""
        player, screen, cameras = (
            cpu_s(group) - before for group, before in zip(self._groups, self._before, strict=True)
        )
        return Cost(
            seconds=time.monotonic() - self._began_s,
            player_s=player,
            screen_s=screen,
            cameras_s=cameras,
            watch_s=watch_s,
            machine_s=machine_s() - self._machine,
            cores=os.cpu_count() or 1,
        )


def machine_s() -> float:
    """Processor seconds of all cores together that were not idle, since the machine started."""
    words = Path("/proc/stat").read_text().splitlines()[0].split()[1:]
    user, nice, system, _, _, irq, softirq, steal = (int(word) for word in words[:8])
    return (user + nice + system + irq + softirq + steal) * _TICK_S
