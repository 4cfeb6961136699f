"""A process that holds a lock, as one does whose disk takes nothing any more."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

HOLDS = """
import resource, sys, time
from pathlib import Path
from wallctl.store.lock import SiteLock

# From here on each byte that is written to a file is refused.
resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
with SiteLock(Path(sys.argv[1]), "run"):
    print("held", flush=True)
    time.sleep(600)
"""


@contextmanager
def lock_holder(lock: Path) -> Iterator[subprocess.Popen[str]]:
    """A living holder that could not write down who it is."""
    argv = [sys.executable, "-B", "-c", HOLDS, str(lock)]
    with subprocess.Popen(argv, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            assert process.stdout.readline() == "held\n"
            yield process
        finally:
            process.kill()
