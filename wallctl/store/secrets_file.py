"""Credentials of cameras by name, in a file that only its owner can read. Must not show them to anybody.

The renderer reads the same file; a credential never travels on the bus to it, nor into a log or an error.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Mapping
from pathlib import Path

from pydantic import SecretStr

from wallctl.errors import BadInput, Unavailable
from wallctl.store.durable import write_whole

EMPTY_SECRETS = b"{}\n"


class SecretsFile:
    """Name -> `user:password`. Every change replaces the whole file."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = threading.Lock()

    def read(self) -> Mapping[str, SecretStr]:
        """Return all credentials; raise `BadInput` when others can read the file, or when it is broken."""
        try:
            if self._path.stat().st_mode & 0o077:
                raise BadInput(str(self._path), "others can read it", f"chmod 600 {self._path}")
            content = json.loads(self._path.read_bytes())
        except FileNotFoundError:
            return {}
        except (OSError, ValueError):
            # No text of the file may get into the message.
            raise BadInput(str(self._path), "cannot be read as JSON", "restore it from a backup") from None
        if not isinstance(content, dict) or not all(isinstance(value, str) for value in content.values()):
            raise BadInput(str(self._path), "must map names to texts", "restore it from a backup")
        return {name: SecretStr(value) for name, value in content.items()}

    def put(self, name: str, credential: SecretStr | None) -> SecretStr | None:
        """Set or, with None, remove one; on disk when this returns. Return the one that was there."""
        return self.put_all({name: credential})[name]

    def put_all(self, credentials: Mapping[str, SecretStr | None]) -> dict[str, SecretStr | None]:
        """Do that for all of them by one write; return those that were there, None for each that was not."""
        if not credentials:
            return {}
        with self._lock:
            kept = dict(self.read())
            before = {name: kept.pop(name, None) for name in credentials}
            kept |= {name: new for name, new in credentials.items() if new is not None}
            plain = {key: value.get_secret_value() for key, value in sorted(kept.items())}
            content = json.dumps(plain, ensure_ascii=False, indent=1).encode() + b"\n"
            try:
                write_whole(self._path, content, 0o600)
            except OSError as wrong:
                reason = f"cannot be written: {wrong.strerror}"
                raise Unavailable(str(self._path), reason, "see the disk") from None
            return before
