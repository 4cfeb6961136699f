"""Whether this machine's cores were free or wanted by more than they can serve, told by the kernel."""

from __future__ import annotations

import time
from pathlib import Path

PRESSURE = Path("/proc/pressure/cpu")
BUSY_SHARE = 0.5


class Cores:
    """`cores = Cores(); ...; cores.busy()`: from when it was made until it is asked."""

    def __init__(self) -> None:
        self._waited_us = _waited_us()
        self._began_s = time.monotonic()

    def busy(self) -> bool:
        """Whether for half of the time or more somebody waited for a core (Documentation/accounting/psi)."""
        took_s = time.monotonic() - self._began_s
        return (_waited_us() - self._waited_us) / 1e6 > BUSY_SHARE * took_s


def _waited_us() -> int:
    """How long somebody had to wait in all; a kernel that does not tell has free cores."""
    try:
        some = PRESSURE.read_text("ascii").splitlines()[0]
    except OSError:
        return 0
    return int(some.rpartition("total=")[2])
