"""Rules: a window's name stands clear of the handles, and of the line at the window's edge."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QRect, QRectF
from PySide6.QtWidgets import QApplication

from wallctl.controller.canvas.painting import label_room
from wallctl.controller.canvas.scale import handle_box, handle_centre, handles_of

LEAST_W, LEAST_H = 48, 40
places = st.builds(
    QRect, st.integers(-50, 500), st.integers(-50, 500), st.integers(LEAST_W, 900), st.integers(LEAST_H, 700)
)


@given(places)
def test_no_handle_lies_over_a_name(qapp: QApplication, place: QRect) -> None:
    room = QRectF(label_room(place, handled=True))
    assert not room.isEmpty()
    for side in handles_of(place):
        assert not handle_box(place, side).intersects(room), side


@given(places)
def test_a_name_gives_up_no_more_than_the_handles_need(qapp: QApplication, place: QRect) -> None:
    free, held = label_room(place, handled=False), label_room(place, handled=True)
    assert free.contains(held)
    assert free.width() - held.width() <= 20 and free.height() - held.height() <= 4
    assert free.right() <= place.right() - 4


@given(places)
def test_a_handle_is_drawn_where_it_is_grabbed(qapp: QApplication, place: QRect) -> None:
    for side in handles_of(place):
        box = handle_box(place, side)
        assert QRectF(place).contains(box)
        assert box.adjusted(-7, -7, 7, 7).contains(handle_centre(place, side))
