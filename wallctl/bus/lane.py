"""The words both ends share: link, limits, outcomes, counts. Must not know sockets or threads."""

from __future__ import annotations

from dataclasses import dataclass, fields
from enum import Enum, StrEnum

from wallctl.bus.keys import Peer
from wallctl.rules.rate import Rate

BEAT_S = 0.5

Frames = tuple[bytes, ...]


@dataclass(frozen=True, slots=True)
class Limits:
    """What one lane carries. Bytes count one frame; the queues count messages of one link."""

    max_frame_bytes: int
    max_parts: int
    messages: Rate
    bytes_per_s: Rate
    queue_messages: int
    queue_bytes: int
    high_water: int
    """Messages libzmq itself keeps for one peer; small: there a newer state cannot replace an older."""
    kernel_bytes: int | None = None
    """Size of the kernel's send buffer; None leaves it to the system."""
    links_per_peer: int = 8
    silence_s: float = 1.5
    """A peer that says nothing for so long is lost; beats come every `BEAT_S`."""


_MIB = 1 << 20

COMMAND_LANE = Limits(
    max_frame_bytes=2 * _MIB,
    max_parts=16,
    messages=Rate(per_s=2_000, burst=4_000),
    bytes_per_s=Rate(per_s=16 * _MIB, burst=32 * _MIB),
    queue_messages=16_384,
    queue_bytes=16 * _MIB,
    high_water=64,
)
CELL_LANE = Limits(
    max_frame_bytes=8 * _MIB,
    max_parts=16,
    messages=Rate(per_s=2_000, burst=4_000),
    bytes_per_s=Rate(per_s=128 * _MIB, burst=64 * _MIB),
    queue_messages=256,
    queue_bytes=32 * _MIB,
    high_water=64,
)
"""Node <-> renderer on one machine: orders and beats, and now and then a picture of the glass."""
PICTURE_LANE = Limits(
    max_frame_bytes=8 * _MIB,
    max_parts=64,
    messages=Rate(per_s=500, burst=1_000),
    bytes_per_s=Rate(per_s=128 * _MIB, burst=64 * _MIB),
    queue_messages=32,
    queue_bytes=32 * _MIB,
    high_water=2,
    kernel_bytes=_MIB // 4,
    # A beat waits behind the picture that is under way.
    silence_s=5.0,
)


@dataclass(frozen=True, slots=True)
class Link:
    """One connection of one peer, as the server end knows it; a reconnect makes a new one."""

    number: int
    peer: Peer

    def __str__(self) -> str:
        return f"{self.peer} (link {self.number})"


class Lost(StrEnum):
    """Why a link is over."""

    SILENT = "silent"
    GONE = "gone"
    LEFT = "left"
    REVOKED = "revoked"
    CHANGED = "changed"
    """The ring knows the key or token as another peer now; the client may come back as that one."""
    STOPPED = "stopped"
    """By our own end."""


class Sent(Enum):
    """What became of a `send`; it never blocks. Only the peer's answer says that a message arrived."""

    QUEUED = "queued"
    REPLACED = "replaced"
    """Queued, and an older one of the same key, not under way yet, was dropped for it."""
    FULL = "full"
    """Dropped: the peer does not take its messages as fast as we make them."""
    GONE = "gone"
    """Dropped: there is no such link (any more)."""


class Trouble(StrEnum):
    """What can be wrong with what a peer sends."""

    BAD_FRAME = "bad frame"
    TOO_MANY_PARTS = "too many parts"
    OVERSIZE = "frame too large"
    FLOOD = "flood"
    STRANGER = "stranger refused"
    HANDSHAKE = "handshake failed"
    FALSE_IDENTITY = "false identity"
    CALLBACK = "own handler failed"
    ENDED = "the I/O thread ended"
    """A fault of wallctl itself; the process should end and be started again."""


@dataclass(frozen=True, slots=True)
class TroubleReport:
    """One kind of trouble with one party, told at most once a second; `count` since it was last told."""

    kind: Trouble
    who: str
    detail: str
    count: int


@dataclass(slots=True)
class Counts:
    """Totals since the start of an end; read them by `ServerEnd.counts()` and `ClientEnd.counts()`."""

    received: int = 0
    sent: int = 0
    replaced: int = 0
    overflowed: int = 0
    undeliverable: int = 0
    flooded: int = 0
    bad_frames: int = 0
    false_identities: int = 0
    strangers: int = 0
    failed_handshakes: int = 0
    failed_callbacks: int = 0

    def copy(self) -> Counts:
        """Return the totals as they are now."""
        return Counts(**{field.name: getattr(self, field.name) for field in fields(self)})
