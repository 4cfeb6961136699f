"""Node <-> renderer. Orders are whole: the desired picture of one cell, never a change to it.

What the server sends and a node passes on as it came (`Withdraw`, `EchoWanted`, `LabelsShown`) is here too.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from wallctl.model.base import Value
from wallctl.model.budget import Ceiling
from wallctl.model.content import Content
from wallctl.model.desired import Version
from wallctl.model.geometry import PxRect
from wallctl.model.health import CellReport, Reason, WindowState
from wallctl.model.ids import CellId, SourceId, WindowId
from wallctl.model.layout import Crop, Fit, Role, Tour
from wallctl.model.sighting import LookStep, Sighting
from wallctl.model.source import Corners, StreamKind
from wallctl.protocol.codec import Codec


class OtherStream(Value):
    """The source's other encoding: stands in while the wanted one does not come."""

    stream: StreamKind
    url: str
    fps_hint: float | None = None
    open: bool = False
    """It is on the wall already: shown at once, until the wanted one comes."""


class SourceView(Value):
    """What a renderer must know of a source to open and name it. `secret` is a name, never a credential."""

    id: SourceId
    name: str
    name_en: str = ""
    agency: str = ""
    agency_name: str = ""
    colour: str = "#6B7A8F"
    osd: Corners = ()
    stream: StreamKind
    url: str
    secret: str | None = None
    fps_hint: float | None = None
    may_stand_still: bool = False
    """No camera: pictures that do not change are no fault."""
    other: OtherStream | None = None
    scarce: bool = False
    """What nobody shows of this source is closed at once: its platform or its node is short of room."""

    @property
    def other_view(self) -> SourceView | None:
        """The same source in its other encoding, if it has one."""
        other = self.other
        if other is None:
            return None
        return self.with_(
            stream=other.stream,
            url=other.url,
            fps_hint=other.fps_hint,
            other=OtherStream(stream=self.stream, url=self.url, fps_hint=self.fps_hint),
        )


class PaneTour(Value):
    """The sources that the node lets the pane go through, by the server's clock (CLOCK_BOOTTIME)."""

    sources: tuple[SourceView, ...]
    course: Tour
    """Names the same sources, in the same order."""


class Pane(Value):
    """The part of one window that lies on one surface, in that surface's pixels.

    `win` is the whole window (it may reach outside the surface), `dst` the part on the surface, `visible` the
    parts of `dst` that no higher window covers; they do not overlap.
    """

    window: WindowId
    win: PxRect
    dst: PxRect
    visible: tuple[PxRect, ...]
    source: SourceView | None = None
    tour: PaneTour | None = None
    """The node's business: a renderer is told what has its turn, as `source`."""
    content: Content | None = None
    """What is shown instead of a source."""
    cell_w: Annotated[int, Field(ge=0)] = 0
    """How many pixels wide a cell of the wall is here: the measure of a ticker's speed."""
    role: Role | None = None
    fit: Fit = Fit.CONTAIN
    crop: Crop = Crop()
    label: bool = True
    """This surface carries the window's name: one of a spanning window's cells does."""
    card: bool = True
    """This surface carries the words of the window's card, and a stale picture's large age."""
    until_utc_s: float | None = None
    verdict: Reason = Reason.NONE
    """Why there can be no picture, decided by the server (not allowed, right ended, unknown source)."""
    important: bool = False
    """The main window, or one marked important: the last to be given less."""
    ceiling: Ceiling | None = None
    """What kept the window from the stream it wants, or from any (`over_ceiling`)."""
    lesser: bool = False
    """The stream is not the one that the window's size asks for: a ceiling, or a node under load."""
    most_fps: float | None = None
    """No more frames a second than that are converted and painted; all are read."""


class Picture(Value):
    """Everything that one surface shows."""

    panes: tuple[Pane, ...] = ()
    background: str = "#000000"
    letter_px: Annotated[int, Field(ge=0)] = 0
    """How high drawn letters of names and states are on this surface; 0: a share of its height."""
    small_px: Annotated[int, Field(ge=0)] = 0
    """How high the small lines beside them are."""


class Order(Value):
    """Prepare this picture behind what is shown; show it at `at_s`.

    `at_s` is this machine's CLOCK_BOOTTIME in seconds; None: prepare only. An order that is not newer than
    what is shown changes nothing; the same order again is answered by the same report. Newer is the greater
    (version, amendment).
    """

    kind: Literal["order"] = "order"
    version: Version
    picture: Picture
    at_s: float | None = None
    amendment: Annotated[int, Field(ge=0)] = 0
    """Grows when the node itself changes the picture of a version: a source was quarantined or set free, or
    the next one of a tour has its turn."""


