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

from wallctl.node.display_server import DisplayServer
from wallctl.node.turns import turns_of
from wallctl.rules.starvation import Silence

SUSPECT_AFTER_S = 1.0
"""Younger silence is normal; nothing is read for it."""


class Starving:
    """Follows the waiting times of processes that are silent. One thread."""

    def __init__(self, display: DisplayServer | None = None) -> None:
        """`display` is the X server that they paint on, None: they paint on none."""
        self._display = display
        self._unpaintable = False
        self._silences: dict[Hashable, Silence] = {}
        self._forgiven: dict[Hashable, float] = {}

    def look(self) -> None:
        """To be called before each round of `forgive_s`, also when nobody is silent."""
        self._unpaintable = self._display is not None and self._display.stood_still()

    def forgive_s(self, key: Hashable, pid: int, silent_s: float, elapsed_s: float) -> float:
        """Return how much of its silence this process waited for a core and was not told before.

        `elapsed_s` has gone by since the last call. A wait that is longer than that counts whole. So does the
        time in which the X server had no core: only who is stopped did not wait for it.
        """
        if silent_s < SUSPECT_AFTER_S:
            self._silences.pop(key, None)
            if silent_s < SUSPECT_AFTER_S / 2:
                self._forgiven.pop(key, None)
            return 0.0
        turns = turns_of(pid)
        silence = self._silences.get(key)
        if silence is None:
            self._silences[key] = Silence(turns, turns)
            return 0.0
        before_s = self._forgiven.get(key, 0.0)
        more_s, left = silence.goes_on(turns, elapsed_s, self._unpaintable).forgive(before_s)
        self._silences[key] = left
        self._forgiven[key] = before_s + more_s
        return more_s

    def forget(self, key: Hashable) -> None:
        """The process is gone."""
        self._silences.pop(key, None)
        self._forgiven.pop(key, None)
