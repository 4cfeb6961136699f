"""Rule: a message is judged by number and size of its frames before anybody reads it."""

from __future__ import annotations

import pytest

from wallctl.bus.lane import COMMAND_LANE, Trouble
from wallctl.bus.receiving import flaw_in
from wallctl.protocol.link import CONTROL, MAX_CONTROL_BYTES, PAYLOAD

MOST = COMMAND_LANE.max_frame_bytes


@pytest.mark.parametrize(
    ("envelope", "sizes"),
    [(PAYLOAD, [1, 0]), (PAYLOAD, [1, MOST]), (PAYLOAD, [1] * 16), (CONTROL, [1, MAX_CONTROL_BYTES, MOST])],
)
def test_what_the_lane_carries_is_taken(envelope: bytes, sizes: list[int]) -> None:
    assert flaw_in(envelope, sizes, COMMAND_LANE) is None


@pytest.mark.parametrize(
    ("envelope", "sizes", "kind"),
    [
        (PAYLOAD, [1], Trouble.BAD_FRAME),
        (b"", [0, 5], Trouble.BAD_FRAME),
        (b"\x03", [1, 5], Trouble.BAD_FRAME),
        (b"\x02\x02", [2, 5], Trouble.BAD_FRAME),
        (PAYLOAD, [1, MOST + 1], Trouble.OVERSIZE),
        (PAYLOAD, [1, 1, MOST + 1], Trouble.OVERSIZE),
        (CONTROL, [1, MAX_CONTROL_BYTES + 1], Trouble.OVERSIZE),
        (PAYLOAD, [1] * 17, Trouble.TOO_MANY_PARTS),
    ],
)
def test_what_it_does_not_carry_is_named(envelope: bytes, sizes: list[int], kind: Trouble) -> None:
    flaw = flaw_in(envelope, sizes, COMMAND_LANE)
    assert flaw is not None
    assert flaw[0] is kind
