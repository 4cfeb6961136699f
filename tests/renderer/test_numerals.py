"""Rule: numbers stand large in the middle of each window, card or picture, and go by themselves."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
from PySide6.QtGui import QGuiApplication

from tests.fakes.pictures import H, W, pane, picture, rect
from tests.kit.clips import solid
from tests.renderer.stand import Stand
from wallctl.model.geometry import PxRect
from wallctl.model.ids import WindowId
from wallctl.protocol.cell import NumbersShown
from wallctl.renderer.numerals import TIMES_A_NAME, numeral, numeral_px

LEFT, RIGHT = rect(0, 0, W // 2), rect(W // 2, 0, W // 2)


@pytest.fixture
def stand(qapp: QGuiApplication) -> Iterator[Stand]:
    with Stand(qapp) as stand:
        yield stand


def numbered(stand: Stand, part: PxRect) -> bool:
    """White on a dark plate in the middle of that window."""
    box = stand.canvas()[
        part.y + part.h // 4 : part.bottom - part.h // 4, part.x + part.w // 4 : part.right - part.w // 4
    ]
    return bool((box > 200).any() and (box < 40).any())


def test_numbers_come_at_once_stay_over_new_frames_and_go_by_themselves(stand: Stand) -> None:
    stand.order(1, picture(pane("a", LEFT, label=True), pane("b", RIGHT, label=True)))
    stand.alive(dict.fromkeys("ab", solid(100)))
    assert not numbered(stand, LEFT) and not numbered(stand, RIGHT)
    numbers = {WindowId("w-a"): 1, WindowId("w-b"): 24}
    stand.stage.show_numbers(NumbersShown(numbers=numbers, for_s=2.0))
    assert numbered(stand, LEFT) and numbered(stand, RIGHT)
    stand.play("a", solid(120))
    assert numbered(stand, LEFT)

    def gone() -> bool:
        # No badge, whose plate would look the same, comes in their place.
        stand.alive({"a": solid(120), "b": solid(100)})
        return not numbered(stand, LEFT) and not numbered(stand, RIGHT)

    stand.until(gone, 20.0, "numbers go")


def test_numbers_go_at_once_when_they_are_taken_away(stand: Stand) -> None:
    stand.order(1, picture(pane("a", label=True)))
    stand.alive({"a": solid(100)})
    stand.stage.show_numbers(NumbersShown(numbers={WindowId("w-a"): 7}, for_s=10.0))
    assert numbered(stand, rect(0, 0, W, H))
    stand.stage.show_numbers(NumbersShown())
    assert not numbered(stand, rect(0, 0, W, H))


def test_a_number_is_several_times_as_high_as_names_where_there_is_room(qapp: QGuiApplication) -> None:
    cell = PxRect(x=0, y=0, w=1024, h=768)
    name_px = 768 // 24
    assert numeral_px(name_px, cell, cell) == TIMES_A_NAME * name_px
    pixels = numeral(24, TIMES_A_NAME * name_px, 1024)
    rows = np.flatnonzero((pixels[8:-8, 8:-8, 0] > 200).any(axis=1))
    assert rows[-1] - rows[0] > 768 // 24 * 2
    small = PxRect(x=0, y=0, w=60, h=45)
    assert numeral_px(11, small, small) <= 30
