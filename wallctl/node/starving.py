"""How long a process waited for a core that others had: silence in that time proves no hang. Linux only.

Measured: with three test suites beside 24 renderers on two cores, beats came 3 s late from renderers that
were well, and killing them all made it worse. A stopped or sleeping process does not wait for a core. Only
the main thread is asked: it paints and beats, while decoders wait for a core on any full machine, whatever
became of the painter. The X server is asked, too: while it wants a core and has none, nobody can paint.
Measured: beside 70 threads that decoded it had none for 1.1 s, and six renderers that waited for it were
taken for hung within 20 minutes.

A wait is in the kernel's count only when it is over; until then who wants a core and ran not at all waits.
"""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass

from wallctl.node.display_server import DisplayServer
from wallctl.node.turns import Turns, turns_of

SUSPECT_AFTER_S = 1.0
"""Younger silence is normal; nothing is read for it."""
LONGEST_S = 12.0
"""However starved: a renderer that is silent for so long beyond its patience is replaced."""


@dataclass(slots=True)
class _Silence:
    """One process since it was suspected."""

    first: Turns
    last: Turns
    lasted_s: float = 0.0
    waiting_s: float = 0.0
    """The wait for a core that is not over yet."""
    unpaintable_s: float = 0.0
    forgiven_s: float = 0.0

    def goes_on(self, turns: Turns, elapsed_s: float, unpaintable: bool) -> None:
        self.waiting_s = self.waiting_s + elapsed_s if turns.had_none_since(self.last) else 0.0
        if unpaintable and turns.state not in ("T", "t", ""):
            self.unpaintable_s += elapsed_s
        self.lasted_s += elapsed_s
        self.last = turns

    @property
    def starved_s(self) -> float:
        waited_s = self.last.waited_s - self.first.waited_s + self.waiting_s
        return min(self.lasted_s, waited_s + self.unpaintable_s)


class Starving:
    """Follows the waiting times of processes that are silent. One thread."""

    def __init__(self, display: DisplayServer | None = None) -> None:
        """`display` is the X server that they paint on, None: they paint on none."""
        self._display = display
        self._unpaintable = False
        self._silences: dict[Hashable, _Silence] = {}
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
            self._silences[key] = _Silence(turns, turns)
            return 0.0
        silence.goes_on(turns, elapsed_s, self._unpaintable)
        before_s = self._forgiven.get(key, 0.0)
        more_s = max(0.0, min(silence.starved_s - silence.forgiven_s, LONGEST_S - before_s))
        silence.forgiven_s += more_s
        self._forgiven[key] = before_s + more_s
        return more_s

    def forget(self, key: Hashable) -> None:
        """The process is gone."""
        self._silences.pop(key, None)
        self._forgiven.pop(key, None)
