"""Drafts, versions of presets, and the take under way: what desks and server say of them.

A desk that asks `Watch` hears `DraftNews` of its own seat at once and at each change, whichever desk made it;
`WallView.drafts` tells who prepares what at all seats. A draft is kept on disk before it is acknowledged, and
outlives the desk; it is no revision of the wall.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field

from wallctl.model.base import Value
from wallctl.model.draft import KeptDraft
from wallctl.model.health import Reason
from wallctl.model.ids import ActorId, PresetId, SeatId, Slug, SourceId, WindowId
from wallctl.model.layout import Layout
from wallctl.model.people import NOBODY, Declared

MOST_VERSIONS = 50
"""Versions of a preset that one answer tells."""
HELD_FOR_S = 60.0
"""What is armed and not taken is let go after so long: its streams are open beside those of the wall."""


class KeyWish(StrEnum):
    """What a save wants of the key that calls the preset on desks."""

    GIVE = "give"
    """The one that the preset names, where it is free; else the one it has; a new one gets the next."""
    AS_SAID = "as_said"
    """Just the one that it names, or none; one that another preset has is refused."""


class SaveDraft(Value):
    """Keep this as the draft of the seat that asks. The answer tells its `number`.

    `over` is the number of the draft that was changed; None: the seat has none. Another number is a
    `Conflict` that names who changed it.
    """

    kind: Literal["draft_save"] = "draft_save"
    layout: Layout
    preset: PresetId | None = None
    version: int | None = None
    over: int | None = None


class DropDraft(Value):
    """The draft of the seat that asks is over; `over` is its number. One that is gone already is no error."""

    kind: Literal["draft_drop"] = "draft_drop"
    over: int


class ArmDraft(Value):
    """Open behind the wall what is new in this, in the renderers that will show it; the wall stays as it is.

    `WallView.arming` counts. A `TakeLayout` of the same layout then takes at once. It is for `HELD_FOR_S` at
    most, for as long as a desk of the seat is there and the wall is not changed; arming again, whoever does
    it, replaces it, and so does each newer `SaveDraft` of the seat. `over` is the revision the officer saw;
    None: whatever is there.
    """

    kind: Literal["arm"] = "arm"
    layout: Layout
    over: int | None = None


class CallTakeOff(Value):
    """The newest take of the seat that asks, or what it has armed, is not to come to the wall.

    A `Conflict` where its instant is named already, or where another seat's is under way. `result["what"]` is
    `take` or `arming`; of a take that was acknowledged before it armed, `revision` is the one that brings
    back what was there before.
    """

    kind: Literal["call_off"] = "call_off"


class DraftNews(Value):
    """The draft of the desk's own seat as it is now; None: there is none."""

    kind: Literal["draft"] = "draft"
    seat: SeatId
    draft: KeptDraft | None = None


class DraftMark(Value):
    """Who prepares what, told to all desks."""

    seat: SeatId
    actor: ActorId
    officer: Declared = NOBODY
    at_utc_s: float
    preset: PresetId | None = None
    windows: int


class SaveLive(Value):
    """Save what the wall is to show now as a preset; without a name it keeps the one it has, else its id.

    `over`: the version that is replaced on purpose, of which other shapes of wall and rules stay; None: the
    preset must be new.
    """

    kind: Literal["preset_save_live"] = "preset_save_live"
    preset: Slug
    name: str = ""
    group: str = ""
    over: int | None = None


class DeletePreset(Value):
    """Take a preset off the list. `over` is the version the officer saw. Saving it anew brings it back."""

    kind: Literal["preset_delete"] = "preset_delete"
    preset: PresetId
    over: int


class ListVersions(Value):
    """The newest versions of a preset, newest first, whole, with who and when; also of a deleted one."""

    kind: Literal["preset_versions"] = "preset_versions"
    preset: PresetId
    last: Annotated[int, Field(ge=1, le=MOST_VERSIONS)] = 20


class ArmStage(StrEnum):
    """How far a take is."""

    HELD = "held"
    """Armed by itself: nobody has asked for the take yet."""
    ARMING = "arming"
    SWITCHING = "switching"


class Waiting(Value):
    """A window that is not ready yet; `reason` is NONE while it is only being opened."""

    window: WindowId
    source: SourceId | None
    reason: Reason = Reason.NONE


class Arming(Value):
    """The take under way, or what is armed: n of m windows are ready, and which are not."""

    revision: int
    stage: ArmStage
    windows: int
    ready: int
    waiting: tuple[Waiting, ...] = ()
    whole: bool = False
    """All or nothing was asked."""
    until_utc_s: float | None = None
    """Of what is held: when it is let go."""
    actor: ActorId | None = None
    officer: Declared = NOBODY
    seat: SeatId | None = None
