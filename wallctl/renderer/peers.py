"""Whom this process is connected to, as the system knows it. Must not know why."""

from __future__ import annotations

import ctypes
import os
import socket
import sys
from contextlib import suppress
from pathlib import Path

from wallctl.rules.addresses import parse_address

_LONGEST = 128
_PLACES = {socket.AF_INET: (4, 4), socket.AF_INET6: (8, 16)}
"""Where an address lies in a `sockaddr`, and how long it is."""

Peer = tuple[str, int]


def peers() -> dict[int, Peer]:
    """Return address and port at the other end of each connected socket, by the socket's inode."""
    ask = ctypes.CDLL(None).getpeername
    room = ctypes.create_string_buffer(_LONGEST)
    found: dict[int, Peer] = {}
    for entry in Path("/proc/self/fd").iterdir():
        fd, length = int(entry.name), ctypes.c_uint32(_LONGEST)
        if ask(fd, room, ctypes.byref(length)) != 0:
            continue
        peer = _peer(room.raw[: length.value])
        if peer is not None:
            with suppress(OSError):  # another thread closed it meanwhile
                found[os.fstat(fd).st_ino] = peer
    return found


def _peer(raw: bytes) -> Peer | None:
    family = int.from_bytes(raw[:2], sys.byteorder)
    if family not in _PLACES:
        return None
    start, length = _PLACES[socket.AddressFamily(family)]
    text = socket.inet_ntop(family, raw[start : start + length])
    address = parse_address(text)
    return str(address or text), int.from_bytes(raw[2:4], "big")
