"""What the node and its conductor are given: where words go, and the server's clock."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Protocol

from wallctl.model.ids import CellId
from wallctl.model.wall import Surface
from wallctl.protocol.cell import ToRenderer
from wallctl.protocol.node import FromNode, NodeOrder
from wallctl.rules.charges import Charges


class ServerClock(Protocol):
    """Converts instants; as long as the offset is unknown it returns None."""

    def ours(self, theirs_s: float) -> float | None: ...

    def theirs(self, ours_s: float) -> float | None: ...


class Server(ServerClock, Protocol):
    """The lines to the server."""

    def start(self) -> None: ...

    def stop(self) -> None: ...

    def say(self, message: FromNode, replace_key: str | None = None) -> None: ...

    def show(self, message: FromNode, picture: bytes, replace_key: tuple[str, str]) -> None: ...


@dataclass(frozen=True, slots=True)
class Ways:
    """Where the conductor's words go."""

    to_cell: Callable[[CellId, ToRenderer], bool]
    """False: that cell has no renderer on the bus."""
    to_server: Callable[[FromNode], None]
    want: Callable[[Iterable[Surface]], None]
    keep: Callable[[NodeOrder], None]
    keep_charges: Callable[[Charges], None]
    """On disk: what is held against sources."""
    coming: Callable[[CellId], bool]
    """Whether a renderer of that cell lives or is being started."""
    wipe: Callable[[CellId], object]
    """Forget the last picture of that cell."""
