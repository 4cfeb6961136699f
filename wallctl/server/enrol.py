"""The keys of a new site, and the ring of those who may speak to its server. Knows no rights."""

from __future__ import annotations

import json
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from wallctl.bus.keys import KeyRing, Peer, PeerRole, new_key_pair, save_key_pair
from wallctl.errors import BadInput
from wallctl.model.wall import LOCAL_NODE
from wallctl.store.durable import write_whole

SERVER, SERVER_PUBLIC, RING = "server", "server.pub", "ring.json"
_RING: TypeAdapter[dict[str, Peer]] = TypeAdapter(dict[str, Peer])


def key_file(peer: Peer) -> str:
    """Return the name of a peer's key file (`local.node`)."""
    return f"{peer.name}.{peer.role.value}"


def make_keys(folder: Path, operator: str) -> None:
    """Write the keys of a new site: server, this machine's node, the local operator; and the ring.

    The operator's file is always `operator.local`; `operator` is the name in revisions and audit lines.
    """
    server = new_key_pair()
    save_key_pair(folder / SERVER, server)
    write_whole(folder / SERVER_PUBLIC, f"{server.public}\n".encode(), 0o644)
    node, person = new_key_pair(), new_key_pair()
    save_key_pair(folder / key_file(Peer(name=LOCAL_NODE, role=PeerRole.NODE)), node)
    save_key_pair(folder / key_file(Peer(name="operator", role=PeerRole.LOCAL)), person)
    ring = {
        node.public: Peer(name=LOCAL_NODE, role=PeerRole.NODE),
        person.public: Peer(name=operator, role=PeerRole.LOCAL),
    }
    save_ring(folder / RING, KeyRing(ring))


def save_ring(file: Path, ring: KeyRing) -> None:
    """Write who may speak; on disk when this returns."""
    peers = {public: peer.model_dump(mode="json") for public, peer in ring.items()}
    write_whole(file, json.dumps(peers, ensure_ascii=False, indent=1).encode() + b"\n", 0o600)


def load_ring(file: Path) -> KeyRing:
    """Read who may speak; raise `BadInput` when it cannot be read or others could change it."""
    try:
        if file.stat().st_mode & 0o022:
            raise BadInput(str(file), "others can change who may speak", f"chmod 600 {file}")
        return KeyRing(_RING.validate_json(file.read_bytes()))
    except OSError as wrong:
        raise BadInput(str(file), f"cannot be read: {wrong.strerror}", "restore it from a backup") from None
    except ValidationError as wrong:
        where = ".".join(str(step) for step in wrong.errors()[0]["loc"][1:])
        raise BadInput(str(file), f"not a ring of keys ({where})", "restore it from a backup") from None
