"""Who may speak on the bus: key pairs, their files, and the ring of known public keys.

Must not know what a peer may do (the server's door decides that). A secret is never shown by `repr` or an
error.
"""

from __future__ import annotations

import contextlib
import os
import struct
from collections.abc import Iterator, Mapping
from enum import StrEnum
from pathlib import Path
from typing import Self

import zmq
import zmq.utils.z85
from pydantic import BaseModel, ConfigDict, SecretStr, ValidationError

from wallctl.errors import BadInput, Unavailable
from wallctl.model.base import Value

KEY_LENGTH = 40


class PeerRole(StrEnum):
    """What kind of program holds a key. A role opens nothing by itself."""

    SERVER = "server"
    NODE = "node"
    RENDERER = "renderer"
    DESK = "desk"
    LOCAL = "local"
    """The command line on the server's own machine."""


class Peer(Value):
    """A known party: `name` is unique within its role."""

    name: str
    role: PeerRole

    def __str__(self) -> str:
        return f"{self.role.value} {self.name}"


class KeyPair(Value):
    """A CURVE key pair, both halves in Z85 text."""

    public: str
    secret: SecretStr


class _KeyFile(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    public: str
    secret: str


class KeyRing(Mapping[str, Peer]):
    """Public key -> peer.

    Never changes: enrolling or revoking makes a new ring, which is swapped for the old one.
    """

    def __init__(self, peers: Mapping[str, Peer] | None = None) -> None:
        """Raise `BadInput` where a key is no public key."""
        self._peers = dict(peers or {})
        for public, peer in self._peers.items():
            check_public_key(public, str(peer))

    def __getitem__(self, public: str) -> Peer:
        return self._peers[public]

    def __iter__(self) -> Iterator[str]:
        return iter(self._peers)

    def __len__(self) -> int:
        return len(self._peers)

    def with_peer(self, public: str, peer: Peer) -> Self:
        """Return the ring in which `public` is `peer`."""
        return type(self)(self._peers | {public: peer})

    def without(self, public: str) -> Self:
        """Return the ring in which `public` is nobody."""
        return type(self)({key: peer for key, peer in self._peers.items() if key != public})


def check_public_key(public: str, owner: str) -> None:
    """Raise `BadInput` naming the owner unless `public` can be a CURVE key in Z85."""
    with contextlib.suppress(ValueError, KeyError, struct.error):
        if len(public) == KEY_LENGTH and len(zmq.utils.z85.decode(public.encode("ascii"))) == 32:
            return
    raise BadInput(owner, "its public key is not a CURVE key", "copy the 40 characters of its key file again")


def new_key_pair() -> KeyPair:
    """Return a fresh pair from the system's random source."""
    public, secret = zmq.curve_keypair()
    return KeyPair(public=public.decode("ascii"), secret=SecretStr(secret.decode("ascii")))


def save_key_pair(path: Path, pair: KeyPair) -> None:
    """Write a new file of mode 0600, on disk when this returns; `BadInput` rather than overwrite one."""
    text = _KeyFile(public=pair.public, secret=pair.secret.get_secret_value()).model_dump_json(indent=1)
    try:
        fd = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
    except FileExistsError:
        raise BadInput(str(path), "a key file is there already", "move it away first") from None
    except OSError as wrong:
        raise BadInput(str(path), f"cannot be written: {wrong.strerror}") from None
    try:
        with os.fdopen(fd, "w", encoding="ascii") as file:
            os.fchmod(file.fileno(), 0o600)
            file.write(text + "\n")
            file.flush()
            os.fsync(file.fileno())
        _sync_folder(path.parent)
    except OSError as wrong:
        path.unlink(missing_ok=True)
        raise Unavailable(
            str(path), f"cannot be written: {wrong.strerror}", "free space on the disk"
        ) from None


def _sync_folder(folder: Path) -> None:
    fd = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(fd)
    finally:
        os.close(fd)


def load_key_pair(path: Path) -> KeyPair:
    """Read a key file; raise `BadInput` when others could read it, or when it is not a matching pair."""
    try:
        fd = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    except OSError as wrong:
        raise BadInput(str(path), f"the key file cannot be read: {wrong.strerror}") from None
    with os.fdopen(fd, "rb") as file:
        if os.fstat(file.fileno()).st_mode & 0o077:
            raise BadInput(str(path), "others can read this key", f"chmod 600 {path}")
        content = file.read(4096)
    try:
        pair = _KeyFile.model_validate_json(content)
        derived = zmq.curve_public(pair.secret.encode("ascii")).decode("ascii")
    except (ValidationError, ValueError, zmq.ZMQError):
        derived = None
    if derived is None or derived != pair.public:
        raise BadInput(str(path), "not a wallctl key file", "restore it from the backup or enrol a new key")
    return KeyPair(public=pair.public, secret=SecretStr(pair.secret))
