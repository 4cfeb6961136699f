"""Reads a table of cameras beside the GUI thread. The worker touches no widget; one wake-up hands over."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject, Qt, Signal, Slot

from wallctl.errors import WallError
from wallctl.store.catalogue_files import CameraFile, read_cameras


@dataclass(frozen=True, slots=True)
class Read:
    """A file, and what it holds or why it cannot be read."""

    path: Path
    cameras: CameraFile | None
    wrong: WallError | None


class ImportReader(QObject):
    """Reads one file at a time; of several, the one asked for last is handed over."""

    ready = Signal(object)
    _came = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._lock = threading.Lock()
        self._wanted: Path | None = None
        self._done: Read | None = None
        self._came.connect(self._hand_over, Qt.ConnectionType.QueuedConnection)

    def read(self, path: Path) -> None:
        """Begin to read; returns at once."""
        with self._lock:
            self._wanted, self._done = path, None
        # A file on a share that hangs holds up this thread and nothing else.
        threading.Thread(target=self._work, args=(path,), name="import", daemon=True).start()

    def forget(self) -> None:
        """Nobody waits for a file any more."""
        with self._lock:
            self._wanted = self._done = None

    def _work(self, path: Path) -> None:
        try:
            found = Read(path, read_cameras(path), None)
        except WallError as wrong:
            found = Read(path, None, wrong)
        with self._lock:
            if self._wanted != path:
                return
            self._done = found
        self._came.emit()

    @Slot()
    def _hand_over(self) -> None:
        with self._lock:
            done, self._done = self._done, None
        if done is not None:
            self.ready.emit(done)
