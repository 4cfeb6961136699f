"""The ring of known keys as its file has it now: a key that is taken out loses its links while we run.

Must not know links or rights.
"""

from __future__ import annotations

from pathlib import Path

from wallctl.bus.keys import KeyRing, Peer
from wallctl.server.enrol import load_ring


class RingFile:
    """`get` is for any thread, `look` for one. The ring read last counts until another one can be read."""

    def __init__(self, path: Path) -> None:
        """Raise `BadInput` when the file cannot be read or others could change it."""
        self._path = path
        self._seen = self._stamp()
        self._ring = load_ring(path)

    def get(self, public: str) -> Peer | None:
        """Return whose key this is, None for nobody's."""
        return self._ring.get(public)

    def look(self) -> str | None:
        """Read the file when it is another one than before; return what that changed in words, else None.

        Raises `BadInput` as at the start, once for each state of the file; the ring stays as it was then.
        """
        stamp = self._stamp()
        if stamp == self._seen:
            return None
        self._seen = stamp
        before, self._ring = self._ring, load_ring(self._path)
        return _difference(before, self._ring)

    def _stamp(self) -> tuple[int, ...]:
        try:
            now = self._path.stat()
        except OSError:
            return ()
        return now.st_ino, now.st_size, now.st_mtime_ns, now.st_ctime_ns


def _difference(before: KeyRing, after: KeyRing) -> str | None:
    gone = sorted(str(peer) for key, peer in before.items() if after.get(key) != peer)
    come = sorted(str(peer) for key, peer in after.items() if before.get(key) != peer)
    told = [f"{verb} {', '.join(names)}" for verb, names in (("out:", gone), ("in:", come)) if names]
    return "; ".join(told) or None
