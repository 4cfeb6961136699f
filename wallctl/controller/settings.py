"""What one officer has set on the desk: kept in a small file, read and written beside the GUI thread.

`OfficerSettings` is a plain value with a default for everything; `SettingsKeeper` holds the one in force,
changes it with `change(field=...)`, turns to another officer's, and tells `changed`. Must not know any
widget. A file that cannot be read is never an obstacle: the desk goes on with the defaults, says so, and
leaves the bad file beside the new one. Nor is a disk that does not answer: what is set meanwhile is laid over
what it says later.
"""

from __future__ import annotations

import time
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Self
from urllib.parse import quote, unquote

from pydantic import Field, ValidationError, model_validator
from PySide6.QtCore import QObject, Qt, Signal, Slot

from wallctl.controller.language import Language
from wallctl.controller.settings_disk import ENDING, Listed, Read, SettingsDisk, Unwritten
from wallctl.errors import BadInput
from wallctl.model.base import Value
from wallctl.model.ids import SourceId
from wallctl.model.people import OfficerName, officer_name

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


class Place(StrEnum):
    """Where a panel stands: on one side of the boards, or below them."""

    LEFT = "left"
    BELOW = "below"
    RIGHT = "right"


class WindowPlace(Value):
    """Where a panel's own window was on the screens of this machine."""

    x_px: int
    y_px: int
    w_px: Annotated[int, Field(ge=1, le=20_000)]
    h_px: Annotated[int, Field(ge=1, le=20_000)]


class Zones(Value):
    """Which zones are seen, where the panels stand, and how large; None: as large as suits the window."""

    sources: bool = True
    side: bool = True
    presets: bool = True
    sources_px: Annotated[int, Field(ge=120, le=2000)] | None = None
    side_px: Annotated[int, Field(ge=120, le=2000)] | None = None
    below_px: Annotated[int, Field(ge=120, le=2000)] | None = None
    """How high the panel below the boards is, whichever it is."""
    sources_at: Place = Place.LEFT
    side_at: Place = Place.RIGHT
    sources_floats: bool = False
    """In a window of its own; its place in the desk waits for it."""
    side_floats: bool = False
    sources_window: WindowPlace | None = None
    side_window: WindowPlace | None = None

    @model_validator(mode="after")
    def _apart(self) -> Self:
        if self.sources_at is self.side_at:
            raise ValueError("two panels stand in one place")
        return self


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
    """Sources as a grid of pictures instead of a list, where the panel stands upright."""
    source_grid_below: bool = True
    """The same, where it lies below the boards: in a wide, low zone a list shows two of sixty."""
    snap: str = "cell"
    """What windows snap to on the canvas: the canvas's own word; an unknown one means its default."""

    def for_another(self) -> OfficerSettings:
        """Return how a desk goes on while the settings of who sits down are not known: as it did, but with
        nothing that is one person's own."""
        return self.with_(favourites=(), recent=(), folded=(), sound_check=None)

    def laid_over(self, stored: OfficerSettings, began: OfficerSettings) -> OfficerSettings:
        """Return `stored` with what was set since `began`, before it was known; lists keep what they had."""
        fields: dict[str, object] = {}
        for name in type(self).model_fields:
            mine = getattr(self, name)
            if mine != getattr(began, name):
                fields[name] = mine
        if "recent" in fields:
            fields["recent"] = tuple(dict.fromkeys((*self.recent, *stored.recent)))[:KEPT_RECENT]
        for name in ("favourites", "folded"):
            if name in fields:
                both = dict.fromkeys((*getattr(stored, name), *getattr(self, name)))
                fields[name] = tuple(both)[-KEPT_FAVOURITES:]
        return stored.with_(**fields)


