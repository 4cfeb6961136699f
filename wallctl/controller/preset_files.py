"""Presets out of files and into them, beside the GUI thread. Must not know widgets nor the server."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject, Qt, Signal

from wallctl.errors import WallError
from wallctl.model.layout import Preset
from wallctl.store.layout_files import read_preset, write_preset


@dataclass(frozen=True, slots=True)
class _Written:
    path: Path
    kept: Path | None


class PresetFiles(QObject):
    """One job at a time is started in a thread of its own; what came of it is told in the GUI thread."""

    read = Signal(object)
    """A tuple of presets: all the files, whole."""
    written = Signal(str, str)
    """The file, and what the one that was there before is called now; empty: there was none."""
    failed = Signal(object)
    """A `WallError` that names the file, and the line and the remedy where they are known."""
    _done = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._done.connect(self._tell, Qt.ConnectionType.QueuedConnection)
        self._threads: list[threading.Thread] = []

    def read_in(self, paths: Sequence[Path]) -> None:
        """Read all of them, or tell the first that is wrong."""
        files = tuple(paths)
        self._start(lambda: tuple(read_preset(path) for path in files))

    def write_out(self, path: Path, preset: Preset) -> None:
        """Write one, whole or not at all; a file that is there already is kept beside it."""

        def work() -> _Written:
            kept = path.with_name(f"{path.name}.old") if path.exists() else None
            if kept is not None:
                shutil.copy2(path, kept)
            write_preset(path, preset)
            return _Written(path, kept)

        self._start(work)

    def stop(self) -> None:
        """Wait for what is under way; files are small."""
        for thread in self._threads:
            thread.join(2.0)

    def _start(self, work: Callable[[], object]) -> None:
        def run() -> None:
            try:
                self._done.emit(work())
            except WallError as wrong:
                self._done.emit(wrong)
            except OSError as wrong:
                self._done.emit(WallError(str(wrong.filename or ""), wrong.strerror or str(wrong)))

        self._threads = [thread for thread in self._threads if thread.is_alive()]
        thread = threading.Thread(target=run, name="preset files", daemon=True)
        self._threads.append(thread)
        thread.start()

    def _tell(self, result: object) -> None:
        match result:
            case WallError():
                self.failed.emit(result)
            case _Written(path, kept):
                self.written.emit(str(path), str(kept or ""))
            case _:
                self.read.emit(result)
