"""What one officer has set on the desk: kept in a small file, read once, written beside the GUI thread.

`OfficerSettings` is a plain value with a default for everything; `SettingsKeeper` holds the one in force,
changes it with `change(field=...)`, turns to another officer's, and tells `changed`. Must not know any
widget. A file that cannot be read is never an obstacle: the desk goes on with the defaults, says so, and
leaves the bad file beside the new one.
"""

from __future__ import annotations

import os
import threading
from enum import StrEnum
from pathlib import Path
from typing import Annotated
from urllib.parse import quote, unquote

from pydantic import Field, ValidationError
from PySide6.QtCore import QObject, Qt, Signal, Slot

from wallctl.controller.language import Language
from wallctl.errors import BadInput
from wallctl.model.base import Value
from wallctl.model.ids import SourceId
from wallctl.model.people import OfficerName, officer_name

MAX_FILE_BYTES = 256 * 1024
KEPT_RECENT, KEPT_FAVOURITES = 20, 500
_STOP_S = 2.0


class TypeSize(StrEnum):
    """How large letters and controls of the whole desk are."""

    SMALL = "small"
    MEDIUM = "medium"
    LARGE = "large"

    @property
    def base_px(self) -> int:
        """Height of ordinary letters; all else grows with them."""
        return {TypeSize.SMALL: 13, TypeSize.MEDIUM: 14, TypeSize.LARGE: 17}[self]

    def next(self, step: int) -> TypeSize:
        """Return the next larger (1) or smaller (-1) one; the last one stays."""
        sizes = list(TypeSize)
        return sizes[max(0, min(len(sizes) - 1, sizes.index(self) + step))]


class Zones(Value):
    """Which zones are seen, and how wide; None: as wide as suits the window."""

    sources: bool = True
    side: bool = True
    presets: bool = True
    sources_px: Annotated[int, Field(ge=120, le=2000)] | None = None
    side_px: Annotated[int, Field(ge=120, le=2000)] | None = None


class SoundCheck(Value):
    """What the officer answered when the desk asked whether its alarm was heard."""

    at_utc_s: float
    heard: bool


class OfficerSettings(Value):
    """Everything that is kept for one officer."""

    language: Language = Language.CHINESE
    type_size: TypeSize = TypeSize.MEDIUM
    zones: Zones = Zones()
    direct: bool = True
    """Each drop on the live wall goes up at once; else it opens a draft."""
    all_or_nothing: bool = False
    """Takes of this officer wait for every picture, or do nothing."""
    sound_check: SoundCheck | None = None
    favourites: Annotated[tuple[SourceId, ...], Field(max_length=KEPT_FAVOURITES)] = ()
    recent: Annotated[tuple[SourceId, ...], Field(max_length=KEPT_RECENT)] = ()
    """What was last put on the wall from this desk, newest first."""
    grouping: str = "agency"
    """How the sources are grouped: the panel's own word; an unknown one means its default."""
    folded: Annotated[tuple[str, ...], Field(max_length=KEPT_FAVOURITES)] = ()
    """Groups of sources whose headings alone are seen."""
    source_grid: bool = False
    """Sources as a grid of pictures instead of a list."""
    snap: str = "cell"
    """What windows snap to on the canvas: the canvas's own word; an unknown one means its default."""


