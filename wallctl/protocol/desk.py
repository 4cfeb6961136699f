"""Desk or command line <-> server. Every request carries an id: the same id gets the first answer again."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field, JsonValue

from wallctl.model.alarm import Alarm
from wallctl.model.base import Value
from wallctl.model.camera_table import TableSays
from wallctl.model.desired import Desired, Version
from wallctl.model.draft import PresetMark
from wallctl.model.geometry import Rect
from wallctl.model.health import CellHealth, NodeHealth
from wallctl.model.ids import CellId, PresetId, RequestId, SeatId, SourceId
from wallctl.model.layout import Fit, Layout, Preset, Tour
from wallctl.model.people import NOBODY, OfficerName
from wallctl.model.source import Agency, Source
from wallctl.model.truth import Truth
from wallctl.model.wall import Wall
from wallctl.protocol.attention import AcknowledgeAlarms, Identify
from wallctl.protocol.codec import Codec
from wallctl.protocol.drafting import (
    ArmDraft,
    Arming,
    CallTakeOff,
    DeletePreset,
    DraftMark,
    DraftNews,
    DropDraft,
    KeyWish,
    ListVersions,
    SaveDraft,
    SaveLive,
)
from wallctl.protocol.looks import (
    CancelLook,
    LookProgress,
    PreviewPicture,
    Standings,
    TestSource,
    WatchPreviews,
)
from wallctl.protocol.node import EchoPicture, Severity
from wallctl.protocol.setting_up import LoadSample, SetWall
from wallctl.protocol.sourcing import AddTemporary, EditSource, KeepSource, PreviewImport, RemoveSource


class Readiness(StrEnum):
    """What a take does about windows that are not ready at the deadline."""

    HOLD = "hold"
    """Show a card that names source and reason."""
    ALL_OR_NOTHING = "all_or_nothing"


class ShowSource(Value):
    kind: Literal["show"] = "show"
    source: SourceId
    at: Rect
    fit: Fit = Fit.CONTAIN
    important: bool = False


class ShowTour(Value):
    """Put a window on the wall that goes through several sources."""

    kind: Literal["tour"] = "tour"
    tour: Tour
    at: Rect
    fit: Fit = Fit.CONTAIN
    important: bool = False


class ClearWall(Value):
    """Take all windows off. `result["locked_off"]`, here and for `ApplyPreset`: what locked windows showed
    that went, too; not there when none did."""

    kind: Literal["clear"] = "clear"


class ApplyPreset(Value):
    kind: Literal["apply"] = "apply"
    preset: PresetId
    readiness: Readiness = Readiness.HOLD


class TakeLayout(Value):
    """Put a whole layout on the wall. `over` is the revision the officer saw; None: whatever is there."""

    kind: Literal["take"] = "take"
    layout: Layout
    over: int | None = None
    preset: PresetId | None = None
    readiness: Readiness = Readiness.HOLD


class Undo(Value):
    """Take back the seat's own newest change. `over` is the revision the officer saw; None: whatever is."""

    kind: Literal["undo"] = "undo"
    over: int | None = None


class Reseat(Value):
    """Put the main window and the important ones on living cells. `over` is the revision the officer saw."""

    kind: Literal["reseat"] = "reseat"
    lost: tuple[CellId, ...] = ()
    """Cells that are dark though their renderers say that they are well: a lamp, a cable."""
    over: int | None = None


class ReseatBack(Value):
    """All back to where it was before `Reseat`; refused when the wall was changed since."""

    kind: Literal["reseat_back"] = "reseat_back"


class ProposeReseat(Value):
    """What `Reseat` would do; nothing is changed."""

    kind: Literal["reseat_propose"] = "reseat_propose"
    lost: tuple[CellId, ...] = ()


class AddSource(Value):
    """`user` and `password` go into the site's secrets file, nowhere else."""

    kind: Literal["source_add"] = "source_add"
    source: Source
    credential: str | None = None
    """`user:password`, taken out of the URL by the client."""


class ImportSources(Value):
    """All or none. Of ids that are there, what `says` does not speak of stays; see `rules.importing`."""

    kind: Literal["import"] = "import"
    sources: tuple[Source, ...]
    says: TableSays = TableSays()
    agencies: tuple[Agency, ...] = ()
    credentials: dict[str, str] = Field(default_factory=dict, repr=False)
    """Source -> `user:password`, taken out of the URLs by the client; for the site's secrets file alone."""


class SavePreset(Value):
    """`over`: the version that is replaced on purpose; None: the name must be new.

    The answer tells `version` and `key`, and as `taken_by` who has the key that the preset named in vain.
    """

    kind: Literal["preset_save"] = "preset_save"
    preset: Preset
    over: int | None = None
    key_wish: KeyWish = KeyWish.GIVE


class Status(Value):
    kind: Literal["status"] = "status"


class ListSources(Value):
    kind: Literal["sources"] = "sources"


class ListPresets(Value):
    kind: Literal["presets"] = "presets"


class TakeSnapshot(Value):
    """A picture of the glass of the whole wall; the PNGs of the cells come as attachments of the reply."""

    kind: Literal["snapshot"] = "snapshot"


class Events(Value):
    """The newest `last` events; with `follow`, each new one as `Happened`."""

    kind: Literal["events"] = "events"
    last: Annotated[int, Field(ge=0, le=10_000)] = 50
    follow: bool = False


class Watch(Value):
    """Send `WallView` at each change and twice a second, and `Happened`: what a desk needs."""

    kind: Literal["watch"] = "watch"


