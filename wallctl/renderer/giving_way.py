"""How a thread that reads pictures shares the cores with what orders and paints. Linux only.

A frame that arrives wakes its thread. Allowed to push aside whoever runs at that moment, 24 of them on two
full cores left nobody a whole picture's time at a stretch: each step took nearly twice its time.
Must not know frames.
"""

from __future__ import annotations

import contextlib
import os
import threading


def give_way(nice: int) -> None:
    """Give the calling thread that niceness, and let it wait for its turn when it wakes.

    That is `SCHED_BATCH` of sched(7). What the system refuses stays as it is: a thread that was nicer already
    (`RLIMIT_NICE`), or what a sandbox forbids.
    """
    with contextlib.suppress(OSError):
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), nice)
    with contextlib.suppress(OSError):
        os.sched_setscheduler(0, os.SCHED_BATCH, os.sched_param(0))