class Withdraw(Value):
    """Forget what was prepared for this version: the take was called off."""

    kind: Literal["withdraw"] = "withdraw"
    version: Version


class KeepWarm(Value):
    """Keep these open behind the picture, and say how they are. Whole: what is not named may be closed."""

    kind: Literal["warm"] = "warm"
    sources: tuple[SourceView, ...] = ()


class Stop(Value):
    """End in good order."""

    kind: Literal["stop"] = "stop"


class EchoWanted(Value):
    """Send pictures of the glass at this size and rate until told otherwise; `fps` 0 ends it."""

    kind: Literal["echo"] = "echo"
    width: Annotated[int, Field(ge=0, le=1920)] = 0
    fps: Annotated[float, Field(ge=0, le=30)] = 0.0


class SnapshotWanted(Value):
    """Send one picture of the glass, full size, as PNG attachment of `Snapshot`."""

    kind: Literal["snapshot"] = "snapshot"
    ticket: str


class LabelsShown(Value):
    """Show or hide names on the glass; badges of pictures that are not live stay."""

    kind: Literal["labels"] = "labels"
    shown: bool


class NumbersShown(Value):
    """Show these numbers over their windows for so long; without any, take them away at once."""

    kind: Literal["numbers"] = "numbers"
    numbers: dict[WindowId, int] = Field(default_factory=dict)
    for_s: Annotated[float, Field(ge=0, le=60)] = 0.0


class Identified(Value):
    """Show which cell this is, large, for so long."""

    kind: Literal["identified"] = "identified"
    for_s: Annotated[float, Field(ge=0, le=60)] = 0.0


class Go(Value):
    """Show at `at_s` what was prepared for that version; without it prepared, nothing happens.

    A few bytes in place of the whole picture, which follows where this did not help.
    """

    kind: Literal["go"] = "go"
    version: Version
    at_s: float
    """CLOCK_BOOTTIME in seconds: to a node the server's, to a renderer its own machine's."""
    amendment: Annotated[int, Field(ge=0)] = 0


ToRenderer = Annotated[
    Order
    | Go
    | Withdraw
    | KeepWarm
    | Stop
    | EchoWanted
    | SnapshotWanted
    | LabelsShown
    | NumbersShown
    | Identified,
    Field(discriminator="kind"),
]


class CellHello(Value):
    """First message on every connect."""

    kind: Literal["hello"] = "hello"
    cell: CellId
    incarnation: int
    pid: int
    version: Version


class PaneReady(Value):
    """How far one prepared window is."""

    window: WindowId
    ready: bool
    state: WindowState = WindowState.CONNECTING
    reason: Reason = Reason.NONE


class Ready(Value):
    """Sent at each change of readiness of a prepared order; `done` when nothing more is to be waited for."""

    kind: Literal["ready"] = "ready"
    version: Version
    panes: tuple[PaneReady, ...] = ()
    done: bool = False
    amendment: Annotated[int, Field(ge=0)] = 0
    """That of the order."""


class Shown(Value):
    """The order is on the glass: `at_s` after a round trip to the display (CLOCK_BOOTTIME, seconds)."""

    kind: Literal["shown"] = "shown"
    version: Version
    at_s: float


class Beat(Value):
    """Sent by the GUI thread every half second, after a paint."""

    kind: Literal["beat"] = "beat"
    report: CellReport


class EchoPicture(Value):
    """A small picture of the glass; the JPEG travels as attachment."""

    kind: Literal["echo_picture"] = "echo_picture"
    version: Version
    taken_s: float
    width: int
    height: int


class Snapshot(Value):
    """Answer to `SnapshotWanted`; the PNG travels as attachment."""

    kind: Literal["snapshot"] = "snapshot"
    ticket: str
    version: Version


class Sighted(Value):
    """What a scout sees of its stream, up to now; the newest picture travels as attachment, if one came."""

    kind: Literal["sighted"] = "sighted"
    step: LookStep
    sighting: Sighting
    taken_s: float
    """CLOCK_BOOTTIME of the picture; without one, of the message."""
    width: int = 0
    height: int = 0


FromRenderer = Annotated[
    CellHello | Ready | Shown | Beat | EchoPicture | Snapshot | Sighted, Field(discriminator="kind")
]


to_renderer: Codec[ToRenderer] = Codec(ToRenderer)
from_renderer: Codec[FromRenderer] = Codec(FromRenderer)
