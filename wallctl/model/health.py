"""How things are: states of windows and cells, and the reports that renderers make of what they paint."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from pydantic import Field

from wallctl.model.base import Value
from wallctl.model.desired import Version
from wallctl.model.geometry import PxRect
from wallctl.model.ids import CellId, NodeId, SourceId, WindowId
from wallctl.model.source import StreamKind


class WindowState(StrEnum):
    """What a window's picture is worth. Only LIVE and DEGRADED may look live."""

    LIVE = "live"
    LATE = "late"
    STALE = "stale"
    NO_SIGNAL = "no_signal"
    FROZEN = "frozen"
    CONNECTING = "connecting"
    DEGRADED = "degraded"
    BLACK = "black"
    UNAUTHORISED = "unauthorised"
    UNSUPPORTED = "unsupported"
    QUARANTINED = "quarantined"
    SLATE = "slate"
    """A card that is meant: a place without a source."""


class CellPhase(StrEnum):
    """The life of one cell's renderer, as its node sees it."""

    DOWN = "down"
    STARTING = "starting"
    UP = "up"
    HUNG = "hung"
    WAITING = "waiting"
    """Between a crash and the next start."""
    STOPPING = "stopping"


class Reason(StrEnum):
    """Why there is no picture, in one word; the card says it in Chinese first, English small."""

    NONE = ""
    REFUSED = "refused"
    NO_ANSWER = "no_answer"
    NO_PICTURE = "no_picture"
    STOPPED = "stopped"
    WRONG_PASSWORD = "wrong_password"  # noqa: S105 - a reason, not a password
    NOT_FOUND = "not_found"
    UNSUPPORTED_CODEC = "unsupported_codec"
    NOT_ALLOWED = "not_allowed"
    UNTRUSTED = "untrusted"
    """The certificate of the other end is not one that the site trusts."""
    UNSUPPORTED_PROTOCOL = "unsupported_protocol"
    """The video library has no way to speak with it."""
    NO_SOURCE = "no_source"
    RIGHT_ENDED = "right_ended"
    QUARANTINED = "quarantined"
    CANNOT_OPEN = "cannot_open"
    OWN_FAULT = "own_fault"
    """The fault is this machine's, not the source's."""
    GONE = "gone"
    """No source of that id is in the catalogue (any more)."""
    OVER_CEILING = "over_ceiling"
    """More than a platform, a link or a node can carry: the pane says which."""


class PaneReport(Value):
    """What one window on one cell looks like now."""

    window: WindowId
    source: SourceId | None
    dst: PxRect
    state: WindowState
    reason: Reason = Reason.NONE
    since_utc_s: float | None = None
    """Since when it is not live; None while it is."""
    frame_age_ms: int | None = None
    """Age of the newest painted frame; None: none was painted yet."""
    fps: float = 0.0
    """Painted frames a second over the last seconds."""
    came_fps: float = 0.0
    """Frames a second that the camera sends, by its time stamps, else that came; 0: not known yet."""
    dropped: int = 0
    stream: StreamKind | None = None
    """The encoding whose frames are painted."""
    wanted_stream: StreamKind | None = None
    """The encoding that was ordered; another one stands in while it does not come."""
    width: int = 0
    height: int = 0


class WarmReport(Value):
    """How a source is that is kept open behind the picture."""

    source: SourceId
    ready: bool
    """Frames of it come: it could be shown now."""
    reason: Reason = Reason.NONE


class CellReport(Value):
    """What one renderer paints, twice a second, after a paint."""

    cell: CellId
    incarnation: int
    pid: int
    version: Version
    panes: tuple[PaneReport, ...] = ()
    warm: tuple[WarmReport, ...] = ()
    decodes: tuple[SourceId, ...] = ()
    """Sources whose streams this process has open itself, for whatever reason: shown, prepared, kept warm for
    an undo, or decoded for other cells."""
    follows: tuple[SourceId, ...] = ()
    """Sources whose frames it gets from the renderer that decodes them."""
    painted: int = 0
    """Frames painted since the start."""
    glass_ok: bool = True
    """The pixels read back from the display are those that the painter put there."""
    glass_note: str = ""
    no_output: str = ""
    """The output that the cell belongs to is not there; empty: it is."""
    screen: str = ""
    screens: tuple[str, ...] = ()
    """All outputs that its display has: what a cell may be put on."""
    place_px: PxRect | None = None
    """Where the window really is."""
    rss_kb: int = 0


class CellHealth(Value):
    """One cell as its node sees it: the process, and the last report that came from it."""

    cell: CellId
    phase: CellPhase
    pid: int | None = None
    incarnation: int = 0
    restarts: int = 0
    reason: str = ""
    report: CellReport | None = None


FULL_PERCENT = 90.0
"""Of its cores' time; a node that uses more has nothing left for what comes next."""


class NodeHealth(Value):
    """One node as the server knows it."""

    node: NodeId
    connected: bool = False
    cpu_percent: Annotated[float, Field(ge=0, le=100)] | None = None
    """Of the time of all its machine's cores, what was used over the last seconds; None: not known."""
