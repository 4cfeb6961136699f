"""The last picture of a cell, in a memory file that outlives the renderer. Must not know windows or Qt.

The nursery holds the file; the renderer writes it twice a second and a new one starts from it. There is room
for two pictures, written in turn: who is killed while it writes leaves the one before. A header written
before and after the pixels shows a reader which of them are whole.
"""

from __future__ import annotations

import mmap
import os
import struct
from pathlib import Path

import cv2
import numpy as np
from pydantic import ValidationError

from wallctl.model.base import Value
from wallctl.model.geometry import PxRect
from wallctl.model.ids import SourceId, WindowId

_HEAD = struct.Struct("<8sQQIII")
_MAGIC = b"wallctl2"
_META_BYTES = 60 * 1024
_HEAD_EVERY = 64 * 1024
_SLOTS = 2
_CHANNELS = 3
"""BGR: of four bytes a pixel, two pictures would take a third more room."""


class KeptPane(Value):
    """One window of the kept picture, and when its newest frame was painted (CLOCK_BOOTTIME seconds)."""

    window: WindowId
    source: SourceId
    dst: PxRect
    picture: PxRect
    painted_s: float
    until_utc_s: float | None = None
    """End of the right to it (Unix seconds)."""
    name: str = ""
    """The source's, for the card that covers it when nothing newer comes."""
    name_en: str = ""
    visible: tuple[PxRect, ...] = ()
    """The parts of `dst` that no other window covers."""


class Kept(Value):
    """What the kept picture shows."""

    panes: tuple[KeptPane, ...]


def file_size(width: int, height: int) -> int:
    """Return how large the memory file of a cell of that size is."""
    return _SLOTS * (_HEAD_EVERY + width * height * _CHANNELS)


class _Slot:
    """Room for one picture."""

    def __init__(self, whole: mmap.mmap, number: int, width: int, height: int) -> None:
        self._map, self._at, self._size = whole, number * _HEAD_EVERY, (width, height)
        size = width * height * _CHANNELS
        begin = _SLOTS * _HEAD_EVERY + number * size
        self._pixels = np.frombuffer(whole, np.uint8, size, begin).reshape(height, width, _CHANNELS)
        if self._read_head()[4:] != self._size:
            # Its pixels lie elsewhere, and are about to be written over.
            self.forget()

    @property
    def serial(self) -> int:
        """Of the whole picture in it; 0: there is none."""
        magic, begun, done, length, *_ = self._read_head()
        return done if magic == _MAGIC and begun == done and length <= _META_BYTES else 0

    def write(self, serial: int, meta: bytes, glass: np.ndarray) -> None:
        begin = self._at + _HEAD.size
        self._head(serial, serial - 1, len(meta))
        self._map[begin : begin + len(meta)] = meta
        cv2.cvtColor(glass, cv2.COLOR_BGRA2BGR, dst=self._pixels)
        self._head(serial, serial, len(meta))

    def read(self) -> tuple[Kept, np.ndarray] | None:
        begin = self._at + _HEAD.size
        try:
            kept = Kept.model_validate_json(self._map[begin : begin + self._read_head()[3]])
        except ValidationError:
            return None
        return kept, np.asarray(cv2.cvtColor(self._pixels, cv2.COLOR_BGR2BGRA))

    def forget(self) -> None:
        self._head(0, 1, 0)

    def _read_head(self) -> tuple[bytes, int, int, int, int, int]:
        return _HEAD.unpack_from(self._map, self._at)

    def _head(self, begun: int, done: int, length: int) -> None:
        _HEAD.pack_into(self._map, self._at, _MAGIC, begun, done, length, *self._size)


class LastPicture:
    """Reads and writes one cell's memory file. One thread."""

    def __init__(self, fd: int, width: int, height: int) -> None:
        """`width` and `height` are the window's; the file grows when it has no room for them."""
        if os.fstat(fd).st_size < file_size(width, height):
            os.ftruncate(fd, file_size(width, height))
        self._map = mmap.mmap(fd, 0)
        self._shape = (height, width, 4)
        self._slots = [_Slot(self._map, number, width, height) for number in range(_SLOTS)]
        self._serial = max(slot.serial for slot in self._slots)

    def write(self, kept: Kept, glass: np.ndarray) -> None:
        """Keep this picture, uint8 (height, width, 4) BGRA."""
        meta = kept.model_dump_json().encode()
        if len(meta) > _META_BYTES or glass.shape != self._shape:
            return
        self._serial += 1
        # Never over the newest: that has the number before.
        self._slots[self._serial % _SLOTS].write(self._serial, meta, glass)

    def read(self) -> tuple[Kept, np.ndarray] | None:
        """Return the newest that an earlier renderer left whole, or None."""
        whole = sorted((slot for slot in self._slots if slot.serial), key=lambda slot: -slot.serial)
        return next((found for slot in whole if (found := slot.read()) is not None), None)

    def wipe(self) -> None:
        """Forget the pictures: a right to one ended."""
        for slot in self._slots:
            slot.forget()
        # The whole file: it may be larger than the window, and hold an earlier one's pixels and names.
        np.frombuffer(self._map, np.uint8)[:] = 0


def new_memory_file(cell: str, width: int, height: int) -> int:
    """Return the fd of a new memory file for a cell, gone with its last holder; raise `OSError`: no room."""
    fd = os.memfd_create(f"wallctl-{cell}", os.MFD_CLOEXEC)
    try:
        os.ftruncate(fd, file_size(width, height))
    except OSError:
        os.close(fd)
        raise
    return fd


def copy_of_memory_file(pid: int, cell: str) -> int | None:
    """Return the fd of a copy of the memory file that a living renderer of this cell holds, None: none.

    For the successor of an orphan: the nursery that held the file before is gone. Raises `OSError`: no room.
    """
    held = f"/memfd:wallctl-{cell} (deleted)"
    try:
        for entry in Path(f"/proc/{pid}/fd").iterdir():
            if str(entry.readlink()) == held:
                content = entry.read_bytes()
                break
        else:
            return None
    except OSError:
        return None
    fd = os.memfd_create(f"wallctl-{cell}", os.MFD_CLOEXEC)
    try:
        with os.fdopen(os.dup(fd), "wb") as copy:
            copy.write(content)
    except OSError:
        os.close(fd)
        raise
    return fd
