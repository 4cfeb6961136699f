"""The icons of the style sheet, read once at start and held in memory: a sheet that names files has them read
anew, in the GUI thread, at each change of the size of type.
"""

from __future__ import annotations

import struct
from collections.abc import Mapping

from PySide6.QtCore import QFile, QObject, QResource

from wallctl.errors import Unavailable
from wallctl.store.data_files import Shipped, shipped_file

NAMES = ("down", "up", "tick")
_ROOT = "/icons"
_FOLDER, _FILE, _ANY_TERRITORY, _LANGUAGE_C = 2, 0, 0, 1


class Icons(QObject):
    """Belongs to the application, for as long as its style sheet shows them."""

    def __init__(self, app: QObject) -> None:
        """Read those that ship; one that is missing is left out."""
        super().__init__(app)
        # Qt keeps a pointer to it, and no copy.
        self._packed = packed(_shipped())
        QResource.registerResourceData(self._packed, _ROOT)


def icon_address(name: str) -> str | None:
    """Return under which name Qt finds an icon in memory; None: it is not there."""
    address = f":{_ROOT}/{name}.svg"
    return address if QFile.exists(address) else None


def _shipped() -> dict[str, bytes]:
    found = {}
    for name in NAMES:
        try:
            found[f"{name}.svg"] = shipped_file(Shipped.ASSETS, "icons", f"{name}.svg").read_bytes()
        except (Unavailable, OSError):
            continue
    return found


def packed(files: Mapping[str, bytes]) -> bytes:
    """Return one folder of files as Qt's resource compiler writes it (`rcc --binary`, format 1)."""
    names, data = b"", b""
    # Qt looks for a name by halves, in the order of hashes.
    nodes = struct.pack(">IHII", 0, _FOLDER, len(files), 1)
    for name in sorted(files, key=_hash):
        nodes += struct.pack(">IHHHI", len(names), _FILE, _ANY_TERRITORY, _LANGUAGE_C, len(data))
        letters = name.encode("utf-16-be")
        names += struct.pack(">HI", len(letters) // 2, _hash(name)) + letters
        data += struct.pack(">I", len(files[name])) + files[name]
    head = struct.calcsize(">4s4I")
    places = (head + len(names) + len(data), head + len(names), head)
    return struct.pack(">4s4I", b"qres", 1, *places) + names + data + nodes


def _hash(name: str) -> int:
    """Qt's own for names of resources."""
    found = 0
    for letter in name:
        found = (found << 4) + ord(letter)
        found ^= (found & 0xF0000000) >> 23
        found &= 0x0FFFFFFF
    return found
