"""Whose certificates a camera over TLS is judged by. Opens nothing; must not know FFmpeg.

FFmpeg compares names only where the address holds one: to an address of figures any certificate is right that
some authority has signed. The machine's authorities sign for whoever owns a name, so they vouch for names
alone; the site's own file is what its administrator answers for.
"""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from wallctl.rules.addresses import literal_address

_SEPARATORS = frozenset(";|")
"""FFmpeg's options are told apart by these: no path may hold one."""


class Trust(NamedTuple):
    """Files of certificates (PEM); an empty name stands for none."""

    site: str = ""
    """What `site.toml` names. Where there is one, it alone counts."""
    machine: str = ""
    """Debian's authorities."""

    def file_for(self, host: str) -> str:
        """Return the file that judges this host; empty: nothing does, so that it must not be opened."""
        name = self.site or ("" if literal_address(host) is not None else self.machine)
        return name if name and not _SEPARATORS & set(name) and Path(name).is_file() else ""