class SettingsKeeper(QObject):
    """The settings in force. All of it is used in the GUI thread, and returns at once; the disk has threads.

    Without a file (tests, and before an officer is known) nothing is kept.
    """

    changed = Signal()
    """The settings are others than before; read `now`."""
    arrived = Signal()
    """The disk has told the settings of who sits here; `changed` came before."""
    officers_known = Signal()
    """The disk has told who has sat here; read `officers`."""
    told = Signal(str)
    """The file could not be written, and why; the settings stay in force until the desk ends."""
    _answered = Signal()

    def __init__(self, file: Path | None = None) -> None:
        """Begin to read that file: until `arrived`, the defaults are in force."""
        super().__init__()
        self._file = file
        self.complaint = ""
        """Why the defaults are in force though there was a file; empty when all is well."""
        self._now = self._began = OfficerSettings()
        self._reading = self._newcomer = False
        self._left: dict[Path, tuple[OfficerSettings, OfficerSettings]] = {}
        """Of who left before the disk told their settings: with what they began, and what they made of it."""
        self._names: frozenset[OfficerName] = frozenset()
        self._sat_here: set[OfficerName] = set()
        self._disk = SettingsDisk(self._wake, _flaw)
        self._answered.connect(self._hand_over, Qt.ConnectionType.QueuedConnection)
        if file is not None:
            self._fetch(file)
            self.look_for_officers()

    @property
    def now(self) -> OfficerSettings:
        """The settings in force."""
        return self._now

    @property
    def reading(self) -> bool:
        """Whether the disk has not told yet what the officer had set."""
        return self._reading

    @property
    def officers(self) -> tuple[OfficerName, ...]:
        """Who has sat at a desk of this site, as far as the disk has told, by name."""
        return tuple(sorted(self._names | self._sat_here))

    @property
    def looking(self) -> bool:
        """Whether the disk has not told yet who has sat here."""
        return self._file is not None and self._disk.looking(self._file.parent)

    def look_for_officers(self) -> None:
        """Ask the disk who has sat here; `officers_known` follows."""
        if self._file is not None:
            self._disk.look(self._file.parent)

    def change(self, **fields: object) -> None:
        """Set these fields and keep them; `pydantic.ValidationError` for a value that does not fit."""
        wanted = self._now.with_(**fields)
        if wanted == self._now:
            return
        self._now = wanted
        self._keep()
        self.changed.emit()

    def turn_to(self, officer: OfficerName) -> None:
        """Put the settings of another officer in force as soon as the disk has told them.

        Until then the desk looks as it did. One who was never here begins with the defaults.
        """
        if self._file is None:
            self._take_up(OfficerSettings())
            return
        self._leave(self._file)
        file = self._file = self._file.with_name(_file_name(officer))
        self._sat_here.add(officer)
        self.complaint = ""
        unwritten = self._disk.unwritten(file)
        if unwritten is not None:
            self._take_up(OfficerSettings.model_validate_json(unwritten))
            return
        neutral = self._now.for_another()
        self._began, self._now = self._left.pop(file, (neutral, neutral))
        self._newcomer = True
        self._fetch(file)
        self.changed.emit()

    def wait(self, seconds: float) -> None:
        """Wait at most that long for the disk: before there is a window, or after it."""
        self._disk.wait(time.monotonic() + seconds)
        self._hand_over()

    def stop(self) -> None:
        """Wait (at most 2 s) until the last change is on disk; tell nothing any more."""
        self.blockSignals(True)
        until_s = time.monotonic() + _STOP_S
        self._disk.wait(until_s)
        # What was set before the disk answered is written only now.
        self._hand_over()
        self._disk.wait(until_s)

    def _wake(self) -> None:
        """In a thread of the disk. A method: the signal alone would not keep this alive meanwhile."""
        self._answered.emit()

    def _fetch(self, file: Path) -> None:
        self._reading = True
        self._disk.read(file)

    def _leave(self, file: Path) -> None:
        """Know the officer from now on, also one who has set nothing yet; what another desk wrote stays."""
        name = _officer_of(file)
        if name is not None:
            self._sat_here.add(name)
        if not self._reading:
            self._disk.write(file, _packed(self._now), only_new=True)
        elif self._now != self._began:
            self._left[file] = (self._began, self._now)

    def _take_up(self, settings: OfficerSettings) -> None:
        self._now, self._reading = settings, False
        self.changed.emit()
        self.arrived.emit()

    def _keep(self) -> None:
        # What is set before the disk has told the rest is written with it.
        if self._file is not None and not self._reading:
            self._disk.write(self._file, _packed(self._now))

    @Slot()
    def _hand_over(self) -> None:
        for answer in self._disk.take():
            match answer:
                case Read():
                    self._read(answer)
                case Listed(files=files):
                    self._names = frozenset(name for file in files if (name := _officer_of(file)) is not None)
                    self.officers_known.emit()
                case Unwritten(why=why):
                    self.told.emit(why)

    def _read(self, found: Read) -> None:
        stored = OfficerSettings()
        if found.data is not None:
            stored = OfficerSettings.model_validate_json(found.data)
        if found.file != self._file or not self._reading:
            # Who left before the disk answered: what they set is kept, and nothing is shown.
            if found.file in self._left:
                began, mine = self._left.pop(found.file)
                self._disk.write(found.file, _packed(mine.laid_over(stored, began)))
            elif found.missing and found.file != self._file:
                self._disk.write(found.file, _packed(stored), only_new=True)
            return
        self.complaint = found.wrong
        settings = self._now.laid_over(stored, self._began)
        if self._now != self._began:
            self._disk.write(found.file, _packed(settings))
        elif found.missing and self._newcomer:
            self._disk.write(found.file, _packed(settings), only_new=True)
        self._take_up(settings)


def _packed(settings: OfficerSettings) -> bytes:
    return settings.model_dump_json(indent=1).encode()


def _flaw(data: bytes) -> str:
    """Return what is wrong with the bytes of a file; empty: nothing."""
    try:
        OfficerSettings.model_validate_json(data)
    except ValidationError as wrong:
        first = wrong.errors(include_url=False)[0]
        where = ".".join(map(str, first["loc"]))
        return f"{where}: {first['msg']}" if where else first["msg"]
    return ""


def settings_file(site: Path, officer: str) -> Path:
    """Return where an officer's settings are kept in a site folder, whatever letters the name has."""
    return site / "desk" / _file_name(officer)


def _file_name(officer: str) -> str:
    return f"{quote(officer, safe='')}{ENDING}"


def _officer_of(file: Path) -> OfficerName | None:
    """Return whose file that is; None: nobody's."""
    try:
        return officer_name(unquote(file.stem)) or None
    except BadInput:
        return None
