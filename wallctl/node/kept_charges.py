"""What is held against sources, on the node's own disk: a node that was killed must not open them again.

Owns one file. Must not know what a charge means. Times in it are of CLOCK_BOOTTIME, which begins anew with
the machine: the file says of which start of the machine they are.
"""

from __future__ import annotations

from pathlib import Path

from pydantic import ValidationError

from wallctl.model.base import Value
from wallctl.model.ids import SourceId
from wallctl.rules.charges import Case, Charges, after_restart
from wallctl.store.durable import write_whole

BOOT_ID = Path("/proc/sys/kernel/random/boot_id")


class _Kept(Value):
    """The file."""

    boot: str
    charges: dict[SourceId, Case]


class KeptCharges:
    """Saves and loads; any thread may save, one at a time."""

    def __init__(self, folder: Path, boot_id: Path = BOOT_ID) -> None:
        self._file = folder / "charges.json"
        self._boot = _first_line(boot_id)

    def save(self, charges: Charges) -> None:
        """Replace the file; on disk when this returns. Raise `OSError` when the disk does not take it."""
        kept = _Kept(boot=self._boot, charges=dict(charges))
        write_whole(self._file, kept.model_dump_json().encode(), mode=0o600)

    def load(self, now_s: float) -> tuple[Charges, str]:
        """Return what was kept, and in words what was wrong with the file (empty: nothing)."""
        try:
            kept = _Kept.model_validate_json(self._file.read_bytes())
        except FileNotFoundError:
            return {}, ""
        except (OSError, ValidationError):
            return {}, f"{self._file}: the kept charges against sources cannot be read; they begin anew"
        same = kept.boot == self._boot
        return (kept.charges if same else after_restart(kept.charges, now_s)), ""


def _first_line(file: Path) -> str:
    try:
        return file.read_text("ascii").strip()
    except OSError:
        return ""
