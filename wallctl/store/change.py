"""What one accepted or refused request leaves behind, as a value. Must not know tables or files."""

from __future__ import annotations

import hashlib
import json
from enum import StrEnum
from typing import Any

from wallctl.model.alarm import Alarm
from wallctl.model.base import Value
from wallctl.model.desired import Desired
from wallctl.model.draft import KeptDraft
from wallctl.model.ids import ActorId, PresetId, RequestId, SeatId, SourceId
from wallctl.model.layout import Preset
from wallctl.model.people import NOBODY, Declared
from wallctl.model.source import Agency, Source
from wallctl.model.wall import Wall
from wallctl.protocol.desk import Reply

GENESIS = "0" * 64
"""What the first audit line is chained to."""


class Outcome(StrEnum):
    """How a request ended, in the audit log."""

    DONE = "done"
    REFUSED = "refused"
    LOOKED = "looked"
    """A picture or a list was given out; nothing changed."""
    NOTED = "noted"
    """The server itself did something: started, restored a copy."""


class AuditLine(Value):
    """One use of the system: who, from where, what, and how it ended. Never holds a secret.

    `actor` is proven by the key, `officer` is what they said.
    """

    at_utc_s: float
    actor: ActorId
    officer: Declared = NOBODY
    seat: SeatId
    request: RequestId
    action: str
    what: str
    outcome: Outcome
    revision: int | None = None
    detail: str = ""


class Answer(Value):
    """The first answer to a request; a repeated request id gets it again."""

    actor: ActorId
    request: RequestId
    reply: Reply


class Change(Value):
    """Everything that is written in one transaction. Only `line` is always there."""

    line: AuditLine
    desired: Desired | None = None
    answer: Answer | None = None
    agencies: tuple[Agency, ...] = ()
    sources: tuple[Source, ...] = ()
    sources_gone: tuple[SourceId, ...] = ()
    """Taken out of the catalogue."""
    presets: tuple[Preset, ...] = ()
    """Each becomes a new version of its id; older ones are kept."""
    presets_gone: tuple[PresetId, ...] = ()
    """Each gets a version that takes it off the list."""
    preset_keys_settled: bool = False
    """From now on a preset has the key that is written in it, and no other."""
    draft: KeptDraft | None = None
    """The draft of its seat from now on."""
    draft_gone: SeatId | None = None
    """The seat that has no draft any more."""
    epoch: int | None = None
    wall: Wall | None = None
    """The wall from now on, under the id that it has; None: as before."""
    labels_shown: bool | None = None
    """Names on the glass from now on; None: as before."""
    alarms: tuple[Alarm, ...] | None = None
    """All that is to be heard, and all that is known and not over, from now on; None: as before."""


class Entry(Value):
    """A change with the number and hash of its audit line: what the journal keeps."""

    seq: int
    hash: str
    change: Change


def sha256(text: str) -> str:
    """Return the SHA-256 of the text, in hex."""
    return hashlib.sha256(text.encode()).hexdigest()


def audit_body(seq: int, change: Change) -> str:
    """Return the canonical JSON of an audit line; it names the digest of the state that the change made."""
    fields: dict[str, Any] = change.line.model_dump(mode="json")
    fields["seq"] = seq
    if change.desired is not None:
        fields["state"] = sha256(change.desired.model_dump_json())
    return json.dumps(fields, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def chained(previous: str, body: str) -> str:
    """Return the hash of an audit line after the one whose hash is `previous`."""
    return sha256(previous + body)
