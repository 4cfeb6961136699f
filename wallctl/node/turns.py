"""Whether a process gets a core, as the kernel tells of its main thread. Linux only. Must not know cells."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple


class Turns(NamedTuple):
    """What the kernel says of a main thread."""

    state: str
    """`R`: it runs or wants to; `T` and `t`: it is stopped; empty: it is gone."""
    ran_ns: int
    waited_s: float
    """The waits for a core that are over: one that lasts is counted when it ends."""

    def had_none_since(self, before: Turns) -> bool:
        """Tell whether it wants a core and did not run at all since that look."""
        return self.state == "R" and self.ran_ns == before.ran_ns


def turns_of(pid: int) -> Turns:
    """Return what a main thread did: its state (`stat`), and two fields of `schedstat`."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text("ascii", "replace").rpartition(") ")[2][:1]
        ran, waited = Path(f"/proc/{pid}/schedstat").read_text("ascii").split()[:2]
        return Turns(state, int(ran), int(waited) / 1e9)
    except (OSError, ValueError):
        return Turns("", 0, 0.0)
