"""Rules: boards never overlap nor leave their room; a small desk shows one at a time."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QRect, QSize

from wallctl.controller.arrange import (
    Arrangement,
    FrameShape,
    arrangement,
    place_one,
    place_two,
    place_with_hint,
)

shapes = st.builds(lambda ratio: FrameShape(ratio, 16, 48), st.floats(0.5, 8.0))
rooms = st.builds(QRect, st.just(14), st.just(14), st.integers(400, 3_000), st.integers(300, 1_600))
WIDE, DLP_3X8, DLP_4X6 = 1_920, FrameShape(32 / 9, 16, 48), FrameShape(2.0, 16, 48)


@given(shapes, rooms, st.sampled_from([1_366, 1_920, 2_560]))
def test_boards_stay_in_their_room_and_apart(shape: FrameShape, room: QRect, desk: int) -> None:
    how = arrangement(shape, room.size(), desk)
    draft, live = place_two(shape, room, how)
    grown = room.adjusted(0, 0, 1, 1)
    assert grown.contains(draft) and grown.contains(live)
    assert how is Arrangement.SWITCHED or not draft.intersects(live)


@given(shapes, rooms)
def test_the_hint_leaves_the_wall_its_size(shape: FrameShape, room: QRect) -> None:
    frame, hint = place_with_hint(shape, room)
    assert frame.size() == place_one(shape, room).size()
    assert hint is None or (not hint.intersects(frame) and room.adjusted(0, 0, 1, 1).contains(hint))


def test_a_wide_wall_is_stacked_on_every_desk() -> None:
    for desk, room in ((1_366, QSize(870, 560)), (1_920, QSize(1_290, 880)), (2_560, QSize(1_800, 1_200))):
        assert arrangement(DLP_3X8, room, desk) is Arrangement.STACKED


def test_a_square_wall_is_switched_on_a_small_desk_only() -> None:
    assert arrangement(DLP_4X6, QSize(870, 560), 1_366) is Arrangement.SWITCHED
    assert arrangement(DLP_4X6, QSize(1_290, 880), 1_920) is not Arrangement.SWITCHED
