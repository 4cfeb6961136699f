"""Processes by number *and* start: who lives, and killing exactly that one. Must not know cells' lives.

The record on disk is what a new node has when both the old node and the nursery are gone: the renderers that
still paint, and the tokens they will come back with.
"""

from __future__ import annotations

import os
import signal
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from wallctl.model.base import Value
from wallctl.model.ids import CellId
from wallctl.store.durable import write_whole_unsynced


class Process(Value):
    """One renderer process, named so that a reused number is never taken for it."""

    cell: CellId
    incarnation: int
    pid: int
    started: int
    """Clock ticks from boot to its start; 0: it was gone before anybody looked."""
    token: str


_PROCESSES: TypeAdapter[tuple[Process, ...]] = TypeAdapter(tuple[Process, ...])


def started(pid: int) -> int:
    """Return when the process started, in clock ticks since boot; 0 when it is gone or a zombie."""
    try:
        text = Path(f"/proc/{pid}/stat").read_text("ascii", "replace")
    except OSError:
        return 0
    # The name in brackets may hold anything, also brackets.
    fields = text[text.rindex(")") + 2 :].split()
    return 0 if fields[0] in "ZX" else int(fields[19])


def lives(process: Process) -> bool:
    """Tell whether this very process still runs."""
    return process.started != 0 and started(process.pid) == process.started


def kill(pid: int, start: int) -> bool:
    """SIGKILL the process of that number and start; return False when it is gone."""
    try:
        handle = os.pidfd_open(pid)
    except OSError:
        return False
    try:
        # Looked at after the handle was taken: from here on the number cannot come to mean another process.
        if start == 0 or started(pid) != start:
            return False
        signal.pidfd_send_signal(handle, signal.SIGKILL)
    except OSError:
        return False
    finally:
        os.close(handle)
    return True


class ProcessRecord:
    """The file of living renderers. Not synced: it means nothing after a reboot."""

    def __init__(self, file: Path) -> None:
        self._file = file

    def load(self) -> tuple[Process, ...]:
        """Return those that still live; a damaged record is an empty one."""
        try:
            found = _PROCESSES.validate_json(self._file.read_bytes())
        except (OSError, ValidationError):
            return ()
        return tuple(process for process in found if lives(process))

    def save(self, processes: tuple[Process, ...]) -> None:
        """Replace the record. Raise `OSError` when the disk does not take it."""
        write_whole_unsynced(self._file, _PROCESSES.dump_json(processes), mode=0o600)

    def remove(self) -> None:
        """Forget all: nothing of ours lives any more."""
        self._file.unlink(missing_ok=True)
