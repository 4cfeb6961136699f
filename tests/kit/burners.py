"""Programs beside a wall that want every core."""

from __future__ import annotations

import contextlib
import subprocess
import sys
from collections.abc import Iterator

from tests.leftovers import marked_environment

BURNERS = 3
"""More than the cores of the smallest machine that the product is for."""


@contextlib.contextmanager
def busy(count: int = BURNERS, apart: bool = False) -> Iterator[None]:
    """So many of them, for as long as the context lasts.

    `apart`: each in a session of its own. Where the kernel shares cores between sessions first
    (sched_autogroup), those of one session together get no more than one of ours, however many they are.
    """
    argv = [sys.executable, "-c", "while True: pass"]
    burners = [
        subprocess.Popen(argv, env=marked_environment(), start_new_session=apart) for _ in range(count)
    ]
    try:
        yield
    finally:
        for burner in burners:
            burner.kill()
        for burner in burners:
            burner.wait(30)
