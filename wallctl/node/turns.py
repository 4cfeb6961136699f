"""Whether a process gets a core, as the kernel tells of its main thread. Linux only. Must not know cells."""

from __future__ import annotations

from pathlib import Path

from wallctl.rules.starvation import Turns


def turns_of(pid: int) -> Turns:
    """Return what a main thread did: its state (`stat`), and two fields of `schedstat`."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text("ascii", "replace").rpartition(") ")[2][:1]
        ran, waited = Path(f"/proc/{pid}/schedstat").read_text("ascii").split()[:2]
        return Turns(state, int(ran), int(waited) / 1e9)
    except (OSError, ValueError):
        return Turns("", 0, 0.0)
