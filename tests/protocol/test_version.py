"""Rule: every greeting carries the one protocol version."""

from __future__ import annotations

from wallctl.protocol.link import Hello, RefusalReason, Refused, Welcome
from wallctl.protocol.version import PROTOCOL_VERSION


def test_greetings_carry_the_version() -> None:
    assert Hello().protocol == PROTOCOL_VERSION
    assert Welcome(clock_id="c").protocol == PROTOCOL_VERSION
    assert Refused(reason=RefusalReason.VERSION, text="").protocol == PROTOCOL_VERSION
