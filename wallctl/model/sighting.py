"""What was seen of a source off the wall: one look at one of its streams, and how ready it is. PURE."""

from __future__ import annotations

from enum import StrEnum

from wallctl.model.base import Value
from wallctl.model.budget import Ceiling
from wallctl.model.health import Reason
from wallctl.model.ids import SourceId
from wallctl.model.source import StreamKind


class LookStep(StrEnum):
    """How far a look is; a desk shows it as progress."""

    WAITING = "waiting"
    """For room: other looks, a ceiling, or the wall come first."""
    OPENING = "opening"
    MEASURING = "measuring"
    """The first picture is there; rate and key frames are being counted."""
    DONE = "done"


class LookFor(StrEnum):
    """Whom a look is for, which decides who waits: the first of these waits last."""

    TEST = "test"
    """A person waits for the answer."""
    PREVIEW = "preview"
    """A desk shows its pictures."""
    TRIAL = "trial"
    """A quarantined source is tried."""
    ROUND = "round"
    """To know how ready sources are."""


class Sighting(Value):
    """What one look saw of one stream. `reason` is NONE when its pictures came, else why they did not."""

    stream: StreamKind = StreamKind.MAIN
    reason: Reason = Reason.NONE
    ceiling: Ceiling | None = None
    """What had no room for the look (`over_ceiling`)."""
    first_frame_ms: int | None = None
    """From the beginning of the open to the first whole picture; None: none came."""
    codec: str = ""
    """`H.264`, `H.265`, `MJPEG`, else FFmpeg's own name; empty: not known."""
    width: int = 0
    height: int = 0
    fps: float = 0.0
    """Measured, by the stream's own time stamps where it has any; 0: too few frames."""
    key_interval_s: float = 0.0
    """Between key frames, seen so far; 0: fewer than two came."""

    @property
    def ready(self) -> bool:
        """Whether pictures came."""
        return self.reason is Reason.NONE and self.first_frame_ms is not None


class Standing(StrEnum):
    """Whether a source could be shown now, as far as is known."""

    LIVE = "live"
    """A window shows it live."""
    READY = "ready"
    """A look saw its pictures lately."""
    FAILING = "failing"
    """A window or a look could not show it lately; the reason says why."""
    UNKNOWN = "unknown"
    """Nobody looked, or too long ago."""


class SourceStanding(Value):
    """How ready one source is, why not, and when that was seen (Unix seconds); None: it is so now."""

    source: SourceId
    standing: Standing
    reason: Reason = Reason.NONE
    at_utc_s: float | None = None

    @property
    def counts(self) -> bool:
        """Whether it counts in `ready now 22/24`."""
        return self.standing in (Standing.LIVE, Standing.READY)
