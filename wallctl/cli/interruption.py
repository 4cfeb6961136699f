"""Being told to end, in a command that waits in the foreground. Main thread only.

An exception that a signal raises within a library's type check is printed and lost (seen with pydantic,
within `__instancecheck__`): it is raised again until somebody has heard it. Must not know what is ended.
"""

from __future__ import annotations

import os
import signal
import threading
from types import FrameType

AGAIN_S = 2.0


class Interruption:
    """Raises `KeyboardInterrupt` in the main thread on SIGTERM and SIGINT, again and again until `heard`."""

    def __init__(self, again_s: float = AGAIN_S) -> None:
        self._again_s = again_s
        self._again: threading.Timer | None = None

    def expect(self) -> None:
        """Listen to both signals from now on."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._told)

    def heard(self) -> None:
        """It has begun to end: it is not said again."""
        if self._again is not None:
            self._again.cancel()

    def _told(self, number: int, frame: FrameType | None) -> None:
        self.heard()
        self._again = threading.Timer(self._again_s, os.kill, (os.getpid(), number))
        self._again.daemon = True
        self._again.start()
        raise KeyboardInterrupt
