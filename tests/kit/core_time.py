"""Time without the waiting for a core: a promise is kept by the program, the machine has to run it."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass
from pathlib import Path

TASKS = Path("/proc/self/task")


@dataclass(frozen=True, slots=True)
class Moment:
    """An instant as one thread lived it: when it was, and how long it had waited for a core till then."""

    at_s: float
    starved_s: float

    @classmethod
    def now(cls, thread_id: int | None = None) -> Moment:
        """Now, for the thread of this native id, else for the one that asks."""
        return cls(time.monotonic(), starved_s(thread_id or threading.get_native_id()))

    def since(self, earlier: Moment) -> float:
        """Return the seconds between, without those in which the thread waited for a core."""
        return self.at_s - earlier.at_s - (self.starved_s - earlier.starved_s)


def starved_s(thread_id: int) -> float:
    """Return how long that thread of this process wanted a core and had none; 0 where the kernel counts
    no such thing, and of a thread that ended."""
    try:
        return int((TASKS / str(thread_id) / "schedstat").read_bytes().split()[1]) / 1e9
    except (OSError, IndexError):
        return 0.0


class AllStarved:
    """How long the threads of this process together wait for a core from now on.

    Who waits for a lock, such as the interpreter's, may wait for a thread that has no core.
    """

    def __init__(self) -> None:
        self._before = _by_thread()

    def so_far_s(self) -> float:
        """Return it; what a thread waited that ended meanwhile is not known."""
        return sum(max(0.0, now_s - self._before.get(task, 0.0)) for task, now_s in _by_thread().items())


class Pressure:
    """For how much of the time from now on something on this machine waits for a core."""

    def __init__(self) -> None:
        self._began_s, self._before_s = time.monotonic(), _pressed_s()

    def share(self) -> float:
        """Return it, 0..1; 0 where the kernel does not count it."""
        passed_s = time.monotonic() - self._began_s
        return (_pressed_s() - self._before_s) / passed_s if passed_s > 0 else 0.0


def _pressed_s() -> float:
    try:
        some = Path("/proc/pressure/cpu").read_text("ascii").split("\n")[0]
        return int(some.rpartition("total=")[2]) / 1e6
    except (OSError, ValueError):
        return 0.0


def _by_thread() -> dict[int, float]:
    return {int(task.name): starved_s(int(task.name)) for task in TASKS.iterdir()}
