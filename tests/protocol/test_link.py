"""Rule: closed and strict, except for the words that two versions must understand of each other."""

from __future__ import annotations

import json

import pytest

from wallctl.errors import BadMessage
from wallctl.protocol.codec import encode
from wallctl.protocol.link import (
    FROM_CLIENT,
    FROM_SERVER,
    Beat,
    Bye,
    Hello,
    Ping,
    Pong,
    RefusalReason,
    Refused,
    Welcome,
    refusal_from_other_version,
    refusal_of_version,
)
from wallctl.protocol.version import PROTOCOL_VERSION


@pytest.mark.parametrize("message", [Hello(token="t"), Hello(), Ping(sent_s=1.5), Bye()])
def test_what_a_client_says_is_read_back(message: Hello | Ping | Bye) -> None:
    assert FROM_CLIENT.decode(encode(message), "peer") == message


@pytest.mark.parametrize(
    "message",
    [
        Welcome(clock_id="c"),
        Pong(sent_s=1.0, heard_s=2.0, answered_s=3.0),
        Beat(),
        Refused(reason=RefusalReason.CROWDED, text="full"),
        Bye(),
    ],
)
def test_what_a_server_says_is_read_back(message: Welcome | Pong | Beat | Refused | Bye) -> None:
    assert FROM_SERVER.decode(encode(message), "server") == message


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"null",
        b"{}",
        b'{"kind":"ping"}',
        b'{"kind":"ping","sent_s":"1"}',
        b'{"kind":"ping","sent_s":1,"more":1}',
        b'{"kind":"ping","sent_s":NaN}',
        b'{"kind":"welcome","protocol":1,"clock_id":""}',
        b"\x80\x04\x95.",
        b"[" * 100_000,
    ],
)
def test_anything_else_is_a_bad_message(body: bytes) -> None:
    with pytest.raises(BadMessage, match="desk-1"):
        FROM_CLIENT.decode(body, "desk-1")


def test_a_hello_of_another_version_is_refused_naming_both() -> None:
    hello = json.dumps({"kind": "hello", "protocol": 77, "new_field": {"of": "theirs"}}).encode()
    refused = refusal_of_version(hello)
    assert refused is not None
    assert refused.reason is RefusalReason.VERSION
    assert "77" in refused.text
    assert str(PROTOCOL_VERSION) in refused.text


def test_a_hello_of_our_version_or_no_hello_is_not_refused() -> None:
    assert refusal_of_version(encode(Hello())) is None
    assert refusal_of_version(encode(Beat())) is None
    assert refusal_of_version(b"\x00") is None


@pytest.mark.parametrize("kind", ["refused", "welcome"])
def test_a_server_of_another_version_is_understood(kind: str) -> None:
    word = json.dumps({"kind": kind, "protocol": 78, "whatever": []}).encode()
    refused = refusal_from_other_version(word)
    assert refused is not None
    assert "78" in refused.text
    assert str(PROTOCOL_VERSION) in refused.text


def test_a_token_is_not_shown() -> None:
    assert "hidden" not in repr(Hello(token="hidden"))
