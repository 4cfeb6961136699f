"""What a received message must look like before anybody reads it. Must not know sockets or links."""

from __future__ import annotations

from collections.abc import Sequence

from wallctl.bus.lane import Limits, Trouble
from wallctl.protocol.link import CONTROL, MAX_CONTROL_BYTES, PAYLOAD

Flaw = tuple[Trouble, str]


def flaw_in(envelope: bytes, sizes: Sequence[int], limits: Limits) -> Flaw | None:
    """Return what is wrong with a message whose frames, the envelope first, have these sizes; else None."""
    largest = max(sizes)
    if len(sizes) > limits.max_parts:
        return Trouble.TOO_MANY_PARTS, f"{len(sizes)}, the lane takes {limits.max_parts}"
    if largest > limits.max_frame_bytes:
        return Trouble.OVERSIZE, f"{largest} bytes, the lane takes {limits.max_frame_bytes}"
    if len(sizes) < 2 or envelope not in (CONTROL, PAYLOAD):
        return Trouble.BAD_FRAME, "no envelope"
    if envelope == CONTROL and sizes[1] > MAX_CONTROL_BYTES:
        return Trouble.OVERSIZE, f"control message of {sizes[1]} bytes, the limit is {MAX_CONTROL_BYTES}"
    return None
