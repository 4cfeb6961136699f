"""Keeps logs that processes write through descriptors of their own from growing without bound.

Whoever opened such a log for a child looks after it. Must not know what is in it.
"""

from __future__ import annotations

import contextlib
import os
import shutil
from pathlib import Path

MOST_BYTES = 16 << 20
LOOK_EVERY_S = 10.0
"""How often a log is to be looked at."""


def bound(log: Path, most_bytes: int = MOST_BYTES) -> bool:
    """Put a log that is too large aside as `X.log.1`, and begin it anew; tell whether that was done.

    The content is copied and the file emptied: after a renaming its writers would go on in the old file. They
    must append (O_APPEND). What is written in that moment may be lost, and all of it where the disk has no
    room for the copy.
    """
    aside = log.with_name(f"{log.name}.1")
    draft = log.with_name(f".{log.name}.1.new")
    with contextlib.suppress(OSError):
        if log.stat().st_size <= most_bytes:
            return False
        try:
            shutil.copyfile(log, draft)
            draft.replace(aside)
        except OSError:
            draft.unlink(missing_ok=True)
        os.truncate(log, 0)
        return True
    return False
