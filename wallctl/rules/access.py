"""Who may do what. Default deny: what is not in the table is not allowed. Must not know keys or messages.

Today there is one kind of party with rights, the local operator, who has all of them; the door and the table
are here so that agencies, grants and seats have a place to be added to.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from wallctl.errors import Denied
from wallctl.model.base import Value
from wallctl.model.ids import ActorId, SeatId
from wallctl.model.people import NOBODY, OfficerName


class Action(StrEnum):
    """Everything that can be asked of the server, by the name it has in the audit log."""

    SHOW = "show"
    TOUR = "tour"
    CLEAR = "clear"
    APPLY = "apply"
    TAKE = "take"
    UNDO = "undo"
    RESEAT = "reseat"
    RESEAT_BACK = "reseat_back"
    SOURCE_ADD = "source_add"
    IMPORT = "import"
    SOURCE_TEMPORARY = "source_temporary"
    SOURCE_KEEP = "source_keep"
    SOURCE_EDIT = "source_edit"
    SOURCE_REMOVE = "source_remove"
    PRESET_SAVE = "preset_save"
    PRESET_SAVE_LIVE = "preset_save_live"
    PRESET_DELETE = "preset_delete"
    DRAFT_SAVE = "draft_save"
    DRAFT_DROP = "draft_drop"
    ARM = "arm"
    CALL_OFF = "call_off"
    LABELS = "labels"
    ALARMS_ACKNOWLEDGE = "alarms_acknowledge"
    IDENTIFY = "identify"
    NUMBERS = "numbers"
    MEDIA = "media"
    WALL_SET = "wall_set"
    SAMPLE_LOAD = "sample_load"
    STOP = "stop"
    STATUS = "status"
    RESEAT_PROPOSE = "reseat_propose"
    SOURCES = "sources"
    PRESETS = "presets"
    IMPORT_PREVIEW = "import_preview"
    PRESET_VERSIONS = "preset_versions"
    EVENTS = "events"
    WATCH = "watch"
    WATCH_ECHO = "watch_echo"
    SOURCE_TEST = "source_test"
    LOOK_CANCEL = "look_cancel"
    WATCH_PREVIEWS = "watch_previews"
    SNAPSHOT = "snapshot"


class Effect(StrEnum):
    """What an action does, which decides how it is kept in the audit log."""

    CHANGE = "change"
    LOOK = "look"
    """Tells how things are, without a picture."""
    PICTURE = "picture"
    """Gives pictures out."""


EFFECTS: Mapping[Action, Effect] = {
    Action.SHOW: Effect.CHANGE,
    Action.TOUR: Effect.CHANGE,
    Action.CLEAR: Effect.CHANGE,
    Action.APPLY: Effect.CHANGE,
    Action.TAKE: Effect.CHANGE,
    Action.UNDO: Effect.CHANGE,
    Action.RESEAT: Effect.CHANGE,
    Action.RESEAT_BACK: Effect.CHANGE,
    Action.SOURCE_ADD: Effect.CHANGE,
    Action.IMPORT: Effect.CHANGE,
    Action.SOURCE_TEMPORARY: Effect.CHANGE,
    Action.SOURCE_KEEP: Effect.CHANGE,
    Action.SOURCE_EDIT: Effect.CHANGE,
    Action.SOURCE_REMOVE: Effect.CHANGE,
    Action.PRESET_SAVE: Effect.CHANGE,
    Action.PRESET_SAVE_LIVE: Effect.CHANGE,
    Action.PRESET_DELETE: Effect.CHANGE,
    Action.DRAFT_SAVE: Effect.CHANGE,
    Action.DRAFT_DROP: Effect.CHANGE,
    Action.ARM: Effect.CHANGE,
    Action.CALL_OFF: Effect.CHANGE,
    Action.LABELS: Effect.CHANGE,
    Action.ALARMS_ACKNOWLEDGE: Effect.CHANGE,
    Action.IDENTIFY: Effect.CHANGE,
    Action.NUMBERS: Effect.CHANGE,
    Action.MEDIA: Effect.LOOK,
    Action.WALL_SET: Effect.CHANGE,
    Action.SAMPLE_LOAD: Effect.CHANGE,
    Action.STOP: Effect.CHANGE,
    Action.STATUS: Effect.LOOK,
    Action.RESEAT_PROPOSE: Effect.LOOK,
    Action.SOURCES: Effect.LOOK,
    Action.PRESETS: Effect.LOOK,
    Action.IMPORT_PREVIEW: Effect.LOOK,
    Action.PRESET_VERSIONS: Effect.LOOK,
    Action.EVENTS: Effect.LOOK,
    Action.WATCH: Effect.LOOK,
    Action.WATCH_ECHO: Effect.PICTURE,
    Action.SOURCE_TEST: Effect.PICTURE,
    Action.LOOK_CANCEL: Effect.LOOK,
    Action.WATCH_PREVIEWS: Effect.PICTURE,
    Action.SNAPSHOT: Effect.PICTURE,
}


class Role(StrEnum):
    """What a party may be. A name that is none of these has no rights at all."""

    LOCAL_OPERATOR = "local"
    """Whoever made the site, on the server's own machine."""


RIGHTS: Mapping[Role, frozenset[Action]] = {Role.LOCAL_OPERATOR: frozenset(Action)}


class Actor(Value):
    """Who asks: the owner of the key that the message came with, and the seat that they say they sit at.

    `officer` is who says that they sit there, for people to be told. Rights come of the role alone.
    """

    id: ActorId
    role: str
    seat: SeatId
    officer: OfficerName = NOBODY

    @property
    def name(self) -> str:
        """Whom people are told of."""
        return self.officer or self.id


def authorise(actor: Actor, action: Action, what: str) -> None:
    """Return when the actor may do this to that; raise `Denied` naming all three."""
    try:
        rights = RIGHTS[Role(actor.role)]
    except (ValueError, KeyError):
        rights = frozenset()
    if action not in rights:
        raise Denied(
            what or action.value,
            f"{actor.id} ({actor.role}) has no right to {action.value}",
            "ask an operator of this site",
        )
