"""How long a process waited for a core that others had: silence in that time proves no hang. Linux only.

Measured: with three test suites beside 24 renderers on two cores, beats came 3 s late from renderers that
were well, and killing them all made it worse. A stopped or sleeping process does not wait for a core. Only
the main thread is asked: it paints and beats, while decoders wait for a core on any full machine, whatever
became of the painter. The X server is asked, too: while it wants a core and has none, nobody can paint.
Measured: beside 70 threads that decoded it had none for 1.1 s, and six renderers that waited for it were
taken for hung within 20 minutes.
"""

from __future__ import annotations

from collections.abc import Hashable
from pathlib import Path

from wallctl.node.display_server import DisplayServer

SUSPECT_AFTER_S = 1.0
"""Younger silence is normal; nothing is read for it."""
LONGEST_S = 12.0
"""However starved: a renderer that is silent for so long beyond its patience is replaced."""


class Starving:
    """Follows the waiting times of processes that are silent. One thread."""

    def __init__(self, display: DisplayServer | None = None) -> None:
        """`display` is the X server that they paint on, None: they paint on none."""
        self._display = display
        self._unpaintable = False
        self._waited: dict[Hashable, float] = {}
        self._forgiven: dict[Hashable, float] = {}

    def look(self) -> None:
        """To be called before each round of `forgive_s`, also when nobody is silent."""
        self._unpaintable = self._display is not None and self._display.stood_still()

    def forgive_s(self, key: Hashable, pid: int, silent_s: float, elapsed_s: float) -> float:
        """Return how much of the `elapsed_s` since the last call this silent process waited for a core.

        All of it, where the X server got none in that time: only who is stopped did not wait for that.
        """
        if silent_s < SUSPECT_AFTER_S:
            self._waited.pop(key, None)
            if silent_s < SUSPECT_AFTER_S / 2:
                self._forgiven.pop(key, None)
            return 0.0
        waited = _waited_s(pid)
        before = self._waited.get(key)
        self._waited[key] = waited
        if before is None:
            return 0.0
        waits_for_display = self._unpaintable and not _is_stopped(pid)
        starved_s = elapsed_s if waits_for_display else waited - before
        left = LONGEST_S - self._forgiven.get(key, 0.0)
        forgiven = max(0.0, min(starved_s, elapsed_s, left))
        self._forgiven[key] = self._forgiven.get(key, 0.0) + forgiven
        return forgiven

    def forget(self, key: Hashable) -> None:
        """The process is gone."""
        self._waited.pop(key, None)
        self._forgiven.pop(key, None)


def _is_stopped(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text("ascii").rpartition(") ")[2][:1] in "Tt"
    except OSError:
        return True


def _waited_s(pid: int) -> float:
    """Return the seconds that the main thread waited while runnable (`schedstat`, second field)."""
    try:
        return int(Path(f"/proc/{pid}/schedstat").read_text("ascii").split()[1]) / 1e9
    except (OSError, ValueError, IndexError):
        return 0.0
