"""Rule: the lanes carry what the design says, and a beat fits several times into the silence."""

from __future__ import annotations

import pytest

from tests.bus.ends import NODE
from wallctl.bus.lane import BEAT_S, COMMAND_LANE, PICTURE_LANE, Counts, Limits, Link


def test_frame_limits() -> None:
    assert COMMAND_LANE.max_frame_bytes == 2 << 20
    assert PICTURE_LANE.max_frame_bytes == 8 << 20


@pytest.mark.parametrize("limits", [COMMAND_LANE, PICTURE_LANE])
def test_one_lost_beat_is_no_lost_link(limits: Limits) -> None:
    assert limits.silence_s >= 3 * BEAT_S
    assert COMMAND_LANE.silence_s == 1.5


def test_a_copy_of_the_counts_stays_as_it_was() -> None:
    counts = Counts(received=3)
    copy = counts.copy()
    counts.received += 1
    assert (copy.received, counts.received) == (3, 4)


def test_a_link_names_its_peer_and_nothing_from_the_wire() -> None:
    assert str(Link(4, NODE)) == "node node-a (link 4)"
