"""How a thread that reads pictures yields the cores to what orders and paints. Linux only.

Must not know frames.
"""

from __future__ import annotations

import contextlib
import os
import threading


def give_way(nice: int) -> None:
    """Give the calling thread that niceness.

    Who was nicer already stays so where the system lets nobody take it back (`RLIMIT_NICE`): one that
    followed a stream and has to decode it now must not fail over that.
    """
    with contextlib.suppress(PermissionError):
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), nice)
