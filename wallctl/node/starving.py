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
from pathlib import Path
from typing import NamedTuple

from wallctl.node.display_server import DisplayServer

SUSPECT_AFTER_S = 1.0
"""Younger silence is normal; nothing is read for it."""
LONGEST_S = 12.0
"""However starved: a renderer that is silent for so long beyond its patience is replaced."""


class Turns(NamedTuple):
    """What the kernel says of a main thread."""

    state: str
    """`R`: it runs or wants to; `T` and `t`: it is stopped; empty: it is gone."""
    ran_ns: int
    waited_s: float
    """The waits for a core that are over: one that lasts is counted when it ends."""


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
        had_none = turns.state == "R" and turns.ran_ns == self.last.ran_ns
        self.waiting_s = self.waiting_s + elapsed_s if had_none else 0.0
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
        turns = _turns(pid)
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


def _turns(pid: int) -> Turns:
    """Return what a main thread did: its state (`stat`), and two fields of `schedstat`."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text("ascii", "replace").rpartition(") ")[2][:1]
        ran, waited = Path(f"/proc/{pid}/schedstat").read_text("ascii").split()[:2]
        return Turns(state, int(ran), int(waited) / 1e9)
    except (OSError, ValueError):
        return Turns("", 0, 0.0)
