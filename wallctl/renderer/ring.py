"""Frames of one stream in memory that several renderers map: one writes, the others copy what they need.

Must not know streams or panes. A slot's serial number is written before and after its pixels; a reader that
finds them different, before or after its copy, has met the writer and takes nothing. x86 and ARMv8 order the
stores of `struct.pack_into` well enough for that check, and a slot is written again only three frames later.
"""

from __future__ import annotations

import mmap
import os
import struct
from collections.abc import Callable
from functools import partial
from typing import NamedTuple

import numpy as np

from wallctl.renderer.delivery import Recent, T

SLOTS = 4
_PAGE = 4096
_TOP = struct.Struct("<8sIIQ")
_BEAT = struct.Struct("<d")
_BEAT_AT = 64
_SLOT = struct.Struct("<QQddddII")
_NEVER = -1.0
_MAGIC = b"wallring"


class FrameInfo(NamedTuple):
    """What is known of a frame beside its pixels. Times are CLOCK_BOOTTIME seconds."""

    grabbed_s: float
    changed_s: float
    same_frames: int
    dark: bool = False
    damaged_s: float | None = None
    key_interval_s: float = 0.0
    black: bool = False


def _stride(width: int, height: int) -> int:
    return _PAGE + -(-width * height * 3 // _PAGE) * _PAGE


class RingWriter:
    """The side that decodes. One thread. `fd` is the memory file; it is gone with its last holder."""

    def __init__(self, width: int, height: int) -> None:
        self.size = (width, height)
        self._stride = _stride(width, height)
        self.fd = os.memfd_create("wallctl-stream", os.MFD_CLOEXEC)
        os.ftruncate(self.fd, _PAGE + SLOTS * self._stride)
        self.number = os.fstat(self.fd).st_ino
        self._map = mmap.mmap(self.fd, 0)
        self._serial = 0
        _TOP.pack_into(self._map, 0, _MAGIC, width, height, 0)

    def slot(self) -> np.ndarray:
        """Return the next slot's pixels, uint8 (height, width, 3), to be written now; then `publish`."""
        at = self._at(self._serial + 1)
        _SLOT.pack_into(self._map, at, self._serial + 1, 0, 0.0, 0.0, _NEVER, 0.0, 0, 0)
        width, height = self.size
        pixels = np.frombuffer(self._map, np.uint8, width * height * 3, at + _PAGE)
        return pixels.reshape(height, width, 3)

    def publish(self, info: FrameInfo) -> None:
        """Let readers have the slot that was just written."""
        self._serial += 1
        at = self._at(self._serial)
        damaged_s = _NEVER if info.damaged_s is None else info.damaged_s
        times = (info.grabbed_s, info.changed_s, damaged_s, info.key_interval_s)
        _SLOT.pack_into(
            self._map, at, self._serial, self._serial, *times, info.same_frames, info.dark | info.black << 1
        )
        _TOP.pack_into(self._map, 0, _MAGIC, *self.size, self._serial)

    def beat(self, now_s: float) -> None:
        """Show that this process goes on, whatever the stream does. Any thread."""
        _BEAT.pack_into(self._map, _BEAT_AT, now_s)

    def close(self) -> None:
        os.close(self.fd)

    def _at(self, serial: int) -> int:
        return _PAGE + (serial % SLOTS) * self._stride


class RingReader:
    """A side that copies. Any thread: it only reads."""

    def __init__(self, fd: int) -> None:
        """Map the memory file and close `fd`; raise `ValueError` when it is no ring."""
        try:
            self._map = mmap.mmap(fd, 0, prot=mmap.PROT_READ)
        finally:
            os.close(fd)
        magic, width, height, _ = _TOP.unpack_from(self._map, 0)
        if magic != _MAGIC or len(self._map) < _PAGE + SLOTS * _stride(width, height):
            raise ValueError("not a ring of frames")
        self.size = (width, height)
        self._stride = _stride(width, height)

    def newest(self) -> int:
        """Return the serial number of the newest frame; 0: none yet."""
        return int(_TOP.unpack_from(self._map, 0)[3])

    def beat_s(self) -> float:
        """Return when the writer's process last showed that it goes on (CLOCK_BOOTTIME); 0: never."""
        return float(_BEAT.unpack_from(self._map, _BEAT_AT)[0])

    def info(self, serial: int) -> FrameInfo | None:
        """Return what is known of a frame, or None when it is not there (any more)."""
        begun, done, *times, same, light = _SLOT.unpack_from(self._map, self._at(serial))
        if not begun == done == serial:
            return None
        grabbed_s, changed_s, damaged_s, key_interval_s = times
        damaged = None if damaged_s == _NEVER else damaged_s
        return FrameInfo(
            grabbed_s, changed_s, same, bool(light & 1), damaged, key_interval_s, bool(light & 2)
        )

    def recent(self) -> Recent | None:
        """Return the newest frame, to be cut from, or None when there is none."""
        serial = self.newest()
        info = self.info(serial)
        if info is None:
            return None
        return Recent(self.size, partial(self.use, serial), info.grabbed_s)

    def cut(self, serial: int, left: int, top: int, right: int, bottom: int) -> np.ndarray | None:
        """Return a copy of a part of a frame, or None when the writer came by meanwhile."""
        return self.use(serial, left, top, right, bottom, np.ndarray.copy)

    def use(
        self, serial: int, left: int, top: int, right: int, bottom: int, make: Callable[[np.ndarray], T]
    ) -> T | None:
        """Return what `make` makes of a part of a frame, or None when the writer came by meanwhile.

        What it makes must be of memory of its own.
        """
        if self.info(serial) is None:
            return None
        width, height = self.size
        pixels = np.frombuffer(self._map, np.uint8, width * height * 3, self._at(serial) + _PAGE)
        made = make(pixels.reshape(height, width, 3)[top:bottom, left:right])
        return made if self.info(serial) is not None else None

    def _at(self, serial: int) -> int:
        return _PAGE + (serial % SLOTS) * self._stride
