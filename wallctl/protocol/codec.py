"""Bytes <-> messages. JSON only, closed and strict; a bad message names the peer and the field."""

from __future__ import annotations

from typing import Any, Generic, TypeVar

from pydantic import BaseModel, TypeAdapter, ValidationError

from wallctl.errors import BadMessage

MAX_MESSAGE_BYTES = 2 << 20
"""The largest is the catalogue of a site: 2,000 sources and some hundred presets."""
M = TypeVar("M")


class Codec(Generic[M]):
    """Reads and writes one direction's union of messages."""

    def __init__(self, union: Any) -> None:
        self._adapter: TypeAdapter[M] = TypeAdapter(union)

    def decode(self, data: bytes, peer: str) -> M:
        """Return the message; raise `BadMessage` naming the peer and the first wrong field."""
        if len(data) > MAX_MESSAGE_BYTES:
            raise BadMessage(peer, f"message of {len(data)} bytes, the limit is {MAX_MESSAGE_BYTES}")
        try:
            return self._adapter.validate_json(data)
        except ValidationError as wrong:
            first = wrong.errors(include_input=False, include_url=False)[0]
            where = ".".join(str(step) for step in first["loc"]) or "message"
            raise BadMessage(peer, f"field {where}: {first['msg']}") from None


def encode(message: BaseModel) -> bytes:
    """Return the message as JSON bytes."""
    return message.model_dump_json().encode()
