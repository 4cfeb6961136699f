"""The bus's own words: greeting, beat, clock, farewell. Must not know what the payloads say.

A multipart message begins with one frame of one byte: `CONTROL` (the next frame is one of these messages) or
`PAYLOAD` (the next frame is opaque to the bus, further frames are attachments). `Hello` alone carries one
attachment, the application's own greeting. Greeting and refusal are read with tolerance, because they are
what two versions that do not understand each other still say to each other; everything else is closed and
strict.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from wallctl.model.base import Value
from wallctl.protocol.codec import Codec
from wallctl.protocol.version import PROTOCOL_VERSION

CONTROL = b"\x01"
PAYLOAD = b"\x02"
MAX_CONTROL_BYTES = 4096


class Hello(Value):
    """First word of a client on every connection.

    `token` is its name on a local lane, never used over TCP.
    """

    kind: Literal["hello"] = "hello"
    protocol: int = PROTOCOL_VERSION
    software: Annotated[str, Field(max_length=40)] = ""
    token: Annotated[str, Field(max_length=200)] | None = Field(default=None, repr=False)


class Ping(Value):
    """The client's beat: `sent_s` is its CLOCK_BOOTTIME."""

    kind: Literal["ping"] = "ping"
    sent_s: float


class Bye(Value):
    """This link is over, from either end; a client that wants another connects anew."""

    kind: Literal["bye"] = "bye"


class Welcome(Value):
    """The server took the client in. `clock_id` changes when the server's clock starts anew (a reboot)."""

    kind: Literal["welcome"] = "welcome"
    protocol: int = PROTOCOL_VERSION
    software: Annotated[str, Field(max_length=40)] = ""
    clock_id: Annotated[str, Field(max_length=64)]


class Pong(Value):
    """Answer to a `Ping`: its `sent_s`, and when the server (CLOCK_BOOTTIME) heard it and answered."""

    kind: Literal["pong"] = "pong"
    sent_s: float
    heard_s: float
    answered_s: float


class Beat(Value):
    """The server lives."""

    kind: Literal["beat"] = "beat"


class RefusalReason(StrEnum):
    """Why a client is not let in."""

    VERSION = "version"
    STRANGER = "stranger"
    REVOKED = "revoked"
    CROWDED = "crowded"
    HANDSHAKE = "handshake"


class Refused(Value):
    """The server does not take this client; `text` says why and what to do, fit for a person."""

    kind: Literal["refused"] = "refused"
    protocol: int = PROTOCOL_VERSION
    reason: RefusalReason
    text: str


FromClient = Hello | Ping | Bye
FromServer = Welcome | Pong | Beat | Refused | Bye

FROM_CLIENT: Codec[FromClient] = Codec(Annotated[FromClient, Field(discriminator="kind")])
FROM_SERVER: Codec[FromServer] = Codec(Annotated[FromServer, Field(discriminator="kind")])


class _AnyVersion(BaseModel):
    """The fields that stay readable over all versions, for ever."""

    model_config = ConfigDict(frozen=True, extra="ignore", strict=True)

    kind: str
    protocol: int
    software: str = ""
    text: str = ""


_ANY_VERSION: TypeAdapter[_AnyVersion] = TypeAdapter(_AnyVersion)


def _other_version(body: bytes, kind: str) -> _AnyVersion | None:
    try:
        said = _ANY_VERSION.validate_json(body)
    except ValidationError:
        return None
    return said if said.kind == kind and said.protocol != PROTOCOL_VERSION else None


def refusal_of_version(hello: bytes) -> Refused | None:
    """Return the refusal owed to a hello of another version; None when it is ours or unreadable."""
    said = _other_version(hello, "hello")
    if said is None:
        return None
    text = (
        f"this client speaks bus protocol {said.protocol}, the server speaks {PROTOCOL_VERSION} — "
        "install the same wallctl version on both"
    )
    return Refused(reason=RefusalReason.VERSION, text=text)


def refusal_from_other_version(body: bytes) -> Refused | None:
    """Return what a server of another version says when it refuses us, None when it is no such word."""
    for kind in ("refused", "welcome"):
        said = _other_version(body, kind)
        if said is not None:
            text = (
                f"the server speaks bus protocol {said.protocol}, this client speaks {PROTOCOL_VERSION} — "
                "install the same wallctl version on both"
            )
            return Refused(protocol=said.protocol, reason=RefusalReason.VERSION, text=text)
    return None
