"""Rule: what the lane does not carry is refused at once, to the caller's face."""

from __future__ import annotations

import pytest

from wallctl.bus.lane import COMMAND_LANE, PICTURE_LANE
from wallctl.bus.sending import control_frames, payload_frames
from wallctl.errors import BadMessage
from wallctl.protocol.link import CONTROL, PAYLOAD, Bye


def test_a_message_is_an_envelope_the_data_and_the_attachments() -> None:
    assert payload_frames("node-a", b"data", [b"1", b"2"], COMMAND_LANE) == (PAYLOAD, b"data", b"1", b"2")
    assert control_frames(Bye()) == (CONTROL, b'{"kind":"bye"}')
    assert control_frames(Bye(), b"more")[2:] == (b"more",)


def test_too_large_or_too_many_is_refused_naming_the_peer() -> None:
    large = bytes(COMMAND_LANE.max_frame_bytes + 1)
    with pytest.raises(BadMessage, match=r"node-a.*2097153 bytes.*2097152"):
        payload_frames("node-a", b"", [large], COMMAND_LANE)
    assert payload_frames("node-a", b"", [large], PICTURE_LANE)
    with pytest.raises(BadMessage, match="17 parts"):
        payload_frames("node-a", b"", [b""] * 15, COMMAND_LANE)
