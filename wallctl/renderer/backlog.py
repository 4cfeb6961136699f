"""How much of a stream has come and was not read, as the kernel knows it. Linux only.

Must not know FFmpeg, frames or clocks. The connection belongs to who reads from it, and is only asked.
"""

from __future__ import annotations

import fcntl
import os
import socket
import struct
import sys
import termios
from collections.abc import Collection
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

_BYTES_RECEIVED = slice(128, 136)
"""Of `struct tcp_info` (linux/tcp.h): tcpi_bytes_received, without those that came twice. Since Linux 4.1."""
_INFO_BYTES = 136


class Backlog(NamedTuple):
    """What came over a connection: bytes that wait to be read, and bytes in all, those among them."""

    unread: int
    received: int


class Line:
    """The connection that a stream comes over. For the thread that reads from it."""

    def __init__(self, fd: int, inode: int) -> None:
        self._fd, self._inode = fd, inode

    def backlog(self) -> Backlog | None:
        """Return what has come; None when that connection is not there any more, or tells nothing."""
        try:
            if os.fstat(self._fd).st_ino != self._inode:
                return None
            waiting = fcntl.ioctl(self._fd, termios.FIONREAD, bytes(4))
            ours = socket.socket(fileno=self._fd)
            try:
                info = ours.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, _INFO_BYTES)
            finally:
                # It is not ours to close.
                ours.detach()
        except OSError:
            return None
        if len(info) < _INFO_BYTES:
            return None
        return Backlog(struct.unpack("i", waiting)[0], int.from_bytes(info[_BYTES_RECEIVED], sys.byteorder))


def line_of(inodes: Collection[int]) -> Line | None:
    """Return the line over the one socket with such an inode; None where it is none, or not the only one.

    Two streams that are opened at once from one device cannot be told apart.
    """
    if len(inodes) != 1:
        return None
    (inode,) = inodes
    for entry in Path("/proc/self/fd").iterdir():
        with suppress(OSError):  # another thread closed it meanwhile
            if os.fstat(int(entry.name)).st_ino == inode:
                return Line(int(entry.name), inode)
    return None