class SettingsKeeper(QObject):
    """The settings in force. All but the writing of files happens in the GUI thread, and returns at once.

    Without a file (tests, and before an officer is known) nothing is kept.
    """

    changed = Signal()
    """The settings are others than before; read `now`."""
    told = Signal(str)
    """The file could not be written, and why; the settings stay in force until the desk ends."""
    _failed = Signal(str)

    def __init__(self, file: Path | None = None) -> None:
        super().__init__()
        self._file = file
        self.complaint = ""
        """Why the defaults are in force though there was a file; empty when all is well."""
        self._lock = threading.Lock()
        self._unwritten: dict[Path, bytes] = {}
        """What is not on disk yet; an officer may leave before it is."""
        self._thread: threading.Thread | None = None
        self._now = self._read()
        self._failed.connect(self._tell, Qt.ConnectionType.QueuedConnection)

    @property
    def now(self) -> OfficerSettings:
        """The settings in force."""
        return self._now

    @property
    def officers(self) -> tuple[OfficerName, ...]:
        """Who has sat at a desk of this site, by name."""
        if self._file is None:
            return ()
        stored = tuple(self._file.parent.glob("*.json"))
        with self._lock:
            files = {*stored, *self._unwritten}
        return tuple(sorted(name for file in files if (name := _officer_of(file)) is not None))

    def change(self, **fields: object) -> None:
        """Set these fields and keep them; `pydantic.ValidationError` for a value that does not fit."""
        wanted = self._now.with_(**fields)
        if wanted == self._now:
            return
        self._now = wanted
        self._keep()
        self.changed.emit()

    def turn_to(self, officer: OfficerName) -> None:
        """Put the settings of another officer in force; one who was never here begins with the defaults."""
        self._remember()
        if self._file is not None:
            self._file = self._file.with_name(_file_name(officer))
        self.complaint = ""
        self._now = self._read()
        self._remember()
        self.changed.emit()

    def stop(self) -> None:
        """Wait (at most 2 s) until the last change is on disk."""
        with self._lock:
            thread = self._thread
        if thread is not None:
            thread.join(_STOP_S)

    def _read(self) -> OfficerSettings:
        if self._file is None:
            return OfficerSettings()
        with self._lock:
            unwritten = self._unwritten.get(self._file)
        try:
            return OfficerSettings.model_validate_json(unwritten or self._stored(self._file))
        except FileNotFoundError:
            return OfficerSettings()
        except OSError as wrong:
            self.complaint = f"{self._file}: {wrong.strerror}"
        except ValidationError as wrong:
            first = wrong.errors(include_url=False)[0]
            where = ".".join(map(str, first["loc"]))
            self.complaint = (
                f"{self._file}: {where}: {first['msg']}" if where else f"{self._file}: {first['msg']}"
            )
            self._put_aside()
        return OfficerSettings()

    @staticmethod
    def _stored(path: Path) -> bytes:
        with path.open("rb") as file:
            return file.read(MAX_FILE_BYTES)

    def _put_aside(self) -> None:
        assert self._file is not None
        try:
            self._file.replace(self._file.with_suffix(".bad"))
        except OSError as wrong:
            self.complaint += f" ({wrong.strerror})"

    def _remember(self) -> None:
        """Know the officer from now on, also one who has set nothing yet; what another desk wrote stays."""
        if self._file is not None and not self._file.exists():
            self._keep()

    def _keep(self) -> None:
        if self._file is None:
            return
        with self._lock:
            self._unwritten[self._file] = self._now.model_dump_json(indent=1).encode()
            if self._thread is None:
                self._thread = threading.Thread(target=self._work, name="officer settings", daemon=True)
                self._thread.start()

    def _work(self) -> None:
        while True:
            with self._lock:
                file, data = next(iter(self._unwritten.items()), (None, b""))
                if file is None:
                    self._thread = None
                    return
            try:
                _write(file, data)
            except OSError as wrong:
                self._failed.emit(f"{file}: {wrong.strerror}")
            with self._lock:
                if self._unwritten[file] is data:
                    del self._unwritten[file]

    @Slot(str)
    def _tell(self, why: str) -> None:
        self.told.emit(why)


def settings_file(site: Path, officer: str) -> Path:
    """Return where an officer's settings are kept in a site folder, whatever letters the name has."""
    return site / "desk" / _file_name(officer)


def _file_name(officer: str) -> str:
    return f"{quote(officer, safe='')}.json"


def _officer_of(file: Path) -> OfficerName | None:
    """Return whose file that is; None: nobody's."""
    try:
        return officer_name(unquote(file.stem)) or None
    except BadInput:
        return None


def _write(file: Path, data: bytes) -> None:
    """Whole or not at all, also where power fails; only its owner reads it."""
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    beside = file.with_suffix(".new")
    number = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(number, "wb") as opened:
        opened.write(data)
        opened.flush()
        os.fsync(opened.fileno())
    beside.replace(file)
