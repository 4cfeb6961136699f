"""Server <-> node. A node is told the whole picture of its cells, and reports the whole of their health."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field

from wallctl.model.base import Value
from wallctl.model.desired import Version
from wallctl.model.health import CellHealth
from wallctl.model.ids import CellId, NodeId, SourceId, WindowId
from wallctl.model.sighting import LookFor, LookStep, Sighting
from wallctl.model.wall import Surface
from wallctl.protocol.cell import (
    EchoWanted,
    Go,
    LabelsShown,
    NumbersShown,
    PaneReady,
    Picture,
    SourceView,
    Withdraw,
)
from wallctl.protocol.codec import Codec


class Step(StrEnum):
    """What is to be done with a node order."""

    ARM = "arm"
    """Prepare behind the picture; nothing on the glass or on the node's disk changes."""
    HOLD = "hold"
    """As `ARM`, and nobody has asked for the take yet: what is shown goes on meanwhile, tours too."""
    TAKE = "take"
    """Show at `at_s`; from now on this is the state that the node keeps over a restart."""


class NodeOrder(Value):
    """What a node's cells are to show. Whole: cells that are not named show nothing."""

    kind: Literal["order"] = "order"
    version: Version
    step: Step
    at_s: float | None = None
    """The server's CLOCK_BOOTTIME, seconds; the node converts. None with TAKE: as soon as prepared."""
    surfaces: tuple[Surface, ...]
    pictures: dict[CellId, Picture]


class SnapshotWanted(Value):
    """One full-size picture of each named cell."""

    kind: Literal["snapshot"] = "snapshot"
    ticket: str
    cells: tuple[CellId, ...]


class RestartCell(Value):
    """A technician wants this renderer started anew."""

    kind: Literal["restart"] = "restart"
    cell: CellId


class StopNode(Value):
    """End all renderers, the nursery and the node, in good order."""

    kind: Literal["stop"] = "stop"


class LookOrder(Value):
    """One look at one stream, by a scout of the node."""

    look: str
    """The server's number; the same number again is the same look, and is not begun anew."""
    purpose: LookFor
    view: SourceView
    follow: bool = False
    """A renderer of the node has this very stream open: it is not pulled again."""
    width: Annotated[int, Field(ge=16, le=320)] = 320
    every_s: Annotated[float, Field(ge=0.2)] | None = None
    """A picture so often until the look is not ordered any more; None: one look."""
    watch_s: Annotated[float, Field(ge=0)] = 0.0
    within_s: Annotated[float, Field(gt=0)] = 10.0


class LooksWanted(Value):
    """The looks that the node is to do now. Whole: what is not named is ended."""

    kind: Literal["looks"] = "looks"
    looks: tuple[LookOrder, ...] = ()


class IdentifyCells(Value):
    """Have these cells show which they are, for so long."""

    kind: Literal["identify"] = "identify"
    cells: tuple[CellId, ...]
    for_s: Annotated[float, Field(ge=0, le=60)] = 0.0


ToNode = Annotated[
    NodeOrder
    | Go
    | Withdraw
    | EchoWanted
    | SnapshotWanted
    | RestartCell
    | LabelsShown
    | NumbersShown
    | IdentifyCells
    | LooksWanted
    | StopNode,
    Field(discriminator="kind"),
]


class NodeHello(Value):
    """First message on every connect: what the node's cells show, as far as it knows."""

    kind: Literal["hello"] = "hello"
    node: NodeId
    version: Version
    """The newest state the node has kept; a server's epoch is above every one it hears."""
    cells: tuple[CellHealth, ...] = ()


class CellReady(Value):
    """A cell's progress in preparing a version."""

    kind: Literal["ready"] = "ready"
    version: Version
    cell: CellId
    panes: tuple[PaneReady, ...] = ()
    done: bool = False


class CellShown(Value):
    """A cell shows a version since `at_s` (the server's clock), measured after a display round trip."""

    kind: Literal["shown"] = "shown"
    version: Version
    cell: CellId
    at_s: float


class NodeReport(Value):
    """The health of all cells of the node, twice a second and at each change of a phase."""

    kind: Literal["report"] = "report"
    node: NodeId
    version: Version
    cells: tuple[CellHealth, ...]
    cpu_percent: Annotated[float, Field(ge=0, le=100)] | None = None
    """Of the time of all the machine's cores, what was used over the last seconds; None: not known."""


class Severity(StrEnum):
    INFO = "info"
    WARNING = "warning"
    ALARM = "alarm"


class NodeEvent(Value):
    """Something that happened: a renderer died, a source was lost or came back."""

    kind: Literal["event"] = "event"
    severity: Severity = Severity.INFO
    cell: CellId | None = None
    source: SourceId | None = None
    sources: tuple[SourceId, ...] = ()
    """All of them, where it is about several at once."""
    window: WindowId | None = None
    what: str
    """A word for programs: `renderer_died`, `renderer_back`, `source_lost`, `source_live` ..."""
    text: str
    """A sentence for people, in Chinese."""
    text_en: str = ""


class EchoPicture(Value):
    """A small picture of one cell's glass, for the server and on to the desks; the JPEG is an attachment."""

    kind: Literal["echo_picture"] = "echo_picture"
    cell: CellId
    version: Version
    taken_s: float
    width: int
    height: int


class CellSnapshot(Value):
    """One cell's picture for a snapshot; the PNG travels as attachment."""

    kind: Literal["snapshot"] = "snapshot"
    ticket: str
    cell: CellId


class LookSeen(Value):
    """How far a look is, and what was seen; with a picture, its JPEG is the attachment.

    WAITING: the node has no room for it now. DONE of a look without an end (`every_s`): one more picture, or
    why there is none.
    """

    kind: Literal["look_seen"] = "look_seen"
    look: str
    step: LookStep
    sighting: Sighting = Sighting()
    taken_s: float
    """The server's CLOCK_BOOTTIME."""
    width: int = 0
    height: int = 0
    crashed: bool = False
    """The scout died of what the source sent."""


FromNode = Annotated[
    NodeHello | CellReady | CellShown | NodeReport | NodeEvent | EchoPicture | CellSnapshot | LookSeen,
    Field(discriminator="kind"),
]

to_node: Codec[ToNode] = Codec(ToNode)
from_node: Codec[FromNode] = Codec(FromNode)
