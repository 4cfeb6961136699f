"""The node's own copy of what its cells are to show, on its own disk, for a cold start without a server.

Owns two files: the state and the one before it, each with a checksum in its first line. Must not know who
ordered it or who shows it.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
from pathlib import Path

from wallctl.errors import BadInput, BadMessage
from wallctl.protocol.codec import encode
from wallctl.protocol.node import NodeOrder, to_node
from wallctl.store.durable import write_whole

_MAGIC = b"wallctl-node-state 1 "


class KeptState:
    """Saves and loads one `NodeOrder`; any thread may save, one at a time."""

    def __init__(self, folder: Path) -> None:
        self._file = folder / "shown.state"
        self._previous = folder / "shown.previous.state"

    def save(self, order: NodeOrder) -> None:
        """Replace the state; on disk when this returns. Raise `OSError` when the disk does not take it."""
        body = encode(order)
        with contextlib.suppress(FileNotFoundError):
            # A link, not a rename: at every instant at least one of the two names is a whole state.
            self._previous.unlink(missing_ok=True)
            os.link(self._file, self._previous)
        write_whole(self._file, _MAGIC + _digest(body) + b"\n" + body, mode=0o600)

    def load(self) -> tuple[NodeOrder | None, str]:
        """Return the newest whole state, and in words what was wrong with the files (empty: nothing)."""
        wrong = ""
        for file in (self._file, self._previous):
            try:
                return _read(file), wrong
            except FileNotFoundError:
                continue
            except (OSError, BadInput) as error:
                wrong = wrong or str(error)
        return None, wrong


def _digest(body: bytes) -> bytes:
    return hashlib.sha256(body).hexdigest().encode("ascii")


def _read(file: Path) -> NodeOrder:
    head, _, body = file.read_bytes().partition(b"\n")
    if head != _MAGIC + _digest(body):
        raise BadInput(str(file), "the node's kept state is damaged", "the copy before it is used")
    try:
        order = to_node.decode(body, str(file))
    except BadMessage as wrong:
        raise BadInput(str(file), f"the node's kept state cannot be read: {wrong.reason}") from None
    if not isinstance(order, NodeOrder):
        raise BadInput(str(file), "the node's kept state is not an order")
    return order