class WatchEcho(Value):
    """Send pictures of the glass. `fps` 0 ends it."""

    kind: Literal["watch_echo"] = "watch_echo"
    width: Annotated[int, Field(ge=0, le=1920)] = 320
    fps: Annotated[float, Field(ge=0, le=30)] = 5.0


class ShowLabels(Value):
    kind: Literal["labels"] = "labels"
    shown: bool


class ListMedia(Value):
    """The picture files of the site's media folder: result `files`, names below that folder."""

    kind: Literal["media"] = "media"


class ShowNumbers(Value):
    """Number the windows on the glass as `rules.numbers` does; they go by themselves after `SHOWN_FOR_S`."""

    kind: Literal["numbers"] = "numbers"
    shown: bool


class StopSite(Value):
    kind: Literal["stop"] = "stop"


Ask = Annotated[
    ShowSource
    | ShowTour
    | ClearWall
    | ApplyPreset
    | TakeLayout
    | Undo
    | Reseat
    | ReseatBack
    | ProposeReseat
    | AddSource
    | ImportSources
    | PreviewImport
    | AddTemporary
    | KeepSource
    | EditSource
    | RemoveSource
    | SavePreset
    | SaveLive
    | DeletePreset
    | ListVersions
    | SaveDraft
    | DropDraft
    | ArmDraft
    | CallTakeOff
    | Status
    | ListSources
    | ListPresets
    | TakeSnapshot
    | Events
    | Watch
    | WatchEcho
    | TestSource
    | CancelLook
    | WatchPreviews
    | ShowLabels
    | AcknowledgeAlarms
    | Identify
    | ShowNumbers
    | ListMedia
    | SetWall
    | LoadSample
    | StopSite,
    Field(discriminator="kind"),
]


class Request(Value):
    """One thing asked of the server. The actor is the key's owner, never a field.

    `officer` is who says that they sit at that seat: kept and told, and never a right.
    """

    kind: Literal["request"] = "request"
    id: RequestId
    seat: SeatId
    officer: OfficerName = NOBODY
    ask: Ask


ToServer = Annotated[Request, Field()]


class Problem(Value):
    """A refusal in words: the thing, the reason, the remedy. `error` is the name of the error's class."""

    error: str
    thing: str
    reason: str
    remedy: str = ""
    actor: str = ""
    """Of a `Conflict`: who changed it meanwhile, at which seat, when; empty where that is not known."""
    officer: OfficerName = NOBODY
    seat: str = ""
    at_utc_s: float | None = None
    version: int | None = None
    """Of a preset: the version that is there."""
    changed: tuple[tuple[str, str], ...] = ()
    """Windows that are others than the officer saw: (`new`, `moved`, `replaced` or `gone`; what it shows)."""


class Reply(Value):
    """The answer to one request: `problem`, or `result` with the fields of the command-line contract."""

    kind: Literal["reply"] = "reply"
    id: RequestId
    problem: Problem | None = None
    result: dict[str, JsonValue] = Field(default_factory=dict)
    attachments: tuple[str, ...] = ()
    """What each binary attachment is (cell names, for a snapshot)."""


class WallView(Value):
    """What a desk shows: the order, the glass, and what differs."""

    kind: Literal["wall"] = "wall"
    site: str
    wall: Wall
    version: Version
    desired: Desired
    preset_name: str = ""
    truth: Truth
    cells: tuple[CellHealth, ...]
    taking: bool = False
    spread_ms: float | None = None
    arming: Arming | None = None
    """The take under way, else what is armed; None while there is neither."""
    lost: tuple[CellId, ...] = ()
    """Cells that have shown nothing for so long that windows may be put elsewhere."""
    drafts: tuple[DraftMark, ...] = ()
    """Who prepares what, at every seat."""
    alarms: tuple[Alarm, ...] = ()
    """What is to be heard until somebody says that they know; see `rules.alarms`."""
    labels_shown: bool = True
    """Names are on the glass; badges of pictures that are not live always are."""
    nodes: tuple[NodeHealth, ...] = ()
    """All that drive cells of the wall."""


class Happened(Value):
    """One event, for logs and desks."""

    kind: Literal["event"] = "event"
    seq: int
    at_utc_s: float
    severity: Severity = Severity.INFO
    what: str
    text: str
    text_en: str = ""
    cell: CellId | None = None
    source: SourceId | None = None
    sources: tuple[SourceId, ...] = ()
    """All of them, where it is about several at once."""
    actor: str = ""
    officer: OfficerName = NOBODY
    """Who sat there, as they said it; empty: nobody was named."""
    seat: str = ""
    """Where the actor sat; empty for what nobody did."""
    revision: int | None = None


class Catalogue(Value):
    """All sources, agencies and presets; sent after `Watch`, and again when one of them changed."""

    kind: Literal["catalogue"] = "catalogue"
    agencies: tuple[Agency, ...]
    sources: tuple[Source, ...]
    presets: tuple[Preset, ...]
    marks: tuple[PresetMark, ...] = ()
    """Version of each preset, who saved it and when."""


FromServer = Annotated[
    Reply
    | WallView
    | Happened
    | EchoPicture
    | Catalogue
    | DraftNews
    | LookProgress
    | PreviewPicture
    | Standings,
    Field(discriminator="kind"),
]

to_server: Codec[ToServer] = Codec(ToServer)
from_server: Codec[FromServer] = Codec(FromServer)
